//! A compiled pack: tables of rows in force, positions instead of names.

use super::kinds::{Kinds, Ladder};
use super::outcomes::Named;
use crate::model::{
    Catalogue, Finding, Level, Need, RoleSet, RuleId, Stage, StopId, Supervision, Task, Veto,
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
    pub(super) cases: Vec<Case>,
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
pub(super) struct Row {
    pub(super) rule: RuleId,
    pub(super) stage: Stage,
    pub(super) does: Does,
    /// The roles that it speaks of; of an admit row, those whose post can hold what it asks.
    pub(super) roles: RoleSet,
    /// It stands in for another row where both match.
    pub(super) relaxes: bool,
    /// Rows that may stand in for it.
    pub(super) relaxed_by: Vec<usize>,
}

/// What a row does.
#[derive(Debug)]
pub(super) enum Does {
    /// Sets a stop.
    Stop { stop: StopId, delegable: bool },
    /// Admits people to a stop.
    Admit { stop: StopId, delegable: bool, test: Box<PersonTest> },
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
#[derive(Debug)]
pub(super) struct PersonTest {
    /// Roles that `role`, `level` and `practitioner` match.
    pub(super) roles: RoleSet,
    pub(super) register: Cell,
    pub(super) profession: Cell,
    pub(super) field: Cell,
    pub(super) annotations: Cell,
    pub(super) authorisations: AuthorisationTest,
}

/// Authorisations of which a person must hold one.
#[derive(Debug, Default)]
pub(super) struct AuthorisationTest {
    /// Nothing is asked.
    pub(super) any: bool,
    /// Words of the pack.
    pub(super) words: Vec<u16>,
    /// The task's own patient group direction.
    pub(super) own_direction: bool,
    /// Patient group directions by id.
    pub(super) directions: Vec<String>,
}

/// Whether a cell matches a fact that may be blank: blank satisfies nothing but a blank cell.
pub(super) fn has(cell: &Cell, fact: Option<u16>) -> bool {
    cell.is_any() || fact.is_some_and(|value| cell.contains(value))
}

/// One row of cases.csv.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// Its id.
    pub(super) id: String,
    /// What it is about.
    pub(super) title: String,
    /// Its line.
    pub(super) line: u64,
    /// The facts.
    pub(super) task: Task,
    /// Outcomes expected, or the one word `needs-panel`.
    pub(super) outcomes: Vec<String>,
    /// The floor expected.
    pub(super) floor: String,
    /// Refusals expected among others, `STOP@ROLE`.
    pub(super) refused: Vec<String>,
    /// Rules expected among the deciding ones.
    pub(super) because: Vec<String>,
}
