//! The vocabulary tables: criteria, acts, roles, proficiencies and sources.

use std::collections::BTreeSet;

use super::problems::{At, Problems};
use super::rows::{Rows, split_list};
use super::settings::Settings;
use crate::model::{
    Act, Authority, Criterion, FindingCode, Level, Rank, Role, RoleSet, SourceText, Supervision, Words,
};

/// Everything named by the vocabulary tables.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) criteria: Vec<Criterion>,
    pub(super) acts_by_name: Words,
    pub(super) acts: Vec<Act>,
    pub(super) roles: Vec<Role>,
    pub(super) proficiencies: Words,
    pub(super) sources: Vec<SourceText>,
}

/// Column names that a criterion may not take.
const RESERVED: [&str; 40] = [
    "rule",
    "stop",
    "effect",
    "delegable",
    "acts",
    "authority",
    "register",
    "profession",
    "field",
    "annotations",
    "authorisations",
    "practitioner",
    "level",
    "role",
    "veto",
    "floor",
    "mitigation",
    "mitigations",
    "supervision",
    "needs",
    "because",
    "source",
    "jurisdiction",
    "effective_from",
    "effective_until",
    "replaces",
    "relaxes",
    "approver",
    "approved_on",
    "reason",
    "origin",
    "task_id",
    "site",
    "title",
    "requires",
    "minutes",
    "per_week",
    "cti",
    "cti_review_on",
    "done_by",
];

/// sources.csv.
pub(super) fn sources(rows: &Rows, problems: &mut Problems) -> Vec<SourceText> {
    let mut list: Vec<SourceText> = Vec::new();
    for row in rows.iter() {
        let key = row.text("source");
        let kind = row.text("kind");
        if !["law", "national-guidance", "local-policy", "judgement"].contains(&kind) {
            let help = "use law, national-guidance, local-policy or judgement";
            problems.at(FindingCode::RuleSource, row.at("kind"), kind, "unknown kind of source", help);
        }
        if !["yes", "partly", "no"].contains(&row.text("read_whole")) {
            let value = row.text("read_whole");
            problems.at(
                FindingCode::RuleSource,
                row.at("read_whole"),
                value,
                "unknown word",
                "use yes, partly or no",
            );
        }
        row.day("read_on", problems);
        if key.is_empty() || list.iter().any(|other| other.key == key) {
            problems.at(
                FindingCode::RuleSource,
                row.at("source"),
                key,
                "a key that is blank or repeated",
                "name each once",
            );
        }
        let text = |column: &str| row.text(column).to_owned();
        list.push(SourceText {
            key: key.to_owned(),
            line: row.line(),
            title: text("title"),
            kind: kind.to_owned(),
            url: text("url"),
            read_whole: text("read_whole"),
        });
    }
    list.sort_by(|a, b| a.key.cmp(&b.key));
    list
}

