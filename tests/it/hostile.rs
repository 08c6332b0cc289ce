//! Files that mean harm are answered with an error that names the line, whichever reader meets them.

use std::collections::BTreeMap;
use std::io::Write;

use skillmix::commands::{Files, answer};
use skillmix::model::{Day, Error, FindingCode};
use skillmix::rules::{self, Pack};
use skillmix::sheet::Sheet;

const STAFF: &str = "staff_id,role,site\nS1,HCSW-3,north\n";
const HOLDINGS: &str = "staff_id,competency,proficiency\nS1,OBS,competent\n";
const TASKS: &str = "task_id,site,title,requires\nT1,north,Observations,OBS\n";

/// A dataset in which these bytes follow one of the sheets.
fn dataset(kind: &str, more: &[u8], block: Option<usize>) -> Files {
    let sheet = |name: &str, text: &str| {
        let tail: &[u8] = if name == kind { more } else { b"" };
        (format!("{name}.csv"), [text.as_bytes(), tail].concat())
    };
    let files = BTreeMap::from([sheet("staff", STAFF), sheet("holdings", HOLDINGS), sheet("tasks", TASKS)]);
    let files = Files::in_memory(&files);
    match block {
        Some(bytes) => files.in_blocks(bytes, 10),
        None => files,
    }
}

/// What makes a dataset unusable.
fn told(pack: &Pack, files: &Files) -> String {
    match answer(pack, files, 1, |_| ()) {
        Err(Error::Input(findings)) => findings.iter().map(ToString::to_string).collect(),
        other => panic!("{:?}", other.map(|answered| answered.answers.len())),
    }
}

#[test]
fn a_row_without_an_end_is_refused_at_its_line_by_every_reader() {
    let line = vec![b'x'; 17 << 20];
    let pack = rules::load(&rules::embedded(), Day::from_ymd(2026, 11, 1).unwrap()).unwrap();
    for kind in ["staff", "holdings", "tasks"] {
        for block in [None, Some(3 << 20)] {
            let told = told(&pack, &dataset(kind, &line, block));
            let expected = format!("error file-unusable {kind}.csv:3: a row of more than 16 MiB");
            assert!(told.starts_with(&expected), "{kind} {block:?}: {told}");
        }
    }
    let header = Sheet::read("t.csv", &line).unwrap_err();
    assert!(header[0].to_string().contains("t.csv:1: a row of more than 16 MiB"), "{}", header[0]);
}

#[test]
fn a_quote_that_does_not_close_spoils_its_own_row_only() {
    let pack = rules::load(&rules::embedded(), Day::from_ymd(2026, 11, 1).unwrap()).unwrap();
    let more = format!("\"S1,OBS,trainer\n{}", "S2,OBS,competent\n".repeat(1 << 20));
    assert!(more.len() > 17 << 20);
    for block in [None, Some(3 << 20)] {
        let answered = answer(&pack, &dataset("holdings", more.as_bytes(), block), 1, |_| ()).unwrap();
        let rows = answered.rows().into_iter().find(|(kind, _)| kind == "holdings").unwrap().1;
        assert_eq!((rows.rows, rows.adds_up()), (2 + (1 << 20), true));
        let quoting: Vec<u64> = answered
            .findings
            .iter()
            .filter(|finding| finding.code == FindingCode::RowQuoting)
            .map(|finding| finding.place.line)
            .collect();
        assert_eq!(quoting, [3]);
    }
}

#[test]
fn a_packed_sheet_that_never_ends_its_line_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut packed = zstd::Encoder::new(Vec::new(), 1).unwrap();
    packed.write_all(HOLDINGS.as_bytes()).unwrap();
    packed.write_all(&vec![b'x'; 20 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 1 << 20);
    for (name, bytes) in
        [("staff.csv", STAFF.as_bytes()), ("holdings.csv.zst", &packed), ("tasks.csv", TASKS.as_bytes())]
    {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_skillmix"));
    let output = command.arg("check").arg(folder.path()).args(["--as-at", "2026-11-01"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("holdings.csv.zst:3: a row of more than 16 MiB"), "{told}");
}
