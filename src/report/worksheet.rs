//! The worksheet for a consensus meeting: facts, what the rules propose and why, and blanks to fill; and what was written.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::words;
use crate::model::{
    Answer, Authority, Catalogue, Codes, Column, Decision, Outcome, PanelDecision, Requires, RoleId,
    Supervision, Task, Veto, Worksheet,
};
use crate::sheet::Table;

/// A cell that somebody should fill in, where the facts come from.
const BLANK: &str = "(blank)";
/// The same, and the answer turns on it.
const DECIDES: &str = "(blank: decides)";

/// One task for the panel.
#[derive(Debug, Clone)]
pub struct Agenda<'a> {
    /// The task.
    pub task: &'a Task,
    /// Why it is on the list.
    pub listed_for: Vec<String>,
    /// What the rules alone answer.
    pub alone: &'a Answer,
    /// A decision that does not bind any more, with why, in words.
    pub earlier: String,
    /// The decision in force: it is written as it stands.
    pub decision: Option<&'a PanelDecision>,
}

/// The worksheet.
#[must_use]
pub fn worksheet(catalogue: &Catalogue, codes: &Codes, agenda: &[Agenda<'_>]) -> Vec<u8> {
    let mut columns: Vec<&str> = Worksheet::BEFORE.to_vec();
    columns.splice(2..2, ["task_id", "site"]);
    columns.splice(5..5, ["facts"]);
    let facts: Vec<String> =
        catalogue.criteria.iter().map(|criterion| format!("{}{}", Worksheet::FACT, criterion.name)).collect();
    columns.extend(facts.iter().map(String::as_str));
    columns.extend(Worksheet::BEHIND);
    columns.extend(Worksheet::TO_FILL);
    let mut table = Table::new(columns, true);
    let mark = format!("{} on {}", catalogue.pack_label(), catalogue.as_at);
    for row in agenda {
        let mut cells = vec![mark.clone(), row.listed_for.join("; ")];
        cells.extend(before(catalogue, codes, row));
        cells.extend(criteria(catalogue, row));
        cells.extend(proposal(catalogue, row));
        cells.extend(to_fill(row.decision));
        table.row(cells.iter().map(String::as_str));
    }
    table.finish()
}

/// `task_id` to `mitigations`.
fn before(catalogue: &Catalogue, codes: &Codes, row: &Agenda<'_>) -> [String; 9] {
    let task = row.task;
    let names = |list: &[u16], name: &dyn Fn(u16) -> String| {
        list.iter().map(|number| name(*number)).collect::<Vec<_>>().join(";")
    };
    let acts = task.acts.as_ref().map(|acts| match acts.as_slice() {
        [] => "none".to_owned(),
        acts => names(acts, &|act| catalogue.act_names.name(act).to_owned()),
    });
    let authority = task.authority.as_ref().map(Authority::to_string);
    let requires = match &task.requires {
        Requires::Known(list) => Some(words::requirements(catalogue, codes, list)),
        Requires::None | Requires::Unknown => None,
    };
    let decision = &row.alone.decision;
    [
        task.id.clone(),
        task.site.clone(),
        task.title.clone(),
        task.facts_hash(catalogue, codes),
        acts.unwrap_or_else(|| DECIDES.to_owned()),
        authority.unwrap_or_else(|| blank(decision, Column::Authority)),
        requires.unwrap_or_else(|| DECIDES.to_owned()),
        task.profession.map_or_else(|| DECIDES.to_owned(), |p| catalogue.professions.name(p).to_owned()),
        names(&task.mitigations, &|word| catalogue.mitigations.name(word).to_owned()),
    ]
}

fn blank(decision: &Decision, column: Column) -> String {
    if decision.blanks.contains(&column) { DECIDES } else { BLANK }.to_owned()
}

/// Every criterion as the file states it, and what it counts as where that is something else.
fn criteria(catalogue: &Catalogue, row: &Agenda<'_>) -> Vec<String> {
    let facts = catalogue.criteria.iter().zip(row.task.stated.iter().zip(&row.task.facts)).enumerate();
    facts
        .map(|(at, (criterion, (stated, fact)))| {
            let name = |value: &u8| criterion.values.name(u16::from(*value)).to_owned();
            let cell =
                stated.as_ref().map_or_else(|| blank(&row.alone.decision, Column::Criterion(at)), name);
            match fact {
                Some(fact) if Some(*fact) != *stated => format!("{cell} (counts as {})", name(fact)),
                _ => cell,
            }
        })
        .collect()
}

/// What the rules alone propose, and what became of an earlier decision.
fn proposal(catalogue: &Catalogue, row: &Agenda<'_>) -> [String; 9] {
    let answer = row.alone;
    let decision = &answer.decision;
    let outcomes: Vec<&str> = decision.outcomes.iter().map(Outcome::word).collect();
    let blanks: Vec<&str> = decision.blanks.iter().map(|column| catalogue.column_name(*column)).collect();
    let reasons: Vec<String> = answer.because.iter().map(|id| reason(catalogue, id)).collect();
    [
        answer.status.word().to_owned(),
        decision.floor.to_string(),
        outcomes.join(";"),
        answer.level.map(|level| level.to_string()).unwrap_or_default(),
        words::roles(catalogue, &answer.roles),
        words::supervision(catalogue, &supervised(catalogue, answer)),
        blanks.join(";"),
        reasons.join(" | "),
        row.earlier.clone(),
    ]
}

/// The roles of the answer with their supervision; without an answer those of the lowest level that the rules let act.
fn supervised(catalogue: &Catalogue, answer: &Answer) -> Vec<(RoleId, Supervision)> {
    if !answer.roles.is_empty() {
        return answer.roles.clone();
    }
    let passing = answer.decision.passing();
    let level = passing.first().and_then(|role| catalogue.role_of(role)).map(|role| role.level);
    let roles = level.into_iter().flat_map(|level| catalogue.at_level(level));
    let roles = roles.filter(|role| passing.contains(*role));
    roles.map(|role| (role, answer.decision.role(role).supervision())).collect()
}

/// A rule with its own words and its source; what is no rule as it is.
fn reason(catalogue: &Catalogue, id: &str) -> String {
    let Some(rule) = catalogue.rules.iter().find(|rule| rule.id == id) else { return id.to_owned() };
    let source = catalogue.sources.iter().find(|source| source.key == rule.source);
    let source = source.map_or_else(|| rule.source.clone(), |s| format!("{}: {}", s.key, s.title));
    format!("{} {}: {} [{source}]", rule.id, rule.output, rule.because)
}

/// What a panel fills in: blank, or the decision in force as it stands.
fn to_fill(decision: Option<&PanelDecision>) -> [String; 8] {
    let Some(decision) = decision else { return <_>::default() };
    [
        decision.floor.to_string(),
        decision.veto.map_or("none", Veto::word).to_owned(),
        decision.supervision.map(|needed| needed.word().to_owned()).unwrap_or_default(),
        decision.rationale.clone(),
        decision.panel.clone(),
        decision.decided_on.map(|day| day.to_string()).unwrap_or_default(),
        decision.review_on.to_string(),
        decision.dissent.clone(),
    ]
}

/// What a worksheet holds, in numbers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WorksheetRecord {
    /// The file; none: there was nothing to write.
    pub worksheet: Option<String>,
    /// Rows in it.
    pub tasks: usize,
    /// Tasks of the dataset.
    pub of: usize,
    /// Tasks by why they are listed; one may be counted under several.
    pub listed_for: BTreeMap<&'static str, usize>,
    /// Tasks that were left out because no site is named: no decision can bind them.
    pub without_site: usize,
}

/// The record as JSON, for `--json`.
#[must_use]
pub fn worksheet_json(record: &WorksheetRecord) -> String {
    format!("{}\n", serde_json::to_string_pretty(record).unwrap_or_default())
}

/// The record as text for a terminal.
#[must_use]
pub fn worksheet_text(record: &WorksheetRecord) -> String {
    let mut text = String::new();
    let mut line = |content: String| {
        // writing into a string does not fail
        let _ = writeln!(text, "{content}");
    };
    match &record.worksheet {
        Some(file) => line(format!("{file}: {} of {} tasks", record.tasks, record.of)),
        None => line(format!("none of {} tasks is for a panel; nothing was written", record.of)),
    }
    for (why, tasks) in &record.listed_for {
        line(format!("  {why:<14} {tasks:>5}"));
    }
    if record.without_site > 0 {
        line(format!(
            "  {} tasks without a site are left out: no decision can bind them",
            record.without_site
        ));
    }
    if let Some(file) = &record.worksheet {
        line("Fill in floor and review_on, and what else was decided; name roles, never people. Rows left blank".into());
        line(format!("decide nothing. Then match with --panel {file}: it holds the decisions in force too."));
    }
    text
}
