//! Rows of a CSV file as cells by column name, and which rows of one key stand.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Files, Pour};
use crate::sheet::{Dialect, Head, Next, Record, Sheet, lines_in, next_row};

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its line, for messages.
    pub(super) line: u64,
    /// It cannot be read as a row; it then has no fields.
    pub(super) faulty: bool,
    record: Record,
    /// Where the columns stand that are known.
    columns: Arc<BTreeMap<String, usize>>,
}

impl Row {
    fn new(mut record: Record, columns: &Arc<BTreeMap<String, usize>>) -> Self {
        record.raw = Vec::new();
        Self { line: record.line, faulty: record.fault.is_some(), record, columns: Arc::clone(columns) }
    }

    /// The cell of a column; blank if there is no such column.
    pub(super) fn get(&self, column: &str) -> &str {
        match self.columns.get(column) {
            Some(at) if !self.faulty => self.record.get(*at),
            _ => "",
        }
    }

    /// All its cells, whatever column they belong to.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.record.cells()
    }

    /// Whether the known columns of both say the same.
    fn same(&self, other: &Self) -> bool {
        self.columns.keys().all(|column| self.get(column) == other.get(column))
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
    let columns = columns(name, sheet.header(), required, known)?;
    let rows = sheet.records().iter().map(|record| Row::new(record.clone(), &columns)).collect();
    Ok(Records { header: sheet.header().to_vec(), rows })
}

/// Reads a file that is handed over piece by piece, and keeps the rows that are wanted.
pub(super) fn read_large(
    name: &str,
    pour: &Pour<'_>,
    [required, known]: [&[&str]; 2],
    wanted: impl Fn(&Row) -> bool,
) -> Result<Records, String> {
    let found = RefCell::new((Vec::new(), Arc::default()));
    let mut rows = Vec::new();
    each_record(
        name,
        pour,
        &mut |head| {
            let columns = columns(name, &head.header, required, known)?;
            found.replace((head.header.clone(), columns));
            Ok(())
        },
        &mut |record| {
            let row = Row::new(record, &found.borrow().1);
            if wanted(&row) {
                rows.push(row);
            }
        },
    )?;
    Ok(Records { header: found.into_inner().0, rows })
}

/// Reads a file that is handed over piece by piece: its header, then every row.
pub(super) fn each_record(
    name: &str,
    pour: &Pour<'_>,
    header: &mut dyn FnMut(&Head) -> Result<(), String>,
    each: &mut dyn FnMut(Record),
) -> Result<(), String> {
    let mut pieces = Pieces { name, held: Vec::new(), head: None, line: 0 };
    let mut taken = Ok(());
    pour(&mut |bytes| {
        if taken.is_ok() {
            taken = pieces.take(bytes, false, header, each);
        }
    })?;
    taken?;
    pieces.take(&[], true, header, each)
}

/// A file on its way.
struct Pieces<'n> {
    name: &'n str,
    /// What is not yet read of what was handed over.
    held: Vec<u8>,
    head: Option<Head>,
    /// The line on which `held` begins.
    line: u64,
}

impl Pieces<'_> {
    /// Takes in a piece, and hands on the rows that end in it.
    fn take(
        &mut self,
        bytes: &[u8],
        last: bool,
        header: &mut dyn FnMut(&Head) -> Result<(), String>,
        each: &mut dyn FnMut(Record),
    ) -> Result<(), String> {
        let unusable = || format!("{} cannot be read as a table", self.name);
        self.held.extend_from_slice(bytes);
        if bytes.contains(&0) {
            return Err(unusable());
        }
        if self.head.is_none() {
            let Some(head) = Head::read(self.name, &self.held, last) else { return Ok(()) };
            let head = head.map_err(|_| unusable())?;
            header(&head)?;
            self.held.drain(..head.end);
            self.line = head.line;
            self.head = Some(head);
        }
        let Some(head) = &self.head else { return Err(unusable()) };
        let mut rest = self.held.as_slice();
        let mut found = Vec::new();
        loop {
            let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let (lines, behind) = rest.split_at_checked(blank).unwrap_or((rest, &[]));
            self.line += lines_in(lines);
            rest = behind;
            match next_row(rest, last, Dialect::COMMA) {
                Next::Row(row) if !row.whole.is_empty() => {
                    found.push((self.line, row.whole));
                    self.line += lines_in(row.whole);
                    rest = rest.get(row.whole.len()..).unwrap_or_default();
                }
                Next::Row(_) | Next::More => break,
                Next::TooLong => return Err(unusable()),
            }
        }
        for record in Sheet::of_rows(head.clone(), found).records() {
            each(record.clone());
        }
        let read = self.held.len() - rest.len();
        self.held.drain(..read);
        Ok(())
    }
}

/// Where the known columns stand; the required ones must be there.
fn columns(
    name: &str,
    header: &[String],
    required: &[&str],
    known: &[&str],
) -> Result<Arc<BTreeMap<String, usize>>, String> {
    for column in required {
        if !header.iter().any(|header| header == column) {
            return Err(format!("{name} has no column {column}"));
        }
    }
    let mut columns = BTreeMap::new();
    for (at, header) in header.iter().enumerate() {
        if known.contains(&header.as_str()) {
            columns.insert(header.clone(), at);
        }
    }
    Ok(Arc::new(columns))
}

/// The rows that stand: not faulty, the columns of `filled` not blank, of equal rows the first, and none of those whose
/// key another row has with other values.
pub(super) fn standing(mut rows: Vec<Row>, key: &[&str], filled: &[&str]) -> Vec<Row> {
    rows.retain(|row| !row.faulty && filled.iter().all(|column| !row.get(column).is_empty()));
    let key_of = |row: &Row| -> Vec<String> { key.iter().map(|column| row.get(column).to_owned()).collect() };
    // of every key the first row, and its line while no other row of the key says something else
    let mut first: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut stands: BTreeMap<Vec<String>, Option<u64>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let key = key_of(row);
        match first.get(&key).and_then(|first| rows.get(*first)) {
            None => {
                first.insert(key.clone(), at);
                stands.insert(key, Some(row.line));
            }
            Some(before) if before.same(row) => {}
            Some(_) => {
                stands.insert(key, None);
            }
        }
    }
    rows.retain(|row| stands.get(&key_of(row)) == Some(&Some(row.line)));
    rows
}

/// The entries of a `;` list, trimmed; a blank cell has none, an entry may be empty.
pub(super) fn list(cell: &str) -> Vec<String> {
    if cell.is_empty() {
        return Vec::new();
    }
    cell.split(';').map(|entry| entry.trim_matches([' ', '\t']).to_owned()).collect()
}
