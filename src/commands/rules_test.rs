//! `rules test`: the pack's own cases, and what they do not exercise.

use std::path::PathBuf;

use super::pack::load_pack;
use super::{Common, Outcome};
use crate::audit::{self, Coverage, Unexercised};
use crate::files;
use crate::model::{Finding, Result};
use crate::report::{self, CoverageText};
use crate::rules::{Pack, run_cases};

/// What `rules test` was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RulesTest {
    /// JSON on standard output.
    pub json: bool,
    /// Exit 1 below this coverage, in hundredths.
    pub fail_under: Option<u64>,
    /// A file for suggested cases.
    pub suggest: Option<PathBuf>,
}

/// Exit 1 when a case turns out otherwise than it says, or too little is exercised.
pub(super) fn test(common: &Common, request: &RulesTest) -> Result<Outcome> {
    let pack = load_pack(common)?;
    let results = run_cases(&pack);
    let failures: Vec<Finding> = results.iter().flat_map(|result| result.failures.iter().cloned()).collect();
    let coverage = audit::coverage(&pack);
    let text = told(&pack, &coverage, results.len(), failures);
    if let Some(file) = &request.suggest {
        files::write_new(file, &report::suggested_cases(&text))?;
    }
    let stdout = if request.json {
        report::coverage_json(&pack.catalogue.pack_label(), &text)
    } else {
        let cases = report::case_results(text.cases, &text.failures);
        format!("{cases}{}", report::coverage_text(&text))
    };
    let short = request.fail_under.is_some_and(|least| coverage.percent() < least);
    let stderr = match request.fail_under.filter(|_| short) {
        Some(least) => format!("skillmix: {} % exercised, fewer than {least} %\n", coverage.percent()),
        None => String::new(),
    };
    Ok(Outcome { stdout, stderr, code: u8::from(short || !text.failures.is_empty()) })
}

fn told(pack: &Pack, coverage: &Coverage, cases: usize, failures: Vec<Finding>) -> CoverageText {
    let part = |what, part: audit::Part| (what, part.of, part.all, part.percent());
    let mut text = CoverageText {
        cases,
        failures,
        parts: vec![
            part("rules", coverage.rows),
            part("values", coverage.values),
            part("results", coverage.results),
        ],
        ..CoverageText::default()
    };
    for (number, missing) in coverage.missing.iter().enumerate() {
        let what = name(pack, missing.what);
        if let Some(task) = &missing.task {
            let title = format!("exercises {what}; check by hand that this is what should come out");
            let id = format!("suggested-{}", number + 1);
            let decision = pack.decide(task);
            let because = pack.because(&decision);
            text.suggested.push(report::as_case(&pack.catalogue, (&id, &title), (task, &decision), &because));
        }
        text.missing.push((what, missing.task.is_some()));
    }
    text
}

fn name(pack: &Pack, what: Unexercised) -> String {
    let catalogue = &pack.catalogue;
    match what {
        Unexercised::Rule(rule) => catalogue.rule_id(rule).to_owned(),
        Unexercised::Value(at, value) => {
            let criterion = catalogue.criteria.get(at);
            criterion.map_or(String::new(), |one| format!("{}={}", one.name, one.values.name(value)))
        }
        Unexercised::Result(floor) => format!("floor {floor}"),
    }
}
