//! A DMN model as its file has it: inputs, types, and decisions that are decision tables.

use super::faults::At;
use super::feel::UnaryTests;
use super::value::Value;
use crate::table::HitPolicy;

/// A model.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// What its file says of it, for people; it means nothing to the program.
    pub description: String,
    /// The file as the user named it.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Its types.
    pub types: Vec<ItemType>,
    /// Its input data.
    pub inputs: Vec<InputData>,
    /// Its decisions, in the order of the file.
    pub decisions: Vec<Decision>,
}

/// An item definition.
#[derive(Debug, Clone)]
pub struct ItemType {
    /// Its name.
    pub name: String,
    /// A type of FEEL, or another item definition.
    pub base: String,
    /// Whether it is a list of them.
    pub collection: bool,
    /// The values that are allowed.
    pub allowed: Option<UnaryTests>,
    /// Where it stands.
    pub at: At,
}

/// An input of the model.
#[derive(Debug, Clone)]
pub struct InputData {
    /// What its file says of it, for people; it means nothing to the program.
    pub description: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type, if given.
    pub type_ref: Option<String>,
    /// Where it stands.
    pub at: At,
}

/// A decision, decided by a table.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What its file says of it, for people; it means nothing to the program.
    pub description: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type, if given.
    pub type_ref: Option<String>,
    /// Ids of the inputs and decisions that it needs.
    pub requires: Vec<Entry<String>>,
    /// Its table.
    pub table: Table,
    /// Where it stands.
    pub at: At,
}

/// A decision table.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it answers when several rules match.
    pub policy: HitPolicy,
    /// Input columns.
    pub inputs: Vec<InputClause>,
    /// Output columns.
    pub outputs: Vec<OutputClause>,
    /// Names of annotation columns.
    pub annotations: Vec<Entry<String>>,
    /// Rules, in order.
    pub rules: Vec<Rule>,
    /// Where it stands.
    pub at: At,
}

/// An input column.
#[derive(Debug, Clone)]
pub struct InputClause {
    /// A name, or a path `a.b`.
    pub expression: String,
    /// Its type, if given.
    pub type_ref: Option<String>,
    /// The values that are allowed.
    pub values: Option<UnaryTests>,
    /// Where it stands.
    pub at: At,
}

/// An output column.
#[derive(Debug, Clone)]
pub struct OutputClause {
    /// Its name; may be blank where there is only one.
    pub name: String,
    /// Its type, if given.
    pub type_ref: Option<String>,
    /// The values that it may have; for P and O, the first comes first.
    pub values: Option<UnaryTests>,
    /// What it is when no rule matches.
    pub default: Option<Value>,
    /// Where it stands.
    pub at: At,
}

/// A rule: one entry for every column.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What its file says of it, for people; it means nothing to the program.
    pub description: String,
    /// Its id in the file; may be blank.
    pub id: String,
    /// Tests, by input column.
    pub tests: Vec<Entry<UnaryTests>>,
    /// Outputs, by output column.
    pub outputs: Vec<Entry<Value>>,
    /// Annotations, by annotation column.
    pub annotations: Vec<String>,
    /// Where it stands.
    pub at: At,
}

/// Something with its place.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    /// What stands there.
    pub value: T,
    /// Where it stands.
    pub at: At,
}
