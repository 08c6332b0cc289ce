//! Files of coded records: where the mapping says that values stand (`ASG.4`, `ASSIGNMENT.Grade|2`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::layout::DraftCell;
use super::super::mapping::SourceSpec;
use super::super::row::Row;
use super::common::{cell, join, problem, told};
use crate::model::{Finding, FindingCode, SheetKind};

/// A cell of a kind of record, or one part of a cell that holds several between `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// The kind of record.
    pub(super) record: String,
    place: usize,
    part: Option<usize>,
}

/// The place, from 0, of a column that a kind of record has by name.
pub(super) type Names = fn(record: &str, column: &str) -> Option<usize>;

impl Field {
    /// `RECORD.3` counts cells from 1, the record's code being the first; `|2` behind it is the second part of the cell.
    pub(super) fn parse(written: &str, names: Names) -> Option<Self> {
        let (written, part) = match written.split_once('|') {
            Some((field, part)) => (field, Some(counted(part)?)),
            None => (written, None),
        };
        let (record, column) = written.trim().split_once('.')?;
        let place = names(record, column).or_else(|| counted(column))?;
        Some(Self { record: record.to_owned(), place, part })
    }

    /// A field that the layout itself knows.
    pub(super) fn known(record: &str, place: usize) -> Self {
        Self { record: record.to_owned(), place, part: None }
    }

    /// Its value in a record of its kind.
    pub(super) fn of<'r>(&self, row: &'r Row) -> &'r str {
        let whole = row.get(self.place);
        self.part.map_or(whole, |part| whole.split('|').nth(part).unwrap_or_default().trim())
    }
}

/// A number from 1 as a place from 0.
fn counted(text: &str) -> Option<usize> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse::<usize>().ok()?.checked_sub(1) } else { None }
}

/// A column of ours, and the fields whose values are joined; none for a constant, which rows are given later.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) ours: String,
    pub(super) fields: Vec<Field>,
    theirs: String,
}

impl Column {
    /// Its cell, where `value` gives a field's value; blank as soon as one of several is not there at all.
    pub(super) fn cell<'r>(&'r self, value: impl Fn(&Field) -> Option<&'r str>) -> DraftCell<'r> {
        let values: Option<Vec<&'r str>> = self.fields.iter().map(value).collect();
        let text = values.map_or(Cow::Borrowed(""), |values| join(values.into_iter()));
        cell(&self.ours, text, self.theirs.as_str())
    }
}

/// Everything that mapping and layout say of a source of records.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    /// Columns of ours, each once.
    pub(super) columns: Vec<Column>,
    /// By kind of record: where it says whose it is.
    pub(super) person: BTreeMap<String, Field>,
    /// By kind of record: from when until when it holds.
    pub(super) force: BTreeMap<String, Force>,
}

/// The fields between whose days a record holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Force {
    pub(super) from: Vec<Field>,
    pub(super) to: Vec<Field>,
}

impl Plan {
    /// The plan of a source: what the layout knows by itself (`usual`, in the words of a mapping) unless the mapping says
    /// otherwise. Faults of the mapping are told of under its first file.
    pub(super) fn of(spec: &SourceSpec, usual: &[(&str, &[&str])], names: Names) -> (Self, Vec<Finding>) {
        let mut this = Self::default();
        let mut faults = Vec::new();
        for map in &spec.columns {
            let theirs: Vec<&str> = map.theirs.iter().map(String::as_str).collect();
            faults.extend(this.add(&map.ours, &theirs, names));
        }
        for (ours, theirs) in usual {
            let columns_only = this.column(ours).is_some();
            if !columns_only {
                faults.extend(this.add(ours, theirs, names));
            }
        }
        let file = spec.files.first().map_or("", String::as_str);
        (this, faults.into_iter().map(|(value, message)| fault(file, &value, message)).collect())
    }

    fn add(&mut self, ours: &str, theirs: &[&str], names: Names) -> Vec<(String, &'static str)> {
        let mut faults = Vec::new();
        let parsed = |written: &&str| {
            let field = Field::parse(written, names);
            if field.is_none() {
                faults.push(((*written).to_owned(), "this names no cell of a record"));
            }
            field
        };
        let fields: Vec<Field> = theirs.iter().filter_map(parsed).collect();
        match ours {
            "person_id" => {
                // a record that the mapping names is not the layout's own any more
                for field in fields {
                    self.person.entry(field.record.clone()).or_insert(field);
                }
            }
            "valid_from" | "valid_to" => {
                for field in fields {
                    let force = self.force.entry(field.record.clone()).or_default();
                    if ours == "valid_from" { force.from.push(field) } else { force.to.push(field) }
                }
            }
            _ if !is_ours(ours) => {
                faults.push((ours.to_owned(), "neither staff nor holdings have this column"));
            }
            _ => self.columns.push(Column { ours: ours.to_owned(), fields, theirs: theirs.join(" + ") }),
        }
        faults
    }

    /// The column of this name.
    pub(super) fn column(&self, ours: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.ours == ours)
    }

    /// The columns of a sheet.
    pub(super) fn of_sheet(&self, sheet: SheetKind) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| has(sheet, &column.ours))
    }

    /// The kind of record that is a holding: the one that names the competency.
    pub(super) fn holding(&self) -> Option<&str> {
        let column = self.column("competency")?;
        column.fields.first().map(|field| field.record.as_str())
    }
}

fn has(sheet: SheetKind, ours: &str) -> bool {
    sheet.required().iter().chain(sheet.optional()).any(|column| *column == ours)
}

fn is_ours(ours: &str) -> bool {
    has(SheetKind::Staff, ours) || has(SheetKind::Holdings, ours)
}

/// A fault of the mapping.
pub(super) fn fault(file: &str, value: &str, message: &'static str) -> Finding {
    let help = "write RECORD.n for the n-th cell of a record, the record's code being the first, and RECORD.n|k for the \
                k-th part of a cell that holds several";
    told(file, 0, problem(FindingCode::ColumnUnknown, "", value, message, help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_counted_from_one_or_named() {
        let names: Names = |record, column| (record == "ASSIGNMENT" && column == "Grade").then_some(2);
        let row = Row {
            cells: ["ASA", "7", "NHS|XR05|Review Body Band 5"].map(String::from).to_vec(),
            ..Row::default()
        };
        let value = |written: &str| Field::parse(written, names).map(|field| field.of(&row).to_owned());
        assert_eq!(value("ASG.2").as_deref(), Some("7"));
        assert_eq!(value("ASSIGNMENT.Grade|2").as_deref(), Some("XR05"));
        assert_eq!(value("ASG.3|9").as_deref(), Some(""));
        assert_eq!(value("ASG.9").as_deref(), Some(""));
        for wrong in ["ASG", "ASG.0", "ASG.x", "ASG.2|0", "ASG.+2", ""] {
            assert_eq!(Field::parse(wrong, names), None, "{wrong}");
        }
    }
}
