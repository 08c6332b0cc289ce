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
        check_text(&file, bytes).map_err(|finding| vec![finding])?;
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
fn check_text(file: &Arc<str>, bytes: &[u8]) -> Result<(), Finding> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(unusable(file, "", "the file is UTF-16", "save it as `CSV UTF-8`"));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(unusable(file, "", "the file is empty", "give it a header row and rows"));
    }
    match bytes.iter().position(|&b| b == 0) {
        Some(at) => {
            let message = format!("not a text file: a zero byte at offset {at}");
            Err(unusable(file, "", &message, "give a CSV file, not a workbook or another binary file"))
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
        if self.at >= self.bytes.len() || !self.reader.read_byte_record(&mut self.record).ok()? {
            return None;
        }
        let mut end = usize::try_from(self.reader.position().byte()).ok()?.min(self.bytes.len());
        if self.bytes.get(end) == Some(&b'\n') && self.bytes.get(end.wrapping_sub(1)) == Some(&b'\r') {
            end += 1; // the reader leaves the second half of CRLF for later
        }
        let whole = strip_line_end(self.bytes.get(self.at..end).unwrap_or_default());
        let well_quoted = is_well_quoted(whole);
        // INVARIANT: a badly quoted row ends with its own line, whatever the reader took for quoted text
        let raw = if well_quoted { whole } else { strip_line_end(first_line(whole)) };
        let next = if well_quoted {
            end
        } else {
            self.at + first_line(self.bytes.get(self.at..).unwrap_or_default()).len()
        };
        let cells: Option<Vec<String>> = self.record.iter().map(cell).collect();
        let fault = if !well_quoted {
            Some(Fault::Quoting)
        } else if cells.is_none() {
            Some(Fault::Encoding)
        } else {
            None
        };
        let cells = match (fault, cells) {
            (None, Some(cells)) => cells,
            _ => loose_cells(raw),
        };
        let record = Record { line: self.line, raw: raw.to_vec(), fault, cells };
        self.line += newlines(self.bytes.get(self.at..next).unwrap_or_default());
        if !well_quoted {
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

fn first_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|&b| b == b'\n').map_or(bytes.len(), |i| i + 1);
    bytes.get(..end).unwrap_or_default()
}

fn strip_line_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|b| !matches!(b, b'\n' | b'\r')).map_or(0, |i| i + 1);
    bytes.get(..end).unwrap_or_default()
}

/// Whether every quoted cell opens at its start, closes, and ends there (RFC 4180), and no other cell has a quote.
fn is_well_quoted(row: &[u8]) -> bool {
    if !row.contains(&b'"') {
        return true;
    }
    let mut rest = row.iter().copied().peekable();
    loop {
        if rest.next_if_eq(&b'"').is_some() {
            if !closes(&mut rest) {
                return false;
            }
            match rest.next() {
                None => return true,
                Some(b',') => {}
                Some(_) => return false,
            }
        } else {
            match rest.find(|&b| b == b',' || b == b'"') {
                None => return true,
                Some(b',') => {}
                Some(_) => return false,
            }
        }
    }
}

/// Reads past the closing quote of a cell; `false` if there is none.
fn closes(rest: &mut std::iter::Peekable<impl Iterator<Item = u8>>) -> bool {
    while let Some(byte) = rest.next() {
        if byte == b'"' && rest.next_if_eq(&b'"').is_none() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Option<Fault>, Vec<String>)> {
        let sheet = Sheet::read("t.csv", text.as_bytes()).unwrap();
        sheet.records().iter().map(|r| (r.line, r.fault, r.cells().to_vec())).collect()
    }

    fn good(line: u64, cells: &[&str]) -> (u64, Option<Fault>, Vec<String>) {
        (line, None, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn reads_quotes_newlines_blank_lines_and_bom() {
        let text = "\u{feff}a,b\r\n\r\n1,\" x\r\ny \"\r\n\n2,\"say \"\"hi\"\"\"\n3,4";
        assert_eq!(
            rows(text),
            [good(3, &["1", "x\r\ny"]), good(6, &["2", "say \"hi\""]), good(7, &["3", "4"])]
        );
    }

    #[test]
    fn a_stray_quote_spoils_its_own_line_only() {
        let text = "a,b\n1,\"open\n2,x\n3,\"y\"z\n4,q\"r\n5,ok\n";
        let read = rows(text);
        let faults: Vec<_> = read.iter().map(|(line, fault, _)| (*line, *fault)).collect();
        let quoting = Some(Fault::Quoting);
        assert_eq!(faults, [(2, quoting), (3, None), (4, quoting), (5, quoting), (6, None)]);
    }

    #[test]
    fn ragged_and_foreign_bytes_are_marked() {
        let sheet = Sheet::read("t.csv", b"a,b\n1\n1,2,3\n\xff,2\n").unwrap();
        let faults: Vec<_> = sheet.records().iter().map(|r| r.fault).collect();
        assert_eq!(faults, [Some(Fault::Ragged), Some(Fault::Ragged), Some(Fault::Encoding)]);
        assert_eq!(sheet.records()[2].raw, b"\xff,2");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for bytes in [&b""[..], b"\n\n", b"\xff\xfea\0", b"PK\x03\x04\0\0", b"a;b\n1;2", b"a,a\n1,2"] {
            assert!(Sheet::read("t.csv", bytes).is_err(), "{bytes:?}");
        }
    }
}
