//! What somebody proves who directly holds something: the least fixpoint, from nothing.

use std::collections::VecDeque;

use super::{Graph, Node, place};
use crate::model::{NodeId, Rank};

/// Memory for proving, used again for person after person.
#[derive(Debug, Clone, Default)]
pub struct Proving {
    states: Vec<State>,
    touched: Vec<NodeId>,
    open: VecDeque<NodeId>,
}

/// What is known of a node so far. Ranks only ever rise.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Held or covered, before prerequisites.
    own: Rank,
    /// Proved.
    proved: Rank,
    touched: bool,
    open: bool,
}

impl Graph {
    /// What somebody proves who directly holds `held`, sorted by node, without what is not proved at all.
    #[must_use]
    pub fn prove(&self, held: &[(NodeId, Rank)]) -> Vec<(NodeId, Rank)> {
        self.prove_in(held, &mut Proving::default())
    }

    /// As [`Graph::prove`], in memory used before: then the work is in what `held` reaches, however large the graph.
    #[must_use]
    pub fn prove_in(&self, held: &[(NodeId, Rank)], proving: &mut Proving) -> Vec<(NodeId, Rank)> {
        proving.states.resize(self.nodes.len(), State::default());
        for (node, rank) in held {
            proving.raise(*node, *rank);
        }
        while let Some(node) = proving.open.pop_front() {
            if let Some(links) = self.get(node) {
                proving.settle(node, links);
            }
        }
        proving.finish()
    }
}

impl Proving {
    fn state(&self, node: NodeId) -> State {
        self.states.get(place(node.0)).copied().unwrap_or_default()
    }

    /// A node is held or covered at least at this rank.
    fn raise(&mut self, node: NodeId, rank: Rank) {
        let Some(state) = self.states.get_mut(place(node.0)).filter(|state| state.own < rank) else { return };
        state.own = rank;
        if !state.touched {
            state.touched = true;
            self.touched.push(node);
        }
        self.look_again(node);
    }

    /// Puts a node with something to prove on the list of those to settle.
    fn look_again(&mut self, node: NodeId) {
        let state =
            self.states.get_mut(place(node.0)).filter(|state| !state.open && state.own > Rank::NOTHING);
        if let Some(state) = state {
            state.open = true;
            self.open.push_back(node);
        }
    }

    /// Proves what a node's own rank and met prerequisites allow, and tells those whom a rise concerns.
    fn settle(&mut self, node: NodeId, links: &Node) {
        let unmet = links.prerequisites.iter().filter(|link| self.state(link.to).proved < link.to_rank);
        let cap = unmet.map(|link| link.cap).min().unwrap_or(Rank(u8::MAX));
        let Some(state) = self.states.get_mut(place(node.0)) else { return };
        state.open = false;
        let before = state.proved;
        let proved = if links.disabled { Rank::NOTHING } else { state.own.min(cap) };
        state.proved = proved;
        let crossed = |rank: Rank| before < rank && rank <= proved;
        for link in links.covers.iter().filter(|link| crossed(link.from_rank)) {
            self.raise(link.to, link.to_rank);
        }
        for (dependant, _) in links.prerequisite_of.iter().filter(|(_, rank)| crossed(*rank)) {
            self.look_again(*dependant);
        }
    }

    /// Takes the answer out and leaves the memory as new.
    fn finish(&mut self) -> Vec<(NodeId, Rank)> {
        let mut proved = Vec::with_capacity(self.touched.len());
        for node in self.touched.drain(..) {
            if let Some(state) = self.states.get_mut(place(node.0)) {
                proved.extend(Some((node, state.proved)).filter(|(_, rank)| *rank > Rank::NOTHING));
                *state = State::default();
            }
        }
        proved.sort_unstable();
        proved
    }
}
