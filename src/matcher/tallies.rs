//! What some people of one site say of its queries, packed flat; what several parts say merges in any order.

use super::posts::CohortId;
use crate::model::{PersonId, RoleSet};

/// How many able people are kept by name: five to print, and one more.
pub(super) const KEPT: usize = 6;

/// The answer of some blocks of one site. Merging is associative and commutative, not idempotent: `parts` says which
/// blocks are in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tallies {
    /// Numbers of the blocks, sorted.
    pub(super) parts: Vec<u32>,
    /// People seen.
    pub(super) people: u64,
    /// By class at the site: roles in which somebody active is admitted.
    pub(super) there: Vec<RoleSet>,
    /// By query at the site: where its words end.
    pub(super) ends: Vec<usize>,
    /// By query: the words of its able people, how many words those are before them, then those of who is nearest.
    pub(super) words: Vec<u32>,
}

/// Able people of one cohort: three words and more: cohort, count, the first by `staff_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Able<'t> {
    pub(super) cohort: CohortId,
    pub(super) count: u32,
    /// At most [`KEPT`], as many as there are below that.
    pub(super) first: &'t [u32],
}

/// Who lacks least at a level at which a block has nobody able.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Near<'t> {
    pub(super) level: u8,
    pub(super) person: PersonId,
    /// By requirement of the profile: a bit for one that is missing.
    pub(super) gap: &'t [u32],
}

/// One query's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally<'t> {
    able: &'t [u32],
    near: &'t [u32],
}

impl<'t> Tally<'t> {
    /// Able people by cohort, ascending; each person once.
    pub(super) fn able(self) -> impl Iterator<Item = Able<'t>> {
        let mut rest = self.able;
        std::iter::from_fn(move || {
            let ([cohort, count], after) = rest.split_first_chunk()?;
            let kept = usize::try_from(*count).unwrap_or(KEPT).min(KEPT);
            let (first, after) = after.split_at_checked(kept)?;
            rest = after;
            Some(Able { cohort: *cohort, count: *count, first })
        })
    }

    /// Who is nearest, by level, ascending.
    pub(super) fn near(self) -> impl Iterator<Item = Near<'t>> {
        let mut rest = self.near;
        std::iter::from_fn(move || {
            let ([head, person], after) = rest.split_first_chunk()?;
            let (level, width) = (head & 0xff, usize::try_from(head >> 8).ok()?);
            let (gap, after) = after.split_at_checked(width)?;
            rest = after;
            Some(Near { level: u8::try_from(level).ok()?, person: PersonId(*person), gap })
        })
    }
}

impl Near<'_> {
    /// How many requirements are missing.
    pub(super) fn missing(&self) -> u32 {
        self.gap.iter().map(|word| word.count_ones()).sum()
    }

    /// The nearer comes first.
    fn rank(&self) -> (u32, PersonId) {
        (self.missing(), self.person)
    }
}

impl Tallies {
    /// The words of a query by its place among those of the site.
    pub(super) fn tally(&self, query: usize) -> Tally<'_> {
        let start = query.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let words = self.ends.get(query).and_then(|end| self.words.get(start..*end)).unwrap_or_default();
        let split =
            words.split_first().and_then(|(able, rest)| rest.split_at_checked(usize::try_from(*able).ok()?));
        split.map(|(able, near)| Tally { able, near }).unwrap_or_default()
    }

    /// Writes a query: `able` writes the able people, `near` who is nearest, given what `able` gave.
    pub(super) fn write<T>(
        &mut self,
        able: impl FnOnce(&mut Vec<u32>) -> T,
        near: impl FnOnce(&mut Vec<u32>, T),
    ) {
        let head = self.words.len();
        self.words.push(0);
        let told = able(&mut self.words);
        let length = u32::try_from(self.words.len() - head - 1).unwrap_or(u32::MAX);
        if let Some(head) = self.words.get_mut(head) {
            *head = length;
        }
        near(&mut self.words, told);
        self.ends.push(self.words.len());
    }

    /// Both together.
    pub(super) fn merge(&self, other: &Self) -> Self {
        let mut merged = Self {
            people: self.people + other.people,
            there: self.there.iter().zip(&other.there).map(|(a, b)| *a | *b).collect(),
            parts: Vec::with_capacity(self.parts.len() + other.parts.len()),
            ends: Vec::with_capacity(self.ends.len()),
            words: Vec::with_capacity(self.words.len() + other.words.len()),
        };
        merged.parts.extend(self.parts.iter().chain(&other.parts));
        merged.parts.sort_unstable();
        for query in 0..self.ends.len() {
            let (a, b) = (self.tally(query), other.tally(query));
            merged.write(|words| merge_able(a, b, words), |words, ()| merge_near(a, b, words));
        }
        merged
    }
}

