//! What `convert` says: converted.json and the text for a terminal.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::sources::{FixedCounts, SourceRows, sources_text};
use super::{FileRecord, run};
use crate::model::Finding;

/// What a conversion was made of and gave.
#[derive(Debug, Clone, Serialize)]
pub struct ConvertedRecord {
    /// The program's version.
    pub skillmix: String,
    /// The day for which files of records were read.
    pub as_at: String,
    /// Mapping, sources, mended rows.
    pub inputs: Vec<FileRecord>,
    /// Rows by sheet.
    pub sheets: Vec<(String, u64)>,
    /// What became of every source's rows.
    pub sources: Vec<SourceRows>,
    /// What became of mended rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<FixedCounts>,
}

/// converted.json.
#[must_use]
pub fn converted_json(record: &ConvertedRecord) -> Vec<u8> {
    run::json(record)
}

/// For a terminal.
#[must_use]
pub fn converted_text(record: &ConvertedRecord, findings: &[Finding], written: &str) -> String {
    let mut text = String::new();
    // writing into a string does not fail
    let _ = writeln!(text, "\nSheets: rows");
    for (kind, rows) in &record.sheets {
        let _ = writeln!(text, "  {kind:<16} {rows:>9}");
    }
    text.push_str(&sources_text(&record.sources, &record.fixed));
    // what they say of the data is in findings.csv: values may be personal
    let _ = writeln!(text, "\nFindings: {}", findings.len());
    let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in findings {
        *codes.entry(finding.code.word()).or_default() += 1;
    }
    for (code, number) in codes {
        let _ = writeln!(text, "  {code:<22} {number:>5}");
    }
    let _ = writeln!(text, "\n{written}");
    text
}
