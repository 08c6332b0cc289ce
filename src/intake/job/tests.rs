//! Tests of reading a job.

use super::*;

const GOOD: &str = r#"
version = 1
name = "nightly"
as_at = "today"
[inputs]
folder = "data"
staff = { newest = "exports/staff_*.csv", max_age_days = 3 }
[publish]
folder = "published"
also = ["jsonl"]
rungs = true
[checks]
fail_on = ["errors"]
max_drop = "5%"
[retention]
keep_last = 30
[log]
file = "log.jsonl"
format = "json"
[metrics]
file = "skillmix.prom"
"#;

fn read(text: &str) -> Result<Job, Vec<Finding>> {
    let words =
        JobWords { fail_on: &["errors", "rejects"], also: &["jsonl", "parquet"], threshold: [5, 5, 1_000] };
    read_job("job.toml", text.as_bytes(), words)
}

fn faults(text: &str) -> Vec<String> {
    read(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_job_is_read_and_what_is_not_said_is_usual() {
    let job = read(GOOD).unwrap();
    assert_eq!((job.name.as_str(), job.as_at, job.max_drop), ("nightly", None, Some(500)));
    assert_eq!((job.keep_last, job.keep_days), (Some(30), None));
    let staff = &job.inputs["staff"];
    assert!(staff.newest && staff.max_age_days == Some(3) && staff.place.to_string() == "job.toml:7:9");
    assert!(job.publish.rungs && job.publish.keep_inputs && !job.publish.report);
    assert!(job.log.unwrap().json);
    assert_eq!(job.publish.share, None);
    let shared = |words: &str| read(&GOOD.replace("rungs = true", words)).unwrap().publish.share;
    assert_eq!([shared("share = true"), shared("share = true\nthreshold = 10")], [Some(5), Some(10)]);
    assert_eq!(read(&GOOD.replace("\"today\"", "\"2026-11-01\"")).unwrap().as_at, Day::from_ymd(2026, 11, 1));
    assert!(read(&format!("\u{feff}{GOOD}")).is_ok());
}

#[test]
fn everything_wrong_is_told_with_line_and_column() {
    let cases = [
        ("fail_on", "fail_onn", "job.toml:13:1: a key that is not known `fail_onn`; did you mean `fail_on`?"),
        (
            "[retention]",
            "[retentoin]",
            "job.toml:15:2: a key that is not known `retentoin`; did you mean `retention`?",
        ),
        ("max_age_days = 3", "max_age = 3", "job.toml:7:43: a key that is not known `max_age`;"),
        ("version = 1", "version = 2", "job.toml:2:11: the version"),
        ("version = 1\n", "", "job.toml:1:1: the version"),
        ("name = \"nightly\"\n", "", "job.toml:1:1: the job has no name"),
        ("\"nightly\"", "\"night ly\"", "job.toml:3:8: a name with other letters"),
        ("\"nightly\"", "\"\"", "job.toml:3:8: `name` is blank"),
        ("as_at = \"today\"\n", "", "job.toml:1:1: the job names no day"),
        ("\"today\"", "\"2026-02-30\"", "job.toml:4:9: not a day"),
        ("\"today\"", "2026-02-28", "job.toml:4:9: `as_at` must be a text in quotes"),
        ("folder = \"data\"\n", "", "job.toml:5:1: the job has no holdings file"),
        ("folder = \"data\"\n", "mapping = \"m.toml\"\n", "job.toml:5:1: a mapping without a folder"),
        (
            "folder = \"data\"\n",
            "folder = \"data\"\nmapping = { newest = \"*.toml\" }\n",
            "job.toml:5:1: the newest mapping",
        ),
        (
            "folder = \"data\"",
            "folder = \"published/\"",
            "job.toml:8:1: the job publishes into the folder of its inputs",
        ),
        ("staff_*.csv", "staff.csv", "job.toml:7:20: the newest of one name"),
        ("newest = \"exports/staff_*.csv\", ", "", "job.toml:7:9: `staff` names no file"),
        ("\"published\"", "\"pub*\"", "job.toml:9:10: a pattern where a folder must be"),
        ("folder = \"published\"\n", "", "job.toml:1:1: the job has no folder to publish into"),
        ("[\"jsonl\"]", "[\"json\"]", "job.toml:10:9: an unknown word `json`; did you mean `jsonl`?"),
        ("[\"errors\"]", "[\"error\"]", "job.toml:13:12: an unknown word `error`; did you mean `errors`?"),
        ("[\"errors\"]", "\"errors\"", "job.toml:13:11: `fail_on` must be a list of texts"),
        ("\"5%\"", "\"5\"", "job.toml:14:12: not a share"),
        ("\"5%\"", "\"100%\"", "job.toml:14:12: not a share"),
        ("= 30", "= 0", "job.toml:16:13: `keep_last` must be a whole number of at least 1"),
        ("= 30", "= \"30\"", "job.toml:16:13: `keep_last` must be"),
        ("rungs = true", "rungs = 1", "job.toml:11:9: `rungs` must be true or false"),
        ("\"json\"", "\"xml\"", "job.toml:19:10: an unknown word `xml`"),
        (
            "\"skillmix.prom\"",
            "\"skillmix.txt\"",
            "job.toml:21:8: a file of metrics that is not called *.prom",
        ),
        ("\"log.jsonl\"", "\"./skillmix.prom\"", "job.toml:17:1: log and metrics are one file"),
        ("rungs = true", "rungs = true\nrungs = true", "job.toml:12:1: duplicate key"),
        ("[log]", "[log", "job.toml:17:"),
    ];
    for (from, to, expected) in cases {
        assert!(GOOD.contains(from), "{from}");
        let faults = faults(&GOOD.replacen(from, to, 1));
        assert!(
            faults.iter().any(|fault| fault.starts_with(&format!("error job-file {expected}"))),
            "{to}: {faults:#?}"
        );
    }
    assert!(faults("").len() >= 5, "all at once");
}

#[test]
fn a_history_is_a_file_of_its_own() {
    let cases = [
        ("[log]", "[history]\n[log]", "job.toml:17:1: the history names no file"),
        ("[log]", "[history]\nfile = 1\n[log]", "job.toml:18:8: `file` must be a text in quotes"),
        (
            "[log]",
            "[history]\nfiel = \"h\"\n[log]",
            "job.toml:18:1: a key that is not known `fiel`; [history] may have file, causes",
        ),
        (
            "[log]",
            "[histroy]\n[log]",
            "job.toml:17:2: a key that is not known `histroy`; did you mean `history`?",
        ),
        (
            "[log]",
            "[history]\nfile = \"./log.jsonl\"\n[log]",
            "job.toml:17:1: the history is the file of log or metrics",
        ),
        (
            "[log]",
            "[history]\nfile = \"published/h.sqlite\"\n[log]",
            "job.toml:17:1: the history lies in the folder of the runs",
        ),
    ];
    for (from, to, expected) in cases {
        let faults = faults(&GOOD.replacen(from, to, 1));
        let told = format!("error job-file {expected}");
        assert!(faults.iter().any(|fault| fault.starts_with(&told)), "{to}: {faults:#?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let words = JobWords { fail_on: &[], also: &[], threshold: [5, 5, 1_000] };
    assert!(read_job("job.toml", b"\xff", words).is_err());
}

#[test]
fn shares_are_read_exactly() {
    for (text, hundredths) in [("5%", 500), ("0%", 0), ("2.5%", 250), ("0.05%", 5), ("99.99%", 9_999)] {
        assert_eq!(share(text), Ok(hundredths));
    }
    for bad in ["", "%", "5", "-5%", "5.%", ".5%", "100%", "5.123%", "5 %", "five%", "1e1%"] {
        assert!(share(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_threshold_is_for_what_is_shared_and_not_below_the_least() {
    let cases = [
        ("rungs = true", "threshold = 9", "job.toml:11:13: a threshold, but nothing is shared"),
        ("rungs = true", "share = true\nthreshold = 4", "job.toml:12:13: a threshold out of range"),
    ];
    for (old, new, said) in cases {
        let told = faults(&GOOD.replace(old, new));
        assert!(told.iter().any(|fault| fault.contains(said)), "{told:?}");
    }
}

#[test]
fn what_is_of_no_use_without_another_key_is_told() {
    let with = |words: &str| GOOD.replace("rungs = true", words);
    let publish = read(&with("report = true\nunit_costs = \"costs.csv\"\nchanges = true\nmemory = true"))
        .unwrap()
        .publish;
    assert_eq!((publish.unit_costs.as_deref(), publish.changes), (Some("costs.csv"), true));
    assert!(publish.memory && !read(GOOD).unwrap().publish.memory);
    let publish = read(&with("forecast = \"12m\"\nleavers = \"leavers.csv\"")).unwrap().publish;
    assert_eq!((publish.forecast, publish.leavers.as_deref()), (Some(12), Some("leavers.csv")));
    for (words, expected) in [
        ("unit_costs = \"costs.csv\"", "job.toml:11:14: `unit_costs`, but nothing that would say it"),
        ("changes = true", "job.toml:11:11: `changes`, but nothing that would say it"),
        ("leavers = \"leavers.csv\"", "job.toml:11:11: `leavers`, but nothing that would say it"),
        ("forecast = \"12\"", "job.toml:11:12: not a number of months `12`"),
        ("forecast = \"0m\"", "job.toml:11:12: not a number of months `0m`"),
        ("forecast = \"37m\"", "job.toml:11:12: not a number of months `37m`"),
        ("forecast = 12", "job.toml:11:12: `forecast` must be a text in quotes"),
    ] {
        let faults = faults(&with(words));
        let told = format!("error job-file {expected}");
        assert!(faults.iter().any(|fault| fault.starts_with(&told)), "{words}: {faults:#?}");
    }
}
