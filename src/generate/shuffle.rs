//! A shuffle that needs no memory: a keyed permutation of row numbers (Feistel, walking until it is back in range).

use super::draw::{Draw, Stream, index, mix};

const ROUNDS: usize = 4;

/// A permutation of the numbers below `n`. Four Feistel rounds permute the numbers of 2k bits; a number that falls
/// outside is permuted again until it falls inside, which keeps it a permutation. At most four walks on average.
#[derive(Debug, Clone)]
pub(super) struct Shuffle {
    n: u64,
    /// Bits of one half.
    half: u32,
    keys: [u64; ROUNDS],
}

impl Shuffle {
    /// The permutation that belongs to a seed and a purpose.
    pub(super) fn new(seed: u64, purpose: u64, n: u64) -> Self {
        let bits = u64::BITS - n.saturating_sub(1).leading_zeros();
        let mut draw = Draw::at(seed, Stream::Order, purpose);
        Self { n, half: bits.div_ceil(2).max(1), keys: std::array::from_fn(|_| draw.next()) }
    }

    /// Which row stands at a place below `n`.
    pub(super) fn at(&self, place: u64) -> u64 {
        let mask = (1u64 << self.half.min(32)) - 1;
        let mut number = place;
        loop {
            let (mut left, mut right) = (number >> self.half, number & mask);
            for key in self.keys {
                (left, right) = (right, left ^ (mix(right ^ key) & mask));
            }
            number = (left << self.half) | right;
            if number < self.n || self.n == 0 {
                return number;
            }
        }
    }
}

/// Puts a list in an order drawn from `draw` (Fisher and Yates).
pub(super) fn reorder<T>(list: &mut [T], draw: &mut Draw) {
    for last in (1..list.len()).rev() {
        let other = index(draw.below(u64::try_from(last).unwrap_or(0) + 1));
        list.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_once() {
        for n in [1u64, 2, 3, 5, 64, 100, 1_000, 4_097] {
            let shuffle = Shuffle::new(9, 1, n);
            let mut seen: Vec<u64> = (0..n).map(|i| shuffle.at(i)).collect();
            let moved = seen.iter().zip(0..n).filter(|(a, b)| **a != *b).count();
            assert!(n < 64 || moved > 50, "{n}: {moved}");
            seen.sort_unstable();
            assert_eq!(seen, (0..n).collect::<Vec<u64>>());
        }
    }
}
