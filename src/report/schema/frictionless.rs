//! Tables as Frictionless Table Schema and Data Package (version 2, <https://datapackage.org/standard/>).

use serde::Serialize;

use super::{Field, Holds, TableShape};
use crate::report::run::json;

#[derive(Serialize)]
struct Package<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'static str,
    description: &'a str,
    resources: Vec<Resource<'a>>,
}

#[derive(Serialize)]
struct Resource<'a> {
    name: &'a str,
    r#type: &'static str,
    path: String,
    description: &'a str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    schema: Schema<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    fields: Vec<Column<'a>>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    primary_key: &'a [&'a str],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Column<'a> {
    name: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_type: Option<&'static str>,
    description: &'a str,
    constraints: Constraints<'a>,
}

#[derive(Serialize)]
struct Constraints<'a> {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#enum: Option<&'a [String]>,
}

#[derive(Serialize)]
struct ForeignKey<'a> {
    fields: &'a [&'a str],
    reference: Reference<'a>,
}

#[derive(Serialize)]
struct Reference<'a> {
    resource: &'a str,
    fields: &'a [&'a str],
}

/// The schema of one table, on its own: keys of other tables are left out.
#[must_use]
pub fn table_schema(shape: &TableShape) -> Vec<u8> {
    json(&schema(shape, &[]))
}

/// A description of tables that lie in one folder; `about` says what they are.
#[must_use]
pub fn data_package(shapes: &[TableShape], about: &str) -> Vec<u8> {
    let resources = shapes.iter().map(|shape| Resource {
        name: shape.name,
        r#type: "table",
        path: format!("{}.csv", shape.name),
        description: shape.says,
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        schema: schema(shape, shapes),
    });
    json(&Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "skillmix",
        description: about,
        resources: resources.collect(),
    })
}

fn schema<'a>(shape: &'a TableShape, beside: &'a [TableShape]) -> Schema<'a> {
    let there = |table: &str| beside.iter().any(|other| other.name == table);
    let keys = shape.links.iter().filter(|link| there(link.table)).map(|link| ForeignKey {
        fields: link.columns,
        reference: Reference { resource: link.table, fields: link.there },
    });
    Schema {
        fields: shape.fields.iter().map(column).collect(),
        missing_values: [""],
        primary_key: shape.key,
        foreign_keys: keys.collect(),
    }
}

fn column(field: &Field) -> Column<'_> {
    let listed = matches!(field.holds, Holds::List(_));
    let mut constraints =
        Constraints { required: field.filled, minimum: None, maximum: None, pattern: None, r#enum: None };
    match &field.holds {
        Holds::Whole(least, most) => (constraints.minimum, constraints.maximum) = (Some(*least), *most),
        Holds::Number => constraints.minimum = Some(0),
        Holds::Form(form, _) => constraints.pattern = Some(format!("^({form})$")),
        Holds::Word(words) => constraints.r#enum = Some(words),
        Holds::Text | Holds::Day | Holds::List(_) => {}
    }
    Column {
        name: &field.name,
        r#type: match field.holds {
            Holds::Whole(..) => "integer",
            Holds::Number => "number",
            Holds::Day => "date",
            Holds::List(_) => "list",
            Holds::Text | Holds::Form(..) | Holds::Word(_) => "string",
        },
        delimiter: listed.then_some(";"),
        item_type: listed.then_some("string"),
        description: &field.says,
        constraints,
    }
}
