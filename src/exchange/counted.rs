//! Rows that are counted as they are read, with the cells that are dropped at the door.

use std::cell::Cell;

use super::personal;
use super::row::{Row, Rows};
use crate::model::Result;

/// Rows between two reports.
const REPORT: u64 = 1 << 16;

/// Told how many rows of sources were read; an error stops the run.
pub type Told<'t> = dyn Fn(u64) -> Result<()> + 't;

/// What is counted of one file.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) rows: Cell<u64>,
    /// Cells of columns that look personal and that nothing maps.
    pub(super) dropped: Cell<u64>,
}

/// Rows of one file, counted.
pub(super) struct Counted<'c> {
    rows: Box<dyn Rows + 'c>,
    counts: &'c Counts,
    /// Columns that are dropped and may be personal.
    dropped: Vec<usize>,
    told: &'c Told<'c>,
}

impl<'c> Counted<'c> {
    /// `mapped` are columns that something maps.
    pub(super) fn new(
        rows: Box<dyn Rows + 'c>,
        counts: &'c Counts,
        mapped: &[&str],
        told: &'c Told<'c>,
    ) -> Self {
        let dropped = personal::columns(rows.header(), mapped);
        Self { rows, counts, dropped, told }
    }
}

impl Rows for Counted<'_> {
    fn header(&self) -> &[String] {
        self.rows.header()
    }

    fn read(&mut self, row: &mut Row) -> Result<bool> {
        if !self.rows.read(row)? {
            return Ok(false);
        }
        let rows = self.counts.rows.get() + 1;
        self.counts.rows.set(rows);
        for column in &self.dropped {
            let filled = u64::from(!row.get(*column).is_empty());
            self.counts.dropped.set(self.counts.dropped.get() + filled);
        }
        if rows.is_multiple_of(REPORT) {
            (self.told)(rows)?;
        }
        Ok(true)
    }
}
