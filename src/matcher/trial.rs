//! One task with other facts and other people, tried over and over: where it would stand.
//!
//! Only those who prove every requirement count, and of them only in which roles they are admitted and whom they can
//! supervise. So the people of a site are counted by what they are, once, and a change of some is a few numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Inputs;
use super::capacity::Capacity;
use super::finish::{Ground, One, Place};
use crate::model::{Answer, Decision, Person, Requires, RoleId, RoleSet, Task, TaskId};
use crate::rules::post_facts;

/// Somebody who proves every requirement of the task.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Somebody {
    /// What counts of them.
    pub person: Person,
    /// Their roles at the site, ascending.
    pub roles: Vec<RoleId>,
}

/// What somebody counts for: the roles in which they are admitted, and whom they can supervise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part(RoleSet, Capacity);

/// A task as it is tried, and what the rules say of it.
#[derive(Debug)]
pub struct Terrain {
    /// The task.
    pub task: Task,
    /// What the rules alone say.
    pub decision: Decision,
    ground: Ground,
    /// Rules and governance let some role act that matters, so that the rest is left to people.
    pub open: bool,
    /// How many of those who are there count for what.
    base: Vec<(Part, u64)>,
}

/// Those who are there and prove every requirement, by kind.
#[derive(Debug)]
pub struct Trial<'a> {
    inputs: Inputs<'a>,
    there: BTreeMap<Somebody, u64>,
}

impl<'a> Trial<'a> {
    /// Of the people who are there and prove every requirement.
    #[must_use]
    pub fn new(inputs: Inputs<'a>, there: impl IntoIterator<Item = Somebody>) -> Self {
        let mut kinds: BTreeMap<Somebody, u64> = BTreeMap::new();
        for somebody in there {
            *kinds.entry(somebody).or_default() += 1;
        }
        Self { inputs, there: kinds }
    }

    /// What the rules say of a task; and, if they and governance let any of these roles act, what everybody there counts for.
    #[must_use]
    pub fn terrain(&self, task: Task, roles: &[RoleId]) -> Terrain {
        let decision = self.inputs.pack.decide(&task);
        let ground = Ground::of(&task, &decision);
        let open = roles.iter().any(|role| ground.is_open_to(*role));
        let mut terrain = Terrain { task, decision, ground, open, base: Vec::new() };
        if open {
            self.count(&mut terrain);
        }
        terrain
    }

    /// What the rules say of a task, and what everybody there counts for, whatever the rules say.
    #[must_use]
    pub fn counted(&self, task: Task) -> Terrain {
        let mut terrain = self.terrain(task, &[]);
        self.count(&mut terrain);
        terrain
    }

    /// Where the task stands with everybody as they are.
    #[must_use]
    pub fn now(&self, task: Task) -> Place {
        self.place(&self.counted(task), &[])
    }

    fn count(&self, terrain: &mut Terrain) {
        let mut counts: BTreeMap<Part, u64> = BTreeMap::new();
        // without requirements nobody can be shown to be able
        let kinds = self.there.iter().filter(|_| matches!(terrain.task.requires, Requires::Known(_)));
        for (somebody, count) in kinds {
            if let Some(part) = self.part(terrain, somebody) {
                *counts.entry(part).or_default() += count;
            }
        }
        terrain.base = counts.into_iter().collect();
    }

    /// What somebody counts for; `None`: they are admitted in no role.
    #[must_use]
    pub fn part(&self, terrain: &Terrain, somebody: &Somebody) -> Option<Part> {
        let Terrain { decision, ground, .. } = terrain;
        let (pack, person) = (self.inputs.pack, &somebody.person);
        let catalogue = &pack.catalogue;
        let trained = person.delegator.unwrap_or(catalogue.policies.delegator_unknown);
        let (mut roles, mut capacity) = (RoleSet::default(), Capacity::default());
        for id in somebody.roles.iter().filter(|id| ground.standing.passing.contains(**id)) {
            let Some(facts) = post_facts(catalogue, person, *id) else { continue };
            if decision.nobody || !pack.admits(&decision.grants, decision.pgd.as_deref(), &facts) {
                continue;
            }
            roles.insert(*id);
            if let Some(role) = catalogue.role_of(*id).filter(|_| trained) {
                capacity.add(catalogue, role, facts.profession, ground.standing.supervision(*id));
            }
        }
        (!roles.is_empty()).then_some(Part(roles, capacity))
    }

    /// Status and level if some of those there, or some who come, count for something else: before and after.
    #[must_use]
    pub fn place(&self, terrain: &Terrain, changes: &[(Option<Part>, Option<Part>)]) -> Place {
        let one = One::empty(self.inputs, &terrain.task, terrain.ground);
        one.place_with(changed(terrain, changes).into_iter())
    }

    /// The whole answer if some of those there, or some who come, count for something else: before and after. Nobody is
    /// named in it, nor is anybody who comes near.
    #[must_use]
    pub fn answer(
        &self,
        terrain: &Terrain,
        changes: &[(Option<Part>, Option<Part>)],
        number: TaskId,
        decision: &Arc<Decision>,
    ) -> Answer {
        let one = One::empty(self.inputs, &terrain.task, terrain.ground);
        one.with(changed(terrain, changes).into_iter()).assemble(number, decision)
    }
}

/// Who counts for what with some changes.
fn changed(terrain: &Terrain, changes: &[(Option<Part>, Option<Part>)]) -> Vec<(RoleSet, Capacity, u64)> {
    let mut counts = terrain.base.clone();
    for (before, after) in changes {
        if let Some((_, count)) = counts.iter_mut().find(|(part, _)| Some(*part) == *before) {
            *count = count.saturating_sub(1);
        }
        counts.extend(after.map(|part| (part, 1)));
    }
    let mut merged: BTreeMap<Part, u64> = BTreeMap::new();
    for (part, count) in counts {
        *merged.entry(part).or_default() += count;
    }
    merged.into_iter().map(|(Part(roles, capacity), count)| (roles, capacity, count)).collect()
}
