//! `verify`: a run as it was is the same, and whatever was changed in it is found, also where its hash was made to fit.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use skillmix::sheet::{Sheet, Table};

use crate::program::{copy, root, run, skillmix};

const DATASETS: [&str; 2] = ["community-rehab", "acute-ward"];
const TABLES: [&str; 2] = ["matches.csv", "rungs.csv"];

/// A run of a shipped dataset in a folder of its own.
fn place(dataset: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    copy(&root().join("datasets").join(dataset), &place.path().join("ward"));
    run(place.path(), &["match", "ward", "--as-at", "2026-11-01", "--rungs", "--quiet"]);
    place
}

/// Exit code and what was found.
fn verify(folder: &Path, more: &[&str]) -> (i32, Value) {
    let output = skillmix(folder, &[&["verify", "out", "--json", "--show-values"], more].concat());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let found = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {text}"));
    (output.status.code().unwrap(), found)
}

/// Makes run.json name every output as it now is.
fn fit(folder: &Path) {
    let path = folder.join("out/run.json");
    let mut run: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for output in run["outputs"].as_array_mut().unwrap() {
        let bytes = fs::read(folder.join("out").join(output["file"].as_str().unwrap())).unwrap();
        output["blake3"] = blake3::hash(&bytes).to_hex().as_str().into();
        output["bytes"] = bytes.len().into();
    }
    fs::write(path, run.to_string()).unwrap();
}

/// A table's rows, and its bytes from rows.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let sheet = Sheet::read("table", bytes).unwrap();
    let rows = sheet.records().iter().map(|record| record.cells().map(str::to_owned).collect());
    std::iter::once(sheet.header().to_vec()).chain(rows).collect()
}

fn bytes(rows: &[Vec<String>]) -> Vec<u8> {
    let mut table = Table::headless(false);
    for row in rows {
        table.row(row.iter().map(String::as_str));
    }
    table.finish()
}

