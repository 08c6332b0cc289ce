//! `dmn eval`: read the model, check it, read the facts, evaluate, tell.

use std::path::Path;

use crate::commands::{Common, Outcome};
use crate::dmn::{self, Decided, MOST_BYTES, Matched};
use crate::files::{self, Big};
use crate::model::{Error, Finding, FindingCode, Place, Result};
use crate::report::{self, EvaluatedRecord};

/// Runs `dmn eval`.
pub(super) fn eval(common: &Common, model: &Path, decision: &str, facts: &Path) -> Result<Outcome> {
    let model = read_model(model)?;
    let ready = dmn::ready(&model)?;
    let (name, bytes) = read_small(facts)?;
    let facts = dmn::facts(&name, &bytes, &ready)?;
    let evaluated = dmn::evaluate(&ready, decision, &facts)?;
    let record = EvaluatedRecord {
        result: (evaluated.result.to_string(), evaluated.result.json()),
        decisions: evaluated.decisions.iter().map(decided).collect(),
        notes: evaluated.notes,
    };
    let stdout = match (common.quiet, common.json) {
        (true, _) => String::new(),
        (false, true) => report::evaluated_json(&record),
        (false, false) => report::evaluated_text(&record),
    };
    let stderr = if common.quiet { String::new() } else { report::findings_text(&record.notes, 50) };
    Ok(Outcome { stdout, stderr, code: 0 })
}

fn decided(decided: &Decided) -> report::DecidedRecord {
    let matched = |matched: &Matched| report::MatchedRecord {
        number: matched.number,
        id: matched.id.clone(),
        output: (matched.output.to_string(), matched.output.json()),
    };
    report::DecidedRecord {
        name: decided.name.clone(),
        policy: decided.policy,
        matched: decided.matched.iter().map(matched).collect(),
        result: (decided.result.to_string(), decided.result.json()),
        default: decided.default,
    }
}

/// A model read from its file.
pub(super) fn read_model(path: &Path) -> Result<dmn::Model> {
    let (name, bytes) = read_small(path)?;
    dmn::read(&name, &bytes)
}

/// A file that may not be large: its length is looked at before it is read.
fn read_small(path: &Path) -> Result<(String, Vec<u8>)> {
    let refused = |finding| Error::Input(vec![finding]);
    let big = Big::open(path)?.map_err(refused)?;
    let (message, help) = match big.length() {
        None => ("a packed file", "unpack it first"),
        Some(length) if length > MOST_BYTES as u64 => ("more than 16 MiB", "split the model"),
        Some(_) => {
            let content = files::read(path)?.map_err(refused)?;
            return Ok((content.name, content.bytes));
        }
    };
    let place = Place { file: big.name().into(), line: 0, column: String::new() };
    Err(refused(Finding::new(FindingCode::FileUnusable, place, "", message, help)))
}
