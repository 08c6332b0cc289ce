//! What the layouts share: rows that cannot be used, and columns that the mapping names.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::layout::{DraftCell, Problem};
use super::super::mapping::{ColumnMap, SourceSpec, ValueMap};
use super::super::row::Row;
use crate::model::{Finding, FindingCode, Place, SheetKind, Words};

/// A problem.
pub(super) fn problem(
    code: FindingCode,
    column: &str,
    value: &str,
    message: impl Into<Cow<'static, str>>,
    help: impl Into<Cow<'static, str>>,
) -> Problem {
    Problem {
        code,
        column: column.to_owned(),
        value: value.to_owned(),
        message: message.into(),
        help: help.into(),
    }
}

/// A problem that refuses nothing, or a whole file (line 0), as a finding.
pub(super) fn told(file: &str, line: u64, problem: Problem) -> Finding {
    let place = Place { file: Arc::from(file), line, column: problem.column };
    Finding::new(problem.code, place, problem.value, problem.message, problem.help)
}

/// Whether every cell is blank.
pub(super) fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(String::is_empty)
}

/// A cell of a draft.
pub(super) fn cell<'r>(
    ours: &'r str,
    value: impl Into<Cow<'r, str>>,
    theirs: impl Into<Cow<'r, str>>,
) -> DraftCell<'r> {
    DraftCell { ours: Cow::Borrowed(ours), value: value.into(), theirs: theirs.into() }
}

/// Columns that the mapping names, found in a header.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    columns: Vec<NamedColumn>,
}

#[derive(Debug, Clone)]
struct NamedColumn {
    ours: String,
    theirs: String,
    /// None for a constant, which is given to the rows later.
    places: Vec<usize>,
}

impl Named {
    /// Finds the columns of a source in a header; those that it lacks, or has twice, are told of.
    pub(super) fn find(spec: &SourceSpec, file: &str, header: &[String]) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let columns = spec
            .columns
            .iter()
            .map(|column| NamedColumn {
                ours: column.ours.clone(),
                theirs: column.theirs.join(" + "),
                places: places(column, file, header, &mut findings),
            })
            .collect();
        (Self { columns }, findings)
    }

    /// Whether the mapping names this column of ours.
    pub(super) fn has(&self, ours: &str) -> bool {
        self.columns.iter().any(|column| column.ours == ours)
    }

    /// The cell of a column of ours; blank for a constant.
    pub(super) fn get<'r>(&'r self, ours: &str, row: &'r Row) -> Option<DraftCell<'r>> {
        self.columns.iter().find(|column| column.ours == ours).map(|column| column.cell(row))
    }

    /// The cells of all columns but constants.
    pub(super) fn cells<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = DraftCell<'r>> {
        self.columns.iter().filter(|column| !column.places.is_empty()).map(move |column| column.cell(row))
    }
}

impl NamedColumn {
    fn cell<'r>(&'r self, row: &'r Row) -> DraftCell<'r> {
        let value = join(self.places.iter().map(|place| row.get(*place)));
        cell(&self.ours, value, self.theirs.as_str())
    }
}

/// The word of ours that the mapping surely gives for one of theirs.
pub(super) fn confirmed<'w>(values: &'w [ValueMap], kind: &str, theirs: &str) -> Option<&'w str> {
    let maps = values.iter().filter(|map| map.field == kind);
    let pair = maps.flat_map(|map| &map.map).find(|pair| pair.theirs == theirs)?;
    pair.ours.as_deref().filter(|_| pair.confirmed)
}

/// The required columns of a sheet and its days, and those that the mapping names besides: what a layout of such a sheet
/// fills.
pub(super) fn filled(sheet: SheetKind, spec: &SourceSpec) -> Vec<String> {
    let known = sheet.required().iter().chain(sheet.days()).map(|column| (*column).to_owned());
    let mut columns: Vec<String> = known.collect();
    for column in &spec.columns {
        if !columns.contains(&column.ours) {
            columns.push(column.ours.clone());
        }
    }
    columns
}

/// Several cells as one: joined by `|`, and blank if all are.
pub(super) fn join<'r>(cells: impl Iterator<Item = &'r str>) -> Cow<'r, str> {
    let cells: Vec<&str> = cells.collect();
    match cells.as_slice() {
        [] => Cow::Borrowed(""),
        [one] => Cow::Borrowed(*one),
        several if several.iter().all(|cell| cell.is_empty()) => Cow::Borrowed(""),
        several => Cow::Owned(several.join("|")),
    }
}

fn places(column: &ColumnMap, file: &str, header: &[String], findings: &mut Vec<Finding>) -> Vec<usize> {
    let places = column
        .theirs
        .iter()
        .filter_map(|theirs| place(file, header, theirs).map_err(|finding| findings.push(*finding)).ok());
    places.collect()
}

/// The place of a header that must be there once.
pub(super) fn place(file: &str, header: &[String], theirs: &str) -> Result<usize, Box<Finding>> {
    let mut places = header.iter().enumerate().filter(|(_, name)| name.as_str() == theirs.trim());
    match (places.next(), places.next()) {
        (Some((place, _)), None) => Ok(place),
        (None, _) => {
            let known = Words::new(header.iter().cloned());
            let help = known.nearest(theirs).map_or_else(
                || format!("the file has {}", known.listed()),
                |near| format!("did you mean `{near}`?"),
            );
            let missing = problem(FindingCode::ColumnMissing, "", theirs, "the file has no column", help);
            Err(Box::new(told(file, 0, missing)))
        }
        (Some(_), Some(_)) => {
            let help = "give the columns different headers";
            let twice = problem(FindingCode::ColumnRepeated, "", theirs, "two columns have the header", help);
            Err(Box::new(told(file, 0, twice)))
        }
    }
}
