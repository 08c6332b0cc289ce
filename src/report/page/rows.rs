//! What the pages need of every task: little enough to keep for all, and the order in which tasks are listed.

use std::cmp::Reverse;

use crate::model::{
    Answer, Catalogue, Decision, FloorRange, Level, Need, Requirement, RoleId, RuleFloor, Rung, Status,
    Supervision, Task, Verdict,
};
use crate::report::share;

/// One task as the pages count it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    pub(super) status: Status,
    /// The lowest safe level with today's people.
    pub(super) level: Option<Level>,
    pub(super) floor: FloorRange,
    /// The role that does it now, and its level.
    pub(super) now: Option<(RoleId, Level)>,
    pub(super) drift: Option<Drift>,
    /// Thousandths of a minute a week.
    pub(super) minutes: Option<u64>,
    /// The least supervision that a safe role at the level of the answer needs.
    pub(super) supervision: Option<Supervision>,
    /// People able and supervised at the level of the answer.
    pub(super) able: u64,
    /// Roles in which somebody is able, at whatever level.
    pub(super) able_roles: Vec<RoleId>,
    /// How many of them there are at the level of the answer.
    pub(super) roles_there: u64,
    /// The one person able at any level, if there is only one.
    pub(super) only: Option<String>,
    /// A panel's decision was used.
    pub(super) panel: bool,
    /// What governance misses at the lowest level that the rules let act.
    pub(super) missing: Vec<Need>,
    /// How the level of the floor stands at the site, if the floor is a level.
    pub(super) at_floor: Option<Verdict>,
    /// What the nearest person at the floor lacks, where people are there and nobody is able.
    pub(super) gap: Vec<Requirement>,
}

/// How a task is done now against what the rules say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Drift {
    /// By a level below the lowest floor that any reading of the blanks gives.
    BelowFloor,
    /// By a role that law, policy or another rule refuses, at or above the floor.
    Refused,
}

impl TaskRow {
    /// Of one answer.
    #[must_use]
    pub fn of(catalogue: &Catalogue, task: &Task, answer: &Answer) -> Self {
        let decision = &answer.decision;
        let now = task.done_by.and_then(|role| Some((role, catalogue.role_of(role)?.level)));
        let able_anywhere: u64 = answer.able_by_level.iter().map(|(_, able)| *able).sum();
        let only = answer.examples.first().filter(|_| able_anywhere == 1);
        let lowest = catalogue.roles().map(|(id, _)| decision.role(id)).find(|role| role.passes());
        let floor = level_of(decision.floor.low);
        let rung = answer.rungs.iter().find(|rung| Some(rung.level) == floor);
        let there = answer.rungs.iter().find(|rung| Some(rung.level) == answer.level);
        Self {
            status: answer.status,
            level: answer.level,
            floor: decision.floor,
            now,
            drift: now.and_then(|now| drift(decision, now)),
            minutes: a_week(task),
            supervision: answer.roles.iter().map(|(_, supervision)| *supervision).min(),
            able: answer.able,
            able_roles: answer.rungs.iter().flat_map(able_roles).collect(),
            roles_there: there.map_or(0, share::able_roles),
            only: only.cloned(),
            panel: decision.panel,
            missing: lowest.map(|role| role.missing().collect()).unwrap_or_default(),
            at_floor: rung.map(|rung| rung.verdict),
            gap: rung.map(|rung| rung.gap.clone()).unwrap_or_default(),
        }
    }

    /// The lowest level that the rules allow, where they decide.
    pub(super) fn rules_allow(&self) -> Option<Level> {
        level_of(self.floor.low).filter(|_| self.floor.low == self.floor.high)
    }

    /// The floor in words: `4`, `4 to 6`, `restricted`.
    pub(super) fn floor_words(&self) -> String {
        self.floor.to_string().replace("..", " to ")
    }

    /// Placed below the level that does it now, which the rules admit.
    pub(super) fn could_go_down(&self) -> Option<(Level, Level)> {
        let ((_, now), level) = self.now.zip(self.level)?;
        (level < now && self.drift.is_none()).then_some((now, level))
    }
}

fn able_roles(rung: &Rung) -> impl Iterator<Item = RoleId> {
    rung.roles.iter().filter(|role| role.able > 0).map(|role| role.role)
}

fn level_of(floor: RuleFloor) -> Option<Level> {
    match floor {
        RuleFloor::Level(level) => Some(level),
        RuleFloor::NeedsPanel | RuleFloor::Restricted => None,
    }
}

fn drift(decision: &Decision, (role, level): (RoleId, Level)) -> Option<Drift> {
    if level_of(decision.floor.low).is_some_and(|floor| level < floor) {
        Some(Drift::BelowFloor)
    } else {
        let refused = decision.restricted || decision.decided && !decision.role(role).passes();
        refused.then_some(Drift::Refused)
    }
}

/// Minutes each time by times a week, in thousandths; what does not fit counts as the most there is.
fn a_week(task: &Task) -> Option<u64> {
    let (minutes, times) = task.minutes.zip(task.per_week)?;
    let product = u128::from(minutes) * u128::from(times) / 1_000;
    Some(u64::try_from(product).unwrap_or(u64::MAX))
}

/// The numbers of tasks, worst first: done below the floor, done by a role that the rules refuse, then by status from
/// restricted to placed, then by most minutes a week, then in the order of the file.
#[must_use]
pub fn worst_first(rows: &[TaskRow]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| {
        rows.get(*at).map(|row| {
            let status = WORST.iter().position(|status| *status == row.status);
            let drift = match row.drift {
                Some(Drift::BelowFloor) => 0,
                Some(Drift::Refused) => 1,
                None => 2,
            };
            (drift, status, Reverse(row.minutes), *at)
        })
    });
    order
}

/// Statuses, worst first.
const WORST: [Status; 6] = [
    Status::Restricted,
    Status::NeedsPanel,
    Status::NobodyCompetent,
    Status::NoSupervisor,
    Status::NotYet,
    Status::Placed,
];

/// The order of [`worst_first`] in words.
pub(super) const ORDER: &str = "done below the floor, then done by a role that the rules refuse, then restricted, \
     needs-panel, nobody-competent, no-supervisor, not-yet, placed; among equals most minutes a week first";
