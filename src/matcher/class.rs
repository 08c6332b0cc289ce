//! Who may do a task at all: the same for many tasks, and asked once for all of them.

use crate::model::{Decision, Grant, RoleSet, RuleId};

/// What decides who is admitted to a task.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Class {
    /// Nobody is, whoever they are.
    pub(super) nobody: bool,
    /// Roles that pass stages 2 to 6.
    pub(super) passing: RoleSet,
    /// What law and policy ask of a person; all must be satisfied.
    pub(super) grants: Box<[Grant]>,
    /// The task's patient group direction, if a grant may ask for it.
    pub(super) pgd: Option<Box<str>>,
}

impl Class {
    pub(super) fn of(decision: &Decision) -> Self {
        Self {
            nobody: decision.nobody,
            passing: decision.passing(),
            grants: decision.grants.clone(),
            pgd: decision.pgd.clone().filter(|_| !decision.grants.is_empty()),
        }
    }
}

/// A class with its rules and directions as numbers of [`Tests`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Admission {
    pub(super) nobody: bool,
    pub(super) passing: RoleSet,
    /// Alternatives of each grant.
    pub(super) grants: Vec<Vec<usize>>,
    pub(super) pgd: Option<u32>,
}

/// The admit rows and patient group directions of all classes, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tests {
    pub(super) rules: Vec<RuleId>,
    pub(super) pgds: Vec<Box<str>>,
}

impl Tests {
    pub(super) fn of(classes: &[Class]) -> Self {
        let rules =
            classes.iter().flat_map(|class| &class.grants).flat_map(|grant| grant.rows.iter().copied());
        let (mut rules, mut pgds): (Vec<RuleId>, Vec<Box<str>>) =
            (rules.collect(), classes.iter().filter_map(|class| class.pgd.clone()).collect());
        rules.sort_unstable();
        rules.dedup();
        pgds.sort_unstable();
        pgds.dedup();
        Self { rules, pgds }
    }

    /// The number of a patient group direction that some task is under.
    pub(super) fn pgd(&self, id: &str) -> Option<u32> {
        let at = self.pgds.binary_search_by(|pgd| (**pgd).cmp(id)).ok()?;
        u32::try_from(at).ok()
    }

    pub(super) fn admission(&self, class: &Class) -> Admission {
        let number = |rule: &RuleId| self.rules.binary_search(rule).ok();
        Admission {
            nobody: class.nobody,
            passing: class.passing,
            grants: class.grants.iter().map(|grant| grant.rows.iter().filter_map(number).collect()).collect(),
            pgd: class.pgd.as_deref().and_then(|id| self.pgd(id)),
        }
    }
}
