//! A recorded table against the rows that were derived for it, cell by cell.

use std::collections::{BTreeMap, BTreeSet};

use super::Pour;
use super::records::each_record;
use crate::sheet::{Record, Table, plain_cell};

/// What a table should hold.
#[derive(Debug)]
pub struct Expected<'e> {
    /// The name of its file, for errors.
    pub file: &'e str,
    /// Its columns.
    pub header: &'e [&'e str],
    /// Task id and site of every task, in order.
    pub tasks: &'e [(String, String)],
    /// Rows of each task: one, or one a level from 1 up.
    pub each: usize,
    /// The rows of the tasks that were derived, by the task's place.
    pub rows: &'e BTreeMap<usize, Vec<Vec<String>>>,
}

/// Something in a table that is not as it was derived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The line in the table, from 1; 0: a row that is not there, or the whole file.
    pub line: u64,
    /// Task id and site, where they are known.
    pub task: (String, String),
    /// The column; blank: the row.
    pub column: String,
    /// What is wrong: `cell`, `header`, `missing`, `additional`, `repeated`, `moved`, `unreadable` or `written`.
    pub what: &'static str,
    /// What the table says.
    pub recorded: String,
    /// What was derived.
    pub derived: String,
}

/// What came of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Rows of which every cell was compared.
    pub rows: u64,
    /// Their cells.
    pub cells: u64,
    /// In the order of the table; rows that are missing last.
    pub differences: Vec<Difference>,
}

/// Compares. Of tasks that were not derived it is only seen that their rows are there, in their place.
pub fn compare(expected: &Expected<'_>, pour: &Pour<'_>) -> Result<Compared, String> {
    let places = expected.tasks.iter().enumerate();
    let places = places.map(|(place, (task, site))| ((plain_cell(task), plain_cell(site)), place)).collect();
    let mut comparing = Comparing { expected, places, seen: BTreeSet::new(), compared: Compared::default() };
    let mut header = Vec::new();
    each_record(
        expected.file,
        pour,
        &mut |head| {
            header.clone_from(&head.header);
            Ok(())
        },
        &mut |record| comparing.row(&record),
    )?;
    comparing.missing();
    let mut compared = comparing.compared;
    if header != expected.header {
        let (recorded, derived) = (header.join(","), expected.header.join(","));
        let difference = Difference { line: 1, what: "header", recorded, derived, ..Difference::default() };
        compared.differences.insert(0, difference);
    }
    if compared.differences.is_empty() && expected.rows.len() == expected.tasks.len() {
        let mut recorded = blake3::Hasher::new();
        pour(&mut |bytes| {
            recorded.update(bytes);
        })?;
        if recorded.finalize() != hash_of(expected) {
            // line ends, blank lines, quotes: the cells are the same, but a run writes other bytes
            compared.differences.push(Difference { what: "written", ..Difference::default() });
        }
    }
    Ok(compared)
}

/// The hash of the table as a run writes it.
fn hash_of(expected: &Expected<'_>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&Table::new(expected.header.iter().copied(), true).finish());
    for row in expected.rows.values().flatten() {
        hasher.update(&line_of(row));
    }
    hasher.finalize()
}

fn line_of(row: &[String]) -> Vec<u8> {
    let mut table = Table::headless(true);
    table.row(row.iter().map(String::as_str));
    table.finish()
}

/// A comparison on its way.
struct Comparing<'e> {
    expected: &'e Expected<'e>,
    /// The place of each task.
    places: BTreeMap<(String, String), usize>,
    /// The places of the rows seen so far.
    seen: BTreeSet<usize>,
    compared: Compared,
}

