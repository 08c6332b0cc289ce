//! Rows of a table as cells, to be written in any format; and as CSV.

use std::borrow::Cow;

use crate::sheet::Table;

/// Rows of a table, a cell as it is: no format's own signs are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records<'a> {
    width: usize,
    cells: Vec<Cow<'a, str>>,
}

impl<'a> Records<'a> {
    /// No rows yet, of so many cells; at least one.
    pub(super) fn new(width: usize) -> Self {
        Self { width: width.max(1), cells: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn row<C: Into<Cow<'a, str>>, const WIDTH: usize>(&mut self, cells: [C; WIDTH]) {
        debug_assert_eq!(WIDTH, self.width);
        self.cells.extend(cells.map(Into::into));
    }

    /// The rows in their order.
    pub fn rows(&self) -> impl Iterator<Item = &[Cow<'a, str>]> {
        self.cells.chunks_exact(self.width)
    }

    /// The rows as CSV, without a header; what a spreadsheet would run as a formula gets a leading `'`.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut table = Table::headless(true);
        for row in self.rows() {
            table.row(row.iter().map(AsRef::as_ref));
        }
        table.finish()
    }
}
