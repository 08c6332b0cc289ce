//! What an able person can supervise, from all posts in which they are able (semantics point 8).

use crate::model::{Catalogue, Level, Role, Supervision};

/// What an able person can supervise at their site: the best of all posts in which they are able.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Capacity {
    /// As a practitioner: anybody who does not need a listed one.
    pub(super) practitioner: bool,
    /// As a practitioner of a listed profession: anybody.
    pub(super) listed: bool,
    /// In a role that may delegate: whoever works strictly below this level.
    pub(super) delegates_below: Option<Level>,
}

impl Capacity {
    /// Adds what a trained delegator can supervise from a post in which they are able and need at most remote
    /// supervision themselves; `profession` is the one that they act under there.
    pub(super) fn add(
        &mut self,
        catalogue: &Catalogue,
        role: &Role,
        profession: Option<u16>,
        own: Supervision,
    ) {
        if own > Supervision::Remote {
            return;
        }
        if role.practitioner {
            self.practitioner = true;
            self.listed |= profession.is_some_and(|profession| catalogue.listed.contains(&profession));
        } else if role.delegates {
            self.delegates_below = self.delegates_below.max(Some(role.level));
        }
    }

    /// Whether it suffices to supervise a doer in this role.
    pub(super) fn covers(self, doer: &Role) -> bool {
        if doer.needs_listed {
            return self.listed;
        }
        self.practitioner || self.delegates_below.is_some_and(|level| level > doer.level)
    }
}
