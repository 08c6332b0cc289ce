//! Who can supervise whom (semantics point 8).

use super::capacity::Capacity;
use crate::model::{Level, Role, Supervision};

/// How many of a query's able people can supervise whom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Supervisors {
    /// Doers who need a practitioner of a listed profession.
    listed: u64,
    /// By the doer's level (0 is none): all other doers.
    others: [u64; 10],
}

impl Supervisors {
    /// Adds people alike in capacity.
    pub(super) fn add(&mut self, capacity: Capacity, count: u64) {
        if capacity == Capacity::default() {
            return;
        }
        if capacity.listed {
            self.listed += count;
        }
        for (level, others) in Level::all().zip(self.others.iter_mut().skip(1)) {
            if capacity.practitioner || capacity.delegates_below.is_some_and(|below| below > level) {
                *others += count;
            }
        }
    }

    fn of(&self, doer: &Role) -> u64 {
        if doer.needs_listed {
            return self.listed;
        }
        self.others.get(usize::from(doer.level.number())).copied().unwrap_or(0)
    }

    /// Whether people of one capacity have, in a role that needs supervision, somebody *else* to give it. Where only one
    /// person can, that person (they are alone in their capacity) has nobody.
    pub(super) fn supervise(&self, doer: &Role, capacity: Capacity, needed: Supervision) -> bool {
        if needed == Supervision::None {
            return true;
        }
        match self.of(doer) {
            0 => false,
            1 => !capacity.covers(doer),
            _ => true,
        }
    }
}
