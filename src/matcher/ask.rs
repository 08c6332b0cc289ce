//! One query to one block: who is able, and at levels where nobody is, who lacks least.

use std::ops::Range;

use super::bits::{below, has, masks, ones, place, row};
use super::block::{Block, Rows, Segment};
use super::plan::Profile;
use super::tallies::{KEPT, Tallies, near_head};
use crate::model::{Catalogue, Level, PersonId, RoleSet};

/// A query, its class's admissions being in `rows`.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    catalogue: &'a Catalogue,
    block: &'a Block<'a>,
    rows: &'a Rows,
    profile: &'a Profile,
    /// Levels at which anybody is admitted.
    there: Levels,
}

/// A set of levels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Levels(u16);

impl Levels {
    pub(super) fn of(catalogue: &Catalogue, roles: RoleSet) -> Self {
        let levels = roles.iter().filter_map(|role| catalogue.role_of(role)).map(|role| role.level);
        levels.fold(Self::default(), |all, level| all.with(Self::one(level)))
    }

    fn one(level: Level) -> Self {
        Self(1 << level.number())
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    fn contains(self, level: Level) -> bool {
        self.0 & Self::one(level).0 != 0
    }
}

/// Somebody who lacks this many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Lacking {
    missing: u32,
    person: PersonId,
    at: usize,
}

impl<'a> Ask<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        block: &'a Block<'a>,
        rows: &'a Rows,
        profile: &'a Profile,
        there: Levels,
    ) -> Self {
        Self { catalogue, block, rows, profile, there }
    }

    /// Writes the answer.
    pub(super) fn tell(&self, able: &mut Vec<u64>, tallies: &mut Tallies) {
        able.clear();
        able.extend(&self.rows.admitted);
        for needed in &self.profile.rows {
            match needed {
                Some(number) => {
                    let proved = row(&self.rows.proved, self.block.width, *number);
                    able.iter_mut().zip(proved).for_each(|(able, proved)| *able &= proved);
                }
                None => able.fill(0),
            }
        }
        tallies.write(
            |words| self.able(able, words),
            |words, levels| {
                let lacking = self.there.without(levels);
                if lacking != Levels::default() {
                    let width = self.block.width;
                    let row = |needed: &Option<usize>| {
                        needed.map_or(&[][..], |number| row(&self.rows.proved, width, number))
                    };
                    let proved: Vec<&[u64]> = self.profile.rows.iter().map(row).collect();
                    for level in Level::all().filter(|level| lacking.contains(*level)) {
                        self.near(&proved, level, words);
                    }
                }
            },
        );
    }

    /// Writes the able by cohort; gives their levels.
    fn able(&self, able: &[u64], words: &mut Vec<u32>) -> Levels {
        let mut levels = Levels::default();
        let mut open: Option<(usize, usize)> = None;
        for (word, bits) in able.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            for (number, segment, own) in self.segments(word, *bits) {
                let head = match open {
                    Some((last, head)) if last == number => head,
                    _ => {
                        levels = levels.with(self.levels(number, segment));
                        words.extend([segment.cohort, 0]);
                        words.len() - 2
                    }
                };
                open = Some((number, head));
                if let Some(count) = words.get_mut(head + 1) {
                    *count += own.count_ones();
                }
                let room = (head + 2 + KEPT).saturating_sub(words.len());
                words
                    .extend(ones(own).take(room).filter_map(|bit| self.person(word * 64 + bit)).map(|p| p.0));
            }
        }
        levels
    }

    /// The segments of some people of a word, with those of them that are in each.
    fn segments(&self, word: usize, bits: u64) -> impl Iterator<Item = (usize, &'a Segment, u64)> {
        let mut rest = bits;
        let mut number = self.block.first.get(word).copied().unwrap_or(0);
        let segments = &self.block.segments;
        std::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            let lowest = word * 64 + place(rest);
            while segments.get(number)?.people.end <= lowest {
                number += 1;
            }
            let segment = segments.get(number)?;
            let own = rest & below(segment.people.end - word * 64);
            rest &= !own;
            Some((number, segment, own))
        })
    }

    /// The levels at which the people of a segment are admitted.
    fn levels(&self, number: usize, segment: &Segment) -> Levels {
        match segment.level {
            Some(level) => Levels::one(level),
            None => Levels::of(self.catalogue, self.rows.roles_of(number).unwrap_or_default()),
        }
    }

    fn person(&self, at: usize) -> Option<PersonId> {
        self.block.people.get(at).map(|candidate| candidate.person)
    }

    /// Writes who lacks least at a level at which nobody is able; `proved` says by requirement who proves it.
    fn near(&self, proved: &[&[u64]], level: Level, words: &mut Vec<u32>) {
        let mut best = None;
        for people in self.block.at_level(level) {
            nearest(self, proved, people, &mut best);
        }
        for (number, _) in &self.rows.several {
            let Some(segment) = self.block.segments.get(*number) else { continue };
            if self.levels(*number, segment).contains(level) {
                nearest(self, proved, &segment.people, &mut best);
            }
        }
        let Some(Lacking { person, at, .. }) = best else { return };
        let width = u32::try_from(proved.len().div_ceil(32)).unwrap_or(0);
        words.extend(near_head(level.number(), width, person));
        for some in proved.chunks(32) {
            let missing = |gap, (bit, row): (u32, &&[u64])| gap | (u32::from(!has(row, at)) << bit);
            words.push((0..).zip(some).fold(0, missing));
        }
    }
}

/// Looks among the people of a segment for somebody nearer than the best so far.
fn nearest(ask: &Ask<'_>, proved: &[&[u64]], people: &Range<usize>, best: &mut Option<Lacking>) {
    match proved.len() {
        0..4 => nearest_of::<2>(ask, proved, people, best),
        4..8 => nearest_of::<3>(ask, proved, people, best),
        8..64 => nearest_of::<6>(ask, proved, people, best),
        _ => nearest_of::<32>(ask, proved, people, best),
    }
}

/// The same for at most `2^PLANES - 1` requirements. Counting is bit by bit for 64 people at once.
fn nearest_of<const PLANES: usize>(
    ask: &Ask<'_>,
    proved: &[&[u64]],
    people: &Range<usize>,
    best: &mut Option<Lacking>,
) {
    for (word, mask) in masks(people) {
        let mut nearest = mask & ask.rows.admitted.get(word).copied().unwrap_or(0);
        if nearest == 0 {
            continue;
        }
        // plane p has bit p of how many each of the 64 lacks
        let mut planes = [0u64; PLANES];
        for row in proved {
            let mut carry = !row.get(word).copied().unwrap_or(0);
            for plane in &mut planes {
                (*plane, carry) = (*plane ^ carry, *plane & carry);
            }
        }
        let mut missing = 0;
        for (number, plane) in planes.iter().enumerate().rev() {
            match nearest & !plane {
                0 => missing |= 1 << number,
                fewer => nearest = fewer,
            }
        }
        let at = word * 64 + place(nearest);
        let Some(found) = ask.person(at).map(|person| Lacking { missing, person, at }) else { return };
        if best.is_none_or(|best| found < best) {
            *best = Some(found);
        }
        // nobody lacks nothing, and whoever follows in the segment has a higher number
        if best.is_some_and(|best| best.missing <= 1 && found.person >= best.person) {
            return;
        }
    }
}
