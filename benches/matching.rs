//! What matching costs: the plan, everybody against every query, and the answers made of it.
//!
//! `SKILLMIX_BENCH_DATA` names the folder of a dataset; else a shipped one is matched.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot run should say so")]

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput};
use skillmix::files::Big;
use skillmix::graph::Graph;
use skillmix::intake::{self, Pace, Source};
use skillmix::matcher::{self, BLOCK, Inputs, Plan};
use skillmix::model::Day;
use skillmix::rules::{embedded, load};

fn matching(criterion: &mut Criterion) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/community-rehab");
    let folder = std::env::var_os("SKILLMIX_BENCH_DATA").map_or(shipped, Into::into);
    let pack = load(&embedded(), Day::from_ymd(2026, 1, 1).unwrap()).unwrap();
    let catalogue = &pack.catalogue;
    let bytes = |name: &str| std::fs::read(folder.join(name)).unwrap_or_default();
    let files = ["competencies.csv", "tasks.csv", "links.csv"].map(|name| (name, bytes(name)));
    let [codes, tasks, links] = [0, 1, 2].map(|at| Source { name: files[at].0, bytes: &files[at].1 });
    let staff = Big::open(&folder.join("staff.csv")).unwrap().unwrap();
    let roster = intake::staff(&staff, catalogue, Pace::default()).unwrap().unwrap().roster;
    let (mut codes, open, _) = intake::competencies(Some(codes)).unwrap();
    let (tasks, _) = intake::tasks(tasks, catalogue, &mut codes, open, &roster).unwrap();
    let (links, _) = intake::links(Some(links), catalogue, &mut codes, open).unwrap();
    let (graph, _) = Graph::build(&codes, &links, catalogue.policies.competent);
    let inputs = Inputs { pack: &pack, codes: &codes, graph: &graph, roster: &roster, tasks: &tasks };
    let decisions = matcher::decide_all(&pack, &tasks);
    let plan = || Plan::new(inputs, decisions.clone());
    let wanted = plan().wanted;
    let holdings = Big::open(&folder.join("holdings.csv")).unwrap().unwrap();
    let sheet = intake::holdings(&holdings, &wanted, &roster.people, catalogue, Pace::default()).unwrap();

    let mut group = criterion.benchmark_group("matching");
    group.sample_size(10).throughput(Throughput::Elements(u64::try_from(tasks.len()).unwrap()));
    group.bench_function("plan", |bench| bench.iter(|| black_box(plan()).wanted.by_code.len()));
    for threads in [1, 2] {
        group.bench_function(format!("everybody, {threads} threads"), |bench| {
            let all = |plan| matcher::match_all(inputs, plan, &sheet.holdings, BLOCK).unwrap();
            let run = |plan| matcher::in_pool(threads, || all(plan)).unwrap();
            bench.iter_batched(plan, run, BatchSize::PerIteration);
        });
    }
    let matched = matcher::match_all(inputs, plan(), &sheet.holdings, BLOCK).unwrap();
    group.bench_function("answers", |bench| {
        bench
            .iter(|| (0..tasks.len()).filter(|task| matched.answer(inputs, *task).unwrap().able > 0).count());
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    matching(&mut criterion);
    criterion.final_summary();
}
