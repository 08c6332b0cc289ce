//! run.json has all that is needed to run again, and tells what is not as it was.

use std::fs;
use std::path::{Path, PathBuf};

use skillmix::commands::recorded::{self, Recorded};
use skillmix::model::Finding;

use crate::program::{copy, root, run};

const DAY: &str = "2026-11-01";

/// A run of the shipped dataset under a pack of its own, with one file named by its option.
fn place() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    copy(&root().join("datasets/community-rehab"), &place.path().join("ward"));
    copy(&root().join("rules/calderdale"), &place.path().join("rules"));
    fs::rename(place.path().join("ward/staff.csv"), place.path().join("people.csv")).unwrap();
    let args =
        ["match", "ward", "--staff", "people.csv", "--rules", "rules", "--as-at", DAY, "--rungs", "--quiet"];
    run(place.path(), &args);
    let folder = place.path().to_owned();
    (place, folder)
}

fn opened(folder: &Path) -> Recorded {
    recorded::open(&folder.join("out"), Some(folder)).unwrap()
}

fn texts(findings: &[Finding], folder: &Path) -> Vec<String> {
    let short = |finding: &Finding| finding.place.to_string().replace(&format!("{}/", folder.display()), "");
    findings.iter().map(|finding| format!("{}: {}", short(finding), finding.message)).collect()
}

fn inputs(folder: &Path) -> Vec<String> {
    texts(&opened(folder).check_inputs().unwrap(), folder)
}

fn outputs(folder: &Path) -> Vec<String> {
    texts(&opened(folder).check_outputs().unwrap(), folder)
}

#[test]
fn what_was_given_is_noted_as_it_was_typed() {
    let (_place, folder) = place();
    let run: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("out/run.json")).unwrap()).unwrap();
    let given = serde_json::json!({
        "dataset": "ward",
        "files": { "staff": "people.csv" },
        "rules": "rules",
        "layers": [{ "name": "rules", "folder": "rules" }],
    });
    assert_eq!(run["given"], given);
    assert_eq!(run["options"], serde_json::json!(["as-at=2026-11-01", "rungs"]));
    let recorded = opened(&folder);
    assert!(recorded.rungs && !recorded.sensitivity);
    assert_eq!(recorded.paths.staff.as_deref(), Some(&*folder.join("people.csv")));
    assert_eq!(recorded.paths.holdings.as_deref(), Some(&*folder.join("ward/holdings.csv")));
    assert_eq!(recorded.common.pack.as_deref(), Some(&*folder.join("rules")));
    for output in run["outputs"].as_array().unwrap() {
        let bytes = fs::read(folder.join("out").join(output["file"].as_str().unwrap())).unwrap();
        assert_eq!(output["blake3"], blake3::hash(&bytes).to_hex().as_str());
        assert_eq!(output["bytes"], bytes.len());
    }
}

#[test]
fn every_input_that_is_not_as_it_was_is_told() {
    let (_place, folder) = place();
    assert!(inputs(&folder).is_empty() && outputs(&folder).is_empty());
    // what was added to the folder is no part of the run
    fs::rename(folder.join("ward/links.csv"), folder.join("links")).unwrap();
    assert_eq!(inputs(&folder), ["ward/links.csv: there is no such file any more"]);
    fs::rename(folder.join("links"), folder.join("ward/links.csv")).unwrap();
    let staff = fs::read_to_string(folder.join("people.csv")).unwrap();
    fs::write(folder.join("people.csv"), format!("{staff}\n")).unwrap();
    assert_eq!(inputs(&folder), ["people.csv: the file is not the one that the run read"]);
    fs::write(folder.join("people.csv"), staff).unwrap();
    fs::write(
        folder.join("rules/floor.csv"),
        fs::read_to_string(folder.join("rules/floor.csv")).unwrap() + "\n",
    )
    .unwrap();
    fs::remove_file(folder.join("rules/cases.csv")).unwrap();
    let changed = [
        "cases.csv: the pack does not have this file any more",
        "floor.csv: the file of the pack is not the one that the run read",
    ];
    assert_eq!(inputs(&folder), changed);
}

#[test]
fn every_output_that_is_not_as_it_was_written_is_told() {
    let (_place, folder) = place();
    let out = folder.join("out");
    fs::write(out.join("matches.csv"), fs::read_to_string(out.join("matches.csv")).unwrap() + "\n").unwrap();
    fs::remove_file(out.join("findings.csv")).unwrap();
    fs::write(out.join("rejects/tasks.csv"), "").unwrap();
    fs::write(out.join("notes.txt"), "").unwrap();
    let changed = [
        "out/matches.csv: the file is not the one that was written",
        "out/findings.csv: there is no such file any more",
        "out/rejects/tasks.csv: the run did not write this file",
    ];
    assert_eq!(outputs(&folder), changed);
}

#[test]
fn a_file_that_a_mapping_would_take_today_is_told() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let cases = root().join("tests/cases");
    copy(&cases.join("_base/data"), &folder.join("theirs"));
    copy(&cases.join("dirt-dates-said/data"), &folder.join("theirs"));
    for name in ["staff.csv", "holdings.csv"] {
        fs::remove_file(folder.join("theirs").join(name)).unwrap();
    }
    let mapping = fs::read_to_string(cases.join("dirt-dates-said/mapping.toml")).unwrap();
    fs::write(folder.join("m.toml"), mapping.replace("\"skills.csv\"", "\"skills*.csv\"")).unwrap();
    let pack = cases.join("_base/pack");
    let rules = ["--rules", pack.to_str().unwrap(), "--as-at", "2026-07-01", "--quiet"];
    run(folder, &[&["match", "theirs", "--mapping", "m.toml"][..], &rules].concat());
    assert!(inputs(folder).is_empty() && outputs(folder).is_empty());
    fs::copy(folder.join("theirs/skills.csv"), folder.join("theirs/skills-2.csv")).unwrap();
    assert_eq!(inputs(folder), ["theirs/skills-2.csv: the run did not read this file, and now it would"]);
}

#[test]
fn what_is_no_finished_run_is_refused() {
    let (_place, folder) = place();
    let refused = |text: &str| recorded::open(&folder.join(text), None).unwrap_err().to_string();
    assert!(refused("ward").contains("no run.json"), "{}", refused("ward"));
    let path = folder.join("out/run.json");
    let mut run: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    run.as_object_mut().unwrap().remove("given");
    fs::write(&path, run.to_string()).unwrap();
    assert!(refused("out").contains("did not note what was given"), "{}", refused("out"));
    fs::write(&path, "{}").unwrap();
    assert!(refused("out").contains("cannot be read"), "{}", refused("out"));
}
