//! The laws of the whole procedure, proved for every task or broken by two: more risk never loosens anything.

use super::prover::Prover;
use crate::model::{Level, RoleId, Task};
use crate::rules::{Pack, PostFacts};

/// A change of a task's facts that may only restrict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A criterion moves to the next riskier value.
    Riskier(usize),
    /// A measure is taken away.
    MeasureRemoved(u16),
    /// The task instruction is no longer current.
    InstructionLapsed,
    /// The authority becomes `none`.
    AuthorityRemoved,
    /// The profession is left blank.
    ProfessionBlank,
    /// One more restricted act.
    ActAdded(u16),
}

/// What a change must not loosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// Nobody who was refused by stages 2 to 6 passes.
    Permitted,
    /// Nobody for whom something was missing or refused has everything.
    Complete,
    /// Nobody who may do it before and after needs less supervision.
    Supervised,
    /// The floor does not fall.
    Floor,
    /// `delegate` does not appear.
    Delegate,
    /// `allocate` does not appear.
    Allocate,
}

/// Two tasks that show that a change loosens something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// What changes from the first task to the second.
    pub change: Change,
    /// What is loosened.
    pub claim: Claim,
    /// For whom; none for what is said of the task itself.
    pub roles: Vec<RoleId>,
    /// The person in the first of these posts, if it takes one to show it.
    pub person: Option<PostFacts>,
    /// The task before.
    pub before: Task,
    /// The task after.
    pub after: Task,
}

/// A later stage that undoes an earlier one, shown by a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// Law is undone; else a veto.
    pub law: bool,
    /// For whom.
    pub role: RoleId,
    /// The task.
    pub task: Task,
}

/// A level of the ladder, and a task whose floor it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// The level.
    pub level: Level,
    /// Whether the pack has a role there.
    pub has_role: bool,
    /// A task whose floor it is, if there can be one.
    pub task: Option<Task>,
}

/// What was proved, over how much, and what is broken.
#[derive(Debug, Clone)]
pub struct Laws {
    /// How many combinations of facts a task can have; `None`: more than 128 bits count.
    pub combinations: Option<u128>,
    /// How many posts and people the rules tell apart.
    pub candidates: usize,
    /// How many changes were looked at, each at every combination and for every candidate.
    pub changes: usize,
    /// What breaks.
    pub breaches: Vec<Breach>,
    /// What a later stage undoes.
    pub undone: Vec<Undone>,
    /// Every level.
    pub rungs: Vec<Rung>,
    /// Roles that pass for no task at all.
    pub never: Vec<RoleId>,
}

/// Proves the laws of a pack, or breaks them.
#[must_use]
pub fn laws(pack: &Pack) -> Laws {
    let mut prover = Prover::of(pack);
    let changes = prover.changes();
    let mut breaches = Vec::new();
    for change in &changes {
        prover.look(*change, &mut breaches);
    }
    Laws {
        combinations: prover.combinations(),
        candidates: prover.candidates(),
        changes: changes.len(),
        breaches,
        undone: prover.undone(),
        rungs: prover.rungs(),
        never: prover.never(),
    }
}