impl Comparing<'_> {
    /// Looks at a row of the table.
    fn row(&mut self, record: &Record) {
        let task = (record.get(0).to_owned(), record.get(1).to_owned());
        let found =
            |what| Difference { line: record.line, task: task.clone(), what, ..Difference::default() };
        let place = self.place(record, &task);
        let fault = match place {
            _ if record.fault.is_some() => Some("unreadable"),
            None => Some("additional"),
            Some(place) if self.seen.contains(&place) => Some("repeated"),
            Some(place) if self.seen.last().is_some_and(|last| place < *last) => Some("moved"),
            Some(_) => None,
        };
        self.compared.differences.extend(fault.map(found));
        let Some(place) = place.filter(|place| self.seen.insert(*place)) else { return };
        let rows = self.expected.rows.get(&(place / self.expected.each));
        if let Some(derived) = rows.and_then(|rows| rows.get(place % self.expected.each)) {
            self.cells(record, derived, &task);
        }
    }

    /// Where a row belongs by its task, site and level.
    fn place(&self, record: &Record, task: &(String, String)) -> Option<usize> {
        let place = self.places.get(task)? * self.expected.each;
        if self.expected.each == 1 {
            return Some(place);
        }
        let level =
            record.get(2).parse::<usize>().ok().filter(|level| (1..=self.expected.each).contains(level));
        Some(place + level? - 1)
    }

    fn cells(&mut self, record: &Record, derived: &[String], task: &(String, String)) {
        let before = self.compared.differences.len();
        self.compared.rows += 1;
        for (at, (column, derived)) in self.expected.header.iter().zip(derived).enumerate() {
            self.compared.cells += 1;
            if record.get(at) != plain_cell(derived) {
                self.compared.differences.push(Difference {
                    line: record.line,
                    task: task.clone(),
                    column: (*column).to_owned(),
                    what: "cell",
                    recorded: record.get(at).to_owned(),
                    derived: derived.clone(),
                });
            }
        }
        let whole = line_of(derived);
        if before == self.compared.differences.len() && whole.strip_suffix(b"\n") != Some(&record.raw) {
            // blanks around a cell, quotes that it does not need
            let (line, task) = (record.line, task.clone());
            self.compared.differences.push(Difference {
                line,
                task,
                what: "written",
                ..Difference::default()
            });
        }
    }

    /// Rows that were not seen.
    fn missing(&mut self) {
        for place in 0..self.expected.tasks.len() * self.expected.each {
            if let Some(task) = self.expected.tasks.get(place / self.expected.each)
                && !self.seen.contains(&place)
            {
                let column = if self.expected.each == 1 { String::new() } else { "level".to_owned() };
                let derived = if column.is_empty() {
                    String::new()
                } else {
                    (place % self.expected.each + 1).to_string()
                };
                let task = task.clone();
                self.compared.differences.push(Difference {
                    task,
                    column,
                    what: "missing",
                    derived,
                    ..Difference::default()
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(text: &str) -> Vec<(u64, String, &'static str)> {
        let tasks = ["T1", "T2", "T3"].map(|task| (task.to_owned(), "W".to_owned()));
        let row = |place: usize| vec![tasks[place].0.clone(), "W".to_owned(), "=1".to_owned()];
        let rows = (0..3).map(|place| (place, vec![row(place)])).collect();
        let header = ["task_id", "site", "level"];
        let expected = Expected { file: "matches.csv", header: &header, tasks: &tasks, each: 1, rows: &rows };
        let pour = |piece: &mut dyn FnMut(&[u8])| {
            // piece by piece, as a large file comes
            text.as_bytes().chunks(3).for_each(piece);
            Ok(())
        };
        let found = compare(&expected, &pour).unwrap().differences;
        found.into_iter().map(|found| (found.line, found.column, found.what)).collect()
    }

    #[test]
    fn whatever_is_not_as_derived_is_told() {
        let row = |line, what| (line, String::new(), what);
        let cell = |line, column: &str| (line, column.to_owned(), "cell");
        let table = |rows: &str| format!("task_id,site,level\n{rows}");
        let good = table("T1,W,'=1\nT2,W,'=1\nT3,W,'=1\n");
        assert_eq!(compared(&good), []);
        for (from, to, expected) in [
            ("T2,W,'=1", "T2,W,2", vec![cell(3, "level")]),
            ("T2,W,'=1", "T2,W,", vec![cell(3, "level")]),
            ("T2,W,'=1", "T2,W,=1", vec![cell(3, "level")]),
            ("T2,W,'=1", "T4,W,'=1", vec![row(3, "additional"), row(0, "missing")]),
            ("T2,W,'=1\n", "", vec![row(0, "missing")]),
            ("T2,W,'=1\n", "T2,W,'=1\nT2,W,'=1\n", vec![row(4, "repeated")]),
            ("T2,W,'=1\nT3,W,'=1", "T3,W,'=1\nT2,W,'=1", vec![row(4, "moved")]),
            ("T2,W,'=1", "T2,W,'=1,", vec![row(3, "unreadable"), row(3, "written")]),
            ("T2,W,'=1", "T2,W,\"'=1\"", vec![row(3, "written")]),
            ("T2,W,'=1", "T2, W,'=1", vec![row(3, "written")]),
            ("T2,W,'=1\n", "T2,W,'=1\r\n", vec![row(0, "written")]),
            ("T2,W,'=1\n", "T2,W,'=1\n\n", vec![row(0, "written")]),
            ("site", "ward", vec![row(1, "header")]),
        ] {
            assert_eq!(compared(&good.replace(from, to)), expected, "{to}");
        }
    }
}
