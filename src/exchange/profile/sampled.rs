//! Counting distinct things in bounded memory: exactly as long as they are few, then by a fair sample of their hashes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map by values that are hashes already.
pub(super) type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Ready>>;

/// A hasher for whatever is mixed already, and for bytes by [`hash`].
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = self.0.rotate_left(7) ^ hash(bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write_u8(&mut self, _end: u8) {}
}

/// A hash of some bytes, the same on every machine: words of eight bytes mixed by multiplication.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = ODD ^ (bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = mixed(hash ^ u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    mixed(mixed(hash ^ u64::from_le_bytes(last)))
}

fn mixed(mut word: u64) -> u64 {
    word ^= word >> 32;
    word = word.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    word ^= word >> 29;
    word = word.wrapping_mul(0xA076_1D64_78BD_642F);
    word ^ (word >> 32)
}

/// How often hashes were seen. While there are at most `most`, all are kept; then only those whose first bits are zero:
/// one bit more each time that there are too many. What is kept is a fair sample, whatever the order.
#[derive(Debug, Clone)]
pub(super) struct Sampled {
    most: usize,
    /// Hashes are kept if they have none of these bits.
    mask: u64,
    seen: ByHash<u32>,
}

impl Sampled {
    /// Keeps at most this many hashes; the standard error of a count is about `1.2 / sqrt(most)`.
    pub(super) fn new(most: usize) -> Self {
        Self { most, mask: 0, seen: ByHash::default() }
    }

    pub(super) fn add(&mut self, hash: u64) {
        if hash & self.mask != 0 {
            return;
        }
        let count = self.seen.entry(hash).or_insert(0);
        *count = count.saturating_add(1);
        while self.seen.len() > self.most && self.mask != u64::MAX {
            self.mask = (self.mask << 1) | 1;
            let mask = self.mask;
            self.seen.retain(|hash, _| hash & mask == 0);
        }
    }

    /// Whether nothing was left out.
    pub(super) fn is_exact(&self) -> bool {
        self.mask == 0
    }

    /// How many were distinct.
    pub(super) fn distinct(&self) -> u64 {
        self.scaled(self.seen.len() as u64)
    }

    /// How many were seen before.
    pub(super) fn again(&self) -> u64 {
        self.scaled(self.seen.values().map(|count| u64::from(count.saturating_sub(1))).sum())
    }

    fn scaled(&self, kept: u64) -> u64 {
        kept.saturating_mul(self.mask.saturating_add(1).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_counted_exactly() {
        let mut sampled = Sampled::new(100);
        for number in 0u64..100 {
            for _ in 0..=number % 3 {
                sampled.add(hash(&number.to_le_bytes()));
            }
        }
        assert!(sampled.is_exact());
        assert_eq!((sampled.distinct(), sampled.again()), (100, 99));
    }

    #[test]
    fn many_are_counted_within_the_stated_error() {
        for size in [10_000u64, 200_000, 1_000_000] {
            let mut sampled = Sampled::new(8_192);
            for number in 0..size {
                sampled.add(hash(format!("value {number}").as_bytes()));
            }
            assert!(!sampled.is_exact());
            let error = sampled.distinct().abs_diff(size) * 1_000 / size;
            assert!(error <= 50, "{size}: {error} per mille");
            assert_eq!(sampled.again(), 0);
        }
    }

    #[test]
    fn the_hash_is_the_same_everywhere() {
        assert_ne!(hash(b""), hash(b"\0"));
        assert_ne!(hash(b"12345678"), hash(b"12345678\0"));
        let few: std::collections::BTreeSet<u64> = (0u32..100_000).map(|n| hash(&n.to_be_bytes())).collect();
        assert_eq!(few.len(), 100_000);
    }
}
