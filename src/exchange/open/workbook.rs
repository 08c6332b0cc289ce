//! Rows of a workbook's worksheet: values as people see them, errors never as words, and never more than fits.

mod cell;
mod guard;

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use self::cell::{Value, value};
use super::kind::FileKind;
use super::open_text::distinct;
use super::raw::as_csv;
use super::{About, LineEnds, OpenedFile, Opening, unusable};
use crate::exchange::row::{Row, Rows};
use crate::files::Input;
use crate::model::{Error, Result};
use crate::sheet::Fault;

type Book = Xlsx<Cursor<Vec<u8>>>;

/// Bytes of all parts, and of all cells, of a workbook.
const MOST: u64 = Input::WHOLE;

pub(super) fn open<'i>(input: &'i Input, opening: &Opening) -> Result<OpenedFile<'i>> {
    let name = input.name();
    let bytes = input.whole(MOST)?.map_err(|finding| Error::Input(vec![finding]))?;
    let mut book = guard::book(name, bytes, MOST)?;
    let worksheet = worksheet(name, &mut book, opening.worksheet.as_deref())?;
    let mut sheet = Sheet::read(name, &mut book, &worksheet)?;
    sheet.skip_to(opening.skip);
    let header = if opening.header { Some(sheet.header(name)?) } else { None };
    let about = About {
        kind: FileKind::Workbook,
        encoding: None,
        mark: false,
        delimiter: None,
        line_ends: LineEnds::default(),
        worksheet: Some(worksheet),
        notes: Vec::new(),
    };
    Ok(OpenedFile { rows: Box::new(SheetRows { sheet, header }), about })
}

/// What the library says of a workbook.
fn damaged(name: &str, error: &XlsxError) -> Error {
    let help = "open it in a spreadsheet and save it again, or save the table as `CSV UTF-8`";
    unusable(name, &error.to_string(), "the workbook cannot be read", help)
}

/// The worksheet asked for, or the only visible one that has rows.
fn worksheet(name: &str, book: &mut Book, said: Option<&str>) -> Result<String> {
    let sheets: Vec<_> = book.sheets_metadata().to_vec();
    let listed = |names: &[String]| names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    if let Some(said) = said {
        if let Some(sheet) = sheets.iter().find(|sheet| sheet.name.trim() == said.trim()) {
            return Ok(sheet.name.clone());
        }
        let names: Vec<String> = sheets.into_iter().map(|sheet| sheet.name).collect();
        let help = format!("it has {}", listed(&names));
        return Err(unusable(name, said, "the workbook has no such worksheet", help));
    }
    let mut with_rows = Vec::new();
    for sheet in sheets {
        let shown = sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
        if shown && has_cells(name, book, &sheet.name)? {
            with_rows.push(sheet.name);
        }
    }
    match with_rows.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(unusable(name, "", "no worksheet has rows", "give it a header row and rows")),
        [first, ..] => {
            let help = format!("say which in the mapping, such as `worksheet = \"{first}\"`");
            let message = "several worksheets have rows";
            Err(unusable(name, &listed(&with_rows), message, help))
        }
    }
}

