//! A compiled cell: which positions of its axis it matches, and how it was written.

use super::bits::RowSet;

/// Which positions of an axis a cell matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    bits: RowSet,
    len: usize,
    any: bool,
    plain: bool,
}

impl Cell {
    /// A blank cell on an axis of `len` positions.
    #[must_use]
    pub fn any(len: usize) -> Self {
        Self { bits: RowSet::all(len), len, any: true, plain: true }
    }

    /// A filled cell; `plain`: written as values only.
    pub(super) fn filled(bits: RowSet, len: usize, plain: bool) -> Self {
        Self { bits, len, any: false, plain }
    }

    /// Whether it was written blank or `-`: a cell that merely lists every value is not.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.any
    }

    /// How many positions its axis has.
    #[must_use]
    pub fn axis_len(&self) -> usize {
        self.len
    }

    /// Whether it matches this position.
    #[must_use]
    pub fn contains(&self, position: u16) -> bool {
        self.bits.contains(usize::from(position))
    }

    /// Whether it matches every position.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.bits.count() == self.len
    }

    /// Whether it matches no position.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// Whether with a position every later one matches too. Means nothing on an axis without order.
    #[must_use]
    pub fn is_upward_closed(&self) -> bool {
        self.bits.first().is_none_or(|first| first + self.bits.count() == self.len)
    }

    /// Whether with a position every earlier one matches too. Means nothing on an axis without order.
    #[must_use]
    pub fn is_downward_closed(&self) -> bool {
        self.bits.is_subset(&RowSet::all(self.bits.count()))
    }

    /// The positions it matches, ascending.
    pub fn positions(&self) -> impl Iterator<Item = u16> {
        self.bits.iter().filter_map(|position| u16::try_from(position).ok())
    }

    /// Whether it was written as plain values only, or left blank: no `not`, comparison or range.
    #[must_use]
    pub fn is_positive_list(&self) -> bool {
        self.plain
    }

    pub(super) fn bits(&self) -> &RowSet {
        &self.bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(positions: &[usize], len: usize) -> Cell {
        Cell::filled(positions.iter().copied().collect(), len, true)
    }

    #[test]
    fn closed_upward_and_downward() {
        assert!(cell(&[2, 3], 4).is_upward_closed());
        assert!(!cell(&[1, 3], 4).is_upward_closed());
        assert!(!cell(&[1, 2], 4).is_upward_closed());
        assert!(cell(&[0, 1], 4).is_downward_closed());
        assert!(!cell(&[0, 2], 4).is_downward_closed());
        for both in [cell(&[], 4), cell(&[0, 1, 2, 3], 4), Cell::any(4)] {
            assert!(both.is_upward_closed() && both.is_downward_closed());
        }
    }

    #[test]
    fn full_is_not_any() {
        let full = cell(&[0, 1], 2);
        assert!(full.is_full() && !full.is_any() && !full.is_empty());
        assert!(Cell::any(2).is_any() && Cell::any(2).is_full());
        assert_eq!(Cell::any(3).positions().collect::<Vec<_>>(), [0, 1, 2]);
        assert!(!full.contains(2));
    }
}
