//! Finds the bytes that give a CSV text its shape, 64 at a time: the one place with `unsafe`, beside a safe twin.
//!
//! Both ways give the same marks for any bytes; tests hold them together, and results never depend on which one ran.

/// Which of 64 bytes are what: bit `n` speaks of byte `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks {
    /// Commas.
    pub(super) commas: u64,
    /// Line feeds.
    pub(super) feeds: u64,
    /// Carriage returns.
    pub(super) returns: u64,
    /// Bytes that ask for care: quotes, zero bytes, and all that is not ASCII.
    pub(super) odd: u64,
}

/// Bytes that one [`Marks`] speaks of.
pub(super) const STEP: usize = 64;

/// How marks are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With what the processor has, found out when the program runs.
    Quickest,
    /// With what every processor of its kind has.
    Baseline,
    /// In plain Rust, on any processor.
    Portable,
}

/// Marks every 64 bytes of a text; behind its end nothing is marked.
pub(super) fn mark(way: Way, text: &[u8], marks: &mut Vec<Marks>) {
    marks.clear();
    marks.reserve(text.len() / STEP + 1);
    let (whole, rest) = text.as_chunks::<STEP>();
    match way {
        Way::Quickest | Way::Baseline => by_vectors(way, whole, marks),
        Way::Portable => portable(whole, marks),
    }
    if !rest.is_empty() {
        // padded with a byte that means nothing
        let mut last = [b' '; STEP];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        marks.push(marks_of(&last));
    }
}

fn portable(blocks: &[[u8; STEP]], marks: &mut Vec<Marks>) {
    marks.extend(blocks.iter().map(marks_of));
}

fn marks_of(block: &[u8; STEP]) -> Marks {
    let mut marks = Marks::default();
    let (words, _) = block.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let shift = 8 * at;
        marks.commas |= equal(word, b',') << shift;
        marks.feeds |= equal(word, b'\n') << shift;
        marks.returns |= equal(word, b'\r') << shift;
        marks.odd |= (equal(word, b'"') | equal(word, 0) | gather(word & HIGH)) << shift;
    }
    marks
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// A bit for each of 8 bytes that is `byte`.
fn equal(word: u64, byte: u8) -> u64 {
    let other = word ^ u64::from_le_bytes([byte; 8]);
    // the high bit of a byte of `nonzero` is set just when the byte of `other` is not zero; no carry leaves a byte
    let nonzero = ((other & !HIGH) + !HIGH) | other;
    gather(!nonzero & HIGH)
}

