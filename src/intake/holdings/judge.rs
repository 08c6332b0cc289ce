//! What a row of holdings.csv says, cell by cell: who, what, how far, from when until when, and every fault.

use std::collections::BTreeMap;

use super::packed::{Packed, Sense};
use crate::model::{Calendar, Catalogue, Day, Ids, Key, NodeId, People, Rank, Until, Wanted};

/// The cells that are read, in the order of the layout.
pub(super) const CELLS: usize = 5;

/// What may be wrong with a row, each a bit.
pub(super) mod fault {
    pub(in super::super) const NO_ID: u16 = 1;
    pub(in super::super) const NO_CODE: u16 = 1 << 1;
    pub(in super::super) const NO_RANK: u16 = 1 << 2;
    pub(in super::super) const STAFF: u16 = 1 << 3;
    pub(in super::super) const CODE: u16 = 1 << 4;
    pub(in super::super) const RANK: u16 = 1 << 5;
    pub(in super::super) const ASSESSED: u16 = 1 << 6;
    pub(in super::super) const EXPIRES: u16 = 1 << 7;
    pub(in super::super) const ORDER: u16 = 1 << 8;
    /// A cell that must be filled is blank.
    pub(in super::super) const BLANK: u16 = NO_ID | NO_CODE | NO_RANK;
}

/// A row as read. With a fault, nothing else here counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) faults: u16,
    /// Number of the person, below [`People::known`].
    pub(super) person: u32,
    /// Number of the code.
    pub(super) code: u32,
    pub(super) rank: Rank,
    pub(super) assessed: Option<Day>,
    pub(super) expires: Option<Until>,
    /// Assessed after the as-at date.
    pub(super) future: bool,
    /// In date on the as-at date.
    pub(super) counts: bool,
}

/// A text from the beginning of a cell on, and the cell's length.
pub(super) type Cell<'t> = (&'t [u8], usize);

/// Reads rows.
#[derive(Debug)]
pub(super) struct Judge<'w> {
    people: &'w People,
    codes: &'w Ids,
    by_code: Vec<Known>,
    words: Ids,
    calendar: Calendar,
    as_at: Day,
    unknown_expiry_valid: bool,
    known: u32,
    active: u32,
    /// By slot: the competency, if the run wants it.
    slots: Vec<Option<NodeId>>,
    /// By symbol: its slot, and whether the run wants it of active people.
    of_symbol: Vec<(u32, bool)>,
}

/// A code.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Rows of one person and slot are about one thing: a competency that is wanted, else a code.
    slot: u32,
    /// Its own refresh period, as the first day of assessment from which it lasts to the as-at date.
    since: Option<Day>,
}

