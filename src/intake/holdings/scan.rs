//! The first read of holdings.csv: every row becomes a small number behind its person, or is noted for a second look.

use super::columns::Columns;
use super::judge::{CELLS, Judge, Judged, fault};
use super::packed::Packed;
use super::records::Record;
use crate::intake::walk::Work;
use crate::model::Key;
use crate::sheet::{Block, BlockRow, Cells, Found, Shape};

/// A number that a symbol fits into.
pub(super) trait Symbol: Copy + Send + Sync + Ord + Default + TryFrom<u32> + Into<u32> {}
impl Symbol for u16 {}
impl Symbol for u32 {}

/// Rows that follow each other and are of one person, in lists side by side.
#[derive(Debug)]
pub(super) struct Runs<S> {
    pub(super) people: Vec<u32>,
    /// By run: how many symbols; a longer run is several.
    pub(super) lengths: Vec<u8>,
    pub(super) symbols: Vec<S>,
}

/// A row with something to say of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Odd {
    /// Where it begins in its block.
    pub(super) at: u32,
    /// Lines of the block before it.
    pub(super) line: u32,
    /// It is refused.
    pub(super) rejected: bool,
    /// Of a refused row that may be there again: a hash of its cells, by which copies are known.
    pub(super) copies: Option<[u8; 16]>,
}

/// What a block leaves.
#[derive(Debug)]
pub(super) struct Scanned<S> {
    pub(super) runs: Runs<S>,
    pub(super) odd: Vec<Odd>,
    pub(super) used: u64,
    pub(super) not_asked_for: u64,
    /// Rows about what another row of the same run of one person is about.
    pub(super) records: Vec<Record>,
    /// For whoever remembers.
    pub(super) taken: Taken,
    /// By slot: in which run it was last met, and that run's row.
    seen: Vec<(u32, u8)>,
    run: Run,
    /// Rows whose `staff_id` is not looked up yet.
    waiting: Vec<Waiting<S>>,
    last: Option<(Key, u32)>,
    cells: Cells,
}

/// Rows as they were taken in, if anybody wants to remember them.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) wanted: bool,
    /// Person and row.
    pub(super) rows: Vec<(u32, Packed)>,
    /// How many rows have something to say.
    pub(super) odd: u32,
}

impl Taken {
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.odd = 0;
    }
}

/// The rows of one person that follow each other, so far; a longer run is several.
#[derive(Debug, Default)]
struct Run {
    /// Counts runs from 1 up; before the first row 0.
    number: u32,
    person: u32,
    /// Where each row begins in the block, and its line; `None`: it is among the records.
    rows: Vec<Option<(u32, u32)>>,
}

/// A plain row but for its person.
#[derive(Debug, Clone, Copy)]
struct Waiting<S> {
    key: Key,
    at: u32,
    line: u32,
    id: (u32, u32),
    symbol: S,
    packed: Packed,
}

/// Rows of one person that follow each other before a file is taken to be by person.
const BY_PERSON: usize = 4;

/// Rows whose ids are looked up together, so that the memory answers many questions at once.
const TOGETHER: usize = 128;

/// The most rows of a run.
const LONGEST: usize = 255;

impl<S> Scanned<S> {
    /// Ends the run of rows.
    fn close_run(&mut self) {
        if let Some(length) = u8::try_from(self.run.rows.len()).ok().filter(|length| *length > 0) {
            self.runs.people.push(self.run.person);
            self.runs.lengths.push(length);
        }
        self.run.rows.clear();
    }

    /// The next so many rows are of this person.
    pub(super) fn run_on(&mut self, person: u32, rows: usize) {
        if self.run.number == 0 || self.run.person != person || self.run.rows.len() + rows > LONGEST {
            self.close_run();
            self.run.number += 1;
            self.run.person = person;
        }
        // whoever asks for rows that have no place here finds them by a second read
        self.run.rows.resize(self.run.rows.len() + rows, None);
    }

    /// The run's row of this number is about this slot; gives the row of the run that was about it before.
    #[inline]
    fn meets(&mut self, slot: usize, row: usize) -> Option<usize> {
        let seen = self.seen.get_mut(slot)?;
        let (run, last) = std::mem::replace(seen, (self.run.number, u8::try_from(row).unwrap_or(u8::MAX)));
        (run == self.run.number).then_some(usize::from(last))
    }

    /// How many rows the run has.
    pub(super) fn run_length(&self) -> usize {
        self.run.rows.len()
    }

