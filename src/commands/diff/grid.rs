//! A table of a run with some of its rows undone: rows go, come back, or have a cell as it was.

use std::collections::{BTreeMap, BTreeSet};

use crate::sheet::{Record, Sheet, push_cell};

/// One change of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// The row on this line goes.
    Gone(u64),
    /// A row comes, a cell by the name of its column.
    Back(BTreeMap<String, String>),
    /// The row on this line has another cell in this column.
    Cell(u64, String, String),
    /// The whole table is another one, or is not there.
    Whole(Option<Vec<u8>>),
}

/// A change, and the table that it is of (`staff`, `rules/0/law.csv`).
pub(super) type Placed = (String, Edit);

/// A table as it was read.
#[derive(Debug)]
pub(super) struct Grid {
    /// Its file, as the run names it.
    pub(super) name: String,
    pub(super) sheet: Sheet,
}

impl Grid {
    /// `None`: the bytes are no table.
    pub(super) fn read(name: &str, bytes: &[u8]) -> Option<Self> {
        let sheet = Sheet::read(name, bytes).ok()?;
        Some(Self { name: name.to_owned(), sheet })
    }

    /// A cell by the name of its column; blank where there is none.
    pub(super) fn cell<'r>(&self, record: &'r Record, column: &str) -> &'r str {
        self.sheet.column(column).map_or("", |at| record.get(at))
    }

    /// A row by the names of its columns.
    pub(super) fn row(&self, record: &Record) -> BTreeMap<String, String> {
        self.sheet.header().iter().cloned().zip(record.cells().map(str::to_owned)).collect()
    }

    /// Whether a row of another table says the same under the same headers.
    pub(super) fn is_same(&self, own: &Record, other: &Self, there: &Record) -> bool {
        if own.fault.is_some() || there.fault.is_some() {
            return own.raw == there.raw;
        }
        if self.sheet.header() == other.sheet.header() {
            return own.cells().eq(there.cells());
        }
        self.sheet.header().iter().all(|column| self.cell(own, column) == other.cell(there, column))
    }

    /// Whether both have the same columns, in any order: only then can rows of one stand in the other.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let columns = |grid: &Self| grid.sheet.header().iter().cloned().collect::<BTreeSet<String>>();
        columns(self) == columns(other)
    }

    /// The table with changes, of the rows that are kept; rows that are not touched stay byte for byte.
    pub(super) fn render(&self, edits: &[&Edit], keep: impl Fn(&Record) -> bool) -> Vec<u8> {
        let mut bytes = self.head();
        self.write(&mut bytes, self.sheet.records().iter().filter(|record| keep(record)), edits, None);
        bytes
    }

    /// The header row.
    pub(super) fn head(&self) -> Vec<u8> {
        let mut bytes = self.sheet.raw_header().to_vec();
        bytes.push(b'\n');
        bytes
    }

    /// Adds some rows with changes; all of them under another name, if one is given: column and cell.
    pub(super) fn write<'r>(
        &self,
        bytes: &mut Vec<u8>,
        records: impl Iterator<Item = &'r Record>,
        edits: &[&Edit],
        name: Option<(&str, &str)>,
    ) {
        let mut gone: BTreeSet<u64> = BTreeSet::new();
        let mut cells: BTreeMap<u64, BTreeMap<&str, &str>> = BTreeMap::new();
        for edit in edits {
            match edit {
                Edit::Gone(line) => drop(gone.insert(*line)),
                Edit::Cell(line, column, cell) => {
                    cells.entry(*line).or_default().insert(column, cell);
                }
                Edit::Back(_) | Edit::Whole(_) => {}
            }
        }
        let named = |column: &str| name.filter(|(own, _)| *own == column).map(|(_, cell)| cell.to_owned());
        for record in records.filter(|record| !gone.contains(&record.line)) {
            let own = cells.get(&record.line);
            if own.is_none() && name.is_none() {
                bytes.extend_from_slice(&record.raw);
            } else {
                self.push(bytes, |at, column| {
                    let undone = own.and_then(|own| own.get(column)).map(|cell| (*cell).to_owned());
                    named(column).or(undone).unwrap_or_else(|| record.get(at).to_owned())
                });
            }
            bytes.push(b'\n');
        }
        for edit in edits {
            if let Edit::Back(row) = edit {
                self.push(bytes, |_, column| {
                    named(column).or_else(|| row.get(column).cloned()).unwrap_or_default()
                });
                bytes.push(b'\n');
            }
        }
    }

    /// Adds a row without its line end.
    fn push(&self, bytes: &mut Vec<u8>, cell: impl Fn(usize, &str) -> String) {
        for (at, column) in self.sheet.header().iter().enumerate() {
            if at > 0 {
                bytes.push(b',');
            }
            push_cell(bytes, &cell(at, column), ',');
        }
    }
}

/// The rows of a table by a key of theirs; rows that cannot be read have none.
pub(super) fn by_key<'g, K: Ord>(
    grid: Option<&'g Grid>,
    key: impl Fn(&'g Grid, &'g Record) -> K,
) -> BTreeMap<K, Vec<&'g Record>> {
    let mut rows: BTreeMap<K, Vec<&Record>> = BTreeMap::new();
    if let Some(grid) = grid {
        for record in grid.sheet.records().iter().filter(|record| record.fault.is_none()) {
            rows.entry(key(grid, record)).or_default().push(record);
        }
    }
    rows
}
