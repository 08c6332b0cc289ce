//! What is odd about columns and files, by rules that are stated in docs/profile-and-map.md.

use std::collections::{BTreeMap, BTreeSet};

use super::Profiled;
use super::column::{Held, Seen};
use crate::model::{ColumnProfile, FileProfile, Remark};

/// Values of which a remark tells.
const TOLD: usize = 5;

/// Everything odd about a column.
pub(super) fn of_column(profile: &ColumnProfile, seen: &Seen, held: &[(String, Held)]) -> Vec<Remark> {
    [
        order(profile),
        short_years(profile),
        far(seen),
        serials(profile, seen),
        mangled(seen),
        zeros(seen),
        alike(held),
        shapes(profile, seen),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Everything odd about a file as a whole.
pub(super) fn of_file(profile: &FileProfile) -> Vec<Remark> {
    let mut seen = BTreeSet::new();
    let mut remarks = Vec::new();
    for column in profile.columns.iter().filter(|column| !column.header.is_empty()) {
        if !seen.insert(column.header.to_lowercase()) {
            let message = format!("two columns have the header `{}`", column.header);
            remarks.push(Remark { code: "header-repeated", message, ..Remark::default() });
        }
    }
    let blank = profile.columns.iter().filter(|column| column.header.is_empty()).count();
    if blank > 0 {
        let message = format!("{blank} columns have no header");
        remarks.push(Remark { code: "header-blank", message, ..Remark::default() });
    }
    if let Some(text) = &profile.text
        && text.line_ends.iter().filter(|count| **count > 0).count() > 1
    {
        let [crlf, lf, cr] = text.line_ends;
        let message = format!("line ends are mixed: {crlf} CR LF, {lf} LF, {cr} CR");
        remarks.push(Remark { code: "line-ends", message, ..Remark::default() });
    }
    remarks
}

fn order(profile: &ColumnProfile) -> Option<Remark> {
    let parts = &profile.parts;
    if !parts.any() {
        return None;
    }
    let counts = format!(
        "{} with a first part above 12, {} with a second, {} that may be either",
        parts.first_above, parts.second_above, parts.either
    );
    let (code, message) = match (parts.day_first(), parts.first_above > 0) {
        (Some(true), _) => ("date-order-settled", format!("day before month: {counts}")),
        (Some(false), _) => ("date-order-settled", format!("month before day: {counts}")),
        (None, true) => ("date-order-mixed", format!("both orders in one column: {counts}")),
        (None, false) => ("date-order-open", format!("the order of day and month is not settled: {counts}")),
    };
    let rows = parts.first_above + parts.second_above + parts.either;
    Some(Remark { code, message, rows, ..Remark::default() })
}

fn short_years(profile: &ColumnProfile) -> Option<Remark> {
    let rows = profile.parts.short_years;
    let message = "years of two digits: the century must be said in the mapping".to_owned();
    (rows > 0).then_some(Remark { code: "two-digit-years", message, rows, ..Remark::default() })
}

fn far(seen: &Seen) -> Option<Remark> {
    (seen.far.count > 0).then(|| Remark {
        code: "date-far",
        message: "dates before 1900 or after 2100".to_owned(),
        rows: seen.far.count,
        examples: seen.far_examples.clone(),
        lines: seen.far.first.clone(),
    })
}

/// Bare numbers in a column of dates.
fn serials(profile: &ColumnProfile, seen: &Seen) -> Option<Remark> {
    let by_meaning = profile.meaning.ends_with("_on");
    let in_dates = by_meaning || seen.dates * 2 > profile.filled;
    let message = "numbers from 20000 to 59999 among dates: days as spreadsheets count them".to_owned();
    (seen.serials > 0 && in_dates).then_some(Remark {
        code: "date-serials",
        message,
        rows: seen.serials,
        ..Remark::default()
    })
}

fn mangled(seen: &Seen) -> Option<Remark> {
    (seen.mangled.count > 0).then(|| Remark {
        code: "mangled",
        message: "values as a spreadsheet makes them of codes (`1.2E+05`, `Mar-25`): the codes are lost"
            .to_owned(),
        rows: seen.mangled.count,
        examples: seen.mangled_examples.clone(),
        lines: seen.mangled.first.clone(),
    })
}

/// The length that most digits-only values have, where shorter ones would have it with zeros in front: length, rows that
/// have it, rows that are shorter.
pub(super) fn usual_length(digits: &BTreeMap<usize, u64>) -> Option<(usize, u64, u64)> {
    let all: u64 = digits.values().sum();
    let (length, rows) = digits.iter().max_by_key(|(length, rows)| (**rows, **length))?;
    let shorter: u64 = digits.range(..length).map(|(_, rows)| rows).sum();
    let longer = all - rows - shorter;
    let fixed = *length >= 3 && rows * 10 >= all * 6 && longer * 100 <= all;
    (fixed && shorter > 0).then_some((*length, *rows, shorter))
}

/// The usual length of digits-only values, by rows.
pub(in crate::exchange) fn usual_width(held: &[(String, Held)]) -> Option<usize> {
    let mut digits: BTreeMap<usize, u64> = BTreeMap::new();
    for (value, held) in held.iter().filter(|(value, _)| value.bytes().all(|b| b.is_ascii_digit())) {
        *digits.entry(value.len()).or_default() += held.rows;
    }
    digits.iter().max_by_key(|(length, rows)| (**rows, **length)).map(|(length, _)| *length)
}

/// Digits-only values shorter than the length that dominates: zeros in front may be lost.
fn zeros(seen: &Seen) -> Option<Remark> {
    let all: u64 = seen.digits.values().sum();
    let (length, rows, shorter) = usual_length(&seen.digits)?;
    // a column of counts has many lengths and never a zero in front
    let is_code = seen.zeros > 0 || length >= 5;
    let message = format!(
        "{shorter} of {all} values of digits only are shorter than {length} digits, which {rows} have: zeros in front may be lost"
    );
    (is_code && all * 10 >= seen.filled * 9).then_some(Remark {
        code: "zeros-lost",
        message,
        rows: shorter,
        ..Remark::default()
    })
}

/// Values that differ only by case or by blanks.
fn alike(held: &[(String, Held)]) -> Option<Remark> {
    let mut groups: BTreeMap<String, Vec<(&str, Held)>> = BTreeMap::new();
    for (value, held) in held {
        let folded: Vec<&str> = value.split_whitespace().collect();
        groups.entry(folded.join(" ").to_lowercase()).or_default().push((value, *held));
    }
    let several: Vec<_> = groups.into_values().filter(|group| group.len() > 1).collect();
    let rows = several.iter().flat_map(|group| group.iter().skip(1)).map(|(_, held)| held.rows).sum();
    let examples = several.iter().flatten().take(TOLD).map(|(value, held)| ((*value).to_owned(), held.rows));
    (!several.is_empty()).then(|| Remark {
        code: "case-or-blanks",
        message: format!(
            "{} values are written in several ways that differ by case or blanks only",
            several.len()
        ),
        rows,
        examples: examples.collect(),
        lines: several
            .iter()
            .flat_map(|group| group.iter().skip(1))
            .map(|(_, held)| held.line)
            .take(TOLD)
            .collect(),
    })
}

/// Shapes that less than 1 % of the values have, in a column of which at least 90 % have one shape.
fn shapes(profile: &ColumnProfile, seen: &Seen) -> Option<Remark> {
    let shapes = seen.shapes();
    let (usual, most) = shapes.first()?;
    if most.rows * 10 < profile.filled * 9 || seen.shapeless > 0 {
        return None;
    }
    let rare: Vec<_> = shapes.iter().skip(1).filter(|(_, held)| held.rows * 100 < profile.filled).collect();
    let rows = rare.iter().map(|(_, held)| held.rows).sum();
    (!rare.is_empty()).then(|| Remark {
        code: "shape-rare",
        message: format!("values of another shape than `{usual}`, each of less than 1 % of the values"),
        rows,
        examples: rare.iter().take(TOLD).map(|(shape, held)| (shape.clone(), held.rows)).collect(),
        lines: rare.iter().take(TOLD).map(|(_, held)| held.line).collect(),
    })
}

/// Says of columns of digits whose values are those of another file's column but for zeros in front.
pub fn compare(files: &mut [Profiled]) {
    let mut found: Vec<(usize, usize, Remark)> = Vec::new();
    for (here, file) in files.iter().enumerate() {
        for (_, other) in files.iter().enumerate().filter(|(there, _)| *there != here) {
            for (column, held) in file.held.iter().enumerate() {
                let remarks = other.held.iter().enumerate().filter_map(|(of, whole)| {
                    let remark = shortened(held, whole)?;
                    let header = other.profile.columns.get(of).map_or("", |column| &column.header);
                    let message = format!("{} `{header}` of {} has", remark.message, other.profile.file);
                    Some((here, column, Remark { message, ..remark }))
                });
                found.extend(remarks);
            }
        }
    }
    for (file, column, remark) in found {
        let profile = files.get_mut(file).and_then(|file| file.profile.columns.get_mut(column));
        if let Some(profile) = profile.filter(|profile| !profile.remarks.contains(&remark)) {
            profile.remarks.push(remark);
        }
    }
}

/// Whether at least half of a column's values are values of another but for zeros in front, and less than that as they are.
pub(in crate::exchange) fn shortened(held: &[(String, Held)], whole: &[(String, Held)]) -> Option<Remark> {
    let digits = |value: &str| value.len() > 1 && value.bytes().all(|b| b.is_ascii_digit());
    let zeroed: BTreeSet<&str> =
        whole.iter().map(|(value, _)| value.as_str()).filter(|v| digits(v) && v.starts_with('0')).collect();
    if zeroed.is_empty() {
        return None;
    }
    let bare: BTreeSet<&str> = zeroed.iter().map(|value| value.trim_start_matches('0')).collect();
    let lost = held.iter().filter(|(value, _)| !value.starts_with('0') && bare.contains(value.as_str()));
    let (mut values, mut rows) = (0u64, 0);
    for (_, held) in lost {
        values += 1;
        rows += held.rows;
    }
    let message = format!("{values} values lack zeros in front that");
    // a chance number or two is no evidence
    (values >= 5 && values * 2 >= zeroed.len() as u64).then_some(Remark {
        code: "zeros-lost",
        message,
        rows,
        ..Remark::default()
    })
}
