//! Looking ahead: what `match --forecast` says of a day is what `match` says on that day, and what is renewed is kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use skillmix::model::Day;

use crate::changed::{Row, rows};
use crate::program::{copy, root, run, skillmix};
use crate::random::dice::Dice;
use crate::random::{Knobs, World, cases, day, start};

type Key = (String, String);

/// A folder with `data`, perhaps `rules`, and runs of them.
struct Place<'p> {
    folder: &'p Path,
    rules: bool,
    as_at: Day,
}

impl Place<'_> {
    fn matched(&self, data: &str, day: Day, out: &str, more: &[&str]) {
        let day = day.to_string();
        let mut args = vec!["match", data, "--as-at", &day, "--out", out, "--quiet"];
        if self.rules {
            args.extend(["--rules", "rules"]);
        }
        args.extend(more);
        run(self.folder, &args);
    }

    fn rows(&self, file: &str) -> Vec<Row> {
        rows(&self.folder.join(file))
    }

    /// What `match` says on a day, by task.
    fn on(&self, data: &str, day: Day) -> BTreeMap<Key, Row> {
        self.matched(data, day, "on-a-day", &[]);
        by_task(self.rows("on-a-day/matches.csv"))
    }
}

fn by_task(rows: Vec<Row>) -> BTreeMap<Key, Row> {
    rows.into_iter().map(|row| ((row["task_id"].clone(), row["site"].clone()), row)).collect()
}

fn before(day: &str) -> Day {
    Day::from_number(Day::parse_iso(day).unwrap().number() - 1).unwrap()
}

/// The rule of docs/forecast.md, written once more.
fn is_lost(from: &Row, to: &Row) -> bool {
    let place = |row: &Row| match row["status"].as_str() {
        "not-yet" => 1,
        "no-supervisor" => 2,
        "nobody-competent" => 3,
        _ => 0,
    };
    let (was, is) = (from["status"].as_str(), to["status"].as_str());
    (is == "restricted" && was != "restricted")
        || (was == "placed" && is != "placed")
        || (was == "placed" && to["level"] > from["level"])
        || (place(from) > 0 && place(to) > place(from))
}

/// Holds a forecast to matching for real: months, rows, days; of days only every `sparse`th is looked at.
fn hold(place: &Place<'_>, data: &str, months: u16, sparse: usize) -> usize {
    let ahead = format!("{months}m");
    place.matched(data, place.as_at, "out", &["--forecast", &ahead]);
    let (lost, told) = (place.rows("out/forecast.csv"), place.rows("out/forecast_months.csv"));
    let mut was = by_task(place.rows("out/matches.csv"));
    for month in 1..=months {
        let day = place.as_at.add_months(month).unwrap();
        let is = place.on(data, day);
        let told = &told[usize::from(month)];
        assert_eq!(told["day"], day.to_string());
        for (column, status) in
            [("placed", "placed"), ("no_supervisor", "no-supervisor"), ("needs_panel", "needs-panel")]
        {
            let count = is.values().filter(|row| row["status"] == status).count();
            assert_eq!(told[column], count.to_string(), "{column} on {day}");
        }
        let able: u64 = is.values().filter_map(|row| row["able"].parse::<u64>().ok()).sum();
        assert_eq!(told["able"], able.to_string());
        let own: BTreeMap<Key, &Row> = lost
            .iter()
            .filter(|row| row["month"] == month.to_string())
            .map(|row| ((row["task_id"].clone(), row["site"].clone()), row))
            .collect();
        for (key, now) in &is {
            let then = &was[key];
            assert_eq!(own.contains_key(key), is_lost(then, now), "{key:?} on {day}");
            let Some(row) = own.get(key) else { continue };
            for cell in ["status", "level", "able"] {
                assert_eq!(row[&format!("{cell}_from")], then[cell]);
                assert_eq!(row[&format!("{cell}_to")], now[cell]);
            }
        }
        for (key, row) in own.iter().step_by(sparse) {
            let (eve, day) = (place.on(data, before(&row["day"])), Day::parse_iso(&row["day"]).unwrap());
            assert!(!is_lost(&was[key], &eve[key]), "{key:?} is lost before {day}");
            assert!(is_lost(&was[key], &place.on(data, day)[key]), "{key:?} is not lost on {day}");
            assert_ne!(row["kind"], "cause-not-known", "{row:?}");
        }
        was = is;
    }
    lost.len()
}

