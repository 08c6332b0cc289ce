//! What is not the same of a task itself: cells of its row, the panel's decision on it, days of both that passed.

use std::collections::BTreeMap;

use super::dates::Days;
use super::grid::{Edit, Grid, by_key};
use super::outputs::Key;
use super::rows::{Atom, Pairs, date_atom, differing, of_key, stands, told};
use super::side::Side;
use super::world::{Bytes, TASKS, World};
use crate::model::{Day, Result};
use crate::report::Stood;
use crate::sheet::Record;

/// Rows by task.
type Rows<'s> = BTreeMap<Key, Vec<&'s Record>>;

/// Rows of tasks and of panels in both runs.
pub(super) struct Own<'s> {
    sides: [&'s Side; 2],
    tasks: [Rows<'s>; 2],
    panel: [Rows<'s>; 2],
    days: Days,
}

/// Columns of tasks.csv that decide nothing.
const IDLE: [&str; 6] = ["task_id", "site", "title", "minutes", "per_week", "done_by"];

impl<'s> Own<'s> {
    pub(super) fn new([old, new]: [&'s Side; 2]) -> Self {
        let key = |grid: &'s Grid, record: &'s Record| {
            (grid.cell(record, "task_id").to_owned(), grid.cell(record, "site").to_owned())
        };
        let rows = |place: &str| [old, new].map(|side| by_key(side.grid(place), key));
        let days = Days { old: old.as_at, new: new.as_at };
        Self { sides: [old, new], tasks: rows("tasks"), panel: rows("panel"), days }
    }

    /// What is not the same of one task. None where tables have other columns, or a task several rows.
    pub(super) fn atoms(&self, key: &Key) -> Vec<Atom> {
        let mut atoms = self.cells(key);
        atoms.extend(self.decisions(key));
        atoms
    }

    fn grids(&self, place: &str) -> Option<[&'s Grid; 2]> {
        let [old, new] = self.sides;
        Some([old.grid(place)?, new.grid(place)?]).filter(|[old, new]| old.fits(new))
    }

    fn cells(&self, key: &Key) -> Vec<Atom> {
        let Some([then, now]) = self.grids("tasks") else { return Vec::new() };
        let [was, is] = self.tasks.each_ref().map(|rows| of_key(rows, key));
        let ([was], [is]) = (was, is) else { return Vec::new() };
        let cells = differing((then, was), (now, is));
        let of = |cell: &(&str, &str, &str)| Atom {
            record: stands(("task-changed", told(cell)), (Some(then), Some(was)), (Some(now), Some(is))),
            kinds: TASKS,
            edits: vec![("tasks".to_owned(), Edit::Cell(is.line, cell.0.to_owned(), cell.1.to_owned()))],
        };
        let mut atoms: Vec<Atom> =
            cells.iter().filter(|(column, ..)| !IDLE.contains(column)).map(of).collect();
        let review = now.cell(is, "cti_review_on");
        let day = Day::parse_iso(review).filter(|_| then.cell(was, "cti_review_on") == review);
        let moved = day.and_then(|day| self.days.through(day));
        atoms.extend(moved.map(|day| date_atom(("tasks", ""), now, is, ("cti_review_on", review, day))));
        atoms
    }

    fn decisions(&self, key: &Key) -> Vec<Atom> {
        let Some([then, now]) = self.grids("panel") else { return Vec::new() };
        let [was, is] = self.panel.each_ref().map(|rows| of_key(rows, key));
        let pairs = Pairs::of((Some(then), was), (Some(now), is));
        let mut atoms = Vec::new();
        if !(pairs.old.is_empty() && pairs.new.is_empty()) {
            let what = match (pairs.old.as_slice(), pairs.new.as_slice()) {
                ([], _) => "a decision that was not there".to_owned(),
                (_, []) => "a decision that is gone".to_owned(),
                ([was], [is]) => {
                    let cells: Vec<String> = differing((then, was), (now, is)).iter().map(told).collect();
                    cells.join("; ")
                }
                _ => String::new(),
            };
            let (was, is) = (pairs.old.first().copied(), pairs.new.first().copied());
            atoms.push(Atom {
                record: stands(("panel-changed", what), (Some(then), was), (Some(now), is)),
                kinds: TASKS,
                edits: pairs.replaced(Some(then), "panel"),
            });
        }
        for record in pairs.same {
            for (column, begins) in [("review_on", false), ("decided_on", true)] {
                let cell = now.cell(record, column);
                let day = Day::parse_iso(cell);
                let moved =
                    day.and_then(|day| if begins { self.days.from(day) } else { self.days.through(day) });
                atoms.extend(moved.map(|day| date_atom(("panel", ""), now, record, (column, cell, day))));
            }
        }
        atoms
    }

    /// The answers of some tasks, each with one thing undone: as tasks of their own, matched at once.
    pub(super) fn undone(
        &self,
        base: &World,
        files: &Bytes,
        asked: &[(&Key, &Atom)],
    ) -> Result<Vec<Option<Stood>>> {
        let [_, new] = self.sides;
        let Some(tasks) = new.grid("tasks").filter(|_| !asked.is_empty()) else {
            return Ok(vec![None; asked.len()]);
        };
        let panel = new.grid("panel");
        let mut files = files.clone();
        let (mut rows, mut decisions) = (tasks.head(), panel.map(Grid::head).unwrap_or_default());
        let mut names = Vec::new();
        for (number, (key, atom)) in asked.iter().enumerate() {
            let name = format!("v{number}");
            let edits = |place: &str| -> Vec<&Edit> {
                atom.edits.iter().filter(|(own, _)| own == place).map(|(_, edit)| edit).collect()
            };
            let [_, own] = &self.tasks;
            let records = of_key(own, key).iter().copied();
            tasks.write(&mut rows, records, &edits("tasks"), Some(("task_id", &name)));
            if let Some(panel) = panel {
                let [_, own] = &self.panel;
                let records = of_key(own, key).iter().copied();
                panel.write(&mut decisions, records, &edits("panel"), Some(("task_id", &name)));
            }
            names.push((name, key.1.clone()));
        }
        files.insert("tasks", rows);
        if panel.is_some() {
            files.insert("panel", decisions);
        }
        let Some(world) = World::of(&base.pack, &files)? else { return Ok(vec![None; asked.len()]) };
        let answers = world.answers()?;
        Ok(names.iter().map(|name| answers.get(name).cloned()).collect())
    }
}
