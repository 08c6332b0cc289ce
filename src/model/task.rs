//! Tasks: what is to be done, under which authority, needing which competencies.

use std::fmt;

use super::{Catalogue, CodeId, Codes, PanelDecision, Rank, RoleId, SiteId};

/// Number of a task, in the order of tasks.csv.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u32);

/// Under whose direction a task is done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// None is needed or given.
    None,
    /// A prescription for the patient.
    Prescription,
    /// A patient-specific direction.
    Psd,
    /// A patient group direction, with its id (blank in acts.csv and in completions).
    Pgd(String),
    /// A protocol.
    Protocol,
}

impl Authority {
    /// The five authority words.
    pub const WORDS: [&'static str; 5] = ["none", "prescription", "psd", "pgd", "protocol"];

    /// The authority's word, without the id of a direction.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Authority::None => "none",
            Authority::Prescription => "prescription",
            Authority::Psd => "psd",
            Authority::Pgd(_) => "pgd",
            Authority::Protocol => "protocol",
        }
    }

    /// The authority of a word; a `pgd` gets the id given.
    #[must_use]
    pub fn from_word(word: &str, id: &str) -> Option<Self> {
        Some(match word {
            "none" => Authority::None,
            "prescription" => Authority::Prescription,
            "psd" => Authority::Psd,
            "pgd" => Authority::Pgd(id.to_owned()),
            "protocol" => Authority::Protocol,
            _ => return None,
        })
    }

    /// An authority as tasks.csv writes it: a direction needs its id (`pgd:flu-2026`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix("pgd:") {
            Some(id) => (!id.is_empty()).then(|| Authority::Pgd(id.to_owned())),
            None => Self::from_word(text, "").filter(|a| !matches!(a, Authority::Pgd(_))),
        }
    }
}

impl fmt::Display for Authority {
    /// As tasks.csv writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Authority::Pgd(id) => write!(f, "pgd:{id}"),
            other => f.write_str(other.word()),
        }
    }
}

/// One competency that a task needs, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement {
    /// The competency.
    pub code: CodeId,
    /// The least proficiency.
    pub rank: Rank,
}

/// What a task needs of whoever does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requires {
    /// Known, at least one, sorted by code, each code once.
    Known(Vec<Requirement>),
    /// The cell is blank: nobody can be shown to be able.
    None,
    /// An entry cannot be read: nobody can be shown to be able.
    Unknown,
}

/// One task at one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The id as in the file.
    pub id: String,
    /// The site as in the file, blank if blank.
    pub site: String,
    /// The site on the roster, if anybody works there.
    pub site_id: Option<SiteId>,
    /// The title.
    pub title: String,
    /// The line of its row.
    pub line: u64,
    /// What it needs.
    pub requires: Requires,
    /// Minutes each time, in thousandths; for reporting.
    pub minutes: Option<u64>,
    /// Times a week, in thousandths; for reporting.
    pub per_week: Option<u64>,
    /// The role that does it now; for reporting.
    pub done_by: Option<RoleId>,
    /// The profession whose work it is.
    pub profession: Option<u16>,
    /// Its authority; `None` is unknown.
    pub authority: Option<Authority>,
    /// Its restricted acts, sorted; `None` is unknown, an empty list asserts that there are none.
    pub acts: Option<Vec<u16>>,
    /// Its task instruction is filled in and within its review date.
    pub instruction_current: bool,
    /// Measures it states, sorted.
    pub mitigations: Vec<u16>,
    /// Criteria as the file has them, by the catalogue's order; `None` is unknown.
    pub stated: Vec<Option<u8>>,
    /// Criteria as they count: `steps_established` is the riskier of the column and the instruction.
    pub facts: Vec<Option<u8>>,
    /// A panel's decision that binds.
    pub panel: Option<PanelDecision>,
}

impl Task {
    /// A task of which nothing is known but its id, authority and acts: no requirement, no criterion.
    #[must_use]
    pub fn bare(id: &str, authority: Option<Authority>, acts: Option<Vec<u16>>) -> Self {
        Self {
            id: id.to_owned(),
            site: String::new(),
            site_id: None,
            title: String::new(),
            line: 0,
            requires: Requires::None,
            minutes: None,
            per_week: None,
            done_by: None,
            profession: None,
            authority,
            acts,
            instruction_current: false,
            mitigations: Vec::new(),
            stated: Vec::new(),
            facts: Vec::new(),
            panel: None,
        }
    }

    /// BLAKE3 of the facts that a panel decides on: acts, authority, requires and criteria. Acts that are known to be none
    /// are written `none`.
    #[must_use]
    pub fn facts_hash(&self, catalogue: &Catalogue, codes: &Codes) -> String {
        let sorted = |mut words: Vec<String>| {
            words.sort_unstable();
            words.join(";")
        };
        let acts = self.acts.as_ref().map_or(String::new(), |acts| match acts.as_slice() {
            [] => "none".to_owned(),
            acts => sorted(acts.iter().map(|act| catalogue.act_names.name(*act).to_owned()).collect()),
        });
        let authority = self.authority.as_ref().map_or(String::new(), Authority::to_string);
        let requires = match &self.requires {
            Requires::Known(list) => sorted(
                list.iter()
                    .map(|r| format!("{}:{}", codes.name(r.code), catalogue.rank_word(r.rank)))
                    .collect(),
            ),
            Requires::None | Requires::Unknown => String::new(),
        };
        let mut text = format!("acts={acts}\nauthority={authority}\nrequires={requires}\n");
        let mut criteria: Vec<_> = catalogue.criteria.iter().zip(&self.stated).collect();
        criteria.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        for (criterion, stated) in criteria {
            let value = stated.map_or("", |value| criterion.values.name(u16::from(value)));
            text.extend([criterion.name.as_str(), "=", value, "\n"]);
        }
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }
}

/// What became of a file's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accounting {
    /// Rows in the file, without header and blank lines.
    pub rows: u64,
    /// Rows that take part.
    pub used: u64,
    /// Good rows that this run does not need.
    pub not_asked_for: u64,
    /// Rows that were there before.
    pub duplicate: u64,
    /// Refused rows, all of them in `rejects/`.
    pub rejected: u64,
}

impl Accounting {
    /// Whether no row is lost and none counted twice.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.rows == self.used + self.not_asked_for + self.duplicate + self.rejected
    }
}
