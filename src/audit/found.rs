//! What an audit finds: a finding, and the tasks that show it.

use std::borrow::Cow;

use crate::model::{Finding, FindingCode, Place, RoleId, RuleText, StopId, Task};
use crate::rules::{Does, Pack, PostFacts};

/// A finding about a pack, with its witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The finding.
    pub finding: Finding,
    /// Tasks that show it: none, one, or one before and one after a change.
    pub tasks: Vec<Task>,
    /// The role that it is shown for.
    pub role: Option<RoleId>,
    /// The person in that role, if it takes one to show it.
    pub person: Option<PostFacts>,
    /// The row among those in force that it is about.
    pub(super) row: Option<usize>,
}

impl Found {
    pub(super) fn new(finding: Finding) -> Self {
        Self { finding, tasks: Vec::new(), role: None, person: None, row: None }
    }

    pub(super) fn with(mut self, task: Task) -> Self {
        self.tasks.push(task);
        self
    }
}

/// Where rows stand in the pack's files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'p> {
    pack: &'p Pack,
}

impl<'p> Spot<'p> {
    pub(super) fn of(pack: &'p Pack) -> Self {
        Self { pack }
    }

    fn text(self, row: usize) -> Option<&'p RuleText> {
        self.pack.rows().get(row).and_then(|row| self.pack.catalogue.rule(row.rule))
    }

    /// The id of a row in force.
    pub(super) fn id(self, row: usize) -> &'p str {
        self.text(row).map_or("", |text| &text.id)
    }

    /// A finding about a row in force.
    pub(super) fn at(
        self,
        code: FindingCode,
        row: usize,
        message: impl Into<Cow<'static, str>>,
        help: &'static str,
    ) -> Found {
        let place = self.text(row).map_or_else(|| of_file("pack.toml", 0), of_rule);
        Found { row: Some(row), ..Found::new(Finding::new(code, place, self.id(row), message, help)) }
    }

    /// A finding about the table in which a row stands.
    pub(super) fn table(
        self,
        code: FindingCode,
        row: usize,
        message: impl Into<Cow<'static, str>>,
        help: &'static str,
    ) -> Found {
        let table = self.text(row).map_or("", |text| text.table);
        Found::new(Finding::new(code, of_file(&format!("{table}.csv"), 0), "", message, help))
    }

    /// A finding about a stop, at its first stop row in force.
    pub(super) fn stop(
        self,
        code: FindingCode,
        stop: StopId,
        message: impl Into<Cow<'static, str>>,
        help: &'static str,
    ) -> Option<Found> {
        let sets = |does: &Does| matches!(does, Does::Stop { stop: other, .. } if *other == stop);
        let row = self.pack.rows().iter().position(|row| sets(&row.does))?;
        Some(self.at(code, row, message, help))
    }

    /// Whether two rows are the same to read: their conditions, cell by cell.
    pub(super) fn reads_alike(self, one: usize, other: usize) -> bool {
        match (self.text(one), self.text(other)) {
            (Some(one), Some(other)) => one.conditions == other.conditions,
            _ => false,
        }
    }

    /// The one column in which two rows are written differently.
    pub(super) fn differ_in(self, one: usize, other: usize) -> Option<String> {
        let (one, other) = (self.text(one)?, self.text(other)?);
        let mut columns: Vec<&String> = Vec::new();
        for (ours, theirs) in [(one, other), (other, one)] {
            let differs = |cell: &&(String, String)| !theirs.conditions.contains(cell);
            columns.extend(ours.conditions.iter().filter(differs).map(|(column, _)| column));
        }
        columns.sort();
        columns.dedup();
        if let [column] = columns.as_slice() { Some((*column).clone()) } else { None }
    }
}

/// The place of a rule.
pub(super) fn of_rule(rule: &RuleText) -> Place {
    of_file(&rule.file, rule.line)
}

/// A line of a pack file.
pub(super) fn of_file(file: &str, line: u64) -> Place {
    Place { file: file.into(), line, column: String::new() }
}
