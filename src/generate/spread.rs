//! How many holdings each person has: log-normal, the total exact, any row's person found without counting from the start.
//!
//! People come in blocks of 4,096. A block's total is its exact share of the whole, and its people have the 4,096 quantiles
//! of the distribution, scaled to that total: one table of counts per total, of which there are at most three. Each block
//! reads the table from another place on, so neighbours differ from block to block. Memory does not grow with people.

use super::draw::{Draw, Stream, count, index, scaled};
use super::shuffle::reorder;

/// People in a block.
const BLOCK: u64 = 4_096;
/// The standard deviation of the logarithm, in hundredths: the mean is 1.24 times the median.
const SIGMA_PERCENT: i128 = 65;
/// One, in the fixed point used here.
const ONE: i128 = 1 << 32;

/// The counts of one block of people.
#[derive(Debug, Clone)]
struct Counts {
    total: u64,
    people: u64,
    /// Running sums over the table read twice: 0, then one more for each person.
    sums: Vec<u64>,
}

/// Who has how many holdings.
#[derive(Debug, Clone)]
pub(super) struct Spread {
    seed: u64,
    people: u64,
    total: u64,
    tables: Vec<Counts>,
}

/// The rows of one person: the first, and the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rows {
    pub(super) person: u64,
    pub(super) start: u64,
    pub(super) end: u64,
}

impl Spread {
    /// `total` holdings over `people`, at most `cap` each; `total` must not be more than `people` times `cap`.
    pub(super) fn new(seed: u64, people: u64, total: u64, cap: u64) -> Self {
        let mut this = Self { seed, people, total, tables: Vec::new() };
        let blocks = people.div_ceil(BLOCK);
        // whole blocks differ by at most one holding; the last block may be short
        let whole = scaled(total, BLOCK, people);
        let full = (blocks > 1 || people == BLOCK).then_some([whole, whole + 1]);
        let last = blocks.checked_sub(1).map(|block| (this.size(block), this.block_total(block)));
        let full = full.into_iter().flatten().map(|total| (BLOCK, total));
        let mut wanted: Vec<(u64, u64)> = full.chain(last).collect();
        wanted.dedup();
        this.tables =
            wanted.into_iter().map(|(people, total)| Counts::new(seed, people, total, cap)).collect();
        this
    }

    /// The person whose row it is.
    pub(super) fn find(&self, row: u64) -> Rows {
        let mut block = scaled(row, self.people, self.total) / BLOCK;
        while block > 0 && self.before(block) > row {
            block -= 1;
        }
        while self.before(block + 1) <= row && self.before(block + 1) < self.total {
            block += 1;
        }
        let (base, people) = (self.before(block), self.size(block));
        let Some(table) = self.table(block) else { return Rows::default() };
        let turn = Draw::at(self.seed, Stream::Block, block).below(people);
        let from = table.sums.get(index(turn)..).unwrap_or_default();
        let first = from.first().copied().unwrap_or(0);
        let wanted = first + row.saturating_sub(base);
        // the last sum that is not beyond the row begins its person
        let at = from.partition_point(|sum| *sum <= wanted).saturating_sub(1);
        let sum = |i: usize| from.get(i).map_or(base, |sum| base + sum - first);
        Rows { person: block * BLOCK + count(at), start: sum(at), end: sum(at + 1) }
    }

    /// Holdings of the blocks before this one.
    fn before(&self, block: u64) -> u64 {
        scaled(self.total, (block * BLOCK).min(self.people), self.people)
    }

    fn block_total(&self, block: u64) -> u64 {
        self.before(block + 1) - self.before(block)
    }

    fn size(&self, block: u64) -> u64 {
        self.people.saturating_sub(block * BLOCK).min(BLOCK)
    }

    fn table(&self, block: u64) -> Option<&Counts> {
        let (people, total) = (self.size(block), self.block_total(block));
        self.tables.iter().find(|table| table.people == people && table.total == total)
    }
}

impl Counts {
    fn new(seed: u64, people: u64, total: u64, cap: u64) -> Self {
        let mut counts = apportion(&quantiles(people), total, cap);
        // the order is that of the seed and the block's size: totals that differ by one share it
        reorder(&mut counts, &mut Draw::at(seed, Stream::Counts, people));
        let mut sums = vec![0];
        let mut sum = 0;
        for n in counts.iter().chain(&counts) {
            sum += n;
            sums.push(sum);
        }
        Self { total, people, sums }
    }
}

