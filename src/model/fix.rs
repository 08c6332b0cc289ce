//! Fixes: the smallest sets of changes that would move a task down the ladder.

use super::{Authority, CodeId, Level, PersonId, Rank, RoleId, Status};

/// What sort of change it is, in the order in which fixes are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FixKind {
    /// A paper is written or a measure put in place.
    Governance,
    /// Somebody gains a competency.
    Training,
    /// Somebody comes, is trained to delegate, or shows a register.
    People,
    /// A fact of the task turns out to be another.
    Facts,
}

impl FixKind {
    /// All, in order.
    pub const ALL: [FixKind; 4] = [FixKind::Governance, FixKind::Training, FixKind::People, FixKind::Facts];

    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            FixKind::Governance => "governance",
            FixKind::Training => "training",
            FixKind::People => "people",
            FixKind::Facts => "facts",
        }
    }
}

/// One change. Law, policy, vetoes, floors, acts and requirements are none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fix {
    /// The task instruction is current.
    Instruction,
    /// `steps_established`, by its position, has this value.
    Steps(usize, u8),
    /// A measure is in place.
    Measure(u16),
    /// Somebody at the site gains a competency.
    Trains(PersonId, CodeId, Rank),
    /// Somebody is trained to delegate.
    Delegates(PersonId),
    /// Somebody who is able works at the site too, in this role.
    Joins(PersonId, RoleId),
    /// Somebody's row shows the register, and the profession, that their post needs.
    Shows(PersonId, Option<u16>, Option<u16>),
    /// A criterion, by its position, has this value.
    Fact(usize, u8),
    /// The authority is this.
    Authority(Authority),
    /// The profession, which is blank, is this.
    Profession(u16),
}

impl Fix {
    /// Its sort.
    #[must_use]
    pub fn kind(&self) -> FixKind {
        match self {
            Fix::Instruction | Fix::Steps(..) | Fix::Measure(_) => FixKind::Governance,
            Fix::Trains(..) => FixKind::Training,
            Fix::Delegates(_) | Fix::Joins(..) | Fix::Shows(..) => FixKind::People,
            Fix::Fact(..) | Fix::Authority(_) | Fix::Profession(_) => FixKind::Facts,
        }
    }

    /// Whom it touches.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Fix::Trains(person, ..)
            | Fix::Delegates(person)
            | Fix::Joins(person, _)
            | Fix::Shows(person, ..) => Some(*person),
            _ => None,
        }
    }
}

/// Changes that together move the task, none of them needless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixSet {
    /// The changes, ascending.
    pub fixes: Vec<Fix>,
    /// Where the task then stands.
    pub status: Status,
    /// At which level, when placed.
    pub level: Option<Level>,
}

impl FixSet {
    /// What it is ranked by: fewest changes, then their sorts, then how many people, then the changes.
    #[must_use]
    pub fn rank(&self) -> (usize, Vec<FixKind>, usize, &[Fix]) {
        let mut people: Vec<PersonId> = self.fixes.iter().filter_map(Fix::person).collect();
        people.sort_unstable();
        people.dedup();
        let kinds = self.fixes.iter().map(Fix::kind).collect();
        (self.fixes.len(), kinds, people.len(), &self.fixes)
    }
}

/// Why nothing is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// It is at this level, or lower, already.
    There(Level),
    /// The pack has no role at or below the level.
    NoRole,
    /// What acts the task is made of is not known: law cannot be judged.
    Acts,
    /// What it requires is not known: nobody can be shown to be able.
    Requires,
    /// Its site is blank.
    Site,
}

/// What would move a task to a level or below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixes {
    /// At this level or below; `None`: any.
    pub target: Option<Level>,
    /// Ranked.
    pub sets: Vec<FixSet>,
    /// There are more that are not listed, or larger ones were not looked for.
    pub more: bool,
    /// The search was cut: there may be others, also smaller ones.
    pub bounded: bool,
    /// Nothing was looked for, and why.
    pub barred: Option<Barred>,
}
