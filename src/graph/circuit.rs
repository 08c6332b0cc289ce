//! The competency graph as a circuit: what many people prove at once, 64 of them in a machine word.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Graph;
use crate::model::{NodeId, Rank};

/// A competency proved at least at a rank.
type Variable = (NodeId, Rank);

/// The part of a graph that some requirements rest on, with one row of bits for every competency and rank in it: a bit
/// is a person. Ranks only rise, so "at least this rank" is all that a link ever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circuit {
    /// Sorted: the row of each.
    rows: Vec<(Variable, usize)>,
    /// Rows of one competency: who holds it at the first one's rank holds it at the second one's.
    falls: Vec<(usize, usize)>,
    steps: Vec<Step>,
}

/// How a row is proved from what is held directly and from other rows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gate {
    row: usize,
    disabled: bool,
    /// Rows that cover it: any of them proves it.
    any: Vec<usize>,
    /// Prerequisites that bind at this rank: without all of them it is not proved.
    all: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// All that it looks at is known.
    Once(Gate),
    /// Gates that look at one another: the least fixpoint, from nothing.
    Circle(Vec<Gate>),
}

impl Graph {
    /// The circuit of these requirements. It is made for one graph and used for many people.
    #[must_use]
    pub fn circuit(&self, requirements: &[(NodeId, Rank)]) -> Circuit {
        let variables = self.reach(requirements);
        let number = |variable: &Variable| variables.binary_search(variable).ok();
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(variables.len(), variables.len());
        for _ in &variables {
            graph.add_node(());
        }
        for (from, variable) in variables.iter().enumerate() {
            let (any, all) = self.rests_on(*variable);
            for to in any.iter().chain(&all).filter_map(number) {
                graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
            }
        }
        // components come after all that they have edges to; not tarjan_scc, which recurses along chains
        let components = kosaraju_scc(&graph);
        let mut row_of = vec![0; variables.len()];
        for (row, variable) in components.iter().flatten().enumerate() {
            if let Some(own) = row_of.get_mut(variable.index()) {
                *own = row;
            }
        }
        let row = |variable: &Variable| number(variable).and_then(|at| row_of.get(at).copied());
        let gate = |index: &NodeIndex| {
            let variable = variables.get(index.index())?;
            let (any, all) = self.rests_on(*variable);
            let rows = |list: Vec<Variable>| list.iter().filter_map(row).collect();
            let disabled = self.get(variable.0).is_none_or(|node| node.disabled);
            Some(Gate { row: row(variable)?, disabled, any: rows(any), all: rows(all) })
        };
        let steps = components.iter().filter_map(|members| {
            let mut gates: Vec<Gate> = members.iter().filter_map(gate).collect();
            let lone = gates.len() == 1;
            gates.retain(|gate| gate.disabled || !gate.any.is_empty() || !gate.all.is_empty());
            if lone { gates.pop().map(Step::Once) } else { Some(Step::Circle(gates)) }
        });
        let steps = steps.collect();
        let of_one = |pair: &[Variable]| match pair {
            [(low, _), (high, _)] if low == high => row(pair.last()?).zip(row(pair.first()?)),
            _ => None,
        };
        // from the highest rank down, so that each row is whole before it falls further
        let falls = variables.windows(2).rev().filter_map(of_one).collect();
        let rows = variables.iter().filter_map(|variable| Some((*variable, row(variable)?))).collect();
        Circuit { rows, falls, steps }
    }

    /// Everything that these requirements rest on, to any depth, themselves included; sorted.
    fn reach(&self, requirements: &[Variable]) -> Vec<Variable> {
        let mut open: Vec<Variable> = requirements.to_vec();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(variable) = open.pop() {
            if variable.1 > Rank::NOTHING && self.get(variable.0).is_some() && seen.insert(variable) {
                let (any, all) = self.rests_on(variable);
                open.extend(any.into_iter().chain(all));
            }
        }
        seen.into_iter().collect()
    }

    /// What covers a variable, and the prerequisites that bind it.
    fn rests_on(&self, (node, rank): Variable) -> (Vec<Variable>, Vec<Variable>) {
        let Some(links) = self.get(node).filter(|links| !links.disabled) else { return Default::default() };
        let mut any: Vec<Variable> = Vec::new();
        for from in &links.covered_by {
            let covers = self.get(*from).into_iter().flat_map(|other| &other.covers);
            let here = covers.filter(|cover| cover.to == node && cover.to_rank >= rank);
            any.extend(here.map(|cover| (*from, cover.from_rank)));
        }
        // what asks for a rank of nothing is always met
        let binding =
            links.prerequisites.iter().filter(|link| link.cap < rank && link.to_rank > Rank::NOTHING);
        let mut all: Vec<Variable> = binding.map(|link| (link.to, link.to_rank)).collect();
        for list in [&mut any, &mut all] {
            list.sort_unstable();
            list.dedup();
        }
        (any, all)
    }
}

