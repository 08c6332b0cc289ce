//! What reading costs: rows of a large text against the csv crate, and a whole file of holdings with few and many threads.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot run should say so")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput};
use skillmix::files::Big;
use skillmix::graph::Graph;
use skillmix::intake::{self, Pace, Source};
use skillmix::matcher::{self, Inputs, Plan};
use skillmix::model::Day;
use skillmix::rules::{embedded, load};
use skillmix::sheet::{Block, Marker, Shape, Way};

/// A text of holdings, five cells a row.
fn text(rows: u32) -> Vec<u8> {
    let mut text = Vec::new();
    for row in 0..rows {
        let (staff, code, day) = (row / 30, row % 1_200, row % 28 + 1);
        let line = format!("S{staff:07},C{code:04},competent,2025-03-{day:02},2027-03-{day:02}\n");
        text.extend_from_slice(line.as_bytes());
    }
    text
}

fn rows(criterion: &mut Criterion) {
    let text = text(20_000);
    let mut group = criterion.benchmark_group("rows of five cells");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("csv crate, ByteRecord", |bench| {
        bench.iter(|| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(black_box(&text[..]));
            let (mut record, mut bytes) = (csv::ByteRecord::new(), 0);
            while reader.read_byte_record(&mut record).unwrap() {
                bytes += record.iter().map(<[u8]>::len).sum::<usize>();
            }
            bytes
        });
    });
    for (name, way) in [("vectors", Way::Quickest), ("SSE2", Way::Baseline), ("portable", Way::Portable)] {
        let mut marker = Marker::new(way);
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let block = Block { text: black_box(&text), own: text.len(), last: true, width: 5 };
                let mut bytes = 0;
                marker.rows(block, 0, |row| {
                    if let Shape::Plain(commas, end) = row.shape {
                        let mut from = row.at;
                        for to in commas.iter().chain([&end]) {
                            bytes += text[from..*to as usize].len();
                            from = *to as usize + 1;
                        }
                    }
                });
                bytes
            });
        });
    }
    group.finish();
}

/// The holdings of the folder that `SKILLMIX_BENCH_DATA` names, or of a shipped dataset.
fn holdings(criterion: &mut Criterion) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/acute-ward");
    let folder = std::env::var_os("SKILLMIX_BENCH_DATA").map_or(shipped, Into::into);
    let day = Day::from_ymd(2026, 1, 1).unwrap();
    let pack = load(&embedded(), day).unwrap();
    let catalogue = &pack.catalogue;
    let bytes = |name: &str| std::fs::read(folder.join(name)).unwrap_or_default();
    let files = ["competencies.csv", "tasks.csv", "links.csv"].map(|name| (name, bytes(name)));
    let [codes, tasks, links] = [0, 1, 2].map(|at| Source { name: files[at].0, bytes: &files[at].1 });
    let big = Big::open(&folder.join("staff.csv")).unwrap().unwrap();
    let mut group = criterion.benchmark_group("staff");
    group.sample_size(10).throughput(Throughput::Bytes(big.length().unwrap_or(0)));
    for threads in [1, 2] {
        group.bench_function(format!("read on {threads} threads"), |bench| {
            bench.iter(|| {
                let read = || intake::staff(&big, catalogue, Pace::default());
                matcher::in_pool(threads, read).unwrap().unwrap().unwrap().roster.len()
            });
        });
    }
    group.finish();
    let roster = intake::staff(&big, catalogue, Pace::default()).unwrap().unwrap().roster;
    let (mut codes, open, _) = intake::competencies(Some(codes)).unwrap();
    let (tasks, _) = intake::tasks(tasks, catalogue, &mut codes, open, &roster).unwrap();
    let (links, _) = intake::links(Some(links), catalogue, &mut codes, open).unwrap();
    let (graph, _) = Graph::build(&codes, &links, catalogue.policies.competent);
    let inputs = Inputs { pack: &pack, codes: &codes, graph: &graph, roster: &roster, tasks: &tasks };
    let plan = Plan::new(inputs, matcher::decide_all(&pack, &tasks));
    let big = Big::open(&folder.join("holdings.csv")).unwrap().unwrap();
    let mut group = criterion.benchmark_group("holdings");
    group.sample_size(10).throughput(Throughput::Bytes(big.length().unwrap_or(0)));
    for threads in [1, 2] {
        group.bench_function(format!("read on {threads} threads"), |bench| {
            bench.iter(|| {
                let read =
                    || intake::holdings(&big, &plan.wanted, &roster.people, catalogue, Pace::default());
                matcher::in_pool(threads, read).unwrap().unwrap().holdings.len()
            });
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    rows(&mut criterion);
    holdings(&mut criterion);
    criterion.final_summary();
}
