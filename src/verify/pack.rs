//! A rule pack as read: words, roles, and the rows in force.

use std::collections::BTreeMap;

use super::Files;
use super::dates::Date;
use super::records::{self, Row};
use super::{force, tables};

/// The five authority words.
pub(super) const AUTHORITIES: [&str; 5] = ["none", "prescription", "psd", "pgd", "protocol"];

/// The supervision words, from none to direct.
pub(super) const MODES: [&str; 4] = ["none", "remote", "indirect", "direct"];

/// A pack for one as-at date.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) as_at: Date,
    /// Criteria, by the bytes of their names.
    pub(super) criteria: Vec<Criterion>,
    pub(super) acts: Vec<Act>,
    /// Roles, by level, then code.
    pub(super) roles: Vec<Role>,
    /// Proficiency words and their ranks.
    pub(super) ranks: BTreeMap<String, u8>,
    /// The lists of `[words]`, by name.
    words: BTreeMap<String, Vec<String>>,
    /// A holding with neither expiry date nor refresh period counts.
    pub(super) unknown_expiry_valid: bool,
    /// Lower requirements are lifted to this rank.
    pub(super) min_rank: u8,
    /// The rank of `competent`, or the least proficiency where the pack has no such word.
    pub(super) competent: u8,
    /// A blank `delegator` counts as yes.
    pub(super) delegator_unknown: bool,
    /// The rows in force, of all tables.
    pub(super) rules: Vec<Rule>,
}

/// A criterion.
#[derive(Debug, Clone)]
pub(super) struct Criterion {
    pub(super) name: String,
    pub(super) ordered: bool,
    /// Ordered ones from safest to riskiest.
    pub(super) values: Vec<String>,
}

/// A restricted act.
#[derive(Debug, Clone)]
pub(super) struct Act {
    pub(super) name: String,
    pub(super) law: bool,
    /// The authorities under which it can be done; empty: any.
    pub(super) authorities: Vec<String>,
}

/// A role. Blank texts are "none" or "not stated".
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) code: String,
    pub(super) level: u8,
    pub(super) register: String,
    pub(super) profession: String,
    pub(super) field: String,
    pub(super) practitioner: bool,
    pub(super) delegates: bool,
    pub(super) listed_supervisor: bool,
    pub(super) routine: Vec<String>,
    /// The least supervision it always needs, a word's place in [`MODES`].
    pub(super) supervision: usize,
}

/// A row of a rule table.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) table: &'static str,
    pub(super) id: String,
    /// The stop's name, in law and policy.
    pub(super) stop: String,
    /// `stop`, `admit` or `lift` in law and policy, else blank.
    pub(super) effect: String,
    /// The row that it relaxes, or blank.
    pub(super) relaxes: String,
    /// The row that it replaces, or blank.
    pub(super) replaces: String,
    pub(super) delegable: bool,
    /// The veto or the mitigation.
    pub(super) word: String,
    /// The floor, or the supervision as a place in [`MODES`].
    pub(super) number: usize,
    /// What governance needs.
    pub(super) needs: Vec<String>,
    /// Conditions on the task, the filled cells only.
    pub(super) task_cells: Vec<Cell>,
    /// Conditions on the role or the person, the filled cells only.
    pub(super) person_cells: Vec<Cell>,
    /// Blank, or where it is in force.
    pub(super) jurisdiction: String,
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
}

impl Rule {
    /// Whether it makes things stricter: all but admit, lift and relaxing rows.
    pub(super) fn restricts(&self) -> bool {
        self.effect != "admit" && self.effect != "lift" && self.relaxes.is_empty()
    }
}

/// A filled cell: its column, and the words that it matches.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) column: String,
    pub(super) words: Vec<String>,
}

impl Pack {
    /// A list of `[words]`.
    pub(super) fn words(&self, list: &str) -> &[String] {
        self.words.get(list).map_or(&[], Vec::as_slice)
    }

    /// Whether a list of `[words]` has a word.
    pub(super) fn has_word(&self, list: &str, word: &str) -> bool {
        self.words(list).iter().any(|known| known == word)
    }

