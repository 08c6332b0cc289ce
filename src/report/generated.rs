//! What `generate` wrote: generated.json, which marks the folder, and a few lines for the terminal.

use std::fmt::Write;

use serde::Serialize;

/// A generated dataset.
#[derive(Debug, Clone, Serialize)]
pub struct GeneratedRecord {
    /// The program's version.
    pub skillmix: String,
    /// `name@version#hash` of the rules whose roles and words were used.
    pub pack: String,
    /// The as-at date.
    pub as_at: String,
    /// The seed.
    pub seed: u64,
    /// People.
    pub staff: u64,
    /// Sites.
    pub sites: u64,
    /// Whether staff and holdings are in no order.
    pub shuffled: bool,
    /// Rows in a million that are damaged.
    pub dirty_per_million: u64,
    /// The files.
    pub files: Vec<Written>,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    /// Its name.
    pub file: String,
    /// Its rows, the header not counted.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
}

/// generated.json, and `--json`.
#[must_use]
pub fn generated_json(record: &GeneratedRecord) -> String {
    let text = serde_json::to_string_pretty(record).unwrap_or_default();
    format!("{text}\n")
}

/// What was written, for a terminal.
#[must_use]
pub fn generated_text(record: &GeneratedRecord, folder: &str) -> String {
    let mut text = format!(
        "Synthetic data, seed {}: {}, {}, as at {}\n\n",
        record.seed,
        several(record.staff, "person", "people"),
        several(record.sites, "site", "sites"),
        record.as_at
    );
    // writing to a String cannot fail
    let _ = writeln!(text, "{:<18}{:>12}{:>16}", "File", "rows", "bytes");
    for Written { file, rows, bytes } in &record.files {
        let _ = writeln!(text, "  {file:<16}{rows:>12}{bytes:>16}");
    }
    let _ = writeln!(text, "\nWritten to {folder}; try: skillmix match {folder} --as-at {}", record.as_at);
    text
}

fn several(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}
