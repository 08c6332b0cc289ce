//! A small bitmap: sets of row numbers, and of positions on an axis.

const WIDTH: usize = 64;

/// A set of small numbers, such as row numbers. It grows as needed; two sets with the same members are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowSet {
    // no trailing zero words, so that equality is equality of members
    words: Vec<u64>,
}

impl RowSet {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The numbers from `from` up to, and without, `to`.
    pub(super) fn range(from: usize, to: usize) -> Self {
        let mut set = Self::all(to);
        set.remove_all(&Self::all(from));
        set
    }

    /// All numbers below `count`.
    #[must_use]
    pub fn all(count: usize) -> Self {
        let mut words = vec![u64::MAX; count / WIDTH];
        let rest = count % WIDTH;
        if rest > 0 {
            words.push((1 << rest) - 1);
        }
        Self { words }
    }

    /// Adds a number.
    pub fn insert(&mut self, number: usize) {
        let place = number / WIDTH;
        if place >= self.words.len() {
            self.words.resize(place + 1, 0);
        }
        if let Some(word) = self.words.get_mut(place) {
            *word |= 1 << (number % WIDTH);
        }
    }

    /// Whether a number is a member.
    #[must_use]
    pub fn contains(&self, number: usize) -> bool {
        self.words.get(number / WIDTH).is_some_and(|word| (word >> (number % WIDTH)) & 1 == 1)
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How many members there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| small(word.count_ones())).sum()
    }

    /// The smallest member.
    #[must_use]
    pub fn first(&self) -> Option<usize> {
        self.iter().next()
    }

    /// The members, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        members(self.words.iter().copied())
    }

    /// The members that `other` has too, ascending.
    pub fn common<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + use<'a> {
        members(self.words.iter().zip(&other.words).map(|(ours, theirs)| ours & theirs))
    }

    /// Keeps only the members that `other` has too.
    pub fn intersect(&mut self, other: &Self) {
        self.keep(&other.words);
    }

    /// As [`RowSet::intersect`], with a set in words.
    pub(super) fn keep(&mut self, words: &[u64]) {
        self.words.truncate(words.len());
        for (word, theirs) in self.words.iter_mut().zip(words) {
            *word &= theirs;
        }
        self.trim();
    }

    /// Adds the members of `other`.
    pub fn union(&mut self, other: &Self) {
        self.join(&other.words);
    }

    /// As [`RowSet::union`], with a set in words.
    pub(super) fn join(&mut self, words: &[u64]) {
        if self.words.len() < words.len() {
            self.words.resize(words.len(), 0);
        }
        for (word, theirs) in self.words.iter_mut().zip(words) {
            *word |= theirs;
        }
        self.trim();
    }

    /// Takes the members of `other` away.
    pub fn remove_all(&mut self, other: &Self) {
        for (word, theirs) in self.words.iter_mut().zip(&other.words) {
            *word &= !theirs;
        }
        self.trim();
    }

    /// Becomes a copy of `other`, keeping its own memory.
    pub fn copy_from(&mut self, other: &Self) {
        self.words.clone_from(&other.words);
    }

    /// Takes every member away, keeping the memory.
    pub fn clear(&mut self) {
        self.words.clear();
    }

    /// Whether every member is a member of `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.words.len() <= other.words.len()
            && self.words.iter().zip(&other.words).all(|(ours, theirs)| ours & !theirs == 0)
    }

    /// Whether the two share a member.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).any(|(ours, theirs)| ours & theirs != 0)
    }

    /// The stretches of members without a break: the first of each and one past its last.
    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let start = self.next(from, 0)?;
            from = self.next(start, u64::MAX).unwrap_or(self.words.len() * WIDTH);
            Some((start, from))
        })
    }

    /// The first member at or after a number; with every bit of `flip` set, the first that is none.
    fn next(&self, from: usize, flip: u64) -> Option<usize> {
        let place = from / WIDTH;
        let mut words = self.words.iter().skip(place).map(|word| word ^ flip);
        let first = words.next()? & (u64::MAX << (from % WIDTH));
        let (at, word) = (place..).zip(std::iter::once(first).chain(words)).find(|(_, word)| *word != 0)?;
        Some(at * WIDTH + small(word.trailing_zeros()))
    }

    /// The set in words, without those beyond its last member.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    fn trim(&mut self) {
        let used = self.words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        self.words.truncate(used);
    }
}

impl FromIterator<usize> for RowSet {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        let mut set = Self::new();
        set.extend(numbers);
        set
    }
}

impl Extend<usize> for RowSet {
    fn extend<I: IntoIterator<Item = usize>>(&mut self, numbers: I) {
        for number in numbers {
            self.insert(number);
        }
    }
}

/// The members of a set in words.
fn members(words: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.enumerate().flat_map(|(place, word)| {
        std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
            .take_while(|rest| *rest != 0)
            .map(move |rest| place * WIDTH + small(rest.trailing_zeros()))
    })
}

/// A count of bits in one word: never above 64.
fn small(count: u32) -> usize {
    usize::try_from(count).unwrap_or(WIDTH)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sets_of_bits_are_sets(a in prop::collection::btree_set(0usize..200, 0..20),
                                 b in prop::collection::btree_set(0usize..200, 0..20)) {
            let (left, right): (RowSet, RowSet) = (a.iter().copied().collect(), b.iter().copied().collect());
            let of = |set: &RowSet| set.iter().collect::<BTreeSet<_>>();
            prop_assert_eq!(of(&left), a.clone());
            prop_assert_eq!(left.count(), a.len());
            prop_assert_eq!(left.first(), a.first().copied());
            prop_assert_eq!(left.is_subset(&right), a.is_subset(&b));
            prop_assert_eq!(left.meets(&right), !a.is_disjoint(&b));
            let runs: Vec<(usize, usize)> = left.runs().collect();
            prop_assert_eq!(runs.iter().flat_map(|(from, to)| *from..*to).collect::<BTreeSet<_>>(), a.clone());
            prop_assert!(runs.windows(2).all(|pair| pair[0].1 < pair[1].0));
            prop_assert_eq!(left.common(&right).collect::<BTreeSet<_>>(), &a & &b);
            let (mut both, mut either, mut only) = (left.clone(), left.clone(), left.clone());
            both.intersect(&right);
            either.union(&right);
            only.remove_all(&right);
            prop_assert_eq!(of(&both), &a & &b);
            prop_assert_eq!(&both, &(&a & &b).into_iter().collect::<RowSet>());
            prop_assert_eq!(of(&either), &a | &b);
            prop_assert_eq!(of(&only), &a - &b);
            prop_assert_eq!(only.is_empty(), a.is_subset(&b));
        }

        #[test]
        fn all_below_a_count(count in 0usize..200, from in 0usize..200) {
            prop_assert_eq!(RowSet::range(from, count), (from..count).collect::<RowSet>());
            prop_assert_eq!(RowSet::all(count), (0..count).collect::<RowSet>());
        }
    }
}
