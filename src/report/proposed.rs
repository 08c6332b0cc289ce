//! What a mapping proposes, for a terminal and for programs.

use std::fmt::Write;

use serde::Serialize;

use super::profile::{plain, wrapped};

/// Lines told of for one field of words on a terminal.
const TOLD: usize = 12;
const WIDTH: usize = 100;

/// What `map` came to.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ProposedRecord {
    /// The mapping that was written; absent where there was nothing to map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
    /// By source.
    pub sources: Vec<ProposedGroup>,
    /// By field of words.
    pub values: Vec<ProposedGroup>,
    /// Files that are sheets of ours as they are.
    pub plain: Vec<String>,
    /// Files that are like nothing known, and those that cannot be read.
    pub unknown: Vec<String>,
    /// The next command to run.
    pub next: String,
}

/// What was proposed for a file or a field.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ProposedGroup {
    /// The files, or the field.
    pub of: String,
    /// How the files are read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reads: String,
    /// Words that are ours already.
    pub same: u64,
    /// Entries.
    pub entries: Vec<ProposedEntry>,
    /// Settings and doubts.
    pub notes: Vec<String>,
    /// What is not understood, with its rows.
    pub not_understood: Vec<(String, u64)>,
}

/// An entry of the mapping.
#[derive(Debug, Clone, Serialize)]
pub struct ProposedEntry {
    /// What of theirs.
    pub theirs: String,
    /// What of ours.
    pub ours: String,
    /// Whether it is in force.
    pub confirmed: bool,
    /// In percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// Rows concerned; 0 of columns.
    pub rows: u64,
    /// On what it rests.
    pub evidence: String,
}

/// `map --json`.
#[must_use]
pub fn proposed_json(record: &ProposedRecord) -> String {
    let text = serde_json::to_string_pretty(record).unwrap_or_default();
    format!("{text}\n")
}

/// For a terminal.
#[must_use]
pub fn proposed_text(record: &ProposedRecord) -> String {
    let mut text = String::new();
    // writing to a String cannot fail
    for group in &record.sources {
        let _ = writeln!(text, "{}: {}", plain(&group.of, 70), group.reads);
        confirmed(group, &mut text);
        proposals(group, usize::MAX, &mut text);
        for line in group.notes.iter().flat_map(|note| wrapped(note, WIDTH - 6)) {
            let _ = writeln!(text, "    {line}");
        }
        unknown(group, "columns not used", &mut text);
        text.push('\n');
    }
    for group in &record.values {
        let _ = writeln!(text, "Words of {}: {} are ours already", group.of, group.same);
        confirmed_words(group, &mut text);
        proposals(group, TOLD, &mut text);
        unknown(group, "not understood", &mut text);
        text.push('\n');
    }
    for (what, names) in [("Sheets as they are", &record.plain), ("Not understood", &record.unknown)] {
        if !names.is_empty() {
            let _ = writeln!(text, "{what}: {}", names.join(", "));
        }
    }
    let open =
        record.sources.iter().chain(&record.values).flat_map(|g| &g.entries).filter(|e| !e.confirmed).count();
    match &record.mapping {
        Some(mapping) => {
            let _ = writeln!(
                text,
                "\nWritten to {mapping}: {open} proposals, none of which counts until you write `confirmed = true`."
            );
            let _ = writeln!(text, "Then: {}", record.next);
        }
        None => {
            let _ = writeln!(text, "\nNothing to map: no file was written.");
        }
    }
    text
}

/// Columns in force.
fn confirmed(group: &ProposedGroup, text: &mut String) {
    let by = |same: bool| {
        let of = group.entries.iter().filter(|entry| entry.confirmed && (entry.theirs == entry.ours) == same);
        of.map(|e| if same { e.ours.clone() } else { format!("{} <- {}", e.ours, e.theirs) })
            .collect::<Vec<_>>()
    };
    for (name, list) in [("the same in both", by(true)), ("confirmed", by(false))] {
        if !list.is_empty() {
            let lines = wrapped(&format!("{name}: {}", list.join(", ")), WIDTH - 6);
            for line in lines {
                let _ = writeln!(text, "    {}", plain(&line, WIDTH - 4));
            }
        }
    }
}

fn confirmed_words(group: &ProposedGroup, text: &mut String) {
    let count = group.entries.iter().filter(|entry| entry.confirmed).count();
    if count > 0 {
        let _ = writeln!(text, "    confirmed: {count}");
    }
}

fn proposals(group: &ProposedGroup, most: usize, text: &mut String) {
    let open: Vec<&ProposedEntry> = group.entries.iter().filter(|entry| !entry.confirmed).collect();
    for entry in open.iter().take(most) {
        let sure = entry.confidence.map_or(String::new(), |sure| format!("{sure}%"));
        let rows = if entry.rows > 0 { entry.rows.to_string() } else { String::new() };
        let _ = writeln!(
            text,
            "    proposed {sure:>4} {rows:>8}  {} <- {}",
            plain(&entry.ours, 24),
            plain(&entry.theirs, 46)
        );
        if entry.rows == 0 {
            for line in wrapped(&entry.evidence, WIDTH - 25) {
                let _ = writeln!(text, "                           {line}");
            }
        }
    }
    if open.len() > most {
        let _ = writeln!(text, "    and {} more, in the mapping", open.len() - most);
    }
}

fn unknown(group: &ProposedGroup, what: &str, text: &mut String) {
    if group.not_understood.is_empty() {
        return;
    }
    let shown = group.not_understood.iter().take(TOLD);
    let shown: Vec<String> = shown
        .map(|(word, rows)| if *rows > 0 { format!("{} ({rows})", plain(word, 46)) } else { plain(word, 46) })
        .collect();
    let more = group.not_understood.len().saturating_sub(TOLD);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    for line in wrapped(&format!("{what}: {}{more}", shown.join(", ")), WIDTH - 6) {
        let _ = writeln!(text, "    {line}");
    }
}
