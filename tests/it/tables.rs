//! The tables as declared (`skillmix schema`, the data dictionary) are the tables as read and written, cell by cell.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;
use serde_json::{Map, Value};
use skillmix::model::{Day, SheetKind};
use skillmix::report::{Field, Holds, TableShape, tables};
use skillmix::rules::{embedded, load};
use skillmix::sheet::without_guard;

use crate::cases::update;
use crate::program::{root, skillmix};

fn shapes() -> Vec<TableShape> {
    tables(&load(&embedded(), Day::parse_iso("2026-11-01").unwrap()).unwrap().catalogue)
}

#[test]
fn what_is_read_has_the_columns_that_are_declared() {
    for kind in SheetKind::ALL {
        let shapes = shapes();
        let shape = shapes.iter().find(|shape| shape.name == kind.word()).unwrap();
        let declared: Vec<&str> = shape.fields.iter().map(|field| field.name.as_str()).collect();
        let known: Vec<&str> = kind.required().iter().chain(kind.optional()).copied().collect();
        assert_eq!(declared.get(..known.len()).unwrap(), known, "{}", kind.word());
        // beyond them only the criteria of tasks
        assert_eq!(declared.len() > known.len(), kind == SheetKind::Tasks);
        let days: BTreeSet<&str> = kind.days().iter().copied().collect();
        for field in &shape.fields {
            let is_day = field.holds == Holds::Day
                || matches!(field.holds, Holds::Form(form, _) if form.contains(r"\d{4}") && form.contains("never"));
            assert_eq!(is_day, days.contains(field.name.as_str()), "{} {}", kind.word(), field.name);
        }
    }
}

/// Whether a cell is what its column is said to hold.
fn fits(holds: &Holds, cell: &str) -> bool {
    match holds {
        Holds::Text => true,
        Holds::Whole(least, most) => {
            cell.parse::<u64>().is_ok_and(|n| n >= *least && most.is_none_or(|most| n <= most))
        }
        Holds::Number => cell.parse::<f64>().is_ok_and(|n| n >= 0.0),
        Holds::Day => Day::parse_iso(cell).is_some(),
        Holds::Form(form, _) => Regex::new(&format!("^({form})$")).unwrap().is_match(cell),
        Holds::Word(words) => words.iter().any(|word| word == cell),
        Holds::List(of) => cell.split(';').all(|entry| fits(of, entry)),
    }
}

fn check(shape: &TableShape, path: &Path) -> usize {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let names: Vec<&str> = shape.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(header, names, "{}", path.display());
    let mut rows = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let cells = shape.fields.iter().zip(&row);
        let wrong: Vec<(&Field, &str)> = cells
            .filter(|(field, cell)| if cell.is_empty() { field.filled } else { !fits(&field.holds, cell) })
            .collect();
        assert!(wrong.is_empty(), "{} row {}: {wrong:?}", path.display(), rows + 2);
        rows += 1;
    }
    rows
}

/// Tables that `diff` writes, not `match`.
const OF_DIFF: [&str; 2] = ["changes", "causes"];

/// The tables of a run.
fn of_runs(shapes: &[TableShape]) -> impl Iterator<Item = &TableShape> {
    shapes.iter().filter(|shape| shape.written && !OF_DIFF.contains(&shape.name))
}

