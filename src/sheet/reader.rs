//! Strict reading of RFC 4180 text: every row comes out, whole or marked as faulty, none swallows another.

use std::io::Cursor;
use std::sync::Arc;

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

use crate::model::{Finding, FindingCode, Place};

/// A table read whole: header and records.
#[derive(Debug)]
pub struct Sheet {
    file: Arc<str>,
    header: Vec<String>,
    raw_header: Vec<u8>,
    records: Vec<Record>,
}

/// What is wrong with a row as a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another number of cells than the header.
    Ragged,
    /// Quotes that do not pair.
    Quoting,
    /// Bytes that are not UTF-8.
    Encoding,
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
    cells: Vec<String>,
}

impl Record {
    /// A cell by position; blank where the row has none.
    #[must_use]
    pub fn get(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// All cells.
    #[must_use]
    pub fn cells(&self) -> &[String] {
        &self.cells
    }
}

impl Sheet {
    /// Reads a whole table. `file` is the name for findings. A file that cannot be a table gives every such problem.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Vec<Finding>> {
        let file: Arc<str> = file.into();
        check_text(&file, bytes)?;
        let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let body = bytes.get(start..).unwrap_or_default();
        let mut rows = Rows::new(body);
        let Some(first) = rows.next() else {
            return Err(vec![unusable(&file, "", "the file is empty", "give it a header row and rows")]);
        };
        let header = check_header(&file, &first)?;
        let width = header.len();
        let records = rows
            .map(|mut record| {
                if record.fault.is_none() && record.cells.len() != width {
                    record.fault = Some(Fault::Ragged);
                }
                record
            })
            .collect();
        Ok(Self { file, header, raw_header: first.raw, records })
    }

    /// The headers of a table that may be otherwise unusable (one that repeats a header, say).
    #[must_use]
    pub fn headers(bytes: &[u8]) -> Option<Vec<String>> {
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        Rows::new(body).next().filter(|first| first.fault.is_none()).map(|first| first.cells)
    }

    /// The name for findings.
    #[must_use]
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The headers.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The header row as it came, without the line end.
    #[must_use]
    pub fn raw_header(&self) -> &[u8] {
        &self.raw_header
    }

    /// The position of a header.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|header| header == name)
    }

    /// The rows below the header, blank lines left out.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// A place in this file.
    #[must_use]
    pub fn place(&self, line: u64, column: &str) -> Place {
        Place { file: Arc::clone(&self.file), line, column: column.to_owned() }
    }
}

fn unusable(file: &Arc<str>, value: &str, message: &str, help: &str) -> Finding {
    let place = Place { file: Arc::clone(file), line: 0, column: String::new() };
    Finding::new(FindingCode::FileUnusable, place, value, message, help)
}

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
    let place = |column: &str| Place { file: Arc::clone(file), line: first.line, column: column.to_owned() };
    let mut findings = Vec::new();
    if let [only] = first.cells.as_slice()
        && (only.contains(';') || only.contains('\t'))
    {
        findings.push(unusable(
            file,
            only,
            "the header has no comma",
            "save the file with commas between cells",
        ));
    }
    let mut seen: Vec<&str> = first.cells.iter().map(String::as_str).filter(|h| !h.is_empty()).collect();
    seen.sort_unstable();
    for same in seen.chunk_by(|a, b| a == b) {
        if let [name, _, ..] = *same {
            let message = "two columns have the same header";
            let help = "rename or remove one of them";
            findings.push(Finding::new(FindingCode::ColumnRepeated, place(name), name, message, help));
        }
    }
    if findings.is_empty() { Ok(first.cells.clone()) } else { Err(findings) }
}

/// The rows of a text one by one. A quote that never closes, or text after a closing quote, spoils its own line only:
/// reading goes on at the next line.
struct Rows<'b> {
    bytes: &'b [u8],
    reader: Reader<Cursor<&'b [u8]>>,
    record: ByteRecord,
    /// Lines before the reader's position, kept here because seeking forgets them.
    line: u64,
    at: usize,
}

