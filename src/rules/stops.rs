//! Stages 2 and 3 for one completion: the stops that bind, and which roles pass them.

use super::matched::{Matched, Why};
use super::pack::Does;
use crate::model::{Reason, RoleSet, StopId};
use crate::table::RowSet;

/// The stops that bind, and what passes them.
#[derive(Debug, Default)]
pub(super) struct Stops {
    /// Numbers of the stops that bind.
    pub(super) bound: RowSet,
    /// Rows that admit to them.
    pub(super) admitting: RowSet,
    /// Stops that forbid the word `delegate`.
    kept: RowSet,
    /// Roles that pass all of them.
    pub(super) passes: RoleSet,
    /// Roles that pass all of them in a way that may be called `delegate`.
    pub(super) delegably: RoleSet,
}

impl Stops {
    /// Law and policy.
    pub(super) fn read(&mut self, matched: Matched<'_>, why: &mut Why) {
        self.bind(matched, why);
        self.admitting.clear();
        let all = matched.pack.ladder.all;
        (self.passes, self.delegably) = (all, all);
        for stop in self.bound.iter() {
            let (mut passes, mut delegably) = (RoleSet::default(), RoleSet::default());
            for (number, row) in matched.pack.kinds.admits(stop).into_iter().flat_map(|kind| matched.of(kind))
            {
                self.admitting.insert(number);
                why.seen.insert(number);
                passes |= row.roles;
                if matches!(row.does, Does::Admit { delegable: true, .. }) && !self.kept.contains(stop) {
                    delegably |= row.roles;
                }
            }
            if let Ok(id) = u16::try_from(stop) {
                why.refuse(Reason::Stop(StopId(id)), all - passes);
            }
            self.passes &= passes;
            self.delegably &= delegably;
        }
    }

    fn bind(&mut self, matched: Matched<'_>, why: &mut Why) {
        self.bound.clear();
        self.kept.clear();
        for (number, row) in matched.of(&matched.pack.kinds.stops) {
            let Does::Stop { stop, delegable } = row.does else { continue };
            let mut lifted = false;
            for (lifting, _) in matched.relaxing(row) {
                why.deciding.insert(lifting);
                lifted = true;
            }
            if !lifted {
                why.deciding.insert(number);
                self.bound.insert(usize::from(stop.0));
                if !delegable {
                    self.kept.insert(usize::from(stop.0));
                }
            }
        }
    }
}
