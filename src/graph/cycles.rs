//! Links that run in a circle, and a whole path around each circle.

use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::place;
use crate::model::{CodeId, Kind, Link, LinkFault, NodeId};

/// A link between merged competencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) link: Link,
}

/// Which nodes lie together on circles of links of one kind.
#[derive(Debug)]
pub(super) struct Rings {
    /// By node: the number of its strongly connected component.
    component: Vec<usize>,
}

impl Rings {
    /// Looks for circles among these edges of `count` nodes.
    pub(super) fn find(count: usize, edges: &[Edge]) -> Self {
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(count, edges.len());
        for _ in 0..count {
            graph.add_node(());
        }
        for edge in edges {
            graph.add_edge(NodeIndex::new(place(edge.from.0)), NodeIndex::new(place(edge.to.0)), ());
        }
        let mut component = vec![usize::MAX; count];
        // not tarjan_scc, which calls itself once per link of a chain: a long chain would overflow the stack
        for (number, members) in kosaraju_scc(&graph).into_iter().enumerate() {
            for member in members {
                if let Some(own) = component.get_mut(member.index()) {
                    *own = number;
                }
            }
        }
        Self { component }
    }

    /// Whether a link lies on a circle: just when both its ends lie in one component.
    pub(super) fn contain(&self, edge: &Edge) -> bool {
        self.component(edge.from) == self.component(edge.to)
    }

    fn component(&self, node: NodeId) -> Option<usize> {
        self.component.get(place(node.0)).copied()
    }

    /// One fault for every component with a circle: a shortest path around through its smallest node. `edges` are
    /// those it was made from, sorted.
    pub(super) fn faults(&self, kind: Kind, edges: &[Edge]) -> Vec<LinkFault> {
        let inside: Vec<Edge> = edges.iter().copied().filter(|edge| self.contain(edge)).collect();
        let mut told = vec![false; self.component.len()];
        let mut faults = Vec::new();
        for edge in &inside {
            let told =
                self.component(edge.from).and_then(|number| told.get_mut(number)).filter(|told| !**told);
            if let Some(told) = told {
                *told = true;
                faults.push(fault(kind, &around(edge.from, &inside, self.component.len())));
            }
        }
        faults
    }
}

/// The edges of a shortest circle through `start`, breadth first, so that ties go to the first in order.
fn around(start: NodeId, edges: &[Edge], count: usize) -> Vec<Edge> {
    let mut reached_by: Vec<Option<Edge>> = vec![None; count];
    let mut open = VecDeque::from([start]);
    while let Some(node) = open.pop_front() {
        let first = edges.partition_point(|edge| edge.from < node);
        for edge in edges.iter().skip(first).take_while(|edge| edge.from == node) {
            if edge.to == start {
                return path_back(start, *edge, &reached_by);
            }
            if let Some(unreached) = reached_by.get_mut(place(edge.to.0)).filter(|by| by.is_none()) {
                *unreached = Some(*edge);
                open.push_back(edge.to);
            }
        }
    }
    Vec::new()
}

fn path_back(start: NodeId, last: Edge, reached_by: &[Option<Edge>]) -> Vec<Edge> {
    let before = |edge: &Edge| {
        let node = Some(edge.from).filter(|from| *from != start)?;
        reached_by.get(place(node.0)).copied().flatten()
    };
    let mut path: Vec<Edge> = std::iter::successors(Some(last), before).collect();
    path.reverse();
    path
}

/// The path in the codes that the links were written with: where one link ends in another code of a competency than
/// the next one starts from, both are named.
fn fault(kind: Kind, circle: &[Edge]) -> LinkFault {
    let first = circle.first().map(|edge| edge.link.from);
    let ends = circle.iter().flat_map(|edge| [edge.link.from, edge.link.to]);
    let mut path: Vec<CodeId> = Vec::new();
    for (number, code) in ends.chain(first).enumerate() {
        // a link from a code to itself names it twice; else a code is named once where two links meet
        let meets_next = number % 2 == 0 && path.last() == Some(&code);
        if !meets_next {
            path.push(code);
        }
    }
    LinkFault { kind, path, lines: circle.iter().map(|edge| edge.link.line).collect() }
}
