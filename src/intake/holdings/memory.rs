//! What was read of holdings.csv another time, to be known again: packed rows by stretches of the text, the text itself
//! standing there by a keyed hash of it.

use std::ops::Range;

use super::packed::BYTES;
use crate::model::fold;

/// What was read of a holdings file, whatever the as-at date and the rules. Nothing here is trusted further than the text
/// of tonight's file bears it out: a stretch counts only for the very bytes that it was made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// The key of the hashes: chosen at random, so that nobody can make two texts of one hash.
    pub key: [u64; 4],
    /// The header row as it stood there: under another, the same bytes say something else.
    pub header: Vec<u8>,
    /// Competency codes; a packed row's kind is a code's number times the number of words, and a word's number.
    pub codes: Names,
    /// Words for proficiencies.
    pub words: Names,
    /// Staff ids; runs name people by their numbers.
    pub people: Names,
    /// Blocks of the file, in its order.
    pub blocks: Vec<KnownBlock>,
    /// Stretches of rows, in the order of the file.
    pub stretches: Vec<Stretch>,
    /// Rows of one person that follow each other: four bytes of the person's number, one of how many rows.
    pub runs: Vec<u8>,
    /// Rows, six bytes each.
    pub rows: Vec<u8>,
}

/// Bytes of a run.
pub(super) const RUN: usize = 5;

/// Names one behind the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Where each ends.
    pub ends: Vec<u32>,
}

impl Names {
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n [u8]>) -> Self {
        let mut this = Self::default();
        for name in names {
            this.bytes.extend_from_slice(name);
            this.ends.push(u32::try_from(this.bytes.len()).unwrap_or(u32::MAX));
        }
        this
    }

    /// In their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            self.bytes.get(std::mem::replace(&mut start, end)..end).unwrap_or_default()
        })
    }
}

/// A block of the file as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KnownBlock {
    /// BLAKE3's chaining value of its bytes; zeroes: it was not hashed.
    pub hash: [u8; 32],
    /// Of the bytes behind it that its last row reaches into.
    pub tail: [u64; 2],
    /// Where its first row begins in it.
    pub start: u32,
    /// Where the row behind its last begins in it.
    pub end: u32,
    /// Its lines.
    pub lines: u32,
    /// Its rows.
    pub rows: u32,
    /// How many stretches there are up to its end.
    pub stretches: u32,
}

/// Some rows that follow each other, cut where the text itself says so: what is put in before them moves no cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stretch {
    /// Of its bytes.
    pub hash: [u64; 2],
    /// How many rows.
    pub rows: u16,
    /// How many runs.
    pub runs: u16,
    /// The latest assessment, as packed rows have it.
    pub latest: u16,
    /// Where it begins in its block.
    pub at: u32,
    /// Lines of the block before it.
    pub line: u32,
    /// There is something to say of a row: it is read from the text each time, and has neither rows nor runs here.
    pub odd: bool,
}

impl Memory {
    /// Whether its parts fit each other. What does not is not to be used.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let sum =
            |of: fn(&Stretch) -> u16| self.stretches.iter().map(|one| usize::from(of(one))).sum::<usize>();
        let names = |names: &Names| {
            let last = names.ends.last().map_or(0, |end| *end as usize);
            names.ends.is_sorted() && last == names.bytes.len()
        };
        let at = |block: &KnownBlock| block.stretches as usize;
        let (people, kinds) = (self.people.ends.len(), self.codes.ends.len() * self.words.ends.len());
        let (runs, over) = self.runs.as_chunks::<RUN>();
        [&self.codes, &self.words, &self.people].into_iter().all(names)
            && sum(|one| one.rows) * BYTES == self.rows.len()
            && sum(|one| one.runs) == runs.len()
            && over.is_empty()
            && runs.iter().all(|run| (run_of(*run).0 as usize) < people)
            && self
                .rows
                .as_chunks::<BYTES>()
                .0
                .iter()
                .all(|[a, b, ..]| usize::from(u16::from_le_bytes([*a, *b])) < kinds)
            && self.blocks.iter().map(at).is_sorted()
            && self.blocks.last().map_or(0, at) == self.stretches.len()
            && self.stretches.iter().all(|one| !one.odd || (one.rows, one.runs) == (0, 0))
    }
}

