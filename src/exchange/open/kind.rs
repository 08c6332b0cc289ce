//! What kind of file it is, by its first bytes: endings are only what somebody called it.

use super::unusable;
use crate::model::Result;

/// A kind of file that has rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// Delimited text.
    Text,
    /// A spreadsheet.
    Workbook,
    /// Apache Parquet.
    Parquet,
    /// A JSON document of a layout of its own.
    Json,
}

/// How files begin that cannot be used, what they are, and what to do.
const REFUSED: &[(&[u8], &str, &str)] = &[
    (b"\x1F\x8B", "a file packed by gzip", "give its name the ending `.gz`"),
    (b"\x28\xB5\x2F\xFD", "a file packed by zstd", "give its name the ending `.zst`"),
    (b"%PDF-", "a PDF", "ask for the data as a CSV file"),
    (b"{\\rtf", "a text document", "save the table as `CSV UTF-8`"),
];

/// How pages begin that call themselves spreadsheets, in lower case.
const PAGES: &[&[u8]] = &[b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta"];

/// The kind of a file that begins like this.
pub(super) fn of(name: &str, bytes: &[u8]) -> Result<FileKind> {
    if bytes.starts_with(b"PAR1") {
        return Ok(FileKind::Parquet);
    }
    // a zip, and the container of older and of encrypted workbooks
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(FileKind::Workbook);
    }
    if let Some((_, what, help)) = REFUSED.iter().find(|(begin, ..)| bytes.starts_with(begin)) {
        return Err(unusable(name, "", *what, *help));
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |page: &&&[u8]| start.get(..page.len()).is_some_and(|it| it.eq_ignore_ascii_case(page));
    if PAGES.iter().any(|page| begins(&page)) {
        let help = "open it in a spreadsheet and save the table as `CSV UTF-8`";
        return Err(unusable(name, "", "a web page or XML, whatever its ending says", help));
    }
    Ok(FileKind::Text)
}
