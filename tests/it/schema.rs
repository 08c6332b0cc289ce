//! The JSON Schema of pack.toml and the loader say the same of the same text: what one refuses the other refuses.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use skillmix::model::{Day, Error, Finding, Severity};
use skillmix::rules::{Layer, embedded, load, load_layers};

use crate::program::root;

fn schema() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join("rules/pack.schema.json")).unwrap()).unwrap()
}

/// A value, the schema of it, and where it stands.
struct Checked<'a> {
    value: &'a toml::Value,
    schema: &'a serde_json::Map<String, Value>,
    whole: &'a Value,
    place: &'a str,
}

/// What a value breaks of a schema: the words of draft 2020-12 that ours uses, and no other.
fn faults(value: &toml::Value, schema: &Value, whole: &Value, place: &str, found: &mut Vec<String>) {
    let Some(schema) = schema.as_object() else {
        if schema == &Value::Bool(false) {
            found.push(format!("{place} may not be there"));
        }
        return;
    };
    let checked = Checked { value, schema, whole, place };
    for (word, rule) in schema {
        let is_leaf = ["type", "enum", "minLength", "pattern", "required"].contains(&word.as_str());
        if is_leaf { checked.leaf(word, rule, found) } else { checked.branch(word, rule, found) }
    }
}

impl Checked<'_> {
    fn leaf(&self, word: &str, rule: &Value, found: &mut Vec<String>) {
        let (value, text) = (self.value, self.value.as_str());
        let holds = match word {
            "type" => match rule.as_str().unwrap() {
                "string" => value.is_str(),
                "array" => value.is_array(),
                "object" => value.is_table(),
                other => panic!("type {other}"),
            },
            "enum" => rule.as_array().unwrap().iter().any(|known| known.as_str() == text),
            "minLength" => text != Some(""),
            "pattern" => text.is_none_or(|text| fits(text, rule.as_str().unwrap())),
            _ => rule.as_array().unwrap().iter().all(|key| value.get(key.as_str().unwrap()).is_some()),
        };
        if !holds {
            found.push(format!("{}: {word} {rule}", self.place));
        }
    }

    fn branch(&self, word: &str, rule: &Value, found: &mut Vec<String>) {
        let Checked { value, schema, whole, place } = self;
        match word {
            "$schema" | "title" | "description" | "$defs" | "then" | "else" => {}
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                faults(value, &whole["$defs"][name], whole, place, found);
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    faults(item, rule, whole, &format!("{place}[]"), found);
                }
            }
            "properties" => {
                for (key, rule) in rule.as_object().unwrap() {
                    if let Some(inner) = value.get(key) {
                        faults(inner, rule, whole, &format!("{place}.{key}"), found);
                    }
                }
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object().unwrap();
                let keys = value.as_table().into_iter().flat_map(toml::Table::keys);
                found
                    .extend(keys.filter(|key| !known.contains_key(*key)).map(|key| format!("{place}.{key}")));
            }
            "if" => {
                let mut unmet = Vec::new();
                faults(value, rule, whole, place, &mut unmet);
                let branch = if unmet.is_empty() { "then" } else { "else" };
                faults(value, &schema[branch], whole, place, found);
            }
            other => panic!("the test does not know `{other}`"),
        }
    }
}

/// The two patterns of our schema.
fn fits(text: &str, pattern: &str) -> bool {
    match pattern {
        "^[^\\s@#]+$" => !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "@#".contains(c)),
        "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" => {
            let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            text.is_empty() || shape == "0000-00-00"
        }
        other => panic!("pattern {other}"),
    }
}

fn by_schema(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(table) = text.parse::<toml::Table>() else { return vec!["no TOML".to_owned()] };
    let schema = schema();
    faults(&toml::Value::Table(table), &schema, &schema, "", &mut found);
    found
}

