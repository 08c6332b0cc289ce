//! What every table has: its columns, what they hold and what they mean. Headers, schemas and the data dictionary are made of it.

mod ahead;
mod csvw;
mod dictionary;
mod frictionless;
mod inputs;
mod outputs;

use crate::model::Catalogue;

pub use csvw::csvw;
pub use dictionary::dictionary;
pub use frictionless::{data_package, table_schema};

/// A table: a file that is read or written.
#[derive(Debug, Clone)]
pub struct TableShape {
    /// Its file without ending (`matches`).
    pub name: &'static str,
    /// Whether it is written.
    pub written: bool,
    /// What a row is.
    pub says: &'static str,
    /// Columns that together name a row; empty: none do.
    pub key: &'static [&'static str],
    /// Columns that name a row of another table: these columns, that table, its columns.
    pub links: &'static [Link],
    /// Its columns, in the order in which they are written.
    pub fields: Vec<Field>,
}

/// Columns that name a row of another table.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The columns here.
    pub columns: &'static [&'static str],
    /// The table there.
    pub table: &'static str,
    /// Its columns.
    pub there: &'static [&'static str],
}

/// A column.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its header.
    pub name: String,
    /// What its cells hold.
    pub holds: Holds,
    /// Every row has it.
    pub filled: bool,
    /// What it means; for numbers their unit, and what blank means.
    pub says: String,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// Any text.
    Text,
    /// A whole number from here to there.
    Whole(u64, Option<u64>),
    /// A number that is not negative.
    Number,
    /// A day, YYYY-MM-DD.
    Day,
    /// Text of a form: a regular expression over the whole cell, and the form in words.
    Form(&'static str, &'static str),
    /// One of these words.
    Word(Vec<String>),
    /// Some of these, `;` between.
    List(Box<Holds>),
}

/// A column that may be blank.
fn field(name: &str, holds: Holds, says: &str) -> Field {
    Field { name: name.to_owned(), holds, filled: false, says: says.to_owned() }
}

/// A column that every row has.
fn filled(name: &str, holds: Holds, says: &str) -> Field {
    Field { filled: true, ..field(name, holds, says) }
}

fn word<'w>(words: impl IntoIterator<Item = &'w str>) -> Holds {
    Holds::Word(words.into_iter().map(str::to_owned).collect())
}

fn list(of: Holds) -> Holds {
    Holds::List(Box::new(of))
}

/// Every table, those that are read first, with the words of a pack.
#[must_use]
pub fn tables(catalogue: &Catalogue) -> Vec<TableShape> {
    [inputs::tables(catalogue), outputs::tables(catalogue), ahead::tables()].concat()
}