/// Writes the first renewals into the files, as sign-offs of the last day, and matches for that day.
fn renewed(place: &Place<'_>, data: &str, end: Day) -> usize {
    let renewals = place.rows("out/renewals.csv");
    let file = place.folder.join(data).join("holdings.csv");
    let text = fs::read_to_string(&file).unwrap();
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let day = end.to_string();
    for upto in [1, renewals.len() / 2, renewals.len()] {
        let Some(last) = upto.checked_sub(1).and_then(|at| renewals.get(at)) else { continue };
        let mut more = text.trim_end().to_owned();
        for renewal in &renewals[..upto] {
            let cell = |column: &&str| match *column {
                "assessed_on" => day.as_str(),
                "expires_on" => "never",
                own => renewal.get(own).map_or("", String::as_str),
            };
            let cells: Vec<&str> = header.iter().map(cell).collect();
            more.extend(["\n", &cells.join(",")]);
        }
        fs::write(&file, more + "\n").unwrap();
        let placed = place.on(data, end).values().filter(|row| row["status"] == "placed").count();
        fs::write(&file, &text).unwrap();
        assert_eq!(last["placed_at_end"], placed.to_string(), "{upto} renewals: {renewals:?}");
    }
    renewals.len()
}

#[test]
fn a_shipped_dataset_is_seen_ahead_as_it_is_matched_then() {
    let folder = tempfile::tempdir().unwrap();
    let as_at = Day::parse_iso("2026-11-30").unwrap();
    for (name, months) in [("community-rehab", 12), ("acute-ward", 4)] {
        copy(&root().join("datasets").join(name), &folder.path().join(name));
        let place = Place { folder: folder.path(), rules: false, as_at };
        assert!(hold(&place, name, months, 8) > 5);
        assert!(renewed(&place, name, as_at.add_months(months).unwrap()) > 2);
        run(folder.path(), &["verify", "out", "--quiet"]);
    }
}

#[test]
fn random_worlds_are_seen_ahead_as_they_are_matched_then() {
    let knobs = Knobs { silence: true, by_role: true, picky: true, panels: true, dirt: false };
    let mut lost = 0;
    for seed in (start()..).take(cases(8).try_into().unwrap()) {
        let world = World::random(seed, knobs);
        let folder = tempfile::tempdir().unwrap();
        for (name, files) in [("data", world.data_files()), ("rules", world.pack_files())] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
            for (file, bytes) in files {
                fs::write(folder.path().join(name).join(file), bytes).unwrap();
            }
        }
        let place =
            Place { folder: folder.path(), rules: true, as_at: Day::parse_iso(&world.day()).unwrap() };
        lost += hold(&place, "data", 9, 6);
        renewed(&place, "data", place.as_at.add_months(9).unwrap());
    }
    assert!(lost > 0);
}

#[test]
fn sign_offs_with_any_dates_are_seen_ahead_as_they_are_matched_then() {
    let dice = &Dice::new(start());
    for _ in 0..cases(2) {
        let folder = rehab();
        let file = folder.path().join("data/holdings.csv");
        let text = fs::read_to_string(&file).unwrap();
        let day =
            |low: usize, high: usize| day::iso(20_758 + i64::try_from(dice.within(low, high)).unwrap() - 400);
        let other = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let [id, code, rank, assessed, expires] = cells[..] else { return line.to_owned() };
            match dice.below(6) {
                0 => format!("{id},{code},{rank},{assessed},{}", day(395, 580)),
                1 => format!("{id},{code},{rank},{},", day(0, 430)),
                2 => format!("{id},{code},{},{},never", dice.pick(&["taught", "competent"]), day(300, 500)),
                3 => format!(
                    "{line}\n{id},{code},{},{},{expires}",
                    dice.pick(&["taught", "trainer"]),
                    day(0, 450)
                ),
                _ => line.to_owned(),
            }
        };
        let rows: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(at, line)| if at == 0 { line.to_owned() } else { other(line) })
            .collect();
        fs::write(&file, rows.join("\n") + "\n").unwrap();
        let as_at = Day::parse_iso("2026-11-01").unwrap();
        let place = Place { folder: folder.path(), rules: false, as_at };
        assert!(hold(&place, "data", 4, 7) > 0);
        assert!(renewed(&place, "data", as_at.add_months(4).unwrap()) > 0);
    }
}

/// A copy of the shipped dataset, with a place for runs.
fn rehab() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("datasets/community-rehab"), &folder.path().join("data"));
    folder
}

