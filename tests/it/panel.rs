//! The worksheet of a panel: written, filled in, read back, acting, void when a fact changes, never written over.

use std::fs;
use std::path::Path;
use std::process::Output;

use skillmix::commands::{Common, DatasetPaths, Listed, WorksheetRequest};
use skillmix::model::Day;
use skillmix::sheet::{Sheet, Table};

use crate::program::skillmix;
use crate::random::{Knobs, World, cases, start};

const DAY: &str = "2026-11-01";

/// A copy of a shipped dataset in `data`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/community-rehab");
    for entry in fs::read_dir(shipped).unwrap().map(Result::unwrap).filter(|e| e.path().is_file()) {
        fs::copy(entry.path(), data.join(entry.file_name())).unwrap();
    }
    folder
}

fn worksheet(folder: &Path, out: &str, more: &[&str]) -> Output {
    let args = ["panel", "worksheet", "data", "--as-at", DAY, "--out", out];
    skillmix(folder, &[&args[..], more].concat())
}

fn table(path: &Path) -> Sheet {
    Sheet::read("table", &fs::read(path).unwrap()).unwrap()
}

/// Rows as cells by column.
fn rows(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let sheet = table(path);
    let row = |record: &skillmix::sheet::Record| {
        sheet.header().iter().cloned().zip(record.cells().map(str::to_owned)).collect()
    };
    sheet.records().iter().map(row).collect()
}

/// Fills cells of the row of a task, as people would: everything else stays as it is.
fn fill(path: &Path, (task, site): (&str, &str), cells: &[(&str, &str)]) {
    let sheet = table(path);
    let mut text = Table::new(sheet.header().iter().map(String::as_str), false);
    let at = |column: &str| sheet.column(column).unwrap();
    let mut found = 0;
    for record in sheet.records() {
        let mut row: Vec<String> = record.cells().map(str::to_owned).collect();
        if row[at("task_id")] == task && row[at("site")] == site {
            found += 1;
            for (column, cell) in cells {
                (*cell).clone_into(&mut row[at(column)]);
            }
        }
        text.row(row.iter().map(String::as_str));
    }
    assert_eq!(found, 1, "{task} at {site}");
    fs::write(path, text.finish()).unwrap();
}