/// The high bits of 8 bytes as the low 8 bits.
fn gather(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Which bytes are not ASCII. Most texts have none, and then one look at 64 bytes is enough. (The instruction for this
/// one question is turned into 64 questions by the compiler.)
#[cfg(target_arch = "x86_64")]
fn foreign(block: &[u8; STEP]) -> u64 {
    if block.is_ascii() {
        return 0;
    }
    let (words, _) = block.as_chunks::<8>();
    let high = words.iter().map(|word| gather(u64::from_le_bytes(*word) & HIGH));
    high.zip(0..).fold(0, |bits, (high, at)| bits | high << (8 * at))
}

#[cfg(not(target_arch = "x86_64"))]
fn by_vectors(_: Way, blocks: &[[u8; STEP]], marks: &mut Vec<Marks>) {
    portable(blocks, marks);
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "calls code for what the processor has been asked for, or always has")]
fn by_vectors(way: Way, blocks: &[[u8; STEP]], marks: &mut Vec<Marks>) {
    if way == Way::Quickest && std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2
        unsafe { x86::avx2(blocks, marks) }
    } else {
        // SAFETY: every x86-64 processor has SSE2
        unsafe { x86::sse2(blocks, marks) }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m128i, __m256i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8,
        _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8,
    };

    use super::{Marks, STEP, foreign};

    // the letters as the signed bytes that the instructions take; all are ASCII
    const COMMA: i8 = 0x2C;
    const FEED: i8 = 0x0A;
    const RETURN: i8 = 0x0D;
    const QUOTE: i8 = 0x22;

    #[target_feature(enable = "avx2")]
    pub(super) fn avx2(blocks: &[[u8; STEP]], marks: &mut Vec<Marks>) {
        for block in blocks {
            let ([low, high], _) = block.as_chunks::<32>() else { continue };
            let halves = (load_32(low), load_32(high));
            let foreign = foreign(block);
            marks.push(Marks {
                commas: equal_32(halves, COMMA),
                feeds: equal_32(halves, FEED),
                returns: equal_32(halves, RETURN),
                odd: equal_32(halves, QUOTE) | equal_32(halves, 0) | foreign,
            });
        }
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn equal_32(halves: (__m256i, __m256i), letter: i8) -> u64 {
        let letter = _mm256_set1_epi8(letter);
        joined(
            _mm256_movemask_epi8(_mm256_cmpeq_epi8(halves.0, letter)),
            _mm256_movemask_epi8(_mm256_cmpeq_epi8(halves.1, letter)),
        )
    }

    #[target_feature(enable = "sse2")]
    pub(super) fn sse2(blocks: &[[u8; STEP]], marks: &mut Vec<Marks>) {
        for block in blocks {
            let ([a, b, c, d], _) = block.as_chunks::<16>() else { continue };
            let quarters = [load_16(a), load_16(b), load_16(c), load_16(d)];
            let foreign = foreign(block);
            marks.push(Marks {
                commas: equal_16(quarters, COMMA),
                feeds: equal_16(quarters, FEED),
                returns: equal_16(quarters, RETURN),
                odd: equal_16(quarters, QUOTE) | equal_16(quarters, 0) | foreign,
            });
        }
    }

    #[target_feature(enable = "sse2")]
    #[inline]
    fn equal_16(quarters: [__m128i; 4], letter: i8) -> u64 {
        let letter = _mm_set1_epi8(letter);
        of_four(quarters.map(|quarter| _mm_movemask_epi8(_mm_cmpeq_epi8(quarter, letter))))
    }

    #[inline]
    fn of_four([a, b, c, d]: [i32; 4]) -> u64 {
        joined(a | b << 16, c | d << 16)
    }

    #[inline]
    fn joined(low: i32, high: i32) -> u64 {
        u64::from(low.cast_unsigned()) | u64::from(high.cast_unsigned()) << 32
    }

    #[target_feature(enable = "avx2")]
    #[expect(unsafe_code, reason = "the load takes a pointer")]
    fn load_32(bytes: &[u8; 32]) -> __m256i {
        // SAFETY: 32 bytes can be read there, and the load asks for no alignment
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }

    #[target_feature(enable = "sse2")]
    #[expect(unsafe_code, reason = "the load takes a pointer")]
    fn load_16(bytes: &[u8; 16]) -> __m128i {
        // SAFETY: 16 bytes can be read there, and the load asks for no alignment
        unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn every_way(text: &[u8]) -> [Vec<Marks>; 3] {
        [Way::Quickest, Way::Baseline, Way::Portable].map(|way| {
            let mut marks = Vec::new();
            mark(way, text, &mut marks);
            marks
        })
    }

    /// Byte by byte.
    fn slow(text: &[u8]) -> Vec<Marks> {
        let mut marks = vec![Marks::default(); text.len().div_ceil(STEP)];
        for (at, byte) in text.iter().enumerate() {
            let (of_block, bit) = (&mut marks[at / STEP], 1u64 << (at % STEP));
            match byte {
                b',' => of_block.commas |= bit,
                b'\n' => of_block.feeds |= bit,
                b'\r' => of_block.returns |= bit,
                b'"' | 0 | 128.. => of_block.odd |= bit,
                _ => {}
            }
        }
        marks
    }

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..STEP {
                let mut text = [b'x'; STEP];
                text[place] = byte;
                let expected = slow(&text);
                assert!(every_way(&text).iter().all(|marks| *marks == expected), "{byte} at {place}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn all_ways_agree(text in prop::collection::vec(prop_oneof![
            3 => prop::sample::select(b",\n\r\"\0 \t".to_vec()), 2 => any::<u8>(), 3 => b'a'..=b'z'
        ], 0..300)) {
            for marks in every_way(&text) {
                prop_assert_eq!(marks, slow(&text));
            }
        }
    }
}
