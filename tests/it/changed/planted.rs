//! Each kind of cause, planted in a copy of a shipped dataset.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Row, rows};
use crate::program::{copy, root, run, skillmix};

const DAY: &str = "2026-11-01";

/// Two copies of the shipped dataset and its rules, the old one matched.
struct Pair {
    _place: tempfile::TempDir,
    folder: PathBuf,
}

impl Pair {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().to_owned();
        for side in ["old", "new"] {
            copy(&root().join("datasets/community-rehab"), &folder.join(side));
            copy(&root().join("rules/calderdale"), &folder.join(format!("rules-{side}")));
        }
        let pair = Self { _place: place, folder };
        pair.matched("old", DAY);
        pair
    }

    fn matched(&self, side: &str, day: &str) {
        let (rules, out) = (format!("rules-{side}"), format!("out-{side}"));
        run(&self.folder, &["match", side, "--rules", &rules, "--as-at", day, "--out", &out, "--quiet"]);
    }

    /// Changes a file of the new side, which must not be what it was.
    fn edit(&self, file: &str, change: impl Fn(&str) -> String) -> &Self {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed, "{file}");
        fs::write(path, changed).unwrap();
        self
    }

    /// Matches the new side and gives the rows of changes.csv and causes.csv.
    fn diff(&self, day: &str) -> (Vec<Row>, Vec<Row>) {
        self.matched("new", day);
        run(&self.folder, &["diff", "out-old", "out-new", "--out", "changes", "--quiet"]);
        (rows(&self.folder.join("changes/changes.csv")), rows(&self.folder.join("changes/causes.csv")))
    }

    /// The causes, of which all must bring the old answer back alone.
    fn causes(&self, day: &str) -> Vec<String> {
        let (changes, causes) = self.diff(day);
        assert!(!changes.is_empty());
        assert!(changes.iter().all(|row| row["explained"] == "by-causes"), "{changes:?}");
        let mut told: Vec<String> = causes
            .iter()
            .map(|row| {
                let (task, kind, what) = (&row["task_id"], &row["kind"], &row["what"]);
                format!("{task} {kind} {what} {}:{} {}", row["file"], row["line"], row["effect"])
            })
            .collect();
        told.sort();
        told
    }
}

fn without(text: &str, gone: impl Fn(&str) -> bool) -> String {
    text.lines().filter(|line| !gone(line)).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn a_holding_that_lapsed_is_told_with_its_day_and_apart_from_one_removed() {
    let lapsed = Pair::new().causes("2026-12-15");
    let expected = "CR-T26 holding-lapsed FOOT-ASS-01: expires_on 2026-11-01, refresh due by 2026-11-01 new/holdings.csv:73 back";
    assert!(lapsed.contains(&expected.to_owned()), "{lapsed:#?}");
    let refreshed = "CR-T27 holding-lapsed FOOT-SCR-01: refresh due by 2026-11-14 new/holdings.csv:97 back";
    assert!(lapsed.contains(&refreshed.to_owned()), "{lapsed:#?}");
    let pair = Pair::new();
    pair.edit("new/holdings.csv", |text| without(text, |line| line.starts_with("CR-0011,FOOT-ASS-01,")));
    let removed = pair.causes(DAY);
    assert_eq!(removed, ["CR-T26 holding-removed FOOT-ASS-01 old/holdings.csv:73 back"]);
}

#[test]
fn holdings_that_came_or_changed_are_told() {
    let pair = Pair::new();
    // the old run is without it: the same pair, the other way round
    pair.edit("old/holdings.csv", |text| without(text, |line| line.starts_with("CR-0011,FOOT-ASS-01,")));
    pair.matched("old", DAY);
    assert_eq!(pair.causes(DAY), ["CR-T26 holding-added FOOT-ASS-01 new/holdings.csv:73 back"]);
    let pair = Pair::new();
    let earlier = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("CR-0011,FOOT-ASS-01,")).unwrap();
        text.replace(line, &line.replace("2026-11-01", "2026-10-31"))
    };
    pair.edit("new/holdings.csv", earlier);
    let expected =
        "CR-T26 holding-changed FOOT-ASS-01: expires_on: 2026-11-01 to 2026-10-31 new/holdings.csv:73 back";
    assert_eq!(pair.causes(DAY), [expected]);
}

