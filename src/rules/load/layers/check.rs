//! What the tables of a layer may say: whatever could loosen the pack beneath is refused, but for relaxations with papers.

use std::collections::{BTreeMap, BTreeSet};

use super::super::problems::Problems;
use super::super::rows::{Row, Rows};
use super::super::rules::{Effect, RuleRow, TABLES, rule_row};
use super::super::settings::{self, Settings};
use super::super::shapes;
use super::Layer;
use super::merge::{Merged, file};
use super::{roles, silence};
use crate::model::{Finding, FindingCode, Severity, Stage};
use crate::rules::outcomes::FIXED;
use crate::rules::pack::Pack;

/// A layer and what lies beneath it.
pub(super) struct Beneath<'a> {
    pub(super) merged: &'a Merged,
    pub(super) pack: &'a Pack,
    pub(super) settings: Settings,
}

/// The keys of vocabulary tables.
const KEYS: [(&str, &str); 5] = [
    ("criteria.csv", "criterion"),
    ("acts.csv", "act"),
    ("roles.csv", "role"),
    ("proficiency.csv", "proficiency"),
    ("sources.csv", "source"),
];

/// Whether a finding says that a table cannot be read, so that there is nothing to merge.
pub(super) fn unreadable(finding: &Finding) -> bool {
    use FindingCode as Code;
    let codes = [
        Code::FileUnusable,
        Code::ColumnMissing,
        Code::ColumnRepeated,
        Code::RowRagged,
        Code::RowQuoting,
        Code::RowEncoding,
    ];
    let column = finding.code == Code::RuleShape && finding.place.line == 1;
    finding.severity() == Severity::Error && (codes.contains(&finding.code) || column)
}

/// Checks the tables of a layer against what lies beneath.
pub(super) fn check(layer: &Layer, merged: &Merged, pack: &Pack, problems: &mut Problems) {
    let bytes = merged.files.get("pack.toml").map_or(&[][..], Vec::as_slice);
    let Some(settings) = settings::read(bytes, &mut Problems::default()) else {
        // INVARIANT: what lies beneath has been loaded; if it cannot be read again nothing may pass unchecked
        let message = "the settings beneath cannot be read again";
        return problems.push(FindingCode::PackFile, "pack.toml", 0, "", "", message, "report this");
    };
    let beneath = Beneath { merged, pack, settings };
    let tables = Tables::read(layer, pack, problems);
    for (name, key) in KEYS {
        repeated(tables.rows(name), key, &merged.column(name, key), problems);
    }
    for row in tables.rows("proficiency.csv") {
        let message = "a layer has the proficiencies of the pack that it extends";
        refuse(row, "proficiency", message, "remove the row", problems);
    }
    for row in tables.rows("criteria.csv").filter(|row| FIXED.contains(&row.text("criterion"))) {
        let message = "a criterion by which the procedure tells outcomes: a layer cannot add it";
        refuse(row, "criterion", message, "choose another name", problems);
    }
    let rules = tables.rules(&beneath);
    acts(&tables, &rules, problems);
    let known: BTreeSet<String> = TABLES.iter().flat_map(|(_, name)| merged.column(name, "rule")).collect();
    for (_, name) in TABLES {
        repeated(tables.rows(name), "rule", &known, problems);
    }
    for rule in &rules {
        rule_of(rule, &beneath, &known, problems);
    }
    silence::check(&rules, pack, problems);
    roles::check(tables.rows("roles.csv"), &beneath, problems);
}

/// The tables of a layer that are there.
struct Tables {
    tables: BTreeMap<&'static str, Rows>,
}

impl Tables {
    fn read(layer: &Layer, pack: &Pack, problems: &mut Problems) -> Self {
        let mut tables = BTreeMap::new();
        let mut criteria: Vec<String> = pack.catalogue.criteria.iter().map(|c| c.name.clone()).collect();
        let named = KEYS.iter().map(|(name, _)| *name).chain(TABLES.iter().map(|(_, name)| *name));
        for name in named {
            let Some(bytes) = layer.files.get(name) else { continue };
            let rows = Rows::read(&file(layer, name), Some(bytes), &shapes::shape(name, &criteria), problems);
            if name == "criteria.csv" {
                criteria.extend(rows.iter().map(|row| row.text("criterion").to_owned()));
            }
            tables.insert(name, rows);
        }
        Self { tables }
    }

