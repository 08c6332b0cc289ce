//! What the rules alone say of one task: stages 1 to 8, before any person is looked at.

use std::fmt;

use super::{Authority, Level, RoleId, RoleSet, RuleId, Said, Sayings, StopId, TableFloor};

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
    /// All, in the order of outputs.
    pub const ALL: [Outcome; 5] =
        [Outcome::Allocate, Outcome::Delegate, Outcome::SkillShare, Outcome::Retain, Outcome::Restricted];

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

/// The outcomes of one task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outcomes(u8);

impl Outcomes {
    /// Adds one.
    pub fn insert(&mut self, outcome: Outcome) {
        self.0 |= 1 << outcome as u8;
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in it, in the order of outputs.
    pub fn iter(self) -> impl Iterator<Item = Outcome> {
        Outcome::ALL.into_iter().filter(move |outcome| (self.0 >> *outcome as u8) & 1 == 1)
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
    /// The stop.
    pub stop: StopId,
    /// Admit rows, sorted; none: nobody passes.
    pub rows: Box<[RuleId]>,
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

impl Need {
    /// The measure, if it is one.
    #[must_use]
    pub fn measure(self) -> Option<u16> {
        if let Need::Measure(word) = self { Some(word) } else { None }
    }
}

/// Why a role, or the people in it, cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The acts are unknown.
    ActsUnknown,
    /// An act of law that no law row lists, a number of the catalogue's acts.
    Unlisted(u16),
    /// A stop that does not admit the role.
    Stop(StopId),
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

impl Stage {
    /// The name of its table.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Stage::Law => "law",
            Stage::Policy => "policy",
            Stage::Veto => "veto",
            Stage::Floor => "floor",
            Stage::Mitigation => "mitigation",
            Stage::Supervision => "supervision",
            Stage::Governance => "governance",
        }
    }
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
    pub blanks: Box<[Column]>,
    /// What law and policy ask of a person; all must be satisfied.
    pub grants: Box<[Grant]>,
    /// Nobody passes law, whoever they are (unknown acts, or an act that no law row lists).
    pub nobody: bool,
    /// The strictest veto.
    pub veto: Option<Veto>,
    /// The floors.
    pub floor: FloorRange,
    /// The highest floor that the tables, or the panel in their place, give in any completion; `None`: they give none.
    pub table_floor: Option<TableFloor>,
    /// The outcome set, when decided.
    pub outcomes: Outcomes,
    /// Everything it says of roles.
    pub roles: Sayings,
    /// Rows that matched at each stage, sorted.
    pub trace: Box<[TraceRow]>,
    /// The pgd id of the task's authority, if that is what it is.
    pub pgd: Option<Box<str>>,
    /// A panel's decision was used.
    pub panel: bool,
}

impl Decision {
    /// What the rules say of a role.
    #[must_use]
    pub fn role(&self, id: RoleId) -> RoleDecision<'_> {
        RoleDecision { decision: self, id }
    }

    /// The roles that pass stages 2 to 6.
    #[must_use]
    pub fn passing(&self) -> RoleSet {
        self.roles.roles(Said::Passes)
    }

    /// The id of the task's patient group direction.
    #[must_use]
    pub fn pgd_of(authority: Option<&Authority>) -> Option<Box<str>> {
        match authority {
            Some(Authority::Pgd(id)) if !id.is_empty() => Some(id.as_str().into()),
            _ => None,
        }
    }
}

/// What the rules say of one role for one task.
#[derive(Debug, Clone, Copy)]
pub struct RoleDecision<'a> {
    decision: &'a Decision,
    id: RoleId,
}

impl<'a> RoleDecision<'a> {
    /// Passes stages 2 and 3.
    #[must_use]
    pub fn lawful(self) -> bool {
        self.decision.roles.roles(Said::Lawful).contains(self.id)
    }

    /// Passes stages 2 to 6: law, policy, veto, floor, mitigation.
    #[must_use]
    pub fn passes(self) -> bool {
        self.decision.passing().contains(self.id)
    }

    /// Everything said of it.
    pub fn said(self) -> impl Iterator<Item = Said> + use<'a> {
        self.decision.roles.of(self.id)
    }

    /// Why it does not pass, in stage order.
    pub fn refusals(self) -> impl Iterator<Item = Reason> + use<'a> {
        self.said().filter_map(|said| if let Said::Refused(reason) = said { Some(reason) } else { None })
    }

    /// Supervision it needs for this task.
    #[must_use]
    pub fn supervision(self) -> Supervision {
        let stated = |said| if let Said::Supervised(least) = said { Some(least) } else { None };
        self.said().find_map(stated).unwrap_or(Supervision::Direct)
    }

    /// Rows that make it so.
    pub fn supervision_rows(self) -> impl Iterator<Item = RuleId> + use<'a> {
        self.said().filter_map(|said| if let Said::SupervisedBy(rule) = said { Some(rule) } else { None })
    }

    /// What of governance's needs is missing.
    pub fn missing(self) -> impl Iterator<Item = Need> + use<'a> {
        self.said().filter_map(|said| if let Said::Misses(need) = said { Some(need) } else { None })
    }
}