/// What the loader refuses of pack.toml; the other files are those of the pack that ships.
fn by_loader(text: &str, is_layer: bool) -> Vec<String> {
    let toml = ("pack.toml".to_owned(), text.as_bytes().to_vec());
    let day = Day::parse_iso("2026-11-01").unwrap();
    let loaded = if is_layer {
        let own = Layer { folder: "local".to_owned(), files: BTreeMap::from([toml]) };
        load_layers(&[own, Layer { folder: "calderdale".to_owned(), files: embedded() }], day)
    } else {
        let mut files = embedded();
        files.extend([toml]);
        load(&files, day)
    };
    let Err(Error::Input(findings)) = loaded else { return Vec::new() };
    let of_toml = |finding: &&Finding| {
        finding.severity() == Severity::Error && finding.place.file.ends_with("pack.toml")
    };
    findings.iter().filter(of_toml).map(ToString::to_string).collect()
}

#[test]
fn shipped_packs_fit_the_schema() {
    let mut packs = 0;
    for entry in fs::read_dir(root().join("rules")).unwrap() {
        let toml = entry.unwrap().path().join("pack.toml");
        if let Ok(text) = fs::read_to_string(&toml) {
            assert_eq!(by_schema(&text), Vec::<String>::new(), "{}", toml.display());
            packs += 1;
        }
    }
    assert!(packs >= 3);
}

/// Every key of the schema is known to the loader, and of a text that is wrong in one thing both say so.
#[test]
fn schema_and_loader_refuse_the_same() {
    let whole = String::from_utf8(embedded()["pack.toml"].clone()).unwrap();
    let layer = "name = \"x\"\nversion = \"1\"\ntitle = \"\"\nnotice = \"\"\nextends = \"calderdale\"\neffective_from = \"\"\n\
                 effective_until = \"\"\n[approval]\napproved_by = \"\"\napproved_on = \"\"\nreview_on = \"\"\n[policies]\n\
                 unknown_expiry = \"lapsed\"\nmin_proficiency = \"competent\"\ndelegator_unknown = \"no\"\n[words]\n\
                 annotations = []\nauthorisations = []\nmitigations = []\n";
    let both = |text: &str, is_layer: bool| (by_schema(text), by_loader(text, is_layer));
    for (text, is_layer) in [(whole.as_str(), false), (layer, true)] {
        assert_eq!(both(text, is_layer), (Vec::new(), Vec::new()));
        let table: toml::Table = text.parse().unwrap();
        for changed in changes(&table) {
            let text = toml::to_string(&changed).unwrap();
            let (schema, loader) = both(&text, is_layer);
            assert_eq!(schema.is_empty(), loader.is_empty(), "schema {schema:?}\nloader {loader:?}\n{text}");
        }
        let places = "jurisdiction = \"england\"\napplies = [\"england\"]\nelsewhere = []\n";
        let with_places = format!("{places}{layer}");
        let (schema, loader) = both(&with_places, true);
        assert!(schema.len() == 3 && !loader.is_empty(), "{schema:?} {loader:?}");
    }
}

/// Texts that differ in one key: gone, of another type, of a strange word, or with a key beside it that nobody knows.
fn changes(table: &toml::Table) -> Vec<toml::Table> {
    let mut all = Vec::new();
    let mut unknown = table.clone();
    unknown.insert("colour".to_owned(), "red".into());
    all.push(unknown);
    for (key, value) in table {
        let mut with = |value: Option<toml::Value>| {
            let mut changed = table.clone();
            match value {
                Some(value) => drop(changed.insert(key.clone(), value)),
                None => drop(changed.remove(key)),
            }
            all.push(changed);
        };
        // a layer is one by its `extends`; a list of professions is needed by another list
        if !["extends", "professions"].contains(&key.as_str()) {
            with(None);
        }
        with(Some(toml::Value::Integer(1)));
        with(Some(toml::Value::Array(vec![toml::Value::Integer(1)])));
        if ["effective_from", "approved_on", "review_on", "unknown_expiry", "delegator_unknown"]
            .contains(&key.as_str())
        {
            with(Some("sometimes".into()));
        }
        if ["name", "version"].contains(&key.as_str()) {
            with(Some("two words".into()));
            with(Some("".into()));
        }
        if let Some(inner) = value.as_table() {
            for inner in changes(inner) {
                with(Some(toml::Value::Table(inner)));
            }
        }
    }
    all
}
