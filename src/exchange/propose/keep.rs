//! An earlier mapping taken over: what a person confirmed in it stays as it is, and only what is new is proposed.

use std::collections::BTreeSet;

use super::{Draft, SourceDraft, ValuesDraft};
use crate::exchange::mapping::{Mapping, SourceSpec, ValueMap};

/// Puts the sources of an earlier mapping into a draft.
pub(super) fn keep_sources(draft: &mut Draft, from: &Mapping) {
    draft.name.clone_from(&from.name);
    let mut fresh = std::mem::take(&mut draft.sources);
    for old in &from.sources {
        let same = |source: &SourceDraft| {
            source.spec.layout == old.layout
                && source.spec.sheet == old.sheet
                && source.spec.files.iter().any(|file| old.files.iter().any(|pattern| fits(pattern, file)))
        };
        let (ours, rest) = fresh.into_iter().partition::<Vec<_>, _>(same);
        fresh = rest;
        draft.sources.push(merged(old, ours));
    }
    // a file that an earlier source names is that source's, however it is read
    fresh.retain(|source| {
        let named =
            |file: &String| from.sources.iter().flat_map(|old| &old.files).any(|pattern| fits(pattern, file));
        !source.spec.files.iter().all(named)
    });
    draft.sources.extend(fresh);
}

/// Puts the words of an earlier mapping into a draft.
pub(super) fn keep_values(draft: &mut Draft, from: &Mapping) {
    for old in &from.values {
        match draft.values.iter_mut().find(|values| values.field == old.field) {
            Some(values) => merge_values(values, old),
            None => draft.values.push(ValuesDraft {
                field: old.field.clone(),
                pairs: old.map.clone(),
                notes: Vec::new(),
                rows: std::collections::BTreeMap::new(),
                same: 0,
                unknown: Vec::new(),
            }),
        }
    }
}

/// Whether a name is one that a pattern means; `*` stands for any letters.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(start) else { return false };
    name.char_indices()
        .map(|(at, _)| at)
        .chain([name.len()])
        .any(|at| name.get(at..).is_some_and(|end| fits(rest, end)))
}

/// The earlier source, its settings untouched: its confirmed columns, and new proposals for the others.
fn merged(old: &SourceSpec, fresh: Vec<SourceDraft>) -> SourceDraft {
    let mut spec = old.clone();
    let confirmed: BTreeSet<&str> =
        old.columns.iter().filter(|column| column.confirmed).map(|c| c.ours.as_str()).collect();
    let taken: BTreeSet<&String> =
        old.columns.iter().filter(|column| column.confirmed).flat_map(|c| &c.theirs).collect();
    let (mut notes, mut column_notes, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for source in fresh {
        for column in source.spec.columns {
            let is_new = !confirmed.contains(column.ours.as_str())
                && !column.theirs.iter().any(|theirs| taken.contains(theirs));
            if is_new {
                spec.columns.retain(|old| old.ours != column.ours);
                spec.columns.push(column);
            }
        }
        notes.extend(source.notes);
        column_notes.extend(source.column_notes);
        unknown.extend(source.unknown.into_iter().filter(|theirs| !taken.contains(theirs)));
    }
    SourceDraft { spec, notes, column_notes, unknown, plain: false }
}

fn merge_values(values: &mut ValuesDraft, old: &ValueMap) {
    let kept: BTreeSet<String> =
        old.map.iter().filter(|pair| pair.confirmed).map(|pair| pair.theirs.clone()).collect();
    values.pairs.retain(|pair| !kept.contains(&pair.theirs));
    let fresh: BTreeSet<String> = values.pairs.iter().map(|pair| pair.theirs.clone()).collect();
    let earlier = old.map.iter().filter(|pair| pair.confirmed || !fresh.contains(&pair.theirs)).cloned();
    let mut pairs: Vec<_> = earlier.collect();
    let known: BTreeSet<&String> = old.map.iter().map(|pair| &pair.theirs).collect();
    values.unknown.retain(|(theirs, _)| !known.contains(theirs));
    values.notes.retain(|note| !known.iter().any(|theirs| note.contains(&super::write::quoted(theirs))));
    pairs.append(&mut values.pairs);
    values.pairs = pairs;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_names() {
        assert!(
            fits("a*.csv", "a2026.csv") && fits("*", "x") && fits("a.csv", "a.csv") && fits("*a*b", "xaab")
        );
        assert!(!fits("a*.csv", "b.csv") && !fits("a.csv", "a.csv2") && !fits("*.csv", "a.csv.gz"));
    }
}
