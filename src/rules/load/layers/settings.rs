//! pack.toml of a layer: what it may say, and what it makes of the pack.toml beneath it.

use serde::Deserialize;
use toml::Value;

use super::super::PackFiles;
use super::super::names;
use super::super::problems::Problems;
use super::super::settings::{Approval, line_of};
use super::Layer;
use super::merge::file;
use crate::model::{Catalogue, Day, FindingCode};

/// pack.toml of a layer as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerSettings {
    pub(super) name: String,
    pub(super) version: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) notice: String,
    #[expect(dead_code, reason = "whoever found the layers has read it")]
    extends: String,
    jurisdiction: Option<Value>,
    applies: Option<Value>,
    elsewhere: Option<Value>,
    #[serde(default)]
    effective_from: String,
    #[serde(default)]
    effective_until: String,
    #[serde(default)]
    approval: Approval,
    #[serde(default)]
    policies: Policies,
    #[serde(default)]
    words: Words,
}

/// `[policies]`: what is not said is as beneath.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Policies {
    unknown_expiry: String,
    min_proficiency: String,
    delegator_unknown: String,
}

/// `[words]`: what is added. Lists that a layer may not add to are read so as to say why.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Words {
    professions: Option<Value>,
    listed: Option<Value>,
    registers: Option<Value>,
    fields: Option<Value>,
    annotations: Vec<String>,
    authorisations: Vec<String>,
    mitigations: Vec<String>,
}

/// Reads pack.toml of a layer.
pub(super) fn read(layer: &Layer, problems: &mut Problems) -> Option<LayerSettings> {
    let name = file(layer, "pack.toml");
    let bytes = layer.files.get("pack.toml").map_or(&[][..], Vec::as_slice);
    let Ok(text) = std::str::from_utf8(bytes) else {
        problems.push(FindingCode::PackFile, &name, 0, "", "", "not UTF-8", "save it as UTF-8");
        return None;
    };
    match toml::from_str(text) {
        Ok(settings) => Some(settings),
        Err(error) => {
            let line = error.span().map_or(0, |span| line_of(text, span.start));
            let help = "docs/rule-packs.md shows every key of a layer";
            problems.push(FindingCode::PackFile, &name, line, "", "", error.message(), help);
            None
        }
    }
}

/// Faults of a layer's pack.toml.
struct Faults<'a> {
    file: String,
    problems: &'a mut Problems,
}

impl Faults<'_> {
    fn add(&mut self, key: &str, value: &str, message: &str, help: &str) {
        self.problems.push(FindingCode::PackFile, &self.file, 0, key, value, message, help);
    }
}

