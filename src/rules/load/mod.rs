//! A pack's files to a compiled pack, or every fault of them at once.

mod case_rows;
mod cells;
mod checks;
mod force;
mod format;
mod layers;
mod names;
mod problems;
mod rows;
mod rules;
mod settings;
mod shapes;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use names::{Names, RoleWords};
use problems::Problems;
use rows::Rows;
use rules::RuleRow;
use settings::Settings;
use tables::Context;

pub use format::{criteria_as_written, format};
pub use layers::{Layer, MOST_LAYERS, examine_layers, extends, load_layers, merge_layers, name_and_version};
pub use shapes::columns;

use super::kinds::{Kinds, Ladder};
use super::outcomes::Named;
use super::pack::Pack;
use crate::model::{
    Catalogue, Day, Error, FindingCode, LayerName, PackName, Policies, Relaxation, Result, RuleText,
    SourceText, Stage, Words,
};

/// A pack's files by name.
pub type PackFiles = BTreeMap<String, Vec<u8>>;

/// The files of a pack: settings, vocabulary, rules, cases.
pub const PACK_FILES: [&str; 14] = [
    "pack.toml",
    "criteria.csv",
    "acts.csv",
    "roles.csv",
    "proficiency.csv",
    "sources.csv",
    "law.csv",
    "policy.csv",
    "veto.csv",
    "floor.csv",
    "mitigation.csv",
    "supervision.csv",
    "governance.csv",
    "cases.csv",
];

/// Loads, checks and compiles a pack for one day. `Error::Input` lists every fault.
pub fn load(files: &PackFiles, as_at: Day) -> Result<Pack> {
    let pack = examine(files, as_at)?;
    if pack.is_refused() { Err(Error::Input(pack.findings)) } else { Ok(pack) }
}

/// As [`load`], to look at a pack and not to use it: one whose cells let risk loosen something, or whose floor table has
/// a gap, comes back with these faults among its findings, so that they can be shown by tasks.
pub fn examine(files: &PackFiles, as_at: Day) -> Result<Pack> {
    let mut problems = Problems::default();
    let settings = if let Some(bytes) = files.get("pack.toml") {
        settings::read(bytes, &mut problems)
    } else {
        problems.push(
            FindingCode::PackFile,
            "pack.toml",
            0,
            "",
            "",
            "the pack lacks this file",
            "is this a rule pack?",
        );
        None
    };
    let Some(settings) = settings else { return Err(Error::Input(problems.findings)) };
    let names = vocabulary(files, &settings, &mut problems);
    if problems.fatal() {
        return Err(Error::Input(problems.findings));
    }
    check_day(&settings, as_at, &mut problems);
    let criteria: Vec<String> = names.criteria.iter().map(|criterion| criterion.name.clone()).collect();
    let tables: Vec<(Stage, Rows)> = rules::TABLES
        .iter()
        .map(|(stage, file)| {
            (*stage, Rows::read(file, files.get(*file), &rules::shape(*stage, &criteria), &mut problems))
        })
        .collect();
    let rows = rules::read(&tables, &settings, &names.sources, &mut problems);
    let pack = compile(files, &settings, names, &rows, as_at, &mut problems);
    if problems.fatal() {
        Err(Error::Input(problems.findings))
    } else {
        Ok(Pack { findings: problems.findings, ..pack })
    }
}

/// The vocabulary tables.
fn vocabulary(files: &PackFiles, settings: &Settings, problems: &mut Problems) -> Names {
    let mut read = |file: &str| Rows::read(file, files.get(file), &shapes::shape(file, &[]), problems);
    let (sources, criteria, acts) = (read("sources.csv"), read("criteria.csv"), read("acts.csv"));
    let (proficiency, roles) = (read("proficiency.csv"), read("roles.csv"));
    let list = names::sources(&sources, problems);
    for row in [&criteria, &acts, &proficiency, &roles].into_iter().flat_map(Rows::iter) {
        rules::check_source(row, &list, problems);
    }
    let criteria = names::criteria(&criteria, problems);
    let (act_names, acts) = names::acts(&acts, problems);
    let roles = names::roles(&roles, &RoleWords::new(settings, &criteria), problems);
    let proficiencies = names::proficiencies(&proficiency, problems);
    let least = &settings.policies.min_proficiency;
    if names::rank(&proficiencies, least).is_none() {
        let help = format!("known: {}", proficiencies.listed());
        problems.push(
            FindingCode::PackFile,
            "pack.toml",
            0,
            "min_proficiency",
            least,
            "unknown proficiency",
            &help,
        );
    }
    Names { criteria, acts_by_name: act_names, acts, roles, proficiencies, sources: list }
}

/// The as-at day must lie within the pack's dates (semantics point 21).
fn check_day(settings: &Settings, as_at: Day, problems: &mut Problems) {
    let starts = Day::parse_iso(&settings.effective_from).is_none_or(|from| from <= as_at);
    let lasts = Day::parse_iso(&settings.effective_until).is_none_or(|until| as_at <= until);
    if !(starts && lasts) {
        let range = format!("{}..{}", settings.effective_from, settings.effective_until);
        let message = format!("the pack is not in effect on {as_at}");
        let help = "choose another --as-at, or a version of the pack for that day";
        problems.push(FindingCode::PackFile, "pack.toml", 0, "effective_from", &range, &message, help);
    }
    let review = Day::parse_iso(&settings.approval.review_on);
    if settings.approval.approved_by.is_empty() || settings.approval.approved_on.is_empty() {
        let help = "have it signed off locally, then fill in [approval]";
        problems.push(
            FindingCode::PackUnapproved,
            "pack.toml",
            0,
            "approved_by",
            "",
            "nobody has approved this pack",
            help,
        );
    } else if review.is_some_and(|day| day < as_at) {
        let value = &settings.approval.review_on;
        problems.push(
            FindingCode::PackUnapproved,
            "pack.toml",
            0,
            "review_on",
            value,
            "the pack's review day has passed",
            "review it",
        );
    }
}

