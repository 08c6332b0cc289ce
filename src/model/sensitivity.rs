//! What an answer would be if one criterion of its task had another value, one step away.

use super::{FloorRange, Level, Status};

/// Whether a value is less or more risk than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The value before, of an ordered criterion.
    Safer,
    /// The value behind, of an ordered criterion.
    Riskier,
    /// Any other value of a criterion without order.
    Other,
}

impl Direction {
    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Direction::Safer => "safer",
            Direction::Riskier => "riskier",
            Direction::Other => "other",
        }
    }
}

/// One criterion moved one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The criterion, by its position in the catalogue.
    pub criterion: usize,
    /// The value that the task states.
    pub from: u8,
    /// The value instead.
    pub to: u8,
    /// Which way that is.
    pub direction: Direction,
}

/// Where a task stands: what a step is looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// The status.
    pub status: Status,
    /// The lowest safe level, when placed.
    pub level: Option<Level>,
    /// The floors of the rules alone.
    pub floor: FloorRange,
}

impl Stand {
    /// Whether people would be told something else: another status or level.
    #[must_use]
    pub fn is_answered_otherwise(&self, other: &Self) -> bool {
        (self.status, self.level) != (other.status, other.level)
    }
}

/// A step that changes status, level or floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The step.
    pub step: Step,
    /// Where the task stands with it.
    pub after: Stand,
    /// Ids and words that made the answer after it, in table order.
    pub because: Vec<String>,
}

/// One task under every step of its criteria. A panel's decision is set aside throughout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Robustness {
    /// How many steps were looked at; none: no criterion is filled.
    pub steps: usize,
    /// Where the task stands as it is.
    pub before: Stand,
    /// The steps that change something, by criterion, then by value.
    pub changes: Vec<Change>,
    /// A panel's decision was set aside.
    pub set_aside: bool,
}

impl Robustness {
    /// The steps under which status or level is another.
    pub fn fragile(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.after.is_answered_otherwise(&self.before))
    }
}
