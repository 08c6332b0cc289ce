//! Rows of a table that match, read strictly or mildly, with the rows that stand in for them.

use std::collections::BTreeSet;

use super::facts::Mode;
use super::pack::{Ruled, Ruling};
use crate::model::{RuleId, Stage, TraceRow};
use crate::table::{Input, Matches};

/// Rows of one table that match, read in a mode.
pub(super) struct Matched {
    rows: Matches,
    mode: Mode,
}

impl Matched {
    pub(super) fn new<T>(table: &Ruled<T>, inputs: &[Input<'_>], mode: Mode) -> Self {
        Self { rows: table.compiled.matches(inputs), mode }
    }

    fn restricts(&self, row: usize) -> bool {
        match self.mode {
            Mode::Strict => self.rows.possible.contains(row),
            Mode::Mild => self.rows.certain.contains(row),
        }
    }

    pub(super) fn grants(&self, row: usize) -> bool {
        match self.mode {
            Mode::Strict => self.rows.certain.contains(row),
            Mode::Mild => self.rows.possible.contains(row),
        }
    }

    /// Restricting rows that match and speak of the role, each with the rows that stand in for it.
    pub(super) fn standing<'t, T>(
        &self,
        table: &'t Ruled<T>,
        role: Option<usize>,
    ) -> Vec<(&'t Ruling<T>, Vec<&'t Ruling<T>>)> {
        let speaks = |ruling: &Ruling<T>| role.is_none_or(|role| ruling.speaks_of(role));
        table
            .rows
            .iter()
            .enumerate()
            .filter(|(row, ruling)| ruling.relaxes.is_none() && self.restricts(*row) && speaks(ruling))
            .map(|(_, ruling)| {
                let relaxing = ruling.relaxed_by.iter().filter(|row| self.grants(**row));
                let relaxing =
                    relaxing.filter_map(|row| table.rows.get(*row)).filter(|r| speaks(r)).collect();
                (ruling, relaxing)
            })
            .collect()
    }
}

/// Adds rows to a trace.
pub(super) fn note(
    trace: &mut BTreeSet<TraceRow>,
    stage: Stage,
    rules: impl Iterator<Item = RuleId>,
    decides: impl Fn(&RuleId) -> bool,
) {
    trace.extend(rules.map(|rule| TraceRow { stage, rule, decides: decides(&rule) }));
}
