//! Random changes of random worlds: every cause that is told is undone in the files, and gives what was promised.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use skillmix::report::{Stood, stood};

use super::{Row, rows};
use crate::program::{run, skillmix};
use crate::random::dice::Dice;
use crate::random::sheet::{Line, Sheet};
use crate::random::{Bytes, Knobs, World, cases, day, start};

const KNOBS: Knobs = Knobs { silence: true, by_role: true, picky: true, panels: true, dirt: false };

fn write(folder: &Path, files: &Bytes) {
    fs::create_dir_all(folder).unwrap();
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

/// The same world with a few changes.
fn later(world: &World, dice: &Dice) -> World {
    let mut new = world.clone();
    for _ in 0..dice.within(4, 12) {
        match dice.below(9) {
            0 => new.as_at += i64::try_from(dice.within(1, 200)).unwrap(),
            1 | 2 => touch(new.data.get_mut("holdings.csv"), dice),
            3 => touch(new.data.get_mut("staff.csv"), dice),
            4 => touch(new.data.get_mut("tasks.csv"), dice),
            5 => touch(new.data.get_mut("links.csv"), dice),
            6 => touch(new.data.get_mut("competencies.csv"), dice),
            7 => leave(&mut new, dice),
            _ => {
                let before = new.pack.clone();
                let name = *dice.pick(&["floor.csv", "mitigation.csv", "governance.csv", "supervision.csv"]);
                touch(new.pack.get_mut(name), dice);
                let day = skillmix::model::Day::parse_iso(&new.day()).unwrap();
                if skillmix::rules::load(&new.pack_files(), day).is_err() {
                    new.pack = before;
                }
            }
        }
    }
    let day = skillmix::model::Day::parse_iso(&new.day()).unwrap();
    if skillmix::rules::load(&new.pack_files(), day).is_err() { world.clone() } else { new }
}

/// A row goes, or has a cell of another row.
fn touch(sheet: Option<&mut Sheet>, dice: &Dice) {
    let Some(sheet) = sheet else { return };
    let rows = sheet.rows();
    if rows.len() < 2 {
        return;
    }
    let (row, other) = (*dice.pick(&rows), *dice.pick(&rows));
    if dice.chance(30) {
        sheet.lines.remove(row);
        return;
    }
    let keys = ["staff_id", "task_id", "code", "rule"];
    let columns: Vec<String> =
        sheet.header.iter().filter(|name| !keys.contains(&name.as_str())).cloned().collect();
    let column = dice.pick(&columns).clone();
    let cell = sheet.get(other, &column).to_owned();
    sheet.set(row, &column, &cell);
}

/// Somebody leaves with all rows.
fn leave(world: &mut World, dice: &Dice) {
    let staff = &world.data["staff.csv"];
    let rows = staff.rows();
    if rows.is_empty() {
        return;
    }
    let id = staff.get(*dice.pick(&rows), "staff_id").to_owned();
    for name in ["staff.csv", "holdings.csv"] {
        let sheet = world.data.get_mut(name).unwrap();
        let column = sheet.column("staff_id").unwrap();
        sheet.lines.retain(|line| !matches!(line, Line::Cells(cells) if cells[column] == id));
    }
}

/// Where every task stands.
fn stands(world: &World) -> BTreeMap<(String, String), Stood> {
    let (pack, answered) = (world.load(), world.answer());
    let of = |(task, answer): (&skillmix::model::Task, &skillmix::model::Answer)| {
        ((task.id.clone(), task.site.clone()), stood(&pack.catalogue, answer))
    };
    answered.tasks().iter().zip(&answered.answers).map(of).collect()
}

/// The row of a sheet that stands on a line of its file. Lines of these sheets have no line break within.
fn on_line(sheet: &Sheet, line: usize) -> Option<&Vec<String>> {
    match sheet.lines.get(line.checked_sub(2)?)? {
        Line::Cells(cells) => Some(cells),
        Line::Raw(_) => None,
    }
}

/// Rows of a key are again those of the old sheet.
fn restore(new: &mut Sheet, old: &Sheet, key: &[(&str, String)]) {
    let is = |sheet: &Sheet, line: &Line| match line {
        Line::Cells(cells) => key
            .iter()
            .all(|(column, cell)| sheet.column(column).is_some_and(|at| cells[at].trim() == cell.trim())),
        Line::Raw(_) => false,
    };
    let shape = new.clone();
    new.lines.retain(|line| !is(&shape, line));
    let back: Vec<Line> = old.lines.iter().filter(|line| is(old, line)).cloned().collect();
    new.lines.extend(back);
}

/// Undoes in a world what a row of causes.csv tells; `false`: this replay does not know how.
fn undo(undone: &mut World, [old, new]: [&World; 2], cause: &Row) -> bool {
    by_key(undone, [old, new], cause) || by_cell(undone, new, cause)
}

/// Where the rows of a key are again those of the old run.
fn by_key(undone: &mut World, [old, new]: [&World; 2], cause: &Row) -> bool {
    let line: usize = cause["line"].parse().unwrap_or(0);
    let file = cause["file"].rsplit('/').next().unwrap();
    let (kind, what, id) = (cause["kind"].as_str(), cause["what"].as_str(), cause["staff_id"].as_str());
    let of_old = cause["file"].starts_with("old") || cause["file"].starts_with("rules-old");
    let table =
        |world: &World| -> Option<Sheet> { world.data.get(file).or_else(|| world.pack.get(file)).cloned() };
    let (files, key): (Vec<&str>, Vec<(&str, String)>) = match kind {
        "person-left" | "person-came" => {
            (vec!["staff.csv", "holdings.csv"], vec![("staff_id", id.to_owned())])
        }
        "holding-removed" | "holding-added" | "holding-changed" => {
            let code = what.split(':').next().unwrap().to_owned();
            (vec!["holdings.csv"], vec![("staff_id", id.to_owned()), ("competency", code)])
        }
        "competency-changed" | "link-changed" | "rule-added" | "rule-removed" | "rule-changed"
        | "panel-changed" | "post-added" | "post-removed" => {
            let sheet = table(if of_old { old } else { new }).unwrap();
            let Some(cells) = on_line(&sheet, line) else { return false };
            let keys: &[&str] = match kind {
                "competency-changed" => &["code"],
                "link-changed" => &["from", "kind", "to"],
                "panel-changed" => &["task_id", "site"],
                "post-added" | "post-removed" => &["staff_id", "role", "site"],
                _ => &["rule"],
            };
            let cell = |name: &&'static str| (*name, cells[sheet.column(name).unwrap()].clone());
            (vec![file], keys.iter().map(cell).collect())
        }
        _ => return false,
    };
    for name in files {
        let then = old.data.get(name).or_else(|| old.pack.get(name)).unwrap();
        let place = if undone.data.contains_key(name) {
            undone.data.get_mut(name).unwrap()
        } else {
            undone.pack.get_mut(name).unwrap()
        };
        restore(place, then, &key);
    }
    true
}

/// Where cells of a row are as they were, or so that the new day sees them as the old one did.
fn by_cell(undone: &mut World, new: &World, cause: &Row) -> bool {
    let line: usize = cause["line"].parse().unwrap_or(0);
    let file = cause["file"].rsplit('/').next().unwrap();
    let (kind, what, id) = (cause["kind"].as_str(), cause["what"].as_str(), cause["staff_id"].as_str());
    let (column, said) = what.split_once(": ").unwrap_or((what, ""));
    let today = day::iso(new.as_at);
    match kind {
        "role-changed" | "site-changed" | "task-changed" | "person-changed" => {
            let from = said.split_once(" to ").unwrap().0;
            let from = if from == "blank" { "" } else { from };
            let row = row_of(undone, &new.data[file], file, line);
            let sheet = undone.data.get_mut(file).unwrap();
            // facts of a person are undone in all rows
            let rows = if kind == "person-changed" && column != "status" {
                sheet.rows_with("staff_id", id)
            } else {
                vec![row]
            };
            for row in rows {
                sheet.set(row, column, from);
            }
        }
        "holding-lapsed" => {
            let row = row_of(undone, &new.data[file], file, line);
            let sheet = undone.data.get_mut("holdings.csv").unwrap();
            if what.contains("expires_on") {
                sheet.set(row, "expires_on", &today);
            }
            // in date on the new day, whatever the period
            if what.contains("refresh due by") {
                sheet.set(row, "assessed_on", &today);
            }
        }
        "date-passed" if what.starts_with("cti_review_on ") => {
            let row = row_of(undone, &new.data[file], file, line);
            undone.data.get_mut(file).unwrap().set(row, "cti_review_on", &today);
        }
        _ => return false,
    }
    true
}

/// Where a row of the new sheet stands in the one that is being undone.
fn row_of(undone: &World, new: &Sheet, file: &str, line: usize) -> usize {
    let row = &new.lines[line - 2];
    let at = line - 2;
    let lines = &undone.data[file].lines;
    // another cause of the set may have changed the row or moved it
    if lines.get(at) == Some(row) { at } else { lines.iter().position(|other| other == row).unwrap_or(at) }
}

#[test]
fn every_cause_gives_what_it_promises() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut replayed = BTreeMap::new();
    for seed in start()..start() + u64::from(cases(70)) {
        let old = World::random(seed, KNOBS);
        let new = later(&old, &Dice::new(seed ^ 0x5EED));
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        for (side, world) in [("old", &old), ("new", &new)] {
            write(&folder.join(side), &world.data_files());
            write(&folder.join(format!("rules-{side}")), &world.pack_files());
            let (rules, out, day) = (format!("rules-{side}"), format!("out-{side}"), world.day());
            run(folder, &["match", side, "--rules", &rules, "--as-at", &day, "--out", &out, "--quiet"]);
        }
        let output = skillmix(folder, &["diff", "out-old", "out-new", "--out", "changes"]);
        assert!(output.status.success(), "seed {seed}: {}", String::from_utf8_lossy(&output.stderr));
        let changes = rows(&folder.join("changes/changes.csv"));
        let causes = rows(&folder.join("changes/causes.csv"));
        let (was, is) = (stands(&old), stands(&new));
        let moved = was.iter().filter(|(key, stood)| is.get(key).is_some_and(|now| now != *stood)).count();
        let of_both = changes.iter().filter(|row| row["change"] != "came" && row["change"] != "went");
        assert_eq!(of_both.count(), moved, "seed {seed}");
        for change in &changes {
            let own: Vec<&Row> = causes
                .iter()
                .filter(|row| row["task_id"] == change["task_id"] && row["site"] == change["site"])
                .collect();
            assert!(
                change["explained"] != "not",
                "seed {seed}: {change:?}\n{}",
                String::from_utf8_lossy(&output.stdout)
            );
            assert!(own.iter().any(|row| row["effect"] != "against"), "seed {seed}: {change:?}");
            for cause in &own {
                *kinds.entry(cause["kind"].clone()).or_default() += 1;
            }
            replay([&old, &new], change, &own, &mut replayed, seed);
        }
    }
    let sum: usize = replayed.values().sum();
    // of tasks that came or went there is nothing to undo, and `together` names kinds only
    let single =
        kinds.iter().filter(|(kind, _)| !["task-added", "task-removed", "together"].contains(&kind.as_str()));
    let single: usize = single.map(|(_, count)| count).sum();
    assert!(4 * sum >= 3 * single, "of {kinds:?} only {replayed:?} were replayed");
    let often = replayed.values().filter(|count| **count > 1).count();
    assert!(often >= 5, "too few kinds were replayed: {replayed:?}");
}

