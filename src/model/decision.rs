//! What the rules alone say of one task: stages 1 to 8, before any person is looked at.

use std::fmt;

use super::{Authority, Level, RoleId, RuleId};

/// Supervision, from none to direct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Supervision {
    /// None.
    None,
    /// Reachable.
    Remote,
    /// On site.
    Indirect,
    /// In sight.
    Direct,
}

impl Supervision {
    /// The four words, from none to direct.
    pub const ALL: [Supervision; 4] =
        [Supervision::None, Supervision::Remote, Supervision::Indirect, Supervision::Direct];

    /// The word in tables and outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Supervision::None => "none",
            Supervision::Remote => "remote",
            Supervision::Indirect => "indirect",
            Supervision::Direct => "direct",
        }
    }

    /// The supervision of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// What a veto leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Veto {
    /// Practitioners of any profession.
    SkillShare,
    /// Practitioners of the task's own profession.
    Retain,
}

impl Veto {
    /// The word in tables and outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Veto::SkillShare => "skill-share",
            Veto::Retain => "retain",
        }
    }

    /// The veto of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Veto::SkillShare, Veto::Retain].into_iter().find(|v| v.word() == word)
    }
}

/// What a task may be called: a set, for published work shows that they overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Routine work of a post.
    Allocate,
    /// Handed to a capable person, accountability kept.
    Delegate,
    /// Done by a practitioner of another profession.
    SkillShare,
    /// Kept by the task's own profession.
    Retain,
    /// Nobody in the pack's roles may do it.
    Restricted,
}

impl Outcome {
    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Allocate => "allocate",
            Outcome::Delegate => "delegate",
            Outcome::SkillShare => "skill-share",
            Outcome::Retain => "retain",
            Outcome::Restricted => "restricted",
        }
    }
}

/// The lowest level that the rules alone permit, in the order 1 < ... < 9 < needs-panel < restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleFloor {
    /// A level.
    Level(Level),
    /// The rules do not say, or leave no role.
    NeedsPanel,
    /// Law and policy admit no role.
    Restricted,
}

impl fmt::Display for RuleFloor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RuleFloor::Level(level) => level.fmt(f),
            RuleFloor::NeedsPanel => f.write_str("needs-panel"),
            RuleFloor::Restricted => f.write_str("restricted"),
        }
    }
}

/// The floors that the completions of the blanks give: one value when low = high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FloorRange {
    /// The lowest.
    pub low: RuleFloor,
    /// The highest.
    pub high: RuleFloor,
}

impl fmt::Display for FloorRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.high { self.low.fmt(f) } else { write!(f, "{}..{}", self.low, self.high) }
    }
}

/// A column of task facts that can be blank and completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// `authority`.
    Authority,
    /// A criterion, by its position in the catalogue.
    Criterion(usize),
}

/// Alternatives of which a person must satisfy one: the admit rows of one triggered stop that match the task.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The stop's name.
    pub stop: String,
    /// Admit rows, sorted; none: nobody passes.
    pub rows: Vec<RuleId>,
}

/// What governance asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A current, approved task instruction.
    Instruction,
    /// A measure, a number of `Catalogue::mitigations`.
    Measure(u16),
    /// No governance row speaks of the role.
    Silent,
}

/// Why a role, or the people in it, cannot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The acts are unknown.
    ActsUnknown,
    /// An act of law that no law row lists, a number of the catalogue's acts.
    Unlisted(u16),
    /// A stop that does not admit the role.
    Stop(String),
    /// A veto, floor or mitigation row.
    Rule(RuleId),
    /// A panel's decision.
    Panel,
    /// The rules are silent on the floor.
    FloorSilent,
    /// Something governance asks for is missing.
    Missing(Need),
    /// Nobody active in the role at the site is admitted.
    NobodyThere,
    /// People are there, none proves every requirement.
    NobodyCompetent,
    /// Able people, no supervisor.
    NoSupervisor,
    /// The task's requirements are none or unknown.
    Requires,
    /// Blanks must be decided by a panel first.
    Undecided,
}

/// What the rules say of one role for one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDecision {
    /// Passes stages 2 and 3.
    pub lawful: bool,
    /// Passes stages 2 to 6: law, policy, veto, floor, mitigation.
    pub passes: bool,
    /// Why not, in stage order.
    pub refusals: Vec<Reason>,
    /// Supervision the role needs for this task.
    pub supervision: Supervision,
    /// Rows that make it so.
    pub supervision_rows: Vec<RuleId>,
    /// What governance asks for.
    pub needs: Vec<Need>,
    /// What of it is missing.
    pub missing: Vec<Need>,
}

/// A panel's decision, checked and in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelDecision {
    /// The lowest level.
    pub floor: Level,
    /// The veto.
    pub veto: Option<Veto>,
    /// The least supervision.
    pub supervision: Option<Supervision>,
    /// The line in panel.csv.
    pub line: u64,
}

/// A stage that rows belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Stage 2.
    Law,
    /// Stage 3.
    Policy,
    /// Stage 4.
    Veto,
    /// Stage 5.
    Floor,
    /// Stage 6.
    Mitigation,
    /// Stage 7.
    Supervision,
    /// Stage 8.
    Governance,
}

/// A row that had a part in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceRow {
    /// At which stage.
    pub stage: Stage,
    /// Which row.
    pub rule: RuleId,
    /// It decided (else it matched without deciding).
    pub decides: bool,
}

/// What the rules alone say of one task, read strictly where blanks leave it open.
#[expect(clippy::struct_excessive_bools, reason = "each says a thing of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Every completion of the blanks gives the same rule verdict.
    pub decided: bool,
    /// There were too many completions: decided by intervals.
    pub bounded: bool,
    /// How many completions were looked at.
    pub completions: u64,
    /// In some completion no floor row matches and nothing vetoes.
    pub silent: bool,
    /// In some completion the floor is open although the rules speak: above 9, or no role is left.
    pub no_role: bool,
    /// In every completion law and policy admit no role.
    pub restricted: bool,
    /// Blank columns that a panel must settle.
    pub blanks: Vec<Column>,
    /// What law and policy ask of a person; all must be satisfied.
    pub grants: Vec<Grant>,
    /// Nobody passes law, whoever they are (unknown acts, or an act that no law row lists).
    pub nobody: bool,
    /// The strictest veto.
    pub veto: Option<Veto>,
    /// The floors.
    pub floor: FloorRange,
    /// The outcome set, when decided.
    pub outcomes: Vec<Outcome>,
    /// By role number.
    pub roles: Vec<RoleDecision>,
    /// Rows that matched at each stage, sorted.
    pub trace: Vec<TraceRow>,
    /// The pgd id of the task's authority, if that is what it is.
    pub pgd: Option<String>,
    /// A panel's decision was used.
    pub panel: bool,
}

impl Decision {
    /// What the rules say of a role.
    #[must_use]
    pub fn role(&self, id: RoleId) -> Option<&RoleDecision> {
        self.roles.get(usize::from(id.0))
    }

    /// The id of the task's patient group direction.
    #[must_use]
    pub fn pgd_of(authority: Option<&Authority>) -> Option<String> {
        match authority {
            Some(Authority::Pgd(id)) if !id.is_empty() => Some(id.clone()),
            _ => None,
        }
    }
}
