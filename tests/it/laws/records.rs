//! Law 3: a record less never adds anybody.

use super::hold;
use super::view::{View, no_better};
use crate::random::day::iso;
use crate::random::dice::Dice;
use crate::random::people::PERSON;
use crate::random::{Knobs, World};

/// Removing or expiring a holding, an authorisation, an annotation, a task instruction or a mitigation, or removing a
/// person, never makes anybody newly able, a role newly pass, ready or safe, and never lowers a floor or a supervision.
///
/// Left out, by the text: removing a holding that caps a higher one (semantics point 10; expiring it is not left out, for
/// an expired row caps all the same), and panel decisions. As a removed task instruction raises a risk
/// (`steps_established`), what law 1 leaves out is left out here too. `expired` never means rule rows (point 17).
#[test]
fn a_record_less_adds_nobody() {
    hold(250, Knobs::MONOTONE, |world, dice| {
        let pack = world.load();
        let before = View::under(world, &pack);
        let mut compared = 0;
        for change in [
            without_holding,
            expired_holding,
            without_entry,
            without_instruction,
            without_measure,
            without_person,
        ] {
            let Some((what, less)) = change(world, dice) else { continue };
            let mut after = View::under(&less, &pack);
            after.tasks.retain(|key, _| before.tasks.get(key).is_some_and(|was| !was.bounded));
            no_better(&before, &after).map_err(|problem| format!("{what}: {problem}"))?;
            compared += 1;
        }
        Ok(compared)
    });
}

/// Whether a holding may cap another: the person has a higher one of the same competency, as far as links may merge.
pub(super) fn caps(world: &World, row: usize) -> bool {
    let sheet = &world.data["holdings.csv"];
    let linked = world.data.contains_key("links.csv");
    let rank =
        |row: usize| world.words.proficiencies.iter().position(|word| word == sheet.get(row, "proficiency"));
    let same = |other: &usize| {
        let code = linked || sheet.get(*other, "competency") == sheet.get(row, "competency");
        code && sheet.get(*other, "staff_id") == sheet.get(row, "staff_id")
    };
    sheet.rows().iter().filter(|other| same(other)).any(|other| rank(*other) > rank(row))
}

/// A random row of a table of the dataset.
fn any_row(world: &World, name: &str, dice: &Dice) -> Option<usize> {
    let rows = world.data[name].rows();
    rows.get(dice.below(rows.len())).copied()
}

fn without_holding(world: &World, dice: &Dice) -> Option<super::Change> {
    let row = any_row(world, "holdings.csv", dice).filter(|row| !caps(world, *row))?;
    let mut less = world.clone();
    less.data.get_mut("holdings.csv")?.lines.remove(row);
    Some((format!("holding {row} removed"), less))
}

fn expired_holding(world: &World, dice: &Dice) -> Option<super::Change> {
    let row = any_row(world, "holdings.csv", dice)?;
    let yesterday = iso(world.as_at - 1);
    let mut less = world.clone();
    let sheet = less.data.get_mut("holdings.csv")?;
    sheet.column("expires_on")?;
    // assessed later than it expires it would be refused, and cap nothing
    if sheet.get(row, "assessed_on") > yesterday.as_str() {
        return None;
    }
    sheet.set(row, "expires_on", &yesterday);
    Some((format!("holding {row} expired"), less))
}

/// The rows of a person whose rows say the same of the person; none if they do not.
pub(super) fn rows_of(world: &World, staff_id: &str) -> Vec<usize> {
    let sheet = &world.data["staff.csv"];
    let rows = sheet.rows_with("staff_id", staff_id);
    let agree = rows
        .iter()
        .all(|row| PERSON.iter().all(|column| sheet.get(*row, column) == sheet.get(rows[0], column)));
    if agree { rows } else { Vec::new() }
}

/// An annotation or authorisation removed, or expired.
fn without_entry(world: &World, dice: &Dice) -> Option<super::Change> {
    let sheet = &world.data["staff.csv"];
    let row = any_row(world, "staff.csv", dice)?;
    let column = *dice.pick(&["annotations", "authorisations"]);
    let mut entries: Vec<String> = sheet.get(row, column).split(';').map(str::to_owned).collect();
    let at = dice.below(entries.len());
    if dice.chance(50) || entries[at].contains('@') {
        entries.remove(at);
    } else {
        entries[at] = format!("{}@{}", entries[at].trim(), iso(world.as_at - 1));
    }
    let mut less = world.clone();
    for same in rows_of(world, sheet.get(row, "staff_id")) {
        less.data.get_mut("staff.csv")?.set(same, column, &entries.join(";"));
    }
    Some((format!("{column} of row {row} are {entries:?}"), less))
}

fn without_instruction(world: &World, dice: &Dice) -> Option<super::Change> {
    let row = any_row(world, "tasks.csv", dice)?;
    let mut less = world.clone();
    let tasks = less.data.get_mut("tasks.csv")?;
    let (column, cell) =
        if dice.chance(50) { ("cti", String::new()) } else { ("cti_review_on", iso(world.as_at - 1)) };
    tasks.set(row, column, &cell);
    Some((format!("task {row} without instruction: {column}"), less))
}

fn without_measure(world: &World, dice: &Dice) -> Option<super::Change> {
    let row = any_row(world, "tasks.csv", dice)?;
    let mut less = world.clone();
    let tasks = less.data.get_mut("tasks.csv")?;
    let mut words: Vec<&str> = tasks.get(row, "mitigations").split(';').collect();
    words.remove(dice.below(words.len()));
    let words = words.join(";");
    tasks.set(row, "mitigations", &words);
    Some((format!("task {row} with mitigations {words}"), less))
}

fn without_person(world: &World, dice: &Dice) -> Option<super::Change> {
    let row = any_row(world, "staff.csv", dice)?;
    let mut less = world.clone();
    let staff = less.data.get_mut("staff.csv")?;
    let staff_id = staff.get(row, "staff_id").to_owned();
    let rows = staff.rows_with("staff_id", &staff_id);
    for row in rows.into_iter().rev() {
        staff.lines.remove(row);
    }
    Some((format!("{staff_id} removed"), less))
}
