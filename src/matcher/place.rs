//! The people of one site in the order in which they are matched: by cohort, then by `staff_id`.

use std::ops::Range;

use super::posts::{CohortId, PostId, Posts};
use crate::model::{PersonId, Position, Roster};

/// People in one block, as a rule: what is matched at once. Their bits fit a processor's cache.
pub const BLOCK: usize = 4_096;

/// The people of a site whose posts count.
#[derive(Debug)]
pub(super) struct Place {
    /// By cohort, then by number: each once.
    list: Vec<Candidate>,
    /// People in one block.
    block: usize,
}

/// Somebody at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub(super) cohort: CohortId,
    pub(super) person: PersonId,
    /// Their post; of those with several, the first.
    pub(super) post: PostId,
}

impl Place {
    /// From all positions at the site.
    pub(super) fn of(posts: &Posts, roster: &Roster, positions: &[Position], block: usize) -> Self {
        let mut list = Vec::with_capacity(positions.len());
        let mut busy: Vec<(PersonId, PostId)> = Vec::new();
        for position in positions {
            let Some(post) = posts.post(roster, position) else { continue };
            if posts.is_busy(position.person) {
                busy.push((position.person, post));
            } else if let Some(cohort) = posts.cohort_of(&[post]) {
                list.push(Candidate { cohort, person: position.person, post });
            }
        }
        // stable: the posts of a person stay in the order of their roles
        busy.sort_by_key(|(person, _)| *person);
        for own in busy.chunk_by(|a, b| a.0 == b.0) {
            let mut own_posts: Vec<PostId> = own.iter().map(|(_, post)| *post).collect();
            own_posts.dedup();
            if let (Some(cohort), Some((person, post))) = (posts.cohort_of(&own_posts), own.first()) {
                list.push(Candidate { cohort, person: *person, post: *post });
            }
        }
        list.sort_unstable();
        Self { list, block: block.max(1) }
    }

    pub(super) fn people(&self) -> u64 {
        u64::try_from(self.list.len()).unwrap_or(u64::MAX)
    }

    /// The numbers of its blocks.
    pub(super) fn blocks(&self) -> Range<usize> {
        0..self.list.len().div_ceil(self.block)
    }

    pub(super) fn block(&self, number: usize) -> &[Candidate] {
        let start = number.saturating_mul(self.block);
        self.list.get(start..self.list.len().min(start.saturating_add(self.block))).unwrap_or_default()
    }
}
