//! Which measures a task would be asked for, read off the pack's own rows, so that tasks state believable ones.

use crate::model::Catalogue;

/// A row of mitigation or governance that asks for measures.
#[derive(Debug)]
struct Asked {
    /// Places in the pack's measures.
    words: Vec<u16>,
    /// By criterion, the values at which it asks, as bits.
    values: Vec<(usize, u64)>,
    /// Acts at which it asks; empty: any task.
    acts: Vec<u16>,
}

/// What the pack's rows ask for.
#[derive(Debug)]
pub(super) struct Measures {
    rows: Vec<Asked>,
}

impl Measures {
    /// Reads the rows as far as they are plain; a condition that is not is taken as met.
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let rows = catalogue.rules.iter().filter(|rule| matches!(rule.table, "mitigation" | "governance"));
        let rows = rows.filter_map(|rule| {
            let words = rule.output.split([' ', ';']).filter_map(|word| catalogue.mitigations.find(word));
            let words: Vec<u16> = words.collect();
            let mut asked = Asked { words, values: Vec::new(), acts: Vec::new() };
            for (column, cell) in &rule.conditions {
                if column == "acts" {
                    asked.acts = cell.split(", ").filter_map(|act| catalogue.act_names.find(act)).collect();
                } else if let Some(criterion) = catalogue.criterion(column) {
                    asked.values.extend(values(catalogue, criterion, cell).map(|bits| (criterion, bits)));
                }
            }
            (!asked.words.is_empty()).then_some(asked)
        });
        Self { rows: rows.collect() }
    }

    /// The measures asked for at these values (by criterion) and acts, each once.
    pub(super) fn asked(&self, values: &[Option<u8>], acts: &[u16]) -> Vec<u16> {
        let met = |row: &&Asked| {
            let at = |(criterion, bits): &(usize, u64)| {
                let value = values.get(*criterion).copied().flatten();
                value.is_none_or(|value| bits >> value.min(63) & 1 == 1)
            };
            row.values.iter().all(at)
                && (row.acts.is_empty() || row.acts.iter().any(|act| acts.contains(act)))
        };
        let mut words: Vec<u16> =
            self.rows.iter().filter(met).flat_map(|row| row.words.iter().copied()).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// `>= value`, or a list of values, as bits.
fn values(catalogue: &Catalogue, criterion: usize, cell: &str) -> Option<u64> {
    let words = &catalogue.criteria.get(criterion)?.values;
    if let Some(least) = cell.strip_prefix(">= ") {
        return words.find(least).map(|least| u64::MAX << least.min(63));
    }
    cell.split(", ").try_fold(0u64, |bits, word| words.find(word).map(|value| bits | 1 << value.min(63)))
}
