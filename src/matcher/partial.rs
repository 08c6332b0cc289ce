//! What one part of the roster says of every query; partial answers merge in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::QueryId;
use super::supervision::Capacity;
use crate::model::{Level, PersonId, Requirement, RoleId};

/// How many able people are kept by name: five to print, and one more.
const KEPT: usize = 6;

/// The answer of some parts of the roster. Merging is associative and commutative, not idempotent: `parts` says which
/// parts are in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Partial {
    /// Numbers of the parts, sorted.
    pub(super) parts: Vec<u32>,
    /// People seen.
    pub(super) people: u64,
    /// By query, those with anybody to tell of.
    pub(super) queries: BTreeMap<QueryId, Tally>,
}

/// The people of one query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// Roles in which somebody active is admitted.
    pub(super) there: BTreeSet<RoleId>,
    /// Able people by the roles they are able in and what they can supervise: each person once.
    pub(super) able: BTreeMap<(Vec<RoleId>, Capacity), Group>,
    /// Who lacks least, by level.
    pub(super) nearest: BTreeMap<Level, Near>,
}

/// People alike in roles and capacity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Group {
    /// How many.
    pub(super) count: u64,
    /// The first of them by `staff_id`.
    pub(super) first: Vec<PersonId>,
}

/// How near somebody is: fewest missing, then `staff_id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    pub(super) missing: usize,
    pub(super) person: PersonId,
    pub(super) gap: Vec<Requirement>,
}

impl Partial {
    /// Both together.
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self.parts.sort_unstable();
        self.people += other.people;
        for (query, tally) in other.queries {
            self.queries.entry(query).or_default().merge(tally);
        }
        self
    }
}

impl Tally {
    fn merge(&mut self, other: Self) {
        self.there.extend(other.there);
        for (key, group) in other.able {
            self.able.entry(key).or_default().merge(group);
        }
        for (level, near) in other.nearest {
            self.near(level, near);
        }
    }

    /// Keeps whoever is nearest at a level.
    pub(super) fn near(&mut self, level: Level, near: Near) {
        let kept = self.nearest.entry(level).or_insert_with(|| near.clone());
        if near < *kept {
            *kept = near;
        }
    }
}

impl Group {
    /// Counts one more person.
    pub(super) fn add(&mut self, person: PersonId) {
        self.merge(Group { count: 1, first: vec![person] });
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.first.extend(other.first);
        self.first.sort_unstable();
        self.first.truncate(KEPT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(people: &[u32]) -> Tally {
        let mut tally = Tally::default();
        for person in people {
            tally.able.entry((vec![RoleId(1)], Capacity::default())).or_default().add(PersonId(*person));
            let near = Near { missing: (person % 3) as usize, person: PersonId(*person), gap: Vec::new() };
            tally.near(Level::LOWEST, near);
        }
        tally
    }

    fn partial(part: u32, people: &[u32]) -> Partial {
        Partial {
            parts: vec![part],
            people: people.len() as u64,
            queries: BTreeMap::from([(0, tally(people))]),
        }
    }

    #[test]
    fn merging_is_associative_and_commutative() {
        let (a, b, c) = (partial(0, &[9, 4, 1]), partial(1, &[3, 2]), partial(2, &[8, 7, 6, 5]));
        let left = a.clone().merge(b.clone()).merge(c.clone());
        let right = c.merge(b.merge(a));
        assert_eq!(left, right);
        assert_eq!(left.parts, [0, 1, 2]);
        let group = left.queries[&0].able.values().next().unwrap();
        assert_eq!((group.count, group.first.len()), (9, 6));
        assert_eq!(left.queries[&0].nearest[&Level::LOWEST].person, PersonId(3));
    }
}
