//! Competencies and their links: what is merged, what is disabled, what a person proves.

use std::collections::{BTreeMap, BTreeSet};

use super::Files;
use super::pack::Pack;
use super::records::{self, Row};

/// Known competency codes and their refresh periods in months.
pub(super) type Codes = BTreeMap<String, Option<i32>>;

/// An accepted covers or prerequisite link between merged competencies.
#[derive(Debug, Clone)]
struct Link {
    from: String,
    to: String,
    from_rank: Option<u8>,
    to_rank: Option<u8>,
}

/// The graph. Merged competencies go by the name of one of their codes.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// The merged competency of every known code.
    merged: BTreeMap<String, String>,
    /// Those outside cycles, by what is covered.
    covers: BTreeMap<String, Vec<Link>>,
    /// By what has the prerequisite.
    prerequisites: BTreeMap<String, Vec<Link>>,
    /// Merged competencies that nobody proves.
    disabled: BTreeSet<String>,
    /// What blank proficiencies mean.
    competent: u8,
}

/// Reads competencies.csv; without it the codes that tasks and links name are known.
pub(super) fn read_codes(files: &Files, tasks: &[Row]) -> Result<Codes, String> {
    let mut codes = Codes::new();
    if files.files.contains_key("competencies.csv") {
        let known = ["code", "title", "framework", "refresh_months"];
        let records = records::read(files, "competencies.csv", &["code", "title"], &known)?;
        for row in records::standing(records.rows, &["code"], &["code"]) {
            let months = row.get("refresh_months");
            let whole = months.bytes().all(|byte| byte.is_ascii_digit());
            let number = months.parse::<i32>().ok().filter(|number| whole && (1..=1200).contains(number));
            if months.is_empty() || number.is_some() {
                codes.insert(row.get("code").to_owned(), number);
            }
        }
        return Ok(codes);
    }
    for row in tasks {
        for entry in records::list(row.get("requires")) {
            let code = entry.split(':').next().unwrap_or_default().to_owned();
            codes.insert(code, None);
        }
    }
    for row in link_rows(files)? {
        codes.insert(row.get("from").to_owned(), None);
        codes.insert(row.get("to").to_owned(), None);
    }
    codes.remove("");
    Ok(codes)
}

fn link_rows(files: &Files) -> Result<Vec<Row>, String> {
    if !files.files.contains_key("links.csv") {
        return Ok(Vec::new());
    }
    let known = ["from", "kind", "to", "from_proficiency", "to_proficiency"];
    Ok(records::read(files, "links.csv", &["from", "kind", "to"], &known)?.rows)
}

/// Reads links.csv, if it is there.
pub(super) fn read(files: &Files, pack: &Pack, codes: &Codes) -> Result<Graph, String> {
    let mut covers: Vec<Link> = Vec::new();
    let mut prerequisites: Vec<Link> = Vec::new();
    let mut same: Vec<(String, String)> = Vec::new();
    let mut disabled: BTreeSet<String> = BTreeSet::new();
    for row in link_rows(files)? {
        if row.faulty {
            if !row.cells().any(|cell| cell == "covers" || cell == "same-as") {
                disabled.extend(row.cells().filter(|cell| codes.contains_key(*cell)).map(str::to_owned));
            }
            continue;
        }
        let link = link(&row, pack, codes);
        match (row.get("kind"), link) {
            ("covers", Some(link)) => covers.push(link),
            ("prerequisite", Some(link)) => prerequisites.push(link),
            ("same-as", Some(link)) if link.from_rank == link.to_rank => same.push((link.from, link.to)),
            ("covers" | "same-as", _) => {}
            // a prerequisite that cannot be read, or a row that may have been one
            _ => disabled.extend(codes.contains_key(row.get("from")).then(|| row.get("from").to_owned())),
        }
    }
    let merged = merge(codes, &same);
    let name = |code: &String| merged.get(code).cloned().unwrap_or_default();
    for link in covers.iter_mut().chain(&mut prerequisites) {
        link.from = name(&link.from);
        link.to = name(&link.to);
    }
    let mut disabled: BTreeSet<String> = disabled.iter().map(name).collect();
    for link in prerequisites.iter().filter(|link| in_cycle(link, &prerequisites)) {
        disabled.insert(link.from.clone());
    }
    let mut graph = Graph { disabled, competent: pack.competent, merged, ..Graph::default() };
    for link in covers.iter().filter(|link| !in_cycle(link, &covers)) {
        graph.covers.entry(link.to.clone()).or_default().push(link.clone());
    }
    for link in prerequisites {
        graph.prerequisites.entry(link.from.clone()).or_default().push(link);
    }
    Ok(graph)
}

