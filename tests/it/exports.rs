//! The shipped samples of other people's files (datasets/exports) with the shipped mappings: what comes out is pinned, and
//! where a sample says the same as datasets/community-rehab, it gives the same answers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::root;

const REHAB: &str = "datasets/community-rehab";

/// Matches a folder of somebody's files; the sheets named come from community-rehab.
fn run(folder: &Path, mapping: &str, sheets: &[&str], out: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skillmix"));
    command.current_dir(root()).args(["match", "--as-at", "2026-11-01"]);
    command.arg(folder).arg("--mapping").arg(format!("mappings/{mapping}.toml")).arg("--out").arg(out);
    for sheet in sheets {
        command.arg(format!("--{sheet}")).arg(format!("{REHAB}/{sheet}.csv"));
    }
    command.output().unwrap()
}

/// What is printed, without the pack's hash and the place of the outputs.
fn printed(output: &Output) -> String {
    let text = String::from_utf8([output.stdout.as_slice(), &output.stderr].concat()).unwrap();
    let kept = text.lines().filter(|line| !line.starts_with("skillmix: calderdale@"));
    kept.map(|line| if line.starts_with("Written to ") { "Written to .." } else { line })
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect()
}

/// Runs a sample, pins what is printed, and gives matches.csv.
fn sample(name: &str, sheets: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = run(&PathBuf::from(format!("datasets/exports/{name}")), name, sheets, &out);
    assert!(output.status.success(), "{}", printed(&output));
    insta::assert_snapshot!(format!("exports_{}", name.replace('-', "_")), printed(&output));
    fs::read(out.join("matches.csv")).unwrap()
}

fn expected() -> Vec<u8> {
    fs::read(root().join(REHAB).join("expected/matches.csv")).unwrap()
}

#[test]
fn esr_files_give_the_answers_of_the_clean_dataset() {
    let holdings = ["staff", "tasks", "competencies", "links", "panel"];
    assert_eq!(sample("esr-competency", &holdings), expected());
    let staff = ["holdings", "tasks", "competencies", "links", "panel"];
    assert_eq!(sample("esr-go", &staff), expected());
    assert_eq!(sample("esr-go2", &["tasks", "competencies", "links", "panel"]), expected());
}

#[test]
fn formats_that_say_less_give_fewer_answers() {
    let placed = |matches: &[u8]| {
        let text = String::from_utf8(matches.to_vec()).unwrap();
        text.lines().filter(|line| line.split(',').nth(2) == Some("placed")).count()
    };
    let all = placed(&expected());
    assert_eq!(all, 42);
    assert!(placed(&sample("asc-wds", &["tasks", "competencies", "links", "panel"])) < all);
    assert!(placed(&sample("moodle", &["staff", "holdings", "tasks", "links", "panel"])) < all);
    assert!(placed(&sample("case", &["staff", "holdings", "tasks", "panel"])) < all);
}

#[cfg(feature = "xlsx")]
#[test]
fn workbooks_give_the_answers_of_the_clean_dataset() {
    assert_eq!(sample("xlsx", &["tasks", "competencies", "links", "panel"]), expected());
}

#[cfg(feature = "arrow")]
#[test]
fn parquet_files_give_the_answers_of_the_clean_dataset() {
    assert_eq!(sample("parquet", &["competencies", "links", "panel"]), expected());
}

/// A copy of a sample with one file changed is refused (exit 2), and nothing is written; what is said is given.
fn refused(name: &str, file: &str, change: impl Fn(&str) -> String) -> String {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root().join("datasets/exports").join(name)).unwrap() {
        let path = entry.unwrap().path();
        let own = path.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(&path).unwrap();
        let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
        let bytes = if own == file { change(&text(&bytes)).into_bytes() } else { bytes };
        fs::write(folder.path().join(own), bytes).unwrap();
    }
    let out = folder.path().join("out");
    let output = run(folder.path(), name, &["tasks"], &out);
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(!out.exists());
    printed(&output).replace(folder.path().to_str().unwrap(), "..")
}

#[test]
fn files_that_must_not_be_used_are_refused_with_advice() {
    let go = "GO_638_ASG_20261031_Full_00000001.DAT";
    let mut said = refused("esr-go", go, |text| {
        let lines: Vec<&str> = text.lines().collect();
        [&lines[..20], &lines[lines.len() - 1..]].concat().join("\r\n")
    });
    said += &refused("esr-go", go, |text| text.replace("_Full_", "_Changes_"));
    said += &refused("esr-go2", "SYN_638_ASSIGNMENT_20261031.DAT", |text| text.replace("SYNASG", "ASA"));
    said += &refused("esr-competency", "compliance_export.csv", |text| {
        text.replacen("Employee Number", "Reference", 1)
    });
    insta::assert_snapshot!("exports_refused", said);
}

#[test]
fn a_framework_that_is_written_is_read_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("framework.csv");
    let skillmix = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_skillmix")).current_dir(root()).args(args).output().unwrap()
    };
    let path = file.to_str().unwrap();
    let export = ["graph", "export", REHAB, "--moodle", path];
    assert!(skillmix(&export).status.success());
    // it may have been filled in since: never written over
    assert_eq!(skillmix(&export).status.code(), Some(2));
    let out = folder.path().join("out");
    let output = run(folder.path(), "moodle", &["staff", "holdings", "tasks", "links"], &out);
    assert!(output.status.success(), "{}", printed(&output));
    let table = |path: &Path, code: &str, title: &str| {
        let bytes = fs::read(path).unwrap();
        let sheet = skillmix::sheet::Sheet::read("one", &bytes).unwrap();
        let (code, title) = (sheet.column(code).unwrap(), sheet.column(title).unwrap());
        let rows = sheet.records().iter().map(|row| (row.get(code).to_owned(), row.get(title).to_owned()));
        rows.collect::<std::collections::BTreeSet<_>>()
    };
    let mut written = table(&file, "ID number", "Short name");
    assert!(written.remove(&("skillmix".to_owned(), "skillmix".to_owned())));
    assert_eq!(written, table(&root().join(REHAB).join("competencies.csv"), "code", "title"));
    let rows = printed(&output);
    assert!(rows.contains("competencies         60        60"), "{rows}");
}
