//! A 1EdTech CASE 1.1 package as rows: its document, its items, then its associations, each on the line where it begins.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::row::{Row, Rows};
use super::common::{problem, told};
use crate::model::{Finding, FindingCode, Result};
use crate::sheet::Table;

/// The largest package that is read, in bytes: it is held whole.
pub(super) const LARGEST: u64 = 64 << 20;

/// The columns of the rows.
pub(super) const HEADER: [&str; 7] = [
    "record",
    "identifier",
    "humanCodingScheme",
    "fullStatement",
    "associationType",
    "originNodeURI",
    "destinationNodeURI",
];
/// What a row is.
pub(super) const DOCUMENT: &str = "CFDocument";
pub(super) const ITEM: &str = "CFItem";
pub(super) const ASSOCIATION: &str = "CFAssociation";

#[derive(Deserialize)]
struct Package<'p> {
    #[serde(borrow, rename = "CFDocument")]
    document: &'p RawValue,
    #[serde(borrow, default, rename = "CFItems")]
    items: Vec<&'p RawValue>,
    #[serde(borrow, default, rename = "CFAssociations")]
    associations: Vec<&'p RawValue>,
}

#[derive(Deserialize)]
struct Document {
    identifier: String,
    #[serde(default)]
    title: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    identifier: String,
    #[serde(default)]
    human_coding_scheme: Option<String>,
    #[serde(default)]
    full_statement: Option<String>,
    #[serde(default)]
    abbreviated_statement: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Association {
    identifier: String,
    association_type: String,
    #[serde(rename = "originNodeURI")]
    origin: Node,
    #[serde(rename = "destinationNodeURI")]
    destination: Node,
}

#[derive(Deserialize)]
struct Node {
    identifier: String,
}

/// The rows of a package.
#[derive(Debug)]
pub(super) struct CaseRows {
    header: Vec<String>,
    rows: std::vec::IntoIter<Row>,
}

impl CaseRows {
    /// Takes a package apart. A text that is no package is told of with its line. A record that lacks what it must have
    /// becomes a row whose `identifier` is blank.
    pub(super) fn read(file: &str, bytes: &[u8]) -> std::result::Result<Self, Vec<Finding>> {
        let unusable = |line, value: &str, message: &'static str, help: &'static str| {
            vec![told(file, line, problem(FindingCode::FileUnusable, "", value, message, help))]
        };
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(unusable(
                0,
                "",
                "the file is not UTF-8",
                "CASE packages are JSON in UTF-8: save it as such",
            ));
        };
        let package: Package<'_> = serde_json::from_str(text).map_err(|error| {
            let line = u64::try_from(error.line()).unwrap_or(0);
            let help = "give a whole CFPackage: CFDocument, CFItems and CFAssociations";
            unusable(line, &error.to_string(), "this is no CASE package", help)
        })?;
        let lines = LineEnds::of(text);
        let mut rows = vec![row(&lines, text, package.document, &document(package.document))];
        rows.extend(package.items.iter().map(|raw| row(&lines, text, raw, &item(raw))));
        rows.extend(package.associations.iter().map(|raw| row(&lines, text, raw, &association(raw))));
        Ok(Self { header: HEADER.map(str::to_owned).to_vec(), rows: rows.into_iter() })
    }
}

impl Rows for CaseRows {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut Row) -> Result<bool> {
        let Some(next) = self.rows.next() else { return Ok(false) };
        *row = next;
        Ok(true)
    }
}

type Cells = [String; 7];

fn document(raw: &RawValue) -> Cells {
    let read = serde_json::from_str::<Document>(raw.get());
    let (id, title) = read.map_or_else(
        |_| Default::default(),
        |document| (document.identifier, document.title.unwrap_or_default()),
    );
    cells(DOCUMENT, [&id, "", &title, "", "", ""])
}

fn item(raw: &RawValue) -> Cells {
    let Ok(item) = serde_json::from_str::<Item>(raw.get()) else { return cells(ITEM, [""; 6]) };
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let code = filled(item.human_coding_scheme).unwrap_or_else(|| item.identifier.clone());
    let title = filled(item.abbreviated_statement).or(filled(item.full_statement)).unwrap_or_default();
    cells(ITEM, [&item.identifier, &code, &title, "", "", ""])
}

fn association(raw: &RawValue) -> Cells {
    let Ok(read) = serde_json::from_str::<Association>(raw.get()) else {
        return cells(ASSOCIATION, [""; 6]);
    };
    let (from, to) = (&read.origin.identifier, &read.destination.identifier);
    cells(ASSOCIATION, [&read.identifier, "", "", &read.association_type, from, to])
}

fn cells(record: &str, others: [&str; 6]) -> Cells {
    let [identifier, code, title, kind, origin, destination] = others.map(|cell| cell.trim().to_owned());
    [record.to_owned(), identifier, code, title, kind, origin, destination]
}

fn row(lines: &LineEnds, text: &str, raw: &RawValue, cells: &Cells) -> Row {
    let mut table = Table::headless(false);
    table.row(cells.iter().map(String::as_str));
    let mut written = table.finish();
    written.truncate(written.len().saturating_sub(1));
    // the raw value lies within the text, so the distance of their beginnings is its place
    let place = raw.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
    Row { line: lines.line(place), cells: cells.to_vec(), fault: None, raw: written }
}

/// Where the lines of a text end.
struct LineEnds(Vec<usize>);

impl LineEnds {
    fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(place, _)| place).collect())
    }

    fn line(&self, place: usize) -> u64 {
        let before = self.0.partition_point(|end| *end < place);
        u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1)
    }
}
