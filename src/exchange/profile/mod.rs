//! What a file is: read once as a stream, in memory that its length does not change.

mod column;
mod dates;
mod remarks;
mod sampled;
mod settle;
mod text;
mod values;

pub(super) use column::Held;
pub(super) use values::is_grade_code;

use column::Column;
use sampled::{Sampled, hash};
use text::Evidence;

use super::row::{Row, Rows};
use crate::model::{FileProfile, Result, RowsProfile, TextProfile};
use crate::sheet::{Fault, lines_in};

pub(super) use remarks::{shortened, usual_width};

pub use remarks::compare;

impl Profiled {
    /// Takes out every value that may tell of a person.
    pub fn hide(&mut self) {
        settle::hide(&mut self.profile);
    }
}

/// Rows whose hashes are kept to find rows that come again.
const ROWS: usize = 1 << 20;
/// After so many rows whoever waits is told, and may stop.
const STRIDE: u64 = 1 << 16;

/// Told how many bytes and rows were read; an error stops the reading.
pub(super) type Told<'t> = dyn Fn(u64, u64) -> Result<()> + 't;

/// A file as it was found, and the values that were held of its columns.
#[derive(Debug, Default)]
pub struct Profiled {
    /// What there is to say.
    pub profile: FileProfile,
    /// By column: values with their rows, most rows first; of a column of very many values the first that came.
    pub(super) held: Vec<Vec<(String, Held)>>,
}

/// Reads the bytes of a text, block by block, for what they say of its encoding.
#[derive(Debug)]
pub struct TextScan(Evidence);

impl Default for TextScan {
    fn default() -> Self {
        Self(Evidence::new())
    }
}

impl TextScan {
    /// The next block; the first must have three bytes or be all.
    pub fn add(&mut self, block: &[u8]) {
        self.0.add(block);
    }

    /// What the text said.
    #[must_use]
    pub fn close(self) -> TextProfile {
        self.0.close()
    }
}

/// What is gathered while rows are read.
struct Gathering {
    rows: RowsProfile,
    columns: Vec<Column>,
    seen: Sampled,
    /// The line that comes next if none is blank.
    next: u64,
}

/// Reads rows to their end. `profile` has what is known of the file besides.
pub fn profile(rows: &mut dyn Rows, profile: FileProfile, told: &Told<'_>) -> Result<Profiled> {
    let header = rows.header().to_vec();
    let mut gathering = Gathering {
        rows: RowsProfile::default(),
        columns: header.iter().map(|_| Column::default()).collect(),
        seen: Sampled::new(ROWS),
        next: 0,
    };
    let mut row = Row::default();
    let mut bytes = 0;
    while rows.read(&mut row)? {
        gathering.add(&row, &header);
        bytes += row.raw.len() as u64 + 1;
        if gathering.rows.rows.is_multiple_of(STRIDE) {
            told(bytes, gathering.rows.rows)?;
        }
    }
    Ok(settle::settle(gathering, header, profile))
}

impl Gathering {
    fn add(&mut self, row: &Row, header: &[String]) {
        self.rows.rows += 1;
        if self.next > 0 {
            self.rows.blank += row.line.saturating_sub(self.next);
        }
        self.next = row.line + 1 + lines_in(&row.raw);
        self.seen.add(hash(&row.raw));
        match row.fault {
            Some(Fault::Ragged) => self.rows.ragged.add(row.line),
            Some(Fault::Quoting) => self.rows.quoting.add(row.line),
            Some(Fault::Encoding | Fault::Broken) => self.rows.encoding.add(row.line),
            None => self.sound(row, header),
        }
    }

    fn sound(&mut self, row: &Row, header: &[String]) {
        // a layout without a header has as many columns as its longest row
        while self.columns.len() < row.cells.len() {
            self.columns.push(Column::after_blanks(self.rows.rows - 1));
        }
        if row.cells.iter().all(String::is_empty) {
            self.rows.blank += 1;
            self.rows.rows -= 1;
            return;
        }
        if row.cells == *header {
            self.rows.headers.add(row.line);
            return;
        }
        if is_total(row) {
            self.rows.totals.add(row.line);
            return;
        }
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.add(row.get(at), row.line);
        }
    }
}

/// Whether a row says first that it is a total.
fn is_total(row: &Row) -> bool {
    let first = row.cells.iter().find(|cell| !cell.is_empty());
    first.is_some_and(|cell| {
        let word = cell.trim_end_matches([':', '|', ' ']);
        ["total", "totals", "grand total", "sub-total", "subtotal"]
            .iter()
            .any(|total| word.eq_ignore_ascii_case(total))
    })
}

#[cfg(test)]
mod tests;
