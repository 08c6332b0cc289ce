//! Chance that can be asked for any row by itself: a counter hashed with the seed, in whole numbers only.

/// What a draw is for: each purpose has numbers of its own, so that one more draw here changes nothing there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// A person's role, site and speciality.
    Person,
    /// The cells of a staff row.
    Staff,
    /// Which codes a person holds.
    Codes,
    /// The cells of a holdings row.
    Holding,
    /// Where a block of people begins in the table of counts.
    Block,
    /// The order of the table of counts.
    Counts,
    /// A competency.
    Competency,
    /// The links of a competency.
    Link,
    /// A requirement template.
    Template,
    /// A task.
    Task,
    /// The order of shuffled rows.
    Order,
    /// Damage to staff.csv.
    StaffDirt,
    /// Damage to holdings.csv.
    HoldingsDirt,
    /// Damage to tasks.csv.
    TasksDirt,
}

/// The odd constant of splitmix64: 2^64 divided by the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of splitmix64: every bit of the input moves every bit of the output.
pub(super) fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A run of numbers that depends on seed, purpose and index alone.
#[derive(Debug, Clone)]
pub(super) struct Draw(u64);

impl Draw {
    /// The numbers for one index of one purpose.
    pub(super) fn at(seed: u64, stream: Stream, index: u64) -> Self {
        let purpose = mix(seed ^ (stream as u64).wrapping_add(1).wrapping_mul(STEP));
        Self(mix(purpose ^ index.wrapping_mul(STEP)))
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below `n`; 0 if there is none.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        high(self.next(), n)
    }

    /// A place in a list of `n`.
    pub(super) fn place(&mut self, n: usize) -> usize {
        index(self.below(count(n)))
    }

    /// True this often in a thousand.
    pub(super) fn chance(&mut self, per_thousand: u64) -> bool {
        self.below(1000) < per_thousand
    }

    /// One of a list; `None` only if it is empty.
    pub(super) fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.place(list.len()))
    }
}

/// The share `x / 2^64` of `n`, rounded down.
pub(super) fn high(x: u64, n: u64) -> u64 {
    u64::try_from((u128::from(x) * u128::from(n)) >> 64).unwrap_or(u64::MAX)
}

/// A number as a place in memory.
pub(super) fn index(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// A length as a number.
pub(super) fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// `a * b / c` without overflow; `c` of 0 counts as 1.
pub(super) fn scaled(a: u64, b: u64, c: u64) -> u64 {
    u64::try_from(u128::from(a) * u128::from(b) / u128::from(c.max(1))).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_depend_on_seed_purpose_and_index_alone() {
        let draw = |seed, stream, i| Draw::at(seed, stream, i).next();
        assert_eq!(draw(1, Stream::Person, 7), draw(1, Stream::Person, 7));
        assert_ne!(draw(1, Stream::Person, 7), draw(2, Stream::Person, 7));
        assert_ne!(draw(1, Stream::Person, 7), draw(1, Stream::Staff, 7));
        assert_ne!(draw(1, Stream::Person, 7), draw(1, Stream::Person, 8));
        // splitmix64 as published: the first number from state 0
        assert_eq!(Draw(0).next(), 0xE220_A839_7B1D_CDAF);
    }

    #[test]
    fn below_is_even_and_in_range() {
        let mut draw = Draw::at(3, Stream::Task, 0);
        let mut seen = [0u32; 10];
        for _ in 0..10_000 {
            seen[draw.place(10)] += 1;
        }
        assert!(seen.iter().all(|n| (850..1150).contains(n)), "{seen:?}");
        assert_eq!(draw.below(0), 0);
    }
}
