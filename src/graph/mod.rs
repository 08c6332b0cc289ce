//! The competency graph: which competencies are one, which prove which, and what somebody proves who holds some.

mod build;
mod circuit;
mod cycles;
#[cfg(test)]
mod laws;
mod prove;
#[cfg(test)]
mod tests;
mod ways;

use crate::model::{CodeId, NodeId, Rank};

pub use circuit::Circuit;
pub use prove::Proving;

/// The competencies after same-as merging, and the links that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    by_code: Vec<NodeId>,
    nodes: Vec<Node>,
}

/// A merged competency and its links, ready for proving.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Node {
    /// Nobody can prove it.
    disabled: bool,
    /// What it proves: the other node, the rank this one must reach, the rank the other then has.
    covers: Vec<Cover>,
    /// The nodes that may prove it.
    covered_by: Vec<NodeId>,
    /// What it counts only with.
    prerequisites: Vec<Prerequisite>,
    /// What counts only with it: the other node, and the rank this one must reach.
    prerequisite_of: Vec<(NodeId, Rank)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cover {
    to: NodeId,
    from_rank: Rank,
    to_rank: Rank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Prerequisite {
    to: NodeId,
    to_rank: Rank,
    /// The most that can be proved while it is not met.
    cap: Rank,
}

impl Graph {
    /// The merged competency of a code; numbers are dense, in the order of each one's smallest code.
    #[must_use]
    pub fn node(&self, code: CodeId) -> Option<NodeId> {
        self.by_code.get(place(code.0)).copied()
    }

    /// How many merged competencies there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Every node whose direct holding can matter for proving these, sorted, themselves included: covers links
    /// backwards and prerequisites forwards, to any depth.
    #[must_use]
    pub fn needed_for(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open: Vec<NodeId> = nodes.to_vec();
        let mut needed = Vec::new();
        while let Some(node) = open.pop() {
            // a node of another graph has no place here
            let Some(fresh) = seen.get_mut(place(node.0)).filter(|seen| !**seen) else { continue };
            *fresh = true;
            needed.push(node);
            if let Some(links) = self.get(node).filter(|links| !links.disabled) {
                open.extend(&links.covered_by);
                open.extend(links.prerequisites.iter().map(|link| link.to));
            }
        }
        needed.sort_unstable();
        needed
    }

    /// Every node that links of any kind join to these, to any depth and whichever way they run, sorted, themselves
    /// included: nothing else can change when one link more joins them.
    #[must_use]
    pub fn joined_to(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open: Vec<NodeId> = nodes.to_vec();
        let mut joined = Vec::new();
        while let Some(node) = open.pop() {
            let Some(fresh) = seen.get_mut(place(node.0)).filter(|seen| !**seen) else { continue };
            *fresh = true;
            joined.push(node);
            if let Some(links) = self.get(node) {
                open.extend(&links.covered_by);
                open.extend(links.covers.iter().map(|link| link.to));
                open.extend(links.prerequisites.iter().map(|link| link.to));
                open.extend(links.prerequisite_of.iter().map(|(other, _)| *other));
            }
        }
        joined.sort_unstable();
        joined
    }

    fn get(&self, node: NodeId) -> Option<&Node> {
        self.nodes.get(place(node.0))
    }
}

/// A number as a place in a list; a number that no list reaches has no place.
fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