    fn rows(&self, name: &str) -> impl Iterator<Item = Row<'_>> {
        self.tables.get(name).into_iter().flat_map(Rows::iter)
    }

    /// The rule rows. What is wrong with them as rules is told of when the whole is loaded.
    fn rules(&self, beneath: &Beneath<'_>) -> Vec<RuleRow<'_>> {
        let mut told = Problems::default();
        let rows = TABLES.iter().flat_map(|(stage, name)| self.rows(name).map(|row| (*stage, row)));
        rows.map(|(stage, row)| rule_row(stage, row, &beneath.settings, &mut told)).collect()
    }
}

/// Refuses a row of a layer for what stands in a column.
pub(super) fn refuse(row: Row<'_>, column: &str, message: &str, help: &str, problems: &mut Problems) {
    problems.at(FindingCode::LayerLoosens, row.at(column), row.text(column), message, help);
}

fn repeated<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    key: &str,
    known: &BTreeSet<String>,
    problems: &mut Problems,
) {
    for row in rows.filter(|row| known.contains(row.text(key))) {
        let message = "the pack beneath has it: a layer adds, and changes no row";
        let help = "choose another name; to loosen a rule write a row that relaxes it";
        refuse(row, key, message, help, problems);
    }
}

/// An act that nothing binds would let people do what nobody could before it had a name.
fn acts(tables: &Tables, rules: &[RuleRow<'_>], problems: &mut Problems) {
    let bound = |act: &str| {
        rules.iter().any(|rule| {
            rule.stage <= Stage::Policy
                && rule.effect == Effect::Restrict
                && rule.from.is_none()
                && rule.until.is_none()
                && rule.row.text("jurisdiction").is_empty()
                // a further condition would leave the act unbound where it does not hold
                && rule.row.conditions().len() == 1
                && words(rule.row.text("acts")).any(|word| word == act)
        })
    };
    for row in tables.rows("acts.csv") {
        if row.text("kind") == "policy" && !bound(row.text("act")) {
            let message = "an act that no stop of the layer lists: everybody could do it";
            let help = "list it in a stop row of the layer that has no other condition, no dates and no jurisdiction";
            refuse(row, "act", message, help, problems);
        }
    }
}

/// The words of a positive list.
fn words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').map(|word| word.trim().trim_matches('"')).filter(|word| !word.is_empty())
}

/// One rule row of a layer.
fn rule_of(rule: &RuleRow<'_>, beneath: &Beneath<'_>, known: &BTreeSet<String>, problems: &mut Problems) {
    let catalogue = &beneath.pack.catalogue;
    if known.contains(rule.replaces) {
        let message = "a rule of the pack beneath: it lapses by its own days only";
        let help = "leave `replaces` blank; what is stricter binds beside it";
        refuse(rule.row, "replaces", message, help, problems);
    }
    if rule.effect == Effect::Admit && catalogue.stops.find(rule.stop).is_some() {
        let message = "admits more people to a stop of the pack beneath";
        let help = match rule.stage {
            Stage::Law => "law cannot be loosened: remove the row",
            _ => {
                "remove the row; with an approval, write a row with effect lift that relaxes one of its stop rows"
            }
        };
        refuse(rule.row, "stop", message, help, problems);
    }
    if rule.stage == Stage::Law && rule.effect == Effect::Restrict {
        let unlisted =
            |act: &str| catalogue.act_names.find(act).is_some_and(|number| beneath.pack.is_unlisted(number));
        for act in words(rule.row.text("acts")).filter(|act| unlisted(act)) {
            let message = format!(
                "`{act}` admits nobody until the pack beneath lists it: a stop here would admit people"
            );
            refuse(rule.row, "acts", &message, "remove the act from this row", problems);
        }
    }
}
