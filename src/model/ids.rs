//! Names with numbers, found by their bytes: what staff ids and competency codes become before millions of rows are read.

/// A name's longest length that is compared as a number.
const SHORT: usize = 15;
const EMPTY: u32 = u32::MAX;

/// A name ready to be looked for: its bytes and length for a short one, hashes for a long one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Key([u64; 2]);

/// Which bits of 16 bytes are those of the first few of them.
const FIRST: [[u64; 2]; SHORT + 1] = {
    let mut masks = [[0, 0]; SHORT + 1];
    let mut length = 1;
    while length <= SHORT {
        let bits = (1u128 << (8 * length)) - 1;
        #[expect(clippy::cast_possible_truncation, reason = "the two halves of it")]
        let halves = [bits as u64, (bits >> 64) as u64];
        #[expect(clippy::indexing_slicing, reason = "worked out when this is compiled")]
        {
            masks[length] = halves;
        }
        length += 1;
    }
    masks
};

/// What a long name's key has where a short one has its length.
const LONG: u64 = 0xFF << 56;

impl Key {
    /// The key of a name.
    #[must_use]
    pub fn of(name: &[u8]) -> Self {
        if name.len() > SHORT {
            return Self::long(name);
        }
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(name) {
            *to = *from;
        }
        Self::at(&bytes, name.len())
    }

    /// The key of the first `len` bytes of `at`; quick where at least 16 bytes can be read there.
    #[must_use]
    #[inline]
    pub fn at(at: &[u8], len: usize) -> Self {
        let words = at.first_chunk::<16>().map(|bytes| bytes.as_chunks::<8>().0);
        match (words, FIRST.get(len)) {
            (Some([low, high]), Some([low_mask, high_mask])) => {
                let low = u64::from_le_bytes(*low) & low_mask;
                let high = u64::from_le_bytes(*high) & high_mask;
                // the length in the highest byte tells a name from the same name and zero bytes
                Self([low, high | (len as u64) << 56])
            }
            _ => Self::of(at.get(..len).unwrap_or(at)),
        }
    }

    fn long(name: &[u8]) -> Self {
        let mut halves = [0x9E37_79B9_7F4A_7C15 ^ name.len() as u64, 0xD6E8_FEB8_6659_FD93];
        let mut take = |word: &[u8; 8]| {
            let [a, b] = halves;
            let word = u64::from_le_bytes(*word);
            halves = [fold(a ^ word, 0xA076_1D64_78BD_642F), fold(b ^ word, 0xE703_7ED1_A0B4_28DB)];
        };
        let (words, rest) = name.as_chunks::<8>();
        words.iter().for_each(&mut take);
        // a long name has eight bytes at its end; some may be taken twice
        name.last_chunk().filter(|_| !rest.is_empty()).into_iter().for_each(take);
        let [low, high] = halves;
        Self([low, high | LONG])
    }

    /// Whether equal keys need not be equal names.
    #[must_use]
    #[inline]
    pub fn is_long(self) -> bool {
        let [_, high] = self.0;
        high & LONG == LONG
    }

    #[inline]
    fn hash(self) -> u64 {
        let [low, high] = self.0;
        fold(low ^ 0x9E37_79B9_7F4A_7C15, high ^ 0xD6E8_FEB8_6659_FD93)
    }
}

/// Both halves of a product as one: every bit of either number moves many.
#[must_use]
#[inline]
pub fn fold(a: u64, b: u64) -> u64 {
    let product = (u128::from(a) * u128::from(b)).to_le_bytes();
    let (halves, _) = product.as_chunks::<8>();
    halves.iter().fold(0, |all, half| all ^ u64::from_le_bytes(*half))
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: Key,
    number: u32,
}

const FREE: Slot = Slot { key: Key([0; 2]), number: EMPTY };

/// A list of different names, numbered in the order in which they were added, and a way to find them.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    slots: Vec<Slot>,
}

impl Ids {
    /// A list with room for as many names.
    #[must_use]
    pub fn with_room(names: usize) -> Self {
        let mut this = Self { ends: Vec::with_capacity(names), ..Self::default() };
        this.grow(names);
        this
    }

    /// The number of a name, added at the end if it is new. `None` when the list is full: 4 GiB of names.
    pub fn add(&mut self, name: &[u8]) -> Option<u32> {
        let key = Key::of(name);
        if let Some(found) = self.find_by(key, name) {
            return Some(found);
        }
        let number = u32::try_from(self.ends.len()).ok().filter(|number| *number < EMPTY)?;
        let end = u32::try_from(self.bytes.len() + name.len()).ok()?;
        self.bytes.extend_from_slice(name);
        self.ends.push(end);
        if self.ends.len() * 10 > self.slots.len() * 8 {
            self.grow(self.ends.len() * 2);
        } else {
            self.put(key, number);
        }
        Some(number)
    }

