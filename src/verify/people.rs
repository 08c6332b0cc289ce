//! Stage 9: who at a site is able, supervised and safe.

use std::collections::{BTreeMap, BTreeSet};

use super::Dataset;
use super::completions::Judgement;
use super::matching::person_matches;
use super::pack::{Pack, Role};
use super::staff::Position;
use super::tasks::Task;

/// The people of one task's site.
pub(super) struct People<'a> {
    /// Positions whose person passes stages 2 to 4 there and whose role passes stages 2 to 6, with the requirements
    /// that the person lacks.
    admitted: Vec<(&'a Position, Vec<(&'a str, u8)>)>,
    /// Those of people who lack nothing.
    able: Vec<&'a Position>,
    /// Those of them who are supervised where the role needs it.
    supervised: Vec<&'a Position>,
}

impl<'a> People<'a> {
    /// Looks at everybody at the task's site.
    pub(super) fn find(pack: &Pack, dataset: &'a Dataset, task: &'a Task, judgement: &Judgement) -> Self {
        let mut admitted = Vec::new();
        let mut able = Vec::new();
        let here = dataset.by_site.get(&task.site).filter(|_| !task.site.is_empty());
        for position in here.into_iter().flatten().filter(|position| position.fits) {
            let role = judgement.passes(&position.role.code);
            if role && passes_stops(pack, task, judgement, position) {
                let missing = missing(dataset, task, position);
                if missing.is_empty() && !task.requires.is_empty() {
                    able.push(position);
                }
                admitted.push((position, missing));
            }
        }
        let supervised = able.iter().copied();
        let supervised = supervised.filter(|doer| is_supervised(pack, judgement, doer, &able)).collect();
        Self { admitted, able, supervised }
    }

    /// Somebody is admitted in a role.
    pub(super) fn someone_admitted(&self, role: &Role) -> bool {
        self.admitted.iter().any(|(position, _)| position.role.code == role.code)
    }

    /// Somebody is able in a role.
    pub(super) fn someone_able(&self, role: &Role) -> bool {
        self.able.iter().any(|position| position.role.code == role.code)
    }

    /// The people able and supervised in a role.
    pub(super) fn supervised_in(&self, role: &Role) -> BTreeSet<&'a str> {
        let there = self.supervised.iter().filter(|position| position.role.code == role.code);
        there.map(|position| position.staff_id.as_str()).collect()
    }

    /// Who lacks least, at any level or at this one: the person, and what they lack. Nobody where the requirements are not
    /// known.
    pub(super) fn nearest(&self, task: &Task, level: Option<u8>) -> Option<(&'a str, &[(&'a str, u8)])> {
        let order = |entry: &&(&'a Position, Vec<(&str, u8)>)| {
            let (position, missing) = *entry;
            (missing.len(), position.role.level, position.staff_id.as_str())
        };
        let asked = |position: &Position| level.is_none_or(|level| level == position.role.level);
        let there = self.admitted.iter().filter(|(position, _)| asked(position));
        let (position, missing) = there.filter(|_| !task.requires.is_empty()).min_by_key(order)?;
        Some((&position.staff_id, missing))
    }
}

/// Every grant of every completion admits the person in this post. (Stage 4 asks nothing more of a person than of the
/// role.)
fn passes_stops(pack: &Pack, task: &Task, judgement: &Judgement, position: &Position) -> bool {
    judgement.verdicts.iter().all(|verdict| {
        verdict.grants.values().all(|rows| {
            let mut rows = rows.iter().filter_map(|id| pack.rule(id));
            rows.any(|row| person_matches(row, position, &task.pgd))
        })
    })
}

/// What a person lacks, by code.
fn missing<'a>(dataset: &Dataset, task: &'a Task, position: &Position) -> Vec<(&'a str, u8)> {
    let nothing = BTreeMap::new();
    let proven = dataset.proven.get(&position.staff_id).unwrap_or(&nothing);
    let mut missing = Vec::new();
    for (code, rank) in &task.requires {
        if proven.get(dataset.graph.merged(code)).is_none_or(|held| held < rank) {
            missing.push((code.as_str(), *rank));
        }
    }
    missing
}

/// Whether an able person needs no supervision, or somebody else is there to give it.
fn is_supervised(pack: &Pack, judgement: &Judgement, doer: &Position, able: &[&Position]) -> bool {
    if judgement.supervision(&doer.role.code) == 0 {
        return true;
    }
    able.iter().any(|other| {
        let another = other.staff_id != doer.staff_id;
        let remote_at_most = judgement.supervision(&other.role.code) <= 1;
        let senior = if doer.role.listed_supervisor {
            other.role.practitioner && pack.has_word("listed", &other.profession)
        } else {
            other.role.practitioner || (other.role.delegates && other.role.level > doer.role.level)
        };
        another && remote_at_most && other.delegator && senior
    })
}
