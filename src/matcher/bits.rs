//! Rows of bits, 64 people a word.

use std::ops::Range;

/// Sets one bit.
pub(super) fn set(words: &mut [u64], at: usize) {
    if let Some(word) = words.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

/// Whether one bit is set.
pub(super) fn has(words: &[u64], at: usize) -> bool {
    words.get(at / 64).is_some_and(|word| (word >> (at % 64)) & 1 == 1)
}

/// Sets a range of bits.
pub(super) fn fill(words: &mut [u64], range: &Range<usize>) {
    for (word, mask) in masks(range) {
        if let Some(word) = words.get_mut(word) {
            *word |= mask;
        }
    }
}

/// Whether any bit of a range is set.
pub(super) fn any(words: &[u64], range: &Range<usize>) -> bool {
    masks(range).any(|(word, mask)| words.get(word).is_some_and(|word| word & mask != 0))
}

/// The words of a range of bits, each with its bits of them.
pub(super) fn masks(range: &Range<usize>) -> impl Iterator<Item = (usize, u64)> + use<> {
    let (start, end) = (range.start, range.end.max(range.start));
    (start / 64..end.div_ceil(64)).map(move |word| {
        let from = below(start.saturating_sub(word * 64));
        (word, below(end - word * 64) & !from)
    })
}

/// As many low bits as asked for, at most all.
pub(super) fn below(bits: usize) -> u64 {
    if bits >= 64 { u64::MAX } else { (1 << bits) - 1 }
}

/// The places of the bits of a word.
pub(super) fn ones(word: u64) -> impl Iterator<Item = usize> {
    let rest = std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)));
    rest.take_while(|rest| *rest != 0).map(place)
}

/// The place of the lowest bit.
pub(super) fn place(word: u64) -> usize {
    usize::try_from(word.trailing_zeros()).unwrap_or(64)
}

/// One of many rows that are `width` words each.
pub(super) fn row(words: &[u64], width: usize, number: usize) -> &[u64] {
    let start = number.saturating_mul(width);
    words.get(start..start.saturating_add(width)).unwrap_or_default()
}

/// Makes a list as long as asked and all nothing, in the memory that it has.
pub(super) fn clear(words: &mut Vec<u64>, length: usize) {
    words.clear();
    words.resize(length, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_bits_are_what_they_say() {
        for (start, end) in [(0, 0), (0, 1), (3, 64), (63, 65), (64, 128), (10, 190), (70, 70), (191, 192)] {
            let mut words = [0u64; 3];
            fill(&mut words, &(start..end));
            for bit in 0..192 {
                assert_eq!(has(&words, bit), (start..end).contains(&bit), "{start}..{end} {bit}");
                assert_eq!(any(&words, &(bit..bit + 1)), (start..end).contains(&bit));
            }
            assert_eq!(any(&words, &(0..192)), start < end);
        }
        assert_eq!(ones(0b1_0010_0001 | 1 << 63).collect::<Vec<_>>(), [0, 5, 8, 63]);
    }
}
