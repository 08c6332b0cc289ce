//! The stories: one file a command, each reads as what it does.

mod answer;
mod check;
mod convert;
mod dataset;
mod diff;
mod dmn;
mod explain;
mod fail_on;
mod fixed;
mod fixes;
mod forecast;
mod generate;
mod given;
mod graph;
mod held;
mod history;
mod impact;
mod job;
mod kept;
mod map;
mod mapped;
mod match_tasks;
mod outputs;
mod pack;
mod panel;
mod personal;
mod profile;
mod pseudonymise;
pub mod recorded;
mod remembering;
mod report;
mod reporting;
mod rules;
mod rules_check;
mod rules_diff;
mod rules_files;
mod rules_new;
mod rules_test;
mod schema;
mod sensitivity;
mod sign_off;
mod tabular;
mod verify;

use std::cmp::Reverse;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use answer::{Answered, answer};
pub use check::{CheckRequest, check};
pub use convert::{ConvertRequest, convert};
pub use diff::{DiffRequest, FailOnChange, diff};
pub use dmn::{DmnAction, DmnRequest, dmn};
#[cfg(feature = "dmn")]
pub use dmn::{model_of, pack_of};
pub use explain::{Explain, ExplainRequest, explain};
pub use fail_on::FailOn;
pub use fixes::{TaskFixes, fixes};
pub use forecast::{Ahead, ForecastRequest};
pub use generate::{GenerateRequest, generate};
pub use given::Files;
pub use graph::{GraphExportRequest, graph_export};
pub use history::{HistoryRequest, history};
pub use impact::faults;
pub use job::{JobOutput, JobRequest, run_job};
pub use map::{MapRequest, map};
pub use match_tasks::{MatchRequest, Since, match_tasks};
pub use outputs::Also;
pub use panel::{Listed, WorksheetRequest, worksheet};
pub use profile::{ProfileRequest, profile};
pub use pseudonymise::{PseudonymiseRequest, pseudonymise};
pub use report::{ReportRequest, report};
pub use rules::{RulesAction, RulesRequest, rules};
pub use rules_check::{CheckFormat, RulesCheck};
pub use rules_diff::RulesDiff;
pub use rules_files::RulesWork;
pub use rules_new::NewPack;
pub use rules_test::RulesTest;
pub use schema::{SchemaFormat, SchemaRequest, schema};
pub use sensitivity::sensitivity;
pub use verify::{VerifyRequest, verify};

pub use crate::exchange::{EncodingName, Looking};
pub use crate::generate::{Sizes, Wanted};
pub use crate::intake::share;
use crate::model::{Day, Error, Finding};
pub use crate::report::Threshold;

/// What a command was asked, complete.
#[derive(Debug, Clone)]
pub enum Request {
    /// `match`.
    Match(MatchRequest),
    /// `check`.
    Check(CheckRequest),
    /// `graph export`.
    GraphExport(GraphExportRequest),
    /// `convert`.
    Convert(ConvertRequest),
    /// `explain`.
    Explain(ExplainRequest),
    /// `panel worksheet`.
    Worksheet(WorksheetRequest),
    /// `profile`.
    Profile(ProfileRequest),
    /// `map`.
    Map(MapRequest),
    /// `rules`.
    Rules(RulesRequest),
    /// `report`.
    Report(ReportRequest),
    /// `schema`.
    Schema(SchemaRequest),
    /// `dmn eval`, `rules export-dmn` and `rules import-dmn`.
    Dmn(DmnRequest),
    /// `pseudonymise`.
    Pseudonymise(PseudonymiseRequest),
    /// `generate`.
    Generate(GenerateRequest),
    /// `verify`.
    Verify(VerifyRequest),
    /// `run`.
    Job(JobRequest),
    /// `history`.
    History(HistoryRequest),
    /// `diff`.
    Diff(DiffRequest),
}

/// Where a dataset is.
#[derive(Debug, Clone, Default)]
pub struct DatasetPaths {
    /// The folder, if one was named.
    pub folder: Option<PathBuf>,
    /// Files named one by one; they win over the folder's.
    pub staff: Option<PathBuf>,
    /// The holdings file.
    pub holdings: Option<PathBuf>,
    /// The tasks file.
    pub tasks: Option<PathBuf>,
    /// The competencies file.
    pub competencies: Option<PathBuf>,
    /// The links file.
    pub links: Option<PathBuf>,
    /// The panel's decisions.
    pub panel: Option<PathBuf>,
    /// How other people's files of the folder become our sheets.
    pub mapping: Option<PathBuf>,
    /// A folder with refused rows that were mended.
    pub fixed: Option<PathBuf>,
}

/// What every command needs to know.
#[derive(Debug, Clone)]
pub struct Common {
    /// The folder of another pack than the one that ships.
    pub pack: Option<PathBuf>,
    /// The day for which everything is judged.
    pub as_at: Day,
    /// JSON on standard output.
    pub json: bool,
    /// Nothing on standard output.
    pub quiet: bool,
    /// Values of the data may be shown even where they may be personal.
    pub show_values: bool,
}

