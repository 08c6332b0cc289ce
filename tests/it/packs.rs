//! Packs as files: new ones load, merged ones decide the same, formatting writes whole files, circles are told.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn skillmix(folder: &Path, args: &[&str]) -> Output {
    let args = args.iter().copied().chain(["--as-at", "2026-11-01"]);
    Command::new(env!("CARGO_BIN_EXE_skillmix")).args(args).current_dir(folder).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn shipped(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_str().unwrap().to_owned()
}

#[test]
fn new_packs_load_and_their_cases_hold() {
    let place = tempfile::tempdir().unwrap();
    stdout(&skillmix(place.path(), &["rules", "new", "mine", "--out", "mine"]));
    stdout(&skillmix(
        place.path(),
        &["rules", "new", "trust", "--extends", "calderdale", "--out", "a/trust"],
    ));
    stdout(&skillmix(place.path(), &["rules", "new", "ward", "--extends", "../trust", "--out", "a/ward"]));
    for (pack, cases) in [("mine", "7 cases: 7 hold, 0 fail\n"), ("a/trust", "0 cases: 0 hold, 0 fail\n")] {
        let tested = stdout(&skillmix(place.path(), &["rules", "test", "--rules", pack]));
        assert!(tested.starts_with(cases), "{tested}");
        assert_eq!(
            stdout(&skillmix(place.path(), &["rules", "fmt", pack, "--check"])),
            "Nothing to format\n"
        );
    }
    let list = stdout(&skillmix(place.path(), &["rules", "list", "--rules", "a/ward"]));
    assert!(list.contains("layer ward@0.1.0#") && list.contains("layer calderdale@0.1.0#"), "{list}");
    // what cannot load leaves nothing
    stderr(&skillmix(place.path(), &["rules", "new", "x", "--extends", "../none", "--out", "x"]));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
}

#[test]
fn merged_tables_decide_as_their_layers() {
    let place = tempfile::tempdir().unwrap();
    let (pack, data) = (shipped("rules/example-trust"), shipped("datasets/community-rehab"));
    stdout(&skillmix(place.path(), &["rules", "show", "--effective", "--rules", &pack, "--out", "merged"]));
    stderr(&skillmix(place.path(), &["rules", "show", "--effective", "--rules", &pack, "--out", "merged"]));
    let answers = |rules: &str, out: &str| {
        stdout(&skillmix(
            place.path(),
            &["match", &data, "--rules", rules, "--out", out, "--rungs", "--quiet"],
        ));
        let read = |file: &str| fs::read_to_string(place.path().join(out).join(file)).unwrap();
        let matches = read("matches.csv");
        let without_label = |line: &str| line.rsplit_once(',').unwrap().0.to_owned();
        (matches.lines().map(without_label).collect::<Vec<_>>(), read("rungs.csv"))
    };
    assert_eq!(answers(&pack, "one"), answers("merged", "two"));
    let run: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path().join("one/run.json")).unwrap()).unwrap();
    let layers: Vec<&str> =
        run["summary"]["layers"].as_array().unwrap().iter().filter_map(|l| l["name"].as_str()).collect();
    assert_eq!(layers, ["example-trust", "calderdale"]);
    let files: Vec<&str> =
        run["pack_files"].as_array().unwrap().iter().filter_map(|f| f["file"].as_str()).collect();
    assert!(
        files.contains(&"example-trust/floor.csv") && files.contains(&"calderdale/floor.csv"),
        "{files:?}"
    );
    // a loosening touched as many tasks as name it
    let loosened = run["summary"]["loosened"].as_array().unwrap();
    let matches = fs::read_to_string(place.path().join("one/matches.csv")).unwrap();
    let naming = matches.lines().filter(|line| line.contains(";ET-S2")).count();
    assert_eq!(loosened.len(), 1);
    assert_eq!(
        (loosened[0]["rule"].as_str(), loosened[0]["tasks"].as_u64()),
        (Some("ET-S2"), Some(naming as u64))
    );
    assert_eq!(loosened[0]["approver"].as_str(), Some("Drugs and Therapeutics Committee (example)"));
}

#[test]
fn packs_in_a_circle_are_told_with_their_path() {
    let place = tempfile::tempdir().unwrap();
    let pack = |name: &str, base: &str| {
        let folder = place.path().join(name);
        fs::create_dir(&folder).unwrap();
        let text = format!("name = \"{name}\"\nversion = \"1\"\nextends = \"{base}\"\n");
        fs::write(folder.join("pack.toml"), text).unwrap();
    };
    pack("a", "../b");
    pack("b", "../c");
    pack("c", "../a");
    let text = stderr(&skillmix(place.path(), &["rules", "list", "--rules", "a"]));
    assert!(
        text.contains("c/pack.toml:extends: packs that extend each other in a circle `a > b > c > a`"),
        "{text}"
    );
    for number in 0..12 {
        pack(
            &format!("l{number}"),
            &if number == 11 { "calderdale".to_owned() } else { format!("../l{}", number + 1) },
        );
    }
    let text = stderr(&skillmix(place.path(), &["rules", "list", "--rules", "l0"]));
    assert!(text.contains("more than 8 layers"), "{text}");
    stdout(&skillmix(place.path(), &["rules", "list", "--rules", "l5"]));
    pack("d", "/somewhere");
    assert!(stderr(&skillmix(place.path(), &["rules", "list", "--rules", "d"])).contains("one machine only"));
}

#[test]
fn formatting_writes_whole_files_and_only_what_changes() {
    let place = tempfile::tempdir().unwrap();
    let (from, to) = (shipped("rules/starter"), place.path().join("pack"));
    fs::create_dir(&to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
    let floor = fs::read_to_string(to.join("floor.csv")).unwrap();
    let spoilt = floor.replace(",>= high,", ",\"[high..extreme]\",").replace('\n', "\r\n");
    assert_ne!(floor, spoilt);
    fs::write(to.join("floor.csv"), &spoilt).unwrap();
    let check = skillmix(place.path(), &["rules", "fmt", "pack", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(fs::read_to_string(to.join("floor.csv")).unwrap(), spoilt, "a check changes nothing");
    assert_eq!(stdout(&skillmix(place.path(), &["rules", "fmt", "pack"])), "Formatted: floor.csv\n");
    assert_eq!(fs::read_to_string(to.join("floor.csv")).unwrap(), floor);
    assert_eq!(fs::read_dir(&to).unwrap().count(), 15, "nothing is left beside it");
    let broken = spoilt.replace("F2,3", "F2,30");
    fs::write(to.join("floor.csv"), &broken).unwrap();
    stderr(&skillmix(place.path(), &["rules", "fmt", "pack"]));
    assert_eq!(
        fs::read_to_string(to.join("floor.csv")).unwrap(),
        broken,
        "a pack that does not load is left alone"
    );
}
