//! Which sign-offs to renew so that most tasks stay placed: found in greedy order, each step said by the engine.
//!
//! A *renewal* lets somebody hold on the last day what they hold today. A task that is lost asks for sets of renewals: all
//! that one person must renew to be able again or, where that is not enough alone, two people (one may supervise the
//! other). Step by step the set is taken that places most tasks for each renewal it still needs. That is greedy, not the
//! best there is. What every renewal then keeps is not taken from the search but asked of the engine: renewals make
//! nobody less able, so the first after which a task is placed is found by halving.

use std::collections::{BTreeMap, BTreeSet};

use super::greedy::{Item, greedy};
use crate::matcher::{self, Inputs, Part, Somebody, Terrain, Trial};
use crate::model::{Holdings, NodeId, PersonId, Rank, Requires, RoleId, SiteId, Status};

/// Sorted by competency.
type Held = Vec<(NodeId, Rank)>;

/// The most people of a site of whom two together are tried for one task.
const MOST_IN_PAIRS: usize = 40;

/// Somebody renews what they hold in one competency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The person.
    pub person: PersonId,
    /// The competency.
    pub node: NodeId,
    /// The rank at which they hold it today.
    pub rank: Rank,
    /// Which step of the search took it, from 1: what one step takes is needed together.
    pub step: usize,
    /// Lost tasks, by their numbers, that are placed with this and those before it, and not without it.
    pub keeps: Vec<usize>,
}

/// Somebody at a site on the last day.
struct Here {
    person: PersonId,
    roles: Vec<RoleId>,
    then: Held,
    proves: Held,
    /// What they hold today, and no longer or lower then.
    lapsed: Held,
}

/// A lost task with the people of its site.
struct Lost<'a> {
    number: usize,
    trial: Trial<'a>,
    terrain: Terrain,
    site: SiteId,
    requires: Held,
}

/// The renewals that keep most of the lost tasks, in greedy order. `inputs` and `then` are of the last day, `now` is what
/// is held today.
#[must_use]
pub fn renewals(inputs: Inputs<'_>, then: &Holdings, now: &Holdings, lost: &[usize]) -> Vec<Renewal> {
    let sites: BTreeSet<SiteId> = lost.iter().filter_map(|number| site_of(inputs, *number)).collect();
    let sites: Vec<SiteId> = sites.into_iter().collect();
    let people = matcher::each(sites.len(), |at| sites.get(at).map(|site| here(inputs, *site, then, now)));
    let people: BTreeMap<SiteId, Vec<Here>> =
        sites.iter().copied().zip(people).filter_map(|(site, people)| Some((site, people?))).collect();
    let tasks = matcher::each(lost.len(), |at| {
        let task = of_task(inputs, *lost.get(at)?, &people)?;
        let sets = sets(inputs, &task, people.get(&task.site)?);
        Some((task, sets))
    });
    let tasks: Vec<(Lost<'_>, Vec<Vec<Item>>)> = tasks.into_iter().flatten().collect();
    let wanted: Vec<&[Vec<Item>]> = tasks.iter().map(|(_, sets)| sets.as_slice()).collect();
    let taken = greedy(&wanted);
    let ranks: BTreeMap<Item, usize> = taken.iter().enumerate().map(|(at, (item, _))| (*item, at)).collect();
    let kept = matcher::each(tasks.len(), |at| {
        let (task, _) = tasks.get(at)?;
        Some((first(inputs, task, people.get(&task.site)?, &ranks)?, task.number))
    });
    let mut renewals: Vec<Renewal> = taken
        .iter()
        .filter_map(|((person, node), step)| {
            let rank = rank_in(&now.of(*person), *node);
            (rank > Rank::NOTHING).then_some(Renewal {
                person: *person,
                node: *node,
                rank,
                step: *step,
                keeps: vec![],
            })
        })
        .collect();
    for (at, number) in kept.into_iter().flatten() {
        if let Some(renewal) = renewals.get_mut(at) {
            renewal.keeps.push(number);
        }
    }
    renewals
}

fn site_of(inputs: Inputs<'_>, number: usize) -> Option<SiteId> {
    let task = inputs.tasks.get(number)?;
    let at = inputs.roster.sites.binary_search(&task.site).ok()?;
    u32::try_from(at).ok().map(SiteId)
}

fn here(inputs: Inputs<'_>, site: SiteId, then: &Holdings, now: &Holdings) -> Vec<Here> {
    let positions = &inputs.roster.positions;
    let from = positions.partition_point(|position| position.site < site);
    let mut roles: BTreeMap<PersonId, Vec<RoleId>> = BTreeMap::new();
    for position in positions.iter().skip(from).take_while(|position| position.site == site) {
        roles.entry(position.person).or_default().push(position.role);
    }
    let of = |(person, mut roles): (PersonId, Vec<RoleId>)| {
        roles.sort_unstable();
        roles.dedup();
        let then = then.of(person);
        let lapsed =
            now.of(person).into_iter().filter(|(node, rank)| rank_in(&then, *node) < *rank).collect();
        let proves = inputs.graph.prove(&then);
        Here { person, roles, then, proves, lapsed }
    };
    roles.into_iter().map(of).collect()
}

fn of_task<'a>(inputs: Inputs<'a>, number: usize, people: &BTreeMap<SiteId, Vec<Here>>) -> Option<Lost<'a>> {
    let task = inputs.tasks.get(number)?;
    let Requires::Known(list) = &task.requires else { return None };
    let requires: Option<Held> =
        list.iter().map(|need| Some((inputs.graph.node(need.code)?, need.rank))).collect();
    let requires = requires.filter(|list| !list.is_empty())?;
    let site = site_of(inputs, number)?;
    let able = people.get(&site)?.iter().filter(|here| proves(&here.proves, &requires));
    let able: Vec<Somebody> = able.filter_map(|here| somebody(inputs, here)).collect();
    let trial = Trial::new(inputs, able);
    let terrain = trial.counted(task.clone());
    Some(Lost { number, trial, terrain, site, requires })
}

