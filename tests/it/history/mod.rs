//! The history of a job: what is in it, that it cannot harm a run, that it is whole whoever reads, writes or is killed.

mod older;
mod together;

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::job::{Place, told, with};
use crate::program::skillmix;

const HISTORY: &str = "[history]\nfile = \"h.sqlite\"\n";

/// The cells of every row of a query, as SQLite shows them.
pub(crate) fn rows(file: &Path, sql: &str) -> Vec<String> {
    let connection = Connection::open(file).unwrap();
    let mut select = connection.prepare(sql).unwrap();
    let width = select.column_count();
    let row = |row: &rusqlite::Row<'_>| {
        let cell = |at| match row.get_unwrap::<_, rusqlite::types::Value>(at) {
            rusqlite::types::Value::Null => String::new(),
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Real(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            rusqlite::types::Value::Blob(_) => "a blob".to_owned(),
        };
        Ok((0..width).map(cell).collect::<Vec<_>>().join("|"))
    };
    select.query_map([], row).unwrap().map(Result::unwrap).collect()
}

fn there(place: &Place, sql: &str) -> Vec<String> {
    rows(&place.path().join("h.sqlite"), sql)
}

/// Every table without what is only known while a run goes on.
const ALL: [&str; 5] = [
    "SELECT job, name, day, number, outcome, skillmix, pack, as_at, compared_with, people, errors, warnings, notes
        FROM runs ORDER BY name",
    "SELECT runs.name, sites.name, status, level, tasks, able FROM counts JOIN runs USING (run) JOIN sites USING (site)
        ORDER BY 1, 2, 3, 4",
    "SELECT name, file, fate, rows FROM file_rows JOIN runs USING (run) ORDER BY 1, 2, 3",
    "SELECT name, code, findings FROM findings JOIN runs USING (run) ORDER BY 1, 2",
    "SELECT name, place, stage, stages.milliseconds FROM stages JOIN runs USING (run) ORDER BY 1, 2",
];

#[test]
fn every_run_is_a_row_however_it_ended() {
    let place = Place::new(&with(&format!("[checks]\nmax_drop = \"5%\"\nfail_on = [\"errors\"]\n{HISTORY}")));
    place.ends(1, &["--quiet"]);
    let summary: serde_json::Value = serde_json::from_str(&place.read("published/latest/run.json")).unwrap();
    let summary = &summary["summary"];
    let tasks = there(&place, "SELECT tasks, placed, people, errors, rejected FROM run_summary");
    let rejected: u64 =
        summary["rows"].as_array().unwrap().iter().map(|row| row[1][4].as_u64().unwrap()).sum();
    let expected = format!(
        "{}|{}|{}|{}|{rejected}",
        summary["tasks"], summary["by_status"]["placed"], summary["people"], summary["severities"]["error"]
    );
    assert_eq!(tasks, [expected]);
    for line in there(&place, "SELECT status, tasks FROM run_status") {
        let (status, tasks) = line.split_once('|').unwrap();
        assert_eq!(summary["by_status"][status].to_string(), tasks, "{status}");
    }
    for line in there(&place, "SELECT level, tasks FROM run_level") {
        let (level, tasks) = line.split_once('|').unwrap();
        assert_eq!(summary["placed_by_level"][level].to_string(), tasks, "{level}");
    }
    for line in there(&place, "SELECT file, sum(rows) FROM file_rows GROUP BY file") {
        let (file, number) = line.split_once('|').unwrap();
        let row = summary["rows"].as_array().unwrap().iter().find(|row| row[0] == file).unwrap();
        assert_eq!(row[1][0].to_string(), number, "rows in are the sum of what became of them: {file}");
    }
    // counts by site are those of matches.csv
    let matches = place.read("published/latest/matches.csv");
    for line in there(&place, "SELECT site, tasks, placed FROM run_site") {
        let [site, tasks, placed] = line.split('|').collect::<Vec<_>>().try_into().unwrap();
        let of_site: Vec<&str> = matches.lines().filter(|row| row.split(',').nth(1) == Some(site)).collect();
        let is_placed = of_site.iter().filter(|row| row.split(',').nth(2) == Some("placed")).count();
        assert_eq!([tasks, placed], [of_site.len().to_string(), is_placed.to_string()], "{site}");
    }
    // one that is refused, one that fails, and nobody in any of them
    let holdings = place.read("data/holdings.csv");
    let half: Vec<&str> = holdings.lines().take(holdings.lines().count() / 2).collect();
    place.write("data/holdings.csv", &half.join("\n"));
    place.ends(4, &["--quiet"]);
    fs::remove_file(place.path().join("data/tasks.csv")).unwrap();
    place.ends(2, &["--quiet"]);
    let ends = there(&place, "SELECT outcome, exit_code, number, pack IS NULL FROM runs ORDER BY run");
    assert_eq!(ends, ["published|1|1|0", "refused|4|2|0", "failed|2|2|1"]);
    assert_eq!(
        there(&place, "SELECT count(*) FROM runs WHERE ended_at IS NULL OR milliseconds IS NULL"),
        ["0"]
    );
    let bytes = fs::read(place.path().join("h.sqlite")).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let staff = place.read("data/staff.csv");
    for person in staff.lines().skip(1).map(|line| line.split(',').next().unwrap()) {
        assert!(!text.contains(person), "{person} is in the history");
    }
}

