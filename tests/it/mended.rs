//! `--mapping`, `--fixed` and `convert` as a user meets them: on files, with the program itself.

use std::fs;
use std::path::Path;

use crate::program::skillmix;

const DAY: [&str; 2] = ["--as-at", "2026-11-01"];

fn run(folder: &Path, args: &[&str]) -> String {
    let output = skillmix(folder, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A copy of the shipped dataset in `ward`, with the person of one staff row misspelt and one holdings row ragged.
fn damaged(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    let ward = folder.join("ward");
    fs::create_dir(&ward).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/community-rehab");
    for name in ["staff.csv", "holdings.csv", "tasks.csv", "competencies.csv", "links.csv", "panel.csv"] {
        fs::copy(shipped.join(name), ward.join(name)).unwrap();
    }
    run(folder, &["match", "ward", DAY[0], DAY[1], "--quiet", "--out", "clean"]);
    let staff = fs::read_to_string(ward.join("staff.csv")).unwrap();
    fs::write(ward.join("staff.csv"), staff.replacen("PHYSIO-6,north-hub", "PHYSIO-66,north-hub", 1))
        .unwrap();
    let holdings = fs::read_to_string(ward.join("holdings.csv")).unwrap();
    let row = holdings.lines().nth(1).unwrap();
    fs::write(ward.join("holdings.csv"), holdings.replacen(row, &format!("{row},more"), 1)).unwrap();
    run(folder, &["match", "ward", DAY[0], DAY[1], "--quiet", "--out", "dirty"]);
    let read = |out: &str| fs::read(folder.join(out).join("matches.csv")).unwrap();
    assert_ne!(read("clean"), read("dirty"));
    (read("clean"), fs::read(folder.join("dirty/run.json")).unwrap())
}

#[test]
fn mended_rejects_of_our_own_sheets_merge_cleanly() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let (clean, _) = damaged(folder);
    for (name, from, to) in [("staff.csv", "PHYSIO-66", "PHYSIO-6"), ("holdings.csv", ",more", "")] {
        let path = folder.join("dirty/rejects").join(name);
        fs::write(&path, fs::read_to_string(&path).unwrap().replace(from, to)).unwrap();
    }
    let mended = ["match", "ward", DAY[0], DAY[1], "--fixed", "dirty/rejects", "--out", "mended"];
    let said = run(folder, &mended);
    assert!(said.contains("Mended rows"), "{said}");
    assert_eq!(fs::read(folder.join("mended/matches.csv")).unwrap(), clean);
    let (was, now) = ("clean/findings.csv", "mended/findings.csv");
    assert_eq!(fs::read(folder.join(was)).unwrap(), fs::read(folder.join(now)).unwrap());
    // run.json names the files as they lie there
    let run_json = fs::read_to_string(folder.join("mended/run.json")).unwrap();
    let hash = blake3::hash(&fs::read(folder.join("ward/staff.csv")).unwrap()).to_hex();
    assert!(run_json.contains(hash.as_str()));
    // the earlier run says whether mended rows are read, so it is an input
    let earlier = blake3::hash(&fs::read(folder.join("dirty/run.json")).unwrap()).to_hex();
    assert!(run_json.contains("\"earlier run\"") && run_json.contains(earlier.as_str()));
    // of another file than the one from which they were refused, mended rows are not read
    let staff = folder.join("ward/staff.csv");
    fs::write(&staff, fs::read_to_string(&staff).unwrap() + "CR-NEW,PHYSIO-5,north-hub,,,,,,,,active\n")
        .unwrap();
    let refused = skillmix(folder, &mended);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("not refused rows of this file"));
}

#[test]
fn mended_rows_of_no_file_stop_the_run() {
    let place = tempfile::tempdir().unwrap();
    damaged(place.path());
    fs::write(place.path().join("dirty/rejects/people.csv"), "line,codes,row,a\n").unwrap();
    let args = ["match", "ward", DAY[0], DAY[1], "--fixed", "dirty/rejects", "--out", "mended"];
    assert_eq!(skillmix(place.path(), &args).status.code(), Some(2));
}

#[test]
fn what_convert_writes_answers_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let theirs = folder.join("theirs");
    fs::create_dir(&theirs).unwrap();
    for name in ["tasks.csv", "competencies.csv", "links.csv"] {
        fs::copy(root.join("_base/data").join(name), theirs.join(name)).unwrap();
    }
    for name in ["people.csv", "skills.csv"] {
        fs::copy(root.join("dirt-dates-said/data").join(name), theirs.join(name)).unwrap();
    }
    fs::copy(root.join("dirt-dates-said/mapping.toml"), folder.join("m.toml")).unwrap();
    let pack = root.join("_base/pack");
    let rules = ["--rules", pack.to_str().unwrap(), "--as-at", "2026-07-01", "--quiet"];
    run(folder, &[&["match", "theirs", "--mapping", "m.toml", "--out", "mapped"][..], &rules].concat());
    run(
        folder,
        &["convert", "theirs", "--mapping", "m.toml", "--as-at", "2026-07-01", "--quiet", "--out", "ours"],
    );
    let others = [
        "--tasks",
        "theirs/tasks.csv",
        "--competencies",
        "theirs/competencies.csv",
        "--links",
        "theirs/links.csv",
    ];
    run(folder, &[&["match", "ours", "--out", "plain"][..], &others, &rules].concat());
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    assert_eq!(read("mapped/matches.csv"), read("plain/matches.csv"));
    assert_eq!(read("mapped/rejects/skills.csv"), read("ours/rejects/skills.csv"));
    // again in its place, but not over what somebody added
    let again =
        ["convert", "theirs", "--mapping", "m.toml", "--as-at", "2026-07-01", "--quiet", "--out", "ours"];
    run(folder, &again);
    fs::write(folder.join("ours/tasks.csv"), "mine").unwrap();
    assert_eq!(skillmix(folder, &again).status.code(), Some(2));
}
