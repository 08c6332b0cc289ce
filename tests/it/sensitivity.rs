//! sensitivity.csv against the slow reference: every step of every criterion really written into tasks.csv.

use std::collections::{BTreeMap, BTreeSet};

use skillmix::commands::{Files, sensitivity};
use skillmix::sheet::Sheet;
use skillmix::verify::{self, TaskAnswer};

use crate::random::words::Criterion;
use crate::random::{Bytes, Knobs, World, cases, start};

/// The columns that the reference fills in, in the order of the file.
const COLUMNS: [&str; 14] = [
    "task_id",
    "site",
    "criterion",
    "from",
    "to",
    "direction",
    "status_before",
    "status_after",
    "level_before",
    "level_after",
    "floor_before",
    "floor_after",
    "because",
    "panel",
];

/// One criterion of one row of tasks.csv with another value.
struct Edit {
    /// The number of the task's answer.
    task: usize,
    /// The row in tasks.csv.
    row: usize,
    criterion: String,
    from: String,
    to: String,
    direction: &'static str,
}

/// The world without its panel: sensitivity.csv sets decisions aside.
fn alone(world: &World) -> World {
    let mut alone = world.clone();
    alone.data.remove("panel.csv");
    alone
}

fn reference(world: &World, data: Bytes) -> Vec<TaskAnswer> {
    let files = |files| verify::Files { files };
    verify::decide(&files(world.pack_files()), &files(data), &world.day()).unwrap()
}

/// The values one step away: neighbours where there is an order, else all others.
fn others(criterion: &Criterion, from: usize) -> Vec<(String, &'static str)> {
    let values = criterion.values.iter().cloned().enumerate().filter(|(at, _)| *at != from);
    let named = values.map(|(at, value)| match (criterion.ordered, at.cmp(&from)) {
        (false, _) => (at, (value, "other")),
        (true, std::cmp::Ordering::Less) => (at, (value, "safer")),
        (true, _) => (at, (value, "riskier")),
    });
    named.filter(|(at, _)| !criterion.ordered || at.abs_diff(from) == 1).map(|(_, one)| one).collect()
}

fn edits(world: &World, answers: &[TaskAnswer]) -> Vec<Edit> {
    let tasks = &world.data["tasks.csv"];
    let mut criteria = world.words.criteria.clone();
    criteria.sort_by(|a, b| a.name.cmp(&b.name));
    let mut edits = Vec::new();
    for (task, answer) in answers.iter().enumerate() {
        let rows = tasks.rows_with("task_id", &answer.task_id);
        let row = rows.into_iter().find(|row| tasks.get(*row, "site") == answer.site).unwrap();
        for criterion in &criteria {
            let from = tasks.get(row, &criterion.name).to_owned();
            let Some(at) = criterion.values.iter().position(|value| *value == from) else { continue };
            edits.extend(others(criterion, at).into_iter().map(|(to, direction)| Edit {
                task,
                row,
                criterion: criterion.name.clone(),
                from: from.clone(),
                to,
                direction,
            }));
        }
    }
    edits
}

/// Every edit as a task of its own behind the others, all in one file.
fn answered_at_once(world: &World, edits: &[Edit], tasks: usize) -> Vec<TaskAnswer> {
    let mut world = world.clone();
    let sheet = world.data.get_mut("tasks.csv").unwrap();
    for (number, edit) in edits.iter().enumerate() {
        sheet.lines.push(sheet.lines[edit.row].clone());
        let row = sheet.lines.len() - 1;
        sheet.set(row, "task_id", &format!("moved-{number}"));
        sheet.set(row, &edit.criterion, &edit.to);
    }
    reference(&world, world.data_files()).split_off(tasks)
}

/// Every edit in its own cell of its own row (and copies of that row), each a run of its own.
fn answered_one_by_one(world: &World, edits: &[Edit]) -> Vec<TaskAnswer> {
    let of = |edit: &Edit| {
        let mut world = world.clone();
        let sheet = world.data.get_mut("tasks.csv").unwrap();
        let same = sheet.lines[edit.row].clone();
        for row in sheet.rows() {
            if sheet.lines[row] == same {
                sheet.set(row, &edit.criterion, &edit.to);
            }
        }
        reference(&world, world.data_files()).swap_remove(edit.task)
    };
    edits.iter().map(of).collect()
}

