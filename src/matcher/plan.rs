//! What to look for before any holding is read: decisions, profiles, classes, queries, wanted competencies.

use std::collections::{BTreeMap, BTreeSet};

use super::Inputs;
use crate::graph::Graph;
use crate::model::{
    Decision, Grant, Ids, NodeId, Rank, Requirement, Requires, RoleId, SiteId, Supervision, Task, Wanted,
    WantedCode,
};

/// Number of a query.
pub(super) type QueryId = usize;

/// Requirements of one or more tasks, each with the merged competency that proves it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Profile {
    /// By code.
    pub(super) requires: Vec<(Requirement, NodeId)>,
}

impl Profile {
    /// What somebody who proves `proven` (sorted by node) lacks.
    pub(super) fn gap(&self, proven: &[(NodeId, Rank)]) -> Vec<Requirement> {
        let rank = |node: NodeId| {
            let found = proven.binary_search_by(|(other, _)| other.cmp(&node)).ok();
            found.and_then(|at| proven.get(at)).map_or(Rank::NOTHING, |(_, rank)| *rank)
        };
        let lacking = self.requires.iter().filter(|(requirement, node)| rank(*node) < requirement.rank);
        lacking.map(|(requirement, _)| *requirement).collect()
    }
}

/// What decides who is admitted and supervised: the same for many tasks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    pub(super) grants: Box<[Grant]>,
    pub(super) nobody: bool,
    pub(super) pgd: Option<Box<str>>,
    /// Roles that pass stages 2 to 6, ascending, with their supervision.
    pub(super) passing: Vec<(RoleId, Supervision)>,
}

impl Class {
    fn of(decision: &Decision) -> Self {
        let passing = decision.passing().iter().map(|id| (id, decision.role(id).supervision())).collect();
        Self { grants: decision.grants.clone(), nobody: decision.nobody, pgd: decision.pgd.clone(), passing }
    }

    /// The supervision a role needs, if it passes.
    pub(super) fn supervision(&self, role: RoleId) -> Option<Supervision> {
        let at = self.passing.binary_search_by(|(id, _)| id.cmp(&role)).ok()?;
        self.passing.get(at).map(|(_, supervision)| *supervision)
    }
}

/// One question to the people of one site: distinct by site, profile and class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Query {
    pub(super) site: SiteId,
    pub(super) profile: usize,
    pub(super) class: usize,
}

/// Everything a match asks, with nothing asked twice.
#[derive(Debug)]
pub struct Plan {
    /// By task.
    pub decisions: Vec<Decision>,
    /// Which holdings matter.
    pub wanted: Wanted,
    pub(super) profiles: Vec<Profile>,
    pub(super) classes: Vec<Class>,
    pub(super) queries: Vec<Query>,
    /// By site: its queries.
    pub(super) at_site: BTreeMap<SiteId, Vec<QueryId>>,
    /// By task: its query, unless nobody can be shown to be able.
    pub(super) of_task: Vec<Option<QueryId>>,
}

impl Plan {
    /// Plans a match.
    #[must_use]
    pub fn new(inputs: Inputs<'_>, decisions: Vec<Decision>) -> Self {
        let mut profiles: BTreeMap<Profile, usize> = BTreeMap::new();
        let mut classes: BTreeMap<Class, usize> = BTreeMap::new();
        let mut queries: BTreeMap<Query, QueryId> = BTreeMap::new();
        let mut of_task = Vec::new();
        for (task, decision) in inputs.tasks.iter().zip(&decisions) {
            let query = task.site_id.zip(profile(inputs.graph, task)).map(|(site, profile)| {
                let query = Query {
                    site,
                    profile: number(&mut profiles, profile),
                    class: number(&mut classes, Class::of(decision)),
                };
                number(&mut queries, query)
            });
            of_task.push(query);
        }
        let wanted = wanted(inputs, &profiles);
        let queries = in_order(queries);
        let mut at_site: BTreeMap<SiteId, Vec<QueryId>> = BTreeMap::new();
        for (id, query) in queries.iter().enumerate() {
            at_site.entry(query.site).or_default().push(id);
        }
        Self {
            decisions,
            wanted,
            profiles: in_order(profiles),
            classes: in_order(classes),
            queries,
            at_site,
            of_task,
        }
    }
}

/// The number of a thing, a new one if it is new.
fn number<T: Ord>(numbers: &mut BTreeMap<T, usize>, thing: T) -> usize {
    let next = numbers.len();
    *numbers.entry(thing).or_insert(next)
}

/// Things by their numbers.
fn in_order<T>(numbers: BTreeMap<T, usize>) -> Vec<T> {
    let mut pairs: Vec<(usize, T)> = numbers.into_iter().map(|(thing, number)| (number, thing)).collect();
    pairs.sort_by_key(|(number, _)| *number);
    pairs.into_iter().map(|(_, thing)| thing).collect()
}

/// A task's profile; `None` when its requirements are none or unknown: then nobody can be shown to be able.
fn profile(graph: &Graph, task: &Task) -> Option<Profile> {
    let Requires::Known(requires) = &task.requires else { return None };
    let requires: Option<Vec<_>> =
        requires.iter().map(|requirement| Some((*requirement, graph.node(requirement.code)?))).collect();
    requires.map(|requires| Profile { requires })
}

/// Which holdings matter: those in competencies from which some requirement can be proved.
fn wanted(inputs: Inputs<'_>, profiles: &BTreeMap<Profile, usize>) -> Wanted {
    let asked: BTreeSet<NodeId> =
        profiles.keys().flat_map(|profile| profile.requires.iter().map(|(_, node)| *node)).collect();
    let asked: Vec<NodeId> = asked.into_iter().collect();
    let needed = inputs.graph.needed_for(&asked);
    let mut wanted = Wanted {
        as_at: inputs.pack.catalogue.as_at,
        codes: Ids::with_room(inputs.codes.list.len()),
        by_code: Vec::new(),
    };
    for (name, id) in &inputs.codes.by_code {
        let node = inputs.graph.node(*id).filter(|node| needed.binary_search(node).is_ok());
        let refresh_months = inputs.codes.get(*id).and_then(|code| code.refresh_months);
        if wanted.codes.add(name.as_bytes()).is_some() {
            wanted.by_code.push(WantedCode { node, refresh_months });
        }
    }
    wanted
}