fn compile(
    files: &PackFiles,
    settings: &Settings,
    names: Names,
    rows: &[RuleRow<'_>],
    as_at: Day,
    problems: &mut Problems,
) -> Pack {
    let catalogue = catalogue(files, settings, names, rows, as_at);
    let force = force::in_force(rows, as_at, problems);
    let axes = cells::Axes::new(&catalogue);
    let context = Context { axes: &axes, catalogue: &catalogue, rows, force: &force, as_at };
    let (table, compiled) = tables::compile(&context, problems);
    let pack = Pack {
        table,
        kinds: Kinds::new(&compiled, &catalogue),
        rows: compiled,
        ladder: Ladder::new(&catalogue),
        named: Named::new(&catalogue),
        unlisted: Vec::new(),
        cases: case_rows::read(files.get("cases.csv"), &catalogue, &mut problems.findings),
        findings: Vec::new(),
        in_force: force,
        catalogue,
    };
    checks::finish(pack, problems)
}

fn catalogue(
    files: &PackFiles,
    settings: &Settings,
    names: Names,
    rows: &[RuleRow<'_>],
    as_at: Day,
) -> Catalogue {
    let words = |list: &[String]| Words::new(list.iter().cloned());
    let professions = words(&settings.words.professions);
    let min_proficiency =
        names::rank(&names.proficiencies, &settings.policies.min_proficiency).unwrap_or_default();
    Catalogue {
        pack: PackName {
            name: settings.name.clone(),
            version: settings.version.clone(),
            hash: short(digest(files)),
            title: settings.title.clone(),
            notice: settings.notice.clone(),
            layers: vec![layer_name(settings, files)],
        },
        as_at,
        listed: settings.words.listed.iter().filter_map(|word| professions.find(word)).collect(),
        policies: Policies {
            unknown_expiry_valid: settings.policies.unknown_expiry == "valid",
            min_proficiency,
            competent: names::rank(&names.proficiencies, "competent").unwrap_or(min_proficiency),
            delegator_unknown: settings.policies.delegator_unknown == "allow",
        },
        criteria: names.criteria,
        act_names: names.acts_by_name,
        acts: names.acts,
        roles: names.roles,
        proficiencies: names.proficiencies,
        registers: words(&settings.words.registers),
        fields: words(&settings.words.fields),
        annotations: words(&settings.words.annotations),
        authorisations: words(&settings.words.authorisations),
        mitigations: words(&settings.words.mitigations),
        stops: stops(rows),
        rules: rows.iter().map(rule_text).collect(),
        sources: names.sources,
        professions,
    }
}

/// The stops of law and policy, by name.
fn stops(rows: &[RuleRow<'_>]) -> Words {
    let names: BTreeSet<&str> = rows.iter().map(|row| row.stop).filter(|stop| !stop.is_empty()).collect();
    Words::new(names.into_iter().map(str::to_owned))
}

fn rule_text(row: &RuleRow<'_>) -> RuleText {
    let text = |column: &str| row.row.text(column).to_owned();
    let output = match row.stage {
        Stage::Law | Stage::Policy => format!("{} {}", text("effect"), row.stop),
        Stage::Veto => text("veto"),
        Stage::Floor => format!("floor {}", text("floor")),
        Stage::Mitigation => format!("one level up without {}", text("mitigation")),
        Stage::Supervision => format!("{} supervision", text("supervision")),
        Stage::Governance => format!("needs {}", text("needs")),
    };
    let table = row.stage.table();
    let relaxation = Relaxation {
        relaxes: row.relaxes.to_owned(),
        approver: text("approver"),
        approved_on: text("approved_on"),
        expires_on: text("effective_until"),
        reason: text("reason"),
    };
    RuleText {
        id: row.id.to_owned(),
        table,
        file: format!("{table}.csv"),
        line: row.row.line(),
        origin: text(shapes::ORIGIN),
        stop: row.stop.to_owned(),
        conditions: row.row.conditions(),
        output,
        because: text("because"),
        source: text("source"),
        from: row.from,
        until: row.until,
        jurisdiction: text("jurisdiction"),
        relaxation: Some(relaxation).filter(|papers| !papers.relaxes.is_empty()),
    }
}

/// BLAKE3 over every file's name, length and bytes, in the order of names.
fn digest(files: &PackFiles) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in files.iter().filter(|(name, _)| PACK_FILES.contains(&name.as_str())) {
        hasher.update(format!("{name}\n{}\n", bytes.len()).as_bytes());
        hasher.update(bytes);
    }
    hasher.finalize()
}

/// The first 12 hex digits of a hash.
fn short(hash: blake3::Hash) -> String {
    hash.to_hex().chars().take(12).collect()
}

fn layer_name(settings: &Settings, files: &PackFiles) -> LayerName {
    LayerName {
        name: settings.name.clone(),
        version: settings.version.clone(),
        hash: short(digest(files)),
        title: settings.title.clone(),
        notice: settings.notice.clone(),
        approved_by: settings.approval.approved_by.clone(),
        approved_on: settings.approval.approved_on.clone(),
    }
}

/// The sources of a pack by kind, for `rules list`.
#[must_use]
pub fn sources_by_kind(sources: &[SourceText], rules: &[RuleText]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for rule in rules {
        let kind = sources.iter().find(|source| source.key == rule.source).map_or("", |source| &source.kind);
        *counts.entry(kind.to_owned()).or_insert(0) += 1;
    }
    counts
}
