//! What became of the rows of other people's files, before they were rows of ours.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// The rows of one file: `rows` is the sum of passed, joined, duplicate, out of scope and rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRows {
    /// The file.
    pub file: String,
    /// The sheets that it gives.
    pub gives: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows that became rows of sheets, where they are accounted for further.
    pub passed: u64,
    /// Rows that are part of others.
    pub joined: u64,
    /// Rows that were there before.
    pub duplicate: u64,
    /// Rows that are not about what is matched.
    pub out_of_scope: u64,
    /// Refused rows.
    pub rejected: u64,
    /// Among these: rows in whose place a mended one was read.
    pub mended: u64,
    /// Cells of personal columns that were dropped.
    pub dropped_cells: u64,
}

/// Rows of a file of mended rows: `rows` is the sum of mended, unchanged and refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixedCounts {
    /// The file.
    pub file: String,
    /// Rows in it.
    pub rows: u64,
    /// Rows read in place of their originals.
    pub mended: u64,
    /// Rows that nobody changed.
    pub unchanged: u64,
    /// Rows without an original, or for which it is another now.
    pub refused: u64,
}

/// The rows of all files as text; nothing if there are none.
#[must_use]
pub(super) fn sources_text(sources: &[SourceRows], fixed: &[FixedCounts]) -> String {
    let mut text = String::new();
    // writing into a string does not fail
    if !sources.is_empty() {
        let _ =
            writeln!(text, "\nSources: rows      in    passed  joined  duplicate  out of scope  rejected");
    }
    for of in sources {
        let name = of.file.rsplit(['/', '\\']).next().unwrap_or(&of.file);
        let _ = writeln!(
            text,
            "  {name:<12} {:>6} {:>9} {:>7} {:>10} {:>13} {:>9}",
            of.rows, of.passed, of.joined, of.duplicate, of.out_of_scope, of.rejected
        );
    }
    let dropped: u64 = sources.iter().map(|of| of.dropped_cells).sum();
    if dropped > 0 {
        let _ = writeln!(text, "  {dropped} cells of columns that may be personal were dropped at the door");
    }
    if !fixed.is_empty() {
        let _ = writeln!(text, "\nMended rows         in  in place  unchanged  refused");
    }
    for of in fixed {
        let name = of.file.rsplit(['/', '\\']).next().unwrap_or(&of.file);
        let _ = writeln!(
            text,
            "  {name:<14} {:>5} {:>9} {:>10} {:>8}",
            of.rows, of.mended, of.unchanged, of.refused
        );
    }
    text
}
