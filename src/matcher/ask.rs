//! One query to one block: who is able, and at levels where nobody is, who lacks least.

use std::ops::Range;

use super::bits::{below, masks, ones, place, row};
use super::block::{Block, Rows, Segment};
use super::plan::Profile;
use super::tallies::{KEPT, Near, Tallies, write_near};
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
struct Levels(u16);

impl Levels {
    fn of(catalogue: &Catalogue, roles: RoleSet) -> Self {
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
        there: RoleSet,
    ) -> Self {
        Self { catalogue, block, rows, profile, there: Levels::of(catalogue, there) }
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
                for level in Level::all().filter(|level| self.there.without(levels).contains(*level)) {
                    self.near(level, words);
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

    /// Writes who lacks least at a level.
    fn near(&self, level: Level, words: &mut Vec<u32>) {
        let mut best = None;
        for (_, people) in self.block.levels.iter().filter(|(other, _)| *other == level) {
            self.nearest_of(people, &mut best);
        }
        for (number, _) in &self.rows.several {
            let Some(segment) = self.block.segments.get(*number) else { continue };
            if self.levels(*number, segment).contains(level) {
                self.nearest_of(&segment.people, &mut best);
            }
        }
        let Some(Lacking { person, at, .. }) = best else { return };
        let mut gap = vec![0u32; self.profile.rows.len().div_ceil(32)];
        for (requirement, needed) in self.profile.rows.iter().enumerate() {
            let proved = self.proves(*needed, at / 64) >> (at % 64) & 1 == 1;
            if let Some(word) = gap.get_mut(requirement / 32).filter(|_| !proved) {
                *word |= 1 << (requirement % 32);
            }
        }
        write_near(words, Near { level: level.number(), person, gap: &gap });
    }

    /// Those of a word of people who prove a requirement.
    fn proves(&self, needed: Option<usize>, word: usize) -> u64 {
        let place = needed.map(|number| number.saturating_mul(self.block.width).saturating_add(word));
        place.and_then(|place| self.rows.proved.get(place)).copied().unwrap_or(0)
    }

    /// Looks among some people for somebody nearer than the best so far. Counting is bit by bit for 64 people at once.
    fn nearest_of(&self, people: &Range<usize>, best: &mut Option<Lacking>) {
        match self.profile.rows.len() {
            0..4 => self.nearest::<2>(people, best),
            4..8 => self.nearest::<3>(people, best),
            8..64 => self.nearest::<6>(people, best),
            _ => self.nearest::<32>(people, best),
        }
    }

    /// As [`Ask::nearest_of`], for at most `2^PLANES - 1` requirements.
    fn nearest<const PLANES: usize>(&self, people: &Range<usize>, best: &mut Option<Lacking>) {
        for (word, mask) in masks(people) {
            let mut nearest = mask & self.rows.admitted.get(word).copied().unwrap_or(0);
            if nearest == 0 {
                continue;
            }
            // plane p has bit p of how many each of the 64 lacks
            let mut planes = [0u64; PLANES];
            for needed in &self.profile.rows {
                let mut carry = !self.proves(*needed, word);
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
            if best.is_some_and(|best| best.missing < missing) {
                continue;
            }
            for (.., own) in self.segments(word, nearest) {
                let at = word * 64 + place(own);
                let found = self.person(at).map(|person| Lacking { missing, person, at });
                *best = (*best).into_iter().chain(found).min();
            }
        }
    }
}
