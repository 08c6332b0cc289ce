//! What a run answers for one task: the lowest safe level, every rung, and why.

use std::sync::Arc;

use super::{Decision, Level, Reason, Requirement, RoleId, Supervision, TaskId};

/// Where a task stands: the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Law or policy admits no role of the pack.
    Restricted,
    /// People must decide what the facts leave open.
    NeedsPanel,
    /// There is a lowest safe level, with able and supervised people.
    Placed,
    /// Able, supervised people; governance is missing.
    NotYet,
    /// Able people, nobody to supervise them.
    NoSupervisor,
    /// Nobody admitted proves every requirement.
    NobodyCompetent,
}

impl Status {
    /// All, in order.
    pub const ALL: [Status; 6] = [
        Status::Restricted,
        Status::NeedsPanel,
        Status::Placed,
        Status::NotYet,
        Status::NoSupervisor,
        Status::NobodyCompetent,
    ];

    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::Restricted => "restricted",
            Status::NeedsPanel => "needs-panel",
            Status::Placed => "placed",
            Status::NotYet => "not-yet",
            Status::NoSupervisor => "no-supervisor",
            Status::NobodyCompetent => "nobody-competent",
        }
    }
}

/// Where one rung stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// At least one role is safe here.
    Safe,
    /// Would be safe, but a panel must settle the task first.
    NeedsPanel,
    /// Able, supervised people; governance is missing.
    NotYet,
    /// Able people, no supervisor.
    NoSupervisor,
    /// A role passes the rules; nobody in it proves every requirement.
    NobodyCompetent,
    /// The rules refuse every role here.
    Refused,
    /// The pack has no role at this level.
    NoRole,
}

impl Verdict {
    /// All, the best first.
    pub const ALL: [Verdict; 7] = [
        Verdict::Safe,
        Verdict::NeedsPanel,
        Verdict::NotYet,
        Verdict::NoSupervisor,
        Verdict::NobodyCompetent,
        Verdict::Refused,
        Verdict::NoRole,
    ];

    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Safe => "safe",
            Verdict::NeedsPanel => "needs-panel",
            Verdict::NotYet => "not-yet",
            Verdict::NoSupervisor => "no-supervisor",
            Verdict::NobodyCompetent => "nobody-competent",
            Verdict::Refused => "refused",
            Verdict::NoRole => "no-role",
        }
    }
}

/// One role on a rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RungRole {
    /// Which.
    pub role: RoleId,
    /// How it stands.
    pub verdict: Verdict,
    /// Why its people cannot, when it passes the rules; [`Answer::reasons`] gives every reason.
    pub people: Option<Reason>,
    /// People able in it and supervised where needed.
    pub able: u64,
}

/// One level of the ladder for one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// The level.
    pub level: Level,
    /// How it stands.
    pub verdict: Verdict,
    /// Its roles, by code.
    pub roles: Vec<RungRole>,
    /// Distinct people able and supervised in a role whose governance is met.
    pub able: u64,
    /// What the nearest person at this level lacks, when people are there but nobody is able.
    pub gap: Vec<Requirement>,
}

/// The next level down, and what stops it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lower {
    /// That level.
    pub level: Level,
    /// Every role's reasons.
    pub reasons: Vec<(RoleId, Reason)>,
}

/// Who lacks least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// Their `staff_id`.
    pub staff_id: String,
    /// The level of the post.
    pub level: Level,
    /// All that they lack, by code.
    pub gap: Vec<Requirement>,
}

/// The answer for one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which task.
    pub task: TaskId,
    /// Where it stands.
    pub status: Status,
    /// People must settle something before anything is called safe.
    pub open: bool,
    /// The lowest safe level, when placed.
    pub level: Option<Level>,
    /// The safe roles at that level with the supervision each needs.
    pub roles: Vec<(RoleId, Supervision)>,
    /// People able at that level.
    pub able: u64,
    /// Able people by level, zeros left out, ascending.
    pub able_by_level: Vec<(Level, u64)>,
    /// The first five able people at that level, by `staff_id` bytes.
    pub examples: Vec<String>,
    /// The next level down and what stops it, when placed.
    pub lower: Option<Lower>,
    /// Who lacks least, at or above the floor and admitted.
    pub nearest: Option<Nearest>,
    /// Levels 1 to 9.
    pub rungs: Vec<Rung>,
    /// Ids and words that made it, in table order.
    pub because: Vec<String>,
    /// What the rules alone say.
    pub decision: Arc<Decision>,
}

impl Answer {
    /// Every reason against a role of a rung, in stage order: rules, then what governance misses, then people.
    #[must_use]
    pub fn reasons(&self, role: &RungRole) -> Vec<Reason> {
        let decision = self.decision.role(role.role);
        let mut reasons: Vec<Reason> = decision.refusals().collect();
        if decision.passes() {
            reasons.extend(decision.missing().map(Reason::Missing));
            reasons.extend(role.people);
            reasons.extend(self.open.then_some(Reason::Undecided));
        }
        reasons
    }
}
