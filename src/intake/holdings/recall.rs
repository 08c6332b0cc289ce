//! The first read of holdings.csv by somebody who has read it before: rows that are as they were are not read again.

use std::sync::OnceLock;

use super::cut::{Open, Spot, places, spot};
use super::judge::Judge;
use super::memory::{Hashing, KnownBlock, Learned, Memory, RUN, Stretch, run_of, stretches_of};
use super::packed::{self, BYTES, Packed, Sense};
use super::scan::{Scan, Scanned, Symbol};
use crate::intake::walk::{Recalled, Work};
use crate::sheet::{Block, BlockRow, Found, Shape, lines_in, row_at};

/// Nobody, nothing.
const NONE: u32 = u32::MAX;

/// A memory in the numbers of this run.
#[derive(Debug)]
pub(super) struct Recall<'j, S> {
    pub(super) scan: Scan<'j, S>,
    key: [u64; 4],
    memory: Option<&'j Memory>,
    /// By kind.
    senses: Vec<Option<Sense>>,
    /// All of them are known.
    all_senses: bool,
    /// By the memory's number of a person.
    people: Vec<u32>,
    /// By stretch: where its runs and rows begin.
    begins: Vec<(usize, usize)>,
    /// Stretches by their hash.
    table: OnceLock<Vec<u32>>,
}

/// What a block leaves.
#[derive(Debug)]
pub(super) struct Both<S> {
    pub(super) scanned: Scanned<S>,
    pub(super) learned: Learned,
    open: Open,
    /// The stretch that is expected next.
    next: usize,
}

/// A stretch that can be taken from memory.
#[derive(Debug, Clone, Copy)]
struct Known<'m> {
    stretch: Stretch,
    runs: &'m [[u8; RUN]],
    rows: &'m [[u8; BYTES]],
}

impl<'j, S: Symbol> Recall<'j, S> {
    /// `memory` may be of another file, other people and other codes: what it does not know is read.
    pub(super) fn new(scan: Scan<'j, S>, memory: Option<&'j Memory>, key: [u64; 4]) -> Self {
        let mut this = Self {
            scan,
            key,
            memory,
            senses: Vec::new(),
            all_senses: false,
            people: Vec::new(),
            begins: Vec::new(),
            table: OnceLock::new(),
        };
        let Some(memory) = memory else { return this };
        let judge = this.scan.judge;
        for code in memory.codes.iter() {
            this.senses.extend(memory.words.iter().map(|word| judge.sense(code, word)));
        }
        this.all_senses = this.senses.iter().all(Option::is_some);
        this.people = people(judge, memory);
        let mut at = (0, 0);
        for stretch in &memory.stretches {
            this.begins.push(at);
            at = (at.0 + usize::from(stretch.runs), at.1 + usize::from(stretch.rows));
        }
        this
    }

    /// Ends the open stretch: what is known of it is taken from memory, else its rows are read.
    fn close(&self, out: &mut Both<S>, text: &[u8]) {
        let Some(spot) = out.open.rows.first().map(|(at, _, line)| spot(*at, *line)) else { return };
        let hash = std::mem::replace(&mut out.open.hash, Hashing::new(self.key)).end();
        let known = self.find(hash, out.next);
        out.next = known.unwrap_or(out.next).saturating_add(1);
        if let Some((number, known)) = known.and_then(|number| Some((number, self.known(number)?))) {
            self.replay(&mut out.scanned, text, known, spot);
            let stretch = Stretch { at: spot.0, line: spot.1, ..known.stretch };
            out.learned.stretches.push((stretch, u32::try_from(number).ok()));
        } else {
            self.read(out, text, (hash, spot));
        }
        out.open.rows.clear();
        out.open.commas.clear();
    }

