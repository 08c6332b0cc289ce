//! What a job tells of its runs: job.json, one line, the text for a terminal, and what a dry run would do.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::{Summary, run, summary_text};
use crate::model::{Severity, Status};

/// What a job adds to the record of a run: job.json. No clock is in it.
#[derive(Debug, Clone, Serialize)]
pub struct JobRecord {
    /// The program's version.
    pub skillmix: String,
    /// The job's name.
    pub job: String,
    /// `published` or `refused`.
    pub outcome: &'static str,
    /// Where the as-at day comes from: `today`, `job` or `command line`.
    pub as_at_from: &'static str,
    /// The inputs that were chosen by a pattern.
    pub chosen: Vec<Chosen>,
    /// Sheets that were queries of databases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queried: Vec<Queried>,
    /// The run whose rows were compared with those of this one.
    pub compared_with: Option<String>,
    /// The largest loss that is published without being accepted.
    pub max_drop: Option<String>,
    /// Losses beyond it.
    pub drops: Vec<Drop>,
    /// They were accepted on the command line.
    pub accepted: bool,
    /// Copies of inputs and pack files.
    pub kept: Vec<Kept>,
    /// Stands for all that shaped the results beside the inputs and the pack: what was asked, and of which program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe: Option<String>,
    /// The run whose results were taken over: nothing had changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_from: Option<String>,
}

/// An input that a pattern chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// What it is (`staff`).
    pub input: String,
    /// The pattern.
    pub pattern: String,
    /// The file or folder.
    pub file: String,
}

/// A sheet that was a query of a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Queried {
    /// What it is (`staff`).
    pub input: String,
    /// The database, without secrets.
    pub database: String,
    /// The query.
    pub query: String,
    /// The file of its result, as run.json names it.
    pub file: String,
}

/// Fewer than at the run before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drop {
    /// Of what: a kind of file, or `people`.
    pub of: String,
    /// `rows` or `used`; blank of people.
    pub what: &'static str,
    /// Then.
    pub before: u64,
    /// Now.
    pub now: u64,
}

impl Drop {
    /// As a line, with the loss in percent.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { of, what, before, now } = self;
        let lost = before.saturating_sub(*now).saturating_mul(10_000).checked_div(*before).unwrap_or(0);
        let space = if what.is_empty() { "" } else { " " };
        format!("{of}{space}{what}: {now}, {before} before (-{})", share_text(lost))
    }
}

/// Hundredths of a percent as `2.5%`.
#[must_use]
pub fn share_text(hundredths: u64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let decimals = format!("{rest:02}");
    match decimals.trim_end_matches('0') {
        "" => format!("{whole}%"),
        decimals => format!("{whole}.{decimals}%"),
    }
}

/// A copy that is kept with a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The path under which the run read it, as in run.json; of a file of a pack, its folder's and its name.
    pub file: String,
    /// The copy, from the folder of the run.
    pub copy: String,
    /// It was packed when it was copied.
    pub packed: bool,
}

/// What job.json of an earlier run says. Other keys are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct EarlierJob {
    /// The job's name.
    #[serde(default)]
    pub job: String,
    /// `published` or `refused`.
    #[serde(default)]
    pub outcome: String,
    /// The run whose rows were compared with those of this one.
    #[serde(default)]
    pub compared_with: Option<String>,
    /// Copies of inputs and pack files.
    #[serde(default)]
    pub kept: Vec<Kept>,
    /// Stands for all that shaped the results beside the inputs and the pack.
    #[serde(default)]
    pub recipe: Option<String>,
}

/// job.json.
#[must_use]
pub fn job_json(record: &JobRecord) -> Vec<u8> {
    run::json(record)
}

/// Reads job.json; `None` if it is none.
#[must_use]
pub fn earlier_job(bytes: &[u8]) -> Option<EarlierJob> {
    serde_json::from_slice(bytes).ok()
}

/// How a job ended.
#[derive(Debug, Clone, Serialize)]
pub struct JobTold {
    /// The job's name.
    pub job: String,
    /// `published`, `refused`, `failed` or `locked`.
    pub outcome: &'static str,
    /// The exit code.
    pub exit_code: u8,
    /// The day for which all was judged.
    pub as_at: String,
    /// The folder of the run, as the job names it.
    pub folder: Option<String>,
    /// Conditions of `fail_on` that hold.
    pub holding: Vec<String>,
    /// The run whose rows were compared.
    pub compared_with: Option<String>,
    /// Losses beyond what the job allows.
    pub drops: Vec<Drop>,
    /// They were accepted.
    pub accepted: bool,
    /// Runs that retention removed.
    pub removed: Vec<String>,
    /// Runs that retention would have removed but for files that are not the program's.
    pub spared: Vec<String>,
    /// What could not be said, although the run was published.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What failed, in few words.
    pub trouble: Option<String>,
    /// The counts, if tasks were matched.
    pub summary: Option<Summary>,
}

/// As JSON, for `--json`.
#[must_use]
pub fn job_told_json(told: &JobTold) -> String {
    format!("{}\n", serde_json::to_string_pretty(told).unwrap_or_default())
}

/// As one line, fit for the subject of a mail.
#[must_use]
pub fn job_line(told: &JobTold) -> String {
    let mut line = format!("skillmix {} {}: {}", told.job, told.as_at, told.outcome.to_uppercase());
    if let Some(summary) = &told.summary {
        let placed = summary.with_status(Status::Placed);
        let errors = summary.with_severity(Severity::Error);
        let _ = write!(line, "; {placed} of {} tasks placed, {errors} errors", summary.tasks);
        let _ = write!(line, ", {} rows refused", summary.rejected());
    }
    let first = told.drops.first().map(Drop::line);
    let more = told.drops.len().saturating_sub(1);
    if let Some(first) = first {
        let accepted = if told.accepted { "accepted: " } else { "" };
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = write!(line, "; {accepted}{first}{more}");
    }
    if !told.holding.is_empty() {
        let _ = write!(line, "; holds: {}", told.holding.join(", "));
    }
    for warning in &told.warnings {
        let _ = write!(line, "; {warning}");
    }
    if let Some(trouble) = &told.trouble {
        let _ = write!(line, "; {trouble}");
    }
    // one line whatever a message holds
    let line: String = line.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    format!("{line}\n")
}

