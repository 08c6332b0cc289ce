//! A sheet of ours that is being written, row by row, with the origin of every row.

use super::origins::Origins;
use crate::files::{Big, Spool};
use crate::model::{Error, Result, SheetKind};
use crate::sheet::{lines_in, push_cell};

/// Bytes that are gathered before they are spooled.
const GATHERED: usize = 1 << 16;

/// A sheet that is being written.
#[derive(Debug)]
pub(super) struct Growing {
    pub(super) kind: SheetKind,
    pub(super) columns: Vec<String>,
    /// Of a sheet that may be too large to be held.
    spool: Option<Spool>,
    text: Vec<u8>,
    /// The row that is being made.
    cells: Vec<String>,
    /// The line of the next row.
    line: u64,
    rows: u64,
    pub(super) origins: Origins,
}

/// A sheet that is written.
#[derive(Debug)]
pub struct Made {
    /// Which.
    pub kind: SheetKind,
    /// Its rows.
    pub rows: u64,
    /// Its text.
    pub text: MadeText,
    pub(super) origins: Origins,
}

/// The text of a sheet.
#[derive(Debug)]
pub enum MadeText {
    /// Of staff and holdings.
    Large(Big),
    /// Of the others.
    Small(Vec<u8>),
}

impl Growing {
    /// A sheet with these columns, in the order that the sheet usually has.
    pub(super) fn new(kind: SheetKind, mut columns: Vec<String>) -> Self {
        let usual = || kind.required().iter().chain(kind.optional());
        let place = |name: &String| usual().position(|usual| usual == name).unwrap_or(usize::MAX);
        columns.sort_by_key(place);
        columns.dedup();
        let large = matches!(kind, SheetKind::Staff | SheetKind::Holdings);
        let mut text = Vec::new();
        write(&mut text, &columns);
        Self {
            kind,
            cells: vec![String::new(); columns.len()],
            columns,
            spool: large.then(Spool::default),
            text,
            line: 2,
            rows: 0,
            origins: Origins::default(),
        }
    }

    /// The name of the file as which it is read: one that no file of anybody's has.
    pub(super) fn file(kind: SheetKind) -> String {
        format!("mapped:{}.csv", kind.word())
    }

    /// Where a column stands; `guess` is where it stood in the row before.
    pub(super) fn position(&self, name: &str, guess: usize) -> Option<usize> {
        if self.columns.get(guess).is_some_and(|column| column == name) {
            return Some(guess);
        }
        self.columns.iter().position(|column| column == name)
    }

    /// Begins a row: all its cells are blank.
    pub(super) fn begin(&mut self) {
        self.cells.iter_mut().for_each(String::clear);
    }

    /// Fills a cell of the row.
    pub(super) fn fill(&mut self, column: usize, cell: &str) {
        if let Some(there) = self.cells.get_mut(column) {
            there.clear();
            there.push_str(cell);
        }
    }

    /// A cell of the row as it is filled.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Ends the row, which comes from this line of a file.
    pub(super) fn end(&mut self, file: usize, line: u64) -> Result<()> {
        let start = self.text.len();
        write(&mut self.text, &self.cells);
        self.origins.add(self.line, file, line);
        // a cell may have line ends in it
        self.line += lines_in(self.text.get(start..).unwrap_or_default());
        self.rows += 1;
        match &mut self.spool {
            Some(spool) if self.text.len() >= GATHERED => {
                spool.write(&self.text)?;
                self.text.clear();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn finish(self) -> Result<Made> {
        let Self { kind, rows, text, spool, origins, .. } = self;
        let text = match spool {
            Some(mut spool) => {
                spool.write(&text)?;
                MadeText::Large(spool.into_big(&Self::file(kind))?)
            }
            None => MadeText::Small(text),
        };
        Ok(Made { kind, rows, text, origins })
    }
}

fn write(text: &mut Vec<u8>, cells: &[String]) {
    for (number, cell) in cells.iter().enumerate() {
        if number > 0 {
            text.push(b',');
        }
        push_cell(text, cell, ',');
    }
    if cells.len() == 1 && cells.iter().all(String::is_empty) {
        // a blank line is no row
        text.extend_from_slice(b"\"\"");
    }
    text.push(b'\n');
}

impl Made {
    /// The name of the file as which it is read.
    #[must_use]
    pub fn file(&self) -> String {
        Growing::file(self.kind)
    }

    /// Takes the text out, for whoever reads it.
    #[must_use]
    pub fn take(&mut self) -> MadeText {
        std::mem::replace(&mut self.text, MadeText::Small(Vec::new()))
    }

    /// Gives the text to `take`, bit by bit.
    pub fn each(&self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let big = match &self.text {
            MadeText::Small(text) => return take(text),
            MadeText::Large(big) => big,
        };
        let mut pass = big.pass(1 << 20, 1)?;
        let mut room = crate::files::Room::default();
        while let Some(batch) = pass.batch()? {
            for block in 0..batch.blocks {
                batch.fill(batch.place(block), 1 << 20, &mut room)?;
                take(room.bytes())?;
            }
            pass.done([]);
        }
        Ok(())
    }
}

/// A layout that fills a column of which it did not speak.
pub(super) fn unannounced(kind: SheetKind, column: &str) -> Error {
    Error::Defect(format!("a layout fills {}.{column} and did not say so", kind.word()))
}
