//! job.toml: what a job takes, how it matches, where it publishes and for how long.

mod document;
mod query;
mod read;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

pub use query::{Database, Query, QueryText};
pub use read::{JobWords, months, read_job, share};

use crate::model::{Day, Place};

/// A job as it was written; paths lead from the folder of its file.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its name, for logs and metrics.
    pub name: String,
    /// The day for which everything is judged; `None`: the day on which it runs.
    pub as_at: Option<Day>,
    /// The folder of a pack; `None`: the pack that ships.
    pub rules: Option<String>,
    /// Threads; `None`: as many as there are cores.
    pub threads: Option<NonZeroUsize>,
    /// What it takes, by kind: `folder`, the sheets, `mapping`, `fixed`.
    pub inputs: BTreeMap<&'static str, Pick>,
    /// Sheets that are queries of databases, by kind.
    pub queries: BTreeMap<&'static str, Query>,
    /// Where and what it publishes.
    pub publish: Publish,
    /// Words of conditions under which it exits with 1.
    pub fail_on: Vec<String>,
    /// The largest loss of rows that is published, in hundredths of a percent; `None`: any.
    pub max_drop: Option<u64>,
    /// How many of the newest runs stay.
    pub keep_last: Option<u64>,
    /// For how many days runs stay.
    pub keep_days: Option<u64>,
    /// The log, if one is wanted.
    pub log: Option<LogTo>,
    /// A file of metrics in the format that Prometheus reads.
    pub metrics: Option<String>,
    /// The history of its runs.
    pub history: Option<HistoryOf>,
}

/// An input: a path, or a pattern of which one file is meant.
#[derive(Debug, Clone)]
pub struct Pick {
    /// The path or pattern.
    pub pattern: String,
    /// The newest is meant, by the date in its name; else the pattern must fit one file only.
    pub newest: bool,
    /// How many days before the as-at day the newest may be dated.
    pub max_age_days: Option<u64>,
    /// Where the job says so.
    pub place: Place,
}

/// `[publish]`.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the job")]
pub struct Publish {
    /// The folder of the runs.
    pub folder: String,
    /// Write rungs.csv too.
    pub rungs: bool,
    /// Write sensitivity.csv too.
    pub sensitivity: bool,
    /// Write report.html too.
    pub report: bool,
    /// Write a report and a table that may be given to others, with counts of people below this number suppressed.
    pub share: Option<u64>,
    /// Words of formats beside CSV.
    pub also: Vec<String>,
    /// A file of unit costs, for the reports.
    pub unit_costs: Option<String>,
    /// The report tells what changed since the run that was published last.
    pub changes: bool,
    /// How many months are looked ahead.
    pub forecast: Option<u16>,
    /// A file of people who will leave, for looking ahead.
    pub leavers: Option<String>,
    /// Copies of the inputs are kept with the run.
    pub keep_inputs: bool,
    /// What was read of holdings is remembered for the next night.
    pub memory: bool,
}

/// `[log]`.
#[derive(Debug, Clone, Default)]
pub struct LogTo {
    /// The file; `None`: standard error.
    pub file: Option<String>,
    /// Lines of JSON instead of text.
    pub json: bool,
}

/// `[history]`.
#[derive(Debug, Clone)]
pub struct HistoryOf {
    /// The file.
    pub file: String,
    /// Say too of which kinds the causes of changes against the run before are.
    pub causes: bool,
    /// Where the job says so.
    pub place: Place,
}
