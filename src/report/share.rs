//! What outputs that are to be shared tell of people: counts below a threshold as a range, others in steps, nobody by name.
//!
//! Zero is told: the status of a task or of a level says it already. What else is told depends on two things only, both of
//! which stand in the same output: the threshold, and which roles are able where. So that a count is not told says no more
//! of it than those two do.

use std::fmt;

use crate::model::{Answer, Level, Rung};

/// Counts of people from 1 to below this number are told as a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold(u64);

/// Where a count is not told.
pub(super) const NOT_TOLD: &str = "not shown";

impl Threshold {
    /// As many public bodies have it.
    pub const USUAL: Threshold = Threshold(5);
    /// Below it two tasks and their two competencies may make a number of a range: of two people in a role one does the one,
    /// one the other, if nobody does both.
    pub const LEAST: u64 = 5;
    /// Beyond it nothing would be told.
    pub const MOST: u64 = 1_000;

    /// A threshold; `None` below [`Self::LEAST`] or above [`Self::MOST`].
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        (Self::LEAST..=Self::MOST).contains(&number).then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }

    /// How many can do a task, in so many roles: never more than a class. A number would bound others: of 20 who may, 10 and
    /// 14 with one competency each, 4 or more have both. Of several roles together not even a class is told: four roles with
    /// somebody in each and fewer than five together hold one each, and classes of overlapping lists of roles add up.
    pub(super) fn able(self, count: u64, roles: u64) -> Able {
        if count == 0 {
            Able::Nobody
        } else if roles != 1 {
            Able::Somebody
        } else if count < self.0 {
            Able::Few
        } else {
            Able::Many
        }
    }

    /// The same of a level of an answer.
    pub(super) fn rung(self, rung: &Rung) -> Able {
        self.able(rung.able, able_roles(rung))
    }

    /// The same of the level of an answer; nobody, where it has none.
    pub(super) fn answer(self, answer: &Answer) -> Able {
        let rung = answer.rungs.iter().find(|rung| Some(rung.level) == answer.level);
        rung.map_or(Able::Nobody, |rung| self.rung(rung))
    }

    /// The words of a class.
    pub(super) fn words(self, able: Able) -> String {
        match able {
            Able::Nobody => "0".to_owned(),
            Able::Few => format!("1 to {}", self.0 - 1),
            Able::Many => format!("{} or more", self.0),
            Able::Somebody => "1 or more".to_owned(),
        }
    }

    /// The count of a crowd in steps of the threshold, of whom some can do tasks in so many pairs of a site and a role.
    /// `None`: it would say something of a pair. Told are only crowds in which every pair has room for the threshold.
    pub(super) fn crowd(self, count: u64, pairs: u64) -> Option<Steps> {
        let from = count - count % self.0;
        (count == 0 || from >= self.0.saturating_mul(pairs.max(1))).then_some(Steps { from, step: self.0 })
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How many can do a task, as a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Able {
    Nobody,
    /// From 1 to below the threshold.
    Few,
    /// As many as the threshold, or more.
    Many,
    /// One or more, in several roles.
    Somebody,
}

/// A count in steps: this many or more, but less than a step more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Steps {
    from: u64,
    step: u64,
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = super::words::grouped;
        match self.from {
            0 => f.write_str("0"),
            from => write!(f, "{} to {}", number(from), number(from.saturating_add(self.step - 1))),
        }
    }
}

/// The roles of a level in which somebody is able.
pub(super) fn able_roles(rung: &Rung) -> u64 {
    u64::try_from(rung.roles.iter().filter(|role| role.able > 0).count()).unwrap_or(u64::MAX)
}

/// `4:1 to 4;5:5 or more`.
pub(super) fn by_level(threshold: Threshold, answer: &Answer) -> String {
    let told = |(level, _): &(Level, u64)| {
        let rung = answer.rungs.iter().find(|rung| rung.level == *level)?;
        Some(format!("{level}:{}", threshold.words(threshold.rung(rung))))
    };
    answer.able_by_level.iter().filter_map(told).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_told_as_classes() {
        let five = Threshold::USUAL;
        let told = |count, roles| five.words(five.able(count, roles));
        assert_eq!([told(0, 0), told(1, 1), told(4, 1)], ["0", "1 to 4", "1 to 4"]);
        assert_eq!([told(5, 1), told(5_000, 1)], ["5 or more", "5 or more"]);
        // four roles with somebody in each: `1 to 4` would be 4, so nothing is said, nor of any other number
        assert_eq!([told(4, 4), told(2, 2), told(500, 9)], ["1 or more"; 3]);
        assert_eq!([4, 1_001].map(Threshold::new), [None, None]);
    }

    #[test]
    fn crowds_are_told_in_steps_where_every_pair_has_room() {
        let told = |count, pairs| Threshold::USUAL.crowd(count, pairs).map(|steps| steps.to_string());
        assert_eq!(
            [told(0, 0), told(4, 0), told(5, 0), told(9, 1)].map(Option::unwrap_or_default),
            ["0", "", "5 to 9", "5 to 9"]
        );
        assert_eq!(told(14, 3), None);
        assert_eq!(told(15, 3).unwrap(), "15 to 19");
        assert_eq!(told(2_003, 9).unwrap(), "2,000 to 2,004");
    }
}
