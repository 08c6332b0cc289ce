//! A compiled pack: tables of rows in force, positions instead of names.

use super::kinds::{Kinds, Ladder};
use super::outcomes::Named;
use crate::model::{
    Catalogue, Finding, Level, Need, RoleSet, RuleId, Severity, Stage, StopId, Supervision, Task, Veto,
};
use crate::table::{Cell, Compiled};

/// A rule pack, loaded, checked and compiled for one day.
#[derive(Debug)]
pub struct Pack {
    /// Everything it defines by name.
    pub catalogue: Catalogue,
    /// What was noticed while loading; errors refuse the pack, so these are warnings and notes.
    pub findings: Vec<Finding>,
    /// For each rule of the catalogue whether it is in force.
    pub in_force: Vec<bool>,
    /// The pack's own tests.
    pub cases: Vec<Case>,
    /// Every row in force of every table over acts, authority and criteria, in the order of rule numbers.
    pub(super) table: Compiled,
    /// What the rows do, by row of `table`.
    pub(super) rows: Vec<Row>,
    pub(super) kinds: Kinds,
    pub(super) ladder: Ladder,
    pub(super) named: Named,
    /// Acts of law that no law stop row in force lists.
    pub(super) unlisted: Vec<u16>,
}

/// One row in force.
#[derive(Debug)]
pub struct Row {
    /// Its number among all rules of the pack.
    pub rule: RuleId,
    /// The stage whose table it stands in.
    pub stage: Stage,
    /// What it does where it matches.
    pub does: Does,
    /// The roles that it speaks of; of an admit row, those whose post can hold what it asks.
    pub roles: RoleSet,
    /// It stands in for another row where both match.
    pub relaxes: bool,
    /// Rows that may stand in for it, by their place among the rows in force.
    pub relaxed_by: Vec<usize>,
}

/// What a row does.
#[derive(Debug)]
pub enum Does {
    /// Sets a stop.
    Stop {
        /// Which.
        stop: StopId,
        /// Whether a task that it binds may still be called `delegate`.
        delegable: bool,
    },
    /// Admits people to a stop.
    Admit {
        /// Which.
        stop: StopId,
        /// Whether who passes by this row may be delegated to.
        delegable: bool,
        /// Whom.
        test: Box<PersonTest>,
    },
    /// Takes a stop row back.
    Lift,
    /// Vetoes.
    Veto(Veto),
    /// Sets the floor.
    Floor(Level),
    /// Raises the floor without this measure; `None` takes the row back.
    Mitigation(Option<u16>),
    /// Asks for supervision.
    Supervision(Supervision),
    /// Asks for governance.
    Governance(Vec<Need>),
}

/// What an admit row asks of a person in a post.
#[derive(Debug, PartialEq, Eq)]
pub struct PersonTest {
    /// Roles that `role`, `level` and `practitioner` match.
    pub roles: RoleSet,
    /// The register acted under.
    pub register: Cell,
    /// The profession acted under.
    pub profession: Cell,
    /// The field acted under.
    pub field: Cell,
    /// Annotations, of which one must be held.
    pub annotations: Cell,
    /// Authorisations, of which one must be held.
    pub authorisations: AuthorisationTest,
}

/// Authorisations of which a person must hold one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AuthorisationTest {
    /// Nothing is asked.
    pub any: bool,
    /// Words of the pack.
    pub words: Vec<u16>,
    /// The task's own patient group direction.
    pub own_direction: bool,
    /// Patient group directions by id.
    pub directions: Vec<String>,
}

impl Pack {
    /// Every row in force, in the order of the rows of [`Pack::table`].
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What the rows in force ask of acts, authority and criteria: columns in this order.
    #[must_use]
    pub fn table(&self) -> &Compiled {
        &self.table
    }

    /// Whether anything about the pack refuses it: such a pack can be looked at and never used.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity() == Severity::Error)
    }
}

/// Whether a cell matches a fact that may be blank: blank satisfies nothing but a blank cell.
pub(super) fn has(cell: &Cell, fact: Option<u16>) -> bool {
    cell.is_any() || fact.is_some_and(|value| cell.contains(value))
}

/// One row of cases.csv.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Its line.
    pub line: u64,
    /// The facts.
    pub task: Task,
    /// Outcomes expected, or the one word `needs-panel`.
    pub outcomes: Vec<String>,
    /// The floor expected.
    pub floor: String,
    /// Refusals expected among others, `STOP@ROLE`.
    pub refused: Vec<String>,
    /// Rules expected among the deciding ones.
    pub because: Vec<String>,
}
