//! Decision tables that know nothing of health: a column is an axis, a cell a bitmap over it, a row a box.

mod axis;
mod bits;
mod boxes;
mod cell;
mod compiled;
mod diagram;
mod grammar;
mod hit;
mod scale;
mod spans;
#[cfg(test)]
mod tests;

pub use axis::{Axis, AxisError};
pub use bits::RowSet;
pub use boxes::{Region, gap};
pub use cell::Cell;
pub use compiled::{Compiled, Input, Matches, ShapeError};
pub use diagram::{Area, Diagrams};
pub use grammar::{CellError, Op, Part, Test, parse_cell};
pub use hit::{Conflict, Hit, HitPolicy};
