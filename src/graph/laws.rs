//! Laws of the graph: proving agrees with the procedure read word by word, is monotone, and faults are whole paths.

use proptest::prelude::*;

use super::tests::{CODES, COMPETENT, codes, link};
use super::*;
use crate::model::{Kind, Link, Links};

/// The procedure read word by word: everything is looked at again until nothing changes.
struct Plain {
    class: Vec<usize>,
    disabled: Vec<bool>,
    covers: Vec<Link>,
    prerequisites: Vec<Link>,
}

impl Plain {
    fn new(links: &Links) -> Self {
        let mut class: Vec<usize> = (0..at(CODES)).collect();
        for _ in 0..CODES {
            for link in links.list.iter().filter(|link| link.kind == Kind::SameAs) {
                let (from, to) = (class[at(link.from.0)], class[at(link.to.0)]);
                class
                    .iter_mut()
                    .filter(|own| **own == from || **own == to)
                    .for_each(|own| *own = from.min(to));
            }
        }
        let of = |kind: Kind| -> Vec<Link> {
            links.list.iter().copied().filter(|link| link.kind == kind).collect()
        };
        let mut this = Self {
            class,
            disabled: vec![false; at(CODES)],
            covers: Vec::new(),
            prerequisites: of(Kind::Prerequisite),
        };
        let circles: Vec<Link> = this
            .prerequisites
            .iter()
            .copied()
            .filter(|link| this.circles(link, &this.prerequisites))
            .collect();
        for code in circles.iter().map(|link| link.from).chain(links.disabled.iter().copied()) {
            let own = this.class(code);
            this.disabled[own] = true;
        }
        let covers = of(Kind::Covers);
        this.covers = covers.iter().copied().filter(|link| !this.circles(link, &covers)).collect();
        this
    }

    fn class(&self, code: CodeId) -> usize {
        self.class[at(code.0)]
    }

    /// Whether some way leads from a link's end back to its start.
    fn circles(&self, link: &Link, links: &[Link]) -> bool {
        let mut reached = vec![false; at(CODES)];
        reached[self.class(link.to)] = true;
        for _ in 0..CODES {
            for other in links.iter().filter(|other| reached[self.class(other.from)]).collect::<Vec<_>>() {
                reached[self.class(other.to)] = true;
            }
        }
        reached[self.class(link.from)]
    }

    /// Ranks by class.
    fn prove(&self, held: &[u8]) -> Vec<u8> {
        let rank = |rank: Option<Rank>| rank.unwrap_or(COMPETENT).0;
        let mut proved = vec![0; at(CODES)];
        loop {
            let mut next = held.to_vec();
            for link in
                self.covers.iter().filter(|link| proved[self.class(link.from)] >= rank(link.from_rank))
            {
                let to = self.class(link.to);
                next[to] = next[to].max(rank(link.to_rank));
            }
            for link in
                self.prerequisites.iter().filter(|link| proved[self.class(link.to)] < rank(link.to_rank))
            {
                let from = self.class(link.from);
                next[from] = next[from].min(link.from_rank.map_or(0, |rank| rank.0 - 1));
            }
            next.iter_mut().zip(&self.disabled).filter(|(_, off)| **off).for_each(|(own, _)| *own = 0);
            if next == proved {
                return proved;
            }
            proved = next;
        }
    }
}

fn at(number: u32) -> usize {
    usize::try_from(number).unwrap()
}

fn drawn_links() -> impl Strategy<Value = Links> {
    let kind = prop_oneof![6 => Just(Kind::Covers), 6 => Just(Kind::Prerequisite), 1 => Just(Kind::SameAs)];
    let drawn = (kind, 0..CODES, 0u8..5, 0..CODES, 0u8..5);
    let drawn =
        drawn.prop_map(|(kind, from, from_rank, to, to_rank)| link(kind, from, from_rank, to, to_rank));
    let disabled = prop::collection::vec((0..CODES).prop_map(CodeId), 0..2);
    (prop::collection::vec(drawn, 0..16), disabled).prop_map(|(list, disabled)| {
        let list = (2u64..).zip(list).map(|(line, link)| Link { line, ..link }).collect();
        Links { list, disabled }
    })
}

fn drawn_held() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![2 => Just(0u8), 3 => 1u8..5], at(CODES))
}

