//! Rule rows as written: ids, stops, effects, dates and sources, checked before any cell is compiled.

use std::collections::BTreeMap;

use super::names::is_word;
use super::problems::Problems;
use super::rows::{Row, Rows, Shape};
use super::settings::Settings;
use crate::model::{Day, FindingCode, SourceText, Stage};

/// What a row does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Restricts: a stop row, or any row of the tables after policy.
    Restrict,
    /// Lets people pass a stop.
    Admit,
    /// Takes a policy stop row back where it matches.
    Lift,
}

/// One rule row.
#[derive(Debug, Clone)]
pub(super) struct RuleRow<'a> {
    pub(super) stage: Stage,
    pub(super) id: &'a str,
    pub(super) stop: &'a str,
    pub(super) effect: Effect,
    pub(super) from: Option<Day>,
    pub(super) until: Option<Day>,
    pub(super) replaces: &'a str,
    pub(super) relaxes: &'a str,
    /// Its jurisdiction is the pack's, or one of those that apply.
    pub(super) on: bool,
    pub(super) row: Row<'a>,
}

impl RuleRow<'_> {
    /// Whether a cell on an ordered criterion may only fall away as risk rises.
    pub(super) fn loosens(&self) -> bool {
        self.effect != Effect::Restrict || !self.relaxes.is_empty()
    }
}

/// The rule tables in procedure order, with their files.
pub(super) const TABLES: [(Stage, &str); 7] = [
    (Stage::Law, "law.csv"),
    (Stage::Policy, "policy.csv"),
    (Stage::Veto, "veto.csv"),
    (Stage::Floor, "floor.csv"),
    (Stage::Mitigation, "mitigation.csv"),
    (Stage::Supervision, "supervision.csv"),
    (Stage::Governance, "governance.csv"),
];

const COMMON: [&str; 5] =
    ["jurisdiction", "effective_from", "effective_until", "replaces", super::shapes::ORIGIN];
const RELAXING: [&str; 4] = ["relaxes", "approver", "approved_on", "reason"];
pub(super) const PERSON: [&str; 8] = [
    "authority",
    "register",
    "profession",
    "field",
    "annotations",
    "authorisations",
    "practitioner",
    "level",
];
pub(super) const ROLE: [&str; 4] = ["role", "level", "practitioner", "register"];

/// The columns a rule table has and may have.
pub(super) fn shape(stage: Stage, criteria: &[String]) -> Shape {
    let outputs: &[&str] = match stage {
        Stage::Law | Stage::Policy => &["stop", "effect"],
        Stage::Veto => &["veto"],
        Stage::Floor => &["floor"],
        Stage::Mitigation => &["mitigation"],
        Stage::Supervision => &["supervision"],
        Stage::Governance => &["needs"],
    };
    let mut shape = Shape::new(&["rule", "because", "source"], &COMMON);
    shape.required.extend(outputs.iter().map(ToString::to_string));
    let mut optional: Vec<&str> = vec!["acts"];
    match stage {
        Stage::Law | Stage::Policy => optional.extend(PERSON.iter().chain(&["role", "delegable"])),
        Stage::Supervision | Stage::Governance => optional.extend(ROLE),
        Stage::Veto | Stage::Floor | Stage::Mitigation => {}
    }
    if !matches!(stage, Stage::Law | Stage::Veto) {
        optional.extend(RELAXING);
    }
    shape.optional.extend(optional.iter().map(ToString::to_string));
    if stage != Stage::Law {
        shape.optional.extend(criteria.iter().cloned());
    }
    shape
}

/// All rule rows of all tables, by table, then id.
pub(super) fn read<'a>(
    tables: &'a [(Stage, Rows)],
    settings: &Settings,
    sources: &[SourceText],
    problems: &mut Problems,
) -> Vec<RuleRow<'a>> {
    let mut rows: Vec<RuleRow<'a>> = Vec::new();
    for (stage, table) in tables {
        if table.is_empty() && !matches!(stage, Stage::Policy | Stage::Mitigation) {
            let message = "an empty table: the stage would be silent for every task";
            problems.push(FindingCode::RuleShape, table.file(), 0, "", "", message, "write at least one row");
        }
        for row in table.iter() {
            check_source(row, sources, problems);
            rows.push(rule_row(*stage, row, settings, problems));
        }
    }
    rows.sort_by(|a, b| (a.stage, a.id).cmp(&(b.stage, b.id)));
    check_ids(&rows, problems);
    check_stops(&rows, problems);
    rows
}

