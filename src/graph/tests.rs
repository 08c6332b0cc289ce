//! Every sentence of the procedure on links, one by one.

use super::*;
use crate::model::{Code, Codes, Kind, Link, LinkFault, Links};

pub(super) const COMPETENT: Rank = Rank(3);
pub(super) const CODES: u32 = 9;

pub(super) fn codes(count: u32) -> Codes {
    let mut codes = Codes::default();
    for number in 0..count {
        codes.add(Code { code: format!("C{number}"), title: String::new(), refresh_months: None });
    }
    codes
}

pub(super) fn link(kind: Kind, from: u32, from_rank: u8, to: u32, to_rank: u8) -> Link {
    let rank = |rank: u8| Some(Rank(rank)).filter(|rank| *rank > Rank::NOTHING);
    Link {
        kind,
        from: CodeId(from),
        to: CodeId(to),
        from_rank: rank(from_rank),
        to_rank: rank(to_rank),
        line: 0,
    }
}

/// Rank 0 is a blank.
fn covers(from: u32, from_rank: u8, to: u32, to_rank: u8) -> Link {
    link(Kind::Covers, from, from_rank, to, to_rank)
}

fn prerequisite(from: u32, from_rank: u8, to: u32, to_rank: u8) -> Link {
    link(Kind::Prerequisite, from, from_rank, to, to_rank)
}

fn same(from: u32, to: u32) -> Link {
    link(Kind::SameAs, from, 0, to, 0)
}

/// Lines are numbered as in a file whose header is line 1.
fn build(list: &[Link]) -> (Graph, Vec<LinkFault>) {
    let list = (2u64..).zip(list).map(|(line, link)| Link { line, ..*link }).collect();
    Graph::build(&codes(CODES), &Links { list, disabled: Vec::new() }, COMPETENT)
}

/// What is proved, by code, of these codes held.
fn proved(list: &[Link], held: &[(u32, u8)]) -> Vec<(u32, u8)> {
    let (graph, _) = build(list);
    let held: Vec<_> =
        held.iter().map(|(code, rank)| (graph.node(CodeId(*code)).unwrap(), Rank(*rank))).collect();
    let proved = graph.prove(&held);
    let rank = |code: u32| {
        let node = graph.node(CodeId(code)).unwrap();
        proved.iter().find(|(other, _)| *other == node).map(|(_, rank)| (code, rank.0))
    };
    (0..CODES).filter_map(rank).collect()
}

fn path(fault: &LinkFault) -> (Vec<u32>, Vec<u64>) {
    (fault.path.iter().map(|code| code.0).collect(), fault.lines.clone())
}

#[test]
fn without_links_a_holding_proves_itself() {
    assert_eq!(proved(&[], &[(2, 4), (5, 1)]), [(2, 4), (5, 1)]);
    assert_eq!(proved(&[], &[]), []);
}

#[test]
fn same_as_codes_are_one() {
    let (graph, _) = build(&[same(6, 2), same(4, 6)]);
    assert_eq!(graph.node_count(), 7);
    let nodes: Vec<u32> = (0..CODES).map(|code| graph.node(CodeId(code)).unwrap().0).collect();
    assert_eq!(nodes, [0, 1, 2, 3, 2, 4, 2, 5, 6]);
    assert_eq!(graph.node(CodeId(CODES)), None);
    let shared = [same(1, 2), prerequisite(1, 0, 3, 0)];
    assert_eq!(proved(&shared, &[(2, 4)]), [], "members share prerequisites");
    assert_eq!(proved(&shared, &[(2, 4), (3, 3)]), [(1, 4), (2, 4), (3, 3)]);
}

#[test]
fn covers_prove_no_more_than_they_say() {
    assert_eq!(proved(&[covers(0, 0, 1, 0)], &[(0, 2)]), [(0, 2)], "blank means competent");
    assert_eq!(proved(&[covers(0, 0, 1, 0)], &[(0, 4)]), [(0, 4), (1, 3)], "a higher holding proves no more");
    assert_eq!(proved(&[covers(0, 4, 1, 2)], &[(0, 3)]), [(0, 3)]);
    assert_eq!(proved(&[covers(0, 4, 1, 2)], &[(0, 4), (1, 1)]), [(0, 4), (1, 2)], "the best of both");
    assert_eq!(proved(&[covers(0, 0, 1, 0), covers(1, 0, 2, 1)], &[(0, 3)]), [(0, 3), (1, 3), (2, 1)]);
}

