//! The smallest sets of changes that would move a task down the ladder: facts, papers, people, training; never law.
//!
//! Searched with the engine itself: the task and the people are changed in memory, decided and counted again.
//!
//! Why nothing within three changes is lost. A set of changes is some of the task and some of people. Those of the task are
//! grown one by one (`search.rs`): for every role at or below the level one obstacle is chosen, and only changes that could
//! take that away are added (`rules/levers.rs`); whatever set works takes every obstacle of some role away, so that the next
//! change of it is among those added. Once the rules and governance let some role act, changes of people are put on top
//! (`people.rs`). Of people only those count who prove every requirement, so training is looked at for all the ways in which
//! somebody comes to prove the last one, and people who do the same to the answer are one until they are listed. A set is
//! listed when it works and no part of it does, which is tried, not concluded.
//!
//! What is not looked at: acts, requirements and rows of the pack, at all; an authority that the acts do not allow, or a
//! patient group direction (its id cannot be made up); fields, annotations and authorisations of people, and a register or
//! profession that is stated otherwise; training for a post that somebody does not have at the site; people who are on no roster. Of changes
//! of the same fact, or of training in the same competency, only the one that asks least is listed.

mod facts;
mod people;
mod search;
mod training;

use crate::matcher::{Inputs, Trial};
use crate::model::{
    Answer, Barred, Catalogue, Error, Fixes, Holdings, Level, Requires, Result, Status, Task, Verdict,
};
use people::Crew;
use search::Search;

/// How much is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Changes in a set.
    pub changes: usize,
    /// Sets kept; once there are as many, no larger ones are looked for.
    pub sets: usize,
    /// Answers tried.
    pub tried: usize,
}

impl Bounds {
    /// As `explain --fix` looks.
    pub const USUAL: Self = Self { changes: 3, sets: 60, tried: 400_000 };
}

/// What would move a task to a level or below; without a level, one level down, or to any where it is not placed.
/// `inputs` and `holdings` are those that gave the answer.
pub fn fixes(
    inputs: Inputs<'_>,
    holdings: &Holdings,
    (task, answer): (&Task, &Answer),
    level: Option<Level>,
    bounds: Bounds,
) -> Result<Fixes> {
    let target = level.or_else(|| next_down(answer));
    let mut fixes = Fixes { target, sets: Vec::new(), more: false, bounded: false, barred: None };
    fixes.barred = barred(&inputs.pack.catalogue, task, answer, level, target);
    if fixes.barred.is_some() {
        return Ok(fixes);
    }
    let crew = Crew::new(inputs, holdings, task);
    let trial = Trial::new(inputs, crew.able());
    if trial.now(task.clone()) != (answer.status, answer.level) {
        return Err(Error::Defect(format!("task {} was tried and stood elsewhere", task.id)));
    }
    Search::new(inputs, &trial, &crew, task, (target, bounds)).run(&mut fixes);
    Ok(fixes)
}

/// The level below the one at which a task is placed that has a role.
fn next_down(answer: &Answer) -> Option<Level> {
    let placed = answer.level?;
    let below = answer.rungs.iter().rev().filter(|rung| rung.level < placed);
    below.into_iter().find(|rung| rung.verdict != Verdict::NoRole).map(|rung| rung.level)
}

fn barred(
    catalogue: &Catalogue,
    task: &Task,
    answer: &Answer,
    asked: Option<Level>,
    target: Option<Level>,
) -> Option<Barred> {
    let placed = answer.level.filter(|_| answer.status == Status::Placed);
    let there = placed.filter(|placed| asked.is_some_and(|asked| *placed <= asked) || target.is_none());
    let lowest = catalogue.roles.first().map(|role| role.level);
    if let Some(level) = there {
        return Some(Barred::There(level));
    }
    if lowest.is_none_or(|lowest| target.is_some_and(|target| target < lowest)) {
        return Some(Barred::NoRole);
    }
    if task.acts.is_none() || answer.decision.completions == 0 {
        return Some(Barred::Acts);
    }
    if !matches!(task.requires, Requires::Known(_)) {
        return Some(Barred::Requires);
    }
    task.site.is_empty().then_some(Barred::Site)
}