#[test]
fn a_run_is_in_it_once_and_old_runs_can_be_added() {
    let place = Place::new(&with(HISTORY));
    place.ends(0, &["--quiet"]);
    place.ends(0, &["--quiet", "--as-at", "2027-06-01"]);
    let of = |file: &str| ALL.map(|sql| rows(&place.path().join(file), sql));
    let before = of("h.sqlite");
    assert!(before.iter().all(|rows| !rows.is_empty()));
    let mut runs: Vec<String> =
        place.names("published").into_iter().filter(|name| name.starts_with("20")).collect();
    runs = runs.iter().map(|name| format!("published/{name}")).collect();
    // of a whole history nothing is left but the folders of its runs: it is made again of them
    for file in ["h.sqlite", "again.sqlite"] {
        let added =
            skillmix(place.path(), &["history", file, "--quiet", "--add", &runs[1], &runs[0], &runs[1]]);
        assert!(added.status.success(), "{}", told(&added));
        assert_eq!(of(file), before, "{file}");
    }
    assert_eq!(there(&place, "SELECT count(ended_at), count(exit_code) FROM runs"), ["2|2"], "stays known");
    let refused = |run: &str, says: &str| {
        let output = skillmix(place.path(), &["history", "h.sqlite", "--add", run]);
        assert_eq!(output.status.code(), Some(2));
        assert!(told(&output).contains(says), "{}", told(&output));
    };
    refused("data", "is no run of a job: its name must be that of a day");
    let matches = place.path().join(&runs[0]).join("matches.csv");
    let text = fs::read_to_string(&matches).unwrap();
    fs::write(&matches, text.replace("placed", "not-yet")).unwrap();
    refused(&runs[0], "matches.csv is not the file that the run wrote");
    fs::remove_file(place.path().join(&runs[0]).join("job.json")).unwrap();
    refused(&runs[0], "has no job.json that can be read");
    assert_eq!(of("h.sqlite"), before, "what is refused changes nothing");
}