#[test]
fn an_unmet_prerequisite_caps_or_voids() {
    assert_eq!(
        proved(&[prerequisite(0, 4, 1, 2)], &[(0, 4), (1, 1)]),
        [(0, 3), (1, 1)],
        "just below from-rank"
    );
    assert_eq!(proved(&[prerequisite(0, 4, 1, 2)], &[(0, 4), (1, 2)]), [(0, 4), (1, 2)]);
    assert_eq!(proved(&[prerequisite(0, 1, 1, 2)], &[(0, 4)]), [], "just below the lowest is nothing");
    assert_eq!(proved(&[prerequisite(0, 0, 1, 2)], &[(0, 4), (1, 1)]), [(1, 1)], "blank from-rank is void");
    assert_eq!(
        proved(&[prerequisite(0, 0, 1, 0)], &[(0, 4), (1, 2)]),
        [(1, 2)],
        "blank to-rank is competent"
    );
    let two = [prerequisite(0, 4, 1, 0), prerequisite(0, 3, 2, 0)];
    assert_eq!(proved(&two, &[(0, 4)]), [(0, 2)], "the lowest cap binds");
}

#[test]
fn prerequisites_bind_derived_holdings_too() {
    let list = [covers(0, 0, 1, 0), prerequisite(1, 0, 2, 0)];
    assert_eq!(proved(&list, &[(0, 3)]), [(0, 3)]);
    assert_eq!(proved(&list, &[(0, 3), (2, 3)]), [(0, 3), (1, 3), (2, 3)]);
    let met_by_cover = [prerequisite(0, 0, 2, 0), covers(1, 0, 2, 0)];
    assert_eq!(proved(&met_by_cover, &[(0, 3), (1, 3)]), [(0, 3), (1, 3), (2, 3)]);
}

#[test]
fn a_lapsed_prerequisite_is_felt_at_any_depth() {
    let list: Vec<Link> = (0..6).map(|code| prerequisite(code, 0, code + 1, 0)).collect();
    let all: Vec<(u32, u8)> = (0..7).map(|code| (code, 3)).collect();
    assert_eq!(proved(&list, &all), all);
    assert_eq!(proved(&list, &all[..6]), [], "the last of the chain has lapsed");
    let derived = [covers(0, 0, 1, 0), covers(1, 0, 2, 0), prerequisite(0, 0, 3, 0)];
    assert_eq!(proved(&derived, &[(0, 4)]), [], "what it proved goes with it");
}

#[test]
fn nothing_is_proved_by_way_of_itself() {
    let mixed = [covers(0, 0, 1, 0), prerequisite(0, 0, 1, 0)];
    let (_, faults) = build(&mixed);
    assert_eq!(faults, [], "a circle of two kinds is no fault");
    assert_eq!(proved(&mixed, &[(0, 4)]), []);
    assert_eq!(proved(&mixed, &[(0, 4), (1, 3)]), [(0, 4), (1, 3)], "with the other held it counts");
    let longer = [covers(0, 0, 1, 0), covers(1, 0, 2, 0), prerequisite(0, 0, 2, 0)];
    assert_eq!(proved(&longer, &[(0, 3), (1, 3)]), [(0, 3), (1, 3), (2, 3)], "proved another way");
    let at_trainer = [covers(0, 3, 1, 3), prerequisite(0, 4, 1, 3)];
    assert_eq!(proved(&at_trainer, &[(0, 4)]), [(0, 4), (1, 3)], "what stays below the cap does count");
}

#[test]
fn covers_in_a_circle_prove_nothing() {
    let list =
        [covers(0, 0, 1, 0), covers(1, 0, 2, 0), covers(2, 0, 0, 0), covers(2, 0, 3, 0), covers(4, 0, 0, 0)];
    let (_, faults) = build(&list);
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].kind, path(&faults[0])), (Kind::Covers, (vec![0, 1, 2, 0], vec![2, 3, 4])));
    assert_eq!(proved(&list, &[(0, 4)]), [(0, 4)], "the holding itself counts");
    assert_eq!(proved(&list, &[(2, 3)]), [(2, 3), (3, 3)], "links out of the circle too");
    assert_eq!(proved(&list, &[(4, 3)]), [(0, 3), (4, 3)], "and links into it");
}