/// The pack.toml of the whole, as text: the layer's name, title, dates and approval, the rest as beneath with what the
/// layer adds. A loosening goes to `problems`.
pub(super) fn merged(
    settings: &LayerSettings,
    layer: &Layer,
    beneath: &PackFiles,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> String {
    let mut faults = Faults { file: file(layer, "pack.toml"), problems };
    let bytes = beneath.get("pack.toml").map_or(&[][..], Vec::as_slice);
    // INVARIANT: what lies beneath has been loaded, so it is TOML
    let mut table: toml::Table = String::from_utf8_lossy(bytes).parse().unwrap_or_default();
    let mut set = |key: &str, value: &str| table.insert(key.to_owned(), Value::String(value.to_owned()));
    set("name", &settings.name);
    set("version", &settings.version);
    set("title", &settings.title);
    let notices = [settings.notice.as_str(), &catalogue.pack.notice];
    let notices: Vec<&str> = notices.into_iter().filter(|notice| !notice.is_empty()).collect();
    set("notice", &notices.join("\n"));
    if catalogue.pack.layers.iter().any(|layer| layer.name == settings.name) {
        faults.add("name", &settings.name, "a name that a layer beneath has", "choose another name");
    }
    inherited(settings, &mut faults);
    dates(settings, &mut table, &mut faults);
    policies(&settings.policies, &mut table, catalogue, &mut faults);
    words(&settings.words, &mut table);
    let Approval { approved_by, approved_on, review_on } = &settings.approval;
    let pairs = [("approved_by", approved_by), ("approved_on", approved_on), ("review_on", review_on)];
    let approval = pairs.map(|(key, text)| (key.to_owned(), Value::String(text.clone())));
    table.insert("approval".to_owned(), Value::Table(approval.into_iter().collect()));
    toml::to_string(&table).unwrap_or_default()
}

/// Takes the approval out of a merged pack.toml.
pub(super) fn unapprove(files: &mut PackFiles) {
    let Some(bytes) = files.get_mut("pack.toml") else { return };
    // INVARIANT: it was written here, so it is TOML
    let mut table: toml::Table = String::from_utf8_lossy(bytes).parse().unwrap_or_default();
    table.remove("approval");
    *bytes = toml::to_string(&table).unwrap_or_default().into_bytes();
}

/// What a layer has from beneath and may not say itself.
fn inherited(settings: &LayerSettings, faults: &mut Faults<'_>) {
    let places = [
        ("jurisdiction", &settings.jurisdiction),
        ("applies", &settings.applies),
        ("elsewhere", &settings.elsewhere),
    ];
    for (key, _) in places.iter().filter(|(_, value)| value.is_some()) {
        let message =
            "a layer has the jurisdictions of the pack that it extends: other ones would switch its rows";
        faults.add(key, "", message, "leave it out");
    }
    let words = &settings.words;
    let lists = [
        ("professions", &words.professions),
        ("listed", &words.listed),
        ("registers", &words.registers),
        ("fields", &words.fields),
    ];
    for (key, _) in lists.iter().filter(|(_, value)| value.is_some()) {
        let message = "rows beneath may speak of every other word of this list: a new one could pass them";
        let help = "leave it out; a layer adds annotations, authorisations and mitigations";
        faults.add(key, "", message, help);
    }
}

/// The days on which both are in effect.
fn dates(settings: &LayerSettings, table: &mut toml::Table, faults: &mut Faults<'_>) {
    let mut span = [None, None];
    let keys = [("effective_from", &settings.effective_from), ("effective_until", &settings.effective_until)];
    for ((key, own), kept) in keys.into_iter().zip(&mut span) {
        let theirs = table.get(key).and_then(Value::as_str).and_then(Day::parse_iso);
        let ours = Day::parse_iso(own);
        if ours.is_none() && !own.is_empty() {
            faults.add(key, own, "not a day", "write YYYY-MM-DD");
        }
        let both = ours.into_iter().chain(theirs);
        *kept = if key == "effective_from" { both.max() } else { both.min() };
        let text = kept.map(|day| day.to_string()).unwrap_or_default();
        table.insert(key.to_owned(), Value::String(text));
    }
    let [from, until] = span;
    if from.is_some_and(|from| until.is_some_and(|until| until < from)) {
        let message = "the layer and what it extends are never in effect on the same day";
        faults.add("effective_from", &settings.effective_from, message, "correct the days");
    }
}

/// Policies may only get stricter.
fn policies(own: &Policies, table: &mut toml::Table, catalogue: &Catalogue, faults: &mut Faults<'_>) {
    let mut set = |key: &str, word: &str| {
        if let Some(policies) = table.get_mut("policies").and_then(Value::as_table_mut) {
            policies.insert(key.to_owned(), Value::String(word.to_owned()));
        }
    };
    let known = catalogue.policies;
    let choices = [
        ("unknown_expiry", &own.unknown_expiry, ["lapsed", "valid"], known.unknown_expiry_valid),
        ("delegator_unknown", &own.delegator_unknown, ["no", "allow"], known.delegator_unknown),
    ];
    for (key, word, [strict, mild], is_mild) in choices {
        if word == mild && !is_mild {
            faults.add(
                key,
                word,
                "milder than the pack beneath",
                &format!("write {strict}, or leave it out"),
            );
        } else if !word.is_empty() {
            // a word that neither knows is told of when the whole is loaded
            set(key, word);
        }
    }
    if own.min_proficiency.is_empty() {
        return;
    }
    if names::rank(&catalogue.proficiencies, &own.min_proficiency)
        .is_some_and(|rank| rank < known.min_proficiency)
    {
        let least = catalogue.rank_word(known.min_proficiency);
        let help = format!("write {least} or more, or leave it out");
        faults.add("min_proficiency", &own.min_proficiency, "less than the pack beneath asks for", &help);
    } else {
        set("min_proficiency", &own.min_proficiency);
    }
}

/// Words that no row beneath can speak of but by name.
fn words(own: &Words, table: &mut toml::Table) {
    let added = [
        ("annotations", &own.annotations),
        ("authorisations", &own.authorisations),
        ("mitigations", &own.mitigations),
    ];
    let Some(lists) = table.get_mut("words").and_then(Value::as_table_mut) else { return };
    for (key, words) in added {
        let list = lists.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        let Some(list) = list.as_array_mut() else { continue };
        for word in words {
            let word = Value::String(word.clone());
            if !list.contains(&word) {
                list.push(word);
            }
        }
    }
}
