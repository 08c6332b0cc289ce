//! `history`: the runs of a job over time; a build without databases says so.

#[cfg(feature = "jobs")]
mod numbers;
#[cfg(feature = "jobs")]
mod shown;

use std::path::{Path, PathBuf};

#[cfg(feature = "jobs")]
pub(super) use numbers::remembered;

use super::Outcome;
#[cfg(not(feature = "jobs"))]
use crate::model::Error;
use crate::model::Result;

/// What `history` was asked.
#[derive(Debug, Clone)]
pub struct HistoryRequest {
    /// The file of the history, or of a job that has one.
    pub file: PathBuf,
    /// Folders of runs that are added first.
    pub add: Vec<PathBuf>,
    /// Of each job so many of the newest runs.
    pub last: usize,
    /// Numbers of one site.
    pub site: Option<String>,
    /// JSON on standard output.
    pub json: bool,
    /// Nothing on standard output.
    pub quiet: bool,
}

impl HistoryRequest {
    /// A job was named, not a history.
    fn is_job(&self) -> bool {
        self.file.extension().is_some_and(|ending| ending == "toml")
    }

    /// The folder from which all paths lead: that of the job, if one is named.
    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        self.file.parent().filter(|folder| self.is_job() && !folder.as_os_str().is_empty())
    }
}

/// Runs `history`.
#[cfg(feature = "jobs")]
pub fn history(request: &HistoryRequest) -> Result<Outcome> {
    shown::show(request)
}

/// Says that this build has no databases.
#[cfg(not(feature = "jobs"))]
pub fn history(_: &HistoryRequest) -> Result<Outcome> {
    Err(Error::Usage(without("`history`")))
}

/// What a build without databases says of what it cannot do.
#[cfg(not(feature = "jobs"))]
pub(super) fn without(what: &str) -> String {
    format!(
        "{what}: this build is without the feature `jobs`; build with `cargo build --release --features jobs`"
    )
}
