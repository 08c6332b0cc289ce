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

#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    blank: RowSet,
    by_position: Vec<RowSet>,
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
        matches.certain.copy_from(&self.every);
        matches.possible.copy_from(&self.every);
        let unknown = std::iter::repeat(&Input::Unknown);
        for (column, input) in self.columns.iter().zip(inputs.iter().chain(unknown)) {
            match *input {
                Input::Unknown => matches.certain.intersect(&column.blank),
                Input::Absent | Input::Set([]) => matches.both(&column.blank),
                Input::Known(position) => matches.both(column.at(position)),
                Input::Set([position]) => matches.both(column.at(*position)),
                Input::Set(positions) => {
                    let mut rows = column.blank.clone();
                    for position in positions {
                        rows.union(column.at(*position));
                    }
                    matches.both(&rows);
                }
            }
        }
    }

    /// As [`Compiled::matches_into`], for many points, one list of inputs each.
    pub fn matches_batch(&self, points: &[Vec<Input<'_>>], matches: &mut Vec<Matches>) {
        matches.resize_with(points.len(), Matches::default);
        for (point, matches) in points.iter().zip(matches) {
            self.matches_into(point, matches);
        }
    }

    /// Keeps of some rows those that match a value in one column; without a value, those that are blank there.
    pub fn narrow(&self, column: usize, value: Option<u16>, rows: &mut RowSet) {
        if let Some(column) = self.columns.get(column) {
            rows.intersect(value.map_or(&column.blank, |position| column.at(position)));
        }
    }

    /// Whether any of some rows has a cell in this column that is not blank.
    #[must_use]
    pub fn mentions(&self, column: usize, rows: &RowSet) -> bool {
        self.columns.get(column).is_some_and(|column| !rows.is_subset(&column.blank))
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
        let mut this = Self { blank: RowSet::new(), by_position: vec![RowSet::new(); len] };
        for (number, cell) in
            rows.iter().enumerate().filter_map(|(number, row)| Some((number, row.get(column)?)))
        {
            if cell.is_any() {
                this.blank.insert(number);
            }
            for position in cell.positions() {
                if let Some(rows) = this.by_position.get_mut(usize::from(position)) {
                    rows.insert(number);
                }
            }
        }
        this
    }

    /// The rows that match this position; a position of no axis is matched by blank cells only.
    fn at(&self, position: u16) -> &RowSet {
        self.by_position.get(usize::from(position)).unwrap_or(&self.blank)
    }
}

impl Matches {
    fn both(&mut self, rows: &RowSet) {
        self.certain.intersect(rows);
        self.possible.intersect(rows);
    }
}
