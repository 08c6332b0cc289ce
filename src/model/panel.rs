//! A panel's decision: what it says, in what it is looser than the rules, and how a worksheet of decisions looks.

use std::fmt;

use super::{Catalogue, Day, Level, StopId, Supervision, Veto};

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
    /// When it was decided, if the row says so.
    pub decided_on: Option<Day>,
    /// The last day on which it binds.
    pub review_on: Day,
    /// Who decided, by role.
    pub panel: String,
    /// Why.
    pub rationale: String,
    /// Who disagreed, by role, and why.
    pub dissent: String,
    /// In what it is looser than the rules.
    pub looser: Option<Looser>,
}

impl PanelDecision {
    /// In words: `floor 4, veto none, supervision remote, decided 2026-06-10, review 2027-06-30`.
    #[must_use]
    pub fn says(&self) -> String {
        let supervision = self.supervision.map_or("the rules'", Supervision::word);
        let decided = self.decided_on.map(|day| format!(", decided {day}")).unwrap_or_default();
        format!(
            "floor {}, veto {}, supervision {supervision}{decided}, review {}",
            self.floor,
            self.veto.map_or("none", Veto::word),
            self.review_on
        )
    }
}

/// A floor of the tables, before any role is looked at: a level, or above all levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableFloor {
    /// A level.
    Level(Level),
    /// Above 9.
    Above,
}

impl fmt::Display for TableFloor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableFloor::Level(level) => level.fmt(f),
            TableFloor::Above => f.write_str("above 9"),
        }
    }
}

/// In what a decision is looser than stages 3 to 6 of the rules; at least one of the three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looser {
    /// The highest floor of the rules, and the panel's below it.
    pub floor: Option<(TableFloor, Level)>,
    /// The strictest veto of the rules, and the panel's weaker one.
    pub veto: Option<(Veto, Option<Veto>)>,
    /// Policy stops of the rules, which bind under no panel's decision.
    pub stops: Vec<StopId>,
}

impl Looser {
    /// In words: `floor 2 where the rules say 4; policy stop P1 lifted`.
    #[must_use]
    pub fn says(&self, catalogue: &Catalogue) -> String {
        let mut parts = Vec::new();
        if let Some((rules, panel)) = self.floor {
            parts.push(format!("floor {panel} where the rules say {rules}"));
        }
        if let Some((rules, panel)) = self.veto {
            let panel = panel.map_or("none", Veto::word);
            parts.push(format!("veto {panel} where the rules say {}", rules.word()));
        }
        parts.extend(
            self.stops.iter().map(|stop| format!("policy stop {} lifted", catalogue.stop_name(*stop))),
        );
        parts.join("; ")
    }
}

/// Why a decision does not bind, or soon will not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapsed {
    /// The task, by its place in tasks.csv.
    pub task: usize,
    /// What the row says, in words.
    pub decision: String,
    /// Every reason.
    pub why: Vec<&'static str>,
}

/// How a worksheet for a panel looks to who writes and to who reads it.
#[derive(Debug, Clone, Copy)]
pub struct Worksheet;

impl Worksheet {
    /// The column by which a worksheet is known.
    pub const MARK: &'static str = "worksheet";
    /// What the columns of criteria begin with.
    pub const FACT: &'static str = "fact_";
    /// Columns that say what the program knows and proposes before the criteria ...
    pub const BEFORE: [&'static str; 8] =
        [Self::MARK, "listed_for", "title", "acts", "authority", "requires", "profession", "mitigations"];
    /// ... and behind them. Nothing reads any of these.
    pub const BEHIND: [&'static str; 9] = [
        "proposed_status",
        "proposed_floor",
        "proposed_outcomes",
        "proposed_level",
        "proposed_roles",
        "proposed_supervision",
        "deciding_blanks",
        "reasons",
        "earlier_decision",
    ];
    /// Columns that a panel fills in. A row in which all are blank decides nothing and is no fault.
    pub const TO_FILL: [&'static str; 8] =
        ["floor", "veto", "supervision", "rationale", "panel", "decided_on", "review_on", "dissent"];

    /// Whether a column of a worksheet is there to be looked at only.
    #[must_use]
    pub fn shows(column: &str) -> bool {
        column.starts_with(Self::FACT) || Self::BEFORE.contains(&column) || Self::BEHIND.contains(&column)
    }
}