/// matches.csv by task and site, and the summary.
fn matched(
    folder: &Path,
    more: &[&str],
) -> (Vec<std::collections::BTreeMap<String, String>>, serde_json::Value) {
    let args = ["match", "data", "--as-at", DAY, "--json", "--rungs"];
    let output = skillmix(folder, &[&args[..], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (rows(&folder.join("out/matches.csv")), serde_json::from_slice(&output.stdout).unwrap())
}

fn answer(rows: &[std::collections::BTreeMap<String, String>], task: (&str, &str)) -> [String; 3] {
    let row = rows.iter().find(|row| row["task_id"] == task.0 && row["site"] == task.1).unwrap();
    ["status", "floor", "because"].map(|column| row[column].clone())
}

#[test]
fn a_worksheet_goes_round() {
    let folder = folder();
    let folder = folder.path();
    let (before, summary) = matched(folder, &[]);
    let (_, with_moves) = matched(folder, &["--sensitivity"]);
    assert!(worksheet(folder, "sheet.csv", &["--quiet"]).status.success());
    let sheet = folder.join("sheet.csv");
    let listed = rows(&sheet);
    // just those that need a panel, and those with a decision: two void, one in force
    let statuses = before.iter().filter(|row| row["status"] == "needs-panel").count();
    let of = |why: &str| listed.iter().filter(|row| row["listed_for"].contains(why)).count();
    assert_eq!((of("needs-panel"), of("void"), of("in force")), (statuses, 2, 1));
    assert_eq!(summary["by_status"]["needs-panel"], statuses);
    assert!(listed.iter().all(|row| !row["listed_for"].is_empty() && row["facts"].len() == 64));
    // as it was written it changes nothing: what is in force stays, what was void is now not decided
    let (same, _) = matched(folder, &["--panel", "sheet.csv"]);
    assert_eq!(same, before);
    let all = worksheet(folder, "all.csv", &["--only", "all", "--json"]);
    let all: serde_json::Value = serde_json::from_slice(&all.stdout).unwrap();
    let without: u64 = all["without_site"].as_u64().unwrap();
    assert_eq!(rows(&folder.join("all.csv")).len() as u64 + without, before.len() as u64);
    assert_eq!((all["tasks"].as_u64().unwrap() + without, all["of"].as_u64()), (60, Some(60)));
    // fragile ones are those of the summary, with a site
    assert!(worksheet(folder, "fragile.csv", &["--only", "fragile", "--quiet"]).status.success());
    let fragile = rows(&folder.join("fragile.csv"));
    let fragile = fragile.iter().filter(|row| row["listed_for"].contains("fragile")).count();
    assert_eq!(with_moves["sensitivity"]["fragile"], fragile);
}

#[test]
fn a_filled_decision_acts_until_a_fact_changes() {
    let folder = folder();
    let folder = folder.path();
    let (before, _) = matched(folder, &[]);
    assert!(worksheet(folder, "sheet.csv", &["--only", "all", "--quiet"]).status.success());
    let sheet = folder.join("sheet.csv");
    let void = ("CR-T18", "valley-clinic");
    assert!(!answer(&before, void)[2].contains("panel"));
    let floor = answer(&before, void)[1].parse::<u8>().unwrap();
    let decided =
        [("floor", "2"), ("review_on", "2027-06-30"), ("panel", "RN-ADULT;PT"), ("decided_on", DAY)];
    // looser, and nobody says why: it does not act
    fill(&sheet, void, &decided);
    assert!(floor > 2);
    let (silent, summary) = matched(folder, &["--panel", "sheet.csv"]);
    assert_eq!(
        (answer(&silent, void), &summary["findings"]["panel-void"]),
        (answer(&before, void), &1.into())
    );
    // with a rationale it acts, and is marked and listed everywhere
    fill(&sheet, void, &[("rationale", "Agreed, for a year."), ("dissent", "PT: not yet")]);
    let (acting, summary) = matched(folder, &["--panel", "sheet.csv"]);
    let [_, floor_now, because] = answer(&acting, void);
    assert_eq!(floor_now, "2");
    assert!(because.contains("panel"));
    let looser = &summary["panel"]["looser"];
    let own = looser.as_array().unwrap().iter().find(|one| one["task_id"] == void.0).unwrap();
    assert_eq!(own["rationale"], "Agreed, for a year.");
    assert_eq!((&own["floor_panel"], &own["dissent"]), (&"2".into(), &"PT: not yet".into()));
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("out/run.json")).unwrap()).unwrap();
    assert_eq!(record["summary"]["panel"], summary["panel"]);
    assert_eq!(summary["panel"]["decided"], 2);
    let rungs = rows(&folder.join("out/rungs.csv"));
    let of_task = |row: &&std::collections::BTreeMap<String, String>| {
        (row["task_id"].as_str(), row["site"].as_str()) == void
    };
    assert!(rungs.iter().filter(of_task).all(|row| row["reasons"].starts_with("panel")));
    let args = ["explain", void.0, "data", "--site", void.1, "--as-at", DAY, "--panel", "sheet.csv"];
    let proof = String::from_utf8(skillmix(folder, &args).stdout).unwrap();
    for told in
        ["A panel has decided", "looser than the rules: floor 2", "rationale: Agreed", "dissent: PT: not yet"]
    {
        assert!(proof.contains(told), "{told}\n{proof}");
    }
    // one fact changes: void, and the next sheet says what was decided
    let tasks = folder.join("data/tasks.csv");
    let sheet_of_tasks = table(&tasks);
    let harm = rows(&tasks).iter().find(|row| of_task(row)).unwrap()["harm_consequence"].clone();
    assert!(sheet_of_tasks.column("harm_consequence").is_some() && harm != "3");
    fill(&tasks, void, &[("harm_consequence", "3")]);
    let (changed, summary) = matched(folder, &["--panel", "sheet.csv"]);
    assert!(!answer(&changed, void)[2].contains("panel"));
    assert_eq!((&summary["findings"]["panel-void"], &summary["panel"]["decided"]), (&1.into(), &1.into()));
    assert!(worksheet(folder, "next.csv", &["--panel", "sheet.csv", "--quiet"]).status.success());
    let next = rows(&folder.join("next.csv"));
    let row = next.iter().find(|row| of_task(row)).unwrap();
    assert!(row["earlier_decision"].starts_with("floor 2, veto none"), "{row:?}");
    assert!(row["listed_for"].contains("void: the task's facts are not those"), "{row:?}");
    assert_eq!(row["floor"], "");
}

