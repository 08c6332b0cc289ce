//! Competencies, proficiency ranks, links, and what holdings become.

use std::collections::BTreeMap;

use super::{Day, Ids};

/// Number of a competency code in [`Codes::list`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeId(pub u32);

/// Number of a competency after same-as merging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// How far a competency is held: 1 is the pack's lowest proficiency, 0 nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rank(pub u8);

impl Rank {
    /// Nothing proved.
    pub const NOTHING: Rank = Rank(0);

    /// The rank just below, at least nothing.
    #[must_use]
    pub fn below(self) -> Rank {
        Rank(self.0.saturating_sub(1))
    }
}

/// A competency as competencies.csv has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Months after which it must be assessed again.
    pub refresh_months: Option<u16>,
}

/// The known competencies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Codes {
    /// By number. With a competencies file: by the bytes of the code.
    pub list: Vec<Code>,
    /// Number by code.
    pub by_code: BTreeMap<String, CodeId>,
}

impl Codes {
    /// The number of a known code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<CodeId> {
        self.by_code.get(code).copied()
    }

    /// The number of a code, added if it is new; `None` past four thousand million codes.
    pub fn add(&mut self, code: Code) -> Option<CodeId> {
        if let Some(found) = self.find(&code.code) {
            return Some(found);
        }
        let id = u32::try_from(self.list.len()).ok().map(CodeId)?;
        self.by_code.insert(code.code.clone(), id);
        self.list.push(code);
        Some(id)
    }

    /// A competency by number.
    #[must_use]
    pub fn get(&self, id: CodeId) -> Option<&Code> {
        usize::try_from(id.0).ok().and_then(|i| self.list.get(i))
    }

    /// A competency's code, for printing.
    #[must_use]
    pub fn name(&self, id: CodeId) -> &str {
        self.get(id).map_or("", |code| &code.code)
    }
}

/// How two competencies are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Whoever proves `from` proves `to`.
    Covers,
    /// `from` counts only with `to`.
    Prerequisite,
    /// Two names of one competency.
    SameAs,
}

impl Kind {
    /// The word in links.csv.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Covers => "covers",
            Kind::Prerequisite => "prerequisite",
            Kind::SameAs => "same-as",
        }
    }
}

/// One accepted link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    /// How.
    pub kind: Kind,
    /// From.
    pub from: CodeId,
    /// To.
    pub to: CodeId,
    /// The proficiency at `from`, if stated.
    pub from_rank: Option<Rank>,
    /// The proficiency at `to`, if stated.
    pub to_rank: Option<Rank>,
    /// The line of its row.
    pub line: u64,
}

/// All accepted links, and the codes that refused ones disable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    /// Accepted links.
    pub list: Vec<Link>,
    /// Codes that nobody can prove, because a prerequisite of theirs could not be read.
    pub disabled: Vec<CodeId>,
}

/// A cycle: codes in order, the first again at the end, and the lines of the links between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkFault {
    /// Which kind of link runs in a circle.
    pub kind: Kind,
    /// The whole path, the first code again at the end.
    pub path: Vec<CodeId>,
    /// The lines of the links on the path.
    pub lines: Vec<u64>,
}

/// What a run needs of a competency's holdings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedCode {
    /// The merged competency, if any task needs it.
    pub node: Option<NodeId>,
    /// Its own refresh period.
    pub refresh_months: Option<u16>,
}

/// Which holdings a run needs: all that the intake of holdings knows of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The as-at date.
    pub as_at: Day,
    /// Every known competency code.
    pub codes: Ids,
    /// By number of the code.
    pub by_code: Vec<WantedCode>,
}