impl<'b> Rows<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(Cursor::new(bytes));
        Self { bytes, reader, record: ByteRecord::new(), line: 1, at: 0 }
    }

    fn skip_blank_lines(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let blank = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        self.line += newlines(rest.get(..blank).unwrap_or_default());
        self.at += blank;
    }

    fn go_to(&mut self, at: usize) -> Option<()> {
        let mut position = Position::new();
        position.set_byte(u64::try_from(at).ok()?);
        self.reader.seek(position).ok()
    }
}

impl Iterator for Rows<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.skip_blank_lines();
        if self.at >= self.bytes.len() {
            return None;
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let sound = well_quoted_row(rest);
        // INVARIANT: a badly quoted row ends with its own line, whatever a reader would take for quoted text
        let whole = sound.unwrap_or(first_line(rest));
        let raw = strip_line_end(whole);
        let next = self.at + whole.len();
        let cells: Option<Vec<String>> = match sound {
            Some(_) if !self.reader.read_byte_record(&mut self.record).ok()? => return None,
            Some(_) => self.record.iter().map(cell).collect(),
            None => None,
        };
        let fault = match (sound, &cells) {
            (None, _) => Some(Fault::Quoting),
            (Some(_), None) => Some(Fault::Encoding),
            (Some(_), Some(_)) => None,
        };
        let cells = match (fault, cells) {
            (None, Some(cells)) => cells,
            _ => loose_cells(raw),
        };
        let record = Record { line: self.line, raw: raw.to_vec(), fault, cells };
        self.line += newlines(whole);
        if sound.is_none() {
            self.go_to(next)?;
        }
        self.at = next;
        Some(record)
    }
}

fn cell(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(|text| text.trim_matches([' ', '\t']).to_owned())
}

/// Cells of a faulty row, as far as commas tell: only to find which codes it names.
fn loose_cells(raw: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(raw)
        .split(',')
        .map(|c| c.trim_matches([' ', '\t', '"', '\r', '\n']).to_owned())
        .collect()
}

fn newlines(bytes: &[u8]) -> u64 {
    // lines end with LF or CRLF; a lone CR (old Mac files) ends one too
    let mut count = 0;
    let mut before = 0;
    for &byte in bytes {
        if byte == b'\r' || (byte == b'\n' && before != b'\r') {
            count += 1;
        }
        before = byte;
    }
    count
}

/// A line with its end: LF, CRLF or a lone CR.
fn first_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(bytes.len());
    with_line_end(bytes, end)
}

fn with_line_end(bytes: &[u8], end: usize) -> &[u8] {
    let after = match bytes.get(end..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        _ => (end + 1).min(bytes.len()),
    };
    bytes.get(..after).unwrap_or(bytes)
}

fn strip_line_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|b| !matches!(b, b'\n' | b'\r')).map_or(0, |i| i + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The first row with its line end, if every quoted cell opens at its start, closes, and ends there (RFC 4180), and no
/// other cell has a quote. It looks no further than the first fault, so that stray quotes cost little.
fn well_quoted_row(bytes: &[u8]) -> Option<&[u8]> {
    let line = first_line(bytes);
    if !line.contains(&b'"') {
        return Some(line);
    }
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        at += match rest.strip_prefix(b"\"") {
            Some(quoted) => 1 + closing(quoted)?,
            None => rest.iter().position(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')).unwrap_or(rest.len()),
        };
        match bytes.get(at) {
            None => return Some(bytes),
            Some(b',') => at += 1,
            Some(b'\n' | b'\r') => return Some(with_line_end(bytes, at)),
            Some(_) => return None,
        }
    }
}

/// How far it is past the closing quote of a cell; `None` if there is none.
fn closing(quoted: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = quoted.get(at..)?;
        at += rest.iter().position(|&b| b == b'"')? + 1;
        if quoted.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests;