    /// Reads the rows of the open stretch.
    fn read(&self, out: &mut Both<S>, text: &[u8], (hash, (at, line)): ([u64; 2], Spot)) {
        out.scanned.taken.clear();
        let width = out.open.commas.len() / out.open.rows.len().max(1);
        let mut commas = out.open.commas.as_slice();
        for (at, end, line) in &out.open.rows {
            let (own, rest) = commas.split_at_checked(width).unwrap_or((commas, &[]));
            commas = rest;
            let row = BlockRow { at: *at, line: *line, shape: Shape::Plain(own, *end) };
            self.scan.row(&mut out.scanned, text, row);
        }
        self.scan.look_up(&mut out.scanned, text);
        let taken = &out.scanned.taken;
        let all = taken.odd == 0 && taken.rows.len() == out.open.rows.len();
        if !all || !taken.rows.iter().all(|(_, row)| row.is_packed()) {
            return out.learned.odd((at, line));
        }
        let mut runs = 0;
        for own in taken.rows.chunk_by(|a, b| a.0 == b.0) {
            let Some((person, _)) = own.first() else { continue };
            out.learned.runs.extend(person.to_le_bytes());
            // a stretch is short
            out.learned.runs.push(u8::try_from(own.len()).unwrap_or(u8::MAX));
            runs += 1;
        }
        out.learned.rows.extend(taken.rows.iter().flat_map(|(_, row)| row.to_bytes()));
        let latest = taken.rows.iter().map(|(_, row)| row.from).max().unwrap_or(0);
        let rows = u16::try_from(taken.rows.len()).unwrap_or(u16::MAX);
        out.learned.stretches.push((Stretch { hash, rows, runs, latest, at, line, odd: false }, None));
    }

    /// The stretch of this text: the one that is expected, or any.
    fn find(&self, hash: [u64; 2], expected: usize) -> Option<usize> {
        let stretches = &self.memory?.stretches;
        let is = |at: usize| stretches.get(at).is_some_and(|known| known.hash == hash && !known.odd);
        if is(expected) {
            return Some(expected);
        }
        let table = self.table.get_or_init(|| table(stretches));
        let mut at = slot(hash, table.len())?;
        loop {
            match table.get(at).copied() {
                None | Some(NONE) => return None,
                Some(known) if is(known as usize) => return Some(known as usize),
                Some(_) => at = (at + 1) & (table.len() - 1),
            }
        }
    }

    /// Takes the rows of a stretch from memory; it begins here.
    fn replay(&self, out: &mut Scanned<S>, text: &[u8], known: Known<'_>, spot: Spot) {
        self.scan.look_up(out, text);
        let judge = self.scan.judge;
        let mut rest = known.rows;
        let mut spots: Option<Vec<Spot>> = None;
        for run in known.runs {
            let (person, length) = run_of(*run);
            let person = self.person(person);
            let done = known.rows.len() - rest.len();
            let (own, after) = rest.split_at_checked(usize::from(length)).unwrap_or((rest, &[]));
            rest = after;
            out.run_on(person, own.len());
            let first = out.run_length() - own.len();
            let mut placed = false;
            for (number, row) in (first..).zip(own) {
                let symbol = self.symbol(Packed::from_bytes(*row));
                let Some(last) = out.push(judge, person, symbol, number) else { continue };
                if !placed {
                    let spots = spots.get_or_insert_with(|| places(text, spot, known.rows.len()));
                    out.place(first, spots.get(done..done + own.len()).unwrap_or_default());
                    placed = true;
                }
                self.scan.record(out, text, last);
                self.scan.record(out, text, number);
            }
        }
    }

    /// Puts the runs and rows of a stretch into a new memory, in the numbers of this run.
    fn keep(&self, memory: &mut Memory, known: Known<'_>) {
        for run in known.runs {
            let (person, length) = run_of(*run);
            memory.runs.extend(self.person(person).to_le_bytes());
            memory.runs.push(length);
        }
        for row in known.rows {
            let row = Packed::from_bytes(*row);
            let sense = self.senses.get(usize::from(row.kind)).copied().flatten();
            let kind = sense.map_or(u16::MAX, |sense| sense.packed);
            memory.rows.extend(Packed { kind, ..row }.to_bytes());
        }
    }

    /// Reads rows again from here to there: such as have something to say.
    fn reread(&self, out: &mut Scanned<S>, text: &[u8], (at, line): Spot, until: usize) {
        let (mut at, mut line) = (at as usize, u64::from(line));
        while at < until {
            let Some(row) = row_at(text.get(at..).unwrap_or_default(), true) else { return };
            if row.whole.is_empty() {
                return;
            }
            if !row.raw.is_empty() {
                self.scan.row(out, text, BlockRow { at, line, shape: Shape::Other(row) });
            }
            line += lines_in(row.whole);
            at += row.whole.len();
        }
    }

