//! Where the pack beneath says nothing of supervision or governance, silence is the strictest answer: a layer may not
//! speak there.

use super::super::problems::Problems;
use super::super::rules::{Effect, RuleRow};
use super::check::refuse;
use crate::model::{RoleId, RoleSet, Stage};
use crate::rules::pack::Pack;
use crate::table::{Cell, RowSet};

/// Refuses rows that could speak where the pack beneath is silent: they would make direct supervision less, or let what
/// is not yet governed be done.
pub(super) fn check(rules: &[RuleRow<'_>], pack: &Pack, problems: &mut Problems) {
    let others = pack.ladder.all - pack.ladder.practitioners;
    let tables = [
        (Stage::Supervision, "supervision", silent(pack, &pack.kinds.supervision, others)),
        (Stage::Governance, "needs", silent(pack, &pack.kinds.governance, pack.ladder.all)),
    ];
    for (stage, column, role) in tables {
        let Some(role) = role else { continue };
        let speaks = |rule: &&RuleRow<'_>| {
            rule.stage == stage
                && rule.effect == Effect::Restrict
                && rule.relaxes.is_empty()
                && rule.row.text(column) != "direct"
        };
        for rule in rules.iter().filter(speaks) {
            let code = pack.catalogue.role_code(role);
            let message =
                format!("the pack beneath is silent on {code} for some tasks, and silence is stricter");
            let help = "extend a pack that speaks of every role and task in this table";
            refuse(rule.row, column, &message, help, problems);
        }
    }
}

/// A role of which the rows say nothing for some fully known task. Acts only add rows, so they are left out.
fn silent(pack: &Pack, kind: &RowSet, roles: RoleSet) -> Option<RoleId> {
    let speaks_of = |role: RoleId| -> RowSet {
        let rows = kind.iter().filter(|row| pack.table.cell(*row, 0).is_some_and(Cell::is_any));
        rows.filter(|row| pack.rows.get(*row).is_some_and(|row| row.roles.contains(role))).collect()
    };
    let mut whole: Vec<RowSet> = Vec::new();
    roles.iter().find(|role| {
        let rows = speaks_of(*role);
        if whole.contains(&rows) {
            return false;
        }
        let gap = pack.table.gap(&rows).is_some();
        if !gap {
            whole.push(rows);
        }
        gap
    })
}
