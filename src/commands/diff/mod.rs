//! `diff`: two finished runs task by task, and why each task that changed did.

mod dates;
mod grid;
mod joint;
mod kinds;
mod outputs;
mod own;
mod passing;
mod people;
mod persons;
mod rows;
mod search;
mod side;
mod world;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::given::Files;
use super::recorded::{self, Recorded};
use super::{Host, Outcome};
use crate::files::{Output, Staged};
use crate::model::{Day, Error, Result};
use crate::report::{self, Change, ChangesRecord, FileRecord};
use crate::rules::Layer;
use outputs::Run;
use side::Side;

pub(super) use outputs::Key;
pub(super) use passing::{Gone, Matters, Passing, of_files};

/// What `diff` was asked.
#[derive(Debug, Clone)]
pub struct DiffRequest {
    /// The folders of the two runs, the old one first.
    pub runs: [PathBuf; 2],
    /// From where the paths of each lead; `None`: from this folder.
    pub from: [Option<PathBuf>; 2],
    /// The folder for changes.csv and causes.csv.
    pub out: Option<PathBuf>,
    /// How many changed tasks are shown.
    pub top: usize,
    /// Conditions under which to exit with 1.
    pub fail_on: Vec<FailOnChange>,
    /// JSON on standard output.
    pub json: bool,
    /// Nothing on standard output.
    pub quiet: bool,
    /// Tasks, people and cells may be shown.
    pub show_values: bool,
}

/// One condition of `diff --fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOnChange {
    /// Any task changed, came or went.
    Changed,
    /// Any task is no longer placed, or placed at a higher level.
    Worse,
}

impl FailOnChange {
    fn holds(self, record: &ChangesRecord) -> bool {
        let worse = |change: &Change| change.is_worse() && record.count(*change) > 0;
        match self {
            FailOnChange::Changed => !record.changed.is_empty(),
            FailOnChange::Worse => Change::ALL.iter().any(worse),
        }
    }
}

impl FromStr for FailOnChange {
    type Err = String;

    fn from_str(word: &str) -> std::result::Result<Self, String> {
        match word {
            "changed" => Ok(FailOnChange::Changed),
            "worse" => Ok(FailOnChange::Worse),
            _ => Err("unknown condition; use one of changed, worse".to_owned()),
        }
    }
}

/// Runs `diff`.
pub fn diff(request: &DiffRequest, host: Host<'_>) -> Result<Outcome> {
    let begin = |stage: &str| {
        if !request.quiet {
            (host.progress)(stage);
        }
    };
    let staged = request.out.as_ref().map(|out| Staged::begin(out, Output::Changes)).transpose()?;
    let record = changes(request.runs.each_ref().map(PathBuf::as_path), &request.from, begin, host)?;
    if let Some(staged) = staged {
        staged.write("changes.csv", &table(report::changes_header(), &report::changes(&record.changed)))?;
        staged.write("causes.csv", &table(report::causes_header(), &report::causes(&record.changed)))?;
        staged.write(Output::Changes.mark(), &report::changes_json(&record.withheld()))?;
        staged.publish()?;
    }
    let stdout = match (request.quiet, request.json) {
        (true, _) => String::new(),
        (false, true) => {
            let json = if request.show_values {
                report::changes_json(&record)
            } else {
                report::changes_json(&record.withheld())
            };
            String::from_utf8_lossy(&json).into_owned()
        }
        (false, false) => {
            let mut text = report::changes_text(&record, request.top, request.show_values);
            if let Some(out) = &request.out {
                let written = "changes.csv, causes.csv, changes.json";
                text.extend(["Written to ", &out.display().to_string(), ": ", written, "\n"]);
            }
            text
        }
    };
    let failed = request.fail_on.iter().any(|condition| condition.holds(&record));
    Ok(Outcome { stdout, stderr: String::new(), code: u8::from(failed) })
}

/// What changed between two runs and why, the old one first.
pub(super) fn changes(
    [old, new]: [&Path; 2],
    [from_old, from_new]: &[Option<PathBuf>; 2],
    begin: impl Fn(&str),
    host: Host<'_>,
) -> Result<ChangesRecord> {
    let old = recorded::open(old, from_old.as_deref())?;
    let new = recorded::open(new, from_new.as_deref())?;
    explained(&old, Run::from(&new), |go_on| Side::open(&new, "new", go_on), begin, host)
}

/// A run that is not yet written whole.
pub(super) struct Fresh<'r> {
    /// The folder in which its matches.csv lies.
    pub(super) folder: &'r Path,
    /// The folder in which it will lie.
    pub(super) named: &'r Path,
    pub(super) outputs: &'r [FileRecord],
    pub(super) as_at: Day,
    pub(super) layers: &'r [Layer],
    pub(super) files: &'r Files,
}

/// What changed since an earlier run, and why.
pub(super) fn since(
    old: &Path,
    new: &Fresh<'_>,
    begin: impl Fn(&str),
    host: Host<'_>,
) -> Result<ChangesRecord> {
    let old = recorded::open(old, None)?;
    let Fresh { folder, named, outputs, as_at, layers, files } = *new;
    let run = Run { folder, named, skillmix: env!("CARGO_PKG_VERSION"), as_at, outputs };
    let side = |go_on: &dyn Fn() -> Result<()>| Side::of(as_at, layers.to_vec(), files, go_on).map(Ok);
    explained(&old, run, side, begin, host)
}

/// A run opened whole, or why it cannot be.
type Opened = Result<std::result::Result<Side, Vec<String>>>;

fn explained(
    old: &Recorded,
    new: Run<'_>,
    side: impl FnOnce(&dyn Fn() -> Result<()>) -> Opened,
    begin: impl Fn(&str),
    host: Host<'_>,
) -> Result<ChangesRecord> {
    let go_on = || if (host.stopped)() { Err(Error::Stopped) } else { Ok(()) };
    begin("comparing outputs");
    let mut record = outputs::compare([Run::from(old), new])?;
    if record.changed.is_empty() {
        return Ok(record);
    }
    begin("opening inputs");
    match (Side::open(old, "old", &go_on)?, side(&go_on)?) {
        (Ok(old), Ok(new)) => {
            let stage = |stage: &str| {
                begin(stage);
                go_on()
            };
            record.not_known = search::causes(&mut record.changed, [&old, &new], &stage)?;
        }
        (old, new) => record.not_known = [old.err(), new.err()].into_iter().flatten().flatten().collect(),
    }
    if !record.not_known.is_empty() {
        outputs::not_known(&mut record);
    }
    Ok(record)
}

fn table(mut header: Vec<u8>, rows: &report::Records<'_>) -> Vec<u8> {
    header.extend(rows.csv());
    header
}
