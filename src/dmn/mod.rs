//! Decision tables as DMN has them: read, checked, evaluated and written; and rule packs as such models.

mod draw;
mod eval;
mod facts;
mod faults;
mod feel;
mod model;
mod order;
mod outputs;
pub mod pack;
mod read;
mod ready;
mod tester;
mod types;
mod value;
mod write;
mod xml;

pub use eval::{Decided, Evaluated, Matched, evaluate};
pub use facts::{Facts, facts};
pub use faults::At;
pub use feel::UnaryTests;
pub use model::{Decision, Entry, InputClause, InputData, ItemType, Model, OutputClause, Rule, Table};
pub use read::read;
pub use ready::{Ready, ready};
pub use value::{Type, Value};
pub use write::{Version, write};
pub use xml::MOST_BYTES;
