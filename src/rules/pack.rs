//! A compiled pack: tables of rows in force, positions instead of names.

use crate::model::{Catalogue, Finding, Level, Need, RuleId, Supervision, Task, Veto};
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
    pub(super) law: Stops,
    pub(super) policy: Stops,
    pub(super) veto: Ruled<Veto>,
    pub(super) floor: Ruled<Level>,
    /// The mitigation that answers the row; `None` takes the row back.
    pub(super) mitigation: Ruled<Option<u16>>,
    pub(super) supervision: Ruled<Supervision>,
    pub(super) governance: Ruled<Vec<Need>>,
    /// The lowest level of any practitioner role.
    pub(super) lowest_practitioner: Option<Level>,
    /// Acts of law that no law stop row in force lists.
    pub(super) unlisted: Vec<u16>,
}

/// A rule table: task conditions compiled over acts, authority and criteria; the rest beside each row.
#[derive(Debug)]
pub(super) struct Ruled<T> {
    pub(super) compiled: Compiled,
    pub(super) rows: Vec<Ruling<T>>,
}

/// One row in force.
#[derive(Debug)]
pub(super) struct Ruling<T> {
    pub(super) rule: RuleId,
    pub(super) output: T,
    /// By role number: whether its role cells match. Empty: it does not look at roles.
    pub(super) roles: Vec<bool>,
    /// It stands in for this row of the table where both match.
    pub(super) relaxes: Option<usize>,
    /// Rows that may stand in for it.
    pub(super) relaxed_by: Vec<usize>,
}

impl<T> Ruling<T> {
    /// Whether its role cells match a role.
    pub(super) fn speaks_of(&self, role: usize) -> bool {
        self.roles.is_empty() || self.roles.get(role).copied().unwrap_or(false)
    }
}

/// Law or policy: stops by name, and their rows.
#[derive(Debug)]
pub(super) struct Stops {
    pub(super) names: Vec<String>,
    pub(super) table: Ruled<StopRow>,
}

/// What a row of law or policy does.
#[derive(Debug)]
pub(super) enum StopRow {
    /// Sets the stop with this number.
    Set { stop: usize, delegable: bool },
    /// Admits people to the stop with this number.
    Admit { stop: usize, delegable: bool, test: Box<PersonTest>, posts: Vec<bool> },
    /// Takes a stop row back.
    Lift,
}

/// What an admit row asks of a person in a post.
#[derive(Debug)]
pub(super) struct PersonTest {
    /// By role number: whether `role`, `level` and `practitioner` match.
    pub(super) roles: Vec<bool>,
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
