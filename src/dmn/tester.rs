//! Unary tests of one column, compiled on the table's own axis.

use super::faults::did_you_mean;
use super::feel::UnaryTests;
use super::model::Entry;
use super::value::{Type, Value};
use crate::model::Words;
use crate::table::{Axis, Cell, CellError, Part, Test};

/// The tests of a column.
#[derive(Debug, Clone)]
pub(super) struct Tester {
    kind: Option<Type>,
    axis: Axis,
    cells: Vec<Compiled>,
    /// The words that the tests name, for "did you mean".
    words: Vec<String>,
    /// The first test, as it is shown.
    shown: String,
}

#[derive(Debug, Clone)]
struct Compiled {
    cell: Cell,
    /// Whether it matches null.
    null: bool,
}

/// Stands for every string that no test names.
const OTHER: &str = "\u{0}";

impl Tester {
    /// Compiles the tests of a column whose values have this type; a fault comes with the number of its test.
    pub(super) fn new(kind: Option<Type>, tests: &[&Entry<UnaryTests>]) -> Result<Self, (usize, CellError)> {
        let mut plain = Vec::with_capacity(tests.len());
        for (number, entry) in tests.iter().enumerate() {
            check_kinds(kind, &entry.value.test).map_err(|error| (number, error))?;
            plain.push(without_null(&entry.value.test));
        }
        let named = || plain.iter().flat_map(Test::parts).flat_map(Part::values);
        let listed: Vec<&Test> = plain.iter().collect();
        let axis = match kind {
            Some(Type::Number) => Axis::numbers(&listed),
            Some(Type::Date) => Axis::dates(&listed),
            Some(Type::Time | Type::Months) => Axis::durations(&listed),
            Some(Type::Boolean) => Ok(words(["false", "true"].map(str::to_owned))),
            Some(Type::String) | None => Ok(words([OTHER.to_owned()].into_iter().chain(named().cloned()))),
        };
        let axis = axis.map_err(|error| (error.test, error.error))?;
        let mut cells = Vec::with_capacity(tests.len());
        for (number, (entry, plain)) in tests.iter().zip(&plain).enumerate() {
            let cell = axis.compile(plain).map_err(|error| (number, error))?;
            cells.push(Compiled { cell, null: matches_null(&entry.value.test) });
        }
        let shown = tests.first().map(|entry| entry.value.to_string()).unwrap_or_default();
        let words = if kind == Some(Type::String) { named().cloned().collect() } else { Vec::new() };
        Ok(Self { kind, axis, cells, words, shown })
    }

    /// Whether a test matches a single value. Null matches only what is blank or names it.
    pub(super) fn matches(&self, test: usize, value: &Value) -> bool {
        let Some(Compiled { cell, null }) = self.cells.get(test) else { return false };
        match value {
            Value::Null => *null,
            _ if cell.is_any() => true,
            value => {
                let position = self.axis.position(&value.plain());
                let position = position.or_else(|| self.axis.position(OTHER));
                self.kind == value.kind() && position.is_some_and(|position| cell.contains(position))
            }
        }
    }

    /// Whether a test asks nothing.
    pub(super) fn is_blank(&self, test: usize) -> bool {
        self.cells.get(test).is_some_and(|compiled| compiled.cell.is_any())
    }

    /// Help for a value that does not match.
    pub(super) fn nearest(&self, value: &Value) -> String {
        match value {
            Value::String(text) if !self.words.is_empty() => {
                did_you_mean(text, self.words.iter().map(String::as_str))
            }
            _ => format!("allowed: {}", self.shown),
        }
    }
}

fn words(list: impl IntoIterator<Item = String>) -> Axis {
    Axis::words(Words::new(list), false)
}

fn matches_null(test: &Test<Value>) -> bool {
    match test {
        Test::Any => true,
        Test::OneOf(parts) => parts.contains(&Part::Value(Value::Null)),
        Test::NotOneOf(_) => false,
    }
}

/// Every literal has the column's type; null stands alone.
fn check_kinds(kind: Option<Type>, test: &Test<Value>) -> Result<(), CellError> {
    let null = |part: &&Part<Value>| **part == Part::Value(Value::Null);
    for value in test.parts().iter().filter(|part| !null(part)).flat_map(Part::values) {
        if value.kind().is_none() || value.kind() != kind {
            let wanted = kind.map_or("that is not known", Type::name);
            let message = format!("{} in a column of type {wanted}", value.kind_name());
            let help = "correct the literal, or the type of the column";
            return Err(CellError { at: 0, value: value.to_string(), message, help: help.to_owned() });
        }
    }
    Ok(())
}

/// The same as the axis reads it; null has no position there.
fn without_null(test: &Test<Value>) -> Test {
    let parts = |parts: &[Part<Value>]| parts.iter().filter_map(plain).collect();
    match test {
        Test::Any => Test::Any,
        Test::OneOf(list) => Test::OneOf(parts(list)),
        Test::NotOneOf(list) => Test::NotOneOf(parts(list)),
    }
}

fn plain(part: &Part<Value>) -> Option<Part> {
    Some(match part {
        Part::Value(Value::Null) => return None,
        Part::Value(value) => Part::Value(value.plain()),
        Part::Compare(op, value) => Part::Compare(*op, value.plain()),
        Part::Range { low, low_open, high, high_open } => {
            Part::Range { low: low.plain(), low_open: *low_open, high: high.plain(), high_open: *high_open }
        }
    })
}
