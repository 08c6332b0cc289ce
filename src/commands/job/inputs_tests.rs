//! Tests of what a job takes.

use std::fs;

use super::*;
use crate::model::Place;

fn pick(pattern: &str, newest: bool, max_age_days: Option<u64>) -> Pick {
    let place = Place { file: "job.toml".into(), line: 1, column: String::new() };
    Pick { pattern: pattern.to_owned(), newest, max_age_days, place }
}

#[test]
fn dates_in_names_are_found() {
    let day = |text| Day::parse_iso(text).unwrap();
    let good = [
        ("staff_2026-11-28.csv", day("2026-11-28"), 0),
        ("staff20261128.csv", day("2026-11-28"), 0),
        ("2026_11_28 staff.csv", day("2026-11-28"), 0),
        ("2026.11.28.csv.gz", day("2026-11-28"), 0),
        ("s_2026-11-28T0230.csv", day("2026-11-28"), 23_000),
        ("s_20261128_023015.csv", day("2026-11-28"), 23_015),
        ("s_202611280230.csv", day("2026-11-28"), 23_000),
        ("v2_site12_2026-11-28.csv", day("2026-11-28"), 0),
    ];
    for (name, day, time) in good {
        assert_eq!(stamps(name), [(day, time)], "{name}");
    }
    for name in
        ["staff.csv", "2026-02-30.csv", "staff_1234567890123.csv", "28-11-2026.csv", "2026-11_28.csv", "é"]
    {
        assert!(stamps(name).is_empty(), "{name}");
    }
    assert_eq!(stamps("from_2026-10-01_to_2026-11-28.csv").len(), 2);
    assert_eq!(stamps("2026-11-28T9999.csv"), [(day("2026-11-28"), 0)], "no time of a day");
}

#[test]
fn the_newest_is_by_name_up_to_the_day_and_never_a_guess() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    // the older name is written last, so that the file system calls it newer
    for name in [
        "s_2026-11-27.csv",
        "s_2026-11-28.csv",
        "s_20261120.csv",
        "t_1.csv",
        "u_2026-11-28.csv",
        "u_20261128.csv",
    ] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    let take = |name: &str, newest, most, as_at: &str| {
        let found =
            one("staff", &pick(&format!("{root}/{name}"), newest, most), Day::parse_iso(as_at).unwrap())
                .unwrap();
        found
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .map_err(|finding| finding.message.into_owned())
    };
    assert_eq!(take("s_*", true, None, "2026-11-28").unwrap(), "s_2026-11-28.csv");
    assert_eq!(take("s_*", true, None, "2026-11-27").unwrap(), "s_2026-11-27.csv");
    assert_eq!(take("s_*", true, Some(4), "2026-11-24").unwrap(), "s_20261120.csv");
    assert!(take("s_*", true, Some(3), "2026-11-24").unwrap_err().contains("is 4 days old"));
    assert!(take("s_*", true, None, "2026-11-01").unwrap_err().contains("dated after"));
    assert!(take("t_*", true, None, "2026-11-28").unwrap_err().contains("without one date"));
    assert!(take("u_*", true, None, "2026-11-28").unwrap_err().contains("several are the newest"));
    assert!(take("s_*", false, None, "2026-11-28").unwrap_err().contains("fits 3 files"));
    assert_eq!(take("t_?.csv", false, None, "2026-11-28").unwrap(), "t_1.csv");
    assert!(take("x_*", false, None, "2026-11-28").unwrap_err().contains("fits no file"));
    assert!(take("x.csv", false, None, "2026-11-28").unwrap_err().contains("no such file"));
    assert!(
        take("", false, None, "2026-11-28").unwrap_err().contains("no plain file"),
        "a folder is no file"
    );
}

#[cfg(unix)]
#[test]
fn a_folder_is_looked_through_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    let text = format!(
        "version = 1\nname = \"x\"\nas_at = \"today\"\n[inputs]\nfolder = \"{root}\"\n[publish]\nfolder = \"p\"\n"
    );
    let words = crate::intake::JobWords { fail_on: &[], also: &[], threshold: [5, 5, 1_000] };
    let job = crate::intake::read_job("job.toml", text.as_bytes(), words).unwrap();
    let day = Day::parse_iso("2026-11-28").unwrap();
    for name in ["staff.csv", "tasks.csv.gz"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    let told = |taken: Result<Taken>| match taken {
        Err(Error::Input(findings)) => findings.iter().map(|finding| finding.message.to_string()).collect(),
        other => vec![format!("{other:?}")],
    };
    assert_eq!(told(take(&job, day)), ["the folder has no holdings file"]);
    // who opened a pipe to copy it would wait for ever
    let pipe = folder.path().join("holdings.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(told(take(&job, day)), ["the folder's holdings is no plain file"]);
    fs::remove_file(&pipe).unwrap();
    fs::write(&pipe, "").unwrap();
    let kinds: Vec<&str> = take(&job, day).unwrap().listed.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, ["staff", "tasks", "holdings"]);
}
