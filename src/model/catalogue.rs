//! The catalogue: everything a pack defines by name, so that rosters and tasks become positions in it.

use super::{Authority, Column, Day, Level, Rank, Supervision, Words};

/// Number of a role in [`Catalogue::roles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub u16);

/// Number of a rule in [`Catalogue::rules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u32);

/// Number of a stop in [`Catalogue::stops`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StopId(pub u16);

/// A task property with a closed list of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Its name, also a column of tasks.csv.
    pub name: String,
    /// What it means, in a few words.
    pub title: String,
    /// Whether its values run from safest to riskiest.
    pub ordered: bool,
    /// Its values, at most 64.
    pub values: Words,
}

/// A restricted act: a word of a task's `acts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What it means.
    pub title: String,
    /// Whether law restricts it (else policy).
    pub law: bool,
    /// The authorities under which it can be done; empty: any.
    pub authorities: Vec<Authority>,
}

/// A post type on the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its code, as in staff.csv.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its Career Framework level.
    pub level: Level,
    /// The register the post needs, a number of [`Catalogue::registers`].
    pub register: Option<u16>,
    /// The profession the post states, a number of [`Catalogue::professions`].
    pub profession: Option<u16>,
    /// The field the post states, a number of [`Catalogue::fields`].
    pub field: Option<u16>,
    /// Registered and owns assessment, planning and evaluation.
    pub practitioner: bool,
    /// May delegate onward.
    pub delegates: bool,
    /// Must be supervised by a practitioner of a listed profession.
    pub needs_listed: bool,
    /// The kinds of activity that are routine work of the post, numbers of the values of `activity_kind`.
    pub routine: Vec<u16>,
    /// The least supervision the post itself always needs.
    pub supervision: Supervision,
    /// Pay band, for reporting only: never in a decision.
    pub band: String,
}

/// What a rule says of itself, for printing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// Its id, unique in the pack.
    pub id: String,
    /// The table it stands in (`floor`).
    pub table: &'static str,
    /// The file it stands in (`floor.csv`; of a layer with its folder, `example-trust/floor.csv`).
    pub file: String,
    /// Its line in that file.
    pub line: u64,
    /// Where layers or an export say that it comes from; blank for a pack of one layer.
    pub origin: String,
    /// The stop it belongs to, if any.
    pub stop: String,
    /// Its filled condition cells, by column.
    pub conditions: Vec<(String, String)>,
    /// What it puts out (`floor 3`).
    pub output: String,
    /// Why, in plain words.
    pub because: String,
    /// The source's key.
    pub source: String,
    /// Its first day, if it has one.
    pub from: Option<Day>,
    /// Its last day, if it has one.
    pub until: Option<Day>,
    /// Its jurisdiction; blank: the pack's.
    pub jurisdiction: String,
    /// What it loosens, if it does.
    pub relaxation: Option<Relaxation>,
}

/// The papers of a row that loosens another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relaxation {
    /// The rule it loosens.
    pub relaxes: String,
    /// A post or committee.
    pub approver: String,
    /// The day of approval.
    pub approved_on: String,
    /// Its last day.
    pub expires_on: String,
    /// Why.
    pub reason: String,
}

/// A source of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// Its key.
    pub key: String,
    /// Its line in sources.csv.
    pub line: u64,
    /// Its title.
    pub title: String,
    /// law, national-guidance, local-policy or judgement.
    pub kind: String,
    /// Where it can be read.
    pub url: String,
    /// Whether it was read: yes, partly or no.
    pub read_whole: String,
}

/// Name, version and hash of a pack, printed with every answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackName {
    /// Its id.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The first 12 hex digits of the BLAKE3 hash of its files.
    pub hash: String,
    /// Its title.
    pub title: String,
    /// What must be printed with every summary: each layer's own, on a line of its own.
    pub notice: String,
    /// The pack itself, then what it extends, to the last.
    pub layers: Vec<LayerName>,
}

/// One layer of a pack; a pack that extends nothing has one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LayerName {
    /// Its id.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The first 12 hex digits of the BLAKE3 hash of its own files.
    pub hash: String,
    /// Its title.
    pub title: String,
    /// What it says must be printed.
    pub notice: String,
    /// Who has approved it; blank: nobody.
    pub approved_by: String,
    /// When.
    pub approved_on: String,
}

/// Choices of a pack about what rosters leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policies {
    /// A holding with neither expiry nor refresh period is valid (else lapsed).
    pub unknown_expiry_valid: bool,
    /// Lower requirements are lifted to this.
    pub min_proficiency: Rank,
    /// The rank of the word `competent` (or the least proficiency where a pack has none such).
    pub competent: Rank,
    /// A blank `delegator` counts as yes.
    pub delegator_unknown: bool,
}