    /// An authorisation of the pack, or one for a patient group direction, which needs an id.
    pub(super) fn is_authorisation(&self, word: &str) -> bool {
        let direction = word.strip_prefix("PGD:").is_some_and(|id| !id.is_empty());
        direction || self.has_word("authorisations", word)
    }

    pub(super) fn criterion(&self, name: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.name == name)
    }

    pub(super) fn act(&self, name: &str) -> Option<&Act> {
        self.acts.iter().find(|act| act.name == name)
    }

    pub(super) fn role(&self, code: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.code == code)
    }

    pub(super) fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The word of a rank.
    pub(super) fn rank_word(&self, rank: u8) -> &str {
        self.ranks.iter().find(|(_, known)| **known == rank).map_or("", |(word, _)| word.as_str())
    }

    /// The lowest level of a practitioner role.
    pub(super) fn lowest_practitioner(&self) -> Option<u8> {
        self.roles.iter().filter(|role| role.practitioner).map(|role| role.level).min()
    }
}

/// Loads a pack for an as-at date.
pub(super) fn load(files: &Files, as_at: &str) -> Result<Pack, String> {
    let as_at = Date::parse(as_at).ok_or_else(|| format!("as-at date `{as_at}` does not exist"))?;
    let bytes = files.files.get("pack.toml").ok_or("pack.toml is missing")?;
    let text = std::str::from_utf8(bytes).map_err(|_| "pack.toml is not UTF-8".to_owned())?;
    let toml: toml::Table = text.parse().map_err(|problem| format!("pack.toml: {problem}"))?;
    let from = date(toml_text(&toml, "effective_from"))?;
    let until = date(toml_text(&toml, "effective_until"))?;
    if from.is_some_and(|from| as_at < from) || until.is_some_and(|until| until < as_at) {
        return Err("the as-at date lies outside the pack's dates".to_owned());
    }
    let nothing = toml::Table::new();
    let policies = toml.get("policies").and_then(toml::Value::as_table).unwrap_or(&nothing);
    let ranks = read_ranks(files)?;
    let least = match toml_text(policies, "min_proficiency") {
        "" => "competent",
        word => word,
    };
    let min_rank = *ranks.get(least).ok_or_else(|| format!("min_proficiency `{least}` is not known"))?;
    let mut words = BTreeMap::new();
    for (name, _) in toml.get("words").and_then(toml::Value::as_table).unwrap_or(&nothing) {
        words.insert(name.clone(), toml_list(toml.get("words"), name)?);
    }
    let mut pack = Pack {
        as_at,
        criteria: read_criteria(files)?,
        acts: read_acts(files)?,
        roles: read_roles(files)?,
        competent: ranks.get("competent").copied().unwrap_or(min_rank),
        ranks,
        words,
        unknown_expiry_valid: one_of(toml_text(policies, "unknown_expiry"), "lapsed", "valid")?,
        min_rank,
        delegator_unknown: one_of(toml_text(policies, "delegator_unknown"), "no", "allow")?,
        rules: Vec::new(),
    };
    let rules = tables::read(files, &pack)?;
    pack.rules =
        force::in_force(rules, &toml_list(Some(&toml::Value::Table(toml.clone())), "applies")?, as_at);
    Ok(pack)
}

/// A text of a table of pack.toml; blank if it is not there.
fn toml_text<'t>(table: &'t toml::Table, key: &str) -> &'t str {
    table.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

fn toml_list(table: Option<&toml::Value>, key: &str) -> Result<Vec<String>, String> {
    let list = table.and_then(|table| table.get(key)).and_then(toml::Value::as_array);
    let mut words = Vec::new();
    for value in list.ok_or_else(|| format!("pack.toml has no list {key}"))? {
        words
            .push(value.as_str().ok_or_else(|| format!("{key} holds something that is no text"))?.to_owned());
    }
    Ok(words)
}

/// Whether a text is `yes`; `no` and blank are not, anything else cannot be read.
fn one_of(text: &str, no: &str, yes: &str) -> Result<bool, String> {
    if text == yes {
        return Ok(true);
    }
    if text == no || text.is_empty() { Ok(false) } else { Err(format!("`{text}` is neither {no} nor {yes}")) }
}

