//! Picking by weight in constant time: alias tables (Walker, Vose), in whole numbers only.

use super::draw::{Draw, count, high, index};

/// A list of places with weights.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighted {
    /// By place: how much of its share, in 2^32 parts, it keeps, and who has the rest.
    slots: Vec<(u64, u32)>,
}

const WHOLE: u64 = 1 << 32;

impl Weighted {
    /// Places 0, 1, 2 ... with these weights. All zero counts as all equal.
    pub(super) fn new(weights: &[u64]) -> Self {
        let sum: u128 = weights.iter().map(|w| u128::from(*w)).sum();
        let n = u128::from(count(weights.len()));
        let share = |w: &u64| match sum {
            0 => WHOLE,
            sum => u64::try_from(u128::from(*w) * n * u128::from(WHOLE) / sum).unwrap_or(u64::MAX),
        };
        let mut left: Vec<u64> = weights.iter().map(share).collect();
        let mut slots: Vec<(u64, u32)> = (0u32..).take(left.len()).map(|i| (WHOLE, i)).collect();
        let (mut poor, mut rich): (Vec<usize>, Vec<usize>) =
            (0..left.len()).partition(|i| left.get(*i).is_some_and(|share| *share < WHOLE));
        while let (Some(small), Some(big)) = (poor.pop(), rich.last().copied()) {
            let kept = left.get(small).copied().unwrap_or(WHOLE);
            if let (Some(slot), Ok(other)) = (slots.get_mut(small), u32::try_from(big)) {
                *slot = (kept, other);
            }
            if let Some(share) = left.get_mut(big) {
                *share = share.saturating_sub(WHOLE - kept);
                if *share < WHOLE {
                    rich.pop();
                    poor.push(big);
                }
            }
        }
        Self { slots }
    }

    /// Places whose weights fall as in Zipf's law: 1 / (place + `from`).
    pub(super) fn zipf(n: usize, from: u64) -> Self {
        let weights: Vec<u64> = (from.max(1)..).take(n).map(|rank| (1 << 40) / rank).collect();
        Self::new(&weights)
    }

    /// A place, by weight; 0 if there is none.
    pub(super) fn pick(&self, draw: &mut Draw) -> usize {
        let x = draw.next();
        let place = index(high(x, count(self.slots.len())));
        match self.slots.get(place) {
            Some((kept, other)) if draw.next() >> 32 >= *kept => usize::try_from(*other).unwrap_or(place),
            _ => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::draw::Stream;

    #[test]
    fn places_come_as_often_as_they_weigh() {
        let table = Weighted::new(&[10, 0, 70, 20]);
        let mut draw = Draw::at(1, Stream::Task, 0);
        let mut seen = [0u32; 4];
        for _ in 0..100_000 {
            seen[table.pick(&mut draw)] += 1;
        }
        assert!(
            seen[1] == 0 && seen[2].abs_diff(70_000) < 1_000 && seen[0].abs_diff(10_000) < 500,
            "{seen:?}"
        );
        assert_eq!(Weighted::new(&[]).pick(&mut draw), 0);
        assert!(Weighted::new(&[0, 0]).pick(&mut draw) < 2);
    }
}
