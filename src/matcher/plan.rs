//! What to look for before any holding is read: decisions, profiles, classes, queries, wanted competencies.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::Inputs;
use super::class::{Admission, Class, Tests};
use super::posts::{PostId, Posts};
use super::variants::Variants;
use crate::graph::{Circuit, Graph};
use crate::model::{Decision, Ids, NodeId, Rank, Requirement, Requires, SiteId, Task, Wanted, WantedCode};

/// Requirements of one or more tasks, by code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) requires: Vec<Requirement>,
    /// The circuit's row that says who proves each; `None`: nobody.
    pub(super) rows: Vec<Option<usize>>,
}

/// One question to the people of one site: distinct by site, class and profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Query {
    pub(super) site: SiteId,
    pub(super) class: u32,
    pub(super) profile: u32,
}

/// Everything a match asks, with nothing asked twice.
#[derive(Debug)]
pub struct Plan {
    /// By task.
    pub decisions: Vec<Arc<Decision>>,
    /// Which holdings matter.
    pub wanted: Wanted,
    profiles: Vec<Profile>,
    classes: Vec<Admission>,
    pub(super) tests: Tests,
    /// Sorted.
    queries: Vec<Query>,
    /// By query: the place of its class among those of its site.
    place_of_class: Vec<u32>,
    /// By task: its query, unless nobody can be shown to be able.
    of_task: Vec<Option<u32>>,
    pub(super) circuit: Circuit,
    pub(super) variants: Variants,
    /// By essence of the variants: the number of its class.
    class_of_essence: Vec<u32>,
}

impl Plan {
    /// Plans a match.
    #[must_use]
    pub fn new(inputs: Inputs<'_>, decisions: Vec<Arc<Decision>>) -> Self {
        Self::varied(inputs, decisions, Variants::default())
    }

    /// Plans a match of tasks and of their variants, in one pass over the people.
    #[must_use]
    pub fn varied(inputs: Inputs<'_>, decisions: Vec<Arc<Decision>>, variants: Variants) -> Self {
        let mut profiles: Numbers<&[Requirement]> = Numbers::default();
        let mut classes: Numbers<Class> = Numbers::default();
        let asked: Vec<Option<Query>> = inputs
            .tasks
            .iter()
            .zip(&decisions)
            .map(|(task, decision)| {
                let (site, requires) = task.site_id.zip(profile(inputs.graph, task))?;
                Some(Query {
                    site,
                    class: classes.number(Class::of(decision)),
                    profile: profiles.number(requires),
                })
            })
            .collect();
        let class_of_essence: Vec<u32> =
            variants.essences.iter().map(|essence| classes.number(essence.class.clone())).collect();
        let (profiles, classes) = (profiles.things(), classes.things());
        let needs = needs(inputs.graph, &profiles);
        let wanted = wanted(inputs, &needs);
        let circuit = inputs.graph.circuit(&needs);
        let profiles = profiles.into_iter().map(|requires| of(inputs.graph, &circuit, requires)).collect();
        let mut queries: Vec<Query> = asked.iter().flatten().copied().collect();
        queries.extend(queries_of_variants(&asked, &variants, &class_of_essence));
        queries.sort_unstable();
        queries.dedup();
        let place_of_class = places_of_classes(&queries);
        let number = |query: Query| queries.binary_search(&query).ok().and_then(|at| u32::try_from(at).ok());
        let of_task = asked.into_iter().map(|query| query.and_then(number)).collect();
        let tests = Tests::of(&classes);
        let classes = classes.iter().map(|class| tests.admission(class)).collect();
        Self {
            decisions,
            wanted,
            profiles,
            classes,
            tests,
            queries,
            place_of_class,
            of_task,
            circuit,
            variants,
            class_of_essence,
        }
    }

    /// The queries to the people of one site.
    pub(super) fn at_site(&self, site: SiteId) -> &[Query] {
        self.queries.get(self.first_at(site)..self.end_at(site)).unwrap_or_default()
    }

    /// The place of a site's first query.
    fn first_at(&self, site: SiteId) -> usize {
        self.queries.partition_point(|query| query.site < site)
    }

    /// A task's query with its place among those of the site, and that of its class.
    pub(super) fn query_of(&self, task: usize) -> Option<(Query, usize, usize)> {
        self.placed(usize::try_from((*self.of_task.get(task)?)?).ok()?)
    }

