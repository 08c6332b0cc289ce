//! holdings.csv: what people have been signed off in, brought down to what each directly holds on the as-at date.
//!
//! Read once, in blocks on several threads, a clean file leaves two bytes a row. Rows of one person that follow each
//! other are compared as they are read; blocks with other rows about one thing are read again, and so are rows with
//! something to say of: clean files pay nothing for either.

mod columns;
mod cut;
mod group;
mod judge;
mod memory;
mod notes;
mod packed;
mod recall;
mod records;
mod scan;

use super::log::Log;
use super::reading::{check_columns, note_unknown_columns, with_missing};
use super::walk::{self, Done, Walked, walk, walk_again};
use super::{Ledger, Pace, Rejects};
use crate::files::{Big, Hashed};
use crate::model::{
    Accounting, Catalogue, Error, Finding, Holdings, People, Rank, Result, Symbols, Wanted, Words,
};
use crate::sheet::Head;
use columns::{Columns, LAYOUT};
use group::{Grouped, Repeated, group};
use judge::Judge;
use notes::{Noted, Notes};
use recall::{Both, Recall};
use records::{Record, Seek, direct};
use scan::{Runs, Scan, Scanned, Symbol};

use memory::Learned;
pub use memory::{KnownBlock, Memory, Names, Stretch};

/// Wants what is read to be remembered.
#[derive(Debug, Clone, Copy)]
pub struct Remember<'m> {
    /// What was read another time, of any file.
    pub memory: Option<&'m Memory>,
    /// The key of a new memory, chosen at random; an old one keeps its own.
    pub key: [u64; 4],
}

/// holdings.csv as read.
#[derive(Debug, Default)]
pub struct HoldingsSheet {
    /// What everybody holds.
    pub holdings: Holdings,
    /// What became of its rows.
    pub ledger: Ledger,
    /// Hash and length of the file.
    pub hashed: Hashed,
    /// What was read, if it was to be remembered and enough of it was not known.
    pub memory: Option<Memory>,
}

/// What makes the file unusable before any of its rows is read.
pub fn holdings_header(big: &Big) -> Result<std::result::Result<(), Vec<Finding>>> {
    Ok(header(big)?.map(|_| ()))
}

fn header(big: &Big) -> Result<std::result::Result<Head, Vec<Finding>>> {
    Ok(match walk::head(big)? {
        Ok(head) => check_columns(&head, &LAYOUT).map(|()| head),
        Err((findings, bytes)) => Err(with_missing(findings, big.name(), &bytes, &LAYOUT)),
    })
}

/// Reads holdings.csv, as far as the run wants it; every row is checked all the same.
pub fn holdings(
    big: &Big,
    wanted: &Wanted,
    people: &People,
    catalogue: &Catalogue,
    pace: Pace<'_>,
) -> Result<HoldingsSheet> {
    let head = header(big)?.map_err(Error::Input)?;
    let judge = Judge::new(wanted, people, catalogue);
    let columns = Columns::of(&head);
    let reader = Reader { big, head: &head, judge: &judge, columns, pace };
    let narrow = judge.symbols() <= usize::from(u16::MAX) + 1;
    let (holdings, mut read) =
        if narrow { reader.read::<u16>(Symbols::Narrow)? } else { reader.read::<u32>(Symbols::Wide)? };
    let codes = Words::new(wanted.codes.names().map(|name| String::from_utf8_lossy(name).into_owned()));
    let notes = Notes { big, head: &head, judge: &judge, columns, people, catalogue, codes, pace };
    let ledger = ledger(&head, &notes, &read)?;
    big.unchanged()?;
    Ok(HoldingsSheet { holdings, ledger, hashed: read.hashed, memory: read.memory.take() })
}

fn ledger(head: &Head, notes: &Notes<'_>, read: &Read) -> Result<Ledger> {
    let mut log = Log::default();
    note_unknown_columns(head, &LAYOUT, &mut log);
    let mut ledger = log.without_file();
    ledger.accounting = read.accounting;
    ledger.rejects = Rejects { header: Some(head.raw.clone()), rows: Vec::new() };
    notes.say(&read.noted, |findings, reject| {
        ledger.findings.extend(findings);
        ledger.rejects.rows.extend(reject);
    })?;
    ledger.findings.sort();
    Ok(ledger)
}

/// What the first two reads leave but for the holdings.
#[derive(Debug, Default)]
struct Read {
    accounting: Accounting,
    /// In the order of the file.
    noted: Vec<Noted>,
    hashed: Hashed,
    memory: Option<Memory>,
}

/// What the blocks of the first read leave, in their order.
struct All<S> {
    blocks: Vec<Done<()>>,
    runs: Vec<Runs<S>>,
    records: Vec<Record>,
}

struct Reader<'r> {
    big: &'r Big,
    head: &'r Head,
    judge: &'r Judge<'r>,
    columns: Columns,
    pace: Pace<'r>,
}