/// The decision on CR-T16 is reviewed on 2027-10-31.
#[test]
fn a_decision_is_due_thirty_days_before_its_review_and_void_after_it() {
    let folder = folder();
    for (day, due, void) in [
        ("2027-09-30", false, false),
        ("2027-10-01", true, false),
        ("2027-10-31", true, false),
        ("2027-11-01", false, true),
    ] {
        let args = ["panel", "worksheet", "data", "--as-at", day, "--out", day, "--quiet"];
        assert!(skillmix(folder.path(), &args).status.success(), "{day}");
        let listed = rows(&folder.path().join(day));
        let row = listed.iter().find(|row| row["task_id"] == "CR-T16" && row["site"] == "north-hub").unwrap();
        let why = &row["listed_for"];
        assert_eq!(
            (why.contains("review due 2027-10-31"), why.contains("void")),
            (due, void),
            "{day}: {why}"
        );
        // in force it is written as it stands, void it is to be decided again
        assert_eq!(row["floor"], if void { "" } else { "4" }, "{day}");
        assert_eq!(row["rationale"].is_empty(), void, "{day}");
    }
}

#[test]
fn a_sheet_that_is_there_is_never_written_over() {
    let folder = folder();
    let sheet = folder.path().join("panel-worksheet.csv");
    fs::write(&sheet, "filled in by hand").unwrap();
    let args = ["panel", "worksheet", "data", "--as-at", DAY];
    let output = skillmix(folder.path(), &args);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("is there already") && told.contains("--out"), "{told}");
    assert_eq!(fs::read(&sheet).unwrap(), b"filled in by hand");
}

/// Nothing filled in, a worksheet says what the file said that it was made from: decisions in force stay, and those that were
/// void bind no more than before.
#[test]
fn a_worksheet_takes_the_place_of_the_file_it_was_made_from() {
    let worlds = (start()..).map(|seed| World::random(seed, Knobs::ALL));
    let decided = worlds.filter(|world| world.data.contains_key("panel.csv"));
    let mut kept = 0;
    for world in decided.take(cases(60).try_into().unwrap()) {
        let folder = tempfile::tempdir().unwrap();
        for (part, files) in [("pack", world.pack_files()), ("data", world.data_files())] {
            fs::create_dir(folder.path().join(part)).unwrap();
            for (name, bytes) in files {
                fs::write(folder.path().join(part).join(name), bytes).unwrap();
            }
        }
        let request = WorksheetRequest {
            common: Common {
                pack: Some(folder.path().join("pack")),
                as_at: Day::parse_iso(&world.day()).unwrap(),
                json: false,
                quiet: true,
                show_values: false,
            },
            paths: DatasetPaths { folder: Some(folder.path().join("data")), ..DatasetPaths::default() },
            out: folder.path().join("sheet.csv"),
            listed: Listed::NeedsPanel,
        };
        skillmix::commands::worksheet(&request).unwrap();
        let Ok(sheet) = fs::read(&request.out) else { continue };
        let pack = world.load();
        let before = world.answer();
        let mut files = world.data_files();
        files.insert("panel.csv".to_owned(), sheet);
        let files = skillmix::commands::Files::in_memory(&files);
        let after = skillmix::commands::answer(&pack, &files, 1, |_| ()).unwrap();
        let same = before.matches(&pack).unwrap() == after.matches(&pack).unwrap();
        assert!(same, "{}", world.show());
        // no row of the sheet is refused, and nothing is said of its columns
        let panel = |finding: &&skillmix::model::Finding| finding.place.file.starts_with("panel");
        let told = after.findings.iter().filter(panel).map(|finding| finding.code);
        let told: Vec<_> = told.filter(|code| *code != skillmix::model::FindingCode::PanelLooser).collect();
        assert!(told.is_empty(), "{told:?}\n{}", world.show());
        kept += after.tasks().iter().filter(|task| task.panel.is_some()).count();
    }
    assert!(kept > 10, "{kept} decisions were kept");
}
