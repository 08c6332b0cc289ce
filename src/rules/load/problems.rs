//! Findings about a pack, collected while it is read.

use crate::model::{Finding, FindingCode, Place, Severity, Words};

/// Collects findings; a pack with an error among them is refused whole.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// All so far.
    pub(super) findings: Vec<Finding>,
}

/// A cell of a pack table, for findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) file: &'a str,
    pub(super) line: u64,
    pub(super) column: &'a str,
}

impl Problems {
    /// Adds one.
    #[expect(
        clippy::too_many_arguments,
        reason = "a finding has these parts; every call names them in order"
    )]
    pub(super) fn push(
        &mut self,
        code: FindingCode,
        file: &str,
        line: u64,
        column: &str,
        value: &str,
        message: &str,
        help: &str,
    ) {
        let place = Place { file: file.into(), line, column: column.to_owned() };
        self.findings.push(Finding::new(code, place, value, message.to_owned(), help.to_owned()));
    }

    /// Adds one about a cell.
    pub(super) fn at(&mut self, code: FindingCode, at: At<'_>, value: &str, message: &str, help: &str) {
        self.push(code, at.file, at.line, at.column, value, message, help);
    }

    /// Adds one about a word that a list does not have.
    pub(super) fn unknown(&mut self, at: At<'_>, value: &str, known: &Words) {
        let help = match known.nearest(value) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", known.listed()),
        };
        self.at(FindingCode::RuleCell, at, value, "unknown word", &help);
    }

    /// Whether anything found leaves no pack to look at. Rows that are read as written but let risk loosen something, and
    /// gaps, leave one: it is refused, and can still be shown to be at fault.
    pub(super) fn fatal(&self) -> bool {
        let shown = |code| matches!(code, FindingCode::RuleMonotone | FindingCode::RuleGap);
        self.findings.iter().any(|finding| finding.severity() == Severity::Error && !shown(finding.code))
    }
}
