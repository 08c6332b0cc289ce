//! Findings brought together to faults: one a refused row, else one a cell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::intake::Ledger;
use crate::matcher::Swing;
use crate::model::{Finding, FindingCode};

/// A row or cell of which something is not known.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// Which sheet (`staff`).
    pub(super) kind: &'static str,
    pub(super) file: Arc<str>,
    pub(super) line: u64,
    /// The row is refused whole.
    pub(super) refused: bool,
    /// What was found, each with its column.
    pub(super) found: Vec<(FindingCode, String)>,
    /// The value of the first finding.
    pub(super) value: String,
    /// Of which tasks the answer hangs on it.
    pub(super) swings: Vec<Swing>,
    /// Just these tasks, not at most these.
    pub(super) exact: bool,
}

impl Fault {
    /// Whether something of this kind was found.
    pub(super) fn has(&self, code: FindingCode) -> bool {
        self.found.iter().any(|(own, _)| *own == code)
    }

    /// Whether something was found in this column.
    pub(super) fn is_in(&self, column: &str) -> bool {
        self.found.iter().any(|(_, own)| own == column)
    }

    /// The columns, each once.
    pub(super) fn columns(&self) -> BTreeSet<&str> {
        self.found.iter().map(|(_, column)| column.as_str()).filter(|column| !column.is_empty()).collect()
    }

    /// Adds a price: these tasks, exactly or at most.
    pub(super) fn add(&mut self, swings: &[Swing], exact: bool) {
        self.swings.extend(swings);
        self.swings.sort_unstable();
        self.swings.dedup();
        // at most nothing is nothing
        self.exact &= exact || swings.is_empty();
    }
}

/// Findings that leave nothing open that an answer turns on, with the column where only that one is meant.
const IDLE: [(FindingCode, &str); 9] = [
    (FindingCode::ColumnUnknown, ""),
    (FindingCode::ColumnAbsent, ""),
    (FindingCode::RowDuplicate, ""),
    (FindingCode::RequiresLifted, ""),
    (FindingCode::PanelLooser, ""),
    (FindingCode::NumberBad, "wte"),
    (FindingCode::NumberBad, "minutes"),
    (FindingCode::NumberBad, "per_week"),
    (FindingCode::RoleUnknown, "done_by"),
];

/// The faults of one file, in its order, and how many of its findings leave nothing open.
pub(super) fn gather(kind: &'static str, ledger: &Ledger) -> (Vec<Fault>, usize) {
    let refused: BTreeSet<u64> = ledger.rejects.rows.iter().map(|row| row.line).collect();
    let mut faults: BTreeMap<(u64, String), Fault> = BTreeMap::new();
    let mut idle = 0;
    for finding in &ledger.findings {
        let is_refused = refused.contains(&finding.place.line);
        if finding.place.line == 0 || (!is_refused && is_idle(finding)) {
            idle += 1;
            continue;
        }
        // of a row that is refused nothing is asked cell by cell
        let column = if is_refused { String::new() } else { finding.place.column.clone() };
        let fault = faults.entry((finding.place.line, column)).or_insert_with(|| Fault {
            kind,
            file: Arc::clone(&finding.place.file),
            line: finding.place.line,
            refused: is_refused,
            found: Vec::new(),
            value: finding.value.clone(),
            swings: Vec::new(),
            exact: true,
        });
        fault.found.push((finding.code, finding.place.column.clone()));
    }
    (faults.into_values().collect(), idle)
}

fn is_idle(finding: &Finding) -> bool {
    let own = |(code, column): &(FindingCode, &str)| {
        *code == finding.code && (column.is_empty() || *column == finding.place.column)
    };
    IDLE.iter().any(own)
}
