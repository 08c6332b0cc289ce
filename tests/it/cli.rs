//! The command line as a user meets it: the examples of README and tests/cmd, run and compared.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{root, skillmix};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn dataset(name: &str) -> String {
    root().join("datasets").join(name).to_str().unwrap().to_owned()
}

#[test]
fn examples_of_readme_and_cmd_hold() {
    let dmn = if cfg!(feature = "dmn") { "tests/cmd/dmn/*.md" } else { "tests/cmd/without-dmn/*.md" };
    trycmd::TestCases::new().case("README.md").case("tests/cmd/*.md").case("tests/cmd/*.toml").case(dmn);
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let data = dataset("community-rehab");
    for threads in ["1", "2", "7"] {
        let args = [
            "match",
            &data,
            "--as-at",
            "2026-11-01",
            "--rungs",
            "--quiet",
            "--threads",
            threads,
            "--out",
            threads,
        ];
        assert!(skillmix(folder.path(), &args).status.success());
    }
    for name in ["matches.csv", "rungs.csv", "findings.csv", "run.json", "rejects/holdings.csv"] {
        let read = |threads: &str| fs::read(folder.path().join(threads).join(name)).unwrap();
        assert_eq!(read("1"), read("2"), "{name}");
        assert_eq!(read("1"), read("7"), "{name}");
    }
}

#[test]
fn shipped_datasets_give_their_expected_answers() {
    for name in ["community-rehab", "acute-ward"] {
        let folder = tempfile::tempdir().unwrap();
        let args = ["match", &dataset(name), "--as-at", "2026-11-01", "--rungs", "--quiet"];
        assert!(skillmix(folder.path(), &args).status.success());
        let expected = root().join("datasets").join(name).join("expected");
        for file in ["matches.csv", "rungs.csv"] {
            let got = fs::read_to_string(folder.path().join("out").join(file)).unwrap();
            let wanted = fs::read_to_string(expected.join(file)).unwrap();
            let first = got.lines().zip(wanted.lines()).find(|(a, b)| a != b);
            assert!(got == wanted, "{name}/{file}: first difference {first:#?}");
        }
    }
}

#[test]
fn outputs_appear_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken");
    fs::create_dir(&broken).unwrap();
    fs::write(broken.join("staff.csv"), "staff_id,role\nS1,AP\n").unwrap();
    let output = skillmix(folder.path(), &["match", "broken", "--as-at", "2026-11-01"]);
    assert_eq!(output.status.code(), Some(2));
    let left: Vec<PathBuf> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [broken], "nothing is left behind");
}

#[test]
fn a_folder_that_is_not_ours_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/thesis.txt"), "years of work").unwrap();
    let data = dataset("acute-ward");
    let output = skillmix(folder.path(), &["match", &data, "--as-at", "2026-11-01"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("holds other files"));
    assert!(folder.path().join("out/thesis.txt").is_file());
    let again = ["match", &data, "--as-at", "2026-11-01", "--out", "mine", "--quiet"];
    for _ in 0..2 {
        assert!(skillmix(folder.path(), &again).status.success(), "an earlier output is replaced");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_the_machines_fault() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let data = dataset("acute-ward");
    let below_a_file =
        skillmix(folder.path(), &["match", &data, "--as-at", "2026-11-01", "--out", "file/out"]);
    assert_eq!(below_a_file.status.code(), Some(3), "{}", text(&below_a_file.stderr));
    let a_file = skillmix(folder.path(), &["match", &data, "--as-at", "2026-11-01", "--out", "file"]);
    assert_eq!(a_file.status.code(), Some(2));
}

#[test]
fn conditions_decide_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let data = dataset("community-rehab");
    let run = |condition: &str| {
        let args = ["match", &data, "--as-at", "2026-11-01", "--quiet", "--fail-on", condition];
        skillmix(folder.path(), &args).status.code()
    };
    assert_eq!(run("no-supervisor,rejects"), Some(1));
    assert_eq!(run("nonsense"), Some(2));
    let data = dataset("acute-ward");
    let args =
        ["match", &data, "--as-at", "2026-11-01", "--quiet", "--out", "b", "--fail-on", "errors,rejects"];
    assert_eq!(skillmix(folder.path(), &args).status.code(), Some(0));
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = skillmix(root(), &["completions", shell]);
        assert!(output.status.success() && text(&output.stdout).contains("skillmix"), "{shell}");
    }
}

/// Asked to stop while it writes, the program leaves nothing: neither the folder nor what it was preparing beside it.
#[cfg(unix)]
#[test]
fn asked_to_stop_it_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_skillmix"))
        .args(["generate", "--size", "england", "--out"])
        .arg(place.path().join("big"))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let there = || fs::read_dir(place.path()).unwrap().count();
    while there() == 0 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before anything was there to see");
        std::thread::yield_now();
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "skillmix: stopped; nothing was written\n");
    assert_eq!(there(), 0);
}

/// gzip and zstd are known by their ending, for every file; half of a packed file is refused.
#[test]
fn packed_files_are_read_as_what_they_hold() {
    let folder = tempfile::tempdir().unwrap();
    let plain = dataset("community-rehab");
    let packed = folder.path().join("packed");
    fs::create_dir(&packed).unwrap();
    for (at, entry) in fs::read_dir(&plain).unwrap().map(Result::unwrap).enumerate() {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        let bytes = fs::read(entry.path()).unwrap();
        if at % 2 == 0 {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut encoder, &bytes).unwrap();
            fs::write(packed.join(format!("{name}.gz")), encoder.finish().unwrap()).unwrap();
        } else {
            let bytes = zstd::encode_all(&bytes[..], 1).unwrap();
            fs::write(packed.join(format!("{name}.zst")), bytes).unwrap();
        }
    }
    let run = |data: &str, out: &str| {
        skillmix(folder.path(), &["match", data, "--as-at", "2026-11-01", "--rungs", "--quiet", "--out", out])
    };
    assert!(run(&plain, "a").status.success() && run("packed", "b").status.success());
    for name in ["matches.csv", "rungs.csv"] {
        let read = |out: &str| fs::read(folder.path().join(out).join(name)).unwrap();
        assert_eq!(read("a"), read("b"), "{name}");
    }
    let mut paths = fs::read_dir(&packed).unwrap().map(|entry| entry.unwrap().path());
    let holdings = paths.find(|path| path.to_str().unwrap().contains("holdings")).unwrap();
    let bytes = fs::read(&holdings).unwrap();
    fs::write(&holdings, &bytes[..bytes.len() / 2]).unwrap();
    let refused = run("packed", "c");
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("cannot be unpacked to its end"), "{}", text(&refused.stderr));
    fs::copy(Path::new(&plain).join("holdings.csv"), packed.join("holdings.csv")).unwrap();
    assert_eq!(run("packed", "d").status.code(), Some(2), "two files of holdings");
}
