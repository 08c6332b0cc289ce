//! What is gathered of a column while its file is read: distinct values with their rows, and what they are.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use super::sampled::{Ready, Sampled, hash};
use super::values::{self, Value, shape_into};
use crate::model::{DateParts, Day, Lines};

/// Distinct values of a column that are held with their rows.
pub(in crate::exchange) const HELD: usize = 10_000;
/// A value longer than this is counted and not held.
const LONGEST: usize = 400;
/// Bytes of held values of a column.
const ROOM: usize = 4 << 20;
/// Hashes of a column's values once there are too many to hold: a standard error of about 1.2 / sqrt(5 800) = 1.6 %.
const SAMPLE: usize = 5_800;
/// Shapes that are held.
const SHAPES: usize = 1_000;

/// A held value: its rows, and the line of the first.
#[derive(Debug, Clone, Copy)]
pub(in crate::exchange) struct Held {
    pub(in crate::exchange) rows: u64,
    pub(in crate::exchange) line: u64,
}

type Values = HashMap<Box<str>, Held, BuildHasherDefault<Ready>>;

/// A column being read.
#[derive(Debug, Default)]
pub(super) struct Column {
    held: Values,
    room: usize,
    /// Once there was a value that could not be held: hashes of all.
    sample: Option<Sampled>,
    pub(super) blanks: u64,
    pub(super) seen: Seen,
    shape: String,
}

/// What values are, counted by rows.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) filled: u64,
    pub(super) types: BTreeMap<String, u64>,
    /// Rows by what makes a value personal.
    pub(super) personal: BTreeMap<&'static str, u64>,
    pub(super) shapes: Values,
    /// Rows whose shape was not held.
    pub(super) shapeless: u64,
    pub(super) lengths: Option<(u64, u64)>,
    numbers: Option<[(f64, String); 2]>,
    pub(super) days: Option<(Day, Day)>,
    pub(super) parts: DateParts,
    /// Dates of years that no record of staff has: before 1900, after 2100.
    pub(super) far: Lines,
    pub(super) far_examples: Vec<(String, u64)>,
    pub(super) mangled: Lines,
    pub(super) mangled_examples: Vec<(String, u64)>,
    /// Rows of all-digit values by length.
    pub(super) digits: BTreeMap<usize, u64>,
    /// Rows of all-digit values that begin with 0 and go on.
    pub(super) zeros: u64,
    /// Rows of bare numbers that would be days of 1954 to 2064 as spreadsheets count them.
    pub(super) serials: u64,
    /// Rows of dates, of any form.
    pub(super) dates: u64,
}

impl Column {
    /// A column that the rows before did not have.
    pub(super) fn after_blanks(blanks: u64) -> Self {
        Self { blanks, ..Self::default() }
    }

    /// Takes in a cell. A held value costs one look-up; what it is gets asked at the end, once.
    pub(super) fn add(&mut self, cell: &str, line: u64) {
        if cell.is_empty() {
            self.blanks += 1;
            return;
        }
        if let Some(held) = self.held.get_mut(cell) {
            held.rows += 1;
            return;
        }
        let fits = cell.len() <= LONGEST && self.held.len() < HELD && self.room + cell.len() <= ROOM;
        if fits && self.sample.is_none() {
            self.room += cell.len();
            self.held.insert(cell.into(), Held { rows: 1, line });
            return;
        }
        let held = &self.held;
        let sample = self.sample.get_or_insert_with(|| {
            let mut sample = Sampled::new(SAMPLE);
            let hashes: Vec<u64> = held.keys().map(|value| hash(value.as_bytes())).collect();
            for hash in hashes {
                sample.add(hash);
            }
            sample
        });
        sample.add(hash(cell.as_bytes()));
        self.seen.add(cell, Held { rows: 1, line }, &mut self.shape);
    }

    /// Asks of every held value what it is, and gives them back: most rows first, then by their text.
    pub(super) fn close(&mut self) -> Vec<(String, Held)> {
        let mut held: Vec<(String, Held)> =
            std::mem::take(&mut self.held).into_iter().map(|(value, held)| (value.into(), held)).collect();
        held.sort_by(|(a, x), (b, y)| y.rows.cmp(&x.rows).then_with(|| a.cmp(b)));
        for (value, held) in &held {
            self.seen.add(value, *held, &mut self.shape);
        }
        held
    }