    /// A stretch that means today what it meant, with its runs and rows: all its people and codes are known, and nothing
    /// of it was assessed after the as-at date.
    fn known(&self, at: usize) -> Option<Known<'_>> {
        let memory = self.memory?;
        let stretch = *memory.stretches.get(at)?;
        let (run, row) = *self.begins.get(at)?;
        let runs = memory.runs.as_chunks::<RUN>().0.get(run..run + usize::from(stretch.runs))?;
        let rows = memory.rows.as_chunks::<BYTES>().0.get(row..row + usize::from(stretch.rows))?;
        let past = stretch.latest == 0 || packed::day(stretch.latest) <= self.scan.judge.as_at().number();
        let people = || runs.iter().all(|run| self.person(run_of(*run).0) != NONE);
        let sense = |row: &[u8; BYTES]| self.senses.get(usize::from(Packed::from_bytes(*row).kind));
        let senses = || self.all_senses || rows.iter().all(|row| sense(row).is_some_and(Option::is_some));
        let whole = || runs.iter().map(|run| usize::from(run_of(*run).1)).sum::<usize>() == rows.len();
        (!stretch.odd && past && whole() && people() && senses()).then_some(Known { stretch, runs, rows })
    }

    /// Puts what a block left into a new memory.
    pub(super) fn learn(&self, memory: &mut Memory, number: usize, block: KnownBlock, learned: &Learned) {
        memory.begin(number);
        let (mut runs, mut rows) = (learned.runs.as_slice(), learned.rows.as_slice());
        let old = |at: usize| self.memory.and_then(|known| known.stretches.get(at)).copied();
        let all = stretches_of(self.memory.filter(|_| learned.same), number);
        let again = all.filter_map(|at| Some((old(at)?, u32::try_from(at).ok())));
        for (stretch, known) in again.chain(learned.stretches.iter().copied()) {
            let was = known.and_then(|known| self.known(known as usize));
            if let Some(was) = was {
                self.keep(memory, was);
            } else if known.is_none() && !stretch.odd {
                let sizes = (usize::from(stretch.runs) * RUN, usize::from(stretch.rows) * BYTES);
                let (own, rest) = runs.split_at_checked(sizes.0).unwrap_or((runs, &[]));
                memory.runs.extend_from_slice(own);
                runs = rest;
                let (own, rest) = rows.split_at_checked(sizes.1).unwrap_or((rows, &[]));
                memory.rows.extend_from_slice(own);
                rows = rest;
            }
            // what meant something else today has something to say
            let is_odd = stretch.odd || (known.is_some() && was.is_none());
            let odd = Stretch { at: stretch.at, line: stretch.line, odd: true, ..Stretch::default() };
            memory.stretches.push(if is_odd { odd } else { stretch });
        }
        memory.end(KnownBlock { tail: learned.tail, ..block });
    }

    fn person(&self, number: u32) -> u32 {
        self.people.get(number as usize).copied().unwrap_or(NONE)
    }

    #[inline]
    fn symbol(&self, row: Packed) -> S {
        let Some(sense) = self.senses.get(usize::from(row.kind)).and_then(Option::as_ref) else {
            return S::default();
        };
        let counts = self.scan.judge.lasts(sense.since, row.assessed(), row.expires());
        // INVARIANT: S was chosen so that every symbol fits
        S::try_from(if counts { sense.counting } else { sense.lapsed }).unwrap_or_default()
    }
}

