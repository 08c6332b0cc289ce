//! A table made ready: for every column and value the set of rows that match, so that matching is an AND.

use super::axis::Axis;
use super::bits::RowSet;
use super::boxes::{Region, gap};
use super::cell::Cell;

/// What is known of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// This value: a cell matches if it contains it.
    Known(u16),
    /// Some value, not known which: only a blank cell surely matches, every other may.
    Unknown,
    /// No value: only a blank cell matches.
    Absent,
    /// Several values at once: a cell matches if it contains any of them.
    Set(&'a [u16]),
}

/// Which rows match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// The rows that match.
    pub certain: RowSet,
    /// The rows that match or may match.
    pub possible: RowSet,
}

/// Why rows and axes do not make a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// A row has another number of cells than there are axes.
    #[error("row {row} has {cells} cells for {axes} columns")]
    Ragged {
        /// The row.
        row: usize,
        /// How many cells it has.
        cells: usize,
        /// How many axes there are.
        axes: usize,
    },
    /// A cell was compiled on an axis of another length.
    #[error("the cell in row {row}, column {column} belongs to another column")]
    Foreign {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
    },
}

/// A decision table made ready for matching.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compiled {
    axes: Vec<Axis>,
    rows: Vec<Vec<Cell>>,
    every: RowSet,
    columns: Vec<Column>,
}

/// The rows that match, by position of an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    /// Words of a set.
    width: usize,
    /// The sets of the positions one after the other, then that of the blank cells.
    sets: Vec<u64>,
    len: usize,
}

impl Compiled {
    /// A table of rows of cells, each cell compiled on its column's axis.
    pub fn new(axes: Vec<Axis>, rows: Vec<Vec<Cell>>) -> Result<Self, ShapeError> {
        for (number, row) in rows.iter().enumerate() {
            if row.len() != axes.len() {
                return Err(ShapeError::Ragged { row: number, cells: row.len(), axes: axes.len() });
            }
            let foreign = row.iter().zip(&axes).position(|(cell, axis)| cell.axis_len() != axis.len());
            if let Some(column) = foreign {
                return Err(ShapeError::Foreign { row: number, column });
            }
        }
        let columns = axes.iter().enumerate().map(|(number, axis)| Column::new(axis.len(), number, &rows));
        let columns = columns.collect();
        Ok(Self { every: RowSet::all(rows.len()), axes, rows, columns })
    }

