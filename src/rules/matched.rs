//! Rows that match one completion, with the rows that stand in for them, and what is kept of why.

use super::facts::Mode;
use super::pack::{Pack, Row};
use crate::model::{Reason, RoleSet};
use crate::table::{Matches, RowSet};

/// Rows of a pack that match, read in a mode.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matched<'a> {
    pub(super) pack: &'a Pack,
    pub(super) rows: &'a RowSet,
}

impl<'a> Matched<'a> {
    /// Rows of a kind that match.
    pub(super) fn of(self, kind: &'a RowSet) -> impl Iterator<Item = (usize, &'a Row)> {
        self.rows.common(kind).filter_map(move |number| Some((number, self.pack.rows.get(number)?)))
    }

    /// The matching rows that stand in for a row.
    pub(super) fn relaxing(self, row: &'a Row) -> impl Iterator<Item = (usize, &'a Row)> + Clone {
        let matching = row.relaxed_by.iter().copied().filter(move |number| self.rows.contains(*number));
        matching.filter_map(move |number| Some((number, self.pack.rows.get(number)?)))
    }
}

/// Rows read in a mode: strictly, what may match restricts and does not grant; mildly the reverse.
pub(super) fn read(pack: &Pack, matches: &Matches, mode: Mode) -> RowSet {
    let (restricting, granting) = match mode {
        Mode::Strict => (&matches.possible, &matches.certain),
        Mode::Mild => (&matches.certain, &matches.possible),
    };
    let (mut rows, mut grants) = (restricting.clone(), granting.clone());
    rows.remove_all(&pack.kinds.granting);
    grants.intersect(&pack.kinds.granting);
    rows.union(&grants);
    rows
}

/// Reasons and rows, of one completion or of several.
#[derive(Debug, Default)]
pub(super) struct Why {
    /// Why roles do not pass, in stage order.
    pub(super) refusals: Vec<(Reason, RoleSet)>,
    /// Rows that matched without deciding.
    pub(super) seen: RowSet,
    /// Rows that decided.
    pub(super) deciding: RowSet,
}

impl Why {
    pub(super) fn refuse(&mut self, reason: Reason, roles: RoleSet) {
        add(&mut self.refusals, reason, roles);
    }

    pub(super) fn clear(&mut self) {
        self.refusals.clear();
        self.seen.clear();
        self.deciding.clear();
    }
}

/// Adds roles to a thing of an ascending list.
pub(super) fn add<T: Ord>(list: &mut Vec<(T, RoleSet)>, thing: T, roles: RoleSet) {
    if roles.is_empty() {
        return;
    }
    match list.binary_search_by(|(other, _)| other.cmp(&thing)) {
        Err(place) => list.insert(place, (thing, roles)),
        Ok(place) => {
            if let Some((_, known)) = list.get_mut(place) {
                *known |= roles;
            }
        }
    }
}
