//! The people stage apart, for whoever does it another way and compares: who is admitted to what, and what comes out.

use std::collections::{BTreeMap, HashMap};

use super::{Inputs, Matched};
use crate::model::{Level, RoleSet};

/// Who is admitted to the tasks of which class, by kinds of posts that no class tells apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Admissions {
    /// By position of the roster, in its order: the kind; `None` counts at no rung.
    pub kinds: Vec<Option<u32>>,
    /// Class and kind, sorted: those admitted.
    pub admits: Vec<(u32, u32)>,
}

impl Matched {
    /// Who is admitted to what; `inputs` are those that were matched.
    #[must_use]
    pub fn admissions(&self, inputs: Inputs<'_>) -> Admissions {
        let mut numbers: HashMap<Vec<u32>, u32> = HashMap::new();
        let mut of_post: Vec<u32> = Vec::new();
        let mut admits = Vec::new();
        for post in 0..self.posts.count() {
            let classes = self.plan.classes_that_take(&self.posts, post);
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let kind = *numbers.entry(classes.clone()).or_insert(next);
            if kind == next {
                admits.extend(classes.into_iter().map(|class| (class, kind)));
            }
            of_post.push(kind);
        }
        admits.sort_unstable();
        let kind = |post: u32| usize::try_from(post).ok().and_then(|at| of_post.get(at)).copied();
        let positions = inputs.roster.positions.iter();
        let kinds = positions.map(|at| self.posts.post(inputs.roster, at).and_then(kind)).collect();
        Admissions { kinds, admits }
    }

    /// The class of a task's query; `None` where nobody can be shown to be able.
    #[must_use]
    pub fn class_of(&self, task: usize) -> Option<u32> {
        self.plan.query_of(task).map(|(query, ..)| query.class)
    }

    /// People able in a role that passes, supervised or not, by its level; each once a level.
    #[must_use]
    pub fn able_by_level(&self, inputs: Inputs<'_>, task: usize) -> BTreeMap<Level, u64> {
        let mut able: BTreeMap<Level, u64> = BTreeMap::new();
        let Some(found) = self.found(task) else { return able };
        for group in found.tally.able() {
            let cohort = self.posts.cohort(group.cohort);
            let roles = cohort.map_or(RoleSet::default(), |cohort| self.posts.admitted(cohort, found.class));
            let mut levels: Vec<Level> = roles
                .iter()
                .filter_map(|role| inputs.pack.catalogue.role_of(role))
                .map(|role| role.level)
                .collect();
            levels.dedup();
            for level in levels {
                *able.entry(level).or_default() += u64::from(group.count);
            }
        }
        able
    }
}