impl Circuit {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row that says who proves a competency at least at this rank, if the circuit was made for it.
    #[must_use]
    pub fn row(&self, node: NodeId, rank: Rank) -> Option<usize> {
        let at = self.rows.binary_search_by(|(variable, _)| variable.cmp(&(node, rank))).ok()?;
        self.rows.get(at).map(|(_, row)| *row)
    }

    /// The row in which a direct holding is entered: the highest rank of the competency that it reaches.
    #[must_use]
    pub fn entry(&self, node: NodeId, rank: Rank) -> Option<usize> {
        let after = self.rows.partition_point(|(variable, _)| *variable <= (node, rank));
        let ((found, _), row) = self.rows.get(after.checked_sub(1)?)?;
        (*found == node).then_some(*row)
    }

    /// Turns what people directly hold, entered by [`Circuit::entry`], into what they prove. Row by row, `width` words
    /// each.
    pub fn run(&self, bits: &mut [u64], width: usize) {
        for (high, low) in &self.falls {
            if let Some((low, high)) = pair(bits, width, *low, *high) {
                or(low, high);
            }
        }
        for step in &self.steps {
            match step {
                Step::Once(gate) => gate.prove(bits, width),
                Step::Circle(gates) => circle(gates, bits, width),
            }
        }
    }
}

impl Gate {
    /// Proves the row from rows that stand before it.
    fn prove(&self, bits: &mut [u64], width: usize) {
        let Some((before, after)) = bits.split_at_mut_checked(self.row * width) else { return };
        let Some(own) = after.get_mut(..width) else { return };
        if self.disabled {
            own.fill(0);
        }
        let row = |row: &usize| before.get(row * width..(row + 1) * width);
        for covering in self.any.iter().filter_map(row) {
            or(own, covering);
        }
        for needed in self.all.iter().filter_map(row) {
            own.iter_mut().zip(needed).for_each(|(own, needed)| *own &= needed);
        }
    }

    /// What one word of the row becomes, given what is proved so far.
    fn word(&self, direct: u64, bits: &[u64], width: usize, word: usize) -> u64 {
        if self.disabled {
            return 0;
        }
        let at = |row: &usize| bits.get(row * width + word).copied().unwrap_or(0);
        let own = self.any.iter().map(at).fold(direct, |own, covering| own | covering);
        self.all.iter().map(at).fold(own, |own, needed| own & needed)
    }
}

/// The least fixpoint of gates that look at one another, word by word.
fn circle(gates: &[Gate], bits: &mut [u64], width: usize) {
    let mut direct = vec![0; gates.len()];
    for word in 0..width {
        for (gate, direct) in gates.iter().zip(&mut direct) {
            let own = bits.get_mut(gate.row * width + word);
            *direct = own.map_or(0, std::mem::take);
        }
        let mut rising = true;
        while rising {
            rising = false;
            for (gate, direct) in gates.iter().zip(&direct) {
                let proved = gate.word(*direct, bits, width, word);
                if let Some(own) = bits.get_mut(gate.row * width + word) {
                    rising |= *own != proved;
                    *own = proved;
                }
            }
        }
    }
}

fn or(to: &mut [u64], from: &[u64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to |= from);
}

/// Two different rows, the first to be written.
fn pair(bits: &mut [u64], width: usize, to: usize, from: usize) -> Option<(&mut [u64], &[u64])> {
    let (first, second) = bits.split_at_mut_checked(to.max(from) * width)?;
    let first = first.get_mut(to.min(from) * width..)?.get_mut(..width)?;
    let second = second.get_mut(..width)?;
    if to < from { Some((first, second)) } else { Some((second, first)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holding_enters_at_the_highest_rank_that_it_reaches() {
        let graph = Graph { by_code: Vec::new(), nodes: vec![super::super::Node::default(); 2] };
        let circuit = graph.circuit(&[(NodeId(0), Rank(2)), (NodeId(0), Rank(4)), (NodeId(1), Rank(1))]);
        assert_eq!(circuit.len(), 3);
        assert_eq!(circuit.entry(NodeId(0), Rank(1)), None);
        assert_eq!(circuit.entry(NodeId(0), Rank(3)), circuit.row(NodeId(0), Rank(2)));
        assert_eq!(circuit.entry(NodeId(0), Rank(5)), circuit.row(NodeId(0), Rank(4)));
        assert_eq!(circuit.entry(NodeId(2), Rank(1)), None);
        let mut bits = vec![0; 3];
        let high = circuit.entry(NodeId(0), Rank(4)).unwrap();
        bits[high] = 0b101;
        circuit.run(&mut bits, 1);
        assert_eq!(bits[circuit.row(NodeId(0), Rank(2)).unwrap()], 0b101);
        assert_eq!(circuit.row(NodeId(0), Rank(3)), None);
    }
}