    /// The rows that match, given one input for each axis in order; an axis without input is unknown.
    #[must_use]
    pub fn matches(&self, inputs: &[Input<'_>]) -> Matches {
        let mut matches = Matches::default();
        self.matches_into(inputs, &mut matches);
        matches
    }

    /// As [`Compiled::matches`], in memory used before.
    pub fn matches_into(&self, inputs: &[Input<'_>], matches: &mut Matches) {
        self.matches_batch(&[inputs], std::slice::from_mut(matches));
    }

    /// As [`Compiled::matches_into`], for many points in step with their matches. Every column is gone through once.
    pub fn matches_batch<'a>(&self, points: &[impl AsRef<[Input<'a>]>], matches: &mut [Matches]) {
        let at = |point: &[Input<'a>], column| point.get(column).copied().unwrap_or(Input::Unknown);
        for matches in &mut *matches {
            matches.possible.copy_from(&self.every);
        }
        for (number, column) in self.columns.iter().enumerate() {
            for (point, matches) in points.iter().zip(&mut *matches) {
                column.narrow(at(point.as_ref(), number), matches);
            }
        }
        for (point, matches) in points.iter().zip(matches) {
            matches.certain.copy_from(&matches.possible);
            for (number, column) in self.columns.iter().enumerate() {
                if at(point.as_ref(), number) == Input::Unknown {
                    matches.certain.keep(column.blank());
                }
            }
        }
    }

    /// Keeps of some rows those that match a value in one column; without a value, those that are blank there.
    pub fn narrow(&self, column: usize, value: Option<u16>, rows: &mut RowSet) {
        if let Some(column) = self.columns.get(column) {
            rows.keep(value.map_or(column.blank(), |position| column.at(position)));
        }
    }

    /// Whether any of some rows has a cell in this column that is not blank.
    #[must_use]
    pub fn mentions(&self, column: usize, rows: &RowSet) -> bool {
        let blank = |row| self.cell(row, column).is_none_or(Cell::is_any);
        !rows.iter().all(blank)
    }

    /// A cell.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.rows.get(row)?.get(column)
    }

    /// The cells of a row.
    #[must_use]
    pub fn row(&self, row: usize) -> Option<&[Cell]> {
        self.rows.get(row).map(Vec::as_slice)
    }

    /// How many rows there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The axes, in column order.
    #[must_use]
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The box of a row.
    #[must_use]
    pub fn region(&self, row: usize) -> Option<Region> {
        self.rows.get(row).map(|cells| Region::of(cells))
    }

    /// The box of all points.
    #[must_use]
    pub fn space(&self) -> Region {
        Region::whole(self.axes.iter().map(Axis::len))
    }

    /// A point, one position for each axis, that no row of `covering` contains; `None` if they contain every point.
    #[must_use]
    pub fn gap(&self, covering: &RowSet) -> Option<Vec<u16>> {
        let regions: Vec<Region> = covering.iter().filter_map(|row| self.region(row)).collect();
        gap(&self.space(), &regions.iter().collect::<Vec<_>>())
    }

    /// A point that both rows contain.
    #[must_use]
    pub fn overlap(&self, first: usize, second: usize) -> Option<Vec<u16>> {
        self.region(first)?.overlap(&self.region(second)?)
    }
}

impl Column {
    fn new(len: usize, column: usize, rows: &[Vec<Cell>]) -> Self {
        let width = rows.len().div_ceil(64).max(1);
        let mut this = Self { width, sets: vec![0; (len + 1) * width], len };
        let mut blank = RowSet::new();
        for (number, cell) in
            rows.iter().enumerate().filter_map(|(number, row)| Some((number, row.get(column)?)))
        {
            if cell.is_any() {
                blank.insert(number);
            }
            // where a row begins or ceases to match; what lies between follows below
            for place in cell.bits().runs().flat_map(|(from, to)| [from, to]) {
                if let Some(word) = this.sets.get_mut(place * width + number / 64) {
                    *word ^= 1 << (number % 64);
                }
            }
        }
        let mut running = vec![0; width];
        for set in this.sets.chunks_exact_mut(width) {
            for (word, change) in running.iter_mut().zip(set) {
                *word ^= *change;
                *change = *word;
            }
        }
        let blank = blank.words().iter().chain(std::iter::repeat(&0));
        for (word, theirs) in this.sets.iter_mut().skip(len * width).zip(blank) {
            *word = *theirs;
        }
        this
    }

    /// The rows that match this position; a position of no axis is matched by blank cells only.
    fn at(&self, position: u16) -> &[u64] {
        let start = usize::from(position).min(self.len) * self.width;
        self.sets.get(start..start + self.width).unwrap_or_default()
    }

    /// The rows whose cell is blank.
    fn blank(&self) -> &[u64] {
        let start = self.len * self.width;
        self.sets.get(start..).unwrap_or_default()
    }

    /// Keeps the rows that match or may match; what is certain is not known yet, so its memory is free.
    fn narrow(&self, input: Input<'_>, Matches { certain: either, possible }: &mut Matches) {
        match input {
            Input::Unknown => {}
            Input::Absent | Input::Set([]) => possible.keep(self.blank()),
            Input::Known(position) | Input::Set(&[position]) => possible.keep(self.at(position)),
            Input::Set(positions) => {
                either.clear();
                for position in positions {
                    either.join(self.at(*position));
                }
                possible.intersect(either);
            }
        }
    }
}
