//! The first read of staff.csv: of a plain row its id, its site, and the rest as one of a few thousand different texts.

use super::LAYOUT;
use crate::intake::walk::{Done, Work};
use crate::model::{Catalogue, Ids};
use crate::sheet::{BlockRow, Cells, Head, Shape, row_at};

/// The rest of a row that needs care.
pub(super) const CARE: u32 = u32::MAX;

/// A row: the number of its site and of its rest among those of its block (later: of the file).
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Where its id ends in the list of ids; it begins where that of the row before it ends.
    pub(super) id_end: usize,
    pub(super) site: u32,
    pub(super) rest: u32,
    pub(super) place: u64,
    pub(super) line: u64,
}

/// Rows and what they name.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) ids: Vec<u8>,
    pub(super) list: Vec<Row>,
    pub(super) sites: Ids,
    pub(super) rests: Ids,
    /// By rest: a row that has it.
    pub(super) samples: Vec<Vec<u8>>,
    /// Rows whose person cannot be told: place and line.
    pub(super) nobody: Vec<(u64, u64)>,
    /// Memory for the rest of a row.
    rest: Vec<u8>,
    cells: Cells,
}

impl Rows {
    /// The id of a row.
    pub(super) fn id(&self, number: usize) -> &[u8] {
        let end = self.list.get(number).map_or(0, |row| row.id_end);
        let start =
            number.checked_sub(1).and_then(|before| self.list.get(before)).map_or(0, |row| row.id_end);
        self.ids.get(start..end).unwrap_or_default()
    }

    /// Adds a row of a block.
    fn add(&mut self, id: &[u8], (site, rest): (u32, u32), row: BlockRow<'_>) {
        self.ids.extend_from_slice(id);
        self.list.push(Row { id_end: self.ids.len(), site, rest, place: row.at as u64, line: row.line });
    }

    /// Takes in the rows of the next block.
    pub(super) fn take(&mut self, done: Done<Rows>) {
        let block = done.out;
        let number = |ids: &mut Ids, name: &[u8]| ids.add(name).unwrap_or(CARE);
        let sites: Vec<u32> = block.sites.names().map(|name| number(&mut self.sites, name)).collect();
        let mut rests = Vec::with_capacity(block.rests.len());
        for (name, sample) in block.rests.names().zip(block.samples) {
            let known = self.rests.len();
            rests.push(number(&mut self.rests, name));
            if self.rests.len() > known {
                self.samples.push(sample);
            }
        }
        let of = |list: &[u32], number: u32| list.get(number as usize).copied().unwrap_or(CARE);
        let before = self.ids.len();
        self.ids.extend_from_slice(&block.ids);
        self.list.extend(block.list.iter().map(|row| Row {
            id_end: before + row.id_end,
            site: of(&sites, row.site),
            rest: of(&rests, row.rest),
            place: done.place + row.place,
            line: done.line + row.line,
        }));
        let nobody = block.nobody.iter().map(|(place, line)| (done.place + place, done.line + line));
        self.nobody.extend(nobody);
    }
}

/// The first read.
#[derive(Debug)]
pub(super) struct Scan {
    width: usize,
    id: usize,
    role: usize,
    site: usize,
    wte: Option<usize>,
    /// Role, and all other columns that are read.
    rest: Vec<usize>,
    roles: Ids,
}

impl Scan {
    pub(super) fn new(head: &Head, catalogue: &Catalogue) -> Self {
        let column = |name: &str| head.column(name).unwrap_or(usize::MAX);
        let others = LAYOUT.optional.iter().filter(|name| **name != "wte");
        let mut rest = vec![column("role")];
        rest.extend(others.filter_map(|name| head.column(name)));
        let mut roles = Ids::default();
        for role in &catalogue.roles {
            roles.add(role.code.as_bytes());
        }
        let (id, role, site) = (column("staff_id"), column("role"), column("site"));
        Self { width: head.header.len(), id, role, site, wte: head.column("wte"), rest, roles }
    }

    /// Takes in a row that is plain in every respect; says whether it is.
    fn plain(&self, out: &mut Rows, text: &[u8], row: BlockRow<'_>, commas: &[u32], end: u32) -> bool {
        let cell = |column: usize| {
            let from = column.checked_sub(1).and_then(|before| commas.get(before));
            let from = from.map_or(row.at, |comma| *comma as usize + 1);
            let to = commas.get(column).map_or(end as usize, |comma| *comma as usize);
            text.get(from..to).unwrap_or_default()
        };
        let (id, site) = (cell(self.id), cell(self.site));
        if !is_name(id) || !is_name(site) || self.roles.find(cell(self.role)).is_none() {
            return false;
        }
        if self.wte.is_some_and(|wte| !is_number(cell(wte))) {
            return false;
        }
        out.rest.clear();
        for column in &self.rest {
            out.rest.extend_from_slice(cell(*column));
            out.rest.push(b',');
        }
        let known = out.rests.len();
        let (Some(site), Some(rest)) = (out.sites.add(site), out.rests.add(&out.rest)) else { return false };
        if out.rests.len() > known {
            out.samples.push(text.get(row.at..end as usize).unwrap_or_default().to_vec());
        }
        out.add(id, (site, rest), row);
        true
    }

    fn with_care(&self, out: &mut Rows, text: &[u8], row: BlockRow<'_>) {
        let raw = match row.shape {
            Shape::Other(raw) => Some(raw),
            Shape::Plain(..) => row_at(text.get(row.at..).unwrap_or_default(), true),
        };
        let Some(raw) = raw else { return };
        let mut cells = std::mem::take(&mut out.cells);
        let sound = cells.read(&raw).is_none() && cells.len() == self.width;
        let id = cells.get(self.id);
        if sound && !id.is_empty() {
            out.add(id, (CARE, CARE), row);
        } else {
            out.nobody.push((row.at as u64, row.line));
        }
        out.cells = cells;
    }
}

impl Work for Scan {
    type Out = Rows;

    fn begin(&self) -> Rows {
        Rows::default()
    }

    fn row(&self, out: &mut Rows, text: &[u8], row: BlockRow<'_>) {
        let plain = match row.shape {
            Shape::Plain(commas, end) => self.plain(out, text, row, commas, end),
            Shape::Other(_) => false,
        };
        if !plain {
            self.with_care(out, text, row);
        }
    }
}

/// A cell that is filled and needs no trimming.
fn is_name(cell: &[u8]) -> bool {
    let blank = |byte: Option<&u8>| byte.is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    !blank(cell.first()) && !blank(cell.last())
}

/// A number that is surely one; what is not is looked at with care.
fn is_number(cell: &[u8]) -> bool {
    let digits = |part: &[u8], most: usize| {
        !part.is_empty() && part.len() <= most && part.iter().all(u8::is_ascii_digit)
    };
    match cell.iter().position(|byte| *byte == b'.') {
        None => cell.is_empty() || digits(cell, 9),
        Some(at) => {
            let (whole, part) = (cell.get(..at).unwrap_or_default(), cell.get(at + 1..).unwrap_or_default());
            digits(whole, 9) && digits(part, 3)
        }
    }
}