/// Whole numbers in these proportions that sum to `total`, none above `cap`.
fn apportion(weights: &[u64], total: u64, cap: u64) -> Vec<u64> {
    let at =
        |scale: u64| -> Vec<u64> { weights.iter().map(|w| scaled(*w, scale, 1 << 32).min(cap)).collect() };
    let (mut low, mut high) = (0u64, 1u64 << 40);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if at(middle).iter().sum::<u64>() <= total { low = middle } else { high = middle }
    }
    let mut counts = at(low);
    let mut left = total.saturating_sub(counts.iter().sum());
    while left > 0 && counts.iter().any(|n| *n < cap) {
        for n in counts.iter_mut().rev().filter(|n| **n < cap) {
            if left > 0 {
                *n += 1;
                left -= 1;
            }
        }
    }
    counts
}

/// The quantiles (i + 1/2) / n of the log-normal distribution with median 1, from low to high, in 2^32 parts.
/// The normal curve is summed in steps of 1/512 from -4.5 to 4.5, in whole numbers.
fn quantiles(n: u64) -> Vec<u64> {
    const STEPS: i128 = 512;
    let from = -9 * STEPS / 2;
    let normal: Vec<i128> = (from..=-from).map(|z| exp(-(z * z * ONE / (2 * STEPS * STEPS)))).collect();
    let whole: i128 = normal.iter().sum();
    let n = i128::from(n);
    let (mut quantiles, mut below) = (Vec::new(), 0);
    for (z, mass) in (from..).zip(&normal) {
        below += mass;
        let value = exp(z * ONE * SIGMA_PERCENT / (100 * STEPS));
        while i128::from(count(quantiles.len())) < n
            && below * 2 * n >= (2 * i128::from(count(quantiles.len())) + 1) * whole
        {
            quantiles.push(u64::try_from(value).unwrap_or(0));
        }
    }
    quantiles
}

/// e to the x, both in 2^32 parts: the series of x / 1024, squared ten times.
fn exp(x: i128) -> i128 {
    let y = x >> 10;
    let mut term = ONE;
    let mut sum = ONE;
    for k in 1..6 {
        term = ((term * y) >> 32) / k;
        sum += term;
    }
    (0..10).fold(sum, |power, _| (power * power) >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(people: u64, total: u64, cap: u64) -> Vec<u64> {
        let spread = Spread::new(5, people, total, cap);
        let mut counts = vec![0; index(people)];
        for row in 0..total {
            let rows = spread.find(row);
            assert!((rows.start..rows.end).contains(&row), "{row} {rows:?}");
            counts[index(rows.person)] += 1;
            assert!(rows.end - rows.start <= cap);
        }
        counts
    }

    #[test]
    fn the_total_is_exact_and_nobody_passes_the_cap() {
        for (people, total, cap) in
            [(1, 1, 1), (1, 7, 9), (30, 900, 60), (30, 30 * 60, 60), (30, 1799, 60), (5, 3, 2), (4096, 9, 10)]
        {
            assert_eq!(counts(people, total, cap).iter().sum::<u64>(), total);
        }
        for (people, total) in [(4_096, 120_000), (4_097, 130_000), (10_000, 301_234)] {
            assert_eq!(counts(people, total, 1_200).iter().sum::<u64>(), total);
        }
    }

    #[test]
    fn the_shape_is_log_normal() {
        let mut counts = counts(9_000, 270_000, 1_200);
        counts.sort_unstable();
        let share = |per_thousand: usize| counts[counts.len() * per_thousand / 1000];
        assert!((23..=26).contains(&share(500)), "median {}", share(500));
        assert!((50..=60).contains(&share(900)), "ninth decile {}", share(900));
        assert!((9..=13).contains(&share(100)), "first decile {}", share(100));
        assert!(counts.last().is_some_and(|most| (180..300).contains(most)), "{:?}", counts.last());
    }

    #[test]
    fn e_is_e() {
        assert!((exp(ONE) - 11_674_931_555).abs() < 40_000, "{}", exp(ONE));
        assert!((exp(-ONE) - 1_580_030_169).abs() < 10_000, "{}", exp(-ONE));
        assert_eq!(exp(0), ONE);
    }
}
