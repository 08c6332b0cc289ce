//! Layout `table`: a header row, then one row of theirs for one row of ours; columns by name.

use std::borrow::Cow;

use super::super::layout::{Aside, At, Context, Draft, DraftCell, Layout, Opened, Problem, Sink};
use super::super::mapping::SourceSpec;
use super::super::row::Row;
use crate::model::{Finding, FindingCode, Place, Result, SheetKind, Words};

/// What joins the values of several columns that are one of ours.
const JOINT: &str = "|";
/// How such columns are named together.
const TOGETHER: &str = " + ";

/// A table that gives one sheet.
pub(super) struct Table<'m> {
    sheet: SheetKind,
    columns: Vec<Bound<'m>>,
    /// Every column of ours that rows fill, constants included.
    filled: Vec<String>,
}

/// A column of ours that comes from columns of theirs.
struct Bound<'m> {
    ours: &'m str,
    theirs: &'m [String],
    shown: Cow<'m, str>,
}

impl<'m> Table<'m> {
    /// `None` where the source names no sheet of ours, which the reading of the mapping has told of.
    pub(super) fn new(spec: &'m SourceSpec) -> Option<Self> {
        let sheet = SheetKind::parse(spec.sheet.as_deref()?)?;
        let bound = spec.columns.iter().filter(|column| !column.theirs.is_empty()).map(|column| Bound {
            ours: &column.ours,
            theirs: &column.theirs,
            shown: match column.theirs.as_slice() {
                [one] => Cow::Borrowed(one.as_str()),
                several => Cow::Owned(several.join(TOGETHER)),
            },
        });
        let filled = spec.columns.iter().map(|column| column.ours.clone()).collect();
        Some(Self { sheet, columns: bound.collect(), filled })
    }

    fn rows_of(&self, file: usize, opened: &mut Opened<'_>, sink: &mut dyn Sink) -> Result<()> {
        let header = opened.rows.header().to_vec();
        let places: Vec<Vec<usize>> = self
            .columns
            .iter()
            .map(|bound| bound.theirs.iter().filter_map(|name| position(&header, name)).collect())
            .collect();
        let keys = self.keys(&places);
        let mut row = Row::default();
        while opened.rows.read(&mut row)? {
            let at = At { file, row: &row };
            if let Some(fault) = row.fault {
                sink.reject(at, Problem::of_row(&row, fault, header.len()))?;
            } else if let Some(why) = out_of_scope(&row, &header, &keys) {
                sink.set_aside(at, Aside::OutOfScope, why)?;
            } else {
                sink.pass(at, &[self.draft(&row, &places)])?;
            }
        }
        Ok(())
    }

    /// Positions of the columns by which a row is known.
    fn keys(&self, places: &[Vec<usize>]) -> Vec<usize> {
        let count = match self.sheet {
            SheetKind::Staff => 3,
            SheetKind::Tasks | SheetKind::Panel | SheetKind::Holdings => 2,
            SheetKind::Competencies | SheetKind::Links => 1,
        };
        let keys = self.sheet.required().get(..count).unwrap_or_default();
        let bound = self.columns.iter().zip(places).filter(|(bound, _)| keys.contains(&bound.ours));
        bound.flat_map(|(_, at)| at.iter().copied()).collect()
    }

    fn draft<'r>(&'r self, row: &'r Row, places: &[Vec<usize>]) -> Draft<'r> {
        let cells = self.columns.iter().zip(places).map(|(bound, at)| DraftCell {
            ours: Cow::Borrowed(bound.ours),
            value: joined(row, at),
            theirs: Cow::Borrowed(&bound.shown),
        });
        Draft { sheet: self.sheet, cells: cells.collect() }
    }
}

impl Layout for Table<'_> {
    fn sheets(&self) -> Vec<(SheetKind, Vec<String>)> {
        vec![(self.sheet, self.filled.clone())]
    }

    fn check(&self, files: &[Opened<'_>]) -> Vec<Finding> {
        files.iter().flat_map(|file| missing(file, &self.columns)).collect()
    }

    fn read(&self, files: &mut [Opened<'_>], _: Context, sink: &mut dyn Sink) -> Result<()> {
        for (number, file) in files.iter_mut().enumerate() {
            self.rows_of(number, file, sink)?;
        }
        Ok(())
    }
}

/// Mapped columns that a file does not have, or has twice.
fn missing(file: &Opened<'_>, columns: &[Bound<'_>]) -> Vec<Finding> {
    let header = file.rows.header();
    let known = Words::new(header.iter().cloned());
    let names = columns.iter().flat_map(|bound| bound.theirs);
    let problem = |name: &String| {
        let place = Place { file: file.name.into(), line: 0, column: name.clone() };
        match header.iter().filter(|header| *header == name).count() {
            1 => None,
            0 => {
                let help = match known.nearest(name) {
                    Some(near) => format!("it has `{near}`: mend the mapping if that is meant"),
                    None => "mend the mapping, or take the file to another source of it".to_owned(),
                };
                let message = "the file lacks a column that the mapping names";
                Some(Finding::new(FindingCode::ColumnMissing, place, name, message, help))
            }
            _ => {
                let message = "the mapping names a header that the file has twice";
                let help = "rename one of the two columns";
                Some(Finding::new(FindingCode::ColumnRepeated, place, name, message, help))
            }
        }
    };
    names.filter_map(problem).collect()
}

fn position(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|header| header == name)
}

/// The values of some columns together; blank where all are.
fn joined<'r>(row: &'r Row, places: &[usize]) -> Cow<'r, str> {
    match places {
        [one] => Cow::Borrowed(row.get(*one)),
        several if several.iter().all(|at| row.get(*at).is_empty()) => Cow::Borrowed(""),
        several => Cow::Owned(several.iter().map(|at| row.get(*at)).collect::<Vec<_>>().join(JOINT)),
    }
}

/// Why a row is none of a table's, if it is none.
fn out_of_scope(row: &Row, header: &[String], keys: &[usize]) -> Option<&'static str> {
    let Some(first) = row.cells.iter().find(|cell| !cell.is_empty()) else { return Some("blank row") };
    if row.cells.iter().zip(header).all(|(cell, header)| cell == header) {
        return Some("header row again");
    }
    let total = is_total(first) || keys.iter().any(|key| is_total(row.get(*key)));
    total.then_some("total row")
}

fn is_total(cell: &str) -> bool {
    ["total", "totals", "grand total"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_none_are_known() {
        let header = ["id", "name"].map(String::from);
        let why = |cells: [&str; 2]| {
            let row = Row { cells: cells.map(String::from).to_vec(), ..Row::default() };
            out_of_scope(&row, &header, &[1])
        };
        assert_eq!(why(["", ""]), Some("blank row"));
        assert_eq!(why(["id", "name"]), Some("header row again"));
        assert_eq!(why(["TOTAL", "7"]), Some("total row"));
        assert_eq!(why(["", "Grand Total"]), Some("total row"));
        assert_eq!(why(["S1", "totals"]), Some("total row"));
        assert_eq!(why(["S1", "Total care"]), None);
        assert_eq!(why(["S1", ""]), None);
    }

    #[test]
    fn several_columns_are_one() {
        let row = Row { cells: ["a", "", "c", ""].map(String::from).to_vec(), ..Row::default() };
        assert_eq!(joined(&row, &[0, 1, 2]), "a||c");
        assert_eq!(joined(&row, &[1, 3]), "");
        assert_eq!(joined(&row, &[1]), "");
    }
}
