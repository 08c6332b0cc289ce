//! Strict reading of RFC 4180 text: every row comes out, whole or marked as faulty, none swallows another.

use std::sync::Arc;

use super::row::{Cells, Dialect, Fault, LONGEST, Next, RawRow, lines_in, next_row};
use crate::model::{Finding, FindingCode, Place};

/// A table read whole: header and records.
#[derive(Debug)]
pub struct Sheet {
    head: Head,
    records: Vec<Record>,
}

/// One row: its cells, trimmed of ASCII spaces and tabs, and the bytes as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// The bytes as they came, without the line end.
    pub raw: Vec<u8>,
    /// What is wrong with it as a row; its cells must then not be trusted.
    pub fault: Option<Fault>,
    /// The cells one behind the other.
    text: Box<str>,
    /// By cell: where it ends.
    ends: Box<[u32]>,
}

impl Record {
    /// A cell by position; blank where the row has none.
    #[must_use]
    pub fn get(&self, column: usize) -> &str {
        let place = |end: &u32| usize::try_from(*end).unwrap_or(usize::MAX);
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, place);
        self.ends.get(column).and_then(|end| self.text.get(start..place(end))).unwrap_or_default()
    }

    /// How many cells it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(|column| self.get(column))
    }
}

/// The header of a table, and where its rows begin.
#[derive(Debug, Clone)]
pub struct Head {
    /// The name of the file for findings.
    pub file: Arc<str>,
    /// The headers.
    pub header: Vec<String>,
    /// The header row as it came, without BOM and line end.
    pub raw: Vec<u8>,
    /// The byte behind the header row.
    pub end: usize,
    /// The line after the header row.
    pub line: u64,
}

impl Head {
    /// Reads the header at the beginning of a text. `None` if more text is needed, never if the text ends here
    /// (`last`). A text that cannot be a table gives every such problem.
    #[must_use]
    pub fn read(file: &str, bytes: &[u8], last: bool) -> Option<Result<Self, Vec<Finding>>> {
        let file: Arc<str> = file.into();
        if let Err(findings) = check_text(&file, bytes) {
            // blanks may go on for a while, and so may what is no text
            return if last || bytes.len() > LONGEST || !bytes.iter().all(u8::is_ascii_whitespace) {
                Some(Err(findings))
            } else {
                None
            };
        }
        let start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
        let body = bytes.get(start..).unwrap_or_default();
        let mut rows = Rows::new(body);
        rows.skip_blank_lines();
        match next_row(rows.rest, last, Dialect::COMMA) {
            Next::Row(_) => {}
            Next::More => return None,
            Next::TooLong => return Some(Err(vec![too_long(&file, rows.line)])),
        }
        let Some(first) = rows.next() else {
            let empty = unusable(&file, "", "the file is empty", "give it a header row and rows");
            return Some(Err(vec![empty]));
        };
        let end = bytes.len() - rows.rest.len();
        Some(check_header(&file, &first).map(|header| Self {
            file,
            header,
            raw: first.raw,
            end,
            line: rows.line,
        }))
    }

    /// The position of a header.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|header| header == name)
    }

    /// A place in this file.
    #[must_use]
    pub fn place(&self, line: u64, column: &str) -> Place {
        Place { file: Arc::clone(&self.file), line, column: column.to_owned() }
    }
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

impl Sheet {
    /// Reads a whole table. `file` is the name for findings. A file that cannot be a table gives every such problem.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Vec<Finding>> {
        let empty = || vec![unusable(&file.into(), "", "the file is empty", "give it a header row and rows")];
        let head = Head::read(file, bytes, true).unwrap_or_else(|| Err(empty()))?;
        let mut rows = Rows::new(bytes.get(head.end..).unwrap_or_default());
        rows.line = head.line;
        let width = head.header.len();
        let records = rows
            .by_ref()
            .map(|mut record| {
                if record.fault.is_none() && record.len() != width {
                    record.fault = Some(Fault::Ragged);
                }
                record
            })
            .collect();
        if rows.too_long {
            return Err(vec![too_long(&head.file, rows.line)]);
        }
        Ok(Self { head, records })
    }

    /// A table of some rows of another: each with the line on which it began.
    #[must_use]
    pub fn of_rows<'b>(head: Head, rows: impl IntoIterator<Item = (u64, &'b [u8])>) -> Self {
        let width = head.header.len();
        let read = |(line, bytes): (u64, &'b [u8])| {
            let mut rows = Rows::new(bytes);
            rows.line = line;
            let mut record = rows.next()?;
            if record.fault.is_none() && record.len() != width {
                record.fault = Some(Fault::Ragged);
            }
            Some(record)
        };
        Self { records: rows.into_iter().filter_map(read).collect(), head }
    }

    /// The header and what goes with it.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The headers of a table that may be otherwise unusable (one that repeats a header, say).
    #[must_use]
    pub fn headers(bytes: &[u8]) -> Option<Vec<String>> {
        let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
        Rows::new(body).next().filter(|first| first.fault.is_none()).map(|first| owned(&first))
    }

    /// The name for findings.
    #[must_use]
    pub fn file(&self) -> &Arc<str> {
        &self.head.file
    }

    /// The headers.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.head.header
    }

    /// The header row as it came, without the line end.
    #[must_use]
    pub fn raw_header(&self) -> &[u8] {
        &self.head.raw
    }

    /// The position of a header.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.head.column(name)
    }

    /// The rows below the header, blank lines left out.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// A place in this file.
    #[must_use]
    pub fn place(&self, line: u64, column: &str) -> Place {
        self.head.place(line, column)
    }
}

