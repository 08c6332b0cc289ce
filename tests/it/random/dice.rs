//! Random choices from one seed: the same seed, the same choices, on every machine.

use std::cell::Cell;

/// A generator (`SplitMix64`).
#[derive(Debug)]
pub(crate) struct Dice {
    state: Cell<u64>,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: Cell::new(seed) }
    }

    pub(crate) fn next(&self) -> u64 {
        let mut z = self.state.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.state.set(z);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 if there is none.
    pub(crate) fn below(&self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap().max(1);
        usize::try_from(self.next() % end).unwrap()
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn within(&self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True `percent` times of a hundred.
    pub(crate) fn chance(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// One of these words.
    pub(crate) fn word<T: ToString>(&self, list: &[T]) -> String {
        self.pick(list).to_string()
    }

    /// Each of these `percent` times of a hundred, in their order.
    pub(crate) fn some<T: Clone>(&self, list: &[T], percent: usize) -> Vec<T> {
        list.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    /// As `some`, at least one.
    pub(crate) fn some_one<T: Clone>(&self, list: &[T], percent: usize) -> Vec<T> {
        let chosen = self.some(list, percent);
        if chosen.is_empty() { vec![self.pick(list).clone()] } else { chosen }
    }

    /// In another order.
    pub(crate) fn shuffle<T>(&self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }

    /// The word, or blank `percent` times of a hundred.
    pub(crate) fn or_blank(&self, percent: usize, word: &str) -> String {
        if self.chance(percent) { String::new() } else { word.to_owned() }
    }

    /// `yes` `percent` times of a hundred, else `no`.
    pub(crate) fn yes(&self, percent: usize) -> String {
        if self.chance(percent) { "yes".to_owned() } else { "no".to_owned() }
    }
}
