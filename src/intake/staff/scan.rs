//! The first read of staff.csv: of a row with nothing to say of, its id, site, role and facts.

use super::LAYOUT;
use super::facts::{Facts, Reader};
use crate::intake::person::COLUMNS;
use crate::intake::walk::{Done, Work};
use crate::model::{Catalogue, Ids, Key, RoleId};
use crate::sheet::{BlockRow, Cells, Head, Shape, row_at};

/// The facts of a row that needs care.
pub(super) const CARE: u32 = u32::MAX;

/// A row: its site and facts as numbers among those of its block (later: of the file).
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Where its id ends in the list of ids; it begins where that of the row before it ends.
    id_end: usize,
    pub(super) place: u64,
    pub(super) line: u64,
    /// Stands for all that it says of the person, to the letter, on which rows of one person must agree: other texts have
    /// another key, beyond all odds.
    pub(super) person: Key,
    pub(super) site: u32,
    pub(super) facts: u32,
    pub(super) role: RoleId,
    pub(super) active: bool,
}

/// Rows and what they name.
#[derive(Debug, Default)]
pub(super) struct Rows {
    ids: Vec<u8>,
    pub(super) list: Vec<Row>,
    pub(super) sites: Ids,
    /// Each as [`Facts`] packs them.
    pub(super) facts: Ids,
    /// Rows whose person cannot be told: place and line.
    pub(super) nobody: Vec<(u64, u64)>,
    /// Memory for a row.
    read: Facts,
    person: Vec<u8>,
    cells: Cells,
}

/// What is clear of a row.
struct Clear {
    person: Key,
    site: u32,
    facts: u32,
    role: RoleId,
    active: bool,
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
    fn add(&mut self, id: &[u8], clear: Option<Clear>, row: BlockRow<'_>) {
        let none =
            Clear { person: Key::default(), site: CARE, facts: CARE, role: RoleId(u16::MAX), active: false };
        let Clear { person, site, facts, role, active } = clear.unwrap_or(none);
        self.ids.extend_from_slice(id);
        let (id_end, place) = (self.ids.len(), row.at as u64);
        self.list.push(Row { id_end, place, line: row.line, person, site, facts, role, active });
    }

    /// Takes in the rows of the next block.
    pub(super) fn take(&mut self, done: Done<Rows>) {
        let block = done.out;
        let number = |ids: &mut Ids, name: &[u8]| ids.add(name).unwrap_or(CARE);
        let sites: Vec<u32> = block.sites.names().map(|name| number(&mut self.sites, name)).collect();
        let facts: Vec<u32> = block.facts.names().map(|name| number(&mut self.facts, name)).collect();
        let of = |list: &[u32], number: u32| list.get(number as usize).copied().unwrap_or(CARE);
        let before = self.ids.len();
        self.ids.extend_from_slice(&block.ids);
        self.list.extend(block.list.iter().map(|row| Row {
            id_end: before + row.id_end,
            site: of(&sites, row.site),
            facts: of(&facts, row.facts),
            place: done.place + row.place,
            line: done.line + row.line,
            ..*row
        }));
        let nobody = block.nobody.iter().map(|(place, line)| (done.place + place, done.line + line));
        self.nobody.extend(nobody);
    }
}

/// The first read.
#[derive(Debug)]
pub(super) struct Scan<'c> {
    catalogue: &'c Catalogue,
    width: usize,
    id: usize,
    role: usize,
    site: usize,
    wte: Option<usize>,
    status: Option<usize>,
    /// The columns that speak of the person, as in [`COLUMNS`].
    person: [Option<usize>; COLUMNS.len()],
    roles: Ids,
    reader: Reader,
}

impl<'c> Scan<'c> {
    pub(super) fn new(head: &Head, catalogue: &'c Catalogue) -> Self {
        let column = |name: &str| head.column(name).unwrap_or(usize::MAX);
        let mut roles = Ids::default();
        for role in &catalogue.roles {
            roles.add(role.code.as_bytes());
        }
        let [id, role, site] = [column("staff_id"), column("role"), column("site")];
        debug_assert!(COLUMNS.iter().all(|name| LAYOUT.optional.contains(name)));
        Self {
            catalogue,
            width: head.header.len(),
            id,
            role,
            site,
            wte: head.column("wte"),
            status: head.column("status"),
            person: COLUMNS.map(|name| head.column(name)),
            roles,
            reader: Reader::new(catalogue),
        }
    }

    /// Takes in a row of which there is nothing to say; whether it is one.
    fn plain(&self, out: &mut Rows, text: &[u8], row: BlockRow<'_>, commas: &[u32], end: u32) -> bool {
        let cell = |column: usize| {
            let from = column.checked_sub(1).and_then(|before| commas.get(before));
            let from = from.map_or(row.at, |comma| *comma as usize + 1);
            let to = commas.get(column).map_or(end as usize, |comma| *comma as usize);
            text.get(from..to).unwrap_or_default()
        };
        let (id, site) = (cell(self.id), cell(self.site));
        if !is_name(id) || !is_name(site) || self.wte.is_some_and(|wte| !is_number(cell(wte))) {
            return false;
        }
        let person = self.person.map(|column| column.map_or(&[][..], cell));
        let status = self.status.map(cell);
        if let Some(clear) = self.clear(out, cell(self.role), site, status, person) {
            out.add(id, Some(clear), row);
            return true;
        }
        false
    }

    fn clear(
        &self,
        out: &mut Rows,
        role: &[u8],
        site: &[u8],
        status: Option<&[u8]>,
        person: [&[u8]; COLUMNS.len()],
    ) -> Option<Clear> {
        let role = self.roles.find(role).and_then(|role| u16::try_from(role).ok()).map(RoleId)?;
        let active = match status {
            None | Some(b"active") => true,
            Some(b"left" | b"absent") => false,
            Some(_) => return None,
        };
        self.reader.read(person, &mut out.read)?;
        if active && !out.read.fill(self.catalogue.role_of(role)?) {
            return None;
        }
        out.person.clear();
        for cell in person {
            out.person.extend_from_slice(cell);
            out.person.push(b',');
        }
        let facts = out.facts.add(out.read.packed())?;
        Some(Clear { person: Key::of(&out.person), site: out.sites.add(site)?, facts, role, active })
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
            out.add(id, None, row);
        } else {
            out.nobody.push((row.at as u64, row.line));
        }
        out.cells = cells;
    }
}

impl Work for Scan<'_> {
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
