//! What an hour of each level costs, as somebody states it: whole pence, never a fraction of a machine.

use std::collections::BTreeMap;

use super::Level;

/// The cost of an hour at one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCost {
    /// Pence.
    pub pence: u64,
    /// Where the figure comes from, in the words of whoever gave it.
    pub source: String,
}

/// A file of unit costs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitCosts {
    /// The file, as it was named.
    pub file: String,
    /// BLAKE3 of the file as it lies there, in hex.
    pub blake3: String,
    /// By level.
    pub of: BTreeMap<Level, UnitCost>,
}
