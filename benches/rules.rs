//! What the rules cost: a task, a batch of tasks, tables of 23, 500 and 3,700 rows.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that fails may stop")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput};
use skillmix::commands::{Files, answer};
use skillmix::model::{Day, Task, Words};
use skillmix::rules::{Pack, embedded, load};
use skillmix::table::{Axis, Cell, Compiled, Input, Matches, Test, parse_cell};

/// Numbers that look drawn and are always the same.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Tasks of the shipped community service, all facts known, each with facts of its own.
fn tasks(pack: &Pack, count: usize) -> Vec<Task> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/community-rehab");
    let names =
        ["staff", "holdings", "tasks", "competencies", "links", "panel"].map(|kind| format!("{kind}.csv"));
    let read = |name: String| std::fs::read(folder.join(&name)).ok().map(|bytes| (name, bytes));
    let files: BTreeMap<String, Vec<u8>> = names.into_iter().filter_map(read).collect();
    let answered = answer(pack, &Files::in_memory(&files), 1, |_| ()).unwrap();
    let known = |task: &&Task| task.facts.iter().all(Option::is_some) && task.authority.is_some();
    let patterns: Vec<&Task> = answered.tasks().iter().filter(known).collect();
    let mut draw = Draw(1);
    let one = |number: usize| {
        let mut task = patterns[number % patterns.len()].clone();
        for (fact, criterion) in task.facts.iter_mut().zip(&pack.catalogue.criteria) {
            *fact = Some(u8::try_from(draw.below(criterion.values.len())).unwrap());
        }
        task
    };
    (0..count).map(one).collect()
}

fn decisions(criterion: &mut Criterion) {
    let pack = load(&embedded(), Day::from_ymd(2026, 11, 1).unwrap()).unwrap();
    let tasks = tasks(&pack, 1_000);
    let mut group = criterion.benchmark_group("decide");
    group.bench_function("one known task", |bench| {
        let mut next = tasks.iter().cycle();
        bench.iter(|| pack.decide(black_box(next.next().unwrap())));
    });
    let mut blank = tasks[0].clone();
    for name in ["cognitive", "patient_stability", "harm_likelihood"] {
        blank.facts[pack.catalogue.criterion(name).unwrap()] = None;
    }
    group.bench_function("one task with 3 blanks", |bench| bench.iter(|| pack.decide(black_box(&blank))));
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("a batch of 1,000 tasks", |bench| {
        bench.iter(|| pack.decide_batch(black_box(&tasks)));
    });
    group.finish();
}

/// The cells of a table as written: columns of words, then columns of numbers in ranges.
fn written(rows: usize, words: usize, numbers: usize) -> Vec<Vec<Test>> {
    let mut draw = Draw(2);
    let mut cell = |column: usize| match draw.below(4) {
        0 => "-".to_owned(),
        _ if column < words => format!("w{}, w{}", draw.below(40), draw.below(40)),
        1 => format!(">= {}.5", draw.below(20_000)),
        _ => {
            let low = draw.below(20_000);
            format!("[{low}..{})", low + 1 + draw.below(9_000))
        }
    };
    let row = |_| (0..words + numbers).map(|column| parse_cell(&cell(column)).unwrap()).collect();
    (0..rows).map(row).collect()
}

fn compiled(cells: &[Vec<Test>], words: usize) -> Compiled {
    let axis = |column: usize| {
        let column_cells: Vec<&Test> = cells.iter().map(|row| &row[column]).collect();
        let list = Words::new((0..40).map(|word| format!("w{word}")));
        if column < words { Axis::words(list, false) } else { Axis::numbers(&column_cells).unwrap() }
    };
    let axes: Vec<Axis> = (0..cells[0].len()).map(axis).collect();
    let row = |row: &Vec<Test>| -> Vec<Cell> {
        axes.iter().zip(row).map(|(axis, test)| axis.compile(test).unwrap()).collect()
    };
    let rows = cells.iter().map(row).collect();
    Compiled::new(axes, rows).unwrap()
}

/// Values as they stand in a file, by point and column.
fn values(points: usize, words: usize, numbers: usize) -> Vec<Vec<String>> {
    let mut draw = Draw(3);
    let mut value = |column: usize| {
        if column < words { format!("w{}", draw.below(40)) } else { draw.below(30_000).to_string() }
    };
    (0..points).map(|_| (0..words + numbers).map(&mut value).collect()).collect()
}

fn inputs(table: &Compiled, values: &[String]) -> Vec<Input<'static>> {
    let position = |(axis, value): (&Axis, &String)| axis.position(value).map_or(Input::Absent, Input::Known);
    table.axes().iter().zip(values).map(position).collect()
}

fn tables(criterion: &mut Criterion) {
    for (rows, words, numbers) in [(23, 3, 2), (500, 4, 3), (3_700, 4, 3)] {
        let mut group = criterion.benchmark_group(format!("{rows} rows, {} columns", words + numbers));
        let cells = written(rows, words, numbers);
        group.sample_size(20);
        group.bench_function("compile", |bench| bench.iter(|| compiled(black_box(&cells), words)));
        group.sample_size(100);
        let table = compiled(&cells, words);
        let values = values(1_000, words, numbers);
        group.bench_function("a lookup with its trace", |bench| {
            let (mut next, mut matches) = (values.iter().cycle(), Matches::default());
            bench.iter(|| {
                table.matches_into(&inputs(&table, black_box(next.next().unwrap())), &mut matches);
                matches.certain.iter().sum::<usize>()
            });
        });
        let points: Vec<Vec<Input<'_>>> = values.iter().map(|values| inputs(&table, values)).collect();
        group.bench_function("matching alone", |bench| {
            let (mut next, mut matches) = (points.iter().cycle(), Matches::default());
            bench.iter(|| table.matches_into(black_box(next.next().unwrap()), &mut matches));
        });
        group.throughput(Throughput::Elements(1_000));
        group.bench_function("matching a batch of 1,000 points", |bench| {
            let mut matches = vec![Matches::default(); points.len()];
            bench.iter(|| table.matches_batch(black_box(&points), &mut matches));
        });
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    decisions(&mut criterion);
    tables(&mut criterion);
    criterion.final_summary();
}