/// Holdings by code as holdings by node: the best of each competency.
fn by_node(graph: &Graph, held: &[u8]) -> Vec<(NodeId, Rank)> {
    let held = (0u32..).zip(held).filter(|(_, rank)| **rank > 0);
    let mut held: Vec<_> =
        held.map(|(code, rank)| (graph.node(CodeId(code)).unwrap(), Rank(*rank))).collect();
    held.sort_unstable_by_key(|(node, rank)| (*node, std::cmp::Reverse(*rank)));
    held.dedup_by_key(|(node, _)| *node);
    held
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]

    #[test]
    fn proving_is_the_procedure_word_by_word(links in drawn_links(), held in drawn_held(), more in drawn_held()) {
        let (graph, _) = Graph::build(&codes(CODES), &links, COMPETENT);
        let plain = Plain::new(&links);
        let mut memory = Proving::default();
        for held in [&more, &held] {
            let mut by_class = vec![0u8; at(CODES)];
            for (code, rank) in held.iter().enumerate() {
                by_class[plain.class[code]] = by_class[plain.class[code]].max(*rank);
            }
            let expected = plain.prove(&by_class);
            let proved = graph.prove_in(&by_node(&graph, held), &mut memory);
            for code in 0..CODES {
                let node = graph.node(CodeId(code)).unwrap();
                let rank = proved.iter().find(|(other, _)| *other == node).map_or(0, |(_, rank)| rank.0);
                prop_assert_eq!(rank, expected[plain.class(CodeId(code))], "code {}", code);
            }
            prop_assert!(proved.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(proved.iter().all(|(_, rank)| *rank > Rank::NOTHING));
        }
    }

    #[test]
    fn a_circuit_proves_what_each_person_proves(
        links in drawn_links(),
        crowd in prop::collection::vec(drawn_held(), 1..3),
        asked in prop::collection::vec((0..CODES, 0u8..5), 0..6),
        width in 1usize..4,
    ) {
        let (graph, _) = Graph::build(&codes(CODES), &links, COMPETENT);
        let asked: Vec<_> =
            asked.iter().map(|(code, rank)| (graph.node(CodeId(*code)).unwrap(), Rank(*rank))).collect();
        let circuit = graph.circuit(&asked);
        let mut bits = vec![0u64; circuit.len() * width];
        // people stand in the first and the last word
        let places = [0, width * 64 - 1];
        for (place, held) in places.iter().zip(&crowd) {
            for (node, rank) in by_node(&graph, held) {
                if let Some(row) = circuit.entry(node, rank) {
                    bits[row * width + place / 64] |= 1 << (place % 64);
                }
            }
        }
        circuit.run(&mut bits, width);
        for (place, held) in places.iter().zip(&crowd) {
            let proved = graph.prove(&by_node(&graph, held));
            for (node, rank) in asked.iter().filter(|(_, rank)| *rank > Rank::NOTHING) {
                let row = circuit.row(*node, *rank).unwrap();
                let by_words = bits[row * width + place / 64] >> (place % 64) & 1 == 1;
                let one_by_one = proved.iter().any(|(other, best)| other == node && best >= rank);
                prop_assert_eq!(by_words, one_by_one, "{:?} {:?}", node, rank);
            }
        }
    }

    #[test]
    fn who_holds_more_proves_no_less(links in drawn_links(), held in drawn_held(), more in drawn_held()) {
        let (graph, _) = Graph::build(&codes(CODES), &links, COMPETENT);
        let both: Vec<u8> = held.iter().zip(&more).map(|(a, b)| *a.max(b)).collect();
        let richer = graph.prove(&by_node(&graph, &both));
        for (node, rank) in graph.prove(&by_node(&graph, &held)) {
            prop_assert!(richer.iter().any(|(other, better)| *other == node && *better >= rank));
        }
    }

    #[test]
    fn what_is_not_needed_does_not_matter(links in drawn_links(), held in drawn_held(), asked in 0..CODES) {
        let (graph, _) = Graph::build(&codes(CODES), &links, COMPETENT);
        let asked = graph.node(CodeId(asked)).unwrap();
        let needed = graph.needed_for(&[asked]);
        let held = by_node(&graph, &held);
        let part: Vec<_> = held.iter().copied().filter(|(node, _)| needed.contains(node)).collect();
        let rank = |held: &[(NodeId, Rank)]| graph.prove(held).into_iter().find(|(node, _)| *node == asked);
        prop_assert_eq!(rank(&held), rank(&part));
    }

    #[test]
    fn the_order_of_rows_changes_nothing(links in drawn_links(), turn in 0usize..16) {
        let mut turned = links.clone();
        let by = turn.min(turned.list.len());
        turned.list.rotate_left(by);
        prop_assert_eq!(
            Graph::build(&codes(CODES), &links, COMPETENT),
            Graph::build(&codes(CODES), &turned, COMPETENT)
        );
    }

    #[test]
    fn faults_are_whole_paths(links in drawn_links()) {
        let (graph, faults) = Graph::build(&codes(CODES), &links, COMPETENT);
        for fault in faults {
            prop_assert_eq!(fault.path.first(), fault.path.last());
            let mut nodes: Vec<NodeId> = Vec::new();
            for line in &fault.lines {
                let link = links.list.iter().find(|link| link.line == *line).unwrap();
                prop_assert_eq!(link.kind, fault.kind);
                prop_assert!(fault.path.windows(2).any(|pair| pair == [link.from, link.to]));
                let (from, to) = (graph.node(link.from).unwrap(), graph.node(link.to).unwrap());
                prop_assert!(nodes.last().is_none_or(|last| *last == from));
                nodes.extend(Some(from).filter(|_| nodes.is_empty()).into_iter().chain([to]));
            }
            prop_assert_eq!(nodes.first(), nodes.last());
            prop_assert_eq!(nodes.first(), nodes.iter().min());
        }
    }
}
