//! Bytes to records with file, line and column, and rows back to bytes; knows nothing of what cells mean.

mod reader;
mod writer;

pub use reader::{Fault, Record, Sheet};
pub use writer::{Table, plain_cell};