/// As text for a terminal.
#[must_use]
pub fn job_text(told: &JobTold) -> String {
    let folder = told.folder.as_deref().unwrap_or_default();
    let mut last = match told.outcome {
        "published" => format!("Published as {folder}; latest leads there"),
        _ => format!("Refused: kept apart in {folder}; latest was not moved"),
    };
    if let Some(name) = &told.compared_with {
        let _ = write!(
            last,
            "\nCompared with {name}: {}",
            match (told.drops.len(), told.accepted) {
                (0, _) => "no file is suspiciously short",
                (_, true) => "shorter, accepted by --accept-drop",
                (_, false) => "suspiciously short",
            }
        );
        for drop in &told.drops {
            let _ = write!(last, "\n  {}", drop.line());
        }
    }
    if !told.holding.is_empty() {
        let _ = write!(last, "\nHolds: {}", told.holding.join(", "));
    }
    if !told.removed.is_empty() {
        let _ = write!(last, "\nRemoved: {}", told.removed.join(", "));
    }
    if !told.spared.is_empty() {
        let _ =
            write!(last, "\nNot removed, for there are files of others in them: {}", told.spared.join(", "));
    }
    for warning in &told.warnings {
        let _ = write!(last, "\nWarning: {warning}");
    }
    told.summary.as_ref().map_or_else(|| format!("{last}\n"), |summary| summary_text(summary, &last))
}

/// What a job would do.
#[derive(Debug, Clone, Serialize)]
pub struct JobPlan {
    /// The job's name.
    pub job: String,
    /// The day for which all would be judged.
    pub as_at: String,
    /// Its inputs: what each is, the file, its bytes if it is a file.
    pub inputs: Vec<(String, String, Option<u64>)>,
    /// Sheets that would be asked of databases: what each is, the database, the query.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queries: Vec<(String, String, String)>,
    /// The pack.
    pub pack: String,
    /// The folder of the run.
    pub folder: String,
    /// The run with which rows would be compared.
    pub compared_with: Option<String>,
    /// The largest loss that would be published.
    pub max_drop: Option<String>,
    /// What killed runs left and would be removed.
    pub leftovers: Vec<String>,
    /// Runs that retention would remove.
    pub removed: Vec<String>,
    /// Runs that it would remove but for files of others.
    pub spared: Vec<String>,
}

/// As JSON, for `--json`.
#[must_use]
pub fn job_plan_json(plan: &JobPlan) -> String {
    format!("{}\n", serde_json::to_string_pretty(plan).unwrap_or_default())
}

/// As text for a terminal.
#[must_use]
pub fn job_plan_text(plan: &JobPlan) -> String {
    let mut text = format!("Job {} is sound. For {} it would\n", plan.job, plan.as_at);
    // writing into a string does not fail
    for (kind, file, bytes) in &plan.inputs {
        let bytes =
            bytes.map(|bytes| format!(", {} bytes", super::words::grouped(bytes))).unwrap_or_default();
        let _ = writeln!(text, "  read     {kind:<13} {file}{bytes}");
    }
    for (kind, database, query) in &plan.queries {
        let query = query.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "  query    {kind:<13} {database}: {query}");
    }
    let _ = writeln!(text, "  apply    {}", plan.pack);
    match (&plan.compared_with, &plan.max_drop) {
        (Some(name), Some(most)) => {
            let _ = writeln!(text, "  compare  rows with {name}; refuse a loss of more than {most}");
        }
        (None, Some(_)) => text.push_str("  compare  nothing: no run was published yet\n"),
        (_, None) => {}
    }
    let _ = writeln!(text, "  publish  {}", plan.folder);
    for (word, names) in [("clean", &plan.leftovers), ("remove", &plan.removed), ("spare", &plan.spared)] {
        for name in names {
            let why = match word {
                "clean" => ", left by a killed run",
                "spare" => ", which holds files of others",
                _ => "",
            };
            let _ = writeln!(text, "  {word:<8} {name}{why}");
        }
    }
    text.push_str("Nothing was read or written.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_told_exactly() {
        let drop = |before, now| Drop { of: "staff".to_owned(), what: "rows", before, now }.line();
        assert_eq!(drop(1_000, 949), "staff rows: 949, 1000 before (-5.1%)");
        assert_eq!(drop(3, 0), "staff rows: 0, 3 before (-100%)");
        for (hundredths, text) in [(500, "5%"), (5, "0.05%"), (250, "2.5%"), (0, "0%")] {
            assert_eq!(share_text(hundredths), text);
        }
    }

    #[test]
    fn the_line_is_one_line_whatever_failed() {
        let told = JobTold {
            job: "nightly".to_owned(),
            outcome: "failed",
            exit_code: 3,
            as_at: "2026-11-28".to_owned(),
            folder: None,
            holding: Vec::new(),
            compared_with: None,
            drops: Vec::new(),
            accepted: false,
            removed: Vec::new(),
            spared: Vec::new(),
            warnings: Vec::new(),
            trouble: Some("one\ntwo\r".to_owned()),
            summary: None,
        };
        assert_eq!(job_line(&told), "skillmix nightly 2026-11-28: FAILED; one two \n");
    }
}
