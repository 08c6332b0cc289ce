//! Faults priced: what a faulty row or cell leaves open, and of which tasks the answer hangs on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::matcher::{self, Rehearsal, Scene, Swing};
use crate::model::{NodeId, PersonId, Rank, RoleId, Stand, Status};

/// What a faulty row or cell leaves open about people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// What somebody directly holds of a competency: at least the first rank, at most the second.
    Holds(PersonId, NodeId, (Rank, Rank)),
    /// One more row of somebody, about any competency, at this rank or any.
    HoldsAny(PersonId, Option<Rank>),
    /// One more row of anybody, about this competency or any, at any rank.
    Anybody(Option<NodeId>),
    /// Somebody, or a person of whom nothing is known, more: each post a role or any, and a site or any.
    Joins(Option<PersonId>, Vec<(Option<RoleId>, Option<String>)>),
    /// Somebody is admitted to nothing.
    Leaves(PersonId),
    /// Somebody is a trained delegator who counts as none, or the reverse.
    Delegates(PersonId),
}

impl Open {
    /// Whether what is looked at is just what may be, and not more.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        matches!(self, Open::Holds(..) | Open::Delegates(_))
    }
}

/// Whether the second stand is worse: no longer placed, placed higher up, or now restricted.
#[must_use]
pub fn is_worse(before: Stand, after: Stand) -> bool {
    let lost = before.status == Status::Placed && after.status != Status::Placed;
    let higher = before.level.zip(after.level).is_some_and(|(before, after)| after > before);
    lost || higher || (after.status == Status::Restricted && before.status != Status::Restricted)
}

/// What one site says of everything that is open.
struct OfSite {
    /// By number among the open things, sorted.
    swings: Vec<(usize, Vec<Swing>)>,
    anybody: Vec<(NodeId, Swing)>,
}

/// Of which tasks the answer hangs on each of these things, sorted; on all threads, site by site.
#[must_use]
pub fn price(rehearsal: &Rehearsal<'_>, open: &[Open]) -> Vec<Vec<Swing>> {
    let sites = rehearsal.sites();
    let asks_anybody = open.iter().any(|open| matches!(open, Open::Anybody(_)));
    let found = matcher::each(sites.len(), |at| {
        let site = sites.get(at).copied().unwrap_or_default();
        of_site(&rehearsal.scene(site), site, open, asks_anybody)
    });
    let mut prices: Vec<Vec<Swing>> = vec![Vec::new(); open.len()];
    let mut anybody: BTreeMap<NodeId, Vec<Swing>> = BTreeMap::new();
    for OfSite { swings, anybody: here } in found {
        for (number, swings) in swings {
            prices.get_mut(number).into_iter().for_each(|price| price.extend(&swings));
        }
        for (node, swing) in here {
            anybody.entry(node).or_default().push(swing);
        }
    }
    let of_any: BTreeSet<Swing> = anybody.values().flatten().copied().collect();
    for (open, price) in open.iter().zip(&mut prices) {
        match open {
            Open::Anybody(Some(node)) => price.extend(anybody.get(node).into_iter().flatten()),
            Open::Anybody(None) => price.extend(&of_any),
            _ => {}
        }
        price.sort_unstable();
        price.dedup();
    }
    prices
}

fn of_site(scene: &Scene<'_>, site: &str, open: &[Open], asks_anybody: bool) -> OfSite {
    let mut joined: BTreeMap<(Option<PersonId>, Option<RoleId>), Vec<Swing>> = BTreeMap::new();
    let mut found = OfSite { swings: Vec::new(), anybody: Vec::new() };
    for (number, open) in open.iter().enumerate() {
        let swings = match open {
            Open::Holds(person, node, ranks) => scene.holds(*person, *node, *ranks),
            Open::HoldsAny(person, rank) => scene.holds_any(*person, *rank),
            Open::Anybody(_) => Vec::new(),
            Open::Joins(person, posts) => {
                let here = posts.iter().filter(|(_, own)| own.as_ref().is_none_or(|own| own == site));
                let mut swings = Vec::new();
                for (role, _) in here {
                    let known = joined.entry((*person, *role)).or_insert_with(|| scene.joins(*person, *role));
                    swings.extend(known.iter().copied());
                }
                swings
            }
            Open::Leaves(person) => scene.leaves(*person),
            Open::Delegates(person) => scene.delegates_otherwise(*person),
        };
        if !swings.is_empty() {
            found.swings.push((number, swings));
        }
    }
    if asks_anybody {
        found.anybody = scene.anybody();
    }
    found
}

/// How few of these faults, taken greedily, have at least this share (in hundredths) of all tasks that hang on any of
/// them: faults taken, tasks of them, tasks of all.
#[must_use]
pub fn fewest(faults: &[BTreeSet<usize>], hundredths: usize) -> (usize, usize, usize) {
    let all: BTreeSet<usize> = faults.iter().flatten().copied().collect();
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    let mut taken = 0;
    // a fault never has more that is new than it had before: the first whose number still holds is the best
    let mut queue: std::collections::BinaryHeap<(usize, std::cmp::Reverse<usize>)> =
        faults.iter().enumerate().map(|(number, tasks)| (tasks.len(), std::cmp::Reverse(number))).collect();
    while covered.len() * 100 < all.len() * hundredths {
        let Some((known, std::cmp::Reverse(number))) = queue.pop() else { break };
        let Some(tasks) = faults.get(number) else { continue };
        let new = tasks.difference(&covered).count();
        if new < known {
            queue.push((new, std::cmp::Reverse(number)));
            continue;
        }
        covered.extend(tasks);
        taken += 1;
    }
    (taken, covered.len(), all.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_faults_have_most_of_the_tasks() {
        let sets: Vec<BTreeSet<usize>> =
            vec![BTreeSet::from([1]), BTreeSet::from([2, 3, 4, 5]), BTreeSet::from([4, 5]), BTreeSet::new()];
        assert_eq!(fewest(&sets, 80), (1, 4, 5));
        assert_eq!(fewest(&sets, 81), (2, 5, 5));
        assert_eq!(fewest(&[], 80), (0, 0, 0));
        assert_eq!(fewest(&[BTreeSet::new()], 80), (0, 0, 0));
    }
}