    /// Distinct values, and whether that is exact. `held` is what [`Column::close`] gave.
    pub(super) fn distinct(&self, held: &[(String, Held)]) -> (u64, bool) {
        match &self.sample {
            None => (held.len() as u64, true),
            Some(sample) => (sample.distinct().max(held.len() as u64), sample.is_exact()),
        }
    }
}

/// Examples of a fault that are kept.
const EXAMPLES: usize = 5;

fn example(list: &mut Vec<(String, u64)>, value: &str, rows: u64) {
    if list.len() < EXAMPLES {
        list.push((value.to_owned(), rows));
    }
}

impl Seen {
    fn add(&mut self, value: &str, held: Held, shape: &mut String) {
        let rows = held.rows;
        self.filled += rows;
        let length = value.chars().count() as u64;
        let (least, most) = self.lengths.unwrap_or((length, length));
        self.lengths = Some((least.min(length), most.max(length)));
        let read = values::read(value);
        *self.types.entry(read.words()).or_default() += rows;
        if let Some(why) = read.personal() {
            *self.personal.entry(why).or_default() += rows;
        }
        match read {
            Value::Whole | Value::Decimal => self.number(value, rows),
            Value::Date(dated) => self.date(value, &dated, held),
            Value::Mangled => {
                self.mangled.add_many(held.line, rows);
                example(&mut self.mangled_examples, value, rows);
            }
            _ => {}
        }
        if value.bytes().all(|b| b.is_ascii_digit()) {
            *self.digits.entry(value.len()).or_default() += rows;
            self.zeros += if value.len() > 1 && value.starts_with('0') { rows } else { 0 };
        }
        self.shape(value, held, shape);
    }

    fn number(&mut self, value: &str, rows: u64) {
        let Ok(number) = value.parse::<f64>() else { return };
        if (20_000.0..60_000.0).contains(&number) {
            self.serials += rows;
        }
        let here = || (number, value.to_owned());
        match &mut self.numbers {
            None => self.numbers = Some([here(), here()]),
            Some([least, most]) => {
                if number < least.0 {
                    *least = here();
                }
                if number > most.0 {
                    *most = here();
                }
            }
        }
    }

    fn date(&mut self, value: &str, dated: &super::dates::Dated, held: Held) {
        let rows = held.rows;
        self.dates += rows;
        if let Some((first, second)) = dated.parts {
            let parts = &mut self.parts;
            match (first > 12, second > 12) {
                (true, _) => parts.first_above += rows,
                (_, true) => parts.second_above += rows,
                _ if first == second => parts.same += rows,
                _ => parts.either += rows,
            }
        }
        self.parts.short_years += if dated.short_year { rows } else { 0 };
        if dated.year.is_some_and(|year| !(1900..=2100).contains(&year)) {
            self.far.add_many(held.line, rows);
            example(&mut self.far_examples, value, rows);
        } else if let Some(day) = dated.day {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
    }

    fn shape(&mut self, value: &str, held: Held, shape: &mut String) {
        shape_into(value, shape);
        if let Some(known) = self.shapes.get_mut(shape.as_str()) {
            known.rows += held.rows;
            known.line = known.line.min(held.line);
        } else if self.shapes.len() < SHAPES {
            self.shapes.insert(shape.as_str().into(), held);
        } else {
            self.shapeless += held.rows;
        }
    }

    /// The least and the greatest number, as written.
    pub(super) fn numbers(&self) -> Option<(String, String)> {
        self.numbers.as_ref().map(|[least, most]| (least.1.clone(), most.1.clone()))
    }

    /// Shapes by rows, most first.
    pub(super) fn shapes(&self) -> Vec<(String, Held)> {
        let mut shapes: Vec<(String, Held)> =
            self.shapes.iter().map(|(shape, held)| (shape.to_string(), *held)).collect();
        shapes.sort_by(|(a, x), (b, y)| y.rows.cmp(&x.rows).then_with(|| a.cmp(b)));
        shapes
    }
}
