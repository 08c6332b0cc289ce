//! Finds the bytes that give a CSV text its shape, 64 at a time: the one place with `unsafe`, beside a safe twin.
//!
//! Both ways give the same marks for any bytes; tests hold them together, and results never depend on which one ran.

/// Which of 64 bytes are what: bit `n` speaks of byte `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Marks {
    /// Commas and line feeds: the ends of plain cells.
    stops: u64,
    /// Line feeds.
    feeds: u64,
    /// Bytes that ask for care: carriage returns, quotes, zero bytes, and all that is not ASCII.
    care: u64,
}

/// Bytes that one [`Marks`] speaks of.
const STEP: usize = 64;
const STEP_LENGTH: u32 = 64;

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

/// Where the bytes are that give a text its shape.
#[derive(Debug, Default)]
pub(super) struct Shape {
    stops: Places,
    feeds: Places,
    care: Places,
}

/// A list of places with room behind it.
#[derive(Debug, Default)]
struct Places {
    list: Vec<u32>,
    count: usize,
}

impl Shape {
    /// Commas and line feeds: the ends of plain cells.
    pub(super) fn stops(&self) -> &[u32] {
        self.stops.get()
    }

    /// Line feeds.
    pub(super) fn feeds(&self) -> &[u32] {
        self.feeds.get()
    }

    /// Bytes that ask for care: carriage returns, quotes, zero bytes, and all that is not ASCII.
    pub(super) fn care(&self) -> &[u32] {
        self.care.get()
    }

    /// Finds the shape of a text.
    pub(super) fn find(&mut self, way: Way, text: &[u8]) {
        for places in [&mut self.stops, &mut self.feeds, &mut self.care] {
            places.count = 0;
        }
        let (whole, rest) = text.as_chunks::<STEP>();
        match way {
            Way::Quickest | Way::Baseline => by_vectors(way, whole, self),
            Way::Portable => portable(whole, self),
        }
        if !rest.is_empty() {
            // padded with a byte that means nothing
            let mut last = [b' '; STEP];
            for (to, from) in last.iter_mut().zip(rest) {
                *to = *from;
            }
            let base = text.len() - rest.len();
            self.take(marks_of(&last), u32::try_from(base).unwrap_or(u32::MAX));
        }
    }

    /// Takes in the marks of the 64 bytes from `base` on.
    #[expect(
        clippy::inline_always,
        reason = "so that it is compiled for the processor that its caller is compiled for"
    )]
    #[inline(always)]
    fn take(&mut self, marks: Marks, base: u32) {
        // as many at once as 64 bytes have but for few
        self.stops.spread::<10>(marks.stops, base);
        self.feeds.spread::<3>(marks.feeds, base);
        if marks.care != 0 {
            self.care.spread::<8>(marks.care, base);
        }
    }
}

impl Places {
    fn get(&self) -> &[u32] {
        self.list.get(..self.count).unwrap_or_default()
    }

    /// Adds the places of bits, several at once. More is written than needed, and written over: that is quicker than to
    /// ask after each whether there is another.
    #[expect(
        clippy::inline_always,
        reason = "so that it is compiled for the processor that its caller is compiled for"
    )]
    #[inline(always)]
    fn spread<const AT_ONCE: usize>(&mut self, bits: u64, base: u32) {
        let (mut at, mut rest) = (self.count, bits);
        self.count += usize::try_from(bits.count_ones()).unwrap_or(0);
        while rest != 0 {
            let Some(room) = self.list.get_mut(at..).and_then(<[u32]>::first_chunk_mut::<AT_ONCE>) else {
                self.list.resize((at + AT_ONCE).next_power_of_two(), 0);
                continue;
            };
            for place in room {
                *place = base.wrapping_add(rest.trailing_zeros());
                rest &= rest.wrapping_sub(1);
            }
            at += AT_ONCE;
        }
    }
}

fn portable(blocks: &[[u8; STEP]], shape: &mut Shape) {
    let mut base = 0u32;
    for block in blocks {
        shape.take(marks_of(block), base);
        base = base.saturating_add(STEP_LENGTH);
    }
}

