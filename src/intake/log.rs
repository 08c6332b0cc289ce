//! What is noted while a file is read: findings, refused rows, and a count of what became of every row.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::hints::Hints;
use super::reading::{Row, Table};
use super::{Ledger, Reject, Rejects};
use crate::model::{Accounting, Finding, FindingCode, Place, Words};

/// Mostly the program's own words, of which there is one copy.
pub(super) type Text = Cow<'static, str>;

/// How a finding's help is made.
#[derive(Debug)]
pub(super) enum Help<'w> {
    /// As it stands.
    Say(Text),
    /// The nearest of these words, or the words.
    Nearest(&'w Words),
}

/// Something wrong with a value, not yet placed.
#[derive(Debug)]
pub(super) struct Problem<'w> {
    code: FindingCode,
    value: String,
    message: Text,
    help: Help<'w>,
}

impl<'w> Problem<'w> {
    /// A problem whose help is known.
    pub(super) fn new(
        code: FindingCode,
        value: &str,
        message: impl Into<Text>,
        help: impl Into<Text>,
    ) -> Self {
        Self { code, value: value.to_owned(), message: message.into(), help: Help::Say(help.into()) }
    }

    /// What kind of problem it is.
    pub(super) fn code(&self) -> FindingCode {
        self.code
    }

    /// The finding at a place.
    pub(super) fn at(self, place: Place, hints: &mut Hints) -> Finding {
        let help = match self.help {
            Help::Say(help) => help,
            Help::Nearest(words) => hints.help(self.code, &place.column, &self.value, words).into(),
        };
        Finding::new(self.code, place, self.value, self.message, help)
    }

    /// A word that a closed list does not have.
    pub(super) fn word(code: FindingCode, value: &str, message: impl Into<Text>, words: &'w Words) -> Self {
        Self { code, value: value.to_owned(), message: message.into(), help: Help::Nearest(words) }
    }
}

/// What becomes of a row that is not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Used,
    NotAskedFor,
    Duplicate,
}

/// The notes on one file.
#[derive(Debug, Default)]
pub(super) struct Log {
    findings: Vec<Finding>,
    hints: Hints,
    /// By row number.
    refused: BTreeMap<usize, Vec<FindingCode>>,
    counted: Accounting,
}

impl Log {
    /// Notes a problem at a place.
    pub(super) fn place(&mut self, place: Place, problem: Problem<'_>) {
        self.findings.push(problem.at(place, &mut self.hints));
    }

    /// Notes a problem of a row that does not refuse it.
    pub(super) fn find(&mut self, row: Row<'_>, column: &str, problem: Problem<'_>) {
        self.place(row.place(column), problem);
    }

    /// Notes a problem of a row and refuses the row.
    pub(super) fn reject(&mut self, row: Row<'_>, column: &str, problem: Problem<'_>) {
        self.refused.entry(row.index).or_default().push(problem.code);
        self.find(row, column, problem);
    }

    /// What was read, or blank with a finding.
    pub(super) fn or_blank<T>(
        &mut self,
        row: Row<'_>,
        column: &str,
        read: Result<Option<T>, Problem<'_>>,
    ) -> Option<T> {
        read.unwrap_or_else(|problem| {
            self.find(row, column, problem);
            None
        })
    }

    /// What was read, or nothing and the row is refused.
    pub(super) fn or_reject<T>(
        &mut self,
        row: Row<'_>,
        column: &str,
        read: Result<Option<T>, Problem<'_>>,
    ) -> Option<T> {
        read.unwrap_or_else(|problem| {
            self.reject(row, column, problem);
            None
        })
    }

    /// Whether a row has been refused.
    pub(super) fn is_rejected(&self, row: Row<'_>) -> bool {
        self.refused.contains_key(&row.index)
    }

    /// Says once what became of a row that is not refused. Said of a refused row, or twice, the sum cannot add up.
    pub(super) fn settle(&mut self, fate: Fate) {
        match fate {
            Fate::Used => self.counted.used += 1,
            Fate::NotAskedFor => self.counted.not_asked_for += 1,
            Fate::Duplicate => self.counted.duplicate += 1,
        }
    }

    /// The ledger of a table whose every row has its fate.
    pub(super) fn close(mut self, table: &Table) -> Ledger {
        let records = table.sheet().records();
        let rows = self.refused.into_iter().filter_map(|(index, mut codes)| {
            codes.sort_unstable();
            codes.dedup();
            records.get(index).map(|record| Reject { line: record.line, codes, raw: record.raw.clone() })
        });
        let rejects = Rejects { header: Some(table.sheet().raw_header().to_vec()), rows: rows.collect() };
        self.findings.sort();
        let accounting =
            Accounting { rows: count(records.len()), rejected: count(rejects.rows.len()), ..self.counted };
        Ledger { accounting, findings: self.findings, rejects }
    }

    /// The ledger of a file that was not given: nothing but findings.
    pub(super) fn without_file(self) -> Ledger {
        Ledger { findings: self.findings, ..Ledger::default() }
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
