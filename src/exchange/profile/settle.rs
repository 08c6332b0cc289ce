//! From what was gathered to what is told: of every column its meaning, and of a personal one no value.

use super::column::{Column, Held};
use super::{Gathering, Profiled, remarks};
use crate::exchange::headers::personal;
use crate::exchange::meaning::{Known, likely_sheet};
use crate::exchange::personal::is_personal;
use crate::model::headers::plain;
use crate::model::{ColumnProfile, FileProfile};

/// Values told of.
const TOP: usize = 8;
/// A column of more filled cells than this, most of them different, may name people.
const MANY: u64 = 20;

pub(super) fn settle(gathering: Gathering, header: Vec<String>, profile: FileProfile) -> Profiled {
    let Gathering { mut rows, columns, seen, .. } = gathering;
    rows.duplicates = seen.again();
    rows.duplicates_exact = seen.is_exact();
    let mut file = Profiled { profile: FileProfile { rows, ..profile }, held: Vec::new() };
    let names = header.into_iter().map(Some).chain(std::iter::repeat(None));
    let mut open: Vec<Column> = Vec::new();
    for (at, (mut column, name)) in columns.into_iter().zip(names).enumerate() {
        let held = column.close();
        let header = name.unwrap_or_else(|| format!("column {}", at + 1));
        file.profile.columns.push(of_column(header, &column, &held));
        file.held.push(held);
        open.push(column);
    }
    if let Some(reading) = likely_sheet(&file, &Known::default()) {
        for meant in &reading.meant {
            if let Some(column) = file.profile.columns.get_mut(meant.column) {
                column.meaning = format!("{}.{}", reading.sheet.word(), meant.ours);
                column.confidence = meant.confidence;
                column.evidence.clone_from(&meant.evidence);
            }
        }
    }
    for ((profile, column), held) in file.profile.columns.iter_mut().zip(&open).zip(&file.held) {
        profile.personal = why_personal(profile, column);
        profile.remarks = remarks::of_column(profile, &column.seen, held);
        let shapes = column.seen.shapes();
        profile.shapes = shapes.into_iter().take(TOP).map(|(shape, held)| (shape, held.rows)).collect();
    }
    file.profile.remarks = remarks::of_file(&file.profile);
    file
}

fn of_column(header: String, column: &Column, held: &[(String, Held)]) -> ColumnProfile {
    let seen = &column.seen;
    let (distinct, distinct_exact) = column.distinct(held);
    let mut types: Vec<(String, u64)> =
        seen.types.iter().map(|(words, rows)| (words.clone(), *rows)).collect();
    types.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    ColumnProfile {
        header,
        filled: seen.filled,
        blanks: column.blanks,
        distinct,
        distinct_exact,
        types,
        lengths: seen.lengths.unwrap_or_default(),
        numbers: seen.numbers(),
        days: seen.days.map(|(first, last)| (first.to_string(), last.to_string())),
        parts: seen.parts,
        top: held.iter().take(TOP).map(|(value, held)| (value.clone(), held.rows)).collect(),
        ..ColumnProfile::default()
    }
}

/// Why the values of a column are not to be shown; blank: they may be.
fn why_personal(profile: &ColumnProfile, column: &Column) -> String {
    if profile.meaning.ends_with(".staff_id") {
        return "ids of staff".to_owned();
    }
    let by_value = column.seen.personal.iter().find(|(_, rows)| **rows * 20 >= profile.filled);
    if let Some(why) = personal(&plain(&profile.header)).or(by_value.map(|(why, _)| *why)) {
        return why.to_owned();
    }
    if profile.meaning.is_empty() && is_personal(&profile.header) {
        return "by its header".to_owned();
    }
    let dates = profile.types.first().is_some_and(|(words, _)| words.starts_with("date"));
    let unlike = profile.filled > MANY && profile.distinct * 2 > profile.filled;
    if profile.meaning.is_empty() && unlike && !dates {
        return "values that are nearly all different, of a meaning that is not known: they may name people"
            .to_owned();
    }
    String::new()
}

/// Takes everything out of a profile that may tell of a person: of personal columns every value, of which shapes take the
/// place.
pub(super) fn hide(profile: &mut FileProfile) {
    for column in profile.columns.iter_mut().filter(|column| !column.personal.is_empty()) {
        column.top = column.shapes.clone();
        column.numbers = None;
        column.days = None;
        column.remarks.iter_mut().for_each(|remark| remark.examples.clear());
    }
}
