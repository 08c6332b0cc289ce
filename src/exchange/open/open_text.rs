//! Opens a delimited text: its encoding, the character between its cells, its header.

use std::sync::Arc;

use super::decode::{Begun, Decoded};
use super::kind::FileKind;
use super::text::{Lines, TextRows};
use super::{About, Known, LineEnds, OpenedFile, Opening, unusable};
use crate::exchange::mapping::EncodingName;
use crate::exchange::row::Row;
use crate::files::Input;
use crate::model::{Error, Finding, FindingCode, Place, Result};
use crate::sheet::{Cells, Dialect, Fault, MOST_COLUMNS, Next, next_row};

/// What may stand between cells, if nobody says what does.
pub(super) const DELIMITERS: [char; 5] = [',', ';', '\t', '~', '|'];

pub(super) fn open<'i>(input: &'i Input, opening: &Opening, begun: Begun<'i>) -> Result<OpenedFile<'i>> {
    let name = input.name();
    let text = Decoded::new(begun, opening.encoding);
    let (encoding, known, mark) = (text.encoding(), text.known, text.mark);
    let mut lines = Lines::new(name, text);
    lines.more()?;
    let line_ends = line_ends(lines.rest());
    for _ in 0..opening.skip {
        lines.skip_line()?;
    }
    lines.skip_blank_lines()?;
    let (delimiter, how) = match opening.delimiter {
        Some(said) => (said, Known::Said),
        None => seen(&mut lines, opening.quotes)?,
    };
    let byte = byte_of(name, delimiter)?;
    let dialect = Dialect { delimiter: byte, quotes: opening.quotes };
    let header = opening.header.then(|| read_header(&mut lines, dialect, how)).transpose()?;
    let about = About {
        kind: FileKind::Text,
        encoding: Some((encoding, known)),
        mark,
        delimiter: Some((delimiter, how)),
        line_ends,
        worksheet: None,
        notes: overruled(name, encoding, known, opening.encoding).into_iter().collect(),
    };
    Ok(OpenedFile { rows: Box::new(TextRows { lines, dialect, header }), about })
}

/// A mark that says otherwise than the mapping wins, and is told of.
fn overruled(
    name: &str,
    encoding: EncodingName,
    known: Known,
    said: Option<EncodingName>,
) -> Option<Finding> {
    let said = said.filter(|said| known == Known::Mark && *said != encoding)?;
    let place = Place { file: name.into(), line: 0, column: String::new() };
    let message = format!("the byte order mark says {}", encoding.word());
    let help = "the mark is believed; correct `encoding` in the mapping";
    Some(Finding::new(FindingCode::FileEncoding, place, said.word(), message, help))
}

fn line_ends(text: &[u8]) -> LineEnds {
    let mut ends = LineEnds::default();
    let mut before = 0;
    for byte in text {
        match (before, byte) {
            (b'\r', b'\n') => {
                ends.crlf += 1;
                ends.cr = ends.cr.saturating_sub(1);
            }
            (_, b'\n') => ends.lf += 1,
            (_, b'\r') => ends.cr += 1,
            _ => {}
        }
        before = *byte;
    }
    ends
}

/// The character that divides the first row, if there is only one that does; a row of one cell has the usual.
fn seen(lines: &mut Lines<'_>, quotes: bool) -> Result<(char, Known)> {
    let mut cells = Cells::default();
    'more: loop {
        let mut found = Vec::new();
        for delimiter in DELIMITERS {
            let dialect = Dialect { delimiter: byte_of(&lines.name, delimiter)?, quotes };
            match next_row(lines.rest(), lines.ended(), dialect) {
                Next::Row(row) => {
                    let whole = cells.read_as(&row, dialect) != Some(Fault::Quoting) && cells.len() > 1;
                    found.extend(whole.then_some(delimiter));
                }
                Next::More => {
                    lines.more()?;
                    continue 'more;
                }
                Next::TooLong => {}
            }
        }
        return match *found.as_slice() {
            [] => Ok((',', Known::Usual)),
            [only] => Ok((only, Known::Seen)),
            _ => Err(unclear(lines, &found)),
        };
    }
}