impl<'w> Judge<'w> {
    pub(super) fn new(wanted: &'w Wanted, people: &'w People, catalogue: &Catalogue) -> Self {
        let mut slots: Vec<Option<NodeId>> =
            wanted.by_code.iter().filter_map(|code| code.node).map(Some).collect();
        slots.sort_unstable();
        slots.dedup();
        let wanted_slots = slots.len();
        let mut by_code = Vec::with_capacity(wanted.by_code.len());
        let mut periods: BTreeMap<u16, Day> = BTreeMap::new();
        for code in &wanted.by_code {
            let among_wanted =
                slots.get(..wanted_slots).and_then(|nodes| nodes.binary_search(&code.node).ok());
            let slot = code.node.and(among_wanted).unwrap_or_else(|| {
                slots.push(None);
                slots.len() - 1
            });
            let slot = u32::try_from(slot).unwrap_or(u32::MAX);
            let since = |months| *periods.entry(months).or_insert_with(|| wanted.as_at.less_months(months));
            by_code.push(Known { slot, since: code.refresh_months.map(since) });
        }
        let mut words = Ids::default();
        for word in catalogue.proficiencies.iter() {
            words.add(word.as_bytes());
        }
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            people,
            codes: &wanted.codes,
            by_code,
            calendar: Calendar::default(),
            as_at: wanted.as_at,
            unknown_expiry_valid: catalogue.policies.unknown_expiry_valid,
            known: number(people.known()),
            active: number(people.active()),
            of_symbol: of_symbol(&slots, words.len()),
            words,
            slots,
        }
    }

    /// A row whose cells are trimmed.
    pub(super) fn judge(&self, cells: [&[u8]; CELLS]) -> Judged {
        let [id, code, word, assessed, expires] = cells;
        let mut faults = 0;
        let mut fault = |wrong: bool, which: u16| faults |= if wrong { which } else { 0 };
        let person = self.people.ids().find(id).filter(|person| *person < self.known);
        let number = self.codes.find(code);
        let rank = self.rank(word);
        fault(id.is_empty(), fault::NO_ID);
        fault(code.is_empty(), fault::NO_CODE);
        fault(word.is_empty(), fault::NO_RANK);
        fault(person.is_none() && !id.is_empty(), fault::STAFF);
        fault(number.is_none() && !code.is_empty(), fault::CODE);
        fault(rank.is_none() && !word.is_empty(), fault::RANK);
        let from = self.calendar.read(assessed);
        let until = self.calendar.until(expires);
        fault(from.is_none() && !assessed.is_empty(), fault::ASSESSED);
        fault(until.is_none() && !expires.is_empty(), fault::EXPIRES);
        fault(backwards(from, until), fault::ORDER);
        let known = number.and_then(|number| self.code(number));
        Judged {
            faults,
            person: person.unwrap_or_default(),
            code: number.unwrap_or_default(),
            rank: rank.unwrap_or_default(),
            assessed: from,
            expires: until,
            future: from.is_some_and(|day| day > self.as_at),
            counts: known.is_some_and(|known| self.in_date(from, until, known.since)),
        }
    }

    /// The number of a `staff_id` if it is the next after another's: so it is in files in the order of ids.
    #[inline]
    pub(super) fn next_person(&self, last: u32, id: &[u8]) -> Option<u32> {
        let next = last.checked_add(1).filter(|next| *next < self.known)?;
        (self.people.ids().name(next) == id).then_some(next)
    }

    /// The number of a `staff_id` that is on the roster.
    #[inline]
    pub(super) fn person(&self, key: Key, id: &[u8]) -> Option<u32> {
        self.people.ids().find_by(key, id).filter(|person| *person < self.known)
    }

    /// The symbol of a row with nothing to say of, person apart, and the row packed; `None` for any other. Cells are given
    /// as the text from their beginning on and their length.
    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "nothing is to branch on what is anybody's guess")]
    pub(super) fn quick(
        &self,
        code: (Key, &[u8]),
        word: (Key, &[u8]),
        days: [Cell<'_>; 2],
    ) -> Option<(u32, Packed)> {
        let number = self.codes.find_by(code.0, code.1)?;
        let known = self.code(number)?;
        let rank = self.words.find_by(word.0, word.1)?;
        let [(from_at, from_len), (until_at, until_len)] = days;
        let (from, from_is_day) = self.calendar.at(from_at, from_len);
        let (until, until_is_day) = self.calendar.at(until_at, until_len);
        let never = (until_len == 5) & until_at.starts_with(b"never");
        let (has_from, has_until) = (from_len > 0, until_len > 0);
        // which of the two days are there is anybody's guess
        let sound = (from_is_day | !has_from) & (until_is_day | never | !has_until);
        let future = has_from & (from > self.as_at.number());
        let backwards = has_from & until_is_day & (until < from);
        if !sound | future | backwards {
            return None;
        }
        let counts = self.lasts(known.since, (has_from, from), (has_until, never, until));
        let packed = Packed::of(self.kind(number, rank), (has_from, from), (has_until, never, until));
        Some((self.symbol_of(known.slot, u32::from(counts) * (rank + 1)), packed))
    }

    /// Whether a row that is neither of the future nor ends before it begins is in date: as `in_date`, but all at once.
    #[expect(clippy::inline_always, reason = "asked for most of a hundred million rows")]
    #[expect(clippy::needless_bitwise_bool, reason = "nothing is to branch on what is anybody's guess")]
    #[inline(always)]
    pub(super) fn lasts(
        &self,
        since: Option<Day>,
        (has_from, from): (bool, i32),
        (has_until, never, until): (bool, bool, i32),
    ) -> bool {
        let covers = never | (until >= self.as_at.number());
        let has_since = since.is_some();
        let refreshed = has_from & has_since & (from >= since.map_or(0, Day::number));
        let dated = covers & (refreshed | !(has_from & has_since));
        let undated = refreshed | (!has_since & self.unknown_expiry_valid);
        (has_until & dated) | (!has_until & undated)
    }

    /// Stands for a code and a rank.
    #[inline]
    fn kind(&self, code: u32, rank: u32) -> u32 {
        code.saturating_mul(u32::try_from(self.words.len()).unwrap_or(u32::MAX)).saturating_add(rank)
    }

    /// What a code and a rank by their names come to; `None`: this run knows no such.
    pub(super) fn sense(&self, code: &[u8], word: &[u8]) -> Option<Sense> {
        let number = self.codes.find(code)?;
        let rank = self.words.find(word)?;
        let known = self.code(number)?;
        let packed = u16::try_from(self.kind(number, rank)).ok().filter(|kind| *kind != u16::MAX)?;
        let (lapsed, counting) = (self.symbol_of(known.slot, 0), self.symbol_of(known.slot, rank + 1));
        Some(Sense { since: known.since, lapsed, counting, packed })
    }

    /// The codes in the order of their numbers.
    pub(super) fn codes(&self) -> &Ids {
        self.codes
    }

    /// The words for ranks in the order of their numbers.
    pub(super) fn words(&self) -> &Ids {
        &self.words
    }

    /// The people.
    pub(super) fn people(&self) -> &People {
        self.people
    }

    /// The day for which all is judged.
    pub(super) fn as_at(&self) -> Day {
        self.as_at
    }

    /// The symbol of a good row.
    pub(super) fn symbol(&self, row: &Judged) -> u32 {
        let slot = self.code(row.code).map_or(0, |known| known.slot);
        self.symbol_of(slot, if row.counts && !row.future { u32::from(row.rank.0) } else { 0 })
    }

    fn symbol_of(&self, slot: u32, rank: u32) -> u32 {
        slot * self.variants() + rank
    }

    /// Symbols of one slot: one for what does not count, and one for each rank.
    pub(super) fn variants(&self) -> u32 {
        u32::try_from(self.words.len()).unwrap_or(0) + 1
    }

    /// How many people's rows may be good.
    pub(super) fn known(&self) -> usize {
        self.people.known()
    }

    /// How many symbols there may be.
    pub(super) fn symbols(&self) -> usize {
        self.slots.len() * (self.words.len() + 1)
    }

    /// What each symbol stands for.
    pub(super) fn meaning(&self) -> Vec<(NodeId, Rank)> {
        let ranks = || 0..u8::try_from(self.words.len() + 1).unwrap_or(u8::MAX);
        let of = |node: Option<NodeId>| {
            ranks().map(move |rank| node.map_or((NodeId(0), Rank::NOTHING), |node| (node, Rank(rank))))
        };
        self.slots.iter().flat_map(|node| of(*node)).collect()
    }

    /// The slot of a code by its name, if it is one to the letter.
    pub(super) fn slot_of_code(&self, code: &[u8]) -> Option<u32> {
        self.codes.find(code).map(|number| self.slot(number))
    }

    /// The slot of a code.
    pub(super) fn slot(&self, code: u32) -> u32 {
        self.code(code).map_or(u32::MAX, |known| known.slot)
    }

    /// Whether the run wants what this person holds in this slot.
    pub(super) fn is_wanted(&self, person: u32, slot: u32) -> bool {
        let slot = usize::try_from(slot).ok().and_then(|slot| self.slots.get(slot));
        person < self.active && slot.is_some_and(Option::is_some)
    }

    /// How many slots there are.
    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }

    /// The slot of a symbol, and whether the run wants it of this person.
    #[inline]
    pub(super) fn slot_of(&self, person: u32, symbol: u32) -> (usize, bool) {
        let known = usize::try_from(symbol).ok().and_then(|symbol| self.of_symbol.get(symbol));
        known.map_or((usize::MAX, false), |(slot, wanted)| (*slot as usize, *wanted && person < self.active))
    }

    /// Whether the run wants a symbol of this person.
    #[inline]
    pub(super) fn wants(&self, person: u32, symbol: u32) -> bool {
        self.slot_of(person, symbol).1
    }

    fn rank(&self, word: &[u8]) -> Option<Rank> {
        self.words.find(word).and_then(|at| u8::try_from(at + 1).ok()).map(Rank)
    }

    #[inline]
    fn code(&self, number: u32) -> Option<Known> {
        self.by_code.get(usize::try_from(number).ok()?).copied()
    }

    /// Whether a row is in date on the as-at date, its last day included.
    #[inline]
    fn in_date(&self, from: Option<Day>, until: Option<Until>, since: Option<Day>) -> bool {
        let refreshed = from.zip(since).map(|(from, since)| from >= since);
        match (until, refreshed) {
            (Some(until), refreshed) => until.covers(self.as_at) && refreshed.unwrap_or(true),
            (None, Some(refreshed)) => refreshed,
            (None, None) => since.is_none() && self.unknown_expiry_valid,
        }
    }
}

/// Of each symbol its slot, and whether it is wanted.
fn of_symbol(slots: &[Option<NodeId>], words: usize) -> Vec<(u32, bool)> {
    let of_slot =
        |(slot, node): (u32, &Option<NodeId>)| std::iter::repeat_n((slot, node.is_some()), words + 1);
    (0u32..).zip(slots).flat_map(of_slot).collect()
}

#[inline]
fn backwards(from: Option<Day>, until: Option<Until>) -> bool {
    matches!((from, until), (Some(from), Some(Until::Day(until))) if until < from)
}
