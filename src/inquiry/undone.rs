//! One task with some of its people as they would be if something were undone: what the engine answers then.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::Proving;
use crate::matcher::{Inputs, Part, Somebody, Terrain, Trial};
use crate::model::{Answer, Holdings, NodeId, Person, PersonId, Rank, Requires, RoleId, TaskId};

/// All that counts of somebody, wherever they work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    person: Person,
    /// By site: roles, ascending.
    posts: BTreeMap<String, Vec<RoleId>>,
    /// What they prove, sorted.
    proven: Vec<(NodeId, Rank)>,
}

impl State {
    /// The sites at which they work.
    pub fn sites(&self) -> impl Iterator<Item = &str> {
        self.posts.keys().map(String::as_str)
    }
}

/// Everybody active, by `staff_id`.
#[must_use]
pub fn states(inputs: Inputs<'_>, holdings: &Holdings) -> BTreeMap<String, State> {
    let roster = inputs.roster;
    let mut posts: BTreeMap<PersonId, BTreeMap<String, Vec<RoleId>>> = BTreeMap::new();
    for position in &roster.positions {
        let site = usize::try_from(position.site.0).ok().and_then(|at| roster.sites.get(at));
        let own = posts.entry(position.person).or_default();
        own.entry(site.cloned().unwrap_or_default()).or_default().push(position.role);
    }
    let mut proving = Proving::default();
    let of = |(id, mut posts): (PersonId, BTreeMap<String, Vec<RoleId>>)| {
        for roles in posts.values_mut() {
            roles.sort_unstable();
            roles.dedup();
        }
        let proven = inputs.graph.prove_in(&holdings.of(id), &mut proving);
        let person = roster.person(id)?.clone();
        Some((roster.staff_id(id).to_owned(), State { person, posts, proven }))
    };
    posts.into_iter().filter_map(of).collect()
}

/// A task, and everybody at its site as they are.
#[derive(Debug)]
pub struct Bench<'a> {
    trial: Trial<'a>,
    terrain: Terrain,
    number: TaskId,
    site: String,
    /// What the task asks for; `None`: nobody can be shown to be able.
    requires: Option<Vec<(NodeId, Rank)>>,
}

impl<'a> Bench<'a> {
    /// Of a task by its number, with these people at its site. `None`: there is no such task.
    #[must_use]
    pub fn new<'s>(
        inputs: Inputs<'a>,
        number: usize,
        there: impl IntoIterator<Item = &'s State>,
    ) -> Option<Self> {
        let task = inputs.tasks.get(number)?;
        let requires = match &task.requires {
            Requires::Known(list) if !list.is_empty() => {
                list.iter().map(|need| Some((inputs.graph.node(need.code)?, need.rank))).collect()
            }
            Requires::Known(_) | Requires::None | Requires::Unknown => None,
        };
        let able: Vec<Somebody> =
            there.into_iter().filter_map(|state| somebody(state, &task.site, requires.as_deref())).collect();
        let trial = Trial::new(inputs, able);
        let terrain = trial.counted(task.clone());
        let number = TaskId(u32::try_from(number).ok()?);
        Some(Self { trial, terrain, number, site: task.site.clone(), requires })
    }

    /// What somebody counts for here; `None`: nothing.
    #[must_use]
    pub fn part(&self, state: Option<&State>) -> Option<Part> {
        let somebody = somebody(state?, &self.site, self.requires.as_deref())?;
        self.trial.part(&self.terrain, &somebody)
    }

    /// The answer with some people counting for something else: before and after. Nobody is named in it.
    #[must_use]
    pub fn answer(&self, changes: &[(Option<Part>, Option<Part>)]) -> Answer {
        let decision = Arc::new(self.terrain.decision.clone());
        self.trial.answer(&self.terrain, changes, self.number, &decision)
    }
}

/// Somebody as a task sees them, if they are at its site and prove all it asks for.
fn somebody(state: &State, site: &str, requires: Option<&[(NodeId, Rank)]>) -> Option<Somebody> {
    let roles = state.posts.get(site)?;
    let held = |node: &NodeId| {
        let at = state.proven.binary_search_by_key(node, |(other, _)| *other).ok()?;
        state.proven.get(at).map(|(_, rank)| *rank)
    };
    let proves = requires?.iter().all(|(node, rank)| held(node).is_some_and(|held| held >= *rank));
    proves.then(|| Somebody { person: state.person.clone(), roles: roles.clone() })
}