    /// Says where rows of the run begin, from the row of this number on, and their lines.
    pub(super) fn place(&mut self, from: usize, spots: &[(u32, u32)]) {
        for (row, spot) in self.run.rows.iter_mut().skip(from).zip(spots) {
            *row = Some(*spot);
        }
    }
}

impl<S: Symbol> Scanned<S> {
    /// Takes in a row of the run, whose number in it is `row`; gives the row of the run that is about the same.
    #[inline]
    pub(super) fn push(&mut self, judge: &Judge<'_>, person: u32, symbol: S, row: usize) -> Option<usize> {
        let (slot, wanted) = judge.slot_of(person, symbol.into());
        self.used += u64::from(wanted);
        self.not_asked_for += u64::from(!wanted);
        self.runs.symbols.push(symbol);
        self.meets(slot, row)
    }
}

/// The first read.
#[derive(Debug)]
pub(super) struct Scan<'j, S> {
    pub(super) judge: &'j Judge<'j>,
    pub(super) columns: Columns,
    pub(super) width: usize,
    pub(super) size: std::marker::PhantomData<S>,
}

impl<S: Symbol> Work for Scan<'_, S> {
    type Out = Scanned<S>;

    fn begin(&self) -> Scanned<S> {
        Scanned {
            runs: Runs { people: Vec::new(), lengths: Vec::new(), symbols: Vec::new() },
            odd: Vec::new(),
            used: 0,
            not_asked_for: 0,
            records: Vec::new(),
            taken: Taken::default(),
            seen: vec![(0, 0); self.judge.slots()],
            run: Run::default(),
            waiting: Vec::with_capacity(TOGETHER),
            last: None,
            cells: Cells::default(),
        }
    }

    #[inline]
    fn row(&self, out: &mut Scanned<S>, text: &[u8], row: BlockRow<'_>) {
        let waiting = match row.shape {
            Shape::Plain(commas, end) => self.plain(text, row, commas, end),
            Shape::Other(_) => None,
        };
        if let Some(waiting) = waiting {
            if out.waiting.is_empty()
                && let Some((key, person)) = out.last
                && key == waiting.key
                && !key.is_long()
            {
                return self.good(
                    out,
                    text,
                    person,
                    (waiting.symbol, waiting.packed),
                    (waiting.at, waiting.line),
                );
            }
            out.waiting.push(waiting);
            // in a file by person the next rows are this one's; in another, many are looked up together
            let by_person = out.run.rows.len() >= BY_PERSON;
            if by_person || out.waiting.len() == TOGETHER {
                self.look_up(out, text);
            }
        } else {
            self.look_up(out, text);
            self.with_care(out, text, row.at, row.line, row.shape);
        }
    }

    fn end(&self, out: &mut Scanned<S>, block: Block<'_>, _: &Found) {
        self.look_up(out, block.text);
        out.close_run();
        out.waiting = Vec::new();
        out.seen = Vec::new();
        out.run = Run::default();
        out.taken = Taken::default();
        out.records.shrink_to_fit();
        out.cells = Cells::default();
        out.runs.people.shrink_to_fit();
        out.runs.lengths.shrink_to_fit();
        out.runs.symbols.shrink_to_fit();
        out.odd.shrink_to_fit();
    }
}