#[test]
fn who_leaves_is_gone_from_the_next_day_on() {
    let folder = rehab();
    let place = Place { folder: folder.path(), rules: false, as_at: Day::parse_iso("2026-11-01").unwrap() };
    place.matched("data", place.as_at, "out", &[]);
    let nearest = |row: &&Row| row["status"] == "placed" && row["able"] == "1" && row["level"] == "5";
    let task = place.rows("out/matches.csv").iter().find(nearest).unwrap().clone();
    let leaver = &task["examples"];
    fs::write(folder.path().join("leavers.csv"), format!("staff_id,leaves_on\n{leaver},2026-11-10\n"))
        .unwrap();
    place.matched("data", place.as_at, "ahead", &["--forecast", "1m", "--leavers", "leavers.csv"]);
    // today's answers are those of staff.csv
    let read = |file: &str| fs::read(folder.path().join(file)).unwrap();
    assert_eq!(read("out/matches.csv"), read("ahead/matches.csv"));
    run(folder.path(), &["verify", "ahead", "--quiet"]);
    let lost = by_task(place.rows("ahead/forecast.csv"));
    let own = &lost[&(task["task_id"].clone(), task["site"].clone())];
    assert_eq!((own["day"].as_str(), own["kind"].as_str()), ("2026-11-11", "person-left"), "{own:?}");
    assert_eq!(&own["staff_id"], leaver);
    // as if their rows were not active any more
    let file = folder.path().join("data/staff.csv");
    let text = fs::read_to_string(&file).unwrap();
    let left = |line: &str| {
        if line.starts_with(leaver.as_str()) { line.replace(",active", ",left") } else { line.to_owned() }
    };
    let rows: Vec<String> = text.lines().map(left).collect();
    fs::write(&file, rows.join("\n") + "\n").unwrap();
    let then = place.on("data", place.as_at.add_months(1).unwrap());
    for (key, row) in &lost {
        assert_eq!((&row["status_to"], &row["level_to"]), (&then[key]["status"], &then[key]["level"]));
    }
    let placed = then.values().filter(|row| row["status"] == "placed").count();
    assert_eq!(place.rows("ahead/forecast_months.csv")[1]["placed"], placed.to_string());
}

#[test]
fn a_file_of_leavers_with_a_fault_is_refused() {
    let folder = rehab();
    let args =
        ["match", "data", "--as-at", "2026-11-01", "--quiet", "--forecast", "1m", "--leavers", "l.csv"];
    for text in [
        "staff_id,leaves_on\nCR-0001,2026-02-30\n",
        "staff_id,leaves_on\nCR-0001,\n",
        "staff_id,leaves_on\nCR-0001,2026-12-01\nCR-0001,2026-12-02\n",
        "staff_id,leaves_on\nCR-0001\n",
        "staff_id,leaves\nCR-0001,2026-12-01\n",
    ] {
        fs::write(folder.path().join("l.csv"), text).unwrap();
        assert_eq!(skillmix(folder.path(), &args).status.code(), Some(2), "{text}");
        assert!(!folder.path().join("out").exists());
    }
    fs::write(folder.path().join("l.csv"), "staff_id,leaves_on\nNOBODY,2026-12-01\n").unwrap();
    run(folder.path(), &args);
    let findings = rows(&folder.path().join("out/findings.csv"));
    assert!(findings.iter().any(|row| row["file"] == "l.csv" && row["code"] == "staff-unknown"));
}

#[test]
fn rules_and_instructions_that_end_are_told_as_such() {
    let folder = rehab();
    copy(&root().join("rules/calderdale"), &folder.path().join("rules"));
    let place = Place { folder: folder.path(), rules: true, as_at: Day::parse_iso("2026-11-01").unwrap() };
    // the rules end within the second month, so nothing can be said of its end
    let pack = folder.path().join("rules/pack.toml");
    let text = fs::read_to_string(&pack).unwrap();
    assert!(text.contains("effective_until = \"\""), "{text}");
    fs::write(&pack, text.replace("effective_until = \"\"", "effective_until = \"2026-12-15\"")).unwrap();
    place.matched("data", place.as_at, "out", &["--forecast", "3m"]);
    assert_eq!(place.rows("out/forecast_months.csv").len(), 2);
    let run = fs::read_to_string(folder.path().join("out/run.json")).unwrap();
    assert!(run.contains("the rules cannot be used on 2027-01-01"));
    fs::write(&pack, text).unwrap();
    // a floor that rises on a day
    let floor = folder.path().join("rules/floor.csv");
    let text = fs::read_to_string(&floor).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let columns = header.split(',').count();
    let rest: Vec<String> = lines.map(|line| format!("{line},")).collect();
    let rule =
        format!("F99,9{}From then on only the highest level.,J-FLOOR,2026-11-20", ",".repeat(columns - 3));
    let changed = format!("{header},effective_from\n{}\n{rule}\n", rest.join("\n"));
    fs::write(&floor, changed).unwrap();
    place.matched("data", place.as_at, "out", &["--forecast", "1m"]);
    let lost = place.rows("out/forecast.csv");
    let passed = lost.iter().filter(|row| row["kind"] == "date-passed" && row["day"] == "2026-11-20");
    assert!(passed.clone().count() > 10, "{lost:?}");
    assert!(passed.clone().all(|row| row["what"].contains("F99") && row["staff_id"].is_empty()), "{lost:?}");
}

#[test]
fn how_far_is_looked_ahead_is_written_as_months() {
    let folder = rehab();
    for wrong in ["12", "0m", "37m", "1y", "+3m", "m", "03m"] {
        let args = ["match", "data", "--as-at", "2026-11-01", "--forecast", wrong];
        assert_eq!(skillmix(folder.path(), &args).status.code(), Some(2), "{wrong}");
    }
    let args = ["match", "data", "--as-at", "2026-11-01", "--leavers", "l.csv"];
    assert_eq!(skillmix(folder.path(), &args).status.code(), Some(2));
}
