//! Stage 1: which blanks matter, and every way to fill them in.

use super::pack::{Pack, Ruled, StopRow, Stops};
use crate::model::{Authority, Column, Task};
use crate::table::Input;

/// As many completions are looked at exactly; beyond, the rules are read by intervals.
pub(super) const MOST: u64 = 4_096;

/// The outcomes look at these whatever the tables say.
const ALWAYS: [&str; 5] =
    ["activity_kind", "cognitive", "problem_solving", "steps_established", "training_need"];

/// The blank columns that matter, each with the values it may take.
#[derive(Debug)]
pub(super) struct Blanks {
    pub(super) columns: Vec<(Column, Vec<u16>)>,
}

impl Blanks {
    /// The enumerated columns of a task whose acts are known.
    pub(super) fn of(pack: &Pack, task: &Task, acts: &[u16], inputs: &[Input<'_>]) -> Self {
        let mut blank: Vec<(Column, usize)> = Vec::new();
        if task.authority.is_none() {
            blank.push((Column::Authority, 1));
        }
        for (at, _) in task.facts.iter().enumerate().filter(|(_, fact)| fact.is_none()) {
            blank.push((Column::Criterion(at), at + 2));
        }
        let unknown = with_unknowns(inputs, &blank);
        let mentioned = Mentioned { pack, inputs: &unknown, panel: task.panel.is_some() };
        let columns = blank
            .into_iter()
            .filter(|(column, axis)| mentioned.always(*column) || mentioned.by_a_row(*axis))
            .map(|(column, _)| (column, values(pack, acts, column)))
            .collect();
        Self { columns }
    }

    /// How many completions there are; `None` past any number worth counting.
    pub(super) fn count(&self) -> Option<u64> {
        self.columns
            .iter()
            .try_fold(1u64, |product, (_, values)| product.checked_mul(u64::try_from(values.len()).ok()?))
    }

    /// The inputs of one completion: `index` counts through all values, the first column fastest.
    pub(super) fn complete<'a>(&self, inputs: &[Input<'a>], index: u64) -> Vec<Input<'a>> {
        let mut inputs = inputs.to_vec();
        let mut rest = index;
        for (column, values) in &self.columns {
            let Ok(size) = u64::try_from(values.len()) else { continue };
            let at = usize::try_from(rest.checked_rem(size).unwrap_or(0)).unwrap_or(0);
            rest = rest.checked_div(size).unwrap_or(0);
            if let (Some(input), Some(value)) = (inputs.get_mut(axis(*column)), values.get(at)) {
                *input = Input::Known(*value);
            }
        }
        inputs
    }

    /// The inputs with every enumerated column unknown.
    pub(super) fn unknown<'a>(&self, inputs: &[Input<'a>]) -> Vec<Input<'a>> {
        let columns: Vec<(Column, usize)> =
            self.columns.iter().map(|(column, _)| (*column, axis(*column))).collect();
        with_unknowns(inputs, &columns)
    }
}

/// The axis of a column: acts, authority, then criteria.
fn axis(column: Column) -> usize {
    match column {
        Column::Authority => 1,
        Column::Criterion(at) => at + 2,
    }
}

fn with_unknowns<'a>(inputs: &[Input<'a>], blank: &[(Column, usize)]) -> Vec<Input<'a>> {
    let mut inputs = inputs.to_vec();
    for (_, axis) in blank {
        if let Some(input) = inputs.get_mut(*axis) {
            *input = Input::Unknown;
        }
    }
    inputs
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

/// Whether any row that may still match looks at a column.
struct Mentioned<'a> {
    pack: &'a Pack,
    inputs: &'a [Input<'a>],
    panel: bool,
}

impl Mentioned<'_> {
    /// The outcomes look at it, unless a panel has decided.
    fn always(&self, column: Column) -> bool {
        !self.panel && ALWAYS.contains(&self.pack.catalogue.column_name(column))
    }

    fn by_a_row(&self, axis: usize) -> bool {
        let pack = self.pack;
        let replaced = || {
            self.in_stops(&pack.policy, axis)
                || self.in_table(&pack.veto, axis)
                || self.in_table(&pack.floor, axis)
                || self.in_table(&pack.mitigation, axis)
        };
        self.in_stops(&pack.law, axis)
            || self.in_table(&pack.supervision, axis)
            || self.in_table(&pack.governance, axis)
            || (!self.panel && replaced())
    }

    fn looks<T>(table: &Ruled<T>, row: usize, axis: usize) -> bool {
        table.compiled.cell(row, axis).is_some_and(|cell| !cell.is_any())
    }

    fn in_table<T>(&self, table: &Ruled<T>, axis: usize) -> bool {
        let possible = table.compiled.matches(self.inputs).possible;
        (0..table.rows.len()).any(|row| possible.contains(row) && Self::looks(table, row, axis))
    }

    /// An admit row counts only if its stop may bind.
    fn in_stops(&self, stops: &Stops, axis: usize) -> bool {
        let possible = stops.table.compiled.matches(self.inputs).possible;
        let may_bind = |wanted: usize| {
            stops.table.rows.iter().enumerate().any(|(row, ruling)| {
                possible.contains(row) && matches!(ruling.output, StopRow::Set { stop, .. } if stop == wanted)
            })
        };
        stops.table.rows.iter().enumerate().any(|(row, ruling)| {
            let counts = match ruling.output {
                StopRow::Admit { stop, .. } => may_bind(stop),
                StopRow::Set { .. } | StopRow::Lift => true,
            };
            counts && possible.contains(row) && Self::looks(&stops.table, row, axis)
        })
    }
}