#[test]
fn prerequisites_in_a_circle_disable() {
    let list = [prerequisite(0, 4, 1, 1), prerequisite(1, 4, 0, 1), prerequisite(2, 3, 0, 1), same(1, 3)];
    let (_, faults) = build(&list);
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].kind, path(&faults[0])), (Kind::Prerequisite, (vec![0, 1, 0], vec![2, 3])));
    assert_eq!(proved(&list, &[(0, 4), (1, 4), (2, 4), (3, 4)]), [(2, 2)], "with all codes merged");
    assert_eq!(proved(&[prerequisite(0, 0, 0, 0)], &[(0, 4), (1, 4)]), [(1, 4)]);
}

#[test]
fn circles_are_looked_for_after_merging() {
    let (_, faults) = build(&[
        covers(5, 0, 1, 0),
        same(5, 1),
        prerequisite(2, 0, 3, 0),
        prerequisite(4, 0, 2, 0),
        same(3, 4),
    ]);
    let told: Vec<_> = faults.iter().map(|fault| (fault.kind, path(fault))).collect();
    assert_eq!(
        told,
        [(Kind::Covers, (vec![5, 1, 5], vec![2])), (Kind::Prerequisite, (vec![2, 3, 4, 2], vec![4, 5])),]
    );
    let (_, faults) = build(&[covers(7, 0, 7, 0)]);
    assert_eq!(path(&faults[0]), (vec![7, 7], vec![2]));
}

#[test]
fn one_fault_for_each_component_by_a_shortest_way() {
    let list = [
        covers(6, 0, 5, 0),
        covers(5, 0, 6, 0),
        covers(1, 0, 2, 0),
        covers(2, 0, 3, 0),
        covers(3, 0, 1, 0),
        covers(2, 0, 1, 0),
        covers(3, 0, 5, 0),
    ];
    let (_, faults) = build(&list);
    let told: Vec<_> = faults.iter().map(path).collect();
    assert_eq!(told, [(vec![1, 2, 1], vec![4, 7]), (vec![5, 6, 5], vec![3, 2])]);
}

#[test]
fn disabled_codes_prove_nothing_nor_do_those_merged_with_them() {
    let list = vec![same(0, 1), covers(1, 0, 2, 0), prerequisite(3, 0, 1, 0)];
    let links = Links { list, disabled: vec![CodeId(0), CodeId(99)] };
    let (graph, _) = Graph::build(&codes(4), &links, COMPETENT);
    let held: Vec<_> =
        (0..graph.node_count()).map(|node| (NodeId(u32::try_from(node).unwrap()), Rank(3))).collect();
    assert_eq!(graph.prove(&held), [(graph.node(CodeId(2)).unwrap(), Rank(3))]);
    assert_eq!(graph.prove(&held[..1]), []);
    assert_eq!(graph.prove(&[(NodeId(77), Rank(3))]), []);
}

#[test]
fn needed_are_covers_backwards_and_prerequisites_forwards() {
    let list = [
        covers(1, 0, 0, 0),
        covers(2, 0, 1, 0),
        prerequisite(2, 0, 3, 0),
        covers(4, 0, 3, 0),
        covers(0, 0, 5, 0),
        prerequisite(6, 0, 0, 0),
    ];
    let (graph, _) = build(&list);
    let needed = |nodes: &[u32]| -> Vec<u32> {
        let nodes: Vec<NodeId> = nodes.iter().copied().map(NodeId).collect();
        graph.needed_for(&nodes).into_iter().map(|node| node.0).collect()
    };
    assert_eq!(needed(&[0]), [0, 1, 2, 3, 4]);
    assert_eq!(needed(&[4, 3, 4, 99]), [3, 4]);
    assert_eq!(needed(&[]), Vec::<u32>::new());
}

#[test]
fn a_long_chain_is_no_trouble() {
    let count = 200_000;
    let list = (0..count - 1).map(|code| covers(code, 0, code + 1, 0)).collect();
    let (graph, faults) = Graph::build(&codes(count), &Links { list, disabled: Vec::new() }, COMPETENT);
    assert_eq!((graph.prove(&[(NodeId(0), Rank(3))]).len(), faults), (200_000, Vec::new()));
}
