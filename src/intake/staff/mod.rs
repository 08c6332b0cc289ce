//! staff.csv: who works where in which role. Most people have clear rows that agree and are read quickly; others, with care.

mod careful;
mod facts;
mod roster;
mod scan;

use super::reading::{Layout, check_columns, with_missing};
use super::walk::{self, revisit, walk};
use super::{Ledger, Pace};
use crate::files::{Big, Hashed};
use crate::model::{Catalogue, Error, Finding, Result, Roster, SheetKind};
use crate::sheet::{Head, Sheet};
use careful::{Careful, careful};
use roster::{Clear, assemble};
use scan::{Rows, Scan};

const LAYOUT: Layout<'_> = Layout {
    required: SheetKind::Staff.required(),
    optional: SheetKind::Staff.optional(),
    filled: &["staff_id", "role", "site"],
    key: 3,
    guarded: SheetKind::Staff.guarded(),
    silent: &[],
};

/// staff.csv as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StaffSheet {
    /// Everybody with an active assignment.
    pub roster: Roster,
    /// What became of its rows.
    pub ledger: Ledger,
    /// Hash and length of the file.
    pub hashed: Hashed,
}

/// Reads staff.csv. The inner `Err` lists everything that makes the file unusable.
pub fn staff(
    big: &Big,
    catalogue: &Catalogue,
    pace: Pace<'_>,
) -> Result<std::result::Result<StaffSheet, Vec<Finding>>> {
    let head = match walk::head(big)? {
        Ok(head) => head,
        Err((findings, bytes)) => return Ok(Err(with_missing(findings, big.name(), &bytes, &LAYOUT))),
    };
    if let Err(findings) = check_columns(&head, &LAYOUT) {
        return Ok(Err(findings));
    }
    match read(big, &head, catalogue, pace) {
        // a file with a zero byte in it is no table
        Err(Error::Input(findings)) => Ok(Err(findings)),
        read => read.map(Ok),
    }
}

fn read(big: &Big, head: &Head, catalogue: &Catalogue, pace: Pace<'_>) -> Result<StaffSheet> {
    let scan = Scan::new(head, catalogue);
    let mut rows = Rows::default();
    let walked = walk(big, head, pace, &scan, |done| rows.take(done))?;
    let (clear, places) = Clear::of(rows);
    let mut with_care: Vec<(u64, Vec<u8>)> = Vec::with_capacity(places.len());
    revisit(big, pace, &places, |line, row| with_care.push((line, row.raw.to_vec())))?;
    big.unchanged()?;
    let sheet = Sheet::of_rows(head.clone(), with_care.iter().map(|(line, raw)| (*line, raw.as_slice())));
    let Careful { members, sites, mut ledger } = careful(sheet, catalogue);
    ledger.accounting.rows = walked.rows;
    ledger.accounting.used += clear.used();
    ledger.accounting.not_asked_for += clear.not_asked_for();
    Ok(StaffSheet { roster: assemble(&clear, &members, &sites), ledger, hashed: walked.hashed })
}

#[cfg(test)]
mod tests;
