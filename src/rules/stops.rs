//! Stages 2 and 3 for one completion: the stops that bind, and what passes them.

use std::collections::BTreeSet;

use super::evaluate::Mode;
use super::matched::Matched;
use super::pack::{Ruling, StopRow, Stops};
use crate::model::{Grant, RuleId, Stage, TraceRow};
use crate::table::Input;

/// A stop that binds, and what passes it.
pub(super) struct Bound<'p> {
    pub(super) stage: Stage,
    pub(super) name: &'p str,
    delegable: bool,
    pub(super) setters: Vec<RuleId>,
    pub(super) admits: Vec<(&'p Ruling<StopRow>, &'p [bool], bool)>,
}

impl Bound<'_> {
    pub(super) fn passes(&self, role: usize) -> bool {
        self.admits.iter().any(|(_, posts, _)| posts.get(role).copied().unwrap_or(false))
    }

    pub(super) fn passes_delegably(&self, role: usize) -> bool {
        self.delegable
            && self
                .admits
                .iter()
                .any(|(_, posts, delegable)| *delegable && posts.get(role).copied().unwrap_or(false))
    }
}

/// Law or policy: the stops that bind, with the rows that lifted others.
pub(super) fn bound<'p>(
    stops: &'p Stops,
    stage: Stage,
    inputs: &[Input<'_>],
    mode: Mode,
    trace: &mut BTreeSet<TraceRow>,
) -> Vec<Bound<'p>> {
    let matched = Matched::new(&stops.table, inputs, mode);
    let mut list: Vec<Bound<'p>> = Vec::new();
    for (ruling, lifting) in matched.standing(&stops.table, None) {
        let StopRow::Set { stop, delegable } = ruling.output else { continue };
        trace.extend(lifting.iter().map(|row| TraceRow { stage, rule: row.rule, decides: true }));
        if !lifting.is_empty() {
            continue;
        }
        let name = stops.names.get(stop).map_or("", String::as_str);
        match list.iter_mut().find(|bound| bound.name == name) {
            Some(bound) => {
                bound.delegable &= delegable;
                bound.setters.push(ruling.rule);
            }
            None => {
                list.push(Bound { stage, name, delegable, setters: vec![ruling.rule], admits: Vec::new() });
            }
        }
    }
    for (row, ruling) in stops.table.rows.iter().enumerate() {
        if let StopRow::Admit { stop, delegable, posts, .. } = &ruling.output
            && matched.grants(row)
            && let Some(bound) =
                list.iter_mut().find(|b| stops.names.get(*stop).is_some_and(|name| name == b.name))
        {
            bound.admits.push((ruling, posts, *delegable));
        }
    }
    list.sort_by(|a, b| a.name.cmp(b.name));
    list
}

pub(super) fn grants(stops: &[Bound<'_>]) -> Vec<Grant> {
    let mut list: Vec<Grant> = stops
        .iter()
        .map(|stop| {
            let mut rows: Vec<RuleId> = stop.admits.iter().map(|(row, _, _)| row.rule).collect();
            rows.sort_unstable();
            Grant { stop: stop.name.to_owned(), rows }
        })
        .collect();
    list.sort();
    list
}
