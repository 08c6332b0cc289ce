//! Rows of a table as JSON Lines: an object a row, numbers as numbers, lists as lists, blank as null.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Field, Holds, Records, TableShape};

/// Rows as JSON Lines.
#[must_use]
pub fn jsonl(shape: &TableShape, records: &Records<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in records.rows() {
        let line = Line { fields: &shape.fields, cells: row.iter().map(AsRef::as_ref).collect() };
        // INVARIANT: writing into memory does not fail
        let written = serde_json::to_writer(&mut bytes, &line);
        debug_assert!(written.is_ok());
        bytes.push(b'\n');
    }
    bytes
}

struct Line<'a> {
    fields: &'a [Field],
    cells: Vec<&'a str>,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.fields.len()))?;
        for (field, cell) in self.fields.iter().zip(&self.cells) {
            map.serialize_entry(&field.name, &Value { holds: &field.holds, cell })?;
        }
        map.end()
    }
}

struct Value<'a> {
    holds: &'a Holds,
    cell: &'a str,
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.holds {
            Holds::List(_) => to.collect_seq(entries(self.cell)),
            _ if self.cell.is_empty() => to.serialize_none(),
            Holds::Whole(..) => match self.cell.parse::<u64>() {
                Ok(number) => to.serialize_u64(number),
                Err(_) => to.serialize_str(self.cell),
            },
            _ => to.serialize_str(self.cell),
        }
    }
}

/// The entries of a list; a blank cell has none.
pub(super) fn entries(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').filter(|_| !cell.is_empty())
}