fn somebody(inputs: Inputs<'_>, here: &Here) -> Option<Somebody> {
    Some(Somebody { person: inputs.roster.person(here.person)?.clone(), roles: here.roles.clone() })
}

/// Sets of renewals each of which places the task: of one person or, where no one suffices, of two.
fn sets(inputs: Inputs<'_>, task: &Lost<'_>, people: &[Here]) -> Vec<Vec<Item>> {
    let nodes: Vec<NodeId> = task.requires.iter().map(|(node, _)| *node).collect();
    let cone = inputs.graph.needed_for(&nodes);
    let mut alone = Vec::new();
    let mut others: Vec<(Vec<Item>, Part)> = Vec::new();
    for here in people {
        let Some((set, part)) = needed(inputs, task, here, &cone) else { continue };
        if task.is_placed(&[(None, Some(part))]) {
            alone.push(set);
        } else {
            others.push((set, part));
        }
    }
    if !alone.is_empty() {
        return alone;
    }
    others.sort_by_key(|(set, _)| set.len());
    others.truncate(MOST_IN_PAIRS);
    let mut pairs = Vec::new();
    for (at, (one, part)) in others.iter().enumerate() {
        for (two, other) in others.iter().skip(at + 1) {
            if task.is_placed(&[(None, Some(*part)), (None, Some(*other))]) {
                let mut both = [one.as_slice(), two.as_slice()].concat();
                both.sort_unstable();
                both.dedup();
                pairs.push(both);
            }
        }
    }
    pairs
}

/// What somebody who is admitted and not able must renew to be able, none of which can be left out.
fn needed(inputs: Inputs<'_>, task: &Lost<'_>, here: &Here, cone: &[NodeId]) -> Option<(Vec<Item>, Part)> {
    if proves(&here.proves, &task.requires) {
        return None;
    }
    let mut set: Held =
        here.lapsed.iter().filter(|(node, _)| cone.binary_search(node).is_ok()).copied().collect();
    let able = |set: &Held| proves(&inputs.graph.prove(&raised(&here.then, set)), &task.requires);
    if set.is_empty() || !able(&set) {
        return None;
    }
    let part = task.trial.part(&task.terrain, &somebody(inputs, here)?)?;
    for (node, _) in set.clone() {
        let without: Held = set.iter().filter(|(other, _)| *other != node).copied().collect();
        if able(&without) {
            set = without;
        }
    }
    Some((set.iter().map(|(node, _)| (here.person, *node)).collect(), part))
}

/// After how many renewals, less one, the task is placed; `None`: after none of them.
fn first(
    inputs: Inputs<'_>,
    task: &Lost<'_>,
    people: &[Here],
    ranks: &BTreeMap<Item, usize>,
) -> Option<usize> {
    let concerned = people.iter().filter(|here| !proves(&here.proves, &task.requires));
    let concerned: Vec<(&Here, Part)> = concerned
        .filter(|here| here.lapsed.iter().any(|(node, _)| ranks.contains_key(&(here.person, *node))))
        .filter_map(|here| Some((here, task.trial.part(&task.terrain, &somebody(inputs, here)?)?)))
        .collect();
    let placed = |upto: usize| {
        let come = concerned.iter().filter(|(here, _)| {
            let renewed = |node: NodeId| ranks.get(&(here.person, node)).is_some_and(|at| *at <= upto);
            let set: Held = here.lapsed.iter().filter(|(node, _)| renewed(*node)).copied().collect();
            !set.is_empty() && proves(&inputs.graph.prove(&raised(&here.then, &set)), &task.requires)
        });
        let come: Vec<(Option<Part>, Option<Part>)> = come.map(|(_, part)| (None, Some(*part))).collect();
        task.is_placed(&come)
    };
    let last = ranks.len().checked_sub(1).filter(|last| placed(*last))?;
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low + (high - low) / 2;
        if placed(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(high)
}

impl Lost<'_> {
    fn is_placed(&self, changes: &[(Option<Part>, Option<Part>)]) -> bool {
        let (status, _) = self.trial.place(&self.terrain, changes);
        status == Status::Placed
    }
}

fn rank_in(held: &Held, node: NodeId) -> Rank {
    let at = held.binary_search_by_key(&node, |(other, _)| *other).ok();
    at.and_then(|at| held.get(at)).map_or(Rank::NOTHING, |(_, rank)| *rank)
}

fn proves(proven: &Held, requires: &Held) -> bool {
    requires.iter().all(|(node, rank)| rank_in(proven, *node) >= *rank)
}

/// What is held with some of it at another rank.
fn raised(held: &Held, renewed: &Held) -> Held {
    let rest = held.iter().filter(|(node, _)| rank_in(renewed, *node) == Rank::NOTHING);
    let mut all: Held = rest.chain(renewed).copied().collect();
    all.sort_unstable();
    all
}
