//! The models of tests/dmn, evaluated as a user does, and written again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use skillmix::dmn::{Model, Version, read, ready};

fn write(model: &Model) -> String {
    skillmix::dmn::write(model, Version::Dmn15)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dmn")
}

fn models() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut list: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    list.sort();
    list
}

/// `--json` of `dmn eval`.
fn run(model: &Path, decision: &str, input: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_skillmix"))
        .args(["dmn", "eval", "--json", "--decision", decision, "--input"])
        .args([input, model])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn facts_give_what_is_expected() {
    let mut count = 0;
    let copies = tempfile::tempdir().unwrap();
    for folder in models() {
        let model = folder.join("model.dmn");
        let copy = copies.path().join("copy.dmn");
        let bytes = fs::read(&model).unwrap();
        fs::write(&copy, write(&read("model.dmn", &bytes).unwrap())).unwrap();
        for entry in fs::read_dir(&folder).unwrap() {
            let input = entry.unwrap().path();
            let name = input.file_name().unwrap().to_str().unwrap().to_owned();
            let Some(stem) = name.strip_suffix(".in.json") else { continue };
            let got = run(&model, stem.split('.').next().unwrap(), &input);
            let expected = folder.join(format!("{stem}.out.json"));
            if std::env::var_os("UPDATE_CASES").is_some() {
                fs::write(&expected, &got).unwrap();
            }
            assert_eq!(got, fs::read_to_string(&expected).unwrap(), "{}", input.display());
            // a model that was read and written again decides the same, by the same rules
            let without_ids = |text: &str| {
                text.lines().filter(|line| !line.contains("\"id\":")).collect::<Vec<_>>().join("\n")
            };
            let again = run(&copy, stem.split('.').next().unwrap(), &input);
            assert_eq!(without_ids(&again), without_ids(&got), "{}", input.display());
            count += 1;
        }
    }
    assert!(count >= 12, "{count}");
}

#[test]
fn what_is_written_is_read_and_written_the_same() {
    for folder in models() {
        let once = write(&read("model.dmn", &fs::read(folder.join("model.dmn")).unwrap()).unwrap());
        let model = read("again.dmn", once.as_bytes()).unwrap();
        ready(&model).unwrap();
        assert_eq!(write(&model), once, "{}", folder.display());
    }
}
