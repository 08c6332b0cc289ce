//! The sheets of a dataset: their names and the columns that each has.

/// A sheet of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SheetKind {
    /// staff.csv: one row per assignment.
    Staff,
    /// competencies.csv: what can be held.
    Competencies,
    /// tasks.csv: one row per task and site.
    Tasks,
    /// links.csv: the competency graph.
    Links,
    /// panel.csv: decisions of a consensus meeting.
    Panel,
    /// holdings.csv: who is signed off in what.
    Holdings,
}

impl SheetKind {
    /// All of them, in the order in which they are read.
    pub const ALL: [SheetKind; 6] = [
        SheetKind::Staff,
        SheetKind::Competencies,
        SheetKind::Tasks,
        SheetKind::Links,
        SheetKind::Panel,
        SheetKind::Holdings,
    ];

    /// The file's name without ending.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            SheetKind::Staff => "staff",
            SheetKind::Competencies => "competencies",
            SheetKind::Tasks => "tasks",
            SheetKind::Links => "links",
            SheetKind::Panel => "panel",
            SheetKind::Holdings => "holdings",
        }
    }

    /// The sheet with this name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Columns that must be there; the key comes first.
    #[must_use]
    pub const fn required(self) -> &'static [&'static str] {
        match self {
            SheetKind::Staff => &["staff_id", "role", "site"],
            SheetKind::Competencies => &["code", "title"],
            SheetKind::Tasks => &["task_id", "site", "title", "requires"],
            SheetKind::Links => &["from", "kind", "to"],
            SheetKind::Panel => &["task_id", "site", "facts", "floor", "review_on"],
            SheetKind::Holdings => &["staff_id", "competency", "proficiency"],
        }
    }

    /// Columns that may be there; tasks have one for each criterion of the pack besides.
    #[must_use]
    pub const fn optional(self) -> &'static [&'static str] {
        match self {
            SheetKind::Staff => &[
                "wte",
                "register",
                "profession",
                "field",
                "annotations",
                "authorisations",
                "delegator",
                "status",
            ],
            SheetKind::Competencies => &["framework", "refresh_months"],
            SheetKind::Tasks => &[
                "minutes",
                "per_week",
                "done_by",
                "profession",
                "authority",
                "acts",
                "cti",
                "cti_review_on",
                "mitigations",
            ],
            SheetKind::Links => &["from_proficiency", "to_proficiency"],
            SheetKind::Panel => &["veto", "supervision", "decided_on", "panel", "rationale", "dissent"],
            SheetKind::Holdings => &["assessed_on", "expires_on"],
        }
    }

    /// Whether it has a column of this name.
    #[must_use]
    pub fn has(self, column: &str) -> bool {
        self.required().contains(&column) || self.optional().contains(&column)
    }

    /// Columns without which more would count: one that is there under another name may not be left out.
    #[must_use]
    pub const fn guarded(self) -> &'static [&'static str] {
        match self {
            SheetKind::Staff => &["status"],
            SheetKind::Competencies => &["refresh_months"],
            SheetKind::Tasks => &[],
            SheetKind::Links => &["from_proficiency", "to_proficiency"],
            SheetKind::Panel => &["veto", "supervision", "decided_on"],
            SheetKind::Holdings => &["assessed_on", "expires_on"],
        }
    }

    /// Columns that hold a day.
    #[must_use]
    pub const fn days(self) -> &'static [&'static str] {
        match self {
            SheetKind::Holdings => &["assessed_on", "expires_on"],
            SheetKind::Tasks => &["cti_review_on"],
            SheetKind::Panel => &["review_on", "decided_on"],
            SheetKind::Staff | SheetKind::Competencies | SheetKind::Links => &[],
        }
    }
}
