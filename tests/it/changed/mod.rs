//! What changed between two runs, and why: each kind of cause planted, and every cause of random worlds replayed.

mod planted;
mod replayed;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use skillmix::sheet::{Sheet, without_guard};

/// A row of an output, by its columns.
pub(crate) type Row = BTreeMap<String, String>;

/// The rows of a table.
pub(crate) fn rows(path: &Path) -> Vec<Row> {
    let sheet = Sheet::read("table", &fs::read(path).unwrap()).unwrap();
    let cells =
        |record: &skillmix::sheet::Record| record.cells().map(|c| without_guard(c).to_owned()).collect();
    let each = sheet.records().iter().map(cells);
    each.map(|cells: Vec<String>| sheet.header().iter().cloned().zip(cells).collect()).collect()
}
