//! Refused rows in the source's own layout, with line, codes and the mark of the row in front, to be mended and read again.

use std::collections::{BTreeMap, BTreeSet};

use super::convert::{Exchanged, SourceFile, Sources};
use super::fates::{Refused, refuse};
use super::layouts;
use super::open::Opening;
use super::personal;
use super::row::Row;
use crate::model::{Error, FindingCode, Result, SheetKind};
use crate::sheet::{Cells, push_cell, row_at};

/// The columns in front of the source's own.
pub(super) const FRONT: [&str; 3] = ["line", "codes", "row"];

/// The mark of a row: by it a mended row finds out whether its original is still what it was. A spreadsheet must not take
/// it for a number, so it does not begin like one.
pub(super) fn mark(raw: &[u8]) -> String {
    let hash = blake3::hash(raw).to_hex();
    format!("#{}", hash.as_str().get(..8).unwrap_or_default())
}

/// The name of the file with a source's refused rows: the source's own, as CSV.
#[must_use]
pub fn name(file: &str) -> String {
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let is_csv =
        base.len() > 4 && base.get(base.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".csv"));
    if is_csv { base.to_owned() } else { format!("{base}.csv") }
}

impl Sources {
    /// Name and bytes of `rejects/<source file>` for every file that had rows refused, here or where its sheet was read
    /// (`refused`: sheet, line of the sheet, codes). Personal cells are blank unless `show_values`; names that are
    /// `reserved` are those of other files.
    pub fn rejects<'r>(
        &self,
        exchanged: &Exchanged,
        refused: impl IntoIterator<Item = (SheetKind, u64, &'r [FindingCode])>,
        (show_values, reserved): (bool, &[String]),
    ) -> Result<Vec<(String, Vec<u8>)>> {
        let mut by_file: BTreeMap<usize, Refused> = BTreeMap::new();
        for (number, file) in exchanged.files.iter().enumerate() {
            for (line, codes) in &file.state.refused {
                refuse(by_file.entry(number).or_default(), *line, codes.iter().copied());
            }
        }
        for (kind, line, codes) in refused {
            let gone =
                || Error::Defect(format!("nobody knows where line {line} of {} comes from", kind.word()));
            let made = exchanged.sheets.get(&kind).ok_or_else(gone)?;
            let (file, line) = made.origins.of(line).ok_or_else(gone)?;
            refuse(by_file.entry(file).or_default(), line, codes.iter().copied());
        }
        let mut taken: BTreeSet<String> = reserved.iter().cloned().collect();
        let mut written = Vec::new();
        for (number, refused) in by_file {
            let Some(file) = exchanged.files.get(number) else { continue };
            let mut own = name(&file.name);
            // no file is written over another
            while !taken.insert(own.clone()) {
                own = format!("{own}.csv");
            }
            written.push((own, self.rejects_of(number, file, &refused, show_values)?));
        }
        Ok(written)
    }

    fn rejects_of(
        &self,
        number: usize,
        file: &SourceFile,
        refused: &Refused,
        show_values: bool,
    ) -> Result<Vec<u8>> {
        let spec = self.spec(file.source)?;
        let gone = || Error::Defect(format!("{} is gone", file.name));
        let input = self.files.get(file.source).and_then(|files| files.get(file.place)).ok_or_else(gone)?;
        let opening = Opening::of(spec);
        let mut rows = layouts::open(input, spec)?.map_err(Error::Input)?.rows;
        let mapped: Vec<&str> = spec.columns.iter().flat_map(|c| &c.theirs).map(String::as_str).collect();
        let shown = Shown {
            delimiter: file.about.delimiter.map_or(',', |(delimiter, _)| delimiter),
            blank: if show_values { Vec::new() } else { personal::columns(rows.header(), &mapped) },
            // without headers nobody knows which cells are personal
            withheld: !show_values && !opening.header,
        };
        let mut bytes = Vec::new();
        let header = FRONT.into_iter().chain(rows.header().iter().map(String::as_str));
        shown.cells(&mut bytes, header);
        bytes.push(b'\n');
        let mends = self.mends_of(number)?;
        let mut row = Row::default();
        let mut left = refused.len();
        while left > 0 && rows.read(&mut row)? {
            if let Some(codes) = refused.get(&row.line) {
                let mark = mark(&row.raw);
                let mended = mends.as_ref().is_some_and(|mends| mends.mend(&mut row));
                shown.row(&mut bytes, (&row, mended), codes, mark);
                left -= 1;
            }
        }
        if left > 0 { Err(gone()) } else { Ok(bytes) }
    }
}

