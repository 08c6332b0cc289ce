//! The file of people who will leave: `staff_id` and the last day on which each counts. One fault refuses the file, for
//! half of it would show a service safer than it is.

use std::collections::BTreeMap;

use super::Source;
use super::cells;
use super::reading::{Layout, Table};
use crate::model::{Day, Finding};

const LAYOUT: Layout<'_> = Layout {
    required: &["staff_id", "leaves_on"],
    optional: &[],
    filled: &["staff_id", "leaves_on"],
    key: 1,
    guarded: &[],
    silent: &[],
};

/// Somebody who will leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaver {
    /// The last day on which they count.
    pub on: Day,
    /// The line of their row.
    pub line: u64,
}

/// Reads who leaves when, by `staff_id`. Any finding at all refuses the file: also a column that nothing reads, or a row
/// twice.
pub fn leavers(source: Source<'_>) -> Result<BTreeMap<String, Leaver>, Vec<Finding>> {
    let (table, mut log) = Table::open(source, &LAYOUT)?;
    let mut leavers = BTreeMap::new();
    for row in table.rows() {
        let day = log.or_reject(row, "leaves_on", cells::day(row.cell("leaves_on")));
        if let Some(on) = day {
            leavers.insert(row.cell("staff_id").to_owned(), Leaver { on, line: row.line() });
        }
    }
    let findings = log.close(&table).findings;
    if findings.is_empty() { Ok(leavers) } else { Err(findings) }
}