fn marks_of(block: &[u8; STEP]) -> Marks {
    let mut marks = Marks::default();
    let (words, _) = block.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let shift = 8 * at;
        marks.stops |= equal(word, b',') << shift;
        marks.feeds |= equal(word, b'\n') << shift;
        let odd = equal(word, b'\r') | equal(word, b'"') | equal(word, 0) | gather(word & HIGH);
        marks.care |= odd << shift;
    }
    marks.stops |= marks.feeds;
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
fn by_vectors(_: Way, blocks: &[[u8; STEP]], shape: &mut Shape) {
    portable(blocks, shape);
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "calls code for what the processor has been asked for, or always has")]
fn by_vectors(way: Way, blocks: &[[u8; STEP]], shape: &mut Shape) {
    if way == Way::Quickest && x86::has_quickest() {
        // SAFETY: the processor has all that it is compiled for
        unsafe { x86::avx2(blocks, shape) }
    } else {
        // SAFETY: every x86-64 processor has SSE2
        unsafe { x86::sse2(blocks, shape) }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m128i, __m256i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8,
        _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8,
    };

    use super::{Marks, STEP, STEP_LENGTH, Shape, foreign};

    // the letters as the signed bytes that the instructions take; all are ASCII
    const COMMA: i8 = 0x2C;
    const FEED: i8 = 0x0A;
    const RETURN: i8 = 0x0D;
    const QUOTE: i8 = 0x22;

    /// Whether the processor has AVX2, and with it the instructions that count and find bits.
    pub(super) fn has_quickest() -> bool {
        use std::arch::is_x86_feature_detected as has;
        has!("avx2") && has!("bmi1") && has!("bmi2") && has!("popcnt")
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    pub(super) fn avx2(blocks: &[[u8; STEP]], shape: &mut Shape) {
        let mut base = 0u32;
        for block in blocks {
            let ([low, high], _) = block.as_chunks::<32>() else { continue };
            let halves = (load_32(low), load_32(high));
            let foreign = foreign(block);
            let feeds = equal_32(halves, FEED);
            let odd = equal_32(halves, RETURN) | equal_32(halves, QUOTE) | equal_32(halves, 0);
            let stops = equal_32(halves, COMMA) | feeds;
            shape.take(Marks { stops, feeds, care: odd | foreign }, base);
            base = base.saturating_add(STEP_LENGTH);
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
    pub(super) fn sse2(blocks: &[[u8; STEP]], shape: &mut Shape) {
        let mut base = 0u32;
        for block in blocks {
            let ([a, b, c, d], _) = block.as_chunks::<16>() else { continue };
            let quarters = [load_16(a), load_16(b), load_16(c), load_16(d)];
            let foreign = foreign(block);
            let feeds = equal_16(quarters, FEED);
            let odd = equal_16(quarters, RETURN) | equal_16(quarters, QUOTE) | equal_16(quarters, 0);
            let stops = equal_16(quarters, COMMA) | feeds;
            shape.take(Marks { stops, feeds, care: odd | foreign }, base);
            base = base.saturating_add(STEP_LENGTH);
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

    /// Stops, feeds, care.
    type Lists = [Vec<u32>; 3];

    fn every_way(text: &[u8]) -> [Lists; 3] {
        let mut shape = Shape::default();
        [Way::Quickest, Way::Baseline, Way::Portable].map(|way| {
            shape.find(way, text);
            [shape.stops(), shape.feeds(), shape.care()].map(<[u32]>::to_vec)
        })
    }

    /// Byte by byte.
    fn slow(text: &[u8]) -> Lists {
        let places = |holds: fn(&u8) -> bool| {
            (0u32..).zip(text).filter(|(_, byte)| holds(byte)).map(|(at, _)| at).collect()
        };
        [
            places(|byte| matches!(byte, b',' | b'\n')),
            places(|byte| *byte == b'\n'),
            places(|byte| matches!(byte, b'\r' | b'"' | 0 | 128..)),
        ]
    }

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..STEP {
                let mut text = [b'x'; STEP];
                text[place] = byte;
                let expected = slow(&text);
                assert!(every_way(&text).iter().all(|lists| *lists == expected), "{byte} at {place}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn all_ways_agree(text in prop::collection::vec(prop_oneof![
            3 => prop::sample::select(b",\n\r\"\0 \t".to_vec()), 2 => any::<u8>(), 3 => b'a'..=b'z'
        ], 0..600)) {
            for lists in every_way(&text) {
                prop_assert_eq!(lists, slow(&text));
            }
        }
    }
}
