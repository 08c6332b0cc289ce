//! Rows of a CSV file as fields by column name, and which rows of one key stand.

use std::collections::BTreeMap;

use super::Files;
use crate::sheet::Sheet;

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its line, for messages.
    pub(super) line: u64,
    /// It cannot be read as a row; it then has no fields.
    pub(super) faulty: bool,
    /// All its cells, whatever column they belong to.
    pub(super) cells: Vec<String>,
    /// The cells of the columns that are known.
    fields: BTreeMap<String, String>,
}

impl Row {
    /// The cell of a column; blank if there is no such column.
    pub(super) fn get(&self, column: &str) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }
}

/// A file.
#[derive(Debug)]
pub(super) struct Records {
    /// Its headers.
    pub(super) header: Vec<String>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

impl Records {
    /// Whether it has a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.header.iter().any(|header| header == column)
    }
}

/// Reads a file: `required` columns must be there, `known` ones (the required among them) become fields.
pub(super) fn read(files: &Files, name: &str, required: &[&str], known: &[&str]) -> Result<Records, String> {
    let bytes = files.files.get(name).ok_or_else(|| format!("{name} is missing"))?;
    let sheet = Sheet::read(name, bytes).map_err(|_| format!("{name} cannot be read as a table"))?;
    for column in required {
        if sheet.column(column).is_none() {
            return Err(format!("{name} has no column {column}"));
        }
    }
    let mut rows = Vec::new();
    for record in sheet.records() {
        let faulty = record.fault.is_some();
        let mut fields = BTreeMap::new();
        if !faulty {
            for (header, cell) in sheet.header().iter().zip(record.cells()) {
                if known.contains(&header.as_str()) {
                    fields.insert(header.clone(), cell.to_owned());
                }
            }
        }
        rows.push(Row {
            line: record.line,
            faulty,
            cells: record.cells().map(str::to_owned).collect(),
            fields,
        });
    }
    Ok(Records { header: sheet.header().to_vec(), rows })
}

/// The rows that stand: not faulty, the columns of `filled` not blank, of equal rows the first, and none of those whose
/// key another row has with other values.
pub(super) fn standing(rows: &[Row], key: &[&str], filled: &[&str]) -> Vec<Row> {
    let mut good: Vec<&Row> = Vec::new();
    for row in rows {
        let blank = filled.iter().any(|column| row.get(column).is_empty());
        if !row.faulty && !blank {
            good.push(row);
        }
    }
    let mut stand = Vec::new();
    for (at, row) in good.iter().enumerate() {
        let same_key = |other: &Row| key.iter().all(|column| other.get(column) == row.get(column));
        let contradicted = good.iter().any(|other| same_key(other) && other.fields != row.fields);
        let repeated = good.iter().take(at).any(|before| before.fields == row.fields);
        if !contradicted && !repeated {
            stand.push((*row).clone());
        }
    }
    stand
}

/// The entries of a `;` list, trimmed; a blank cell has none, an entry may be empty.
pub(super) fn list(cell: &str) -> Vec<String> {
    if cell.is_empty() {
        return Vec::new();
    }
    cell.split(';').map(|entry| entry.trim_matches([' ', '\t']).to_owned()).collect()
}