fn unclear(lines: &Lines<'_>, found: &[char]) -> Error {
    let place = Place { file: lines.name.clone(), line: lines.line, column: String::new() };
    let shown: Vec<String> = found.iter().map(|delimiter| shown(*delimiter)).collect();
    let message = "more than one character may be the one between cells";
    let help = "say which in the mapping, such as `delimiter = \",\"`";
    let code = FindingCode::DelimiterUnclear;
    Error::Input(vec![Finding::new(code, place, shown.join(" "), message, help)])
}

fn shown(delimiter: char) -> String {
    if delimiter == '\t' { "tab".to_owned() } else { delimiter.to_string() }
}

/// The byte of a delimiter; what cells are made of cannot be between them.
fn byte_of(name: &str, delimiter: char) -> Result<u8> {
    let fits = delimiter == '\t' || (delimiter.is_ascii_punctuation() && delimiter != '"');
    u8::try_from(delimiter).ok().filter(|_| fits).ok_or_else(|| {
        let help = "a tab or an ASCII sign such as `,`, `;`, `~` or `|` can";
        unusable(name, &delimiter.to_string(), "this cannot be the character between cells", help)
    })
}

/// Headers must be there, be text, and differ.
fn read_header(lines: &mut Lines<'_>, dialect: Dialect, how: Known) -> Result<Vec<String>> {
    let mut row = Row::default();
    if !lines.row(dialect, &mut row)? {
        return Err(unusable(&lines.name, "", "the file is empty", "give it a header row and rows"));
    }
    let place = |column: &str| Place { file: lines.name.clone(), line: row.line, column: column.to_owned() };
    if let Some((message, help)) = unreadable(&row, lines.encoding()) {
        let code = FindingCode::FileUnusable;
        return Err(Error::Input(vec![Finding::new(code, place(""), "", message, help)]));
    }
    if let [only] = row.cells.as_slice()
        && how == Known::Said
        && let Some(other) = DELIMITERS.iter().find(|other| only.contains(**other))
    {
        let help = format!("say `delimiter = \"{}\"` in the mapping if that is it", other.escape_default());
        let message = "the header row does not have the character that the mapping puts between cells";
        let value = shown(char::from(dialect.delimiter));
        return Err(Error::Input(vec![Finding::new(
            FindingCode::FileUnusable,
            place(""),
            value,
            message,
            help,
        )]));
    }
    distinct(&lines.name, row.line, &row.cells)?;
    Ok(row.cells)
}

/// Why a header row cannot be read, and what to do.
fn unreadable(row: &Row, encoding: EncodingName) -> Option<(String, &'static str)> {
    let (message, help) = match row.fault {
        None if row.cells.len() <= MOST_COLUMNS => return None,
        None | Some(Fault::Ragged) => {
            let message = format!("the header has more than {MOST_COLUMNS} columns");
            return Some((message, "check that this is the right file"));
        }
        Some(Fault::Encoding) if encoding == EncodingName::Utf8 => (
            "the header row is not UTF-8",
            "say its encoding in the mapping, such as `encoding = \"windows-1252\"`",
        ),
        Some(Fault::Encoding) => {
            ("the header row is not text in the file's encoding", "say another `encoding` in the mapping")
        }
        Some(Fault::Quoting | Fault::Broken) => (
            "quotes do not pair in the header row",
            "quote whole headers only; if quotes are letters here, say `quotes = false` in the mapping",
        ),
    };
    Some((message.to_owned(), help))
}

/// Refuses headers that are there more than once; blank ones may be.
pub(super) fn distinct(name: &Arc<str>, line: u64, header: &[String]) -> Result<()> {
    let mut all: Vec<&str> = header.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    all.sort_unstable();
    let mut findings = Vec::new();
    for same in all.chunk_by(|a, b| a == b) {
        if let [column, _, ..] = *same {
            let place = Place { file: Arc::clone(name), line, column: column.to_owned() };
            let (message, help) = ("two columns have the same header", "rename or remove one of them");
            findings.push(Finding::new(FindingCode::ColumnRepeated, place, column, message, help));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Error::Input(findings)) }
}
