//! Tables as CSV on the Web metadata (<https://www.w3.org/TR/tabular-metadata/>).

use serde::Serialize;

use super::{Field, Holds, TableShape};
use crate::report::run::json;

#[derive(Serialize)]
struct Group<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    tables: Vec<Table<'a>>,
}

#[derive(Serialize)]
struct Table<'a> {
    url: String,
    #[serde(rename = "dc:description")]
    description: &'a str,
    #[serde(rename = "tableSchema")]
    schema: Schema<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    columns: Vec<Column<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    primary_key: &'a [&'a str],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey<'a>>,
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    titles: &'a str,
    #[serde(rename = "dc:description")]
    description: &'a str,
    datatype: Datatype,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    separator: Option<&'static str>,
}

#[derive(Serialize)]
struct Datatype {
    base: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ForeignKey<'a> {
    column_reference: &'a [&'a str],
    reference: Reference<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reference<'a> {
    resource: String,
    column_reference: &'a [&'a str],
}

/// The metadata of tables that lie in one folder.
#[must_use]
pub fn csvw(shapes: &[TableShape]) -> Vec<u8> {
    let there = |table: &str| shapes.iter().any(|other| other.name == table);
    let table = |shape| table(shape, &there);
    json(&Group { context: "http://www.w3.org/ns/csvw", tables: shapes.iter().map(table).collect() })
}

fn table<'a>(shape: &'a TableShape, there: &dyn Fn(&str) -> bool) -> Table<'a> {
    let keys = shape.links.iter().filter(|link| there(link.table)).map(|link| ForeignKey {
        column_reference: link.columns,
        reference: Reference { resource: format!("{}.csv", link.table), column_reference: link.there },
    });
    Table {
        url: format!("{}.csv", shape.name),
        description: shape.says,
        schema: Schema {
            columns: shape.fields.iter().map(column).collect(),
            primary_key: shape.key,
            foreign_keys: keys.collect(),
        },
    }
}

fn column(field: &Field) -> Column<'_> {
    let (holds, separator) = match &field.holds {
        Holds::List(holds) => (&**holds, Some(";")),
        holds => (holds, None),
    };
    Column {
        name: &field.name,
        titles: &field.name,
        description: &field.says,
        datatype: datatype(holds),
        required: field.filled,
        separator,
    }
}

fn datatype(holds: &Holds) -> Datatype {
    let text = |format| Datatype { base: "string", format, minimum: None, maximum: None };
    let number = |base, minimum, maximum| Datatype { base, format: None, minimum: Some(minimum), maximum };
    match holds {
        Holds::Text | Holds::List(_) => text(None),
        Holds::Form(form, _) => text(Some((*form).to_owned())),
        Holds::Word(words) => {
            text(Some(words.iter().map(|word| escaped(word)).collect::<Vec<_>>().join("|")))
        }
        Holds::Whole(least, most) => number("integer", *least, *most),
        Holds::Number => number("decimal", 0, None),
        Holds::Day => Datatype { base: "date", ..text(None) },
    }
}

/// A word as a regular expression that matches nothing else.
fn escaped(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    for letter in word.chars() {
        if r"\.|?*+(){}[]^$".contains(letter) {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}