    /// The query of a variant of a task, by its essence.
    pub(super) fn query_of_variant(&self, task: usize, essence: u32) -> Option<(Query, usize, usize)> {
        let (own, ..) = self.query_of(task)?;
        let class = *self.class_of_essence.get(usize::try_from(essence).ok()?)?;
        self.placed(self.queries.binary_search(&Query { class, ..own }).ok()?)
    }

    fn placed(&self, at: usize) -> Option<(Query, usize, usize)> {
        let query = *self.queries.get(at)?;
        let class = usize::try_from(*self.place_of_class.get(at)?).ok()?;
        Some((query, at.checked_sub(self.first_at(query.site))?, class))
    }

    fn end_at(&self, site: SiteId) -> usize {
        self.queries.partition_point(|query| query.site <= site)
    }

    pub(super) fn class(&self, number: u32) -> Option<&Admission> {
        usize::try_from(number).ok().and_then(|at| self.classes.get(at))
    }

    /// The classes that admit somebody with one post, ascending.
    pub(super) fn classes_that_take(&self, posts: &Posts, post: PostId) -> Vec<u32> {
        let takes = |class: &&Admission| !class.nobody && posts.admits_alone(post, class);
        (0u32..).zip(&self.classes).filter(|(_, class)| takes(class)).map(|(number, _)| number).collect()
    }

    pub(super) fn profile(&self, number: u32) -> Option<&Profile> {
        usize::try_from(number).ok().and_then(|at| self.profiles.get(at))
    }
}

/// What is asked for the variants of tasks: that of the task, of another class.
fn queries_of_variants(asked: &[Option<Query>], variants: &Variants, class_of_essence: &[u32]) -> Vec<Query> {
    let mut queries = Vec::new();
    for (task, own) in asked.iter().enumerate() {
        let Some((own, varied)) = own.zip(variants.of_task(task)) else { continue };
        let class = |essence: u32| class_of_essence.get(usize::try_from(essence).ok()?).copied();
        let classes = varied.essences().into_iter().filter_map(class);
        queries.extend(classes.map(|class| Query { class, ..own }));
    }
    queries
}

/// By query: how many classes come before its own at its site.
fn places_of_classes(queries: &[Query]) -> Vec<u32> {
    let mut places = Vec::with_capacity(queries.len());
    for at_site in queries.chunk_by(|a, b| a.site == b.site) {
        for (place, alike) in (0u32..).zip(at_site.chunk_by(|a, b| a.class == b.class)) {
            places.extend(alike.iter().map(|_| place));
        }
    }
    places
}

/// Things numbered as they come, equal things alike.
#[derive(Debug)]
struct Numbers<T>(HashMap<T, u32>);

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Eq + Hash> Numbers<T> {
    fn number(&mut self, thing: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(thing).or_insert(next)
    }

    /// By their numbers: the order in which they came, not that of the map.
    fn things(self) -> Vec<T> {
        let mut pairs: Vec<(u32, T)> = self.0.into_iter().map(|(thing, number)| (number, thing)).collect();
        pairs.sort_unstable_by_key(|(number, _)| *number);
        pairs.into_iter().map(|(_, thing)| thing).collect()
    }
}

/// A task's requirements; `None` when they are none or unknown: then nobody can be shown to be able.
fn profile<'t>(graph: &Graph, task: &'t Task) -> Option<&'t [Requirement]> {
    let Requires::Known(requires) = &task.requires else { return None };
    let known = requires.iter().all(|requirement| graph.node(requirement.code).is_some());
    // an empty list would be met by everybody
    (known && !requires.is_empty()).then_some(requires.as_slice())
}

/// Everything that some profile asks for: merged competencies at ranks.
fn needs(graph: &Graph, profiles: &[&[Requirement]]) -> Vec<(NodeId, Rank)> {
    let need = |requirement: &Requirement| Some((graph.node(requirement.code)?, requirement.rank));
    let mut needs: Vec<(NodeId, Rank)> =
        profiles.iter().flat_map(|profile| profile.iter().filter_map(need)).collect();
    needs.sort_unstable();
    needs.dedup();
    needs
}

fn of(graph: &Graph, circuit: &Circuit, requires: &[Requirement]) -> Profile {
    let row = |requirement: &Requirement| circuit.row(graph.node(requirement.code)?, requirement.rank);
    Profile { requires: requires.to_vec(), rows: requires.iter().map(row).collect() }
}

/// Which holdings matter: those in competencies from which some need can be proved.
fn wanted(inputs: Inputs<'_>, needs: &[(NodeId, Rank)]) -> Wanted {
    let mut asked: Vec<NodeId> = needs.iter().map(|(node, _)| *node).collect();
    asked.dedup();
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
