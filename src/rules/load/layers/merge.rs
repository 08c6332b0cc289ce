//! Rows of layers to one table each, with the place of every row in its own layer.

use std::collections::{BTreeMap, BTreeSet};

use super::super::shapes::ORIGIN;
use super::super::{PACK_FILES, PackFiles, criteria_as_written, digest};
use super::Layer;
use crate::model::{Error, Finding, Result};
use crate::sheet::{Sheet, Table};

/// Layers as one pack.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) files: PackFiles,
    /// By table: the file and line that each row comes from, in the order of rows.
    places: BTreeMap<String, Vec<(String, u64)>>,
    /// By table: the row that begins on a line.
    lines: BTreeMap<String, BTreeMap<u64, usize>>,
    /// Of all layers' files.
    pub(super) hash: blake3::Hash,
}

/// The name of a layer's file in findings.
pub(super) fn file(layer: &Layer, name: &str) -> String {
    format!("{}/{name}", layer.folder)
}

/// The tables that are merged: all but cases.csv, of which a pack has its own.
fn tables() -> impl Iterator<Item = &'static str> {
    PACK_FILES.into_iter().filter(|name| *name != "pack.toml" && *name != "cases.csv")
}

/// A table being merged.
#[derive(Debug, Default)]
struct Joined {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// By row.
    origins: Vec<String>,
    /// By row.
    places: Vec<(String, u64)>,
}

impl Joined {
    /// Adds the rows of a table. `place` is asked by number and line, `origin` by the cell there is and the line.
    fn add(
        &mut self,
        sheet: &Sheet,
        mut place: impl FnMut(usize, u64) -> (String, u64),
        origin: impl Fn(&str, u64) -> String,
    ) {
        for column in sheet.header().iter().filter(|column| *column != ORIGIN) {
            if !self.header.contains(column) {
                self.header.push(column.clone());
                self.rows.iter_mut().for_each(|row| row.push(String::new()));
            }
        }
        for (number, record) in sheet.records().iter().enumerate() {
            let cell = |column: &str| sheet.column(column).map_or("", |at| record.get(at));
            let row = self.header.iter().map(|column| cell(column).to_owned()).collect();
            self.rows.push(row);
            self.origins.push(origin(cell(ORIGIN), record.line));
            self.places.push(place(number, record.line));
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let header = self.header.iter().map(String::as_str).chain([ORIGIN]);
        let mut table = Table::new(header, false);
        for (row, origin) in self.rows.iter().zip(&self.origins) {
            table.row(row.iter().chain([origin]).map(String::as_str));
        }
        table.finish()
    }
}

impl Merged {
    /// A pack that extends nothing. It is known to load.
    pub(super) fn of(layer: &Layer) -> Result<Self> {
        let (name, version) = super::name_and_version(&layer.files);
        let mut merged = Self {
            files: layer.files.clone(),
            places: BTreeMap::new(),
            lines: BTreeMap::new(),
            hash: digest(&layer.files),
        };
        for table in tables() {
            let mut joined = Joined::default();
            if let Some(sheet) = sheet(&layer.files, table)? {
                let place = |_: usize, line: u64| (file(layer, table), line);
                // tables that were merged before say more of their rows
                let origin = |known: &str, line| match known {
                    "" | "-" => format!("{name}@{version} {table}:{line}"),
                    known => known.to_owned(),
                };
                joined.add(&sheet, place, origin);
            }
            merged.put(table, joined)?;
        }
        Ok(merged)
    }

    /// With the rows of a layer behind its own, the layer's cases, and this pack.toml.
    pub(super) fn with(&self, layer: &Layer, pack: &str, toml: String) -> Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(digest(&layer.files).as_bytes()).update(self.hash.as_bytes());
        let mut merged = Self {
            files: PackFiles::from([("pack.toml".to_owned(), toml.into_bytes())]),
            places: BTreeMap::new(),
            lines: BTreeMap::new(),
            hash: hasher.finalize(),
        };
        for table in tables() {
            let mut joined = Joined::default();
            if let Some(sheet) = sheet(&self.files, table)? {
                let known = self.places.get(table);
                let place = |number: usize, line: u64| {
                    known.and_then(|places| places.get(number)).cloned().unwrap_or((table.to_owned(), line))
                };
                joined.add(&sheet, place, |known, _| known.to_owned());
            }
            if let Some(sheet) = sheet(&layer.files, table)? {
                let place = |_: usize, line: u64| (file(layer, table), line);
                // whatever the layer says of itself
                joined.add(&sheet, place, |_, line| format!("{pack} {table}:{line}"));
            }
            merged.put(table, joined)?;
        }
        merged.files.insert("cases.csv".to_owned(), merged.cases(layer)?);
        Ok(merged)
    }

    /// The layer's own cases; none if it has none.
    fn cases(&self, layer: &Layer) -> Result<Vec<u8>> {
        if let Some(own) = layer.files.get("cases.csv") {
            return Ok(own.clone());
        }
        let columns = super::super::shapes::columns("cases.csv", &criteria_as_written(&self.files)?);
        Ok(Table::new(columns.iter().map(String::as_str), false).finish())
    }

    fn put(&mut self, table: &str, joined: Joined) -> Result<()> {
        // every joined row has as many cells as the last header
        let bytes = joined.bytes();
        let written = Sheet::read(table, &bytes).map_err(|_| defect(table))?;
        if written.records().len() != joined.places.len() {
            return Err(defect(table));
        }
        let lines = written.records().iter().zip(0usize..).map(|(record, number)| (record.line, number));
        self.lines.insert(table.to_owned(), lines.collect());
        self.places.insert(table.to_owned(), joined.places);
        self.files.insert(table.to_owned(), bytes);
        Ok(())
    }

    /// The layer's file and line of a row of a merged table.
    pub(super) fn place(&self, table: &str, line: u64) -> Option<(String, u64)> {
        let row = self.lines.get(table)?.get(&line)?;
        self.places.get(table)?.get(*row).cloned()
    }

    /// Gives a finding about a merged table the place of its row in its own layer; pack.toml and cases.csv are those
    /// of the layer on top.
    pub(super) fn relocate(&self, finding: &mut Finding, top: &Layer) {
        let own = ["pack.toml", "cases.csv"].contains(&&*finding.place.file);
        if own {
            finding.place.file = file(top, &finding.place.file).into();
        } else if let Some((file, line)) = self.place(&finding.place.file, finding.place.line) {
            (finding.place.file, finding.place.line) = (file.into(), line);
        }
    }

    /// The cells of a column of a merged table.
    pub(super) fn column(&self, table: &str, column: &str) -> BTreeSet<String> {
        let sheet = sheet(&self.files, table).ok().flatten();
        let cells = sheet.iter().flat_map(|sheet| {
            let at = sheet.column(column);
            sheet.records().iter().filter_map(move |record| Some(record.get(at?).to_owned()))
        });
        cells.collect()
    }
}

fn sheet(files: &PackFiles, table: &str) -> Result<Option<Sheet>> {
    match files.get(table).map(|bytes| Sheet::read(table, bytes)) {
        None => Ok(None),
        Some(Ok(sheet)) => Ok(Some(sheet)),
        Some(Err(findings)) => Err(Error::Input(findings)),
    }
}

fn defect(table: &str) -> Error {
    Error::Defect(format!("the merged table {table} cannot be read again"))
}
