//! Who can supervise whom (semantics point 8).

use std::collections::BTreeMap;

use super::partial::{Group, Tally};
use crate::model::{Catalogue, Level, Role, RoleId, Supervision};

/// What an able person can supervise at their site: the best of all posts in which they are able.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Capacity {
    /// As a practitioner: anybody who does not need a listed one.
    pub(super) practitioner: bool,
    /// As a practitioner of a listed profession: anybody.
    pub(super) listed: bool,
    /// In a role that may delegate: whoever works strictly below this level.
    pub(super) delegates_below: Option<Level>,
}

impl Capacity {
    /// Adds what a trained delegator can supervise from a post in which they are able and need at most remote
    /// supervision themselves; `profession` is the one that they act under there.
    pub(super) fn add(
        &mut self,
        catalogue: &Catalogue,
        role: &Role,
        profession: Option<u16>,
        own: Supervision,
    ) {
        if own > Supervision::Remote {
            return;
        }
        if role.practitioner {
            self.practitioner = true;
            self.listed |= profession.is_some_and(|profession| catalogue.listed.contains(&profession));
        } else if role.delegates {
            self.delegates_below = self.delegates_below.max(Some(role.level));
        }
    }

    fn covers(self, doer: &Role) -> bool {
        if doer.needs_listed {
            return self.listed;
        }
        self.practitioner || self.delegates_below.is_some_and(|level| level > doer.level)
    }
}

/// The supervision that a query's able people can really give one another.
#[derive(Debug)]
pub(super) struct Supervisors<'a> {
    catalogue: &'a Catalogue,
    tally: &'a Tally,
    /// By doer's role: how many people can supervise it.
    counts: BTreeMap<RoleId, u64>,
}

impl<'a> Supervisors<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, tally: &'a Tally) -> Self {
        let counts = catalogue
            .roles()
            .map(|(id, doer)| {
                let able = tally.able.iter().filter(|((_, capacity), _)| capacity.covers(doer));
                (id, able.map(|(_, group)| group.count).sum())
            })
            .collect();
        Self { catalogue, tally, counts }
    }

    /// Whether the people of a group have, in a role that needs supervision, somebody *else* to give it. Where only one
    /// person can, that person's own group (they are alone in it) has nobody.
    fn supervised(&self, capacity: Capacity, role: RoleId, needed: Supervision) -> bool {
        if needed == Supervision::None {
            return true;
        }
        let Some(doer) = self.catalogue.role_of(role) else { return false };
        match self.counts.get(&role) {
            None | Some(0) => false,
            Some(1) => !capacity.covers(doer),
            Some(_) => true,
        }
    }

    /// Groups of people able in a role.
    fn able_in(&self, role: RoleId) -> impl Iterator<Item = (Capacity, &'a Group)> {
        let groups = self.tally.able.iter().filter(move |((roles, _), _)| roles.contains(&role));
        groups.map(|((_, capacity), group)| (*capacity, group))
    }

    /// People able in a role, supervised or not.
    pub(super) fn able(&self, role: RoleId) -> u64 {
        self.able_in(role).map(|(_, group)| group.count).sum()
    }

    /// People able in a role and supervised where needed.
    pub(super) fn able_and_supervised(&self, role: RoleId, needed: Supervision) -> u64 {
        let groups = self.able_in(role).filter(|(capacity, _)| self.supervised(*capacity, role, needed));
        groups.map(|(_, group)| group.count).sum()
    }

    /// Groups of people able and supervised in at least one of these roles: each person once.
    pub(super) fn able_in_any(&self, wanted: &[(RoleId, Supervision)]) -> Vec<&'a Group> {
        let serves = |roles: &[RoleId], capacity: Capacity| {
            wanted
                .iter()
                .any(|(role, needed)| roles.contains(role) && self.supervised(capacity, *role, *needed))
        };
        let groups = self.tally.able.iter().filter(|((roles, capacity), _)| serves(roles, *capacity));
        groups.map(|(_, group)| group).collect()
    }
}
