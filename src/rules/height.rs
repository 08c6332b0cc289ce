//! Stages 4 to 6 for one completion: veto, floor and mitigation.

use super::facts::Facts;
use super::matched::{Matched, Why};
use super::pack::{Does, Row};
use crate::model::{Level, Reason, RoleSet, TableFloor, Veto};

/// Stages 4 to 6.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Height {
    pub(super) veto: Option<Veto>,
    /// Roles that the veto or the floor leaves out.
    pub(super) refused: RoleSet,
    /// The floor of the tables, whatever role there is.
    pub(super) table: Option<TableFloor>,
    /// No floor row matches, and nothing vetoes.
    pub(super) silent: bool,
}

impl Height {
    /// Reads the three tables, or the panel's decision in their place.
    pub(super) fn read(matched: Matched<'_>, facts: &Facts<'_>, why: &mut Why) -> Self {
        let ladder = &matched.pack.ladder;
        if let Some(panel) = facts.panel {
            let least = panel.veto.and(ladder.lowest_practitioner);
            let floor = least.map_or(panel.floor, |level| level.max(panel.floor));
            let vetoed = panel.veto.map_or(RoleSet::default(), |veto| refused_by(veto, matched, facts));
            let refused = vetoed | ladder.below(Some(floor));
            why.refuse(Reason::Panel, refused);
            let table = Some(TableFloor::Level(floor));
            return Self { veto: panel.veto, refused, table, silent: false };
        }
        let (veto, vetoed) = vetoes(matched, facts, why);
        let rows_floor = floors(matched, why);
        let base = rows_floor.max(veto.and(ladder.lowest_practitioner));
        let silent = rows_floor.is_none() && veto.is_none();
        let raised = raised(matched, facts, why);
        let level = if raised { base.and_then(Level::up) } else { base };
        let low = ladder.below(level);
        let table = base.map(|_| level.map_or(TableFloor::Above, TableFloor::Level));
        if silent {
            why.refuse(Reason::FloorSilent, low);
        } else {
            for (_, row) in amber(matched).filter(|(_, row)| !is_answered(row, facts)) {
                why.refuse(Reason::Rule(row.rule), low);
            }
        }
        Self { veto, refused: vetoed | low, table, silent }
    }
}

/// The strictest veto and whom the vetoes leave out.
fn vetoes(matched: Matched<'_>, facts: &Facts<'_>, why: &mut Why) -> (Option<Veto>, RoleSet) {
    let (mut strictest, mut vetoed) = (None, RoleSet::default());
    for (number, row) in matched.of(&matched.pack.kinds.vetoes) {
        let Does::Veto(veto) = row.does else { continue };
        let refused = refused_by(veto, matched, facts);
        why.deciding.insert(number);
        why.refuse(Reason::Rule(row.rule), refused);
        strictest = strictest.max(Some(veto));
        vetoed |= refused;
    }
    (strictest, vetoed)
}

/// Whom a veto leaves out.
fn refused_by(veto: Veto, matched: Matched<'_>, facts: &Facts<'_>) -> RoleSet {
    let ladder = &matched.pack.ladder;
    match veto {
        Veto::SkillShare => ladder.all - ladder.practitioners,
        Veto::Retain => ladder.all - ladder.own(facts.profession),
    }
}

/// The highest floor of the rows, told with the rows that make it.
fn floors(matched: Matched<'_>, why: &mut Why) -> Option<Level> {
    let highest = floor_rows(matched).map(|(_, level)| level).max()?;
    let low = matched.pack.ladder.below(Some(highest));
    for (number, level) in floor_rows(matched) {
        let Some(row) = matched.pack.rows.get(number) else { continue };
        if row.relaxes {
            why.deciding.insert(number);
        }
        if level == highest {
            why.deciding.insert(number);
            why.refuse(Reason::Rule(row.rule), low);
        } else {
            why.seen.insert(number);
        }
    }
    Some(highest)
}

/// Floor rows with what they count for: for a relaxed row those that stand in, at the mildest of their levels.
fn floor_rows(matched: Matched<'_>) -> impl Iterator<Item = (usize, Level)> {
    matched.of(&matched.pack.kinds.floors).flat_map(move |(number, row)| {
        let relaxing = matched.relaxing(row);
        let level = |does: &Does| if let Does::Floor(level) = does { Some(*level) } else { None };
        let mildest = relaxing.clone().filter_map(|(_, row)| level(&row.does)).min();
        let own = level(&row.does).filter(|_| mildest.is_none()).map(|level| (number, level));
        own.into_iter().chain(relaxing.filter_map(move |(number, _)| Some((number, mildest?))))
    })
}

/// Mitigation rows in whose place none stands.
fn amber(matched: Matched<'_>) -> impl Iterator<Item = (usize, &Row)> {
    let rows = matched.of(&matched.pack.kinds.mitigations);
    rows.filter(move |(_, row)| matched.relaxing(row).next().is_none())
}

/// Whether the measure that answers a mitigation row is on the task.
fn is_answered(row: &Row, facts: &Facts<'_>) -> bool {
    matches!(row.does, Does::Mitigation(Some(word)) if facts.mitigations.contains(&word))
}

/// Whether any mitigation row raises the floor, told with the rows that matched.
fn raised(matched: Matched<'_>, facts: &Facts<'_>, why: &mut Why) -> bool {
    let mut raised = false;
    for (_, row) in matched.of(&matched.pack.kinds.mitigations) {
        why.deciding.extend(matched.relaxing(row).map(|(number, _)| number));
    }
    for (number, row) in amber(matched) {
        if is_answered(row, facts) {
            why.seen.insert(number);
        } else {
            why.deciding.insert(number);
            raised = true;
        }
    }
    raised
}
