//! What `verify` found, as text and JSON.

use std::collections::BTreeSet;

use serde::Serialize;

use super::run::json;

/// How many differences the terminal shows.
const TOLD: usize = 20;

/// What came of checking a finished run.
#[derive(Debug, Clone, Serialize)]
pub struct VerifiedRecord {
    /// `same`, `different` or `not-verified`.
    pub verdict: &'static str,
    /// The version of the program that made the run.
    pub made_by: String,
    /// The version that looked at it.
    pub skillmix: String,
    /// The as-at date.
    pub as_at: String,
    /// Tasks of which every cell was derived again, of how many.
    pub tasks: [u64; 2],
    /// How many outputs were hashed.
    pub outputs: usize,
    /// How many inputs and pack files were hashed.
    pub inputs: usize,
    /// Outputs that are not as they were written.
    pub changed_outputs: Vec<ChangedFile>,
    /// Inputs and pack files that are not as they were read.
    pub changed_inputs: Vec<ChangedFile>,
    /// Tables of which every cell was derived again.
    pub tables: Vec<VerifiedTable>,
    /// Outputs of which nothing but the hash was looked at.
    pub by_hash_only: Vec<String>,
    /// Every difference.
    pub differences: Vec<VerifiedDifference>,
}

/// A file that is not as it was.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedFile {
    /// The file.
    pub file: String,
    /// How it is not.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A table that was compared.
#[derive(Debug, Clone, Serialize)]
pub struct VerifiedTable {
    /// Its file.
    pub file: String,
    /// Rows compared.
    pub rows: u64,
    /// Cells compared.
    pub cells: u64,
}

/// Something that is not as it was derived. What may be personal is not there unless it was asked for.
#[derive(Debug, Clone, Serialize)]
pub struct VerifiedDifference {
    /// The table.
    pub file: String,
    /// Its line; 0: a row that is not there, or the whole file.
    pub line: u64,
    /// Task id and site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<[String; 2]>,
    /// The column; blank: the row.
    pub column: String,
    /// What is wrong: `cell`, `header`, `missing`, `additional`, `repeated`, `moved`, `unreadable` or `written`.
    pub what: &'static str,
    /// What the table says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// What was derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived: Option<String>,
}

/// What was found, as JSON.
#[must_use]
pub fn verified_json(record: &VerifiedRecord) -> String {
    String::from_utf8_lossy(&json(record)).into_owned()
}

/// What was found, for the terminal.
#[must_use]
pub fn verified_text(record: &VerifiedRecord) -> String {
    let mut text = format!("Run of skillmix {} for {}\n", record.made_by, record.as_at);
    hashed(&mut text, "Outputs", record.outputs, "written", &record.changed_outputs);
    hashed(&mut text, "Inputs and pack", record.inputs, "read", &record.changed_inputs);
    let [looked, all] = record.tasks;
    for VerifiedTable { file, rows, cells } in &record.tables {
        line(
            &mut text,
            format_args!("Derived again: {file}, {rows} rows, {cells} cells ({looked} of {all} tasks)"),
        );
    }
    if !record.by_hash_only.is_empty() {
        line(&mut text, format_args!("By hash only: {}", record.by_hash_only.join(", ")));
    }
    for difference in record.differences.iter().take(TOLD) {
        line(&mut text, format_args!("  {}", told(difference)));
    }
    if record.differences.len() > TOLD {
        line(&mut text, format_args!("  and {} more, with --json", record.differences.len() - TOLD));
    }
    let hidden = record.differences.iter().any(|one| one.what == "cell" && one.recorded.is_none());
    if hidden {
        line(&mut text, format_args!("Cells that may be personal are withheld; --show-values shows them"));
    }
    let last = match (record.verdict, record.differences.len()) {
        ("same", _) if looked < all => {
            "Verified in part: nothing differs among the tasks looked at".to_owned()
        }
        ("same", _) => "Verified: nothing differs".to_owned(),
        ("not-verified", _) => "Not verified: inputs or pack are not those of the run".to_owned(),
        (_, 0) => "Different: outputs are not as they were written".to_owned(),
        (_, 1) => "Different: 1 difference".to_owned(),
        (_, many) => format!("Different: {many} differences"),
    };
    line(&mut text, format_args!("{last}"));
    text
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.push_str(&arguments.to_string());
    text.push('\n');
}

fn hashed(text: &mut String, what: &str, files: usize, how: &str, changed: &[ChangedFile]) {
    if changed.is_empty() {
        line(text, format_args!("{what}: {files} files, all as they were {how}"));
        return;
    }
    line(text, format_args!("{what}: {files} files; not as they were {how}: {}", changed.len()));
    for ChangedFile { file, message, .. } in changed {
        line(text, format_args!("  {file}: {message}"));
    }
    let helps: BTreeSet<&str> = changed.iter().map(|changed| changed.help.as_str()).collect();
    for help in helps {
        line(text, format_args!("  {help}"));
    }
}

fn told(difference: &VerifiedDifference) -> String {
    let VerifiedDifference { file, line, column, what, .. } = difference;
    let place = if *line > 0 { format!("{file}:{line}") } else { file.clone() };
    let of = match &difference.task {
        Some([task, site]) if !task.is_empty() => format!(" {task} at {site}"),
        _ => String::new(),
    };
    let shown = |text: &Option<String>| match text.as_deref() {
        None => "(withheld)".to_owned(),
        Some("") => "blank".to_owned(),
        Some(text) => format!("`{text}`"),
    };
    let (recorded, derived) = (shown(&difference.recorded), shown(&difference.derived));
    match *what {
        "cell" => format!("{place}{of} {column}: recorded {recorded}, derived {derived}"),
        "header" => format!("{place}: the header is not that of a run"),
        "missing" if column.is_empty() => format!("{place}{of}: a row is missing"),
        "missing" => format!("{place}{of}: the row of level {derived} is missing"),
        "additional" => format!("{place}{of}: no task has this row"),
        "repeated" => format!("{place}{of}: a row is there again"),
        "moved" => format!("{place}{of}: the row is not in its place"),
        "unreadable" => format!("{place}{of}: the row cannot be read"),
        _ => format!("{place}{of}: the cells are the same, but a run writes them otherwise"),
    }
}