    /// The number of a name.
    #[must_use]
    pub fn find(&self, name: &[u8]) -> Option<u32> {
        self.find_by(Key::of(name), name)
    }

    /// The number of a name whose key is known.
    #[must_use]
    #[expect(clippy::inline_always, reason = "asked for most of a hundred million cells")]
    #[inline(always)]
    pub fn find_by(&self, key: Key, name: &[u8]) -> Option<u32> {
        let mut at = self.home(key);
        loop {
            let slot = self.slots.get(at)?;
            if slot.key == key && slot.number != EMPTY && self.is_surely(key, slot.number, name) {
                return Some(slot.number);
            }
            if slot.number == EMPTY {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Whether equal keys are of equal names.
    #[inline]
    fn is_surely(&self, key: Key, number: u32, name: &[u8]) -> bool {
        !key.is_long() || self.name(number) == name
    }

    /// A name by its number; empty for a number of another list.
    #[must_use]
    pub fn name(&self, number: u32) -> &[u8] {
        let Ok(at) = usize::try_from(number) else { return &[] };
        let place = |end: &u32| usize::try_from(*end).unwrap_or(usize::MAX);
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(place));
        let end = self.ends.get(at).map(place);
        start.zip(end).and_then(|(start, end)| self.bytes.get(start..end)).unwrap_or_default()
    }

    /// A name as text, for printing.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        std::str::from_utf8(self.name(number)).unwrap_or_default()
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The names in the order of their numbers.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        (0u32..).zip(&self.ends).map(|(number, _)| self.name(number))
    }

    #[inline]
    fn home(&self, key: Key) -> usize {
        // INVARIANT: the number of slots is a power of two, or 0
        usize::try_from(key.hash() & (self.slots.len() as u64).wrapping_sub(1)).unwrap_or(0)
    }

    fn put(&mut self, key: Key, number: u32) {
        let mut at = self.home(key);
        while self.slots.get(at).is_some_and(|slot| slot.number != EMPTY) {
            at = (at + 1) & (self.slots.len() - 1);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot { key, number };
        }
    }

    fn grow(&mut self, names: usize) {
        let slots = (names.saturating_mul(10) / 8).max(8).next_power_of_two();
        self.slots = vec![FREE; slots];
        for number in 0..u32::try_from(self.ends.len()).unwrap_or(EMPTY) {
            self.put(Key::of(self.name(number)), number);
        }
    }
}

impl PartialEq for Ids {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.ends == other.ends
    }
}

impl Eq for Ids {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_keeps_its_number() {
        let mut ids = Ids::default();
        let names: Vec<String> = (0..5_000u32)
            .map(|n| match n % 3 {
                0 => format!("S{n}"),
                1 => format!("a name that is longer than fifteen bytes {n}"),
                _ => "x".repeat((n % 40) as usize) + &n.to_string(),
            })
            .collect();
        for (number, name) in (0u32..).zip(&names) {
            assert_eq!(ids.find(name.as_bytes()), None);
            assert_eq!(ids.add(name.as_bytes()), Some(number));
        }
        for (number, name) in (0u32..).zip(&names) {
            assert_eq!(ids.find(name.as_bytes()), Some(number));
            assert_eq!(ids.add(name.as_bytes()), Some(number));
            assert_eq!(ids.text(number), name);
            let padded = format!("{name}, and what follows it");
            assert_eq!(Key::at(padded.as_bytes(), name.len()), Key::of(name.as_bytes()));
            assert_eq!(Key::at(name.as_bytes(), name.len()), Key::of(name.as_bytes()));
        }
        assert_eq!((ids.len(), ids.names().count()), (5_000, 5_000));
        assert_eq!(ids.find(b"S1 "), None);
        assert_eq!(Ids::default().find(b""), None);
        assert_eq!(ids.name(5_000), b"");
    }

    #[test]
    fn zero_bytes_and_blanks_are_names_of_their_own() {
        let mut ids = Ids::default();
        for (number, name) in (0u32..).zip([&b""[..], b"\0", b"\0\0", b"a", b"a\0"]) {
            assert_eq!(ids.add(name), Some(number));
        }
        assert_eq!(ids.find(b"\0\0"), Some(2));
    }
}
