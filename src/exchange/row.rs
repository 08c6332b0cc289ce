//! A row of a source, whatever kind of file it came from, and a stream of them.

use crate::model::Result;
use crate::sheet::Fault;

/// A row of a source; its memory is used again for row after row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line on which it starts, from 1; in a workbook or a Parquet file the row, the header being row 1.
    pub line: u64,
    /// Its cells, trimmed of every kind of blank at both ends.
    pub cells: Vec<String>,
    /// What is wrong with it as a row; its cells must then not be trusted.
    pub fault: Option<Fault>,
    /// The row as it came, in UTF-8, without its line end; of a workbook or a Parquet file the cells as CSV.
    pub raw: Vec<u8>,
}

impl Row {
    /// A cell by position; blank where the row has none.
    #[must_use]
    pub fn get(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// The rows of a source in their order, read as a stream: no source is ever held whole but a workbook.
pub trait Rows {
    /// The headers, trimmed; empty for a layout without a header row.
    fn header(&self) -> &[String];

    /// Reads the next row into `row`; `false` at the end. Blank lines are passed over.
    fn read(&mut self, row: &mut Row) -> Result<bool>;
}
