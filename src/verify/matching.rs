//! Whether a row's conditions hold, for a task, a role or a person in a post.

use std::collections::BTreeMap;

use super::pack::{Cell, Role, Rule};
use super::staff::Position;
use super::tasks::Task;

/// Whether a row's conditions on the task hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matched {
    Yes,
    No,
    /// It depends on a column that is not known.
    Maybe,
}

/// How a row counts that may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As not matching: every column that matters has been given a value.
    Exact,
    /// Against the task: restricting rows match, admit, lift and relaxing rows do not.
    Strict,
    /// For the task: the reverse.
    Mild,
}

/// A task whose blanks may have been given values.
#[derive(Debug, Clone)]
pub(super) struct Completion<'a> {
    /// The acts; none: not known.
    pub(super) acts: Option<&'a [String]>,
    /// `authority` and the criteria that are known.
    pub(super) columns: BTreeMap<&'a str, &'a str>,
    pub(super) reading: Reading,
}

impl<'a> Completion<'a> {
    /// The task as it is.
    pub(super) fn of(task: &'a Task, reading: Reading) -> Self {
        let mut columns = BTreeMap::new();
        if !task.authority.is_empty() {
            columns.insert("authority", task.authority.as_str());
        }
        for (criterion, value) in &task.facts {
            columns.insert(criterion.as_str(), value.as_str());
        }
        Self { acts: task.acts.as_deref(), columns, reading }
    }

    /// Three-valued: all conditions of the row on the task.
    pub(super) fn matched(&self, rule: &Rule) -> Matched {
        let mut matched = Matched::Yes;
        for cell in &rule.task_cells {
            match self.cell(cell) {
                Some(true) => {}
                Some(false) => return Matched::No,
                None => matched = Matched::Maybe,
            }
        }
        matched
    }

    fn cell(&self, cell: &Cell) -> Option<bool> {
        if cell.column == "acts" {
            return self.acts.map(|acts| acts.iter().any(|act| cell.words.contains(act)));
        }
        let known = self.columns.get(cell.column.as_str())?;
        Some(cell.words.iter().any(|word| word == known))
    }

    /// Whether the row counts as matching the task.
    pub(super) fn counts(&self, rule: &Rule) -> bool {
        match self.matched(rule) {
            Matched::Yes => true,
            Matched::No => false,
            Matched::Maybe => match self.reading {
                Reading::Exact => false,
                Reading::Strict => rule.restricts(),
                Reading::Mild => !rule.restricts(),
            },
        }
    }
}

fn has(cell: &Cell, word: &str) -> bool {
    cell.words.iter().any(|known| known == word)
}

/// The conditions that ask for the post itself: `role`, `level`, `practitioner`.
fn post(cell: &Cell, role: &Role) -> bool {
    match cell.column.as_str() {
        "role" => has(cell, &role.code),
        "level" => has(cell, &role.level.to_string()),
        _ => has(cell, if role.practitioner { "yes" } else { "no" }),
    }
}

/// Whether a row's conditions on the person hold for what a post can hold.
pub(super) fn role_matches(row: &Rule, role: &Role) -> bool {
    row.person_cells.iter().all(|cell| {
        let registered = !role.register.is_empty();
        match cell.column.as_str() {
            "register" => registered && has(cell, &role.register),
            "profession" => registered && (role.profession.is_empty() || has(cell, &role.profession)),
            "field" => registered && (role.field.is_empty() || has(cell, &role.field)),
            "annotations" => registered,
            "authorisations" => true,
            _ => post(cell, role),
        }
    })
}

/// Whether a row's conditions on the person hold for somebody in a post; `pgd` is the id of the task's own direction,
/// blank if it has none.
pub(super) fn person_matches(row: &Rule, position: &Position, pgd: &str) -> bool {
    row.person_cells.iter().all(|cell| match cell.column.as_str() {
        "register" => has(cell, &position.register),
        "profession" => has(cell, &position.profession),
        "field" => has(cell, &position.field),
        "annotations" => position.annotations.iter().any(|held| has(cell, held)),
        "authorisations" => cell.words.iter().any(|word| authorised(word, position, pgd)),
        _ => post(cell, &position.role),
    })
}

fn authorised(word: &str, position: &Position, pgd: &str) -> bool {
    if word == "PGD:<id>" {
        let own = format!("PGD:{pgd}");
        return !pgd.is_empty() && position.authorisations.contains(&own);
    }
    position.authorisations.iter().any(|held| held == word)
}