/// Everything a pack defines by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Which pack this is.
    pub pack: PackName,
    /// The day for which it was compiled.
    pub as_at: Day,
    /// The criteria, in the order of their names' bytes.
    pub criteria: Vec<Criterion>,
    /// Names of the acts, and beside them what they are.
    pub act_names: Words,
    /// The acts, by the number of their name.
    pub acts: Vec<Act>,
    /// The roles, by level, then code.
    pub roles: Vec<Role>,
    /// Proficiencies from low to high; the first has rank 1.
    pub proficiencies: Words,
    /// Professions of practitioners and tasks.
    pub professions: Words,
    /// Professions that may supervise roles with `supervisor = listed`.
    pub listed: Vec<u16>,
    /// Registers.
    pub registers: Words,
    /// Fields of practice.
    pub fields: Words,
    /// Annotations on a register.
    pub annotations: Words,
    /// Authorisations, those under a patient group direction apart.
    pub authorisations: Words,
    /// Measures that a task may state it has.
    pub mitigations: Words,
    /// The pack's choices.
    pub policies: Policies,
    /// The stops of law and policy, in the order of their names' bytes.
    pub stops: Words,
    /// Every rule, by table order, then id.
    pub rules: Vec<RuleText>,
    /// Every source, by key.
    pub sources: Vec<SourceText>,
}

impl Catalogue {
    /// The number of a role's code.
    #[must_use]
    pub fn role(&self, code: &str) -> Option<RoleId> {
        let found = self.roles.iter().position(|role| role.code == code)?;
        u16::try_from(found).ok().map(RoleId)
    }

    /// A role by its number.
    #[must_use]
    pub fn role_of(&self, id: RoleId) -> Option<&Role> {
        self.roles.get(usize::from(id.0))
    }

    /// A role's code, for printing.
    #[must_use]
    pub fn role_code(&self, id: RoleId) -> &str {
        self.role_of(id).map_or("", |role| &role.code)
    }

    /// All roles with their numbers, by level, then code.
    pub fn roles(&self) -> impl DoubleEndedIterator<Item = (RoleId, &Role)> {
        (0u16..).map(RoleId).zip(&self.roles).collect::<Vec<_>>().into_iter()
    }

    /// The numbers of the roles at a level.
    pub fn at_level(&self, level: Level) -> impl Iterator<Item = RoleId> + Clone + use<> {
        let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        let start = place(self.roles.partition_point(|role| role.level < level));
        (start..place(self.roles.partition_point(|role| role.level <= level))).map(RoleId)
    }

    /// A rule by its number.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> Option<&RuleText> {
        usize::try_from(id.0).ok().and_then(|i| self.rules.get(i))
    }

    /// A rule's id, for printing.
    #[must_use]
    pub fn rule_id(&self, id: RuleId) -> &str {
        self.rule(id).map_or("", |rule| &rule.id)
    }

    /// A stop's name, for printing.
    #[must_use]
    pub fn stop_name(&self, id: StopId) -> &str {
        self.stops.name(id.0)
    }

    /// The position of a criterion by name.
    #[must_use]
    pub fn criterion(&self, name: &str) -> Option<usize> {
        self.criteria.iter().position(|criterion| criterion.name == name)
    }

    /// The rank of a proficiency word, 1 the lowest.
    #[must_use]
    pub fn rank(&self, proficiency: &str) -> Option<Rank> {
        self.proficiencies.find(proficiency).and_then(|i| u8::try_from(i + 1).ok()).map(Rank)
    }

    /// The word of a rank; blank for none.
    #[must_use]
    pub fn rank_word(&self, rank: Rank) -> &str {
        rank.0.checked_sub(1).map_or("", |i| self.proficiencies.name(u16::from(i)))
    }

    /// The name of a column of task facts.
    #[must_use]
    pub fn column_name(&self, column: Column) -> &str {
        match column {
            Column::Authority => "authority",
            Column::Criterion(i) => self.criteria.get(i).map_or("", |c| &c.name),
        }
    }

    /// The rules that loosen others.
    pub fn relaxing(&self) -> impl Iterator<Item = (&RuleText, &Relaxation)> {
        self.rules.iter().filter_map(|rule| Some((rule, rule.relaxation.as_ref()?)))
    }

    /// `name@version#hash`.
    #[must_use]
    pub fn pack_label(&self) -> String {
        format!("{}@{}#{}", self.pack.name, self.pack.version, self.pack.hash)
    }
}
