//! What `dmn eval` and `rules import-dmn` print.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::model::Finding;

/// A value: as FEEL writes it, and as JSON.
pub type Shown = (String, String);

/// What came of an evaluation.
#[derive(Debug, Clone)]
pub struct EvaluatedRecord {
    /// The result.
    pub result: Shown,
    /// The decisions evaluated, in order; the one asked for is the last.
    pub decisions: Vec<DecidedRecord>,
    /// Inputs that are null.
    pub notes: Vec<Finding>,
}

/// One decision evaluated.
#[derive(Debug, Clone)]
pub struct DecidedRecord {
    /// Its name.
    pub name: String,
    /// The letter of its hit policy.
    pub policy: &'static str,
    /// The rules that matched.
    pub matched: Vec<MatchedRecord>,
    /// Its result.
    pub result: Shown,
    /// Whether the result is the default.
    pub default: bool,
}

/// A rule that matched.
#[derive(Debug, Clone)]
pub struct MatchedRecord {
    /// Its number in the table, from 1.
    pub number: usize,
    /// Its id; may be blank.
    pub id: String,
    /// What it puts out.
    pub output: Shown,
}

#[derive(Serialize)]
struct Evaluated<'r> {
    decision: &'r str,
    result: Box<RawValue>,
    decisions: Vec<Decided<'r>>,
    null_inputs: Vec<&'r str>,
}

#[derive(Serialize)]
struct Decided<'r> {
    decision: &'r str,
    hit_policy: &'r str,
    matched: Vec<Matched<'r>>,
    #[serde(rename = "default")]
    is_default: bool,
    result: Box<RawValue>,
}

#[derive(Serialize)]
struct Matched<'r> {
    rule: usize,
    id: &'r str,
    outputs: Box<RawValue>,
}

/// The result and its trace as one object.
#[must_use]
pub fn evaluated_json(record: &EvaluatedRecord) -> String {
    let matched = |one: &'_ MatchedRecord| (one.number, one.output.1.clone());
    let decided = record.decisions.iter().map(|one| Decided {
        decision: &one.name,
        hit_policy: one.policy,
        matched: one
            .matched
            .iter()
            .map(|rule| (matched(rule), rule.id.as_str()))
            .map(|((rule, json), id)| Matched { rule, id, outputs: raw(json) })
            .collect(),
        is_default: one.default,
        result: raw(one.result.1.clone()),
    });
    let whole = Evaluated {
        decision: record.decisions.last().map_or("", |one| &one.name),
        result: raw(record.result.1.clone()),
        decisions: decided.collect(),
        null_inputs: record.notes.iter().map(|note| note.value.as_str()).collect(),
    };
    format!("{}\n", serde_json::to_string_pretty(&whole).unwrap_or_default())
}

/// Numbers go out as they are, digit by digit.
fn raw(json: String) -> Box<RawValue> {
    RawValue::from_string(json).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// The result, then every decision with the rules that matched.
#[must_use]
pub fn evaluated_text(record: &EvaluatedRecord) -> String {
    let name = record.decisions.last().map_or("", |one| &one.name);
    let mut lines = vec![format!("{name}: {}", record.result.0)];
    for one in &record.decisions {
        lines.push(String::new());
        let default = if one.default { ", its default" } else { "" };
        lines.push(format!("{} ({}) gives {}{default}", one.name, one.policy, one.result.0));
        for rule in &one.matched {
            let id = if rule.id.is_empty() { String::new() } else { format!(" {}", rule.id) };
            lines.push(format!("  rule {}{id}: {}", rule.number, rule.output.0));
        }
        if one.matched.is_empty() {
            lines.push("  no rule matches".to_owned());
        }
    }
    lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// A pack that was made of a model.
#[derive(Debug, Clone)]
pub struct ImportedRecord {
    /// Its folder.
    pub out: String,
    /// Its rule tables, and how many rules each has.
    pub tables: Vec<(&'static str, usize)>,
    /// How many cases it has.
    pub cases: usize,
    /// Cases that fail.
    pub failing: Vec<String>,
    /// Lines of the model where a rule's description is not what its annotations say.
    pub stale: Vec<(u64, String)>,
    /// The model's file.
    pub file: String,
}

/// What was written, and how the pack's own cases turned out.
#[must_use]
pub fn imported_text(record: &ImportedRecord) -> String {
    let tables: Vec<String> = record.tables.iter().map(|(name, rules)| format!("{name} {rules}")).collect();
    let mut lines = vec![
        format!("Rules: {}", tables.join(", ")),
        format!("Cases: {} hold, {} fail", record.cases - record.failing.len(), record.failing.len()),
    ];
    if !record.failing.is_empty() {
        lines.push(format!(
            "  {}; see `skillmix rules test --rules {}`",
            record.failing.join(", "),
            record.out
        ));
    }
    for (line, text) in &record.stale {
        lines.push(format!(
            "Not read: the description at {}:{line}, `{text}`; annotations say why a rule is there",
            record.file
        ));
    }
    lines.push(format!("Written to {}", record.out));
    lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect()
}