#[test]
fn what_diff_writes_is_what_is_declared() {
    let shapes = shapes();
    let out = tempfile::tempdir().unwrap();
    let path = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    for (day, name) in [("2026-11-01", "old"), ("2029-01-01", "new")] {
        let args = ["match", "datasets/acute-ward", "--as-at", day, "--quiet", "--out", &path(name)];
        assert!(skillmix(root(), &args).status.success());
    }
    let done = skillmix(root(), &["diff", &path("old"), &path("new"), "--quiet", "--out", &path("changes")]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for name in OF_DIFF {
        let shape = shapes.iter().find(|shape| shape.name == name).unwrap();
        assert!(check(shape, &out.path().join(format!("changes/{name}.csv"))) > 0, "{name} has no row");
    }
}

/// What makes `match` write every table.
const EVERYTHING: [&str; 7] =
    ["--as-at", "2026-11-01", "--rungs", "--sensitivity", "--forecast", "6m", "--quiet"];

#[test]
fn what_is_written_is_what_is_declared() {
    let shapes = shapes();
    for dataset in ["community-rehab", "acute-ward"] {
        let out = tempfile::tempdir().unwrap();
        let folder = format!("datasets/{dataset}");
        let to = out.path().join("out");
        let args = ["match", &folder, "--out", to.to_str().unwrap()];
        let done = skillmix(root(), &[args.as_slice(), &EVERYTHING].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        for shape in of_runs(&shapes) {
            let file = to.join(format!("{}.csv", shape.name));
            assert!(check(shape, &file) > 0, "{dataset}: {} has no row", shape.name);
        }
    }
}

/// The cells of a CSV file by column, without the sign before what a spreadsheet would run.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let plain = |cell: &str| without_guard(cell).to_owned();
    reader.records().map(|row| row.unwrap().iter().map(plain).collect()).collect()
}

/// A value of JSON as the cell that it is made of.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(entries) => entries.iter().map(cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

fn of_jsonl(shape: &TableShape, path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| {
            let row: Map<String, Value> = serde_json::from_str(line).unwrap();
            assert_eq!(row.len(), shape.fields.len());
            for field in &shape.fields {
                let value = row.get(&field.name).unwrap();
                match &field.holds {
                    Holds::List(_) => assert!(value.is_array()),
                    Holds::Whole(..) => assert!(value.is_u64() || (value.is_null() && !field.filled)),
                    _ => assert!(value.is_string() || (value.is_null() && !field.filled)),
                }
            }
            shape.fields.iter().map(|field| cell(row.get(&field.name).unwrap())).collect()
        })
        .collect()
}

#[cfg(feature = "arrow")]
fn of_parquet(shape: &TableShape, path: &Path) -> Vec<Vec<String>> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int64Type;
    use arrow_array::{Array, ArrayRef};

    let file = fs::File::open(path).unwrap();
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let text = |column: &ArrayRef, row: usize| {
        if column.is_null(row) { String::new() } else { column.as_string::<i32>().value(row).to_owned() }
    };
    let mut rows = Vec::new();
    for batch in reader.build().unwrap() {
        let batch = batch.unwrap();
        rows.extend((0..batch.num_rows()).map(|row| {
            let columns = shape.fields.iter().zip(batch.columns());
            let cell = |(field, column): (&Field, &ArrayRef)| match &field.holds {
                Holds::Whole(..) if column.is_null(row) => String::new(),
                Holds::Whole(..) => column.as_primitive::<Int64Type>().value(row).to_string(),
                Holds::List(_) => {
                    let entries = column.as_list::<i32>().value(row);
                    (0..entries.len()).map(|at| text(&entries, at)).collect::<Vec<_>>().join(";")
                }
                _ => text(column, row),
            };
            columns.map(cell).collect::<Vec<String>>()
        }));
    }
    rows
}

#[test]
fn other_formats_hold_the_same_cells() {
    let shapes = shapes();
    for (dataset, also) in [("community-rehab", "jsonl,parquet"), ("acute-ward", "jsonl")] {
        let also = if cfg!(feature = "arrow") { also } else { "jsonl" };
        let out = tempfile::tempdir().unwrap();
        let run = |name: &str, threads: &str| {
            let to = out.path().join(name);
            let folder = format!("datasets/{dataset}");
            let args = ["match", &folder, "--also", also, "--threads", threads];
            let more = ["--out", to.to_str().unwrap()];
            let done = skillmix(root(), &[args.as_slice(), &EVERYTHING, &more].concat());
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            to
        };
        let (one, two) = (run("one", "1"), run("two", "2"));
        for shape in of_runs(&shapes) {
            let file = |ending: &str| one.join(format!("{}.{ending}", shape.name));
            let expected = cells(&file("csv"));
            assert!(!expected.is_empty());
            assert_eq!(of_jsonl(shape, &file("jsonl")), expected, "{}", shape.name);
            #[cfg(feature = "arrow")]
            if also.contains("parquet") {
                assert_eq!(of_parquet(shape, &file("parquet")), expected, "{}", shape.name);
            }
        }
        for entry in fs::read_dir(&one).unwrap().map(Result::unwrap).filter(|e| e.path().is_file()) {
            let name = entry.file_name();
            if name != "timings.json" {
                let other = fs::read(two.join(&name)).unwrap();
                assert_eq!(fs::read(entry.path()).unwrap(), other, "{}", name.display());
            }
        }
    }
}

#[test]
fn the_data_dictionary_is_that_of_the_program() {
    let args = ["schema", "--format", "markdown", "--as-at", "2026-11-01"];
    let page = String::from_utf8(skillmix(root(), &args).stdout).unwrap();
    let path = root().join("docs/data-dictionary.md");
    if update() {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(page, fs::read_to_string(path).unwrap(), "UPDATE_CASES=1 writes it again");
}
