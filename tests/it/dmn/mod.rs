//! DMN: models evaluated, every fault of a model, hostile files, and rule packs there and back.

mod faults;
mod hits;
mod hostile;
mod layered;
mod models;
mod packs;

use skillmix::dmn::{Evaluated, evaluate, facts, read, ready};
use skillmix::model::{Error, Finding};

/// Evaluates a decision of a model; what is wrong comes as lines of text.
pub(crate) fn eval(model: &str, decision: &str, input: &str) -> Result<Evaluated, String> {
    let result = read("model.dmn", model.as_bytes()).and_then(|model| {
        let ready = ready(&model)?;
        let facts = facts("facts.json", input.as_bytes(), &ready)?;
        evaluate(&ready, decision, &facts)
    });
    result.map_err(|error| told(&error))
}

/// An error as its lines.
pub(crate) fn told(error: &Error) -> String {
    match error {
        Error::Input(findings) => findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}
