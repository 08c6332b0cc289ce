//! What the script of the tasks page reads: tasks and proofs as numbers into shared lists, and the script itself.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::rows::{Drift, ORDER, TaskRow};
use crate::model::{Catalogue, Codes, Level, Requires, RoleId, Status};
use crate::report::explain::{self, Explained};
use crate::report::proof::{Line, Section};

/// The script of every page.
pub(super) const SCRIPT: &str = include_str!("assets/report.js");

/// The styles of every page.
pub(super) const STYLE: &str = include_str!("assets/report.css");

/// A list in which everything stands once, by number.
#[derive(Debug)]
struct Shared<T> {
    list: Vec<T>,
    number: BTreeMap<T, usize>,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self { list: Vec::new(), number: BTreeMap::new() }
    }
}

impl<T: Ord + Clone> Shared<T> {
    fn of(&mut self, value: T) -> usize {
        if let Some(found) = self.number.get(&value) {
            return *found;
        }
        let next = self.list.len();
        self.list.push(value.clone());
        self.number.insert(value, next);
        next
    }
}

/// Tasks with their proofs, ready for one page.
#[derive(Debug, Default)]
pub struct TaskData {
    words: Shared<String>,
    lines: Shared<[usize; 4]>,
    sections: Shared<Vec<usize>>,
    tasks: Vec<Entry>,
}

/// A task: text by its number, but for what is its own.
#[derive(Debug, Serialize)]
struct Entry(
    /// Id, site, title.
    [usize; 3],
    /// The word of its status.
    usize,
    /// The levels at which it is placed and done now; 0: none.
    [u8; 2],
    /// The floor, the role that does it now.
    [usize; 2],
    /// Thousandths of a minute a week.
    Option<u64>,
    /// People able at the level of the answer.
    AbleThere,
    /// 1: done below the floor, 2: done by a role that the rules refuse.
    u8,
    /// Competencies that it needs.
    Vec<usize>,
    /// Sections of its proof.
    Vec<usize>,
);

/// A number, or its class where the page is to be shared.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum AbleThere {
    Number(u64),
    Class(String),
}

#[derive(Serialize)]
struct Written<'a> {
    order: &'a str,
    statuses: Vec<&'static str>,
    words: &'a [String],
    lines: &'a [[usize; 4]],
    sections: &'a [Vec<usize>],
    tasks: &'a [Entry],
}

/// The first number of a line that is a fact, a row that decides, a row that does not; else spaces before words.
const FACT: usize = 1_000;
const DECIDES: usize = 1_001;
const MATCHES: usize = 1_002;

impl TaskData {
    /// Adds a task with its whole proof. Where `what` is not to be shared it names people, for the page is the owner's.
    pub fn add(&mut self, what: Explained<'_>, row: &TaskRow) {
        let Explained { catalogue, codes, task, answer, .. } = what;
        let mut proof = explain::proof_whole(Explained { show_values: true, ..what });
        if !answer.examples.is_empty() && what.share.is_none() {
            let heading = "People able at that level (the first five ids)".to_owned();
            proof.sections.push(Section { heading, lines: vec![Line::Text(2, answer.examples.join(", "))] });
        }
        // pack and notice stand on every page
        let pack = catalogue.pack_label();
        proof.sections.retain(|section| !section.heading.starts_with(&pack));
        let sections = proof.sections.iter().map(|section| self.section(section)).collect();
        let needs = needs(codes, &task.requires);
        let entry = Entry(
            [task.id.clone(), task.site.clone(), task.title.clone()].map(|word| self.words.of(word)),
            self.words.of(row.status.word().to_owned()),
            [row.level, row.now.map(|(_, level)| level)].map(|level| level.map_or(0, Level::number)),
            [row.floor_words(), now(catalogue, row)].map(|word| self.words.of(word)),
            row.minutes,
            match what.share {
                Some(threshold) => AbleThere::Class(threshold.words(threshold.answer(answer))),
                None => AbleThere::Number(row.able),
            },
            row.drift.map_or(0, |drift| if drift == Drift::BelowFloor { 1 } else { 2 }),
            needs.into_iter().map(|code| self.words.of(code)).collect(),
            sections,
        );
        self.tasks.push(entry);
    }

    /// How many tasks there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    fn section(&mut self, section: &Section) -> usize {
        let mut numbers = vec![self.words.of(section.heading.clone())];
        for line in &section.lines {
            let line = match line {
                Line::Text(indent, words) => [(*indent).min(FACT - 1), self.words.of(words.clone()), 0, 0],
                Line::Fact(name, value) => {
                    [FACT, self.words.of(name.clone()), self.words.of(value.clone()), 0]
                }
                Line::Row { decides, id, says, source } => {
                    let [id, says, source] = [id, says, source].map(|word| self.words.of(word.clone()));
                    [if *decides { DECIDES } else { MATCHES }, id, says, source]
                }
            };
            numbers.push(self.lines.of(line));
        }
        self.sections.of(numbers)
    }

    /// The data as an element of a page.
    pub(super) fn element(&self) -> String {
        let written = Written {
            order: ORDER,
            statuses: Status::ALL.iter().map(|status| status.word()).collect(),
            words: &self.words.list,
            lines: &self.lines.list,
            sections: &self.sections.list,
            tasks: &self.tasks,
        };
        let json = serde_json::to_string(&written).unwrap_or_default();
        format!("<script type=\"application/json\" id=\"data\">{}</script>\n", closed(&json))
    }
}

/// JSON in which nothing ends its element: a `<` can only stand within its strings.
pub(super) fn closed(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn needs(codes: &Codes, requires: &Requires) -> Vec<String> {
    match requires {
        Requires::Known(list) => list.iter().map(|needed| codes.name(needed.code).to_owned()).collect(),
        Requires::None | Requires::Unknown => Vec::new(),
    }
}

fn now(catalogue: &Catalogue, row: &TaskRow) -> String {
    let code = |(role, _): (RoleId, _)| catalogue.role_code(role).to_owned();
    row.now.map(code).unwrap_or_default()
}

/// The hash by which a page lets its own script run, and no other.
pub(super) fn script_hash() -> String {
    format!("sha256-{}", base64(&Sha256::digest(SCRIPT.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits =
            (0..3).fold(0_usize, |bits, at| bits << 8 | usize::from(three.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = letters.get(bits >> (18 - 6 * place) & 63).copied().unwrap_or('=');
            text.push(if place > three.len() { '=' } else { letter });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_script_is_as_browsers_write_it() {
        assert_eq!([&b"M"[..], b"Ma", b"Man", b"Many"].map(base64), ["TQ==", "TWE=", "TWFu", "TWFueQ=="]);
        assert_eq!(script_hash().len(), "sha256-".len() + 44);
    }

    #[test]
    fn nothing_in_the_data_ends_its_element() {
        assert_eq!(closed("\"</script><!-- &\""), "\"\\u003c/script\\u003e\\u003c!-- \\u0026\"");
    }
}