/// The first number in a cell, one more.
fn one_more(cell: &str) -> Option<String> {
    let start = cell.find(|c: char| c.is_ascii_digit())?;
    let rest = &cell[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number: u64 = rest[..end].parse().ok()?;
    Some(format!("{}{}{}", &cell[..start], number + 1, &rest[end..]))
}

/// Ways to change a cell; `None` where they do not apply.
const CHANGES: [fn(&str) -> Option<String>; 6] = [
    |cell| Some("x".to_owned()).filter(|_| cell.is_empty()),
    |cell| Some("7".to_owned()).filter(|_| cell.is_empty()),
    |cell| Some(String::new()).filter(|_| !cell.is_empty()),
    one_more,
    |cell| Some(format!("{cell};x")).filter(|_| !cell.is_empty()),
    |cell| cell.split_once(';').map(|(one, other)| format!("{other};{one}")),
];

/// Changes a column in as many rows as there are ways to, each in a row of its own; gives their lines.
fn changed(rows: &mut [Vec<String>], column: usize) -> BTreeSet<u64> {
    let mut lines = BTreeSet::new();
    for change in CHANGES {
        // from the end, so that not all of them are in the first few tasks
        for at in (1..rows.len()).rev().step_by(7).chain(1..rows.len()) {
            let line = at as u64 + 1;
            let other = change(&rows[at][column]).filter(|other| *other != rows[at][column]);
            if let Some(other) = other.filter(|_| !lines.contains(&line)) {
                rows[at][column] = other;
                lines.insert(line);
                break;
            }
        }
    }
    lines
}

fn mutations(dataset: &str, table: &str) {
    let place = place(dataset);
    let path = place.path().join("out").join(table);
    let good = rows(&fs::read(&path).unwrap());
    assert_eq!(verify(place.path(), &[]).0, 0);
    for (column, name) in good[0].iter().enumerate() {
        let mut bad = good.clone();
        let lines = changed(&mut bad, column);
        assert!(lines.len() >= 2, "{name}: {lines:?}");
        fs::write(&path, bytes(&bad)).unwrap();
        fit(place.path());
        let (code, found) = verify(place.path(), &[]);
        assert_eq!((code, &found["changed_outputs"]), (1, &serde_json::json!([])), "{table} {name}");
        let found = found["differences"].as_array().unwrap();
        let key = ["task_id", "site"].contains(&name.as_str()) || (table == "rungs.csv" && name == "level");
        if key {
            // such a row is another's, or nobody's, and its own is missing
            assert!(found.len() > lines.len(), "{table} {name}: {found:?}");
            continue;
        }
        let told: BTreeSet<u64> = found.iter().map(|one| one["line"].as_u64().unwrap()).collect();
        assert_eq!(told, lines, "{table} {name}");
        for one in found {
            let row = usize::try_from(one["line"].as_u64().unwrap()).unwrap() - 1;
            let expected = (&*bad[row][column], &*good[row][column], name.as_str());
            let [recorded, derived, of] =
                ["recorded", "derived", "column"].map(|key| one[key].as_str().unwrap());
            assert_eq!((recorded, derived, of), expected);
        }
    }
}

#[test]
fn a_changed_cell_of_any_column_is_found_in_one_dataset() {
    for table in TABLES {
        mutations(DATASETS[0], table);
    }
}

#[test]
fn a_changed_cell_of_any_column_is_found_in_another() {
    for table in TABLES {
        mutations(DATASETS[1], table);
    }
}

#[test]
fn rows_and_headers_that_are_not_a_runs_are_found() {
    let place = place(DATASETS[0]);
    for table in TABLES {
        let path = place.path().join("out").join(table);
        let good = rows(&fs::read(&path).unwrap());
        let whats = |change: &dyn Fn(&mut Vec<Vec<String>>)| {
            let mut bad = good.clone();
            change(&mut bad);
            fs::write(&path, bytes(&bad)).unwrap();
            fit(place.path());
            let (code, found) = verify(place.path(), &[]);
            assert_eq!(code, 1, "{table}");
            let found = found["differences"].as_array().unwrap().iter();
            found
                .map(|one| (one["line"].as_u64().unwrap(), one["what"].as_str().unwrap().to_owned()))
                .collect::<Vec<_>>()
        };
        let told = |line: u64, what: &str| vec![(line, what.to_owned())];
        assert_eq!(whats(&|rows| drop(rows.remove(4))), told(0, "missing"));
        assert_eq!(whats(&|rows| rows.insert(4, rows[4].clone())), told(6, "repeated"));
        assert_eq!(whats(&|rows| rows.swap(4, 5)), told(6, "moved"));
        assert_eq!(whats(&|rows| rows[0][3] = "floors".to_owned()), told(1, "header"));
        assert_eq!(whats(&|rows| rows.truncate(rows.len() - 1)), told(0, "missing"));
        fs::write(&path, [bytes(&good), b"\n".to_vec()].concat()).unwrap();
        fit(place.path());
        assert_eq!(verify(place.path(), &[]).1["differences"][0]["what"], "written");
        fs::write(&path, bytes(&good)).unwrap();
        fit(place.path());
        assert_eq!(verify(place.path(), &[]).0, 0);
    }
}

/// A hash that does not fit does not stop the comparison, and a table that is gone is told of.
#[test]
fn hashes_and_rows_are_both_told() {
    let place = place(DATASETS[0]);
    let path = place.path().join("out/matches.csv");
    let mut bad = rows(&fs::read(&path).unwrap());
    let lines = changed(&mut bad, 4);
    fs::write(&path, bytes(&bad)).unwrap();
    fs::write(place.path().join("out/findings.csv"), "").unwrap();
    let (code, found) = verify(place.path(), &[]);
    assert_eq!((code, found["changed_outputs"].as_array().unwrap().len()), (1, 2));
    assert_eq!(found["differences"].as_array().unwrap().len(), lines.len());
    fs::remove_file(path).unwrap();
    let (code, found) = verify(place.path(), &[]);
    assert_eq!((code, found["tables"].as_array().unwrap().len()), (1, 1));
}

/// Nothing that may be of a person is shown unless it is asked for.
#[test]
fn what_may_be_personal_is_withheld() {
    let place = place(DATASETS[0]);
    let path = place.path().join("out/matches.csv");
    let mut bad = rows(&fs::read(&path).unwrap());
    for (at, row) in bad.iter_mut().enumerate().skip(1) {
        row[2 + at % 14] = "Mary Oddname".to_owned();
    }
    fs::write(&path, bytes(&bad)).unwrap();
    let staff = rows(&fs::read(place.path().join("ward/staff.csv")).unwrap());
    for more in [&[][..], &["--json"]] {
        let output = skillmix(place.path(), &[&["verify", "out"], more].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(!text.contains("Oddname") && text.contains("floor"), "{text}");
        assert!(!staff.iter().skip(1).any(|row| text.contains(&row[0])), "{text}");
    }
    let output = skillmix(place.path(), &["verify", "out", "--show-values"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("Oddname"));
}

#[test]
fn what_is_not_as_it_was_read_cannot_be_verified() {
    let place = place(DATASETS[0]);
    let folder = place.path();
    copy(&root().join("rules/calderdale"), &folder.join("rules"));
    let day = ["--as-at", "2026-11-01", "--quiet"];
    run(folder, &[&["match", "ward", "--rules", "rules"], &day[..]].concat());
    assert_eq!(verify(folder, &[]).0, 0);
    for file in ["ward/holdings.csv", "ward/panel.csv", "rules/floor.csv"] {
        let good = fs::read(folder.join(file)).unwrap();
        fs::write(folder.join(file), [good.as_slice(), b"\n"].concat()).unwrap();
        let (code, found) = verify(folder, &[]);
        assert_eq!((code, found["verdict"].as_str()), (2, Some("not-verified")), "{file}");
        assert_eq!(found["changed_inputs"].as_array().unwrap().len(), 1, "{file}");
        fs::write(folder.join(file), good).unwrap();
    }
    // elsewhere, as long as the paths lead there
    fs::create_dir(folder.join("archive")).unwrap();
    for moved in ["ward", "rules", "out"] {
        fs::rename(folder.join(moved), folder.join("archive").join(moved)).unwrap();
    }
    let code = |args: &[&str]| skillmix(folder, args).status.code();
    assert_eq!(code(&["verify", "archive/out", "--from", "archive"]), Some(0));
    assert_eq!(code(&["verify", "archive/out"]), Some(2));
    assert_eq!(code(&["verify", "archive/ward"]), Some(2));
}

#[test]
fn a_sample_is_the_same_draw_each_time() {
    let place = place(DATASETS[0]);
    let (code, found) = verify(place.path(), &["--sample", "7"]);
    assert_eq!((code, &found["tasks"]), (0, &serde_json::json!([7, 60])));
    assert_eq!(found["tables"][1]["rows"], 63);
    let path = place.path().join("out/matches.csv");
    let mut bad = rows(&fs::read(&path).unwrap());
    bad.iter_mut().skip(1).for_each(|row| row[2] = "safe".to_owned());
    fs::write(&path, bytes(&bad)).unwrap();
    let (code, found) = verify(place.path(), &["--sample", "7"]);
    assert_eq!((code, found["differences"].as_array().unwrap().len()), (1, 7));
    assert_eq!(verify(place.path(), &["--sample", "7"]).1, found);
    assert_eq!(verify(place.path(), &["--sample", "900"]).1["tasks"], serde_json::json!([60, 60]));
}

/// Layers, mappings, Parquet files, packed files and mended rows: what the engine reads, the reference is given.
#[test]
fn runs_of_other_kinds_are_verified() {
    let mut runs: Vec<(PathBuf, Vec<String>)> = Vec::new();
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    let rehab = text(root().join("datasets/community-rehab"));
    let words = |args: &[&str]| args.iter().map(ToString::to_string).collect::<Vec<String>>();
    runs.push((root().to_owned(), words(&[&rehab, "--rules", &text(root().join("rules/example-trust"))])));
    let exports = root().join("datasets/exports");
    let mapping = text(root().join("mappings/esr-competency.toml"));
    let mut mapped = words(&[&text(exports.join("esr-competency")), "--mapping", &mapping]);
    for sheet in ["staff", "tasks", "competencies", "links", "panel"] {
        mapped.extend([format!("--{sheet}"), format!("{rehab}/{sheet}.csv")]);
    }
    runs.push((root().to_owned(), mapped));
    if cfg!(feature = "arrow") {
        let mapping = text(root().join("mappings/parquet.toml"));
        let mut args = words(&[&text(exports.join("parquet")), "--mapping", &mapping]);
        for sheet in ["competencies", "links", "panel"] {
            args.extend([format!("--{sheet}"), format!("{rehab}/{sheet}.csv")]);
        }
        runs.push((root().to_owned(), args));
    }
    let packed = tempfile::tempdir().unwrap();
    for name in ["staff.csv", "holdings.csv", "tasks.csv", "competencies.csv"] {
        let bytes = fs::read(root().join("datasets/community-rehab").join(name)).unwrap();
        let path = packed.path().join(format!("{name}.zst"));
        fs::write(path, zstd::encode_all(&bytes[..], 1).unwrap()).unwrap();
    }
    runs.push((packed.path().to_owned(), words(&["."])));
    let mended = place(DATASETS[0]);
    runs.push((mended.path().to_owned(), words(&["ward", "--fixed", "out/rejects"])));
    for (folder, args) in runs {
        let place = tempfile::tempdir().unwrap();
        let out = text(place.path().join("out"));
        let mut all = words(&["match", "--as-at", "2026-11-01", "--rungs", "--quiet", "--out", &out]);
        all.extend(args);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        run(&folder, &all);
        let output = skillmix(&folder, &["verify", &out]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{all:?}\n{told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
