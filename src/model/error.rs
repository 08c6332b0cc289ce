//! The one error: what stops a run. Faults in data are findings and stop nothing.

use std::path::PathBuf;

use super::{Finding, Severity};

/// The result of anything that can stop a run.
pub type Result<T> = std::result::Result<T, Error>;

/// What stops a run. Exit codes: usage and input 2, machine and defect 3.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line asks for something that does not exist or fit together.
    #[error("{0}")]
    Usage(String),
    /// Inputs or a pack that cannot be used at all; every such problem, listed at once.
    #[error("{}", unusable(.0))]
    Input(Vec<Finding>),
    /// The machine refused: disk, permission, a file that vanished.
    #[error("{}: {source}", .path.display())]
    Machine {
        /// The file or folder concerned.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Somebody asked the program to stop.
    #[error("stopped; nothing was written")]
    Stopped,
    /// A law of the program was broken (rows that do not add up, say). Never a guess instead.
    #[error("skillmix broke one of its own laws: {0}; no output was written, please report this")]
    Defect(String),
}

/// How many errors there are among findings.
fn unusable(findings: &[Finding]) -> String {
    match findings.iter().filter(|finding| finding.severity() == Severity::Error).count() {
        1 => "1 problem makes the inputs unusable".to_owned(),
        many => format!("{many} problems make the inputs unusable"),
    }
}

impl Error {
    /// The process exit code for this error.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) | Error::Input(_) => 2,
            Error::Machine { .. } | Error::Defect(_) => 3,
            // as a shell says of a program that a signal ended
            Error::Stopped => 130,
        }
    }
}
