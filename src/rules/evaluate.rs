//! Stages 2 to 8 for one completion of a task's facts.

use super::duties::Duties;
use super::facts::Facts;
use super::height::Height;
use super::kinds::lowest;
use super::matched::{Matched, Why};
use super::outcomes::{Nature, Passing, outcomes};
use super::stops::Stops;
use crate::model::{Need, Outcomes, Reason, RoleSet, RuleFloor, Veto};
use crate::table::RowSet;

/// The rule verdict: what must be the same in every completion for the rules to have decided.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Verdict {
    /// The grants: the stops that bind, and the rows that admit to them.
    grants: [RowSet; 2],
    lawful: RoleSet,
    passes: RoleSet,
    veto: Option<Veto>,
    floor: RuleFloor,
    outcomes: Outcomes,
    /// Supervision and governance of the roles that pass.
    watched: [RoleSet; 3],
    needs: Vec<(Need, RoleSet)>,
}

/// What the stages say, in memory used before.
#[derive(Debug, Default)]
pub(super) struct Evaluated {
    pub(super) stops: Stops,
    pub(super) height: Height,
    pub(super) duties: Duties,
    pub(super) lawful: RoleSet,
    pub(super) passes: RoleSet,
    pub(super) floor: Option<RuleFloor>,
    pub(super) outcomes: Outcomes,
}

impl Evaluated {
    /// Runs stages 2 to 8.
    pub(super) fn read(&mut self, matched: Matched<'_>, facts: &Facts<'_>, nature: Nature, why: &mut Why) {
        let ladder = &matched.pack.ladder;
        self.stops.read(matched, why);
        self.lawful = self.stops.passes;
        for act in facts.acts.iter().filter(|act| matched.pack.unlisted.contains(act)) {
            why.refuse(Reason::Unlisted(*act), ladder.all);
            self.lawful = RoleSet::default();
        }
        self.height = Height::read(matched, facts, why);
        self.passes = self.lawful - self.height.refused;
        // the lowest level of a role that passes stages 2 to 6 (semantics point 16)
        self.floor = Some(if self.lawful.is_empty() {
            RuleFloor::Restricted
        } else {
            lowest(&matched.pack.catalogue, self.passes).map_or(RuleFloor::NeedsPanel, RuleFloor::Level)
        });
        self.duties.read(matched, facts);
        let passing = Passing {
            lawful: self.lawful,
            passes: self.passes,
            delegably: self.stops.delegably,
            veto: self.height.veto,
        };
        self.outcomes = outcomes(ladder, facts, nature, &passing);
    }

    /// The rule verdict.
    pub(super) fn verdict(&self) -> Verdict {
        let passes = self.passes;
        let needs = self.duties.needs.iter().map(|(need, roles)| (*need, *roles & passes));
        Verdict {
            grants: [self.stops.bound.clone(), self.stops.admitting.clone()],
            lawful: self.lawful,
            passes,
            veto: self.height.veto,
            floor: self.floor.unwrap_or(RuleFloor::NeedsPanel),
            outcomes: self.outcomes,
            watched: self.duties.watched.map(|roles| roles & passes),
            needs: needs.filter(|(_, roles)| !roles.is_empty()).collect(),
        }
    }
}