/// How refused rows of a file are shown.
struct Shown {
    delimiter: char,
    /// Columns whose cells are personal.
    blank: Vec<usize>,
    /// No row's own text is shown.
    withheld: bool,
}

impl Shown {
    fn cells<'c>(&self, bytes: &mut Vec<u8>, cells: impl IntoIterator<Item = &'c str>) {
        let mut delimiter = [0; 4];
        for (number, cell) in cells.into_iter().enumerate() {
            if number > 0 {
                bytes.extend_from_slice(self.delimiter.encode_utf8(&mut delimiter).as_bytes());
            }
            push_cell(bytes, cell, self.delimiter);
        }
    }

    /// `mark` is the original's, also of a row that was mended and is refused still.
    fn row(&self, bytes: &mut Vec<u8>, (row, mended): (&Row, bool), codes: &[FindingCode], mark: String) {
        let codes: Vec<&str> = codes.iter().map(|code| code.word()).collect();
        let front = [row.line.to_string(), codes.join(";"), mark];
        self.cells(bytes, front.iter().map(String::as_str));
        let withheld = self.withheld || (row.fault.is_some() && !self.blank.is_empty());
        if !withheld {
            bytes.extend_from_slice(self.delimiter.to_string().as_bytes());
            if self.blank.is_empty() && !mended {
                bytes.extend_from_slice(&row.raw);
            } else {
                let cells = row.cells.iter().enumerate();
                let shown = cells.map(|(at, cell)| if self.blank.contains(&at) { "" } else { cell.as_str() });
                self.cells(bytes, shown);
            }
        }
        bytes.push(b'\n');
    }
}

/// Refused rows of our own sheets without the cells of personal columns.
#[derive(Debug)]
pub struct Blanked {
    width: usize,
    blank: Vec<usize>,
}

impl Blanked {
    /// Of a sheet with this header row; `unknown` are the columns that nothing reads. `None` if none of them is personal.
    #[must_use]
    pub fn new(header: &[u8], unknown: &BTreeSet<&str>) -> Option<Self> {
        let mut cells = Cells::default();
        cells.read(&row_at(header, true)?);
        let personal =
            |at: &usize| unknown.contains(cells.text(*at)) && personal::is_personal(cells.text(*at));
        let blank: Vec<usize> = (0..cells.len()).filter(personal).collect();
        (!blank.is_empty()).then_some(Self { width: cells.len(), blank })
    }

    /// A row as it may be shown. One whose cells cannot be told apart has no text.
    #[must_use]
    pub fn row(&self, raw: &[u8]) -> Vec<u8> {
        let mut cells = Cells::default();
        let fault = row_at(raw, true).map(|row| cells.read(&row));
        let mut shown = Vec::new();
        if fault == Some(None) && cells.len() == self.width {
            for at in 0..cells.len() {
                if at > 0 {
                    shown.push(b',');
                }
                push_cell(&mut shown, if self.blank.contains(&at) { "" } else { cells.text(at) }, ',');
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_cells_of_our_own_sheets_are_blank() {
        let unknown = BTreeSet::from(["Surname", "ward"]);
        let blanked = Blanked::new(b"staff_id,Surname,ward,site", &unknown).unwrap();
        assert_eq!(blanked.row(b"S1,\"Example, A\",w,north"), b"S1,,w,north");
        assert_eq!(blanked.row(b"S1,Example,w"), b"");
        assert_eq!(blanked.row(b"S1,Exa\"mple,w,north"), b"");
        assert!(Blanked::new(b"staff_id,ward", &unknown).is_none());
    }

    #[test]
    fn files_of_rejects_are_csv() {
        for (file, expected) in
            [("a/b.csv", "b.csv"), ("b.CSV", "b.CSV"), ("x.dat", "x.dat.csv"), (".csv", ".csv.csv")]
        {
            assert_eq!(name(file), expected);
        }
    }
}
