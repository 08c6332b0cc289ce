//! Symbols in the order of the file to symbols by person, and which person has rows about one thing twice.

use super::judge::Judge;
use super::scan::{Runs, Symbol};
use crate::intake::{each, threads};

/// Symbols by person.
#[derive(Debug)]
pub(super) struct Grouped<S> {
    /// By person: where their symbols end.
    pub(super) ends: Vec<u32>,
    /// What counts of each active person, in competencies that are wanted, without what is in `repeated`.
    pub(super) symbols: Vec<S>,
    /// Everything that more than one row is about, sorted.
    pub(super) repeated: Vec<Repeated>,
}

/// What more than one row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Repeated {
    pub(super) person: u32,
    pub(super) slot: u32,
    /// How many rows.
    pub(super) rows: u32,
}

/// Groups the runs of all blocks, whatever their order. `None` past four thousand million symbols.
pub(super) fn group<S: Symbol>(blocks: &[Runs<S>], known: usize, judge: &Judge<'_>) -> Option<Grouped<S>> {
    let ranges = ranges(known, threads());
    let counts: Vec<Vec<u32>> = each(ranges.clone(), |range| count(blocks, range));
    let mut starts: Vec<u32> = Vec::with_capacity(known + 1);
    let mut total = 0u32;
    for count in counts.iter().flatten() {
        starts.push(total);
        total = total.checked_add(*count)?;
    }
    starts.push(total);
    drop(counts);
    let mut symbols: Vec<S> = vec![S::default(); total as usize];
    let mut parts = Vec::new();
    let mut rest = symbols.as_mut_slice();
    for range in ranges {
        let of_range = starts.get(range.0..=range.1).unwrap_or_default();
        let length = of_range.last().zip(of_range.first()).map_or(0, |(end, start)| (end - start) as usize);
        let (part, after) = std::mem::take(&mut rest).split_at_mut_checked(length)?;
        parts.push(Part { range, starts: of_range, symbols: part });
        rest = after;
    }
    let parts = each(parts, |part| part.scatter(blocks));
    let kept = each(parts, |part| part.settle(judge));
    Some(together(kept, &starts, symbols))
}

/// People from `.0` up to `.1`.
type Range = (usize, usize);

fn ranges(people: usize, parts: usize) -> Vec<Range> {
    let size = people.div_ceil(parts.max(1)).max(1);
    (0..people).step_by(size).map(|from| (from, (from + size).min(people))).collect()
}

fn count<S>(blocks: &[Runs<S>], range: Range) -> Vec<u32> {
    let mut counts = vec![0u32; range.1 - range.0];
    for runs in blocks {
        for (person, length) in runs.people.iter().zip(&runs.lengths) {
            let place = (*person as usize).checked_sub(range.0);
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count += u32::from(*length);
            }
        }
    }
    counts
}

/// Some people and the room for their symbols.
struct Part<'s, S> {
    range: Range,
    /// By person, and one more for the end.
    starts: &'s [u32],
    symbols: &'s mut [S],
}

/// What a part keeps.
struct Kept {
    /// By person: how many symbols.
    lengths: Vec<u32>,
    repeated: Vec<Repeated>,
}

impl<S: Symbol> Part<'_, S> {
    /// Puts every symbol to its person.
    fn scatter(self, blocks: &[Runs<S>]) -> Self {
        let base = self.starts.first().copied().unwrap_or(0);
        let mut next: Vec<u32> = self.starts.iter().map(|start| start - base).collect();
        for runs in blocks {
            let mut at = 0;
            for (person, length) in runs.people.iter().zip(&runs.lengths) {
                let length = usize::from(*length);
                let place = (*person as usize)
                    .checked_sub(self.range.0)
                    .filter(|_| (*person as usize) < self.range.1);
                if let Some(next) = place.and_then(|place| next.get_mut(place)) {
                    let from = *next as usize;
                    let to = self.symbols.get_mut(from..from + length);
                    if let (Some(to), Some(symbols)) = (to, runs.symbols.get(at..at + length)) {
                        to.copy_from_slice(symbols);
                    }
                    *next += u32::from(u8::try_from(length).unwrap_or(u8::MAX));
                }
                at += length;
            }
        }
        self
    }

    /// Finds what is there twice, and keeps, close together from the front, what counts.
    fn settle(self, judge: &Judge<'_>) -> Kept {
        let variants = judge.variants();
        let mut seen: Vec<u32> = vec![0; judge.symbols() / variants.max(1) as usize];
        let mut kept = Kept { lengths: Vec::with_capacity(self.starts.len()), repeated: Vec::new() };
        let base = self.starts.first().copied().unwrap_or(0);
        let mut to = 0;
        for (number, bounds) in (0u32..).zip(self.starts.windows(2)) {
            let &[from, end] = bounds else { continue };
            let person = u32::try_from(self.range.0).unwrap_or(u32::MAX) + number;
            let stamp = number + 1;
            let (from, end, before) = ((from - base) as usize, (end - base) as usize, kept.repeated.len());
            for symbol in self.symbols.get(from..end).unwrap_or_default() {
                let slot = (*symbol).into() / variants;
                if let Some(seen) = seen.get_mut(slot as usize) {
                    if *seen == stamp {
                        kept.repeated.push(Repeated { person, slot, rows: 2 });
                    }
                    *seen = stamp;
                }
            }
            let mut repeated = kept.repeated.split_off(before);
            repeated.sort_unstable();
            repeated.dedup_by(|next, first| {
                let same = next.slot == first.slot;
                first.rows += u32::from(same);
                same
            });
            kept.repeated.extend(repeated);
            let first = to;
            for at in from..end {
                let Some(symbol) = self.symbols.get(at).copied() else { continue };
                let number: u32 = symbol.into();
                let counts = !number.is_multiple_of(variants) && judge.wants(person, number);
                let twice = || {
                    let repeated = kept.repeated.get(before..).unwrap_or_default();
                    repeated.binary_search_by_key(&(number / variants), |repeated| repeated.slot).is_ok()
                };
                if counts && !twice() {
                    if let Some(place) = self.symbols.get_mut(to) {
                        *place = symbol;
                    }
                    to += 1;
                }
            }
            kept.lengths.push(u32::try_from(to - first).unwrap_or(u32::MAX));
        }
        kept
    }
}

/// Moves what the parts kept close together.
fn together<S: Symbol>(parts: Vec<Kept>, starts: &[u32], mut symbols: Vec<S>) -> Grouped<S> {
    let mut ends = Vec::with_capacity(starts.len());
    let mut repeated = Vec::new();
    let (mut person, mut end) = (0, 0u32);
    for part in parts {
        let from = starts.get(person).copied().unwrap_or(0) as usize;
        let length: u32 = part.lengths.iter().sum();
        symbols.copy_within(from..from + length as usize, end as usize);
        person += part.lengths.len();
        ends.extend(part.lengths.iter().map(|length| {
            end += length;
            end
        }));
        repeated.extend(part.repeated);
    }
    symbols.truncate(end as usize);
    symbols.shrink_to_fit();
    Grouped { ends, symbols, repeated }
}
