//! The rows of a delimited text, one by one: a bad row spoils itself only.

use std::sync::Arc;

use super::clean::clean;
use super::decode::Decoded;
use super::unusable;
use crate::exchange::mapping::EncodingName;
use crate::exchange::row::{Row, Rows};
use crate::model::{Error, Result};
use crate::sheet::{Cells, Dialect, Fault, MOST_COLUMNS, Next, RawRow, lines_in, next_row, too_long};

/// A text being read.
pub(super) struct Lines<'i> {
    pub(super) name: Arc<str>,
    text: Decoded<'i>,
    /// Text that is read, and where in it reading is.
    held: Vec<u8>,
    at: usize,
    ended: bool,
    /// The line on which reading is.
    pub(super) line: u64,
    cells: Cells,
}

impl<'i> Lines<'i> {
    pub(super) fn new(name: &str, text: Decoded<'i>) -> Self {
        let cells = Cells::default();
        Self { name: name.into(), text, held: Vec::new(), at: 0, ended: false, line: 1, cells }
    }

    /// What is read and not yet taken.
    pub(super) fn rest(&self) -> &[u8] {
        self.held.get(self.at..).unwrap_or_default()
    }

    /// Whether the text ends with the rest.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    pub(super) fn encoding(&self) -> EncodingName {
        self.text.encoding()
    }

    /// Reads on. As much again as is held: a long row is looked at a few times only.
    pub(super) fn more(&mut self) -> Result<()> {
        self.held.drain(..self.at);
        self.at = 0;
        let wanted = self.held.len();
        self.ended = self.text.more(&mut self.held, wanted)?;
        Ok(())
    }

    /// Passes over lines with nothing on them.
    pub(super) fn skip_blank_lines(&mut self) -> Result<()> {
        loop {
            let blank = self.rest().iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let all = blank == self.rest().len();
            // half of a line end is none yet
            let keep = usize::from(all && !self.ended && self.rest().ends_with(b"\r"));
            let blank = blank.saturating_sub(keep);
            self.line += lines_in(self.rest().get(..blank).unwrap_or_default());
            self.at += blank;
            if !all || self.ended {
                return Ok(());
            }
            self.more()?;
        }
    }

    /// Passes over a line, whatever is on it; `false` at the end of the text.
    pub(super) fn skip_line(&mut self) -> Result<bool> {
        let line = Dialect { delimiter: b',', quotes: false };
        loop {
            match next_row(self.rest(), self.ended, line) {
                Next::Row(row) => {
                    let length = row.whole.len();
                    self.at += length;
                    self.line += 1;
                    return Ok(length > 0);
                }
                Next::More => self.more()?,
                Next::TooLong => return Err(Error::Input(vec![too_long(&self.name, self.line)])),
            }
        }
    }

    /// The next row that is not blank, into `row`; `false` at the end.
    pub(super) fn row(&mut self, dialect: Dialect, row: &mut Row) -> Result<bool> {
        loop {
            self.skip_blank_lines()?;
            if self.rest().is_empty() {
                return Ok(false);
            }
            let rest = self.held.get(self.at..).unwrap_or_default();
            let raw = match next_row(rest, self.ended, dialect) {
                Next::Row(raw) => raw,
                Next::More => {
                    self.more()?;
                    continue;
                }
                Next::TooLong => return Err(Error::Input(vec![too_long(&self.name, self.line)])),
            };
            if raw.raw.contains(&0) {
                return Err(not_text(&self.name, self.line, rest));
            }
            let blank = take(&mut self.cells, &raw, dialect, row);
            row.line = self.line;
            self.line += lines_in(raw.whole);
            self.at += raw.whole.len();
            if !blank {
                return Ok(true);
            }
        }
    }
}

/// Takes a row in; says whether it is a line with nothing but blanks on it, which is no row.
fn take(cells: &mut Cells, raw: &RawRow<'_>, dialect: Dialect, row: &mut Row) -> bool {
    row.raw.clear();
    if raw.raw.split(|byte| *byte == dialect.delimiter).nth(MOST_COLUMNS + 1).is_some() {
        // no header is so wide, and so many cells would take many times the memory of the row
        row.raw.extend_from_slice(raw.raw);
        row.cells.clear();
        row.fault = Some(Fault::Ragged);
        return false;
    }
    row.fault = cells.read_as(raw, dialect);
    if row.fault == Some(Fault::Encoding) {
        row.raw.extend_from_slice(String::from_utf8_lossy(raw.raw).as_bytes());
    } else {
        row.raw.extend_from_slice(raw.raw);
    }
    row.cells.resize_with(cells.len(), String::new);
    for (column, cell) in row.cells.iter_mut().enumerate() {
        clean(cells.text(column), cell);
    }
    let empty = |cells: &[String]| matches!(cells, [only] if only.is_empty());
    row.fault.is_none() && empty(&row.cells) && !raw.raw.contains(&b'"')
}

fn not_text(name: &str, line: u64, rest: &[u8]) -> Error {
    // in UTF-16, ASCII has a zero byte beside every letter
    let zeros = |first: usize| rest.iter().skip(first).step_by(2).take(8).filter(|byte| **byte == 0).count();
    let help = match (zeros(0), zeros(1)) {
        (0, 4..) => "it looks like UTF-16: say `encoding = \"utf-16le\"` in the mapping",
        (4.., 0) => "it looks like UTF-16: say `encoding = \"utf-16be\"` in the mapping",
        _ => "give a text file, or a workbook with the ending of one",
    };
    unusable(name, "", format!("not a text file: a zero byte on line {line}"), help)
}

/// Rows below a header, or without one.
pub(super) struct TextRows<'i> {
    pub(super) lines: Lines<'i>,
    pub(super) dialect: Dialect,
    /// Of a text with a header.
    pub(super) header: Option<Vec<String>>,
}

impl Rows for TextRows<'_> {
    fn header(&self) -> &[String] {
        self.header.as_deref().unwrap_or_default()
    }

    fn read(&mut self, row: &mut Row) -> Result<bool> {
        if !self.lines.row(self.dialect, row)? {
            return Ok(false);
        }
        if row.fault.is_none() && self.header.as_ref().is_some_and(|header| header.len() != row.cells.len()) {
            row.fault = Some(Fault::Ragged);
        }
        Ok(true)
    }
}
