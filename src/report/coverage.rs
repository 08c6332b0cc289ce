//! What `rules test` prints of coverage: counts, and for everything missing a row that cases.csv could have.

use std::fmt::Write;

use serde_json::{Value, json};

use super::audit::task_facts;
use crate::model::{Catalogue, Decision, Finding, Outcome, Task};
use crate::sheet::Table;

/// What the cases of a pack exercise, ready to print.
#[derive(Debug, Clone, Default)]
pub struct CoverageText {
    /// Cases.
    pub cases: usize,
    /// What turned out otherwise.
    pub failures: Vec<Finding>,
    /// Of rules, values and results: exercised, of how many, in hundredths.
    pub parts: Vec<(&'static str, usize, usize, u64)>,
    /// What is missing, in words; none of them can be exercised by any task where there is no case for it.
    pub missing: Vec<(String, bool)>,
    /// A row of cases.csv for each that can be: column and cell.
    pub suggested: Vec<Vec<(String, String)>>,
}

/// A task as a row of cases.csv would have it, column by column: what the rules say today is what it expects.
#[must_use]
pub fn as_case(
    catalogue: &Catalogue,
    (id, title): (&str, &str),
    (task, decision): (&Task, &Decision),
    because: &[String],
) -> Vec<(String, String)> {
    let outcomes: Vec<&str> = decision.outcomes.iter().map(Outcome::word).collect();
    let outcomes = if decision.decided { outcomes.join(";") } else { "needs-panel".to_owned() };
    let named = |column: &str, cell: &str| (column.to_owned(), cell.to_owned());
    let mut row = vec![named("case", id), named("title", title)];
    row.extend(task_facts(catalogue, task));
    row.extend([
        named("outcomes", &outcomes),
        named("floor", &decision.floor.to_string()),
        named("refused", ""),
        named("because_rule", &because.join(";")),
    ]);
    row
}

/// So many missing things are told of as text.
const LISTED: usize = 20;

/// Counts and what is missing.
#[must_use]
pub fn coverage_text(coverage: &CoverageText) -> String {
    let mut text = String::new();
    for (what, of, all, percent) in coverage.parts.iter().filter(|(_, _, all, _)| *all > 0) {
        let _ = writeln!(text, "{what:<8} {of} of {all} exercised ({percent} %)");
    }
    let mut list = |heading: &str, possible: bool| {
        let some: Vec<&str> = coverage
            .missing
            .iter()
            .filter(|(_, can)| *can == possible)
            .map(|(what, _)| what.as_str())
            .collect();
        if !some.is_empty() {
            let more = some.len().saturating_sub(LISTED);
            let more = if more > 0 { format!(" and {more} more (--json lists all)") } else { String::new() };
            let shown: Vec<&str> = some.into_iter().take(LISTED).collect();
            let _ = writeln!(text, "{heading}: {}{more}", shown.join(", "));
        }
    };
    list("no case exercises", true);
    list("no task can exercise", false);
    if !coverage.suggested.is_empty() {
        let _ = writeln!(text, "--suggest FILE writes a case for each, to be checked by hand");
    }
    text
}

/// The suggested cases as a table like cases.csv. What each expects is what the rules say today.
#[must_use]
pub fn suggested_cases(coverage: &CoverageText) -> Vec<u8> {
    let header = coverage.suggested.first().into_iter().flatten().map(|(column, _)| column.as_str());
    let mut table = Table::new(header, false);
    for row in &coverage.suggested {
        table.row(row.iter().map(|(_, cell)| cell.as_str()));
    }
    table.finish()
}

/// All of it as JSON.
#[must_use]
pub fn coverage_json(pack: &str, coverage: &CoverageText) -> String {
    let parts: serde_json::Map<String, Value> = coverage
        .parts
        .iter()
        .map(|(what, of, all, percent)| {
            ((*what).to_owned(), json!({ "exercised": of, "of": all, "percent": percent }))
        })
        .collect();
    let failures: Vec<String> = coverage.failures.iter().map(ToString::to_string).collect();
    let missing: Vec<Value> =
        coverage.missing.iter().map(|(what, can)| json!({ "what": what, "possible": can })).collect();
    let suggested: Vec<Value> = coverage
        .suggested
        .iter()
        .map(|row| row.iter().map(|(column, cell)| (column.clone(), Value::String(cell.clone()))).collect())
        .collect();
    let value = json!({
        "pack": pack,
        "cases": coverage.cases,
        "failures": failures,
        "coverage": parts,
        "missing": missing,
        "suggested": suggested,
    });
    format!("{value:#}\n")
}
