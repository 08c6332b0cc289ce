//! Bytes to records with file, line and column, and rows back to bytes; knows nothing of what cells mean.

mod block;
mod reader;
mod row;
mod vector;
mod writer;

pub use block::{Block, BlockRow, Found, Marker, Shape};
pub use reader::{Head, Record, Sheet};
pub use row::{Cells, Fault, RawRow, lines_in, row_at};
pub use vector::Way;
pub use writer::{Table, plain_cell, push_cell, without_guard};
