//! Bytes to records with file, line and column, and rows back to bytes; knows nothing of what cells mean.

mod block;
mod reader;
mod row;
mod vector;
mod writer;

pub use block::{Block, BlockRow, Found, Marker, Shape};
pub use reader::{Head, MOST_COLUMNS, Record, Sheet, too_long};
pub use row::{Cells, Dialect, Fault, LONGEST, Next, RawRow, lines_in, next_row, row_at};
pub use vector::Way;
pub use writer::{Table, plain_cell, push_cell, without_guard};
