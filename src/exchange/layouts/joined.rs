//! Records that others are joined to by an id: those in force, one for an id, each with one fate in the end.

use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::{Aside, At, Problem, Sink};
use super::super::row::Row;
use super::common::problem;
use super::dates::DateRules;
use super::records::{Field, Force};
use crate::model::{Day, FindingCode, Result};

/// A record held in memory.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) file: usize,
    pub(super) row: Row,
}

impl Held {
    pub(super) fn at(&self) -> At<'_> {
        At { file: self.file, row: &self.row }
    }
}

/// Whether a record holds on a day, both ends included; a blank end is open. A date that cannot be read is a problem.
pub(super) fn in_force(
    force: &Force,
    row: &Row,
    dates: DateRules,
    as_at: Day,
) -> std::result::Result<bool, Problem> {
    let day = |field: &Field| match field.of(row) {
        "" => Ok(None),
        text => dates.day(text).map(Some).ok_or_else(|| {
            let message = "the date from or until which the record holds cannot be read";
            problem(FindingCode::DateBad, &field.record, text, message, "write it as 20260331")
        }),
    };
    let mut holds = true;
    for field in &force.from {
        holds &= day(field)?.is_none_or(|from| from <= as_at);
    }
    for field in &force.to {
        holds &= day(field)?.is_none_or(|to| to >= as_at);
    }
    Ok(holds)
}

/// Records of a kind by their id.
#[derive(Debug, Default)]
pub(super) struct Index {
    held: Vec<Held>,
    /// By id: which of them holds.
    by_id: BTreeMap<String, usize>,
    /// What became of the others.
    fates: BTreeMap<usize, Fate>,
    /// Those to which some row was joined.
    used: BTreeSet<usize>,
}

#[derive(Debug)]
enum Fate {
    Aside(Aside, &'static str),
    Refused(Problem),
}

impl Index {
    /// Takes the records in force; of two different ones of the same id neither is used.
    pub(super) fn of(held: Vec<Held>, id: &Field, force: &Force, dates: DateRules, as_at: Day) -> Self {
        let mut this = Self { held, ..Self::default() };
        let mut twice: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, record) in this.held.iter().enumerate() {
            let key = id.of(&record.row);
            let fate = match in_force(force, &record.row, dates, as_at) {
                Err(problem) => Fate::Refused(problem),
                Ok(_) if key.is_empty() => Fate::Refused(no_id(&id.record)),
                Ok(false) => Fate::Aside(Aside::OutOfScope, "record that is not in force"),
                Ok(true) => match this.by_id.get(key).and_then(|first| this.held.get(*first)) {
                    None => {
                        this.by_id.insert(key.to_owned(), number);
                        continue;
                    }
                    Some(first) if first.row.cells == record.row.cells => {
                        Fate::Aside(Aside::Duplicate, "record again")
                    }
                    Some(_) => {
                        twice.entry(key.to_owned()).or_default().push(number);
                        continue;
                    }
                },
            };
            this.fates.insert(number, fate);
        }
        for (key, others) in twice {
            let first = this.by_id.remove(&key);
            for number in first.into_iter().chain(others) {
                this.fates.insert(number, Fate::Refused(two(&id.record, &key)));
            }
        }
        this
    }

    /// The record of an id.
    pub(super) fn get(&self, id: &str) -> Option<&Row> {
        self.by_id.get(id).and_then(|number| self.held.get(*number)).map(|held| &held.row)
    }

    /// Says that a row was joined to the record of an id.
    pub(super) fn joined(&mut self, id: &str) {
        self.used.extend(self.by_id.get(id));
    }

    /// Gives every record its fate.
    pub(super) fn finish(self, sink: &mut dyn Sink) -> Result<()> {
        let Self { held, mut fates, used, .. } = self;
        for (number, record) in held.iter().enumerate() {
            match fates.remove(&number) {
                Some(Fate::Refused(problem)) => sink.reject(record.at(), problem)?,
                Some(Fate::Aside(aside, why)) => sink.set_aside(record.at(), aside, why)?,
                None if used.contains(&number) => {
                    sink.set_aside(record.at(), Aside::Joined, "joined to other records")?;
                }
                None => sink.set_aside(record.at(), Aside::OutOfScope, "record to which nothing belongs")?,
            }
        }
        Ok(())
    }
}

fn no_id(record: &str) -> Problem {
    let message = "the record has no id";
    problem(FindingCode::KeyBlank, record, "", message, "ask for the file again: ids are never blank")
}

fn two(record: &str, key: &str) -> Problem {
    let message = "two different records in force have this id";
    let help = "ask for a full snapshot; which of them holds cannot be known";
    problem(FindingCode::KeyConflict, record, key, message, help)
}
