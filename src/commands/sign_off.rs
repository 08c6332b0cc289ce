//! Changes of rules that somebody has accepted: a table of tasks, each from one standing to another.

use std::collections::BTreeSet;
use std::path::Path;

use crate::files;
use crate::model::{Day, Error, Finding, FindingCode, Place, Result};
use crate::sheet::Sheet;

/// Accepted changes.
#[derive(Debug, Default)]
pub(super) struct SignOff {
    accepted: BTreeSet<[String; 4]>,
}

const COLUMNS: [&str; 7] = ["task_id", "site", "from", "to", "approver", "approved_on", "reason"];

impl SignOff {
    /// Reads a sign-off file: every row names who accepted it, when and why, or the file is refused.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let content = files::read(path)?.map_err(|finding| Error::Input(vec![finding]))?;
        let sheet = Sheet::read(&content.name, &content.bytes).map_err(Error::Input)?;
        let mut findings = Vec::new();
        let mut tell = |code, line, column: &str, message: &'static str, help: &'static str| {
            let place = Place { file: content.name.as_str().into(), line, column: column.to_owned() };
            findings.push(Finding::new(code, place, "", message, help));
        };
        for column in COLUMNS.iter().filter(|column| sheet.column(column).is_none()) {
            tell(FindingCode::ColumnMissing, 1, column, "the file lacks this column", "add it");
        }
        let mut accepted = BTreeSet::new();
        for record in sheet.records() {
            let cell = |column: &str| sheet.column(column).map_or("", |at| record.get(at)).trim();
            if record.fault.is_some() {
                tell(FindingCode::RowRagged, record.line, "", "a row that cannot be read", "correct it");
                continue;
            }
            for column in ["approver", "reason"].iter().filter(|column| cell(column).is_empty()) {
                tell(FindingCode::KeyBlank, record.line, column, "a sign-off without it", "fill it in");
            }
            if Day::parse_iso(cell("approved_on")).is_none() {
                tell(FindingCode::DateBad, record.line, "approved_on", "not a day", "write YYYY-MM-DD");
            }
            accepted.insert(["task_id", "site", "from", "to"].map(|column| cell(column).to_owned()));
        }
        if findings.is_empty() { Ok(Self { accepted }) } else { Err(Error::Input(findings)) }
    }

    /// Whether this very change is accepted.
    pub(super) fn covers(&self, task: &str, site: &str, from: &str, to: &str) -> bool {
        self.accepted.contains(&[task, site, from, to].map(str::to_owned))
    }
}
