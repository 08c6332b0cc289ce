//! Generated datasets in the hands of the program: clean ones give no errors, dirty ones no crash, the rest is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use skillmix::commands::{Answered, Files, answer};
use skillmix::generate::{Generator, Options, Sheet, Sizes};
use skillmix::model::{Day, Severity, Status};
use skillmix::rules::{Pack, embedded, load};

const THOUSANDS: Sizes = Sizes { staff: 2_000, holdings: 60_000, tasks: 1_000, sites: 4, competencies: 600 };

fn pack() -> Pack {
    load(&embedded(), Day::parse_iso("2026-01-01").unwrap()).unwrap()
}

fn files(options: Options, pack: &Pack) -> Files {
    let generator = Generator::new(options, &pack.catalogue).unwrap();
    let written: BTreeMap<String, Vec<u8>> = Sheet::ALL
        .into_iter()
        .map(|sheet| {
            let mut bytes = Vec::new();
            generator.write(sheet, &mut bytes).unwrap();
            (sheet.file_name().to_owned(), bytes)
        })
        .collect();
    Files::in_memory(&written)
}

fn answered(options: Options, pack: &Pack) -> Answered {
    answer(pack, &files(options, pack), 2, |_| ()).unwrap()
}

#[test]
fn clean_data_gives_no_error_and_a_believable_share_is_placed() {
    let pack = pack();
    for (sizes, least) in [(Sizes::WARD, 30), (THOUSANDS, 40)] {
        for seed in 1..=3 {
            let answered = answered(Options { sizes, seed, shuffled: false, dirty: 0 }, &pack);
            let errors: Vec<String> = answered
                .findings
                .iter()
                .filter(|finding| finding.severity() == Severity::Error)
                .map(ToString::to_string)
                .collect();
            assert!(errors.is_empty(), "{errors:#?}");
            assert!(answered.rows().iter().all(|(_, rows)| rows.rejected == 0 && rows.duplicate == 0));
            let placed = answered.answers.iter().filter(|a| a.status == Status::Placed).count();
            let share = placed * 100 / answered.answers.len();
            assert!((least..=90).contains(&share), "seed {seed}: {share} in a hundred placed");
        }
    }
}

#[test]
fn every_status_comes_up_among_thousands() {
    let pack = pack();
    let answered = answered(Options { sizes: THOUSANDS, seed: 1, shuffled: false, dirty: 0 }, &pack);
    let seen: BTreeSet<&str> = answered.answers.iter().map(|answer| answer.status.word()).collect();
    assert_eq!(seen.len(), 6, "{seen:?}");
}

#[test]
fn the_order_of_rows_changes_no_answer() {
    let pack = pack();
    let matches =
        |shuffled| answered(Options { sizes: THOUSANDS, seed: 4, shuffled, dirty: 0 }, &pack).matches(&pack);
    assert!(matches(false).unwrap() == matches(true).unwrap());
}

#[test]
fn dirty_data_is_read_to_the_end_and_adds_up() {
    let pack = pack();
    for (seed, dirty) in [(1, 20_000), (2, 200_000), (3, 500_000)] {
        let sizes = Sizes { staff: 300, holdings: 9_000, tasks: 300, sites: 3, competencies: 120 };
        let answered = answered(Options { sizes, seed, shuffled: false, dirty }, &pack);
        for (kind, rows) in answered.rows() {
            assert!(rows.adds_up(), "{kind}: {rows:?}");
            if kind == "holdings" {
                assert!(rows.rows * 100 >= sizes.holdings * 95, "damage to a row hides no others: {rows:?}");
                assert!(rows.rejected > 0 && rows.duplicate > 0);
            }
        }
        let codes: BTreeSet<&str> = answered.findings.iter().map(|finding| finding.code.word()).collect();
        for code in [
            "row-ragged",
            "row-quoting",
            "row-encoding",
            "date-bad",
            "date-order",
            "key-blank",
            "staff-unknown",
        ] {
            assert!(codes.contains(code), "{code} is not among {codes:?}");
        }
    }
}

fn generate(folder: &Path, args: &[&str]) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skillmix"));
    command.arg("generate").args(args).args(["--quiet"]).current_dir(folder);
    command.output().unwrap().status.code()
}

#[test]
fn a_generated_folder_is_replaced_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let ward = ["--size", "ward", "--out", "ward"];
    assert_eq!(generate(folder.path(), &ward), Some(0));
    let first = fs::read(folder.path().join("ward/holdings.csv")).unwrap();
    assert_eq!(generate(folder.path(), &["--size", "ward", "--seed", "2", "--out", "ward"]), Some(0));
    assert_ne!(first, fs::read(folder.path().join("ward/holdings.csv")).unwrap());
    // a file of somebody's own keeps the folder
    fs::write(folder.path().join("ward/panel.csv"), "months of meetings").unwrap();
    assert_eq!(generate(folder.path(), &ward), Some(2));
    assert!(folder.path().join("ward/panel.csv").is_file());
    // results do not replace a dataset, nor a dataset results
    let into = ["match", "ward", "--as-at", "2026-01-01", "--quiet", "--out"];
    let run = |out: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_skillmix"));
        command.args(into).arg(out).current_dir(folder.path()).output().unwrap().status.code()
    };
    fs::remove_file(folder.path().join("ward/panel.csv")).unwrap();
    assert_eq!(run("ward"), Some(2));
    assert_eq!(run("results"), Some(0));
    assert_eq!(generate(folder.path(), &["--size", "ward", "--out", "results"]), Some(2));
}
