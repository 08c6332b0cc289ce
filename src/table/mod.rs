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
pub use grammar::{CellError, Literal, Op, Part, Test, parse_cell, parse_tests};
pub use hit::{Conflict, Hit, HitPolicy};
pub use scale::Measure;
