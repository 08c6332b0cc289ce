//! Tables in memory that laws change cell by cell, and their bytes as CSV.

use super::dice::Dice;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// As many cells as the header.
    Cells(Vec<String>),
    /// Bytes that may be no row at all.
    Raw(Vec<u8>),
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) header: Vec<String>,
    pub(crate) lines: Vec<Line>,
    crlf: bool,
    bom: bool,
}

impl Sheet {
    pub(crate) fn new<T: ToString>(header: &[T]) -> Self {
        let header = header.iter().map(ToString::to_string).collect();
        Self { header, lines: Vec::new(), crlf: false, bom: false }
    }

    /// Adds a row; columns that are not named are blank, and names that are no columns are left out.
    pub(crate) fn push(&mut self, cells: &[(&str, String)]) {
        let mut row = vec![String::new(); self.header.len()];
        for (column, cell) in cells {
            if let Some(at) = self.column(column) {
                row[at].clone_from(cell);
            }
        }
        self.lines.push(Line::Cells(row));
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|header| header == name)
    }

    /// The numbers of the rows that have cells.
    pub(crate) fn rows(&self) -> Vec<usize> {
        (0..self.lines.len()).filter(|row| matches!(self.lines[*row], Line::Cells(_))).collect()
    }

    /// A cell; blank where the table has no such column.
    pub(crate) fn get(&self, row: usize, column: &str) -> &str {
        match (&self.lines[row], self.column(column)) {
            (Line::Cells(cells), Some(at)) => &cells[at],
            _ => "",
        }
    }

    pub(crate) fn set(&mut self, row: usize, column: &str, cell: &str) {
        if let (Some(at), Line::Cells(cells)) = (self.column(column), &mut self.lines[row]) {
            cell.clone_into(&mut cells[at]);
        }
    }

    /// Changes every cell of a column.
    pub(crate) fn map(&mut self, column: &str, change: impl Fn(&str) -> String) {
        for row in self.rows() {
            let cell = change(self.get(row, column));
            self.set(row, column, &cell);
        }
    }

    /// The rows in which a column has this cell.
    pub(crate) fn rows_with(&self, column: &str, cell: &str) -> Vec<usize> {
        self.rows().into_iter().filter(|row| self.get(*row, column) == cell).collect()
    }

    /// Leaves a column out.
    pub(crate) fn drop_column(&mut self, name: &str) {
        let Some(at) = self.column(name) else { return };
        self.header.remove(at);
        for line in &mut self.lines {
            if let Line::Cells(cells) = line {
                cells.remove(at);
            }
        }
    }

    /// Adds a column at the end.
    pub(crate) fn add_column(&mut self, name: &str, cell: &str) {
        self.header.push(name.to_owned());
        for line in &mut self.lines {
            if let Line::Cells(cells) = line {
                cells.push(cell.to_owned());
            }
        }
    }

    /// Puts rows and columns in another order, and chooses how lines end.
    pub(crate) fn disorder(&mut self, dice: &Dice) {
        let mut order: Vec<usize> = (0..self.header.len()).collect();
        dice.shuffle(&mut order);
        let reorder = |cells: &[String]| order.iter().map(|at| cells[*at].clone()).collect();
        self.header = reorder(&self.header);
        for line in &mut self.lines {
            if let Line::Cells(cells) = line {
                *cells = reorder(cells);
            }
        }
        dice.shuffle(&mut self.lines);
        (self.crlf, self.bom) = (dice.chance(20), dice.chance(15));
    }

    /// One row's bytes, without a line end.
    pub(crate) fn row_bytes(&self, row: usize) -> Vec<u8> {
        match &self.lines[row] {
            Line::Cells(cells) => record(cells).into_bytes(),
            Line::Raw(bytes) => bytes.clone(),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let end: &[u8] = if self.crlf { b"\r\n" } else { b"\n" };
        let mut bytes = if self.bom { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        bytes.extend(record(&self.header).into_bytes());
        bytes.extend(end);
        for row in 0..self.lines.len() {
            bytes.extend(self.row_bytes(row));
            bytes.extend(end);
        }
        bytes
    }
}

fn record(cells: &[String]) -> String {
    let quoted = |cell: &String| {
        let plain = !cell.contains([',', '"', '\n', '\r']);
        if plain { cell.clone() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",")
}
