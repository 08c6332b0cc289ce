//! The strict reading of several completions: what all of them allow, and everything that any of them asks.

use super::duties::exactly;
use super::evaluate::Evaluated;
use super::matched::{Why, add};
use super::pack::{Pack, Row};
use crate::model::{
    FloorRange, Grant, Need, Outcomes, RoleSet, RuleFloor, RuleId, Said, StopId, Supervision, TableFloor,
    TraceRow, Veto,
};

/// All completions added so far, read strictly. Adding is insensitive to order.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) why: Why,
    pub(super) grants: Vec<Grant>,
    pub(super) veto: Option<Veto>,
    pub(super) floor: Option<FloorRange>,
    /// The highest.
    pub(super) table_floor: Option<TableFloor>,
    pub(super) silent: bool,
    pub(super) no_role: bool,
    /// Of the last completion: of use only when all have the same verdict.
    pub(super) outcomes: Outcomes,
    lawful: RoleSet,
    passes: RoleSet,
    watched: [RoleSet; 3],
    watching: Vec<(RuleId, RoleSet)>,
    needs: Vec<(Need, RoleSet)>,
    /// Relaxing rows of supervision and governance that stand in, in any completion.
    loosened: Vec<(RuleId, RoleSet)>,
    rules: Vec<RuleId>,
    said: Vec<(Said, RoleSet)>,
}

impl Reading {
    /// Forgets all, but for its memory.
    pub(super) fn start(&mut self, pack: &Pack) {
        let all = pack.ladder.all;
        self.why.clear();
        self.grants.clear();
        (self.veto, self.floor, self.outcomes) = (None, None, Outcomes::default());
        self.table_floor = None;
        (self.silent, self.no_role) = (false, false);
        (self.lawful, self.passes) = (all, all);
        self.watched = <_>::default();
        self.watching.clear();
        self.needs.clear();
        self.loosened.clear();
    }

    /// Adds a completion; its reasons and rows are in `why` already.
    pub(super) fn add(&mut self, pack: &Pack, one: &Evaluated) {
        self.grant(pack, one);
        self.veto = self.veto.max(one.height.veto);
        let floor = one.floor.unwrap_or(RuleFloor::NeedsPanel);
        self.floor = Some(match self.floor {
            None => FloorRange { low: floor, high: floor },
            Some(range) => FloorRange { low: range.low.min(floor), high: range.high.max(floor) },
        });
        self.table_floor = self.table_floor.max(one.height.table);
        let open = floor == RuleFloor::NeedsPanel;
        self.silent |= open && one.height.silent;
        self.no_role |= open && !one.height.silent;
        self.outcomes = one.outcomes;
        self.lawful &= one.lawful;
        self.passes &= one.passes;
        self.watch(one);
        for (need, roles) in &one.duties.needs {
            add(&mut self.needs, *need, *roles);
        }
        for (rule, roles) in &one.duties.loosened {
            add(&mut self.loosened, *rule, *roles);
        }
    }

    /// What this completion asks of a person.
    fn grant(&mut self, pack: &Pack, one: &Evaluated) {
        for stop in one.stops.bound.iter() {
            let (Ok(id), Some(admits)) = (u16::try_from(stop), pack.kinds.admits(stop)) else { continue };
            let rows = one.stops.admitting.common(admits).filter_map(|row| pack.rows.get(row));
            self.rules.clear();
            self.rules.extend(rows.map(|row| row.rule));
            let order = |grant: &Grant| (grant.stop.0, &*grant.rows).cmp(&(id, &self.rules));
            if let Err(place) = self.grants.binary_search_by(order) {
                self.grants.insert(place, Grant { stop: StopId(id), rows: self.rules.as_slice().into() });
            }
        }
    }

    /// Keeps for every role the strictest supervision, and the rows of the completions that ask for it.
    fn watch(&mut self, one: &Evaluated) {
        let (mut more, mut less) = (RoleSet::default(), RoleSet::default());
        for (ours, theirs) in self.watched.iter_mut().zip(one.duties.watched) {
            more |= theirs - *ours;
            less |= *ours - theirs;
            *ours |= theirs;
        }
        if !more.is_empty() {
            for (_, roles) in &mut self.watching {
                *roles -= more;
            }
        }
        for (rule, roles) in &one.duties.watching {
            add(&mut self.watching, *rule, *roles - less);
        }
    }

    /// All that is said of roles, ascending.
    pub(super) fn sayings(&mut self, pack: &Pack, is_met: impl Fn(Need) -> bool) -> &[(Said, RoleSet)] {
        let supervised = [Supervision::None, Supervision::Remote, Supervision::Indirect];
        self.said.clear();
        self.said.extend([(Said::Lawful, self.lawful), (Said::Passes, self.passes)]);
        self.said.extend(self.why.refusals.iter().map(|(reason, roles)| (Said::Refused(*reason), *roles)));
        let exactly = |is| (Said::Supervised(is), exactly(is, &self.watched, pack.ladder.all));
        self.said.extend(supervised.map(exactly));
        self.said.extend(self.watching.iter().map(|(rule, roles)| (Said::SupervisedBy(*rule), *roles)));
        self.said.extend(self.needs.iter().map(|(need, roles)| (Said::Needs(*need), *roles)));
        let missing = self.needs.iter().filter(|(need, _)| !is_met(*need));
        self.said.extend(missing.map(|(need, roles)| (Said::Misses(*need), *roles)));
        // of roles that the rules refuse anyway nothing was loosened
        self.said
            .extend(self.loosened.iter().map(|(rule, roles)| (Said::Loosened(*rule), *roles & self.passes)));
        self.said.retain(|(_, roles)| !roles.is_empty());
        &self.said
    }

    /// The rows of stages 2 to 6 that matched.
    pub(super) fn trace(&self, pack: &Pack) -> Box<[TraceRow]> {
        let mut rows = Vec::with_capacity(self.why.seen.count() + self.why.deciding.count());
        let row = |decides: bool| move |row: &Row| TraceRow { stage: row.stage, rule: row.rule, decides };
        rows.extend(self.why.seen.iter().filter_map(|number| pack.rows.get(number)).map(row(false)));
        rows.extend(self.why.deciding.iter().filter_map(|number| pack.rows.get(number)).map(row(true)));
        rows.sort_unstable();
        rows.into_boxed_slice()
    }
}
