//! Law 4: unknown is never better than any known value.

use super::hold;
use super::records::rows_of;
use super::view::{View, no_better, people_no_better};
use crate::random::day::iso;
use crate::random::{Knobs, World};

/// What the law claims: panels may not have decided (a decision binds to the facts, so any change voids it).
const KNOBS: Knobs = Knobs { panels: false, ..Knobs::ALL };

/// A task with a blank criterion, authority or profession is no better than the same task with any value there: no
/// person newly able, no role newly lawful, passing, ready or safe or supervised by less, no lower floor (high end).
/// For the authority the values are those that the task's acts allow, for another makes the acts unknown.
#[test]
fn a_blank_fact_is_no_better_than_any_value() {
    hold(120, KNOBS, |world, dice| {
        let row = *dice.pick(&world.data["tasks.csv"].rows());
        let mut columns: Vec<String> = world.words.criteria.iter().map(|c| c.name.clone()).collect();
        columns.extend(["authority", "authority", "profession"].map(String::from));
        let column = dice.word(&columns);
        let values = values(world, row, &column);
        let with = |value: &str| {
            let mut other = world.clone();
            other.data.get_mut("tasks.csv").unwrap().set(row, &column, value);
            View::of(&other)
        };
        let blank = with("");
        for value in &values {
            let context = |problem| format!("task {row}, blank {column} against {value}: {problem}");
            no_better(&with(value), &blank).map_err(context)?;
        }
        Ok(values.len())
    });
}

/// The values that a column of a task may have.
fn values(world: &World, row: usize, column: &str) -> Vec<String> {
    let acts = world.data["tasks.csv"].get(row, "acts");
    let words = &world.words;
    match column {
        "profession" => words.professions.clone(),
        "authority" => {
            let acts: Vec<String> =
                acts.split(';').filter(|act| *act != "none").map(|act| act.trim().to_owned()).collect();
            let word = |word: &&str| if *word == "pgd" { "pgd:flu".to_owned() } else { (*word).to_owned() };
            words.authorities(&acts).iter().map(word).collect()
        }
        criterion => words.criterion(criterion).unwrap().values.clone(),
    }
}

/// Blank acts let nobody pass, whatever the acts may be. The floor is not compared: it is `needs-panel` by definition,
/// and known acts may be restricted.
#[test]
fn blank_acts_let_nobody_pass() {
    hold(120, KNOBS, |world, dice| {
        let row = *dice.pick(&world.data["tasks.csv"].rows());
        let with = |value: &str| {
            let mut other = world.clone();
            other.data.get_mut("tasks.csv").unwrap().set(row, "acts", value);
            View::of(&other)
        };
        let blank = with("");
        let mut values: Vec<String> = world.words.acts.iter().map(|act| act.name.clone()).collect();
        values.push(values.join(";"));
        values.push("none".to_owned());
        for value in &values {
            let known = with(value);
            for (key, now) in &blank.tasks {
                if let Some(was) = known.tasks.get(key) {
                    people_no_better(was, now)
                        .map_err(|problem| format!("{key:?} against {value}: {problem}"))?;
                }
            }
        }
        Ok(values.len())
    });
}

/// A person with a blank register, profession, field, delegator or status, or without annotations or authorisations, is
/// able in nothing that they are not able in with any value, and supervises nobody more. `delegator` is left out where
/// the pack counts a blank as yes (semantics point 25).
///
/// Left out of the law as a whole, by the text (points 10 and 15, and the formats): a blank `expires_on`, for which the
/// refresh period or the pack's `unknown_expiry` stands in; a blank `assessed_on` beside an explicit expiry, which no
/// refresh period then shortens; a blank `refresh_months`, which says that there is no period; blank proficiencies of
/// links, which mean `competent`; and a blank proficiency of a holding, which refuses the row, so that it no longer caps.
#[test]
fn a_blank_person_fact_is_no_better_than_any_value() {
    hold(100, Knobs { picky: true, ..KNOBS }, |world, dice| {
        let pack = world.load();
        let staff = &world.data["staff.csv"];
        let rows = staff.rows();
        let Some(row) = rows.get(dice.below(rows.len())) else { return Ok(0) };
        let same = rows_of(world, staff.get(*row, "staff_id"));
        let mut compared = 0;
        for (column, values) in person_columns(world) {
            let with = |value: &str| {
                let mut other = world.clone();
                for row in &same {
                    other.data.get_mut("staff.csv").unwrap().set(*row, column, value);
                }
                View::under(&other, &pack)
            };
            let blank = with("");
            for value in values.iter().filter(|_| staff.column(column).is_some()) {
                let context = |problem| format!("rows {same:?}, blank {column} against {value}: {problem}");
                no_better(&with(value), &blank).map_err(context)?;
                compared += 1;
            }
        }
        Ok(compared)
    });
}

/// Columns of staff.csv and values that they may have.
fn person_columns(world: &World) -> Vec<(&'static str, Vec<String>)> {
    let words = &world.words;
    let list = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut columns = vec![
        ("register", words.registers.clone()),
        ("profession", words.professions.clone()),
        ("field", words.fields.clone()),
        (
            "annotations",
            vec![words.annotations.join(";"), format!("{}@{}", words.annotations[0], iso(world.as_at))],
        ),
        ("authorisations", vec![format!("{};PGD:flu", words.authorisations.join(";")), "PGD:tet".to_owned()]),
        ("status", list(&["active", "left", "absent"])),
    ];
    if !words.delegator_unknown {
        columns.push(("delegator", list(&["yes", "no"])));
    }
    columns
}
