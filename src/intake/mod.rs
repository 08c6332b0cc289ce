//! Outside files to model: every row gets one fate, every fault a finding, and nothing unclear counts as yes.

mod cells;
mod cited;
mod competencies;
mod hints;
mod holdings;
mod job;
mod leavers;
mod links;
mod log;
mod panel;
mod person;
mod reading;
mod requires;
mod rewrite;
mod staff;
mod tasks;
#[cfg(test)]
mod testing;
mod unit_costs;
mod walk;

use std::fmt;

use rayon::prelude::*;

use crate::files::HASHED;
use crate::model::{Accounting, Finding, FindingCode, Result};
use crate::sheet::Way;

pub use cells::parse_thousandths;
pub use cited::{Cited, CitedRow, header_of, rows_about, rows_on};
pub use competencies::competencies;
pub use holdings::{HoldingsSheet, KnownBlock, Memory, Names, Remember, Stretch, holdings, holdings_header};
pub use job::{
    Database, HistoryOf, Job, JobWords, LogTo, Pick, Publish, Query, QueryText, months, read_job, share,
};
pub use leavers::{Leaver, leavers};
pub use links::links;
pub use panel::{Judge, PanelSheet, panel};
pub use rewrite::{Rewritten, pseudonymised};
pub use staff::{StaffSheet, staff};
pub use tasks::tasks;
pub use unit_costs::unit_costs;

/// A file's bytes under the name that the user knows it by.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The name for findings.
    pub name: &'a str,
    /// The whole file.
    pub bytes: &'a [u8],
}

/// How a large file is read. None of it changes what is read.
#[derive(Clone, Copy)]
pub struct Pace<'p> {
    /// Bytes of a block. Only blocks of the usual size are hashed as they are read.
    pub block: usize,
    /// Blocks between two reports.
    pub batch: usize,
    /// How rows are found.
    pub way: Way,
    /// Wants holdings to be remembered.
    pub remember: Option<Remember<'p>>,
    /// Told how many bytes of the text are read and how many rows; stops the reading with an error.
    pub told: &'p (dyn Fn(u64, u64) -> Result<()> + Sync),
}

impl Default for Pace<'_> {
    fn default() -> Self {
        Self { block: HASHED, batch: 64, way: Way::Quickest, remember: None, told: &|_, _| Ok(()) }
    }
}

impl fmt::Debug for Pace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace").field("block", &self.block).field("batch", &self.batch).finish_non_exhaustive()
    }
}

/// How many threads there are to share work.
fn threads() -> usize {
    rayon::current_num_threads()
}

/// Does `work` for every number below `count`, on all threads.
fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    (0..count).into_par_iter().with_max_len(1).map(work).collect()
}

/// Does `work` with every item, on all threads.
fn each<I: Send, T: Send>(items: Vec<I>, work: impl Fn(I) -> T + Sync + Send) -> Vec<T> {
    items.into_par_iter().map(work).collect()
}

/// What reading one file leaves besides its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// What became of its rows. It must add up; a caller for whom it does not has met a defect of the program.
    pub accounting: Accounting,
    /// Everything found, by line, column and code.
    pub findings: Vec<Finding>,
    /// The refused rows.
    pub rejects: Rejects,
}

/// The refused rows of a file, as they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rejects {
    /// The header row as it came, without BOM and line end; `None` where there was no file.
    pub header: Option<Vec<u8>>,
    /// The rows, in the order of the file.
    pub rows: Vec<Reject>,
}

/// A refused row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The line on which it starts.
    pub line: u64,
    /// Why it was refused, each code once, in the order of the codes.
    pub codes: Vec<FindingCode>,
    /// Its bytes as they came, without the line end.
    pub raw: Vec<u8>,
}
