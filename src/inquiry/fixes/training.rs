//! Which few competencies somebody would have to gain to prove every requirement of a task.
//!
//! Whoever comes to prove a requirement gains at least one of its *ways* (`Graph::ways`). So a set is grown by a way of one
//! unmet requirement after the other. Most people lack far more than a few competencies could mend: that is seen without
//! proving anything, since requirements that have no way in common need a gain each.

use std::collections::BTreeSet;

use crate::graph::{Graph, Proving};
use crate::model::{NodeId, Rank};

/// What somebody holds, proves or gains.
pub(super) type Held = Vec<(NodeId, Rank)>;

/// What a task asks for, and by which gains each of it may come to be proved.
#[derive(Debug, Default)]
pub(super) struct Syllabus {
    requires: Held,
    /// By requirement: its ways.
    ways: Vec<Held>,
    /// Whose holding can matter, sorted.
    cone: Vec<NodeId>,
}

impl Syllabus {
    pub(super) fn new(graph: &Graph, requires: Held) -> Self {
        let ways = requires.iter().map(|(node, rank)| graph.ways(*node, *rank)).collect();
        let nodes: Vec<NodeId> = requires.iter().map(|(node, _)| *node).collect();
        Self { ways, cone: graph.needed_for(&nodes), requires }
    }

    /// Of holdings, those that can matter.
    pub(super) fn matters(&self, held: Held) -> Held {
        held.into_iter().filter(|(node, _)| self.cone.binary_search(node).is_ok()).collect()
    }

    /// Whether somebody who proves this proves every requirement; without any nobody does.
    pub(super) fn met(&self, proven: &Held) -> bool {
        !self.requires.is_empty() && self.unmet(proven).next().is_none()
    }

    /// By number, the requirements that are not proved.
    fn unmet<'s>(&'s self, proven: &'s Held) -> impl Iterator<Item = usize> + 's {
        let unmet = |(_, (node, rank)): &(usize, &(NodeId, Rank))| held_at(proven, *node) < *rank;
        self.requires.iter().enumerate().filter(unmet).map(|(number, _)| number)
    }

    /// Every set of at most so many gains, none needless, after which somebody who holds this proves every requirement.
    pub(super) fn sets(&self, graph: &Graph, held: &Held, most: usize) -> Vec<Held> {
        let mut proving = Proving::default();
        let mut found: BTreeSet<Held> = BTreeSet::new();
        let mut open: Vec<Held> = vec![Vec::new()];
        let mut seen: BTreeSet<Held> = BTreeSet::new();
        while let Some(gained) = open.pop() {
            let with: Held = held.iter().chain(&gained).copied().collect();
            let proven = graph.prove_in(&with, &mut proving);
            let unmet: Vec<usize> = self.unmet(&proven).collect();
            if unmet.is_empty() {
                found.insert(gained);
                continue;
            }
            for (way, rank) in self.next(&unmet, &gained, &proven, most) {
                if with.iter().any(|(own, held)| *own == way && *held >= rank) {
                    continue;
                }
                let mut more: Held = gained.iter().copied().filter(|(own, _)| *own != way).collect();
                more.push((way, rank));
                more.sort_unstable();
                open.extend(Some(more.clone()).filter(|_| seen.insert(more)));
            }
        }
        let least = found.iter().filter(|set| !found.iter().any(|other| asks_less(other, set)));
        least.cloned().collect()
    }

    /// The gains of which one more is needed, with what is gained already; none, if no few of them can suffice.
    fn next(&self, unmet: &[usize], gained: &Held, proven: &Held, most: usize) -> Held {
        let own = |way: &(NodeId, Rank)| gained.iter().any(|(node, _)| *node == way.0);
        let gains = |way: &&(NodeId, Rank)| held_at(proven, way.0) < way.1;
        let ways = |number: &usize| -> Held {
            self.ways.get(*number).into_iter().flatten().filter(gains).copied().collect()
        };
        let lists: Vec<Held> = unmet.iter().map(ways).collect();
        let left = most.saturating_sub(gained.len());
        // what may be met by more of what is gained already needs no further place
        let apart: Vec<&Held> = lists.iter().filter(|list| !list.iter().any(own)).collect();
        if needs_more_than(&apart, left) {
            return Held::new();
        }
        let fits = |way: &(NodeId, Rank)| {
            own(way)
                || left > 1
                || left == 1 && apart.iter().all(|list| list.iter().any(|other| other.0 == way.0))
        };
        let open = lists.iter().map(|list| list.iter().copied().filter(fits).collect::<Held>());
        open.min_by_key(Vec::len).unwrap_or_default()
    }
}

/// Whether lists of which each needs one gain cannot all have one of so many: lists that share nothing need one each.
fn needs_more_than(lists: &[&Held], left: usize) -> bool {
    let mut taken: Vec<&Held> = Vec::new();
    for list in lists {
        let shares = |other: &Held| list.iter().any(|(node, _)| other.iter().any(|(own, _)| own == node));
        if !taken.iter().any(|other| shares(other)) {
            taken.push(list);
            if taken.len() > left {
                return true;
            }
        }
    }
    false
}

/// Whether one set of competencies is part of another, or asks for the same at a lower rank.
fn asks_less(one: &Held, other: &Held) -> bool {
    one != other && one.iter().all(|(node, rank)| held_at(other, *node) >= *rank)
}

fn held_at(held: &Held, node: NodeId) -> Rank {
    held.iter().find(|(other, _)| *other == node).map_or(Rank::NOTHING, |(_, rank)| *rank)
}
