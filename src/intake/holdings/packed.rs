//! A row with nothing to say of in six bytes: what it is about and its days, whatever the as-at date.

use crate::model::Day;

/// A row but for its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packed {
    /// A code and a rank.
    pub(super) kind: u16,
    /// When it was assessed: 0, or days behind [`BEFORE`].
    pub(super) from: u16,
    /// Its last day: [`OPEN`], [`NEVER`], or days behind [`BEFORE`] and two more.
    pub(super) until: u16,
}

/// What a code and a rank come to in a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sense {
    /// The first day of assessment from which the code's own refresh period lasts to the as-at date.
    pub(super) since: Option<Day>,
    /// The symbol of a row that does not count.
    pub(super) lapsed: u32,
    /// The symbol of one that does.
    pub(super) counting: u32,
    /// Stands for both in this run's packed rows.
    pub(super) packed: u16,
}

/// 31 December 1949, in days since 1970: two bytes of days behind it reach to the year 2129.
const BEFORE: i32 = -7_306;
const OPEN: u16 = 0;
const NEVER: u16 = 1;

/// Bytes of a packed row.
pub(super) const BYTES: usize = 6;

impl Packed {
    /// What cannot be packed.
    pub(super) const NOT: Self = Self { kind: u16::MAX, from: 0, until: 0 };

    #[inline]
    pub(super) fn of(
        kind: u32,
        (has_from, from): (bool, i32),
        (has_until, never, until): (bool, bool, i32),
    ) -> Self {
        let days = |day: i32, more: i32| u16::try_from(day.saturating_sub(BEFORE).saturating_add(more)).ok();
        let from = if has_from { days(from, 0).filter(|from| *from > 0) } else { Some(0) };
        let until = match (has_until, never) {
            (false, _) => Some(OPEN),
            (true, true) => Some(NEVER),
            (true, false) => days(until, 1).filter(|until| *until > NEVER),
        };
        let kind = u16::try_from(kind).ok().filter(|kind| *kind != u16::MAX);
        match (kind, from, until) {
            (Some(kind), Some(from), Some(until)) => Self { kind, from, until },
            _ => Self::NOT,
        }
    }

    pub(super) fn is_packed(self) -> bool {
        self != Self::NOT
    }

    /// When it was assessed: whether it says so, and the day.
    #[inline]
    pub(super) fn assessed(self) -> (bool, i32) {
        (self.from != 0, BEFORE + i32::from(self.from))
    }

    /// Its last day: whether there is one, whether it is `never`, and the day.
    #[inline]
    pub(super) fn expires(self) -> (bool, bool, i32) {
        (self.until != OPEN, self.until == NEVER, BEFORE + i32::from(self.until) - 1)
    }

    #[inline]
    pub(super) fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        for (to, number) in bytes.as_chunks_mut().0.iter_mut().zip([self.kind, self.from, self.until]) {
            *to = number.to_le_bytes();
        }
        bytes
    }

    #[inline]
    pub(super) fn from_bytes(bytes: [u8; BYTES]) -> Self {
        let [kind, from, until] = bytes.as_chunks().0 else { return Self::NOT };
        let [kind, from, until] = [kind, from, until].map(|bytes| u16::from_le_bytes(*bytes));
        Self { kind, from, until }
    }
}

/// The day of assessment of a packed row, in days since 1970.
pub(super) fn day(from: u16) -> i32 {
    BEFORE + i32::from(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        assert_eq!(Day::from_ymd(1949, 12, 31).unwrap().number(), BEFORE);
        let days = [-7_305, -1, 0, 20_000, 58_000];
        let froms = days.iter().map(|day| (true, *day)).chain([(false, 0)]);
        for from in froms {
            let untils = days.iter().map(|day| (true, false, *day));
            for until in untils.chain([(false, false, 0), (true, true, 0)]) {
                for kind in [0, 7, 65_534] {
                    let packed = Packed::of(kind, from, until);
                    assert!(packed.is_packed());
                    let back = Packed::from_bytes(packed.to_bytes());
                    assert_eq!(back, packed);
                    assert_eq!(u32::from(back.kind), kind);
                    let (has, day) = back.assessed();
                    assert_eq!((has, if has { day } else { 0 }), from);
                    let (has, never, day) = back.expires();
                    assert_eq!((has, never, if has && !never { day } else { 0 }), until);
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_not_packed() {
        let (from, until) = ((true, 20_000), (true, false, 20_001));
        assert!(!Packed::of(65_535, from, until).is_packed());
        assert!(!Packed::of(1, (true, -7_306), until).is_packed());
        assert!(!Packed::of(1, (true, 58_500), until).is_packed());
        assert!(!Packed::of(1, from, (true, false, 58_500)).is_packed());
        assert!(!Packed::of(1, from, (true, false, -8_000)).is_packed());
    }
}