/// Undoes each cause of a task in the files.
fn replay(
    [old, new]: [&World; 2],
    change: &Row,
    causes: &[&Row],
    replayed: &mut BTreeMap<String, usize>,
    seed: u64,
) {
    let mut numbers: Vec<&String> = causes.iter().map(|row| &row["cause"]).collect();
    numbers.dedup();
    for number in numbers {
        let set: Vec<&&Row> = causes.iter().filter(|row| row["cause"] == *number).collect();
        let mut undone = new.clone();
        if !set.iter().all(|cause| undo(&mut undone, [old, new], cause)) {
            continue;
        }
        let key = (change["task_id"].clone(), change["site"].clone());
        let stood = &stands(&undone)[&key];
        let [status, floor, level, roles, supervision, able, by_level] = stood;
        for (column, cell) in
            [("status", status), ("level", level), ("able", able), ("able_by_level", by_level)]
        {
            let promised = &set[0][&format!("undone_{column}")];
            assert_eq!(promised, cell, "seed {seed} {key:?} {set:?}\n{change:?}");
        }
        if set[0]["effect"] == "back" {
            for (column, cell) in [("floor", floor), ("roles", roles), ("supervision", supervision)] {
                assert_eq!(&change[&format!("{column}_from")], cell, "seed {seed} {key:?} {set:?}");
            }
        }
        for cause in set {
            *replayed.entry(cause["kind"].clone()).or_default() += 1;
        }
    }
}
