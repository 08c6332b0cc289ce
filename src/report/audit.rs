//! What `rules check` prints: findings with the tasks that show them, and what was proved; as text, JSON and SARIF.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::grouped;
use crate::model::{Authority, Catalogue, Finding, Severity, Task};

/// A finding about a pack, and what shows it.
#[derive(Debug, Clone)]
pub struct Witnessed<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// Tasks, each with what the rules say of it.
    pub witness: Vec<(&'a Task, String)>,
    /// The ids of these tasks in the dataset of witnesses.
    pub ids: Vec<String>,
}

/// What was proved of a pack.
#[derive(Debug, Clone, Copy)]
pub struct Proof {
    /// How many combinations of facts.
    pub combinations: Option<u128>,
    /// For how many posts and people.
    pub candidates: usize,
    /// How many changes may only restrict.
    pub changes: usize,
    /// How many of these loosen something, acts aside.
    pub broken: usize,
    /// How many acts loosen something when they are added: no law is claimed of them.
    pub acts: usize,
}

/// The check as text. Notes are counted, and printed only if asked for.
#[must_use]
pub fn audit_text(catalogue: &Catalogue, shown: &[Witnessed<'_>], proof: Proof, notes: bool) -> String {
    let mut text = String::new();
    let wanted = |one: &&Witnessed<'_>| notes || one.finding.severity() > Severity::Note;
    for one in shown.iter().filter(wanted) {
        let _ = writeln!(text, "{}", one.finding);
        for (at, (task, verdict)) in one.witness.iter().enumerate() {
            let facts = match at.checked_sub(1).and_then(|at| one.witness.get(at)) {
                None => facts(catalogue, task),
                Some((before, _)) => changed(catalogue, before, task),
            };
            let id = one.ids.get(at).map(|id| format!("{id}: ")).unwrap_or_default();
            let _ = writeln!(text, "    {id}{facts}\n      -> {verdict}");
        }
    }
    let count = |severity: Severity| shown.iter().filter(|one| one.finding.severity() == severity).count();
    let _ = writeln!(
        text,
        "{}: {} errors, {} warnings, {} notes{}",
        catalogue.pack_label(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
        if notes || count(Severity::Note) == 0 { "" } else { " (--notes shows them)" },
    );
    text.push_str(&proof_text(proof));
    text
}

fn proof_text(proof: Proof) -> String {
    let over = format!(
        "over {} combinations of facts, for {} posts and people, {} changes that may only restrict",
        proof.combinations.map_or("more than 10^38".to_owned(), grouped),
        proof.candidates,
        proof.changes
    );
    if proof.broken > 0 {
        return format!("not safe: {over}: {} of them loosen something, as shown\n", proof.broken);
    }
    let act = if proof.acts == 0 { ", an act more" } else { " (not an act more: see act-loosens)" };
    format!(
        "proved {over}:\n\
         more risk, a measure, instruction, authority or profession less{act} never let anybody pass,\n\
         never make anybody ready, never relax supervision, never lower the floor, never add delegate or allocate\n\
         (a blank is decided as all of its values at once; rows ask only for what a person must hold, so what\n\
         expires or is taken from a person never admits anybody: both by construction)\n"
    )
}

/// Facts of a task by column, as tasks.csv has them.
#[must_use]
pub fn task_facts(catalogue: &Catalogue, task: &Task) -> Vec<(String, String)> {
    let names =
        |words: Vec<&str>, none: &str| if words.is_empty() { none.to_owned() } else { words.join(";") };
    let acts = task.acts.as_deref().map_or(String::new(), |acts| {
        names(acts.iter().map(|act| catalogue.act_names.name(*act)).collect(), "none")
    });
    let authority = task.authority.as_ref().map_or(String::new(), Authority::to_string);
    let measures = task.mitigations.iter().map(|word| catalogue.mitigations.name(*word)).collect();
    let mut list = vec![
        (
            "profession".to_owned(),
            task.profession.map_or("", |word| catalogue.professions.name(word)).to_owned(),
        ),
        ("authority".to_owned(), authority),
        ("acts".to_owned(), acts),
        ("mitigations".to_owned(), names(measures, "")),
        ("cti".to_owned(), if task.instruction_current { "current" } else { "" }.to_owned()),
    ];
    for (criterion, fact) in catalogue.criteria.iter().zip(&task.facts) {
        let word = fact.map_or("", |fact| criterion.values.name(u16::from(fact)));
        list.push((criterion.name.clone(), word.to_owned()));
    }
    list
}

fn facts(catalogue: &Catalogue, task: &Task) -> String {
    let filled = task_facts(catalogue, task).into_iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(column, value)| format!("{column}={value}")).collect::<Vec<_>>().join(" ")
}

/// Only what differs.
fn changed(catalogue: &Catalogue, before: &Task, after: &Task) -> String {
    let (before, after) = (task_facts(catalogue, before), task_facts(catalogue, after));
    let differing = before.into_iter().zip(after).filter(|(before, after)| before != after);
    let told = differing.map(|(_, (column, value))| {
        format!("{column}={}", if value.is_empty() { "(blank)" } else { &value })
    });
    format!("the same, but {}", told.collect::<Vec<_>>().join(" "))
}

fn finding_json(catalogue: &Catalogue, one: &Witnessed<'_>) -> Value {
    let witness: Vec<Value> = one
        .witness
        .iter()
        .enumerate()
        .map(|(at, (task, verdict))| {
            let facts: serde_json::Map<String, Value> = task_facts(catalogue, task)
                .into_iter()
                .map(|(column, value)| (column, Value::String(value)))
                .collect();
            json!({ "task_id": one.ids.get(at), "facts": facts, "verdict": verdict })
        })
        .collect();
    json!({
        "code": one.finding.code.word(),
        "severity": one.finding.severity().word(),
        "file": &*one.finding.place.file,
        "line": one.finding.place.line,
        "column": one.finding.place.column,
        "value": one.finding.value,
        "message": one.finding.message,
        "help": one.finding.help,
        "witness": witness,
    })
}

/// The check as JSON. Numbers beyond 53 bits are text.
#[must_use]
pub fn audit_json(catalogue: &Catalogue, shown: &[Witnessed<'_>], proof: Proof) -> String {
    let findings: Vec<Value> = shown.iter().map(|one| finding_json(catalogue, one)).collect();
    let value = json!({
        "pack": catalogue.pack_label(),
        "as_at": catalogue.as_at.to_string(),
        "proof": {
            "safe": proof.broken == 0,
            "combinations": proof.combinations.map(|number| number.to_string()),
            "posts_and_people": proof.candidates,
            "changes": proof.changes,
            "changes_that_loosen": proof.broken,
            "acts_that_loosen": proof.acts,
        },
        "findings": findings,
    });
    format!("{value:#}\n")
}

/// The check as SARIF 2.1.0 (OASIS), for code review tools.
#[must_use]
pub fn audit_sarif(catalogue: &Catalogue, shown: &[Witnessed<'_>], version: &str) -> String {
    let mut codes: Vec<&str> = shown.iter().map(|one| one.finding.code.word()).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = shown.iter().map(|one| sarif_result(catalogue, one)).collect();
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "skillmix", "version": version, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{value:#}\n")
}

fn sarif_result(catalogue: &Catalogue, one: &Witnessed<'_>) -> Value {
    let finding = one.finding;
    let mut text = format!("{} {}; {}", finding.message, finding.value, finding.help);
    for (task, verdict) in &one.witness {
        let _ = write!(text, "\n{} -> {verdict}", facts(catalogue, task));
    }
    let file = json!({ "uri": &*finding.place.file });
    let place = match finding.place.line {
        0 => json!({ "artifactLocation": file }),
        line => json!({ "artifactLocation": file, "region": { "startLine": line } }),
    };
    json!({
        "ruleId": finding.code.word(),
        "level": finding.severity().word(),
        "message": { "text": text },
        "locations": [{ "physicalLocation": place }],
    })
}
