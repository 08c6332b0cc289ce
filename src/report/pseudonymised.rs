//! pseudonymised.json, and what the terminal shows of it: counts, and the key's fingerprint, never the key.

use std::fmt::Write;

use serde::Serialize;

/// What a pseudonymised dataset was made of.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct PseudonymisedRecord {
    /// The program's version.
    pub skillmix: String,
    /// The same for all datasets made with one key.
    pub key_fingerprint: String,
    /// Each file.
    pub files: Vec<PseudonymisedFile>,
}

/// One of its files.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct PseudonymisedFile {
    /// Its name.
    pub file: String,
    /// Rows that it was made from.
    pub rows: u64,
    /// Rows in it.
    pub written: u64,
    /// Rows that cannot be read strictly, or have no id.
    pub left_out: u64,
    /// How many columns were dropped because nothing reads them.
    pub columns_dropped: usize,
}

/// pseudonymised.json.
#[must_use]
pub fn pseudonymised_json(record: &PseudonymisedRecord) -> String {
    format!("{}\n", serde_json::to_string_pretty(record).unwrap_or_default())
}

/// The same for a terminal.
#[must_use]
pub fn pseudonymised_text(record: &PseudonymisedRecord, out: &str) -> String {
    let mut text = format!("Written to {out}, under the key {}\n", record.key_fingerprint);
    for file in &record.files {
        let PseudonymisedFile { file, rows, written, left_out, columns_dropped } = file;
        let counts = format!("{rows} rows = {written} written + {left_out} left out");
        // writing into a string does not fail
        let _ = writeln!(text, "  {file:<17} {counts}; {columns_dropped} columns dropped");
    }
    text.push_str(
        "Titles, sites and the panel's words are as they were: look them through before passing them on\n",
    );
    text
}
