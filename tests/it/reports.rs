//! What people read: the summary, the proof of a task and of a person, held by snapshots.

use std::path::Path;
use std::process::Command;

fn shown(args: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_skillmix")).args(args).current_dir(root).output().unwrap();
    assert!(output.status.code() != Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    // the pack's hash changes with every word of it; the snapshots are about the reports
    let text = String::from_utf8(output.stdout).unwrap();
    let mut parts = text.split("calderdale@0.1.0#");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        format!("{text}calderdale@0.1.0#(hash){}", part.get(12..).unwrap_or_default())
    })
}

const REHAB: &str = "datasets/community-rehab";

#[test]
fn summary() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    let text = shown(&["match", REHAB, "--as-at", "2026-11-01", "--out", out.to_str().unwrap()]);
    insta::assert_snapshot!(text.replace(out.to_str().unwrap(), "OUT"));
}

#[test]
fn proof_of_a_task_nobody_can_supervise_lower_down() {
    let text = shown(&["explain", "CR-T04", REHAB, "--as-at", "2026-11-01", "--site", "valley-clinic"]);
    insta::assert_snapshot!(text);
}

#[test]
fn proof_of_one_level() {
    let args =
        ["explain", "CR-T34", REHAB, "--as-at", "2026-11-01", "--site", "valley-clinic", "--why-not", "4"];
    insta::assert_snapshot!(shown(&args));
}

#[test]
fn proof_of_a_person() {
    let args = [
        "explain",
        "CR-T04",
        REHAB,
        "--as-at",
        "2026-11-01",
        "--site",
        "valley-clinic",
        "--staff",
        "CR-0020",
    ];
    insta::assert_snapshot!(shown(&args));
}

#[test]
fn check_lists_every_finding() {
    insta::assert_snapshot!(shown(&["check", REHAB, "--as-at", "2026-11-01"]));
}

#[test]
fn one_rule_with_its_source() {
    insta::assert_snapshot!(shown(&["rules", "show", "L02-A3", "--as-at", "2026-11-01"]));
}