/// The rows that must be there.
fn expected(
    before: &[TaskAnswer],
    edits: &[Edit],
    after: &[TaskAnswer],
    set_aside: &[bool],
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (edit, after) in edits.iter().zip(after) {
        let before = &before[edit.task];
        let stand = |answer: &TaskAnswer| [answer.status.clone(), answer.level.clone(), answer.floor.clone()];
        if stand(before) == stand(after) {
            continue;
        }
        let mut row = vec![before.task_id.clone(), before.site.clone(), edit.criterion.clone()];
        row.extend([edit.from.clone(), edit.to.clone(), edit.direction.to_owned()]);
        for (one, other) in stand(before).into_iter().zip(stand(after)) {
            row.extend([one, other]);
        }
        row.push(after.because.join(";"));
        row.push(if set_aside[edit.task] { "set-aside".to_owned() } else { String::new() });
        rows.push(row);
    }
    rows
}

fn given(csv: &[u8]) -> Vec<Vec<String>> {
    let sheet = Sheet::read("sensitivity.csv", csv).unwrap();
    let columns: Vec<usize> = COLUMNS.iter().map(|column| sheet.column(column).unwrap()).collect();
    let row = |record: &skillmix::sheet::Record| {
        columns.iter().map(|column| record.get(*column).to_owned()).collect()
    };
    sheet.records().iter().map(row).collect()
}

/// Looks at a world; gives how many steps were compared, and how many changed something.
fn compare(world: &World, one_by_one: bool) -> (usize, usize) {
    let alone = alone(world);
    let before = reference(&alone, alone.data_files());
    let edits = edits(&alone, &before);
    let after = if one_by_one {
        answered_one_by_one(&alone, &edits)
    } else {
        answered_at_once(&alone, &edits, before.len())
    };
    let set_aside: Vec<bool> = world.answer().tasks().iter().map(|task| task.panel.is_some()).collect();
    let expected = expected(&before, &edits, &after, &set_aside);
    let pack = world.load();
    let files = || Files::in_memory(&world.data_files());
    let (csv, summary) = sensitivity(&pack, &files(), 1).unwrap();
    assert_eq!(given(&csv), expected, "{}", world.show());
    let (threaded, _) = sensitivity(&pack, &files().in_blocks(61, 2), 3).unwrap();
    assert!(csv == threaded, "three threads say something else\n{}", world.show());
    // the summary says what the rows say
    let mut deciding: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut fragile: BTreeSet<usize> = BTreeSet::new();
    for (edit, after) in edits.iter().zip(&after) {
        let before = &before[edit.task];
        if (&before.status, &before.level) != (&after.status, &after.level) {
            fragile.insert(edit.task);
            deciding.entry(&edit.criterion).or_default().insert(edit.task);
        }
    }
    assert_eq!(summary.fragile, fragile.len() as u64, "{}", world.show());
    let counted: BTreeMap<&str, u64> =
        summary.deciding.iter().map(|(name, tasks)| (name.as_str(), *tasks)).collect();
    let expected_counts = deciding.iter().map(|(name, tasks)| (*name, tasks.len() as u64)).collect();
    assert_eq!(counted, expected_counts, "{}", world.show());
    assert!(summary.deciding.is_sorted_by(|a, b| (b.1, &a.0) <= (a.1, &b.0)), "{:?}", summary.deciding);
    let placed = before.iter().enumerate().filter(|(_, answer)| answer.status == "placed");
    let placed_fragile = placed.filter(|(task, _)| fragile.contains(task)).count();
    assert_eq!(summary.placed_fragile, placed_fragile as u64, "{}", world.show());
    (edits.len(), expected.len())
}

fn worlds(usual: u32) -> impl Iterator<Item = World> {
    (start()..).take(cases(usual).try_into().unwrap()).map(|seed| World::random(seed, Knobs::ALL))
}

#[test]
fn every_step_changes_what_editing_the_file_changes() {
    let sums = worlds(300).map(|world| compare(&world, false));
    let (steps, changes) = sums.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    assert!(steps > 4_000 && changes > 500, "too little was compared: {steps} steps, {changes} changes");
}

#[test]
fn one_edit_at_a_time_says_the_same() {
    assert!(worlds(12).map(|world| compare(&world, true)).map(|(steps, _)| steps).sum::<usize>() > 50);
}
