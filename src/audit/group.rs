//! Rows that compete: boxes with outputs, of which one may make another needless.

use crate::table::{Region, gap};

/// A row as a box and what it puts out.
#[derive(Debug, Clone)]
pub(super) struct Entry<O> {
    /// Its place among all rows.
    pub(super) row: usize,
    /// Where it matches.
    pub(super) area: Region,
    /// What it puts out.
    pub(super) output: O,
}

/// Rows of which each counts, all that match at once.
#[derive(Debug, Clone)]
pub(super) struct Group<O> {
    pub(super) entries: Vec<Entry<O>>,
    /// Whether the second output says all that the first does.
    pub(super) says: fn(&O, &O) -> bool,
}

/// Why a row could be left out alone and nothing would change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Needless {
    /// Another row has the same box and output.
    Same(usize),
    /// Another row has a box around it and the same output.
    Within(usize),
    /// Another row, around it, says more.
    Outdone(usize),
    /// No single row, but these together.
    Masked(Vec<usize>),
}

impl<O: PartialEq> Group<O> {
    /// The rows that could be left out, each alone, with the reason. Of rows that are the same the first stays.
    pub(super) fn needless(&self) -> Vec<(usize, Needless)> {
        let mut list = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if !entry.area.is_empty()
                && let Some(why) = self.why(at, entry)
            {
                list.push((entry.row, why));
            }
        }
        list
    }

    fn why(&self, at: usize, entry: &Entry<O>) -> Option<Needless> {
        let others = || {
            self.entries
                .iter()
                .enumerate()
                .filter(move |(number, other)| *number != at && (self.says)(&entry.output, &other.output))
        };
        for (number, other) in others().filter(|(_, other)| other.area.contains(&entry.area)) {
            let same = entry.area == other.area && entry.output == other.output;
            match (same, entry.output == other.output) {
                // the first of two that are the same is the one to keep
                (true, _) if number > at => {}
                (true, _) => return Some(Needless::Same(other.row)),
                (false, true) => return Some(Needless::Within(other.row)),
                (false, false) => return Some(Needless::Outdone(other.row)),
            }
        }
        let kept = |number: usize, other: &Entry<O>| {
            number < at || !(entry.area == other.area && entry.output == other.output)
        };
        let meeting: Vec<&Entry<O>> = others()
            .filter(|(number, other)| kept(*number, other) && other.area.overlap(&entry.area).is_some())
            .map(|(_, other)| other)
            .collect();
        let areas: Vec<&Region> = meeting.iter().map(|other| &other.area).collect();
        if areas.len() < 2 || gap(&entry.area, &areas).is_some() {
            return None;
        }
        Some(Needless::Masked(enough(entry, meeting)))
    }

    /// Pairs of rows with the same output whose boxes differ on one axis only: together they are one box.
    pub(super) fn mergeable(&self) -> Vec<(usize, usize)> {
        let mut list = Vec::new();
        for (at, one) in self.entries.iter().enumerate() {
            for other in self.entries.iter().skip(at + 1).filter(|other| other.output == one.output) {
                let sides = one.area.sides().iter().zip(other.area.sides());
                let differing = sides.filter(|(ours, theirs)| ours != theirs).take(2).count();
                if differing == 1 && !one.area.contains(&other.area) && !other.area.contains(&one.area) {
                    list.push((one.row, other.row));
                }
            }
        }
        list
    }
}

/// As few of these as still cover the row, none left out that is needed: each is dropped if the others do.
fn enough<O>(entry: &Entry<O>, mut others: Vec<&Entry<O>>) -> Vec<usize> {
    let mut at = 0;
    while at < others.len() {
        let rest: Vec<&Region> = others
            .iter()
            .enumerate()
            .filter(|(number, _)| *number != at)
            .map(|(_, other)| &other.area)
            .collect();
        if gap(&entry.area, &rest).is_none() {
            others.remove(at);
        } else {
            at += 1;
        }
    }
    others.iter().map(|other| other.row).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::RowSet;

    fn region(sides: [u8; 3]) -> Region {
        let side = |bits: u8| (0..4).filter(|at| bits >> at & 1 == 1).collect::<RowSet>();
        Region::new(sides.map(side).to_vec())
    }

    fn points() -> impl Iterator<Item = [u16; 3]> {
        (0..64).map(|n| [n / 16, n / 4 % 4, n % 4])
    }

    /// What the rows say at a point: the greatest output.
    fn says(group: &Group<u8>, without: Option<usize>, point: [u16; 3]) -> Option<u8> {
        let rows =
            group.entries.iter().filter(|entry| Some(entry.row) != without && entry.area.holds(&point));
        rows.map(|entry| entry.output).max()
    }

    fn group() -> impl Strategy<Value = Group<u8>> {
        let row = (prop::array::uniform3(1u8..16), 0u8..3);
        prop::collection::vec(row, 0..8).prop_map(|rows| {
            let entries = rows.into_iter().enumerate().map(|(row, (sides, output))| Entry {
                row,
                area: region(sides),
                output,
            });
            Group { entries: entries.collect(), says: |one, other| other >= one }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn needless_rows_are_those_whose_removal_changes_nothing(group in group()) {
            let found = group.needless();
            for entry in &group.entries {
                let alone = points().all(|point| says(&group, None, point) == says(&group, Some(entry.row), point));
                let twin = |other: &&Entry<u8>| {
                    other.row != entry.row && other.area == entry.area && other.output == entry.output
                };
                let why = found.iter().find(|(row, _)| *row == entry.row).map(|(_, why)| why);
                match why {
                    Some(_) => prop_assert!(alone, "{} is needed", entry.row),
                    // the first of its twins stays, unless others make it needless too
                    None => prop_assert!(!alone || group.entries.iter().any(|other| twin(&other) && other.row > entry.row)),
                }
                if let Some(Needless::Masked(rows)) = why {
                    let covered = |without: Option<usize>| points().filter(|p| entry.area.holds(p)).all(|point| {
                        group.entries.iter().any(|other| {
                            rows.contains(&other.row) && Some(other.row) != without
                                && other.area.holds(&point) && other.output >= entry.output
                        })
                    });
                    prop_assert!(covered(None) && rows.len() > 1);
                    prop_assert!(rows.iter().all(|row| !covered(Some(*row))));
                }
            }
        }

        #[test]
        fn mergeable_rows_are_one_box(group in group()) {
            for (one, other) in group.mergeable() {
                let (a, b) = (&group.entries[one], &group.entries[other]);
                let axis = (0..3).find(|axis| a.area.sides()[*axis] != b.area.sides()[*axis]).unwrap();
                let mut sides = a.area.sides().to_vec();
                sides[axis].union(&b.area.sides()[axis]);
                let merged = Region::new(sides);
                prop_assert_eq!(a.output, b.output);
                for point in points() {
                    prop_assert_eq!(merged.holds(&point), a.area.holds(&point) || b.area.holds(&point));
                }
            }
        }
    }
}
