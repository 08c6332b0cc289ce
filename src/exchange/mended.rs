//! Refused rows that somebody mended: read in the place of their originals, if these are still what they were.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::open::{Opening, open};
use super::personal;
use super::rejects::{FRONT, mark};
use super::row::{Row, Rows};
use crate::files::{Input, Spool};
use crate::model::{Error, Finding, FindingCode, Place, Result};
use crate::sheet::{lines_in, push_cell};

/// The mended rows of one file.
#[derive(Debug)]
pub(super) struct Mends {
    file: String,
    /// By line of the original.
    rows: BTreeMap<u64, Mend>,
    /// Columns of the original that may be personal: they come back blank.
    personal: Vec<usize>,
    findings: Vec<Finding>,
    read: u64,
    refused: u64,
}

#[derive(Debug)]
struct Mend {
    /// The mark of the original; `None` where the file as a whole is known to be what it was.
    mark: Option<String>,
    cells: Vec<String>,
    /// Its own line.
    line: u64,
    became: Cell<Became>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    /// Its original has not come by.
    Waiting,
    Read,
    Unchanged,
    /// Its original is another row now.
    Stale,
}

/// What became of the rows of a file of mended rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedRows {
    /// The file.
    pub file: String,
    /// Rows in it.
    pub rows: u64,
    /// Rows that were read in place of their originals.
    pub mended: u64,
    /// Rows that nobody changed.
    pub unchanged: u64,
    /// Rows that could not be matched with an original.
    pub refused: u64,
}

impl Mends {
    /// Reads mended rows; `like` is how their originals are opened, `header` their header. Without marks (`trusted`) they are
    /// only read if the caller knows that the file is what it was.
    pub(super) fn read(input: &Input, like: &Opening, header: &[String], trusted: bool) -> Result<Self> {
        let opening = Opening {
            encoding: None,
            delimiter: like.delimiter.filter(|_| !like.header),
            worksheet: None,
            skip: 0,
            ..like.clone()
        };
        let mut rows = open(input, &opening)?.map_err(Error::Input)?.rows;
        let mut row = Row::default();
        let own = if like.header {
            rows.header().to_vec()
        } else if rows.read(&mut row)? {
            row.cells.clone()
        } else {
            Vec::new()
        };
        let front = front(&own, header, trusted).ok_or_else(|| strange(input.name()))?;
        let mut mends = Self {
            file: input.name().to_owned(),
            rows: BTreeMap::new(),
            personal: personal::columns(header, &[]),
            findings: Vec::new(),
            read: 0,
            refused: 0,
        };
        let mut twice = Vec::new();
        while rows.read(&mut row)? {
            mends.read += 1;
            mends.take(&row, front, &mut twice);
        }
        for line in twice {
            mends.refuse_twice(line);
        }
        Ok(mends)
    }

    fn take(&mut self, row: &Row, front: usize, twice: &mut Vec<u64>) {
        let line = row.get(0).parse::<u64>().ok();
        // what is no row has no cells to be read in place of another; its original stands
        let cells = row.cells.get(front..).filter(|_| row.fault.is_none()).unwrap_or_default();
        let Some(line) = line else {
            let message = "a mended row without the line of its original";
            self.refuse(row.line, FindingCode::FixedStale, row.get(0).to_owned(), message);
            return;
        };
        let mend = Mend {
            mark: (front == FRONT.len()).then(|| row.get(front - 1).to_owned()),
            cells: cells.to_vec(),
            line: row.line,
            became: Cell::new(Became::Waiting),
        };
        if let Entry::Vacant(free) = self.rows.entry(line) {
            free.insert(mend);
            return;
        }
        twice.push(line);
        let message = "a second mended row for one original: neither is read";
        self.refuse(row.line, FindingCode::FixedTwice, line.to_string(), message);
    }

    fn refuse_twice(&mut self, line: u64) {
        if let Some(mend) = self.rows.remove(&line) {
            let message = "two mended rows for one original: neither is read";
            self.refuse(mend.line, FindingCode::FixedTwice, line.to_string(), message);
        }
    }

    fn refuse(&mut self, line: u64, code: FindingCode, value: String, message: &'static str) {
        self.refused += 1;
        let place = Place { file: self.file.as_str().into(), line, column: String::new() };
        let help = "mend the rows of the rejects that the last run wrote for this very file";
        self.findings.push(Finding::new(code, place, value, message, help));
    }

    /// Puts the mended row in the place of this original, if there is one and the original is what it was.
    pub(super) fn mend(&self, row: &mut Row) -> bool {
        let Some(mend) = self.rows.get(&row.line) else { return false };
        if mend.mark.as_ref().is_some_and(|known| *known != mark(&row.raw)) {
            mend.became.set(Became::Stale);
            return false;
        }
        if self.is_unchanged(&mend.cells, row) {
            mend.became.set(Became::Unchanged);
            return false;
        }
        mend.became.set(Became::Read);
        row.cells.clone_from(&mend.cells);
        row.fault = None;
        true
    }

