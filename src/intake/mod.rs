//! Outside files to model: every row gets one fate, every fault a finding, and nothing unclear counts as yes.

mod cells;
mod competencies;
mod hints;
mod holdings;
mod links;
mod log;
mod panel;
mod person;
mod reading;
mod requires;
mod staff;
mod tasks;
#[cfg(test)]
mod testing;

use crate::model::{Accounting, Finding, FindingCode};

pub use competencies::competencies;
pub use holdings::holdings;
pub use links::links;
pub use panel::panel;
pub use staff::staff;
pub use tasks::tasks;

/// A file's bytes under the name that the user knows it by.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The name for findings.
    pub name: &'a str,
    /// The whole file.
    pub bytes: &'a [u8],
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
