//! Stage 0: which rows of a pack are in force.

use super::dates::Date;
use super::pack::Rule;

/// The rows in force on a day, where `applies` says which jurisdictions are on.
pub(super) fn in_force(rules: Vec<Rule>, applies: &[String], as_at: Date) -> Vec<Rule> {
    let mut current = Vec::new();
    let mut expired = Vec::new();
    for rule in rules {
        let on = rule.jurisdiction.is_empty() || applies.contains(&rule.jurisdiction);
        let begun = rule.from.is_none_or(|from| from <= as_at);
        let over = rule.until.is_some_and(|until| until < as_at);
        if on && over && rule.restricts() {
            expired.push(rule);
        } else if on && begun && !over {
            current.push(rule);
        }
    }
    // An expired restriction stays unless a row in force replaces it, and that row may itself be an expired one that
    // stays. So: what a row in force replaces is gone; what nobody can still replace stays; again until nothing
    // changes. Rows that replace each other in a circle stay.
    loop {
        let before = (current.len(), expired.len());
        expired.retain(|rule| !current.iter().any(|other| replaces(other, rule)));
        let (disputed, stays) =
            expired.iter().cloned().partition(|rule| expired.iter().any(|other| replaces(other, rule)));
        expired = disputed;
        let stays: Vec<Rule> = stays;
        current.extend(stays);
        if before == (current.len(), expired.len()) {
            break;
        }
    }
    current.extend(expired);
    current
}

fn replaces(row: &Rule, other: &Rule) -> bool {
    row.replaces == other.id && row.table == other.table && row.effect == other.effect
}
