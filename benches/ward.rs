//! What a ward costs: loading the pack, deciding one task, answering the shipped community service.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use criterion::Criterion;
use skillmix::commands::{Files, answer};
use skillmix::model::Day;
use skillmix::rules::{embedded, load};

fn dataset(name: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets").join(name);
    let names =
        ["staff", "holdings", "tasks", "competencies", "links", "panel"].map(|kind| format!("{kind}.csv"));
    let read = |name: String| std::fs::read(folder.join(&name)).ok().map(|bytes| (name, bytes));
    let files: BTreeMap<String, Vec<u8>> = names.into_iter().filter_map(read).collect();
    Files::in_memory(&files)
}

fn ward(criterion: &mut Criterion) {
    let Some(day) = Day::from_ymd(2026, 11, 1) else { return };
    let files = embedded();
    criterion.bench_function("load the shipped pack", |bench| bench.iter(|| load(black_box(&files), day)));
    let Ok(pack) = load(&files, day) else { return };
    let rehab = dataset("community-rehab");
    let Ok(answered) = answer(&pack, &rehab, 1, |_| ()) else { return };
    let known = answered.tasks().iter().find(|task| task.facts.iter().all(Option::is_some));
    if let Some(task) = known {
        criterion.bench_function("decide one fully known task", |bench| {
            bench.iter(|| pack.decide(black_box(task)));
        });
    }
    criterion.bench_function("answer 60 tasks of a community service", |bench| {
        bench.iter(|| answer(&pack, black_box(&rehab), 1, |_| ()).map(|answered| answered.answers.len()));
    });
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    ward(&mut criterion);
    criterion.final_summary();
}
