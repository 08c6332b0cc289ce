//! What became of every row of a source: each has exactly one fate, and the sum says so.

use std::collections::BTreeMap;

use super::layout::Aside;
use crate::model::{Error, FindingCode, Result};

/// What became of a file's rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fates {
    /// Rows read, without header and blank lines.
    pub rows: u64,
    /// Rows that became rows of sheets; what becomes of these, the sheets say.
    pub passed: u64,
    /// Rows that are part of others.
    pub joined: u64,
    /// Rows that were there before.
    pub duplicate: u64,
    /// Rows that are not about what we match.
    pub out_of_scope: u64,
    /// Refused rows, all of them in `rejects/`.
    pub rejected: u64,
    /// Among all these: rows in whose place a mended one was read.
    pub mended: u64,
}

impl Fates {
    /// Whether no row is lost and none counted twice.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.rows == self.passed + self.joined + self.duplicate + self.out_of_scope + self.rejected
    }

    pub(super) fn checked(self, file: &str) -> Result<Self> {
        if self.adds_up() {
            Ok(self)
        } else {
            Err(Error::Defect(format!("rows of {file} do not add up: {self:?}")))
        }
    }

    pub(super) fn aside(&mut self, aside: Aside) {
        match aside {
            Aside::Joined => self.joined += 1,
            Aside::OutOfScope => self.out_of_scope += 1,
            Aside::Duplicate => self.duplicate += 1,
        }
    }
}

/// Refused rows by line, each with its codes.
pub(super) type Refused = BTreeMap<u64, Vec<FindingCode>>;

/// Adds codes to a refused row, each once, in their order.
pub(super) fn refuse(refused: &mut Refused, line: u64, codes: impl IntoIterator<Item = FindingCode>) {
    let all = refused.entry(line).or_default();
    all.extend(codes);
    all.sort_unstable();
    all.dedup();
}