fn unusable(file: &Arc<str>, value: &str, message: &str, help: &str) -> Finding {
    let place = Place { file: Arc::clone(file), line: 0, column: String::new() };
    Finding::new(FindingCode::FileUnusable, place, value, message.to_owned(), help.to_owned())
}

/// What is said of a row of more than [`LONGEST`] bytes.
#[must_use]
pub fn too_long(file: &Arc<str>, line: u64) -> Finding {
    let place = Place { file: Arc::clone(file), line, column: String::new() };
    let message = format!("a row of more than {} MiB", LONGEST >> 20);
    let help = "close the quote that opens in this row, or break the line: no table has such rows";
    Finding::new(FindingCode::FileUnusable, place, "", message, help)
}

/// Most columns of a table.
pub const MOST_COLUMNS: usize = 1 << 16;

/// Refuses what is not text in UTF-8 at all.
fn check_text(file: &Arc<str>, bytes: &[u8]) -> Result<(), Vec<Finding>> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(vec![unusable(file, "", "the file is UTF-16", "save it as `CSV UTF-8`")]);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(vec![unusable(file, "", "the file is empty", "give it a header row and rows")]);
    }
    match bytes.iter().position(|&b| b == 0) {
        Some(at) => {
            let message = format!("not a text file: a zero byte at offset {at}");
            Err(vec![unusable(file, "", &message, "give a CSV file, not a workbook or another binary file")])
        }
        None => Ok(()),
    }
}

/// Headers must be there, be text, and differ.
fn check_header(file: &Arc<str>, first: &Record) -> Result<Vec<String>, Vec<Finding>> {
    if first.fault.is_some() {
        return Err(vec![unusable(file, "", "the header row cannot be read", "write plain UTF-8 headers")]);
    }
    if first.len() > MOST_COLUMNS {
        let message = format!("the header has more than {MOST_COLUMNS} columns");
        return Err(vec![unusable(file, "", &message, "check that this is the right file")]);
    }
    let place = |column: &str| Place { file: Arc::clone(file), line: first.line, column: column.to_owned() };
    let mut findings = Vec::new();
    let only = first.get(0);
    if first.len() == 1 && (only.contains(';') || only.contains('\t')) {
        findings.push(unusable(
            file,
            only,
            "the header has no comma",
            "save the file with commas between cells",
        ));
    }
    let mut seen: Vec<&str> = first.cells().filter(|h| !h.is_empty()).collect();
    seen.sort_unstable();
    for same in seen.chunk_by(|a, b| a == b) {
        if let [name, _, ..] = *same {
            let message = "two columns have the same header";
            let help = "rename or remove one of them";
            findings.push(Finding::new(FindingCode::ColumnRepeated, place(name), name, message, help));
        }
    }
    if findings.is_empty() { Ok(owned(first)) } else { Err(findings) }
}

fn owned(record: &Record) -> Vec<String> {
    record.cells().map(str::to_owned).collect()
}

/// The rows of a text one by one. A quote that never closes, or text after a closing quote, spoils its own line only:
/// reading goes on at the next line.
struct Rows<'b> {
    rest: &'b [u8],
    line: u64,
    cells: Cells,
    /// The row that begins here is too long, so there are no more.
    too_long: bool,
}

impl<'b> Rows<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, line: 1, cells: Cells::default(), too_long: false }
    }

    fn skip_blank_lines(&mut self) {
        let blank = self.rest.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let (blank, rest) = self.rest.split_at_checked(blank).unwrap_or((self.rest, &[]));
        self.line += lines_in(blank);
        self.rest = rest;
    }

    fn next_row(&mut self) -> Option<RawRow<'b>> {
        match next_row(self.rest, true, Dialect::COMMA) {
            Next::Row(row) => Some(row),
            Next::More => None,
            Next::TooLong => {
                self.too_long = true;
                None
            }
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.skip_blank_lines();
        let row = self.next_row().filter(|row| !row.raw.is_empty())?;
        let fault = self.cells.read(&row);
        let mut text = String::with_capacity(row.raw.len());
        let mut ends = Vec::with_capacity(self.cells.len());
        for column in 0..self.cells.len() {
            text.push_str(self.cells.text(column));
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        let (text, ends) = (text.into_boxed_str(), ends.into_boxed_slice());
        let record = Record { line: self.line, raw: row.raw.to_vec(), fault, text, ends };
        self.line += lines_in(row.whole);
        self.rest = self.rest.get(row.whole.len()..).unwrap_or_default();
        Some(record)
    }
}

#[cfg(test)]
mod tests;
