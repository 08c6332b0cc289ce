//! Stages 4 to 6 for one completion: veto, floor and mitigation.

use std::collections::BTreeSet;

use super::facts::{Facts, Mode, is_own};
use super::matched::{Matched, note};
use super::pack::Pack;
use crate::model::{Level, Reason, Role, RuleFloor, RuleId, Stage, TraceRow, Veto};
use crate::table::Input;

/// Stages 4 to 6.
pub(super) struct Height {
    pub(super) veto: Option<Veto>,
    veto_rows: Vec<(RuleId, Veto)>,
    floor_rows: Vec<RuleId>,
    rows_floor: Option<Level>,
    raised_by: Vec<RuleId>,
    /// `None`: silent, or above 9.
    pub(super) table_floor: Option<Level>,
    panel: bool,
}

pub(super) fn height(
    pack: &Pack,
    facts: &Facts<'_>,
    inputs: &[Input<'_>],
    mode: Mode,
    trace: &mut BTreeSet<TraceRow>,
) -> Height {
    if let Some(panel) = facts.panel {
        let least = panel.veto.and(pack.lowest_practitioner);
        return Height {
            veto: panel.veto,
            veto_rows: Vec::new(),
            floor_rows: Vec::new(),
            rows_floor: Some(panel.floor),
            raised_by: Vec::new(),
            table_floor: Some(least.map_or(panel.floor, |level| level.max(panel.floor))),
            panel: true,
        };
    }
    let vetoes = Matched::new(&pack.veto, inputs, mode).standing(&pack.veto, None);
    let veto = vetoes.iter().map(|(row, _)| row.output).max();
    let veto_rows: Vec<(RuleId, Veto)> = vetoes.iter().map(|(row, _)| (row.rule, row.output)).collect();
    note(trace, Stage::Veto, veto_rows.iter().map(|(rule, _)| *rule), |_| true);
    let mut floors: Vec<(RuleId, Level)> = Vec::new();
    for (row, relaxing) in Matched::new(&pack.floor, inputs, mode).standing(&pack.floor, None) {
        match relaxing.iter().map(|r| r.output).min() {
            None => floors.push((row.rule, row.output)),
            Some(mildest) => {
                note(trace, Stage::Floor, relaxing.iter().map(|r| r.rule), |_| true);
                floors.extend(relaxing.iter().map(|r| (r.rule, mildest)));
            }
        }
    }
    let rows_floor = floors.iter().map(|(_, level)| *level).max();
    let highest = |level: Level| Some(level) == rows_floor;
    let floor_rows: Vec<RuleId> =
        floors.iter().filter(|(_, level)| highest(*level)).map(|(rule, _)| *rule).collect();
    note(trace, Stage::Floor, floors.iter().map(|(rule, _)| *rule), |rule| floor_rows.contains(rule));
    let raised_by = raises(pack, facts, inputs, mode, trace);
    let practitioner = veto.and(pack.lowest_practitioner);
    let base = rows_floor.max(practitioner);
    let table_floor = if raised_by.is_empty() { base } else { base.and_then(Level::up) };
    Height { veto, veto_rows, floor_rows, rows_floor, raised_by, table_floor, panel: false }
}

/// Amber rows whose own mitigation is not on the task.
fn raises(
    pack: &Pack,
    facts: &Facts<'_>,
    inputs: &[Input<'_>],
    mode: Mode,
    trace: &mut BTreeSet<TraceRow>,
) -> Vec<RuleId> {
    let mut raised = Vec::new();
    for (row, relaxing) in Matched::new(&pack.mitigation, inputs, mode).standing(&pack.mitigation, None) {
        let answered = row.output.is_some_and(|word| facts.mitigations.contains(&word));
        if relaxing.is_empty() {
            trace.insert(TraceRow { stage: Stage::Mitigation, rule: row.rule, decides: !answered });
            if !answered {
                raised.push(row.rule);
            }
        }
        note(trace, Stage::Mitigation, relaxing.iter().map(|r| r.rule), |_| true);
    }
    raised
}

impl Height {
    /// No floor row matches, and nothing vetoes.
    pub(super) fn is_silent(&self) -> bool {
        self.rows_floor.is_none() && self.veto.is_none()
    }

    fn vetoes(&self, role: &Role, profession: Option<u16>) -> bool {
        self.veto.is_some_and(|veto| refuses(veto, role, profession))
    }

    fn reaches(&self, role: &Role) -> bool {
        self.table_floor.is_some_and(|floor| role.level >= floor)
    }

    /// Why a role does not pass stages 4 to 6.
    pub(super) fn refusals(&self, role: &Role, profession: Option<u16>, reasons: &mut Vec<Reason>) {
        let vetoed = self.vetoes(role, profession);
        let low = !self.reaches(role);
        if self.panel && (vetoed || low) {
            reasons.push(Reason::Panel);
            return;
        }
        let refusing = self.veto_rows.iter().filter(|(_, veto)| refuses(*veto, role, profession));
        reasons.extend(refusing.map(|(rule, _)| Reason::Rule(*rule)));
        if low && self.is_silent() {
            reasons.push(Reason::FloorSilent);
        } else if low {
            if self.rows_floor.is_some_and(|floor| role.level < floor) {
                reasons.extend(self.floor_rows.iter().copied().map(Reason::Rule));
            }
            reasons.extend(self.raised_by.iter().copied().map(Reason::Rule));
        }
    }
}

/// Whether a veto leaves a role out.
fn refuses(veto: Veto, role: &Role, profession: Option<u16>) -> bool {
    match veto {
        Veto::SkillShare => !role.practitioner,
        Veto::Retain => !is_own(role, profession),
    }
}

/// The lowest level at or above the table's floor of a role that passes stages 2 to 4 (semantics point 16).
pub(super) fn floor(roles: &[Role], lawful: &[bool], height: &Height, profession: Option<u16>) -> RuleFloor {
    if !lawful.contains(&true) {
        return RuleFloor::Restricted;
    }
    let standing = roles
        .iter()
        .zip(lawful)
        .filter(|(role, lawful)| **lawful && !height.vetoes(role, profession) && height.reaches(role));
    standing.map(|(role, _)| role.level).min().map_or(RuleFloor::NeedsPanel, RuleFloor::Level)
}
