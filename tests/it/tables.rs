//! The tables as declared (`skillmix schema`, the data dictionary) are the tables as read and written, cell by cell.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;
use skillmix::model::{Day, SheetKind};
use skillmix::report::{Field, Holds, TableShape, tables};
use skillmix::rules::{embedded, load};

use crate::program::{root, skillmix};

fn shapes() -> Vec<TableShape> {
    tables(&load(&embedded(), Day::parse("2026-11-01").unwrap()).unwrap().catalogue)
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
        Holds::Day => Day::parse(cell).is_some(),
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

#[test]
fn what_is_written_is_what_is_declared() {
    let shapes = shapes();
    for dataset in ["community-rehab", "acute-ward"] {
        let out = tempfile::tempdir().unwrap();
        let folder = format!("datasets/{dataset}");
        let to = out.path().join("out");
        let args =
            ["match", &folder, "--as-at", "2026-11-01", "--rungs", "--sensitivity", "--quiet", "--out"];
        let done = skillmix(root(), &[args.as_slice(), &[to.to_str().unwrap()]].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        for shape in shapes.iter().filter(|shape| shape.written) {
            let file = to.join(format!("{}.csv", shape.name));
            assert!(check(shape, &file) > 0, "{dataset}: {} has no row", shape.name);
        }
    }
}

#[test]
fn the_data_dictionary_is_that_of_the_program() {
    let args = ["schema", "--format", "markdown", "--as-at", "2026-11-01"];
    let page = String::from_utf8(skillmix(root(), &args).stdout).unwrap();
    let path = root().join("docs/data-dictionary.md");
    if std::env::var("UPDATE_CASES").is_ok_and(|value| value == "1") {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(page, fs::read_to_string(path).unwrap(), "UPDATE_CASES=1 writes it again");
}
