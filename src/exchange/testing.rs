//! For tests: rows that are in memory already.

use super::row::{Row, Rows};
use crate::model::Result;

/// Rows of cells; a cell is what stands between the separators of a line, without quoting.
#[derive(Debug)]
pub(super) struct Lines {
    header: Vec<String>,
    rows: std::vec::IntoIter<Row>,
}

impl Lines {
    pub(super) fn of(text: &str, separator: char) -> Self {
        let cells = |line: &str| -> Vec<String> {
            line.split(separator).map(|cell| cell.trim().replace('\u{a0}', " ")).collect()
        };
        let mut lines = text.lines();
        let header = cells(lines.next().unwrap_or_default());
        let mut rows = Vec::new();
        for (number, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
            let cells = cells(line);
            let fault = (cells.len() != header.len()).then_some(crate::sheet::Fault::Ragged);
            rows.push(Row { line: number as u64 + 2, cells, fault, raw: line.as_bytes().to_vec() });
        }
        Self { header, rows: rows.into_iter() }
    }
}

impl Rows for Lines {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut Row) -> Result<bool> {
        match self.rows.next() {
            Some(next) => *row = next,
            None => return Ok(false),
        }
        Ok(true)
    }
}
