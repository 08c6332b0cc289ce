//! Tasks, from tasks.csv.

use std::collections::{BTreeMap, BTreeSet};

use super::Files;
use super::dates::Date;
use super::pack::{AUTHORITIES, Pack};
use super::panel::Decision;
use super::records::{self, Row};

/// A task at a site. Blank texts are unknown.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) site: String,
    /// Code and rank, by code; empty: none, or they cannot be read.
    pub(super) requires: BTreeMap<String, u8>,
    pub(super) profession: String,
    /// An authority word, without the id of a direction.
    pub(super) authority: String,
    /// The id of its patient group direction.
    pub(super) pgd: String,
    /// Its acts, sorted; none: unknown.
    pub(super) acts: Option<Vec<String>>,
    /// A task instruction is there, within its review date, and its steps are established: it meets `cti`.
    pub(super) instruction_counts: bool,
    pub(super) mitigations: Vec<String>,
    /// Known criteria as the columns state them.
    stated: BTreeMap<String, String>,
    /// Known criteria as they count.
    pub(super) facts: BTreeMap<String, String>,
    /// The proficiency word of every requirement, for the hash.
    requires_words: Vec<String>,
    /// A panel's decision that is valid.
    pub(super) panel: Option<Decision>,
}

impl Task {
    /// What a panel's decision binds to.
    pub(super) fn facts_hash(&self) -> String {
        let acts = match &self.acts {
            None => String::new(),
            Some(acts) if acts.is_empty() => "none".to_owned(),
            Some(acts) => acts.join(";"),
        };
        let mut authority = self.authority.clone();
        if authority == "pgd" {
            authority = format!("pgd:{}", self.pgd);
        }
        let mut lines = vec![
            format!("acts={acts}\n"),
            format!("authority={authority}\n"),
            format!("requires={}\n", self.requires_words.join(";")),
        ];
        lines.extend(self.stated.iter().map(|(criterion, value)| format!("{criterion}={value}\n")));
        blake3::hash(lines.concat().as_bytes()).to_hex().to_string()
    }
}

/// The accepted rows of tasks.csv.
pub(super) fn read_rows(files: &Files, pack: &Pack) -> Result<Vec<Row>, String> {
    let required = ["task_id", "site", "title", "requires"];
    let mut known =
        vec!["minutes", "per_week", "done_by", "profession", "authority", "acts", "cti", "cti_review_on"];
    known.extend(required);
    known.push("mitigations");
    known.extend(pack.criteria.iter().map(|criterion| criterion.name.as_str()));
    let records = records::read(files, "tasks.csv", &required, &known)?;
    Ok(records::standing(records.rows, &["task_id", "site"], &["task_id"]))
}

/// The tasks of accepted rows; `codes` are the known competencies.
pub(super) fn read(rows: &[Row], pack: &Pack, codes: &BTreeMap<String, Option<i32>>) -> Vec<Task> {
    rows.iter().map(|row| task(row, pack, codes)).collect()
}

fn task(row: &Row, pack: &Pack, codes: &BTreeMap<String, Option<i32>>) -> Task {
    let review = Date::parse(row.get("cti_review_on"));
    let instruction_current = !row.get("cti").is_empty() && review.is_some_and(|review| pack.as_at <= review);
    let (authority, pgd) = authority(row.get("authority"));
    let acts = acts(row.get("acts"), pack).filter(|acts| fit(acts, &authority, pack));
    let mut stated = BTreeMap::new();
    let mut facts = BTreeMap::new();
    for criterion in &pack.criteria {
        let cell = row.get(&criterion.name).to_owned();
        let cell = if criterion.values.contains(&cell) { cell } else { String::new() };
        let mut fact = cell.clone();
        if criterion.name == "steps_established" && !instruction_current {
            fact = criterion.values.last().cloned().unwrap_or_default();
        }
        if !fact.is_empty() {
            facts.insert(criterion.name.clone(), fact);
        }
        stated.insert(criterion.name.clone(), cell);
    }
    // known, and the first value: an approved, current task instruction
    let established = pack.criterion("steps_established").is_none_or(|criterion| {
        let fact = facts.get("steps_established");
        fact.is_some() && fact == criterion.values.first()
    });
    let profession = row.get("profession");
    let requires = requires(row.get("requires"), pack, codes).unwrap_or_default();
    let mut requires_words: Vec<String> =
        requires.iter().map(|(code, rank)| format!("{code}:{}", pack.rank_word(*rank))).collect();
    requires_words.sort();
    Task {
        id: row.get("task_id").to_owned(),
        site: row.get("site").to_owned(),
        requires,
        profession: if pack.has_word("professions", profession) {
            profession.to_owned()
        } else {
            String::new()
        },
        authority,
        pgd,
        acts,
        instruction_counts: instruction_current && established,
        mitigations: records::list(row.get("mitigations")),
        stated,
        facts,
        requires_words,
        panel: None,
    }
}

/// The authority word and the id of a direction; blank if the cell cannot be read.
fn authority(cell: &str) -> (String, String) {
    match cell.strip_prefix("pgd:") {
        Some(id) if !id.is_empty() => ("pgd".to_owned(), id.to_owned()),
        None if cell != "pgd" && AUTHORITIES.contains(&cell) => (cell.to_owned(), String::new()),
        _ => (String::new(), String::new()),
    }
}

/// The acts, sorted; none if blank, or if one word is unknown.
fn acts(cell: &str, pack: &Pack) -> Option<Vec<String>> {
    if cell == "none" {
        return Some(Vec::new());
    }
    let acts: BTreeSet<String> = records::list(cell).into_iter().collect();
    let readable = !acts.is_empty() && acts.iter().all(|act| pack.act(act).is_some());
    readable.then(|| acts.into_iter().collect())
}

/// Whether acts can be done under an authority; one that is not known contradicts nothing.
fn fit(acts: &[String], authority: &str, pack: &Pack) -> bool {
    if authority.is_empty() {
        return true;
    }
    if acts.is_empty() {
        return authority == "none" || authority == "protocol";
    }
    acts.iter()
        .filter_map(|act| pack.act(act))
        .all(|act| act.authorities.is_empty() || act.authorities.iter().any(|allowed| allowed == authority))
}

/// The requirements, lifted to the pack's least proficiency; none if any entry cannot be read.
fn requires(cell: &str, pack: &Pack, codes: &BTreeMap<String, Option<i32>>) -> Option<BTreeMap<String, u8>> {
    let mut requires: BTreeMap<String, u8> = BTreeMap::new();
    for entry in records::list(cell) {
        let (code, rank) = match entry.split_once(':') {
            None => (entry.as_str(), pack.competent),
            Some((code, word)) => (code, *pack.ranks.get(word)?),
        };
        if !codes.contains_key(code) {
            return None;
        }
        let rank = rank.max(pack.min_rank).max(requires.get(code).copied().unwrap_or(0));
        requires.insert(code.to_owned(), rank);
    }
    Some(requires)
}