pub(super) fn rule_row<'a>(
    stage: Stage,
    row: Row<'a>,
    settings: &Settings,
    problems: &mut Problems,
) -> RuleRow<'a> {
    let jurisdiction = row.text("jurisdiction");
    let on = jurisdiction.is_empty() || settings.applies.iter().any(|word| word == jurisdiction);
    if !on && !settings.elsewhere.iter().any(|word| word == jurisdiction) {
        let help = "list it in pack.toml under applies or elsewhere, or correct it";
        problems.at(
            FindingCode::RuleCell,
            row.at("jurisdiction"),
            jurisdiction,
            "unknown jurisdiction",
            help,
        );
    }
    let effect = match (stage, row.text("effect")) {
        (Stage::Law | Stage::Policy, "admit") => Effect::Admit,
        (Stage::Policy, "lift") => Effect::Lift,
        (Stage::Law | Stage::Policy, "stop") | (Stage::Veto | Stage::Floor | Stage::Mitigation, _) => {
            Effect::Restrict
        }
        (Stage::Supervision | Stage::Governance, _) => Effect::Restrict,
        (Stage::Law | Stage::Policy, other) => {
            let help = if stage == Stage::Law { "use stop or admit" } else { "use stop, admit or lift" };
            problems.at(FindingCode::RuleCell, row.at("effect"), other, "unknown word", help);
            Effect::Restrict
        }
    };
    let (from, until) = (row.day("effective_from", problems), row.day("effective_until", problems));
    if until.is_some_and(|until| from.is_some_and(|from| until < from)) {
        let message = "ends before it begins";
        let value = row.text("effective_until");
        problems.at(
            FindingCode::RuleShape,
            row.at("effective_until"),
            value,
            message,
            "correct one of the days",
        );
    }
    RuleRow {
        stage,
        id: row.text("rule"),
        stop: row.text("stop"),
        effect,
        from,
        until,
        replaces: row.text("replaces"),
        relaxes: row.text("relaxes"),
        on,
        row,
    }
}

/// Every row says why, and names a source that is in sources.csv.
pub(super) fn check_source(row: Row<'_>, sources: &[SourceText], problems: &mut Problems) {
    if row.text("because").is_empty() {
        problems.at(
            FindingCode::RuleSource,
            row.at("because"),
            "",
            "no reason given",
            "say why in one sentence",
        );
    }
    let key = row.text("source");
    if !sources.iter().any(|source| source.key == key) {
        let message =
            if key.is_empty() { "no source given" } else { "a source that sources.csv does not have" };
        problems.at(FindingCode::RuleSource, row.at("source"), key, message, "name a key of sources.csv");
    }
}

fn check_ids(rows: &[RuleRow<'_>], problems: &mut Problems) {
    let mut seen: BTreeMap<&str, &RuleRow<'_>> = BTreeMap::new();
    for row in rows {
        if !is_word(row.id) {
            problems.at(
                FindingCode::RuleShape,
                row.row.at("rule"),
                row.id,
                "not a rule id",
                "write one word",
            );
        } else if seen.insert(row.id, row).is_some() {
            let message = "an id that another rule has";
            problems.at(
                FindingCode::RuleShape,
                row.row.at("rule"),
                row.id,
                message,
                "ids are unique in the whole pack",
            );
        }
    }
    for row in rows.iter().filter(|row| !row.replaces.is_empty()) {
        let fits = seen.get(row.replaces).is_some_and(|other| {
            other.stage == row.stage
                && other.effect == row.effect
                && other.id != row.id
                && row.relaxes.is_empty()
        });
        if !fits {
            let message = "not another rule of this table with the same effect";
            problems.at(
                FindingCode::RuleShape,
                row.row.at("replaces"),
                row.replaces,
                message,
                "name the rule it replaces",
            );
        }
    }
    for row in rows {
        let mut next = row;
        let chain = std::iter::from_fn(|| {
            next = seen.get(next.replaces)?;
            Some(next.id)
        });
        if chain.take(rows.len()).any(|id| id == row.id) {
            let message = "rules that replace each other in a circle";
            problems.at(
                FindingCode::RuleShape,
                row.row.at("replaces"),
                row.replaces,
                message,
                "break the circle",
            );
        }
    }
}

/// A stop belongs to one table, and has a row that says when it binds.
fn check_stops(rows: &[RuleRow<'_>], problems: &mut Problems) {
    for row in rows.iter().filter(|row| matches!(row.stage, Stage::Law | Stage::Policy)) {
        let at = row.row.at("stop");
        if row.effect == Effect::Lift {
            if !row.stop.is_empty() {
                problems.at(
                    FindingCode::RuleShape,
                    at,
                    row.stop,
                    "a lift row has no stop",
                    "leave it blank; name the row in relaxes",
                );
            }
        } else if !is_word(row.stop) {
            problems.at(FindingCode::RuleShape, at, row.stop, "not a stop's name", "write one word");
        } else if rows.iter().any(|other| other.stop == row.stop && other.stage != row.stage) {
            problems.at(
                FindingCode::RuleShape,
                at,
                row.stop,
                "a stop of both law and policy",
                "name one of them otherwise",
            );
        } else if !rows.iter().any(|other| other.stop == row.stop && other.effect == Effect::Restrict) {
            let message = "admits people to a stop that no stop row sets";
            problems.at(
                FindingCode::RuleShape,
                at,
                row.stop,
                message,
                "add its stop row, or correct the name",
            );
        }
    }
}