fn has_cells(name: &str, book: &mut Book, sheet: &str) -> Result<bool> {
    let failed = |error| damaged(name, &error);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(failed)?;
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        if value(cell.get_value()) != Value::Text(String::new()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Cells that are not blank, row by row: a worksheet says how wide and long it is, and that is not believed.
struct Sheet {
    text: String,
    cells: Vec<Cell>,
    /// How many of the cells are taken.
    at: usize,
}

struct Cell {
    row: u32,
    column: u32,
    /// Where its text ends.
    end: usize,
    broken: bool,
}

impl Sheet {
    fn read(name: &str, book: &mut Book, worksheet: &str) -> Result<Self> {
        let failed = |error| damaged(name, &error);
        let mut reader = book.worksheet_cells_reader(worksheet).map_err(failed)?;
        let mut sheet = Self { text: String::new(), cells: Vec::new(), at: 0 };
        while let Some(cell) = reader.next_cell().map_err(failed)? {
            let (row, column) = cell.get_position();
            let (text, broken) = match value(cell.get_value()) {
                Value::Text(text) if text.is_empty() => continue,
                Value::Text(text) => (text, false),
                Value::Broken(text) => (text, true),
            };
            if sheet.cells.last().is_some_and(|last| (last.row, last.column) >= (row, column)) {
                let message = "cells of the worksheet are out of order";
                return Err(unusable(name, "", message, "open it in a spreadsheet and save it again"));
            }
            if sheet.text.len() + text.len() > usize::try_from(MOST).unwrap_or(usize::MAX) {
                let message = format!("the worksheet holds more than {} MiB of text", MOST >> 20);
                return Err(unusable(
                    name,
                    worksheet,
                    message,
                    "check that it is the right file, or split it",
                ));
            }
            sheet.text.push_str(&text);
            sheet.cells.push(Cell { row, column, end: sheet.text.len(), broken });
        }
        Ok(sheet)
    }

    /// Passes over rows.
    fn skip_to(&mut self, rows: u32) {
        self.at = self.cells.partition_point(|cell| cell.row < rows);
    }

    /// The next row that has cells: their range.
    fn next(&mut self) -> Option<(u32, std::ops::Range<usize>)> {
        let row = self.cells.get(self.at)?.row;
        let from = self.at;
        self.at += self.cells.iter().skip(from).take_while(|cell| cell.row == row).count();
        Some((row, from..self.at))
    }

    /// The text of a cell by its number.
    fn text(&self, number: usize) -> &str {
        let start =
            number.checked_sub(1).and_then(|before| self.cells.get(before)).map_or(0, |cell| cell.end);
        self.cells.get(number).and_then(|cell| self.text.get(start..cell.end)).unwrap_or_default()
    }

    fn header(&mut self, name: &str) -> Result<Vec<String>> {
        let empty = || unusable(name, "", "the worksheet is empty", "give it a header row and rows");
        let mut row = Row::default();
        if !self.row(&mut row) {
            return Err(empty());
        }
        if row.fault.is_some() {
            let message = "a header of the worksheet holds an error instead of a word";
            return Err(unusable(name, "", message, "mend the header row"));
        }
        distinct(&Arc::from(name), row.line, &row.cells)?;
        Ok(row.cells)
    }

    /// Takes the next row: as wide as its last cell that is not blank.
    fn row(&mut self, row: &mut Row) -> bool {
        let Some((number, range)) = self.next() else { return false };
        row.line = u64::from(number) + 1;
        row.fault = None;
        row.cells.clear();
        for at in range {
            let Some(cell) = self.cells.get(at) else { continue };
            row.cells.resize(usize::try_from(cell.column).unwrap_or(0), String::new());
            row.cells.push(self.text(at).to_owned());
            row.fault = row.fault.or(cell.broken.then_some(Fault::Broken));
        }
        as_csv(row.cells.iter().map(String::as_str), &mut row.raw);
        true
    }
}

struct SheetRows {
    sheet: Sheet,
    header: Option<Vec<String>>,
}

impl Rows for SheetRows {
    fn header(&self) -> &[String] {
        self.header.as_deref().unwrap_or_default()
    }

    /// Cells that are not there at the end of a row are blank; a value where there is no header makes the row ragged.
    fn read(&mut self, row: &mut Row) -> Result<bool> {
        if !self.sheet.row(row) {
            return Ok(false);
        }
        if let Some(header) = &self.header {
            if row.cells.len() > header.len() {
                row.fault = Some(Fault::Ragged);
            } else {
                row.cells.resize(header.len(), String::new());
                as_csv(row.cells.iter().map(String::as_str), &mut row.raw);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