#[test]
fn people_who_left_came_or_changed_are_told() {
    let kinds = |pair: &Pair| {
        let causes = pair.causes(DAY);
        let mut kinds: Vec<String> =
            causes.iter().filter_map(|cause| cause.split(' ').nth(1)).map(str::to_owned).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    let gone = |file: &str| {
        let pair = Pair::new();
        for sheet in ["staff", "holdings"] {
            pair.edit(&format!("{file}/{sheet}.csv"), |text| {
                without(text, |line| line.starts_with("CR-0011,"))
            });
        }
        pair.matched("old", DAY);
        pair
    };
    assert_eq!(kinds(&gone("new")), ["person-left"]);
    assert_eq!(kinds(&gone("old")), ["person-came"]);
    let of_row = |from: &str, to: &str| {
        let pair = Pair::new();
        let change = |text: &str| {
            let line = text.lines().find(|line| line.starts_with("CR-0011,")).unwrap();
            assert!(line.contains(from), "{line}");
            text.replace(line, &line.replace(from, to))
        };
        pair.edit("new/staff.csv", change);
        kinds(&pair)
    };
    assert_eq!(of_row(",active", ",left"), ["person-left"]);
    assert_eq!(of_row("PODIATRIST-5", "HCSW-2"), ["role-changed"]);
    assert_eq!(of_row("home-visits", "north-hub"), ["site-changed"]);
    assert_eq!(of_row("HCPC", ""), ["person-changed"]);
}

#[test]
fn links_competencies_tasks_and_rules_are_told_by_their_rows() {
    let told = |file: &str, change: &dyn Fn(&str) -> String| {
        let pair = Pair::new();
        pair.edit(file, change);
        let (changes, causes) = pair.diff(DAY);
        assert!(!changes.is_empty(), "{file}");
        assert!(changes.iter().all(|row| row["explained"] == "by-causes"), "{changes:?}");
        causes.iter().map(|row| format!("{} {}", row["kind"], row["what"])).collect::<Vec<_>>()
    };
    // where two links each suffice they are one cause
    let links = told("new/links.csv", &|text| without(text, |line| line.starts_with("PHYS-ASS-01,covers,")));
    let all = links.iter().all(|cause| cause.starts_with("link-changed PHYS-ASS-01 covers "));
    assert!(all && !links.is_empty(), "{links:?}");
    let refresh = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("MH-01,")).unwrap();
        text.replace(line, &line.replace(",24", ",1"))
    };
    let competencies = told("new/competencies.csv", &refresh);
    assert!(!competencies.is_empty());
    let all = competencies.iter().all(|cause| cause == "competency-changed MH-01: refresh_months: 24 to 1");
    assert!(all, "{competencies:?}");
    let task = told("new/tasks.csv", &|text| text.replace(",CLEAN-01,15,", ",NO-SUCH,15,"));
    assert_eq!(task, ["task-changed requires: CLEAN-01 to NO-SUCH"]);
    let rules = told("rules-new/floor.csv", &|text| text.replace("F02,2,", "F02,3,"));
    assert!(rules.iter().all(|cause| cause == "rule-changed F02: floor: 2 to 3"), "{rules:?}");
}

#[test]
fn tasks_come_and_go_and_dates_pass() {
    let pair = Pair::new();
    pair.edit("new/tasks.csv", |text| text.replace("CR-T01,north-hub", "CR-T99,north-hub"));
    let (changes, causes) = pair.diff(DAY);
    let told: Vec<_> = changes.iter().map(|row| (row["task_id"].as_str(), row["change"].as_str())).collect();
    assert_eq!(told, [("CR-T01", "went"), ("CR-T99", "came")]);
    let kinds: Vec<_> = causes.iter().map(|row| row["kind"].as_str()).collect();
    assert_eq!(kinds, ["task-removed", "task-added"]);
    let pair = Pair::new();
    let (_, causes) = pair.diff("2029-01-01");
    let review = |row: &&Row| row["kind"] == "date-passed" && row["what"].starts_with("cti_review_on ");
    assert!(causes.iter().any(|row| review(&row)), "{causes:?}");
}

#[test]
fn two_changes_that_each_suffice_are_told_together() {
    let pair = Pair::new();
    // either alone makes nobody able: undone alone, neither changes anything
    pair.edit("new/holdings.csv", |text| without(text, |line| line.starts_with("CR-0011,FOOT-ASS-01,")));
    let change = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("CR-0011,")).unwrap();
        text.replace(line, &line.replace(",HCPC,", ",,"))
    };
    pair.edit("new/staff.csv", change);
    let (changes, causes) = pair.diff(DAY);
    let of_task: Vec<&Row> = causes.iter().filter(|row| row["task_id"] == "CR-T26").collect();
    let told: Vec<_> = of_task.iter().map(|row| (row["cause"].as_str(), row["kind"].as_str())).collect();
    assert_eq!(told, [("1", "person-changed"), ("1", "holding-removed")], "{changes:?}");
    assert!(of_task.iter().all(|row| row["effect"] == "back"));
    let pair = Pair::new();
    pair.edit("new/holdings.csv", |text| without(text, |line| line.starts_with("CR-0011,FOOT-ASS-01,")));
    pair.edit("rules-new/floor.csv", |text| text.replace("F02,2,", "F02,9,"));
    // of two kinds: the set of both, of which none can be left out
    let (changes, causes) = pair.diff(DAY);
    assert!(changes.iter().all(|row| row["explained"] == "by-causes"));
    let of_task = causes.iter().filter(|row| row["task_id"] == "CR-T26");
    let told: Vec<_> =
        of_task.map(|row| (row["cause"].as_str(), row["kind"].as_str(), row["effect"].as_str())).collect();
    assert!(told.contains(&("1", "rule-changed", "back")), "{told:?}");
    assert!(told.contains(&("1", "holding-removed", "back")), "{told:?}");
}

