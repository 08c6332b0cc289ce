//! Stage 1: which blanks matter, and every way to fill them in.

use super::outcomes::FIXED;
use super::pack::Pack;
use crate::model::{Authority, Column, Task};
use crate::table::{Input, Matches, RowSet};

/// As many completions are looked at exactly; beyond, the rules are read by intervals.
pub(super) const MOST: u64 = 4_096;

/// The blank columns that matter, each with the values it may take.
#[derive(Debug)]
pub(super) struct Blanks {
    pub(super) columns: Vec<(Column, Vec<u16>)>,
}

impl Blanks {
    /// The enumerated columns of a task whose acts are known. `inputs` and `matches` come with every blank column
    /// unknown and leave with those absent that nothing looks at.
    pub(super) fn of(
        pack: &Pack,
        task: &Task,
        acts: &[u16],
        inputs: &mut [Input<'_>],
        matches: &mut Matches,
    ) -> Self {
        let authority = task.authority.is_none().then_some(Column::Authority);
        let blank = task.facts.iter().enumerate().filter(|(_, fact)| fact.is_none());
        let blank: Vec<Column> =
            authority.into_iter().chain(blank.map(|(at, _)| Column::Criterion(at))).collect();
        let mut columns = Vec::new();
        if blank.is_empty() {
            return Self { columns };
        }
        let looking = looking(pack, task.panel.is_some(), &matches.possible);
        for column in blank {
            let always = task.panel.is_none() && FIXED.contains(&pack.catalogue.column_name(column));
            if always || pack.table.mentions(axis(column), &looking) {
                columns.push((column, values(pack, acts, column)));
            } else if let Some(input) = inputs.get_mut(axis(column)) {
                *input = Input::Absent;
                pack.table.narrow(axis(column), None, &mut matches.possible);
            }
        }
        Self { columns }
    }

    /// How many completions there are; `None` past any number worth counting.
    pub(super) fn count(&self) -> Option<u64> {
        self.columns
            .iter()
            .try_fold(1u64, |product, (_, values)| product.checked_mul(u64::try_from(values.len()).ok()?))
    }

    /// Completes inputs and the rows that may match: `index` counts through all values, the first column fastest.
    pub(super) fn complete(&self, pack: &Pack, index: u64, inputs: &mut [Input<'_>], rows: &mut RowSet) {
        let mut rest = index;
        for (column, values) in &self.columns {
            let Ok(size) = u64::try_from(values.len()) else { continue };
            let at = usize::try_from(rest.checked_rem(size).unwrap_or(0)).unwrap_or(0);
            rest = rest.checked_div(size).unwrap_or(0);
            if let (Some(input), Some(value)) = (inputs.get_mut(axis(*column)), values.get(at)) {
                *input = Input::Known(*value);
                pack.table.narrow(axis(*column), Some(*value), rows);
            }
        }
    }
}

/// The rows that may match and then matter: an admit row does only if its stop may bind, a row that a panel's decision
/// replaces does not.
fn looking(pack: &Pack, panel: bool, possible: &RowSet) -> RowSet {
    let mut rows = possible.clone();
    for idle in pack.kinds.idle_admits(possible) {
        rows.remove_all(idle);
    }
    if panel {
        rows.remove_all(&pack.kinds.replaced);
    }
    rows
}

/// The axis of a column: acts, authority, then criteria.
fn axis(column: Column) -> usize {
    match column {
        Column::Authority => 1,
        Column::Criterion(at) => at + 2,
    }
}

/// What a blank column may turn out to be: an authority only as far as the acts allow it.
fn values(pack: &Pack, acts: &[u16], column: Column) -> Vec<u16> {
    match column {
        Column::Criterion(at) => {
            let count = pack.catalogue.criteria.get(at).map_or(0, |criterion| criterion.values.len());
            (0..u16::try_from(count).unwrap_or(u16::MAX)).collect()
        }
        Column::Authority => authorities(pack, acts),
    }
}

/// The authorities that the acts allow.
pub(super) fn authorities(pack: &Pack, acts: &[u16]) -> Vec<u16> {
    let words = (0u16..).zip(Authority::WORDS);
    words.filter(|(_, word)| allowed(pack, acts, word)).map(|(number, _)| number).collect()
}

fn allowed(pack: &Pack, acts: &[u16], word: &str) -> bool {
    if acts.is_empty() {
        return matches!(word, "none" | "protocol");
    }
    acts.iter().all(|act| {
        pack.catalogue.acts.get(usize::from(*act)).is_some_and(|facts| {
            facts.authorities.is_empty() || facts.authorities.iter().any(|authority| authority.word() == word)
        })
    })
}
