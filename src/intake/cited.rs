//! Rows of a large file again, cell by cell: those on given lines, or those of given people about given competencies.

use std::collections::{BTreeMap, BTreeSet};

use super::Pace;
use super::walk::{self, Work, revisit, walk};
use crate::files::Big;
use crate::model::{Error, Result};
use crate::sheet::{BlockRow, Cells, Shape, row_at};

/// A row as it lies in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedRow {
    /// The line on which it begins.
    pub line: u64,
    /// Its cells, trimmed; of a row that cannot be read strictly, as far as commas tell.
    pub cells: Vec<String>,
    /// It can be read strictly and has as many cells as the header.
    pub sound: bool,
}

/// Some rows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cited {
    /// The headers.
    pub header: Vec<String>,
    /// The rows, by line.
    pub rows: BTreeMap<u64, CitedRow>,
}

impl Cited {
    /// A cell of a row by its header; blank where there is none.
    #[must_use]
    pub fn cell<'c>(&'c self, row: &'c CitedRow, column: &str) -> &'c str {
        let at = self.header.iter().position(|header| header == column);
        at.and_then(|at| row.cells.get(at)).map_or("", String::as_str)
    }

    /// Whether the file has a column.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.header.iter().any(|header| header == column)
    }
}

/// The headers of a file that was read without a fault before.
pub fn header_of(big: &Big) -> Result<Vec<String>> {
    Ok(walk::head(big)?.map_err(|(findings, _)| Error::Input(findings))?.header)
}

/// The rows that begin on these lines. The file must have been read without a fault before.
pub fn rows_on(big: &Big, lines: &BTreeSet<u64>, pace: Pace<'_>) -> Result<Cited> {
    let head = walk::head(big)?.map_err(|(findings, _)| Error::Input(findings))?;
    let mut spots: Vec<(u64, u64)> = Vec::new();
    walk(big, &head, pace, &Places, |done| {
        let here = done.out.iter().map(|(at, line)| (done.place + at, done.line + line));
        spots.extend(here.filter(|(_, line)| lines.contains(line)));
    })?;
    let mut cited = Cited { header: head.header, rows: BTreeMap::new() };
    let mut cells = Cells::default();
    revisit(big, pace, &spots, |line, row| {
        let fault = cells.read(&row);
        let row = CitedRow {
            line,
            cells: (0..cells.len()).map(|at| String::from_utf8_lossy(cells.get(at)).into_owned()).collect(),
            sound: fault.is_none() && cells.len() == cited.header.len(),
        };
        cited.rows.insert(line, row);
    })?;
    Ok(cited)
}

/// Where rows begin, and on which line.
struct Places;

impl Work for Places {
    type Out = Vec<(u64, u64)>;

    fn begin(&self) -> Self::Out {
        Vec::new()
    }

    fn row(&self, out: &mut Self::Out, _: &[u8], row: BlockRow<'_>) {
        out.push((row.at as u64, row.line));
    }
}

/// The rows of holdings.csv about these pairs of `staff_id` and code that can be read strictly.
pub fn rows_about(big: &Big, about: &BTreeSet<(String, String)>, pace: Pace<'_>) -> Result<Cited> {
    let head = walk::head(big)?.map_err(|(findings, _)| Error::Input(findings))?;
    let column = |name: &str| head.column(name).unwrap_or(usize::MAX);
    let work =
        About { pairs: about, width: head.header.len(), id: column("staff_id"), code: column("competency") };
    let mut rows = BTreeMap::new();
    walk(big, &head, pace, &work, |done| {
        rows.extend(done.out.1.into_iter().map(|row: CitedRow| {
            let line = done.line + row.line;
            (line, CitedRow { line, ..row })
        }));
    })?;
    Ok(Cited { header: head.header, rows })
}

/// Rows about some pairs.
struct About<'a> {
    pairs: &'a BTreeSet<(String, String)>,
    width: usize,
    id: usize,
    code: usize,
}

impl Work for About<'_> {
    /// Memory for a row, and the rows with their lines in the block.
    type Out = (Cells, Vec<CitedRow>);

    fn begin(&self) -> Self::Out {
        Default::default()
    }

    fn row(&self, (cells, rows): &mut Self::Out, text: &[u8], row: BlockRow<'_>) {
        let raw = match row.shape {
            Shape::Other(raw) => Some(raw),
            Shape::Plain(..) => row_at(text.get(row.at..).unwrap_or_default(), true),
        };
        let Some(raw) = raw else { return };
        if cells.read(&raw).is_some() || cells.len() != self.width {
            return;
        }
        let own = |column: usize| cells.text(column).to_owned();
        if self.pairs.contains(&(own(self.id), own(self.code))) {
            rows.push(CitedRow { line: row.line, cells: (0..cells.len()).map(own).collect(), sound: true });
        }
    }
}
