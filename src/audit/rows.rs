//! Two packs row by row: rules added, taken out, and changed cell by cell.

use crate::model::{Catalogue, RuleText};
use crate::rules::Pack;

/// What became of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// Its id.
    pub id: String,
    /// Its table.
    pub table: &'static str,
    /// What became of it.
    pub what: What,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its cells differ: column, before, after.
    Changed(Vec<(String, String, String)>),
}

/// Every rule that is not the same in both, by table, then id.
#[must_use]
pub fn row_changes(one: &Pack, other: &Pack) -> Vec<RowChange> {
    let mut list = Vec::new();
    let change = |rule: &RuleText, what| RowChange { id: rule.id.clone(), table: rule.table, what };
    for (at, rule) in one.catalogue.rules.iter().enumerate() {
        match find(&other.catalogue, rule) {
            None => list.push(change(rule, What::Removed)),
            Some((there, twin)) => {
                let force = |pack: &Pack, at: usize| pack.in_force.get(at).copied().unwrap_or(false);
                let cells = cells((rule, force(one, at)), (twin, force(other, there)));
                if !cells.is_empty() {
                    list.push(change(rule, What::Changed(cells)));
                }
            }
        }
    }
    for rule in other.catalogue.rules.iter().filter(|rule| find(&one.catalogue, rule).is_none()) {
        list.push(change(rule, What::Added));
    }
    list
}

fn find<'a>(catalogue: &'a Catalogue, rule: &RuleText) -> Option<(usize, &'a RuleText)> {
    catalogue.rules.iter().enumerate().find(|(_, other)| other.id == rule.id && other.table == rule.table)
}

fn cells(one: (&RuleText, bool), other: (&RuleText, bool)) -> Vec<(String, String, String)> {
    let force = |force: bool| if force { "yes" } else { "no" }.to_owned();
    let day = |day: Option<crate::model::Day>| day.map_or(String::new(), |day| day.to_string());
    let named = |(rule, in_force): (&RuleText, bool)| {
        [
            ("gives", rule.output.clone()),
            ("stop", rule.stop.clone()),
            ("because", rule.because.clone()),
            ("source", rule.source.clone()),
            ("jurisdiction", rule.jurisdiction.clone()),
            ("effective_from", day(rule.from)),
            ("effective_until", day(rule.until)),
            ("in force", force(in_force)),
        ]
    };
    let mut list: Vec<(String, String, String)> = Vec::new();
    let cell = |rule: &RuleText, column: &str| {
        let found = rule.conditions.iter().find(|(name, _)| name == column);
        found.map_or(String::new(), |(_, cell)| cell.clone())
    };
    let mut columns: Vec<&String> = one.0.conditions.iter().map(|(column, _)| column).collect();
    columns.extend(other.0.conditions.iter().map(|(column, _)| column));
    columns.sort();
    columns.dedup();
    for column in columns {
        list.push((column.clone(), cell(one.0, column), cell(other.0, column)));
    }
    for ((column, before), (_, after)) in named(one).into_iter().zip(named(other)) {
        list.push((column.to_owned(), before, after));
    }
    list.retain(|(_, before, after)| before != after);
    list
}