/// criteria.csv, by the bytes of the names.
pub(super) fn criteria(rows: &Rows, problems: &mut Problems) -> Vec<Criterion> {
    let mut list: Vec<Criterion> = Vec::new();
    for row in rows.iter() {
        let name = row.text("criterion");
        let values = split_list(row.text("values"));
        if !is_word(name) || RESERVED.contains(&name) || list.iter().any(|other| other.name == name) {
            let message = "a name that is blank, repeated, or taken by another column";
            problems.at(FindingCode::RuleShape, row.at("criterion"), name, message, "choose another name");
        }
        let distinct: BTreeSet<&String> = values.iter().collect();
        if values.len() < 2
            || values.len() > 64
            || distinct.len() < values.len()
            || !values.iter().all(|v| is_word(v))
        {
            let message = "not a list of 2 to 64 different words";
            problems.at(
                FindingCode::RuleShape,
                row.at("values"),
                row.text("values"),
                message,
                "write `a;b;c`",
            );
        }
        let ordered = row.yes_no("ordered", problems).unwrap_or(true);
        list.push(Criterion {
            name: name.to_owned(),
            title: row.text("title").to_owned(),
            ordered,
            values: Words::new(values),
        });
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list
}

/// acts.csv, by the bytes of the names.
pub(super) fn acts(rows: &Rows, problems: &mut Problems) -> (Words, Vec<Act>) {
    let mut list: Vec<(String, Act)> = Vec::new();
    for row in rows.iter() {
        let name = row.text("act");
        if !is_word(name) || name == "none" || list.iter().any(|(other, _)| other == name) {
            let message = "a name that is blank, repeated or `none`";
            problems.at(FindingCode::RuleShape, row.at("act"), name, message, "choose another name");
        }
        let kind = row.text("kind");
        if !["law", "policy"].contains(&kind) {
            problems.at(FindingCode::RuleCell, row.at("kind"), kind, "unknown word", "use law or policy");
        }
        let mut authorities = Vec::new();
        for word in split_list(row.text("authorities")) {
            match Authority::from_word(&word, "") {
                Some(authority) => authorities.push(authority),
                None => problems.unknown(row.at("authorities"), &word, &authority_words()),
            }
        }
        // INVARIANT: an unknown kind is an error above; law is the strict reading meanwhile
        let act = Act { title: row.text("title").to_owned(), law: kind != "policy", authorities };
        list.push((name.to_owned(), act));
    }
    list.sort_by(|a, b| a.0.cmp(&b.0));
    let (names, acts): (Vec<String>, Vec<Act>) = list.into_iter().unzip();
    (Words::new(names), acts)
}

/// The five authority words.
pub(super) fn authority_words() -> Words {
    Words::new(Authority::WORDS.map(String::from))
}

/// proficiency.csv, by rank: 1, 2, 3 and so on.
pub(super) fn proficiencies(rows: &Rows, problems: &mut Problems) -> Words {
    let mut list: Vec<(u8, String)> = Vec::new();
    for row in rows.iter() {
        let rank = row.text("rank").parse::<u8>().unwrap_or(0);
        list.push((rank, row.text("proficiency").to_owned()));
    }
    list.sort();
    let ranks_run = (1u8..).zip(&list).all(|(expected, (rank, _))| expected == *rank);
    let names: BTreeSet<&String> = list.iter().map(|(_, name)| name).collect();
    if list.is_empty()
        || list.len() > 100
        || !ranks_run
        || names.len() < list.len()
        || !list.iter().all(|(_, n)| is_word(n))
    {
        let message = "ranks do not run 1, 2, 3 ... over different words";
        let at = At { file: rows.file(), line: 0, column: "rank" };
        problems.at(
            FindingCode::RuleShape,
            at,
            "",
            message,
            "give each proficiency the next rank, from low to high",
        );
    }
    Words::new(list.into_iter().map(|(_, name)| name))
}

/// The words that role cells are checked against.
#[derive(Debug)]
pub(super) struct RoleWords {
    pub(super) registers: Words,
    pub(super) professions: Words,
    pub(super) fields: Words,
    pub(super) activity_kinds: Words,
}

impl RoleWords {
    pub(super) fn new(settings: &Settings, criteria: &[Criterion]) -> Self {
        let kinds = criteria.iter().find(|criterion| criterion.name == "activity_kind");
        Self {
            registers: Words::new(settings.words.registers.iter().cloned()),
            professions: Words::new(settings.words.professions.iter().cloned()),
            fields: Words::new(settings.words.fields.iter().cloned()),
            activity_kinds: kinds.map(|criterion| criterion.values.clone()).unwrap_or_default(),
        }
    }
}

/// roles.csv, by level, then code.
pub(super) fn roles(rows: &Rows, words: &RoleWords, problems: &mut Problems) -> Vec<Role> {
    let mut list: Vec<Role> = Vec::new();
    for row in rows.iter() {
        let code = row.text("role");
        if !is_word(code) || list.iter().any(|other| other.code == code) {
            let message = "a code that is blank, repeated, or not one word";
            problems.at(FindingCode::RuleShape, row.at("role"), code, message, "choose another code");
        }
        let level = Level::parse(row.text("level"));
        if level.is_none() {
            problems.at(
                FindingCode::RuleCell,
                row.at("level"),
                row.text("level"),
                "not a level",
                "use 1 to 9",
            );
        }
        let register = row.word("register", &words.registers, problems);
        let practitioner = row.yes_no("practitioner", problems).unwrap_or(false);
        if practitioner && register.is_none() {
            let message = "a practitioner role without a register";
            problems.at(
                FindingCode::RuleShape,
                row.at("register"),
                "",
                message,
                "name the register, or practitioner = no",
            );
        }
        let routine = split_list(row.text("routine"))
            .iter()
            .filter_map(|word| row.one_word("routine", word, &words.activity_kinds, problems))
            .collect();
        list.push(Role {
            code: code.to_owned(),
            title: row.text("title").to_owned(),
            level: level.unwrap_or(Level::LOWEST),
            register,
            profession: row.word("profession", &words.professions, problems),
            field: row.word("field", &words.fields, problems),
            practitioner,
            delegates: row.yes_no("delegates", problems).unwrap_or(false),
            needs_listed: row.choice("supervisor", &["any", "listed"], problems) == Some(1),
            routine,
            supervision: row.supervision("supervision", problems).unwrap_or(Supervision::Direct),
            band: row.text("band").to_owned(),
        });
    }
    if list.is_empty() || list.len() > RoleSet::MOST {
        let at = At { file: rows.file(), line: 0, column: "" };
        let message = format!("no role, or more than {}", RoleSet::MOST);
        problems.at(FindingCode::RuleShape, at, &list.len().to_string(), &message, "write one row a role");
    }
    list.sort_by(|a, b| (a.level, &a.code).cmp(&(b.level, &b.code)));
    list
}

/// The rank of a proficiency word, if the pack has it.
pub(super) fn rank(proficiencies: &Words, word: &str) -> Option<Rank> {
    proficiencies.find(word).and_then(|i| u8::try_from(i + 1).ok()).map(Rank)
}

/// Letters, digits, `-`, `_`, `.` and `:`.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}
