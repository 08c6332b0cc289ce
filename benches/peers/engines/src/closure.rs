//! The transitive closure of a graph as large as a European classification of skills: 14,500 nodes, 20,800 edges.

use std::hint::black_box;

use ascent::ascent_run;
use datafrog::Iteration;
use skillmix::graph::Graph;
use skillmix::model::{Code, Codes, Kind, Link, Links, NodeId, Rank};

use crate::drawn::Draw;
use crate::measure;

const NODES: usize = 14_500;
const EDGES: usize = 20_800;

/// Edges from narrower to broader: every node but the first few has a broader one, some have more.
fn edges() -> Vec<(u32, u32)> {
    let mut draw = Draw(5);
    let mut edges = Vec::new();
    for node in 8..NODES {
        edges.push((node, draw.below(node.min(NODES / 8))));
    }
    while edges.len() < EDGES {
        let node = 8 + draw.below(NODES - 8);
        edges.push((node, draw.below(node.min(NODES / 8))));
    }
    let number = |at: usize| u32::try_from(at).unwrap();
    let mut edges: Vec<(u32, u32)> = edges.into_iter().map(|(from, to)| (number(from), number(to))).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn by_datafrog(edges: &[(u32, u32)]) -> usize {
    let mut iteration = Iteration::new();
    let reach = iteration.variable::<(u32, u32)>("reach");
    // by their target, as the join wants it
    let by_target: datafrog::Relation<(u32, u32)> = edges.iter().map(|(from, to)| (*to, *from)).collect();
    reach.extend(edges.iter().copied());
    while iteration.changed() {
        // reach(from, to), edge(before, from) gives reach(before, to)
        reach.from_join(&reach, &by_target, |_, to, before| (*before, *to));
    }
    reach.complete().len()
}

fn by_ascent(edges: &[(u32, u32)]) -> usize {
    let list = edges.to_vec();
    let program = ascent_run! {
        relation edge(u32, u32) = list.iter().copied().collect();
        relation reach(u32, u32);
        reach(x, y) <-- edge(x, y);
        reach(x, z) <-- edge(x, y), reach(y, z);
    };
    program.reach.len()
}

/// The graph once built: what every node proves that is held alone.
fn graph(edges: &[(u32, u32)]) -> Graph {
    let mut codes = Codes::default();
    for node in 0..NODES {
        codes.add(Code { code: format!("K{node:05}"), title: String::new(), refresh_months: None });
    }
    let id = |node: u32| codes.find(&format!("K{node:05}")).unwrap();
    let link = |(from, to): &(u32, u32)| Link {
        kind: Kind::Covers,
        from: id(*from),
        to: id(*to),
        from_rank: None,
        to_rank: None,
        line: 1,
    };
    let links = Links { list: edges.iter().map(link).collect(), disabled: Vec::new() };
    let (graph, faults) = Graph::build(&codes, &links, Rank(1));
    assert!(faults.is_empty());
    graph
}

fn by_skillmix(graph: &Graph) -> usize {
    let mut proving = skillmix::graph::Proving::default();
    let of = |node: u32| graph.prove_in(&[(NodeId(node), Rank(1))], &mut proving).len() - 1;
    (0..u32::try_from(NODES).unwrap()).map(of).sum()
}

pub fn closure() {
    let edges = edges();
    let graph = graph(&edges);
    let expected = by_datafrog(&edges);
    assert_eq!(by_ascent(&edges), expected, "ascent has another closure");
    assert_eq!(by_skillmix(&graph), expected, "skillmix has another closure");
    println!("\nclosure of {NODES} nodes and {} edges: {expected} pairs, the same in all three", edges.len());
    let ours = measure(5, || black_box(by_skillmix(&graph)));
    let frog = measure(5, || black_box(by_datafrog(&edges)));
    let ascent = measure(5, || black_box(by_ascent(&edges)));
    let ms = |ns: f64| ns / 1e6;
    println!("  skillmix {:.1} ms, datafrog {:.1} ms, ascent {:.1} ms", ms(ours), ms(frog), ms(ascent));
    println!("  skillmix / datafrog {:.2}, skillmix / ascent {:.2}", ours / frog, ours / ascent);
}
