//! holdings.csv: a row for each sign-off; a person's rows follow each other, and any row is found by number.

use super::draw::{Draw, Stream, count, index};
use super::people::Person;
use super::plan::{Plan, Rows};
use super::spread::{self, Spread};

/// Tries at a code that somebody does not hold yet, before the next free one is taken.
const TRIES: u32 = 12;

/// The sign-offs, by row number. Remembers the codes of the person asked for last, and nothing else.
#[derive(Debug)]
pub(super) struct Holdings<'a> {
    plan: &'a Plan<'a>,
    spread: Spread,
    /// Whose rows are at hand.
    rows: spread::Rows,
    held: Option<Held>,
    /// By code, a bit: held by that person.
    taken: Vec<u64>,
}

/// A person's codes, as far as they were asked for.
#[derive(Debug)]
struct Held {
    person: Person,
    /// Among the plainer half of the codes mostly.
    support: bool,
    /// The person's speciality.
    home: usize,
    id: Vec<u8>,
    codes: Vec<usize>,
    draw: Draw,
}

impl<'a> Holdings<'a> {
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        let codes = plan.vocabulary.len();
        let spread = Spread::new(plan.seed, plan.sizes.staff, plan.sizes.holdings, count(codes));
        let taken = vec![0; codes.div_ceil(64)];
        Self { plan, spread, rows: spread::Rows::default(), held: None, taken }
    }

    /// Turns to the person whose row it is.
    fn turn_to(&mut self, row: u64) {
        if self.held.is_some() && (self.rows.start..self.rows.end).contains(&row) {
            return;
        }
        self.rows = self.spread.find(row);
        let number = self.rows.person;
        let person = self.plan.people.person(number);
        let mut draw = Draw::at(self.plan.seed, Stream::Codes, number);
        let home = self.plan.vocabulary.speciality(person.family, person.site, &mut draw);
        let support = self.plan.catalogue.roles.get(person.role).is_some_and(|role| !role.practitioner);
        let mut codes = self.held.take().map(|held| held.codes).unwrap_or_default();
        for code in codes.drain(..) {
            if let Some(word) = self.taken.get_mut(code / 64) {
                *word = 0;
            }
        }
        self.held = Some(Held { person, support, home, id: self.plan.staff_id(number), codes, draw });
    }

    fn code(&mut self, place: usize) -> usize {
        let Some(held) = &mut self.held else { return 0 };
        while held.codes.len() <= place {
            let code = held.next(self.plan, &self.taken);
            if let Some(word) = self.taken.get_mut(code / 64) {
                *word |= 1 << (code % 64);
            }
            held.codes.push(code);
        }
        held.codes.get(place).copied().unwrap_or(0)
    }
}

fn is_taken(taken: &[u64], code: usize) -> bool {
    taken.get(code / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
}

impl Held {
    /// A code not held yet: of the core, of the person's speciality, of their family, or of any.
    fn next(&mut self, plan: &Plan<'_>, taken: &[u64]) -> usize {
        let vocabulary = &plan.vocabulary;
        for _ in 0..TRIES {
            let code = match self.draw.below(100) {
                0..26 => vocabulary.core_code(&mut self.draw),
                26..66 => vocabulary.code_of(self.home, &mut self.draw),
                kind => {
                    let family =
                        if kind < 95 { self.person.family } else { plan.people.family(&mut self.draw) };
                    let cluster = vocabulary.speciality(family, self.person.site, &mut self.draw);
                    vocabulary.code_of(cluster, &mut self.draw)
                }
            };
            let beyond = self.support && vocabulary.depth(code) > 600 && self.draw.chance(850);
            if !beyond && !is_taken(taken, code) {
                return code;
            }
        }
        let codes = vocabulary.len();
        let from = self.draw.place(codes);
        (from..codes).chain(0..from).find(|code| !is_taken(taken, *code)).unwrap_or(from)
    }
}

impl Rows for Holdings<'_> {
    fn header(&self) -> Vec<u8> {
        b"staff_id,competency,proficiency,assessed_on,expires_on".to_vec()
    }

    fn number(&self) -> u64 {
        self.plan.sizes.holdings
    }

    fn row(&mut self, row: u64, out: &mut Vec<u8>) {
        self.turn_to(row);
        let code = self.code(index(row - self.rows.start));
        let Some(held) = &self.held else { return };
        out.extend_from_slice(&held.id);
        out.push(b',');
        out.extend_from_slice(self.plan.vocabulary.name(code));
        out.push(b',');
        let mut draw = Draw::at(self.plan.seed, Stream::Holding, row);
        out.extend(self.plan.proficiency(&mut draw).bytes());
        self.dates(code, &mut draw, out);
    }
}

impl Holdings<'_> {
    /// `assessed_on` and `expires_on`: 22 in a hundred never expire, 19 have expired, the rest are in date.
    fn dates(&self, code: usize, draw: &mut Draw, out: &mut Vec<u8>) {
        let calendar = &self.plan.calendar;
        let refresh = self.plan.vocabulary.refresh(code);
        // a month has 30 days here: nothing lasts longer than the refresh period lets it
        let valid =
            if refresh > 0 { refresh * 30 } else { *draw.one(&[365, 730, 730, 1095]).unwrap_or(&730) };
        let mut put = |assessed: &[u8], expires: &[u8]| {
            out.push(b',');
            out.extend_from_slice(assessed);
            out.push(b',');
            out.extend_from_slice(expires);
        };
        match draw.below(100) {
            0..22 => {
                let longest = if refresh > 0 { valid } else { 3_000 };
                put(calendar.ago(draw.place(index(longest))), b"never");
            }
            22..41 => {
                // the longer ago, the rarer
                let ago = 1 + draw.below(600).min(draw.below(600));
                put(calendar.ago(index(ago + valid)), calendar.ago(index(ago)));
            }
            _ => {
                let left = draw.below(valid);
                put(calendar.ago(index(valid - left)), calendar.ahead(index(left)));
            }
        }
    }
}
