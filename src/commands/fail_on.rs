//! Conditions under which a run that worked still exits with 1.

use std::str::FromStr;

use crate::model::{Severity, Status};
use crate::report::Summary;

/// One condition of `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Any task with this status.
    Status(Status),
    /// Any task that is not placed.
    NotPlaced,
    /// Any finding at least this grave.
    Findings(Severity),
    /// Any refused row.
    Rejects,
}

impl FailOn {
    /// The words that `--fail-on` knows.
    pub const WORDS: [&'static str; 9] = [
        "not-placed",
        "restricted",
        "needs-panel",
        "not-yet",
        "no-supervisor",
        "nobody-competent",
        "errors",
        "warnings",
        "rejects",
    ];

    /// Whether a run meets the condition.
    #[must_use]
    pub fn holds(self, summary: &Summary) -> bool {
        match self {
            FailOn::Status(status) => summary.with_status(status) > 0,
            FailOn::NotPlaced => summary.with_status(Status::Placed) < summary.tasks,
            FailOn::Findings(Severity::Error) => summary.with_severity(Severity::Error) > 0,
            FailOn::Findings(_) => {
                summary.with_severity(Severity::Error) + summary.with_severity(Severity::Warning) > 0
            }
            FailOn::Rejects => summary.rejected() > 0,
        }
    }
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let status =
            Status::ALL.into_iter().find(|status| status.word() == word && *status != Status::Placed);
        match (status, word) {
            (Some(status), _) => Ok(FailOn::Status(status)),
            (None, "not-placed") => Ok(FailOn::NotPlaced),
            (None, "errors") => Ok(FailOn::Findings(Severity::Error)),
            (None, "warnings") => Ok(FailOn::Findings(Severity::Warning)),
            (None, "rejects") => Ok(FailOn::Rejects),
            (None, _) => Err(format!("unknown condition; use one of {}", Self::WORDS.join(", "))),
        }
    }
}