/// Able people of both, by cohort.
fn merge_able(a: Tally<'_>, b: Tally<'_>, words: &mut Vec<u32>) {
    let (mut a, mut b) = (a.able().peekable(), b.able().peekable());
    loop {
        let (one, other) = match (a.peek(), b.peek()) {
            (None, None) => return,
            (Some(one), Some(other)) if one.cohort == other.cohort => (a.next(), b.next()),
            (Some(one), Some(other)) if one.cohort > other.cohort => (None, b.next()),
            (None, _) => (None, b.next()),
            _ => (a.next(), None),
        };
        let both = [one, other];
        let cohort = both.iter().flatten().map(|able| able.cohort).next().unwrap_or(0);
        words.extend([cohort, both.iter().flatten().map(|able| able.count).sum()]);
        let start = words.len();
        words.extend(both.iter().flatten().flat_map(|able| able.first));
        words.get_mut(start..).unwrap_or_default().sort_unstable();
        words.truncate(start + KEPT);
    }
}

/// Whoever of both is nearest, by level.
fn merge_near(a: Tally<'_>, b: Tally<'_>, words: &mut Vec<u32>) {
    let mut all: Vec<Near<'_>> = a.near().chain(b.near()).collect();
    all.sort_by_key(|near| (near.level, near.rank()));
    all.dedup_by_key(|near| near.level);
    for near in all {
        write_near(words, near);
    }
}

fn write_near(words: &mut Vec<u32>, near: Near<'_>) {
    words.extend(near_head(near.level, u32::try_from(near.gap.len()).unwrap_or(0), near.person));
    words.extend(near.gap);
}

/// What stands before the words of a gap: the level with their number, and whose gap it is.
pub(super) fn near_head(level: u8, width: u32, person: PersonId) -> [u32; 2] {
    [u32::from(level) | (width << 8), person.0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RoleId;

    fn part(number: u32, people: &[u32]) -> Tallies {
        let mut tallies = Tallies {
            parts: vec![number],
            people: people.len() as u64,
            there: vec![[RoleId(u16::try_from(number).unwrap())].into_iter().collect()],
            ..Tallies::default()
        };
        for query in 0..3 {
            let mine: Vec<u32> = people.iter().copied().filter(|person| person % 3 == query).collect();
            let able = |words: &mut Vec<u32>| {
                for cohort in 0..2 {
                    let own: Vec<u32> = mine.iter().copied().filter(|person| person % 2 == cohort).collect();
                    if !own.is_empty() {
                        words.extend([cohort, u32::try_from(own.len()).unwrap()]);
                        words.extend(own.iter().take(KEPT));
                    }
                }
            };
            let near = |words: &mut Vec<u32>, ()| {
                for person in mine.iter().take(1) {
                    let near = Near { level: 4, person: PersonId(*person), gap: &[1 << (person % 5), 0] };
                    write_near(words, near);
                }
            };
            tallies.write(able, near);
        }
        tallies
    }

    #[test]
    fn merging_is_associative_and_commutative() {
        let people = |start: u32| (start..400).step_by(3).collect::<Vec<u32>>();
        let (a, b, c) = (part(0, &people(0)), part(1, &people(1)), part(2, &people(2)));
        let (left, right) = (a.merge(&b).merge(&c), c.merge(&b.merge(&a)));
        assert_eq!(left, right);
        assert_eq!((left.parts.as_slice(), left.people), (&[0, 1, 2][..], 400));
        assert_eq!(left.there[0].iter().count(), 3);
        let able: Vec<(u32, u32, usize)> =
            left.tally(0).able().map(|able| (able.cohort, able.count, able.first.len())).collect();
        assert_eq!(able, [(0, 67, 6), (1, 67, 6)]);
        assert_eq!(left.tally(0).able().next().unwrap().first, [0, 6, 12, 18, 24, 30]);
        let near: Vec<(u8, u32, u32)> =
            left.tally(1).near().map(|near| (near.level, near.person.0, near.missing())).collect();
        assert_eq!(near, [(4, 1, 1)]);
    }
}
