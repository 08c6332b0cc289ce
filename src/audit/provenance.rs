//! Where rules come from and when they hold: rows out of force, and sources that nobody read whole.

use super::found::{Found, of_file, of_rule};
use crate::model::{Finding, FindingCode, RuleText};
use crate::rules::Pack;

/// Rows out of force with the reason, and sources by how far they were read.
pub(super) fn check(pack: &Pack, found: &mut Vec<Found>) {
    for (rule, _) in pack.catalogue.rules.iter().zip(&pack.in_force).filter(|(_, force)| !**force) {
        let (code, message) = why(pack, rule);
        let help = "nothing to do if that is meant";
        found.push(Found::new(Finding::new(code, of_rule(rule), rule.id.clone(), message, help)));
    }
    for source in &pack.catalogue.sources {
        let rests = pack.catalogue.rules.iter().filter(|rule| rule.source == source.key).count();
        let law = pack.catalogue.rules.iter().any(|rule| rule.source == source.key && rule.table == "law");
        let place = of_file("sources.csv", source.line);
        let mut tell = |code, message: String, help: &'static str| {
            found.push(Found::new(Finding::new(code, place.clone(), source.key.clone(), message, help)));
        };
        if rests > 0 && source.read_whole == "no" {
            let message = format!("{rests} rules rest on a source that was not read ({})", source.kind);
            tell(FindingCode::SourceUnread, message, "read it, or have the rules signed off as judgement");
        }
        if law && source.kind == "judgement" {
            let message = "law rows rest on judgement".to_owned();
            tell(FindingCode::SourceUnread, message, "check them against the law before relying on them");
        }
    }
}

fn why(pack: &Pack, rule: &RuleText) -> (FindingCode, String) {
    let as_at = pack.catalogue.as_at;
    if rule.from.is_some_and(|from| from > as_at) {
        let from = rule.from.map(|day| day.to_string()).unwrap_or_default();
        return (FindingCode::RuleLater, format!("not in force before {from}"));
    }
    match rule.until.filter(|until| *until < as_at) {
        Some(until) => (FindingCode::RuleEnded, format!("ended on {until}")),
        None => (FindingCode::RuleElsewhere, format!("of another jurisdiction ({})", rule.jurisdiction)),
    }
}
