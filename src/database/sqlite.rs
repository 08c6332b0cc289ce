//! Queries of a file of SQLite, opened for reading only.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement};

use super::{Said, Trouble, Way};
use crate::sheet::push_cell;

/// Bytes that are handed over at once.
const AT_ONCE: usize = 1 << 16;

/// Asks all queries in one transaction.
pub(super) fn ask(path: &Path, queries: &[String], way: &Way) -> Result<(), Trouble> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| told(None, &error))?;
    let handle = connection.get_interrupt_handle();
    way.say(Said::Stop(Box::new(move || handle.interrupt())))?;
    // the moment begins with the first query: the next ones see what it saw
    connection.execute_batch("BEGIN").map_err(|error| told(None, &error))?;
    for (number, query) in queries.iter().enumerate() {
        let mut statement = connection.prepare(query).map_err(|error| told(Some(number), &error))?;
        if !statement.readonly() || statement.column_count() == 0 {
            let message = "the statement is no query: it may only read, and must give rows".to_owned();
            return Err(Trouble { query: Some(number), message, machine: false });
        }
        rows(&mut statement, number, way)?;
    }
    Ok(())
}

fn rows(statement: &mut Statement<'_>, number: usize, way: &Way) -> Result<(), Trouble> {
    let mut bytes = Vec::with_capacity(AT_ONCE);
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    row(&mut bytes, names.iter().map(String::as_str));
    let failed = |error: rusqlite::Error| told(Some(number), &error);
    let mut rows = statement.query([]).map_err(failed)?;
    let mut count: u64 = 0;
    while let Some(found) = rows.next().map_err(failed)? {
        count += 1;
        let mut cells = Vec::with_capacity(names.len());
        for (column, name) in names.iter().enumerate() {
            cells.push(match found.get_ref(column).map_err(failed)? {
                ValueRef::Null => String::new(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8(text.to_vec()).map_err(|_| {
                    refused(number, format!("row {count}, column `{name}` is a text that is not UTF-8"))
                })?,
                ValueRef::Blob(_) => {
                    return Err(refused(
                        number,
                        format!("row {count}, column `{name}` is a blob, not a value"),
                    ));
                }
            });
        }
        row(&mut bytes, cells.iter().map(String::as_str));
        if bytes.len() >= AT_ONCE {
            way.say(Said::Bytes(number, std::mem::take(&mut bytes)))?;
        }
    }
    way.say(Said::Bytes(number, bytes))
}

fn row<'c>(bytes: &mut Vec<u8>, cells: impl ExactSizeIterator<Item = &'c str>) {
    let alone = cells.len() == 1;
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            bytes.push(b',');
        }
        // a line with nothing in it would be no row
        if alone && cell.is_empty() {
            bytes.extend_from_slice(b"\"\"");
        } else {
            push_cell(bytes, cell, ',');
        }
    }
    bytes.push(b'\n');
}

fn refused(query: usize, message: String) -> Trouble {
    Trouble { query: Some(query), message, machine: false }
}

fn told(query: Option<usize>, error: &rusqlite::Error) -> Trouble {
    let machine = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::Unknown) | None => false,
        Some(_) => true,
    };
    Trouble { query, message: error.to_string(), machine }
}
