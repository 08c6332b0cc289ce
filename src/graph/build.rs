//! From codes and links as written to merged competencies and the links that count.

use petgraph::unionfind::UnionFind;

use super::cycles::{Edge, Rings};
use super::{Cover, Graph, Node, Prerequisite, place};
use crate::model::{CodeId, Codes, Kind, Link, LinkFault, Links, NodeId, Rank};

impl Graph {
    /// The graph of these codes and links, and a fault for every circle of covers or prerequisite links.
    /// `competent` is the rank that a blank proficiency means.
    #[must_use]
    pub fn build(codes: &Codes, links: &Links, competent: Rank) -> (Self, Vec<LinkFault>) {
        let (by_code, count) = merge(codes, links);
        let mut graph = Self { by_code, nodes: vec![Node::default(); count] };
        for code in &links.disabled {
            graph.disable(graph.node(*code));
        }
        let covers = graph.edges(links, Kind::Covers);
        let prerequisites = graph.edges(links, Kind::Prerequisite);
        let (cover_rings, prerequisite_rings) =
            (Rings::find(count, &covers), Rings::find(count, &prerequisites));
        for edge in covers.iter().filter(|edge| !cover_rings.contain(edge)) {
            graph.add_cover(edge, competent);
        }
        for edge in &prerequisites {
            if prerequisite_rings.contain(edge) {
                graph.disable(Some(edge.from));
            }
            graph.add_prerequisite(edge, competent);
        }
        graph.settle();
        let mut faults = cover_rings.faults(Kind::Covers, &covers);
        faults.extend(prerequisite_rings.faults(Kind::Prerequisite, &prerequisites));
        (graph, faults)
    }

    /// The links of one kind between nodes, in an order that the order of rows does not change.
    fn edges(&self, links: &Links, kind: Kind) -> Vec<Edge> {
        let edge =
            |link: &Link| Some(Edge { from: self.node(link.from)?, to: self.node(link.to)?, link: *link });
        let mut edges: Vec<Edge> =
            links.list.iter().filter(|link| link.kind == kind).filter_map(edge).collect();
        edges.sort_unstable();
        edges
    }

    fn disable(&mut self, node: Option<NodeId>) {
        if let Some(node) = node.and_then(|node| self.nodes.get_mut(place(node.0))) {
            node.disabled = true;
        }
    }

    fn add_cover(&mut self, edge: &Edge, competent: Rank) {
        // rank 0 is nothing, and nothing proves nothing
        let from_rank = edge.link.from_rank.unwrap_or(competent).max(Rank(1));
        let to_rank = edge.link.to_rank.unwrap_or(competent);
        if let Some(node) = self.nodes.get_mut(place(edge.from.0)) {
            node.covers.push(Cover { to: edge.to, from_rank, to_rank });
        }
        if let Some(node) = self.nodes.get_mut(place(edge.to.0)) {
            node.covered_by.push(edge.from);
        }
    }

    fn add_prerequisite(&mut self, edge: &Edge, competent: Rank) {
        let to_rank = edge.link.to_rank.unwrap_or(competent);
        let cap = edge.link.from_rank.map_or(Rank::NOTHING, Rank::below);
        if let Some(node) = self.nodes.get_mut(place(edge.from.0)) {
            node.prerequisites.push(Prerequisite { to: edge.to, to_rank, cap });
        }
        if let Some(node) = self.nodes.get_mut(place(edge.to.0)) {
            node.prerequisite_of.push((edge.from, to_rank));
        }
    }

    /// Sorts the links of every node and drops those said twice.
    fn settle(&mut self) {
        for node in &mut self.nodes {
            sort_once(&mut node.covers);
            sort_once(&mut node.covered_by);
            sort_once(&mut node.prerequisites);
            sort_once(&mut node.prerequisite_of);
        }
    }
}

fn sort_once<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

/// The node of every code, and how many nodes there are: codes joined by same-as links are one.
fn merge(codes: &Codes, links: &Links) -> (Vec<NodeId>, usize) {
    let mut classes: UnionFind<usize> = UnionFind::new(codes.list.len());
    let known = |code: CodeId| Some(place(code.0)).filter(|place| *place < codes.list.len());
    for link in links.list.iter().filter(|link| link.kind == Kind::SameAs) {
        if let Some((from, to)) = known(link.from).zip(known(link.to)) {
            classes.union(from, to);
        }
    }
    let mut numbers: Vec<Option<NodeId>> = vec![None; codes.list.len()];
    let mut next = 0;
    let mut by_code = Vec::with_capacity(codes.list.len());
    for class in classes.into_labeling() {
        // a class is met first at its smallest code
        let Some(number) = numbers.get_mut(class) else { continue };
        by_code.push(*number.get_or_insert_with(|| {
            next += 1;
            NodeId(next - 1)
        }));
    }
    (by_code, place(next))
}