#[test]
fn it_is_shown_with_lines_and_changes() {
    let place = Place::new(&with(HISTORY));
    for as_at in ["2026-11-01", "2027-06-01", "2027-03-01"] {
        place.ends(0, &["--quiet", "--as-at", as_at]);
    }
    let show = |args: &[&str]| {
        let output = skillmix(place.path(), &[&["history", "job.toml"], args].concat());
        (output.status.code(), told(&output))
    };
    let (code, text) = show(&[]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("Job test: 3 runs")
            && text.contains("tasks placed                █▁▆  25 to 42, now 37")
    );
    assert!(text.contains("     -17   41.6%") && text.contains("     +12   61.6%"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let (_, last) = show(&["--last", "1"]);
    assert!(last.contains("1 run,") && !last.contains('▁'), "{last}");
    let (_, site) = show(&["--site", "home-visits"]);
    assert!(site.contains("site home-visits: 3 runs") && !site.contains("people  "), "{site}");
    let (code, wrong) = show(&["--site", "home-visit"]);
    assert!(
        code == Some(2) && wrong.contains("no site `home-visit`; did you mean `home-visits`?"),
        "{wrong}"
    );
    let json: serde_json::Value = serde_json::from_str(&show(&["--json"]).1).unwrap();
    assert_eq!(json["runs"][1]["numbers"]["placed"], 25);
    assert_eq!(json["runs"][1]["numbers"]["of_all_sites"]["people"], 35);
    let elsewhere = skillmix(place.path(), &["history", "none.sqlite"]);
    assert!(
        elsewhere.status.code() == Some(2) && told(&elsewhere).contains("there is no history `none.sqlite`")
    );
    place.write("plain.toml", crate::job::JOB);
    let plain = skillmix(place.path(), &["history", "plain.toml"]);
    assert!(plain.status.code() == Some(2) && told(&plain).contains("keeps no history"), "{}", told(&plain));
}

#[test]
fn a_history_that_cannot_be_written_stops_no_run() {
    let place = Place::new(&with(&format!("{HISTORY}[metrics]\nfile = \"m.prom\"\n")));
    place.write("h.sqlite", &"this is no database, and it is long enough to show that. ".repeat(20));
    let output = place.ends(3, &["--summary"]);
    let text = told(&output);
    assert!(
        text.contains("PUBLISHED")
            && text.contains("but the history was not written: `h.sqlite` is no history")
    );
    assert!(place.names("published/latest").contains(&"matches.csv".to_owned()));
    assert!(
        place.read("m.prom").contains("skillmix_run_exit_code{job_name=\"test\"} 3"),
        "{}",
        place.read("m.prom")
    );
    assert!(place.read("h.sqlite").starts_with("this is no database"), "it is left as it is");
    place.write("job.toml", &with("[history]\nfile = \"nowhere/h.sqlite\"\n"));
    let output = place.ends(2, &[]);
    assert!(told(&output).contains("there is no folder `nowhere` for the history"), "{}", told(&output));
}

#[test]
fn the_report_has_a_page_of_trends_once_there_is_a_run_before() {
    let with_report = with(HISTORY).replace("rungs = true", "report = true\nshare = true");
    let place = Place::new(&with_report);
    place.ends(0, &["--quiet"]);
    assert!(!place.read("published/latest/report.html").contains("trends"), "one run is no trend");
    place.ends(0, &["--quiet", "--as-at", "2027-06-01"]);
    let page = place.read("published/latest/report.html");
    let first = place.names("published").into_iter().find(|name| name.starts_with("20")).unwrap();
    let says = format!(
        "25 tasks placed, 17 fewer than at the run before ({first}); in the last 2 runs from 25 to 42."
    );
    assert_eq!(page.matches(&says).count(), 3, "headline, page, and the words of the chart");
    assert!(page.contains("<a href=\"#trends\">Trends</a>") && page.contains("id=\"trends-runs\""));
    assert_eq!(page.matches("<circle cx=").count(), 2);
    assert!(
        !place.read("published/latest/shared/shared-report.html").contains("trends"),
        "it is the owner's"
    );
    // without a history there is no such page, and one that cannot be read takes only the page
    place.write("h.sqlite", &"this is no database, and it is long enough to show that. ".repeat(20));
    place.ends(3, &["--quiet"]);
    assert!(!place.read("published/latest/report.html").contains("trends"));
}

#[test]
fn causes_of_changes_are_counted_if_the_job_asks_for_it() {
    let job = format!("{HISTORY}causes = true\n[retention]\nkeep_last = 1\n[log]\nfile = \"log\"\n");
    let place = Place::new(&with(&job));
    place.ends(0, &["--quiet"]);
    assert!(there(&place, "SELECT * FROM causes").is_empty(), "nothing is before the first");
    place.ends(0, &["--quiet", "--as-at", "2027-06-01"]);
    let lapsed = there(
        &place,
        "SELECT run, tasks > 10 FROM causes WHERE change = 'unplaced' AND kind = 'holding-lapsed'",
    );
    assert_eq!(lapsed, ["2|1"], "{:?}", there(&place, "SELECT * FROM causes"));
    let before = there(&place, "SELECT * FROM causes");
    let latest = format!("published/{}", place.latest());
    let added = skillmix(place.path(), &["history", "h.sqlite", "--quiet", "--add", &latest]);
    assert!(added.status.success(), "{}", told(&added));
    assert_eq!(there(&place, "SELECT * FROM causes"), before, "what only a running job knows stays");
    // copies of the run before that are damaged stop nothing, and are told of
    let copy = place.path().join("published").join(place.latest()).join("inputs/home/data/tasks.csv.zst");
    fs::write(copy, "no copy").unwrap();
    place.ends(0, &["--quiet", "--as-at", "2026-11-01"]);
    assert_eq!(there(&place, "SELECT DISTINCT kind FROM causes WHERE run = 3"), ["cause-not-known"]);
    assert!(place.read("log").contains("causes trouble="), "{}", place.read("log"));
}