    /// Whether mended cells say what the original said. Text that was withheld, and personal cells, came out blank.
    fn is_unchanged(&self, cells: &[String], row: &Row) -> bool {
        let same = |(at, cell): (usize, &String)| {
            cell == row.get(at) || (cell.is_empty() && self.personal.contains(&at))
        };
        cells.iter().all(String::is_empty)
            || (row.fault.is_none() && cells.len() == row.cells.len() && cells.iter().enumerate().all(same))
    }

    /// What became of the rows, once every original has come by.
    pub(super) fn close(mut self) -> Result<(FixedRows, Vec<Finding>)> {
        let of = |became: Became| self.rows.values().filter(|mend| mend.became.get() == became).count();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let (mended, unchanged) = (count(of(Became::Read)), count(of(Became::Unchanged)));
        let left: Vec<(u64, u64, Became)> =
            self.rows.iter().map(|(line, mend)| (*line, mend.line, mend.became.get())).collect();
        for (line, own, became) in left {
            let message = match became {
                Became::Waiting => "the original of a mended row is not there",
                Became::Stale => {
                    "the original of a mended row is not what it was: it stands, the mended row does not"
                }
                Became::Read | Became::Unchanged => continue,
            };
            self.refuse(own, FindingCode::FixedStale, line.to_string(), message);
        }
        let rows = FixedRows { file: self.file, rows: self.read, mended, unchanged, refused: self.refused };
        if rows.rows == rows.mended + rows.unchanged + rows.refused {
            Ok((rows, self.findings))
        } else {
            Err(Error::Defect(format!("mended rows do not add up: {rows:?}")))
        }
    }
}

/// How many columns stand before those of the original; `None` if it is no file of refused rows of this one.
fn front(own: &[String], header: &[String], trusted: bool) -> Option<usize> {
    let counts = if trusted { [FRONT.len(), FRONT.len() - 1] } else { [FRONT.len(); 2] };
    counts.into_iter().find(|count| {
        let names = FRONT.iter().take(*count).copied().chain(header.iter().map(String::as_str));
        own.iter().map(String::as_str).eq(names)
    })
}

fn strange(file: &str) -> Error {
    let place = Place { file: file.into(), line: 0, column: String::new() };
    let message = "not refused rows of this file: its header is another";
    let help =
        "mend the file as it came out of `rejects`: line, codes, row, then the columns of the original";
    Error::Input(vec![Finding::new(FindingCode::FileUnusable, place, "", message, help)])
}

/// Rows in which mended ones stand in the place of their originals.
pub(super) struct Mended<'m> {
    pub(super) rows: Box<dyn Rows + 'm>,
    pub(super) mends: &'m Mends,
}

impl Rows for Mended<'_> {
    fn header(&self) -> &[String] {
        self.rows.header()
    }

    fn read(&mut self, row: &mut Row) -> Result<bool> {
        let there = self.rows.read(row)?;
        if there {
            self.mends.mend(row);
        }
        Ok(there)
    }
}

/// One of our own sheets with mended rows in the place of their originals, every row on its line. `trusted`: the file is
/// known to be the one from which the rows were refused. The caller knows the limit of what it can hold.
pub fn mend_sheet(input: &Input, fixed: &Input, trusted: bool) -> Result<(Spool, FixedRows, Vec<Finding>)> {
    let opening = Opening { delimiter: Some(','), ..Opening::default() };
    let mut rows = open(input, &opening)?.map_err(Error::Input)?.rows;
    let mends = Mends::read(fixed, &opening, rows.header(), trusted)?;
    let mut spool = Spool::default();
    let mut text = Vec::new();
    cells(&mut text, rows.header());
    let mut line = 2;
    let mut row = Row::default();
    while rows.read(&mut row)? {
        // blank lines keep rows on their lines
        while line < row.line {
            text.push(b'\n');
            line += 1;
        }
        let start = text.len();
        if mends.mend(&mut row) {
            cells(&mut text, &row.cells);
        } else {
            text.extend_from_slice(&row.raw);
            text.push(b'\n');
        }
        line += lines_in(text.get(start..).unwrap_or_default());
        spool.write(&text)?;
        text.clear();
    }
    spool.write(&text)?;
    let (rows, findings) = mends.close()?;
    Ok((spool, rows, findings))
}

fn cells(text: &mut Vec<u8>, cells: &[String]) {
    for (number, cell) in cells.iter().enumerate() {
        if number > 0 {
            text.push(b',');
        }
        push_cell(text, cell, ',');
    }
    text.push(b'\n');
}