impl Common {
    /// The same, with or without values that may be personal.
    #[must_use]
    pub fn showing(self, show_values: bool) -> Self {
        Self { show_values, ..self }
    }
}

/// What a command leaves for the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// For standard output.
    pub stdout: String,
    /// For standard error.
    pub stderr: String,
    /// The exit code: 0 ran, 1 ran and a condition holds.
    pub code: u8,
}

/// What only the program itself has, lent to a command.
#[derive(Clone, Copy)]
pub struct Host<'a> {
    /// Time since the program started: for timings.json only.
    pub clock: &'a dyn Fn() -> Duration,
    /// Told what is being done, for whoever waits at a terminal.
    pub progress: &'a dyn Fn(&str),
    /// Told how far reading is.
    pub reading: &'a (dyn Fn(Reading) + Sync),
    /// Whether somebody asked the program to stop.
    pub stopped: &'a (dyn Fn() -> bool + Sync),
    /// What the machine's clock says: for whoever watches a job, never for results.
    pub now: &'a dyn Fn() -> Moment,
    /// The file of the program itself: results of another program are not taken for its own.
    pub program: &'a dyn Fn() -> Option<PathBuf>,
    /// Writes a line to standard error at once.
    pub line: &'a dyn Fn(&str),
}

/// A moment of the machine's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970.
    pub seconds: i64,
    /// As `2026-11-28T02:00:00Z`.
    pub text: String,
    /// The process in which it is.
    pub process: u32,
}

/// How far the reading of a large file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Bytes read.
    pub bytes: u64,
    /// Bytes there are, if that is known.
    pub of: Option<u64>,
    /// Rows read.
    pub rows: u64,
}

impl fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Host")
    }
}

/// Runs a command.
pub fn run(request: &Request, host: Host<'_>) -> Result<Outcome, Error> {
    match request {
        Request::Match(request) => match_tasks(request, host),
        Request::Check(request) => check(request),
        Request::GraphExport(request) => graph_export(request),
        Request::Convert(request) => convert(request, host),
        Request::Explain(request) => explain(request),
        Request::Worksheet(request) => worksheet(request),
        Request::Profile(request) => profile(request, host),
        Request::Map(request) => map(request, host),
        Request::Rules(request) => rules(request),
        Request::Report(request) => report(request, host),
        Request::Schema(request) => schema(request),
        Request::Dmn(request) => dmn(request),
        Request::Pseudonymise(request) => pseudonymise(request, host),
        Request::Generate(request) => generate(request, host),
        Request::Verify(request) => verify(request, host),
        Request::Job(request) => run_job(request, host),
        Request::History(request) => history(request),
        Request::Diff(request) => diff(request, host),
    }
}

impl Request {
    /// An error of this request as text for standard error. What is said of packs and models alone is shown whole.
    #[must_use]
    pub fn error_text(&self, error: &Error) -> String {
        let shown = match self {
            Request::Match(MatchRequest { common, .. })
            | Request::Check(CheckRequest { common, .. })
            | Request::Explain(ExplainRequest { common, .. })
            | Request::Worksheet(WorksheetRequest { common, .. })
            | Request::Pseudonymise(PseudonymiseRequest { common, .. })
            | Request::Convert(ConvertRequest { common, .. })
            | Request::Map(MapRequest { common, .. })
            | Request::GraphExport(GraphExportRequest { common, .. })
            | Request::Generate(GenerateRequest { common, .. }) => common.show_values,
            Request::Rules(RulesRequest { common, action }) => {
                common.show_values || !matches!(action, RulesAction::Diff(_))
            }
            Request::Profile(ProfileRequest { show_values, .. })
            | Request::Verify(VerifyRequest { show_values, .. })
            | Request::Diff(DiffRequest { show_values, .. }) => *show_values,
            Request::Report(_) | Request::Job(_) | Request::History(_) => false,
            Request::Dmn(_) | Request::Schema(_) => true,
        };
        if shown { error_text(error) } else { withheld_text(error) }
    }

    /// The folder from which all paths of the request lead, if not from the current one.
    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        match self {
            Request::Job(request) => request.home(),
            Request::History(request) => request.home(),
            _ => None,
        }
    }
}

/// An error as text, with every value: every problem on a line, then what to do.
#[must_use]
pub fn error_text(error: &Error) -> String {
    text_of(error, crate::report::findings_text)
}

/// The same, without values that may be personal.
fn withheld_text(error: &Error) -> String {
    text_of(error, crate::report::findings_withheld)
}

fn text_of(error: &Error, findings_text: fn(&[Finding], usize) -> String) -> String {
    match error {
        Error::Input(findings) => {
            let mut findings = findings.clone();
            // what refuses first; the order among equals is that of the files
            findings.sort_by_key(|finding| Reverse(finding.severity()));
            format!("{}skillmix: {error}; nothing was written\n", findings_text(&findings, 50))
        }
        other => format!("skillmix: {other}\n"),
    }
}