/// A run as person and rows.
pub(super) fn run_of([a, b, c, d, rows]: [u8; RUN]) -> (u32, u8) {
    (u32::from_le_bytes([a, b, c, d]), rows)
}

/// The hash of a text, and of texts one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hashing {
    key: [u64; 4],
    state: [u64; 2],
}

impl Hashing {
    pub(super) fn new(key: [u64; 4]) -> Self {
        let [first, second, ..] = key;
        Self { key, state: [first, second] }
    }

    /// The hash of one text.
    #[inline]
    pub(super) fn of(key: [u64; 4], text: &[u8]) -> [u64; 2] {
        let mut this = Self::new(key);
        let (parts, rest) = text.as_chunks::<16>();
        for part in parts {
            this.take(words(*part));
        }
        if !rest.is_empty() {
            let mut part = [0; 16];
            part.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            this.take(words(part));
        }
        // the length tells a text from the same with zeroes behind it
        this.take([text.len() as u64, 1]);
        this.state
    }

    /// Takes in the hash of the next text.
    #[inline]
    pub(super) fn take(&mut self, [one, other]: [u64; 2]) {
        let [a, b] = self.state;
        let [.., third, fourth] = self.key;
        self.state = [fold(a ^ one, third ^ other), fold(b ^ other, fourth ^ one)];
    }

    pub(super) fn end(self) -> [u64; 2] {
        self.state
    }
}

#[inline]
fn words(part: [u8; 16]) -> [u64; 2] {
    let mut words = [0; 2];
    words.iter_mut().zip(part.as_chunks::<8>().0).for_each(|(to, from)| *to = u64::from_le_bytes(*from));
    words
}

/// What a block of the file leaves to be remembered.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// Each as it stands there; of one that was known, its number in the memory that knows it.
    pub(super) stretches: Vec<(Stretch, Option<u32>)>,
    /// Runs and rows of those that are new.
    pub(super) runs: Vec<u8>,
    pub(super) rows: Vec<u8>,
    /// Of the bytes behind the block that its last row reaches into.
    pub(super) tail: [u64; 2],
    /// The block is as it was; nothing else is here.
    pub(super) same: bool,
}

impl Learned {
    /// Rows of which something is to say, from here on.
    pub(super) fn odd(&mut self, (at, line): (u32, u32)) {
        self.stretches.push((Stretch { at, line, odd: true, ..Stretch::default() }, None));
    }

    /// How many rows are new.
    pub(super) fn new_rows(&self) -> u64 {
        self.rows.len() as u64 / BYTES as u64
    }
}

/// The stretches of a block by its number.
pub(super) fn stretches_of(memory: Option<&Memory>, number: usize) -> Range<usize> {
    let block = |number: usize| memory.and_then(|memory| memory.blocks.get(number));
    let end = |block: &KnownBlock| block.stretches as usize;
    let before = number.checked_sub(1).and_then(block).map_or(0, end);
    before..block(number).map_or(before, end)
}

impl Memory {
    /// Begins a block. Blocks come in their order, and one may have no rows of its own.
    pub(super) fn begin(&mut self, number: usize) {
        let stretches = u32::try_from(self.stretches.len()).unwrap_or(u32::MAX);
        self.blocks.resize(number, KnownBlock { stretches, ..KnownBlock::default() });
    }

    /// Ends a block whose stretches are all here.
    pub(super) fn end(&mut self, block: KnownBlock) {
        let stretches = u32::try_from(self.stretches.len()).unwrap_or(u32::MAX);
        self.blocks.push(KnownBlock { stretches, ..block });
    }
}
