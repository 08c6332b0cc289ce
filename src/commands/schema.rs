//! `schema`: the tables that are read and written, as schemas for other tools or as a page for people.

use super::pack::load_pack;
use super::{Common, Outcome};
use crate::model::{Error, Result, Words};
use crate::report::{self, TableShape};

/// How a schema is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaFormat {
    /// Frictionless: one table's Table Schema, else a Data Package.
    Frictionless,
    /// CSV on the Web.
    Csvw,
    /// The data dictionary, for people.
    Markdown,
}

/// What `schema` was asked.
#[derive(Debug, Clone)]
pub struct SchemaRequest {
    /// Pack and day: roles, criteria and other words are the pack's.
    pub common: Common,
    /// `inputs`, `outputs` or a table; `None`: every table.
    pub table: Option<String>,
    /// How.
    pub format: SchemaFormat,
}

/// Runs `schema`.
pub fn schema(request: &SchemaRequest) -> Result<Outcome> {
    let pack = load_pack(&request.common)?;
    let shapes = chosen(report::tables(&pack.catalogue), request.table.as_deref())?;
    let label = format!("{} ({})", pack.catalogue.pack.title, pack.catalogue.pack_label());
    let bytes = match (request.format, request.table.as_deref(), shapes.as_slice()) {
        (SchemaFormat::Frictionless, Some(_), [one]) => report::table_schema(one),
        (SchemaFormat::Frictionless, ..) => {
            report::data_package(&shapes, &format!("Tables of skillmix; words are those of {label}"))
        }
        (SchemaFormat::Csvw, ..) => report::csvw(&shapes),
        (SchemaFormat::Markdown, ..) => report::dictionary(&shapes, &label),
    };
    let not_text = |_| Error::Defect("a schema is not text".to_owned());
    Ok(Outcome { stdout: String::from_utf8(bytes).map_err(not_text)?, stderr: String::new(), code: 0 })
}

/// Tables that `diff` writes, not `match`.
const OF_DIFF: [&str; 2] = ["changes", "causes"];

fn chosen(shapes: Vec<TableShape>, name: Option<&str>) -> Result<Vec<TableShape>> {
    let Some(name) = name else { return Ok(shapes) };
    let wanted = |shape: &TableShape| match name {
        "inputs" => !shape.written,
        "outputs" => shape.written && !OF_DIFF.contains(&shape.name),
        "diff" => OF_DIFF.contains(&shape.name),
        name => shape.name == name.strip_suffix(".csv").unwrap_or(name),
    };
    let known = || ["inputs", "outputs", "diff"].into_iter().chain(shapes.iter().map(|shape| shape.name));
    if !shapes.iter().any(wanted) {
        let words = Words::new(known().map(str::to_owned));
        let near = words.nearest(name).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let known: Vec<&str> = known().collect();
        return Err(Error::Usage(format!("no table `{name}`{near} (there are {})", known.join(", "))));
    }
    Ok(shapes.into_iter().filter(wanted).collect())
}
