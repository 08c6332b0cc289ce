//! pack.toml: name, dates, approval, policies and the closed lists of words.

use serde::Deserialize;

use super::problems::Problems;
use crate::model::{Day, FindingCode};

/// pack.toml as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub(super) name: String,
    pub(super) version: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) notice: String,
    pub(super) jurisdiction: String,
    pub(super) applies: Vec<String>,
    #[serde(default)]
    pub(super) elsewhere: Vec<String>,
    #[serde(default)]
    pub(super) effective_from: String,
    #[serde(default)]
    pub(super) effective_until: String,
    #[serde(default)]
    pub(super) extends: String,
    #[serde(default)]
    pub(super) approval: Approval,
    pub(super) policies: PolicyWords,
    pub(super) words: WordLists,
}

/// Who has signed the pack.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Approval {
    pub(super) approved_by: String,
    pub(super) approved_on: String,
    pub(super) review_on: String,
}

/// `[policies]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyWords {
    #[serde(default = "lapsed")]
    pub(super) unknown_expiry: String,
    #[serde(default = "competent")]
    pub(super) min_proficiency: String,
    #[serde(default = "no")]
    pub(super) delegator_unknown: String,
}

fn lapsed() -> String {
    "lapsed".to_owned()
}

fn competent() -> String {
    "competent".to_owned()
}

fn no() -> String {
    "no".to_owned()
}

/// `[words]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WordLists {
    pub(super) professions: Vec<String>,
    pub(super) listed: Vec<String>,
    pub(super) registers: Vec<String>,
    pub(super) fields: Vec<String>,
    pub(super) annotations: Vec<String>,
    pub(super) authorisations: Vec<String>,
    pub(super) mitigations: Vec<String>,
}

const FILE: &str = "pack.toml";

/// Reads pack.toml; what is wrong with it goes to `problems`.
pub(super) fn read(bytes: &[u8], problems: &mut Problems) -> Option<Settings> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        problems.push(FindingCode::PackFile, FILE, 0, "", "", "not UTF-8", "save it as UTF-8");
        return None;
    };
    match toml::from_str::<Settings>(text) {
        Ok(settings) => {
            check(&settings, problems);
            Some(settings)
        }
        Err(error) => {
            let line = error.span().map_or(0, |span| line_of(text, span.start));
            let help = "docs/rule-packs.md shows every key";
            problems.push(FindingCode::PackFile, FILE, line, "", "", error.message(), help);
            None
        }
    }
}

pub(super) fn line_of(text: &str, offset: usize) -> u64 {
    let before = text.bytes().take(offset).filter(|&b| b == b'\n').count();
    u64::try_from(before).map_or(0, |lines| lines + 1)
}

fn check(settings: &Settings, problems: &mut Problems) {
    let mut bad = |column: &str, value: &str, message: &str, help: &str| {
        problems.push(FindingCode::PackFile, FILE, 0, column, value, message, help);
    };
    for (column, value) in [("name", &settings.name), ("version", &settings.version)] {
        if value.is_empty() || value.contains(|c: char| c.is_whitespace() || c == '@' || c == '#') {
            bad(column, value, "blank, or with a space, @ or #", "write one word");
        }
    }
    if !settings.extends.is_empty() {
        bad(
            "extends",
            &settings.extends,
            "a layer without the pack that it extends",
            "load it with what it extends",
        );
    }
    if !settings.applies.contains(&settings.jurisdiction) {
        bad("applies", &settings.jurisdiction, "does not list the pack's own jurisdiction", "add it");
    }
    for word in settings.applies.iter().filter(|word| settings.elsewhere.contains(word)) {
        bad("elsewhere", word, "also listed in applies", "list it once");
    }
    let policies = &settings.policies;
    if !["lapsed", "valid"].contains(&policies.unknown_expiry.as_str()) {
        bad("unknown_expiry", &policies.unknown_expiry, "unknown word", "use lapsed or valid");
    }
    if !["no", "allow"].contains(&policies.delegator_unknown.as_str()) {
        bad("delegator_unknown", &policies.delegator_unknown, "unknown word", "use no or allow");
    }
    for word in settings.words.listed.iter().filter(|word| !settings.words.professions.contains(word)) {
        bad("listed", word, "not one of the professions", "add it to professions, or correct it");
    }
    let dates = [
        ("effective_from", &settings.effective_from),
        ("effective_until", &settings.effective_until),
        ("approved_on", &settings.approval.approved_on),
        ("review_on", &settings.approval.review_on),
    ];
    for (column, text) in dates {
        if !text.is_empty() && Day::parse_iso(text).is_none() {
            bad(column, text, "not a day", "write YYYY-MM-DD");
        }
    }
}