#[test]
fn without_the_inputs_no_cause_is_guessed() {
    let pair = Pair::new();
    pair.edit("new/holdings.csv", |text| without(text, |line| line.starts_with("CR-0011,FOOT-ASS-01,")));
    pair.matched("new", DAY);
    fs::rename(pair.folder.join("old/links.csv"), pair.folder.join("links")).unwrap();
    let (_, causes) = pair.diff(DAY);
    let told: Vec<_> = causes.iter().map(|row| (row["kind"].as_str(), row["what"].as_str())).collect();
    assert_eq!(told, [("cause-not-known", "old run: old/links.csv: there is no such file any more")]);
    // but outputs must be those of the runs
    let matches = pair.folder.join("out-old/matches.csv");
    fs::write(&matches, fs::read_to_string(&matches).unwrap() + "\n").unwrap();
    let output = skillmix(&pair.folder, &["diff", "out-old", "out-new"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not the file that the run wrote"));
}

#[test]
fn conditions_and_moved_folders() {
    let pair = Pair::new();
    pair.matched("new", DAY);
    let code = |folder: &Path, args: &[&str]| skillmix(folder, args).status.code();
    let all = ["diff", "out-old", "out-new", "--fail-on", "changed,worse", "--quiet"];
    assert_eq!(code(&pair.folder, &all), Some(0));
    pair.matched("new", "2026-12-15");
    assert_eq!(code(&pair.folder, &all), Some(1));
    let worse = ["diff", "out-old", "out-new", "--fail-on", "worse", "--quiet"];
    assert_eq!(code(&pair.folder, &worse), Some(1));
    let back = ["diff", "out-new", "out-old", "--fail-on", "worse", "--quiet"];
    assert_eq!(code(&pair.folder, &back), Some(0));
    let elsewhere = pair.folder.join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let args = ["diff", "../out-old", "../out-new", "--from-old", "..", "--from-new", ".."];
    let output = skillmix(&elsewhere, &args);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        text.contains("holding-lapsed") && !text.contains("CR-0011") && !text.contains("CR-T26"),
        "{text}"
    );
    let text = skillmix(&elsewhere, &["diff", "../out-old", "../out-new"]).stdout;
    assert!(String::from_utf8_lossy(&text).contains("Causes are not known"));
}

#[test]
fn the_report_tells_what_changed_and_names_nobody() {
    let pair = Pair::new();
    let args =
        ["match", "new", "--rules", "rules-new", "--as-at", "2026-12-15", "--out", "out-new", "--quiet"];
    run(&pair.folder, &[args.as_slice(), &["--report", "--since", "out-old"]].concat());
    let page = fs::read_to_string(pair.folder.join("out-new/report.html")).unwrap();
    let start = page.find("<section class=\"page\" id=\"changes\"").unwrap();
    let section = page[start..].split("</section>").next().unwrap();
    assert!(
        page.contains("Since the run as at 2026-11-01, 4 tasks of 60 stand otherwise: 1 no longer placed")
    );
    assert!(section.contains("holding-lapsed") && section.contains("#task=CR-T26@home-visits"), "{section}");
    for row in rows(&pair.folder.join("new/staff.csv")) {
        assert!(!section.contains(&row["staff_id"]));
    }
    // the same page of the finished run
    run(&pair.folder, &["report", "out-new", "--since", "out-old", "--out", "again.html", "--quiet"]);
    assert!(fs::read_to_string(pair.folder.join("again.html")).unwrap() == page);
    // without an earlier run there is no such page
    run(&pair.folder, &["report", "out-new", "--out", "alone.html", "--quiet"]);
    assert!(!fs::read_to_string(pair.folder.join("alone.html")).unwrap().contains("id=\"changes\""));
    let json = skillmix(&pair.folder, &["diff", "out-old", "out-new", "--json"]).stdout;
    let json = String::from_utf8(json).unwrap();
    assert!(json.contains("\"holding-lapsed\"") && !json.contains("CR-"), "{json}");
}
