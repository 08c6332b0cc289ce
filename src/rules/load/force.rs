//! Which rows are in force on a day: dates, jurisdiction, and restrictions that outlive their end.

use super::problems::Problems;
use super::rules::{Effect, RuleRow};
use crate::model::{Day, FindingCode};

/// For each row whether it is in force. A restriction past its end stays in force, with a finding, unless a row that
/// is in force replaces it (semantics: silence of a lapsed rule must not permit).
pub(super) fn in_force(rows: &[RuleRow<'_>], as_at: Day, problems: &mut Problems) -> Vec<bool> {
    let mut force: Vec<bool> = rows.iter().map(|row| begun(row, as_at) && !ended(row, as_at)).collect();
    // a restriction kept alive may itself be the replacement of another: repeat until nothing changes. Chains of
    // `replaces` have no circles, so each row's state settles once that of its replacement has
    loop {
        let next: Vec<bool> = rows
            .iter()
            .map(|row| {
                begun(row, as_at) && (!ended(row, as_at) || (restricts(row) && !replaced(row, rows, &force)))
            })
            .collect();
        if next == force {
            break;
        }
        force = next;
    }
    for (row, _) in rows.iter().zip(&force).filter(|(row, force)| **force && ended(row, as_at)) {
        let until = row.until.map(|day| day.to_string()).unwrap_or_default();
        let message = "past its end, and no rule in force replaces it: it still binds";
        let help = "renew it, or add the rule that replaces it and name this one in `replaces`";
        problems.at(FindingCode::RuleExpired, row.row.at("effective_until"), &until, message, help);
    }
    force
}

fn begun(row: &RuleRow<'_>, as_at: Day) -> bool {
    row.on && row.from.is_none_or(|from| from <= as_at)
}

fn ended(row: &RuleRow<'_>, as_at: Day) -> bool {
    row.until.is_some_and(|until| until < as_at)
}

fn restricts(row: &RuleRow<'_>) -> bool {
    row.effect == Effect::Restrict && row.relaxes.is_empty()
}

fn replaced(row: &RuleRow<'_>, rows: &[RuleRow<'_>], force: &[bool]) -> bool {
    rows.iter().zip(force).any(|(other, force)| *force && other.replaces == row.id)
}