impl<S: Symbol> Scan<'_, S> {
    /// A row in which all but the person can be told at once.
    #[inline]
    fn plain(&self, text: &[u8], row: BlockRow<'_>, commas: &[u32], end: u32) -> Option<Waiting<S>> {
        let [id, code, word, assessed, expires] = self.columns.spans(row.at, commas, end);
        let cell = |(from, to): (usize, usize)| text.get(from..to).unwrap_or_default();
        let key = |(from, to): (usize, usize)| {
            Key::at(text.get(from..).unwrap_or_default(), to.saturating_sub(from))
        };
        let days = [assessed, expires].map(|(from, to)| {
            let at = text.get(from..).unwrap_or_default();
            (at, to.saturating_sub(from))
        });
        let (symbol, packed) = self.judge.quick((key(code), cell(code)), (key(word), cell(word)), days)?;
        Some(Waiting {
            key: key(id),
            at: u32::try_from(row.at).ok()?,
            line: u32::try_from(row.line).ok()?,
            id: (u32::try_from(id.0).ok()?, u32::try_from(id.1).ok()?),
            symbol: S::try_from(symbol).ok()?,
            packed,
        })
    }

    /// Finds the people of the rows that wait.
    pub(super) fn look_up(&self, out: &mut Scanned<S>, text: &[u8]) {
        let mut waiting = std::mem::take(&mut out.waiting);
        // in a file by person they often come in the order of their ids
        let alone = waiting.len() == 1;
        let mut people = [None; TOGETHER];
        for (person, row) in people.iter_mut().zip(&waiting) {
            let id = text.get(row.id.0 as usize..row.id.1 as usize).unwrap_or_default();
            *person = match out.last {
                Some((key, last)) if key == row.key && !key.is_long() => Some(last),
                Some((_, last)) if alone => {
                    self.judge.next_person(last, id).or_else(|| self.judge.person(row.key, id))
                }
                _ => self.judge.person(row.key, id),
            };
            out.last = person.map(|person| (row.key, person));
        }
        for (person, row) in people.iter().zip(&waiting) {
            if let Some(person) = person {
                self.good(out, text, *person, (row.symbol, row.packed), (row.at, row.line));
            } else {
                let shape = Shape::Plain(&[], 0);
                self.with_care(out, text, row.at as usize, u64::from(row.line), shape);
            }
        }
        waiting.clear();
        out.waiting = waiting;
    }

    #[inline]
    fn good(
        &self,
        out: &mut Scanned<S>,
        text: &[u8],
        person: u32,
        (symbol, packed): (S, Packed),
        spot: (u32, u32),
    ) {
        if out.taken.wanted {
            out.taken.rows.push((person, packed));
        }
        let (slot, wanted) = self.judge.slot_of(person, symbol.into());
        out.used += u64::from(wanted);
        out.not_asked_for += u64::from(!wanted);
        if out.run.number == 0 || out.run.person != person || out.run.rows.len() == LONGEST {
            out.close_run();
            out.run.number += 1;
            out.run.person = person;
        }
        let row = out.run.rows.len();
        out.run.rows.push(Some(spot));
        out.runs.symbols.push(symbol);
        if let Some(last) = out.meets(slot, row) {
            self.record(out, text, last);
            self.record(out, text, row);
        }
    }

    /// Keeps a row of the run as a record.
    pub(super) fn record(&self, out: &mut Scanned<S>, text: &[u8], row: usize) {
        let spot = out.run.rows.get_mut(row).and_then(Option::take);
        let Some((at, line)) = spot else { return };
        let Some(row) = crate::sheet::row_at(text.get(at as usize..).unwrap_or_default(), true) else {
            return;
        };
        // not those in `out`, which a row may be in the middle of
        let mut cells = Cells::default();
        if cells.read(&row).is_none() && cells.len() == self.width {
            let judged = self.judge.judge(self.columns.cells(&cells));
            out.records.extend(Record::of(self.judge, &judged, (u64::from(at), u64::from(line))));
        }
    }

    fn with_care(&self, out: &mut Scanned<S>, text: &[u8], at: usize, line: u64, shape: Shape<'_>) {
        let row = match shape {
            Shape::Other(row) => Some(row),
            // a plain row ends with its line
            Shape::Plain(..) => crate::sheet::row_at(text.get(at..).unwrap_or_default(), true),
        };
        let Some(row) = row else { return };
        out.taken.odd += 1;
        let mut cells = std::mem::take(&mut out.cells);
        let fault = cells.read(&row).is_some() || cells.len() != self.width;
        let place = (u32::try_from(at).unwrap_or(u32::MAX), u32::try_from(line).unwrap_or(u32::MAX));
        let odd = |rejected, copies| Odd { at: place.0, line: place.1, rejected, copies };
        if fault {
            out.odd.push(odd(true, None));
        } else {
            let of_row = self.columns.cells(&cells);
            let judged = self.judge.judge(of_row);
            match judged.faults {
                0 => self.careful(out, text, &judged, odd(false, None)),
                faults if faults & fault::BLANK != 0 => out.odd.push(odd(true, None)),
                _ => out.odd.push(odd(true, Some(hash(of_row)))),
            }
        }
        out.cells = cells;
    }

    fn careful(&self, out: &mut Scanned<S>, text: &[u8], judged: &Judged, odd: Odd) {
        if judged.future {
            out.odd.push(odd);
        }
        // INVARIANT: S was chosen so that every symbol fits
        let symbol = S::try_from(self.judge.symbol(judged)).unwrap_or_default();
        self.good(out, text, judged.person, (symbol, Packed::NOT), (odd.at, odd.line));
    }
}

/// Rows with the same cells have the same hash; that others do is beyond all odds.
fn hash(cells: [&[u8]; CELLS]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for cell in cells {
        hasher.update(&(cell.len() as u64).to_le_bytes()).update(cell);
    }
    let hash = hasher.finalize();
    hash.as_bytes().first_chunk::<16>().copied().unwrap_or_default()
}