/// A row's link, unless a code or a proficiency is unknown.
fn link(row: &Row, pack: &Pack, codes: &Codes) -> Option<Link> {
    let rank = |column: &str| match row.get(column) {
        "" => Some(None),
        word => pack.ranks.get(word).copied().map(Some),
    };
    let known = codes.contains_key(row.get("from")) && codes.contains_key(row.get("to"));
    let link = Link {
        from: row.get("from").to_owned(),
        to: row.get("to").to_owned(),
        from_rank: rank("from_proficiency")?,
        to_rank: rank("to_proficiency")?,
    };
    known.then_some(link)
}

/// Every code's merged name: the least of the codes that same-as links join it with.
fn merge(codes: &Codes, same: &[(String, String)]) -> BTreeMap<String, String> {
    let mut merged: BTreeMap<String, String> =
        codes.keys().map(|code| (code.clone(), code.clone())).collect();
    loop {
        let before = merged.clone();
        for (one, other) in same {
            let least = merged.get(one).min(merged.get(other)).cloned().unwrap_or_default();
            merged.insert(one.clone(), least.clone());
            merged.insert(other.clone(), least);
        }
        if merged == before {
            return merged;
        }
    }
}

/// Whether a way along the links leads from the link's end back to its start.
fn in_cycle(link: &Link, links: &[Link]) -> bool {
    let mut reached = BTreeSet::from([link.to.clone()]);
    loop {
        let before = reached.len();
        for other in links {
            if reached.contains(&other.from) {
                reached.insert(other.to.clone());
            }
        }
        if reached.len() == before {
            return reached.contains(&link.from);
        }
    }
}

impl Graph {
    /// The merged competency of a known code.
    pub(super) fn merged(&self, code: &str) -> &str {
        self.merged.get(code).map_or("", String::as_str)
    }

    /// The ranks that a person proves, from those held directly: the least fixpoint, from nothing.
    pub(super) fn proven(&self, direct: &BTreeMap<String, u8>) -> BTreeMap<String, u8> {
        let mut proven: BTreeMap<String, u8> = BTreeMap::new();
        loop {
            let mut next = BTreeMap::new();
            // what is neither held nor covered is not proved
            for competency in direct.keys().chain(self.covers.keys()) {
                let rank = self.own(competency, direct, &proven);
                if rank > 0 {
                    next.insert(competency.clone(), rank);
                }
            }
            if next == proven {
                return proven;
            }
            proven = next;
        }
    }

    /// What a person proves of one competency, given what they prove so far.
    fn own(&self, competency: &str, direct: &BTreeMap<String, u8>, proven: &BTreeMap<String, u8>) -> u8 {
        if self.disabled.contains(competency) {
            return 0;
        }
        let reaches = |code: &str, rank: u8| proven.get(code).is_some_and(|held| *held >= rank);
        let mut own = direct.get(competency).copied().unwrap_or(0);
        for link in self.covers.get(competency).into_iter().flatten() {
            if reaches(&link.from, link.from_rank.unwrap_or(self.competent)) {
                own = own.max(link.to_rank.unwrap_or(self.competent));
            }
        }
        for link in self.prerequisites.get(competency).into_iter().flatten() {
            if !reaches(&link.to, link.to_rank.unwrap_or(self.competent)) {
                own = own.min(link.from_rank.map_or(0, |rank| rank.saturating_sub(1)));
            }
        }
        own
    }
}
