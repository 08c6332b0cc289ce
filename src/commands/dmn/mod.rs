//! `dmn eval`, `rules export-dmn` and `rules import-dmn`; a build without DMN says so.

#[cfg(feature = "dmn")]
mod eval;
#[cfg(feature = "dmn")]
mod pack;

use std::path::PathBuf;

#[cfg(feature = "dmn")]
pub use pack::{model_of, pack_of};

use super::{Common, Outcome};
#[cfg(not(feature = "dmn"))]
use crate::model::Error;
use crate::model::Result;

/// What to do with DMN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DmnAction {
    /// Evaluate a decision of a model.
    Eval {
        /// The model.
        model: PathBuf,
        /// The decision's name or id.
        decision: String,
        /// The facts, as JSON.
        facts: PathBuf,
    },
    /// Write a pack as a model, to a file or to standard output.
    Export {
        /// The file.
        out: Option<PathBuf>,
        /// The version of DMN: `1.3`, `1.4` or `1.5`.
        version: String,
    },
    /// Write the rule tables of a model as a pack.
    Import {
        /// The model.
        model: PathBuf,
        /// The folder of the new pack.
        out: PathBuf,
    },
}

/// What a command with DMN was asked.
#[derive(Debug, Clone)]
pub struct DmnRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// Which of the three.
    pub action: DmnAction,
}

/// Runs a command with DMN.
#[cfg(feature = "dmn")]
pub fn dmn(request: &DmnRequest) -> Result<Outcome> {
    match &request.action {
        DmnAction::Eval { model, decision, facts } => eval::eval(&request.common, model, decision, facts),
        DmnAction::Export { out, version } => pack::export(&request.common, out.as_deref(), version),
        DmnAction::Import { model, out } => pack::import(&request.common, model, out),
    }
}

/// Says that this build has no DMN.
#[cfg(not(feature = "dmn"))]
pub fn dmn(_: &DmnRequest) -> Result<Outcome> {
    Err(Error::Usage(
        "this build is without the feature `dmn`; build with `cargo build --release --features dmn`"
            .to_owned(),
    ))
}
