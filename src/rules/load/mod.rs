//! A pack's files to a compiled pack, or every fault of them at once.

mod case_rows;
mod cells;
mod checks;
mod force;
mod names;
mod problems;
mod rows;
mod rules;
mod settings;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use names::{Names, RoleWords};
use problems::Problems;
use rows::{Rows, Shape};
use rules::RuleRow;
use settings::Settings;
use tables::Context;

use super::kinds::{Kinds, Ladder};
use super::outcomes::Named;
use super::pack::Pack;
use crate::model::{
    Catalogue, Day, Error, FindingCode, PackName, Policies, Result, RuleText, SourceText, Stage, Words,
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
    let sourced = |columns: &[&str]| Shape::new(&[columns, &["because", "source"]].concat(), &[]);
    let mut read = |file: &str, shape: Shape| Rows::read(file, files.get(file), &shape, problems);
    let source_columns = ["source", "title", "kind", "jurisdiction", "url", "read_on", "read_whole", "note"];
    let sources = read("sources.csv", Shape::new(&source_columns, &[]));
    let criteria = read("criteria.csv", sourced(&["criterion", "title", "ordered", "values"]));
    let acts = read("acts.csv", sourced(&["act", "title", "kind", "authorities"]));
    let proficiency = read("proficiency.csv", sourced(&["proficiency", "rank", "title"]));
    let role_columns = [
        "role",
        "title",
        "level",
        "register",
        "profession",
        "field",
        "practitioner",
        "delegates",
        "supervisor",
        "routine",
        "supervision",
        "band",
    ];
    let roles = read("roles.csv", sourced(&role_columns));
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
            hash: hash(files),
            title: settings.title.clone(),
            notice: settings.notice.clone(),
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
    let (table, output) = match row.stage {
        Stage::Law => ("law", format!("{} {}", text("effect"), row.stop)),
        Stage::Policy => ("policy", format!("{} {}", text("effect"), row.stop)),
        Stage::Veto => ("veto", text("veto")),
        Stage::Floor => ("floor", format!("floor {}", text("floor"))),
        Stage::Mitigation => ("mitigation", format!("one level up without {}", text("mitigation"))),
        Stage::Supervision => ("supervision", format!("{} supervision", text("supervision"))),
        Stage::Governance => ("governance", format!("needs {}", text("needs"))),
    };
    RuleText {
        id: row.id.to_owned(),
        table,
        line: row.row.line(),
        stop: row.stop.to_owned(),
        conditions: row.row.conditions(),
        output,
        because: text("because"),
        source: text("source"),
        from: row.from,
        until: row.until,
        jurisdiction: text("jurisdiction"),
    }
}

/// The first 12 hex digits of BLAKE3 over every file's name, length and bytes, in the order of names.
fn hash(files: &PackFiles) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in files.iter().filter(|(name, _)| PACK_FILES.contains(&name.as_str())) {
        hasher.update(format!("{name}\n{}\n", bytes.len()).as_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().to_hex().chars().take(12).collect()
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