impl<S: Symbol> Work for Recall<'_, S> {
    type Out = Both<S>;

    fn begin(&self) -> Both<S> {
        let open = Open::new(self.key);
        let mut scanned = self.scan.begin();
        scanned.taken.wanted = true;
        Both { scanned, learned: Learned::default(), open, next: usize::MAX }
    }

    fn row(&self, out: &mut Both<S>, text: &[u8], row: BlockRow<'_>) {
        let Shape::Plain(commas, end) = row.shape else {
            self.close(out, text);
            out.learned.odd(spot(row.at, row.line));
            return self.scan.row(&mut out.scanned, text, row);
        };
        let [person, ..] = self.scan.columns.spans(row.at, commas, end);
        if out.open.ends_before(text, person) {
            self.close(out, text);
        }
        let hash = Hashing::of(self.key, text.get(row.at..end as usize).unwrap_or_default());
        out.open.hash.take(hash);
        (out.open.last, out.open.person) = (hash, person);
        out.open.rows.push((row.at, end, row.line));
        out.open.commas.extend_from_slice(commas);
    }

    fn end(&self, out: &mut Both<S>, block: Block<'_>, found: &Found) {
        self.close(out, block.text);
        out.learned.tail = tail(self.key, block, found.end);
        self.scan.end(&mut out.scanned, block, found);
        out.open.rows = Vec::new();
        out.open.commas = Vec::new();
    }

    fn recall(&self, place: u64, hash: &[u8; 32], block: Block<'_>) -> Option<Recalled<Both<S>>> {
        let memory = self.memory?;
        let number = usize::try_from(place / block.own.max(1) as u64).ok()?;
        let known = memory.blocks.get(number).filter(|known| known.hash == *hash && *hash != [0; 32])?;
        let KnownBlock { start, end, lines, rows, .. } = *known;
        if tail(self.key, block, end as usize) != known.tail {
            return None;
        }
        let mut out = self.begin();
        let stretches = stretches_of(Some(memory), number);
        for at in stretches.clone() {
            let spot = memory.stretches.get(at).map(|stretch| (stretch.at, stretch.line))?;
            if let Some(known) = self.known(at) {
                self.replay(&mut out.scanned, block.text, known, spot);
                continue;
            }
            let next = memory.stretches.get(at + 1).filter(|_| at + 1 < stretches.end);
            self.reread(&mut out.scanned, block.text, spot, next.map_or(end, |next| next.at) as usize);
        }
        (out.learned.tail, out.learned.same) = (known.tail, true);
        let (lines, rows) = (u64::from(lines), u64::from(rows));
        let found = Found { end: end as usize, lines, rows, ..Found::default() };
        self.scan.end(&mut out.scanned, block, &found);
        Some(Recalled { start: start as usize, found, out })
    }
}

/// The hash of what the last row of a block reaches into behind it.
fn tail(key: [u64; 4], block: Block<'_>, end: usize) -> [u64; 2] {
    Hashing::of(key, block.text.get(block.own.min(block.text.len())..end).unwrap_or_default())
}

/// By the memory's number of a person: that of this run.
fn people(judge: &Judge<'_>, memory: &Memory) -> Vec<u32> {
    let known = u32::try_from(judge.known()).unwrap_or(NONE);
    let mut last = NONE;
    let mut number = |id: &[u8]| {
        // most follow each other as they did
        let found = judge.next_person(last, id).or_else(|| judge.people().ids().find(id));
        let found = found.filter(|person| *person < known);
        last = found.unwrap_or(last);
        found.unwrap_or(NONE)
    };
    memory.people.iter().map(&mut number).collect()
}

/// Stretches with something to tell by their hash, in slots of which at most half are taken.
fn table(stretches: &[Stretch]) -> Vec<u32> {
    let mut table = vec![NONE; (stretches.len() * 2 + 2).next_power_of_two()];
    let mask = table.len() - 1;
    for (number, stretch) in (0..NONE).zip(stretches).filter(|(_, stretch)| !stretch.odd) {
        let Some(mut at) = slot(stretch.hash, table.len()) else { continue };
        let same = |taken: u32| stretches.get(taken as usize).is_some_and(|known| known.hash == stretch.hash);
        while table.get(at).is_some_and(|taken| *taken != NONE && !same(*taken)) {
            at = (at + 1) & mask;
        }
        // of the same text one is enough
        if let Some(free) = table.get_mut(at) {
            *free = number;
        }
    }
    table
}

fn slot([_, hash]: [u64; 2], slots: usize) -> Option<usize> {
    usize::try_from(hash & (slots as u64).checked_sub(1)?).ok()
}
