//! Sheets of a plain dataset that are Parquet files or workbooks with our own columns: made CSV as they are.

use std::path::Path;

use crate::exchange::{Opening, Row, open};
use crate::files::{Hashed, Input, Spool};
use crate::model::{Error, Finding, Result};
use crate::sheet::{Fault, Table};

/// The endings of such files.
pub(super) const ENDINGS: [&str; 2] = ["parquet", "xlsx"];

/// A sheet as CSV, each row on the line that is its row's number in the file.
#[derive(Debug)]
pub(super) struct Tabular {
    pub(super) name: String,
    pub(super) spool: Spool,
    /// Of the file as it lies there.
    pub(super) hashed: Hashed,
}

/// Whether a path ends like one of them.
pub(super) fn is_tabular(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|own| ending.eq_ignore_ascii_case(own)))
}

/// Reads one. `Err` lists what makes it unusable.
pub(super) fn read(input: &Input) -> Result<std::result::Result<Tabular, Vec<Finding>>> {
    match spooled(input) {
        Ok(spool) => {
            let hashed = input.hashed()?;
            input.unchanged()?;
            Ok(Ok(Tabular { name: input.name().to_owned(), spool, hashed }))
        }
        Err(Error::Input(findings)) => Ok(Err(findings)),
        Err(error) => Err(error),
    }
}

/// Line breaks within cells become spaces, so that rows and lines stay the same; blank rows are blank lines.
fn spooled(input: &Input) -> Result<Spool> {
    let mut opened = open(input, &Opening::default())?.map_err(Error::Input)?;
    let mut spool = Spool::default();
    let header: Vec<String> =
        opened.rows.header().iter().map(|name| name.replace(['\r', '\n'], " ")).collect();
    spool.write(&Table::new(header.iter().map(String::as_str), false).finish())?;
    let (mut row, mut line) = (Row::default(), 2);
    while opened.rows.read(&mut row)? {
        while line < row.line {
            spool.write(b"\n")?;
            line += 1;
        }
        for byte in row.raw.iter_mut().filter(|byte| matches!(byte, b'\r' | b'\n')) {
            *byte = b' ';
        }
        if row.fault == Some(Fault::Broken) {
            // a row with an error in it must not be used: one cell too many refuses it, and shows why
            row.raw.extend_from_slice(b",a cell of this row holds an error");
        }
        row.raw.push(b'\n');
        spool.write(&row.raw)?;
        line += 1;
    }
    Ok(spool)
}