/// A date, or blank for none.
pub(super) fn date(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    Date::parse(text).map(Some).ok_or_else(|| format!("`{text}` is no date"))
}

/// The cell of a pack's table; `-` is blank.
pub(super) fn cell<'r>(row: &'r Row, column: &str) -> &'r str {
    let cell = row.get(column);
    if cell == "-" { "" } else { cell }
}

fn list_of(row: &Row, column: &str) -> Vec<String> {
    records::list(cell(row, column))
}

fn yes(row: &Row, column: &str) -> Result<bool, String> {
    match cell(row, column) {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(format!("{column} `{other}` is neither yes nor no")),
    }
}

/// The rows of a vocabulary table; its key must be filled.
fn vocabulary(files: &Files, file: &str, columns: &[&str], key: &str) -> Result<Vec<Row>, String> {
    let records = records::read(files, file, &[key], columns)?;
    for row in &records.rows {
        if row.faulty || cell(row, key).is_empty() {
            return Err(format!("{file}:{} cannot be read", row.line));
        }
    }
    Ok(records.rows)
}

fn read_ranks(files: &Files) -> Result<BTreeMap<String, u8>, String> {
    let mut ranks = BTreeMap::new();
    for row in vocabulary(files, "proficiency.csv", &["proficiency", "rank"], "proficiency")? {
        let rank = cell(&row, "rank").parse().map_err(|_| "a rank is no number".to_owned())?;
        ranks.insert(cell(&row, "proficiency").to_owned(), rank);
    }
    Ok(ranks)
}

fn read_criteria(files: &Files) -> Result<Vec<Criterion>, String> {
    let mut criteria = Vec::new();
    for row in vocabulary(files, "criteria.csv", &["criterion", "ordered", "values"], "criterion")? {
        let name = cell(&row, "criterion").to_owned();
        criteria.push(Criterion { name, ordered: yes(&row, "ordered")?, values: list_of(&row, "values") });
    }
    criteria.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(criteria)
}

fn read_acts(files: &Files) -> Result<Vec<Act>, String> {
    let mut acts = Vec::new();
    for row in vocabulary(files, "acts.csv", &["act", "kind", "authorities"], "act")? {
        let law = match cell(&row, "kind") {
            "law" => true,
            "policy" => false,
            other => return Err(format!("kind `{other}` is neither law nor policy")),
        };
        let authorities = list_of(&row, "authorities");
        if let Some(word) = authorities.iter().find(|word| !AUTHORITIES.contains(&word.as_str())) {
            return Err(format!("authority `{word}` is not known"));
        }
        acts.push(Act { name: cell(&row, "act").to_owned(), law, authorities });
    }
    Ok(acts)
}

fn read_roles(files: &Files) -> Result<Vec<Role>, String> {
    let columns = [
        "role",
        "level",
        "register",
        "profession",
        "field",
        "practitioner",
        "delegates",
        "supervisor",
        "routine",
        "supervision",
    ];
    let mut roles = Vec::new();
    for row in vocabulary(files, "roles.csv", &columns, "role")? {
        let level = cell(&row, "level").parse().ok().filter(|level| (1..=9).contains(level));
        let supervision = MODES.iter().position(|mode| *mode == cell(&row, "supervision"));
        roles.push(Role {
            code: cell(&row, "role").to_owned(),
            level: level.ok_or("a role's level is not 1 to 9")?,
            register: cell(&row, "register").to_owned(),
            profession: cell(&row, "profession").to_owned(),
            field: cell(&row, "field").to_owned(),
            practitioner: yes(&row, "practitioner")?,
            delegates: yes(&row, "delegates")?,
            listed_supervisor: one_of(cell(&row, "supervisor"), "any", "listed")?,
            routine: list_of(&row, "routine"),
            supervision: supervision.ok_or("a role's supervision is not known")?,
        });
    }
    roles.sort_by(|one, other| (one.level, &one.code).cmp(&(other.level, &other.code)));
    Ok(roles)
}
