//! Who proves what, counted: by competency, site and level; and what lapses, month by month.

use std::collections::BTreeMap;

use crate::model::{CodeId, Level, Links, NodeId, PersonId, Rank, SiteId};

/// How many people of a crowd are named.
pub(super) const NAMED: usize = 5;

/// Some people: how many, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crowd {
    pub(super) count: u64,
    pub(super) first: Vec<PersonId>,
}

impl Crowd {
    /// Adds somebody; people come in the order of their ids.
    pub fn add(&mut self, person: PersonId) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(person);
        }
    }
}

/// What people directly hold that lapses within one month, if nothing is renewed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Month {
    /// `2026-11`.
    pub name: String,
    /// Holdings that count on the as-at day and no longer at the end of this month, though they did at its beginning.
    pub lapsing: BTreeMap<NodeId, u64>,
}

/// Who proves what at the as-at day, of the competencies that tasks need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holders {
    /// The merged competency of every code.
    pub nodes: Vec<Option<NodeId>>,
    /// The links as they were read.
    pub links: Links,
    /// By competency and the rank that is proved, anywhere.
    pub anywhere: BTreeMap<(NodeId, Rank), Crowd>,
    /// The same at each site where somebody works.
    pub at_site: BTreeMap<(SiteId, NodeId, Rank), Crowd>,
    /// The same by the level of a post; somebody with posts at two levels counts at both.
    pub at_level: BTreeMap<(Level, NodeId, Rank), u64>,
    /// People by the level of a post.
    pub people: BTreeMap<Level, u64>,
    /// The months after the as-at day, its own first.
    pub months: Vec<Month>,
}

impl Holders {
    pub(super) fn node(&self, code: CodeId) -> Option<NodeId> {
        usize::try_from(code.0).ok().and_then(|at| self.nodes.get(at)).copied().flatten()
    }

    /// Who proves a competency at a rank or above, anywhere.
    pub(super) fn proving(&self, node: NodeId, rank: Rank) -> Crowd {
        let mut all = Crowd::default();
        for ((_, _), crowd) in self.anywhere.range((node, rank)..=(node, Rank(u8::MAX))) {
            all.count += crowd.count;
            all.first.extend(&crowd.first);
        }
        all.first.sort_unstable();
        all.first.truncate(NAMED);
        all
    }

    /// The same at a site.
    pub(super) fn proving_at(&self, site: SiteId, node: NodeId, rank: Rank) -> Crowd {
        let mut all = Crowd::default();
        for (_, crowd) in self.at_site.range((site, node, rank)..=(site, node, Rank(u8::MAX))) {
            all.count += crowd.count;
            all.first.extend(&crowd.first);
        }
        all
    }

    /// The same by the level of a post.
    pub(super) fn proving_in(&self, level: Level, node: NodeId, rank: Rank) -> u64 {
        self.at_level.range((level, node, rank)..=(level, node, Rank(u8::MAX))).map(|(_, count)| count).sum()
    }

    /// How many holdings of a competency lapse in the first months.
    pub(super) fn lapsing(&self, node: NodeId, months: usize) -> u64 {
        self.months.iter().take(months).filter_map(|month| month.lapsing.get(&node)).sum()
    }
}
