//! Several rows about one thing: which are copies, and what the rest come to.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::judge::{Judge, Judged};
use crate::intake::walk::Work;
use crate::model::{Day, Key, Rank, Until};
use crate::sheet::{Block, BlockRow, Cells, Found, Shape};

/// One row about something that others are about too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Record {
    pub(super) person: u32,
    pub(super) slot: u32,
    pub(super) code: u32,
    pub(super) rank: Rank,
    pub(super) assessed: Option<Day>,
    pub(super) expires: Option<Until>,
    /// Its line; while a block is read, lines of the block before it.
    pub(super) line: u64,
    /// Where it begins in the text, or in its block.
    pub(super) place: u64,
    pub(super) future: bool,
    pub(super) counts: bool,
}

impl Record {
    /// A row as judged, if it is good; with its place and line.
    pub(super) fn of(judge: &Judge<'_>, judged: &Judged, (place, line): (u64, u64)) -> Option<Self> {
        (judged.faults == 0).then(|| Self {
            person: judged.person,
            slot: judge.slot(judged.code),
            code: judged.code,
            rank: judged.rank,
            assessed: judged.assessed,
            expires: judged.expires,
            line,
            place,
            future: judged.future,
            counts: judged.counts,
        })
    }

    /// The record of a block that begins at this place and line.
    pub(super) fn within(self, (place, line): (u64, u64)) -> Self {
        Self { line: self.line + line, place: self.place + place, ..self }
    }

    /// Whether another row says the same to the letter.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        let said = |row: &Self| (row.person, row.code, row.rank, row.assessed, row.expires);
        said(self) == said(other)
    }
}

/// The second read: the rows about what more than one row is about.
#[derive(Debug)]
pub(super) struct Seek<'j> {
    pub(super) judge: &'j Judge<'j>,
    pub(super) columns: Columns,
    pub(super) width: usize,
    /// Person and slot, sorted.
    pub(super) repeated: &'j [(u32, u32)],
    /// By slot: it is sought of somebody.
    pub(super) slots: Vec<bool>,
}

/// What a block leaves.
#[derive(Debug, Default)]
pub(super) struct Sought {
    pub(super) records: Vec<Record>,
    last: Option<(Key, bool)>,
    cells: Cells,
}

impl Work for Seek<'_> {
    type Out = Sought;

    fn begin(&self) -> Sought {
        Sought::default()
    }

    fn row(&self, out: &mut Sought, text: &[u8], row: BlockRow<'_>) {
        let raw = match row.shape {
            Shape::Other(raw) => Some(raw),
            Shape::Plain(commas, end) if self.may_be_sought(out, text, row.at, commas, end) => {
                crate::sheet::row_at(text.get(row.at..).unwrap_or_default(), true)
            }
            Shape::Plain(..) => None,
        };
        let Some(raw) = raw else { return };
        if out.cells.read(&raw).is_some() || out.cells.len() != self.width {
            return;
        }
        let judged = self.judge.judge(self.columns.cells(&out.cells));
        let record = Record::of(self.judge, &judged, (row.at as u64, row.line));
        let sought = |record: &Record| self.repeated.binary_search(&(record.person, record.slot)).is_ok();
        out.records.extend(record.filter(sought));
    }

    fn end(&self, out: &mut Sought, _: Block<'_>, _: &Found) {
        out.cells = Cells::default();
        out.records.shrink_to_fit();
    }
}

impl Seek<'_> {
    /// Whether a plain row may be one: first by its code, for few are sought, then by its person; rows of one person tend
    /// to follow each other.
    fn may_be_sought(&self, out: &mut Sought, text: &[u8], at: usize, commas: &[u32], end: u32) -> bool {
        let [(from, to), (code_from, code_to), ..] = self.columns.spans(at, commas, end);
        let slot = self.judge.slot_of_code(text.get(code_from..code_to).unwrap_or_default());
        if slot.is_some_and(|slot| !self.slots.get(slot as usize).copied().unwrap_or(true)) {
            return false;
        }
        let key = Key::at(text.get(from..).unwrap_or_default(), to.saturating_sub(from));
        if let Some((last, sought)) = out.last
            && last == key
            && !key.is_long()
        {
            return sought;
        }
        let sought = match self.judge.person(key, text.get(from..to).unwrap_or_default()) {
            Some(person) => {
                let first = self.repeated.partition_point(|(other, _)| *other < person);
                self.repeated.get(first).is_some_and(|(other, _)| *other == person)
            }
            // it may be a blank away from a known id
            None => true,
        };
        out.last = Some((key, sought));
        sought
    }
}

/// What the records of one person and competency come to: the best of those that count, each capped by the lower ones
/// that may say more of today. Nothing assessed after the as-at date is among them.
pub(super) fn direct<'r>(records: impl Iterator<Item = &'r Record> + Clone) -> Option<Rank> {
    // by rank: the latest day of assessment; blank, which sorts first, makes any comparison fail
    let mut lower: BTreeMap<Rank, (bool, Option<Day>)> = BTreeMap::new();
    for record in records.clone() {
        let (undated, latest) = lower.entry(record.rank).or_default();
        *undated |= record.assessed.is_none();
        *latest = (*latest).max(record.assessed);
    }
    let capped = |record: &Record| {
        let caps = |(undated, latest): &(bool, Option<Day>)| {
            *undated || record.assessed.is_none_or(|own| latest.is_some_and(|latest| latest > own))
        };
        let cap = lower.range(..record.rank).find(|(_, other)| caps(other));
        cap.map_or(record.rank, |(rank, _)| *rank)
    };
    records.filter(|record| record.counts).map(capped).max()
}