/// One row in so many makes a new memory.
const ENOUGH: u64 = 10;

/// A refused row that may be there again: its hash, its line, its number among the noted.
type Refused = ([u8; 16], u64, usize);

impl Reader<'_> {
    fn read<S: Symbol>(&self, in_symbols: impl FnOnce(Vec<S>) -> Symbols) -> Result<(Holdings, Read)> {
        let mut read = Read::default();
        let mut scanned = self.scan::<S>(&mut read)?;
        let too_many = || Error::Usage(format!("{} has more than 4,294,967,295 rows", self.big.name()));
        let known = self.judge.known();
        let grouped = group(&scanned.runs, known, self.judge).ok_or_else(too_many)?;
        scanned.runs.iter_mut().for_each(|runs| runs.symbols = Vec::new());
        let records = self.records(&grouped.repeated, scanned)?;
        let settled = self.settle(&records, &mut read);
        let Grouped { ends, symbols, .. } = with_settled(grouped, &settled);
        read.noted.sort_unstable();
        // a row that is a copy says nothing else
        read.noted.reverse();
        read.noted.dedup_by_key(|noted| noted.place);
        read.noted.reverse();
        Ok((Holdings::new(self.judge.meaning(), ends, in_symbols(symbols)), read))
    }

    /// The first read.
    fn scan<S: Symbol>(&self, read: &mut Read) -> Result<All<S>> {
        let work = Scan::<S> {
            judge: self.judge,
            columns: self.columns,
            width: self.head.header.len(),
            size: std::marker::PhantomData,
        };
        let mut all = All { blocks: Vec::new(), runs: Vec::new(), records: Vec::new() };
        let mut refused: Vec<Refused> = Vec::new();
        let accept = |done: Done<Scanned<S>>| {
            let Scanned { runs, records, odd, used, not_asked_for, .. } = done.out;
            read.accounting.used += used;
            read.accounting.not_asked_for += not_asked_for;
            for odd in odd {
                let line = done.line + u64::from(odd.line);
                read.accounting.rejected += u64::from(odd.rejected);
                refused.extend(odd.copies.map(|hash| (hash, line, read.noted.len())));
                read.noted.push(Noted { place: done.place + u64::from(odd.at), line, copy_of: None });
            }
            all.records.extend(records.into_iter().map(|record| record.within((done.place, done.line))));
            all.runs.push(runs);
            let Done { place, start, line, found, hash, .. } = done;
            all.blocks.push(Done { place, start, line, found, hash, out: () });
        };
        let (walked, memory) = match self.pace.remember {
            Some(remember) => self.recall(remember, work, accept)?,
            None => (walk(self.big, self.head, self.pace, &work, accept)?, None),
        };
        read.memory = memory;
        read.accounting.rows = walked.rows;
        read.hashed = walked.hashed;
        refused.sort_unstable();
        for same in refused.chunk_by(|a, b| a.0 == b.0) {
            let Some(((_, first, _), copies)) = same.split_first() else { continue };
            for (_, _, number) in copies {
                if let Some(noted) = read.noted.get_mut(*number) {
                    noted.copy_of = Some(*first);
                }
                read.accounting.rejected -= 1;
                read.accounting.duplicate += 1;
            }
        }
        Ok(all)
    }

    /// The first read with a memory of another; leaves one of this, if enough of it is new.
    fn recall<S: Symbol>(
        &self,
        remember: Remember<'_>,
        scan: Scan<'_, S>,
        mut accept: impl FnMut(Done<Scanned<S>>),
    ) -> Result<(Walked, Option<Memory>)> {
        let key = remember.memory.map_or(remember.key, |memory| memory.key);
        let ids = self.judge.people().ids().names().take(self.judge.known());
        let mut memory = Memory {
            key,
            header: self.head.raw.clone(),
            codes: Names::of(self.judge.codes().names()),
            words: Names::of(self.judge.words().names()),
            people: Names::of(ids),
            ..Memory::default()
        };
        let of_same_columns = remember.memory.filter(|known| known.header == memory.header);
        let work = Recall::new(scan, of_same_columns, key);
        let size = self.pace.block as u64;
        let mut blocks: Vec<(usize, KnownBlock, Learned)> = Vec::new();
        let walked = walk(self.big, self.head, self.pace, &work, |done| {
            let Done { place, start, line, found, hash, out: Both { scanned, learned, .. } } = done;
            let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
            let block = KnownBlock {
                hash: hash.unwrap_or_default(),
                start: small(start - place),
                end: small(found.end as u64),
                lines: small(found.lines),
                rows: small(found.rows),
                ..KnownBlock::default()
            };
            blocks.push((usize::try_from(place / size).unwrap_or(usize::MAX), block, learned));
            accept(Done { place, start, line, found, hash, out: scanned });
        })?;
        let new: u64 = blocks.iter().map(|(.., learned)| learned.new_rows()).sum();
        // what little is new is read once more another night: that costs less than to write all again
        if of_same_columns.is_some() && new.saturating_mul(ENOUGH) <= walked.rows {
            return Ok((walked, None));
        }
        for (number, block, learned) in blocks {
            work.learn(&mut memory, number, block, &learned);
        }
        Ok((walked, Some(memory)))
    }

    /// All rows about what more than one row is about. Those that do not follow each other are read again.
    fn records<S>(&self, repeated: &[Repeated], all: All<S>) -> Result<Vec<Record>> {
        let All { blocks, runs, mut records } = all;
        let of = |record: &Record| (record.person, record.slot);
        records.sort_unstable();
        let missing = |repeated: &&Repeated| {
            let from = records.partition_point(|record| of(record) < (repeated.person, repeated.slot));
            let rest = records.iter().skip(from);
            let rows = rest.take_while(|record| of(record) == (repeated.person, repeated.slot)).count();
            rows != repeated.rows as usize
        };
        let missing: Vec<Repeated> = repeated.iter().filter(missing).copied().collect();
        if missing.is_empty() {
            return Ok(records);
        }
        let sought: Vec<(u32, u32)> = missing.iter().map(|missing| (missing.person, missing.slot)).collect();
        records.retain(|record| sought.binary_search(&of(record)).is_err());
        let has_some = |(block, runs): (Done<()>, Runs<S>)| {
            let is_sought = |person: &u32| {
                let from = sought.partition_point(|(other, _)| other < person);
                sought.get(from).is_some_and(|(other, _)| other == person)
            };
            runs.people.iter().any(is_sought).then_some(block)
        };
        let blocks: Vec<Done<()>> = blocks.into_iter().zip(runs).filter_map(has_some).collect();
        let width = self.head.header.len();
        let mut slots = vec![false; self.judge.slots()];
        for (_, slot) in &sought {
            slots.get_mut(*slot as usize).into_iter().for_each(|sought| *sought = true);
        }
        let work = Seek { judge: self.judge, columns: self.columns, width, repeated: &sought, slots };
        let before = records.len();
        walk_again(self.big, self.head, self.pace, &work, &blocks, |done| {
            let here = |record: Record| record.within((done.place, done.line));
            records.extend(done.out.records.into_iter().map(here));
        })?;
        if records.len() - before != missing.iter().map(|missing| missing.rows as usize).sum::<usize>() {
            // other rows were counted than these
            self.big.unchanged()?;
            return Err(Error::Defect(format!("two reads of {} differ", self.big.name())));
        }
        records.sort_unstable();
        Ok(records)
    }

    /// What the things come to that more than one row is about, as person and symbol.
    fn settle(&self, records: &[Record], read: &mut Read) -> Vec<(u32, u32)> {
        let mut settled = Vec::new();
        for about in records.chunk_by(|a, b| (a.person, a.slot) == (b.person, b.slot)) {
            let Some(Record { person, slot, .. }) = about.first().copied() else { continue };
            let wanted = self.judge.is_wanted(person, slot);
            for same in about.chunk_by(Record::is_copy_of) {
                let Some((first, copies)) = same.split_first() else { continue };
                let count = copies.len() as u64;
                let fate =
                    if wanted { &mut read.accounting.used } else { &mut read.accounting.not_asked_for };
                *fate -= count;
                read.accounting.duplicate += count;
                let copy =
                    |row: &Record| Noted { place: row.place, line: row.line, copy_of: Some(first.line) };
                read.noted.extend(copies.iter().map(copy));
            }
            let rank = direct(about.iter().filter(|record| !record.future)).filter(|_| wanted);
            let symbol = |Rank(rank)| (person, slot * self.judge.variants() + u32::from(rank));
            settled.extend(rank.map(symbol));
        }
        settled
    }
}

/// Adds what was settled, which is in the order of people: from the back on, in the memory that is there.
fn with_settled<S: Symbol>(grouped: Grouped<S>, settled: &[(u32, u32)]) -> Grouped<S> {
    let Grouped { mut ends, mut symbols, repeated } = grouped;
    let mut rest = settled;
    symbols.resize(symbols.len() + settled.len(), S::default());
    let mut to = symbols.len();
    for person in (0..ends.len()).rev() {
        if rest.is_empty() {
            break;
        }
        let from = person.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| *end as usize);
        let Some(end) = ends.get_mut(person) else { break };
        let old = std::mem::replace(end, u32::try_from(to).unwrap_or(u32::MAX)) as usize;
        while let Some(((_, symbol), before)) =
            rest.split_last().filter(|(last, _)| last.0 as usize == person)
        {
            to -= 1;
            if let (Some(place), Ok(symbol)) = (symbols.get_mut(to), S::try_from(*symbol)) {
                *place = symbol;
            }
            rest = before;
        }
        to -= old - from;
        symbols.copy_within(from..old, to);
    }
    Grouped { ends, symbols, repeated }
}

#[cfg(test)]
mod tests;
