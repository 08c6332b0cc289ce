//! Tables as they are written when nobody has a reason to write them otherwise: same rows, same meaning.

use super::cells::Axes;
use super::layers::Layer;
use super::rows::split_list;
use super::shapes::{columns, stage_of};
use super::{PACK_FILES, PackFiles};
use crate::model::{Catalogue, Error, Result};
use crate::sheet::{Sheet, Table};
use crate::table::{Axis, Op, Part, Test, parse_cell};

/// Columns that hold a `;` list, in whatever table.
const LISTS: [&str; 8] =
    ["needs", "authorities", "values", "routine", "mitigations", "outcomes", "refused", "because_rule"];

/// The tables of a pack's own layer, formatted. `catalogue` is that of the whole pack, which must have been loaded from
/// these layers. Columns stand in the order of the documentation, cells in the order of what they speak of; rows keep
/// their order, and no column goes, filled or not.
pub fn format(layers: &[Layer], catalogue: &Catalogue) -> Result<PackFiles> {
    let axes = Axes::new(catalogue);
    let mut criteria = Vec::new();
    for layer in layers.iter().rev() {
        criteria.extend(criteria_as_written(&layer.files)?);
    }
    let mut formatted = PackFiles::new();
    let own = layers.first().map(|layer| &layer.files);
    for (file, bytes) in own.into_iter().flatten() {
        if PACK_FILES.contains(&file.as_str()) && file != "pack.toml" {
            let sheet = Sheet::read(file, bytes).map_err(Error::Input)?;
            let mut order = columns(file, &criteria);
            order.retain(|column| sheet.column(column).is_some());
            let cell = |column: &str, text: &str| canonical(file, column, text, &axes, catalogue);
            formatted.insert(file.clone(), table(&sheet, &order, cell));
        }
    }
    Ok(formatted)
}

/// The criteria of a folder in the order of criteria.csv; none if it has no such table.
pub fn criteria_as_written(files: &PackFiles) -> Result<Vec<String>> {
    let Some(bytes) = files.get("criteria.csv") else { return Ok(Vec::new()) };
    let sheet = Sheet::read("criteria.csv", bytes).map_err(Error::Input)?;
    let at = sheet.column("criterion");
    Ok(sheet.records().iter().filter_map(|record| Some(record.get(at?).to_owned())).collect())
}

fn table(sheet: &Sheet, order: &[String], cell: impl Fn(&str, &str) -> String) -> Vec<u8> {
    let mut table = Table::new(order.iter().map(String::as_str), false);
    for record in sheet.records() {
        let text = |column: &String| sheet.column(column).map_or("", |at| record.get(at));
        let cells: Vec<String> = order.iter().map(|column| cell(column, text(column))).collect();
        table.row(cells.iter().map(String::as_str));
    }
    table.finish()
}

/// A cell as it is written.
fn canonical(file: &str, column: &str, text: &str, axes: &Axes, catalogue: &Catalogue) -> String {
    if text == "-" {
        return String::new();
    }
    let is_rule = stage_of(file).is_some();
    if LISTS.contains(&column) || (column == "acts" && !is_rule) {
        return split_list(text).join(";");
    }
    if !is_rule || text.is_empty() {
        return text.to_owned();
    }
    if column == "authorisations" {
        return authorisations(text, catalogue);
    }
    axes.of(column, catalogue).map_or_else(|| text.to_owned(), |axis| condition(text, axis))
}

/// Words of the pack in its order, then patient group directions.
fn authorisations(text: &str, catalogue: &Catalogue) -> String {
    let mut words: Vec<(u16, &str)> = text
        .split(',')
        .map(str::trim)
        .map(|word| (catalogue.authorisations.find(word).unwrap_or(u16::MAX), word))
        .collect();
    words.sort_unstable();
    words.dedup();
    words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

/// A condition. What would not match the same as before stays as it was.
fn condition(text: &str, axis: &Axis) -> String {
    let written = match parse_cell(text) {
        Ok(Test::OneOf(parts)) => match parts.as_slice() {
            // a comparison says what is meant if the scale ever grows
            [Part::Compare(op @ (Op::AtLeast | Op::AtMost), word)] => Some(format!("{} {word}", op.sign())),
            _ => list(parts, axis),
        },
        Ok(Test::NotOneOf(parts)) => list(parts, axis).map(|list| format!("not({list})")),
        _ => None,
    };
    let Some(written) = written else { return text.to_owned() };
    let same = match (axis.read(text), axis.read(&written)) {
        (Ok(old), Ok(new)) => old.is_any() == new.is_any() && old.positions().eq(new.positions()),
        _ => false,
    };
    if same { written } else { text.to_owned() }
}

/// A comma list in the order of the axis; along an order, runs of values.
fn list(parts: Vec<Part>, axis: &Axis) -> Option<String> {
    let cell = axis.compile(&Test::OneOf(parts)).ok()?;
    let positions: Vec<u16> = cell.positions().collect();
    if !axis.is_ordered() {
        return Some(positions.iter().map(|at| axis.label(*at)).collect::<Vec<_>>().join(", "));
    }
    let top = u16::try_from(axis.len()).ok()?.checked_sub(1)?;
    let runs = positions.chunk_by(|a, b| a + 1 == *b);
    Some(runs.filter_map(|run| stretch(run, top, axis)).collect::<Vec<_>>().join(", "))
}

/// Values that follow each other.
fn stretch(run: &[u16], top: u16, axis: &Axis) -> Option<String> {
    let (first, last) = (*run.first()?, *run.last()?);
    let (low, high) = (axis.label(first), axis.label(last));
    Some(match (first, last) {
        _ if first == last => low,
        (_, last) if last == top => format!(">= {low}"),
        (0, _) => format!("<= {high}"),
        _ => format!("[{low}..{high}]"),
    })
}
