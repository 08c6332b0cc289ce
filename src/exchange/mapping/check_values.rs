//! What may be wrong with the words of a mapping.

use super::lines::Lines;
use super::read::{Problems, repeated};
use super::{Mapping, ValuePair};
use crate::model::{SheetKind, Words};

/// Kinds of words that several columns share.
pub(super) const KINDS: [&str; 5] = ["role", "site", "competency", "proficiency", "status"];

/// Fields whose rows may be left out. A row that is left out for another word could be the one that restricts: a
/// sign-off taken back, an act, a link.
const LEFT_OUT: [&str; 6] = ["role", "site", "competency", "status", "staff_id", "task_id"];

/// Fields in which a word must not become blank, for less would then be asked.
const FILLED: [&str; 8] = ["role", "site", "competency", "proficiency", "status", "acts", "kind", "requires"];

pub(super) fn check_values(mapping: &Mapping, lines: &Lines, problems: &mut Problems) {
    let known = fields(mapping);
    for (number, values) in mapping.values.iter().enumerate() {
        let line = lines.value(number);
        if known.find(&values.field).is_none() {
            let help = match known.nearest(&values.field) {
                Some(near) => format!("write `{near}` if that is meant"),
                None => format!("use one of: {}, or a column of ours", KINDS.join(", ")),
            };
            problems.add(line, "field", &values.field, "there is no such field", help);
        }
        for (at, pair) in values.map.iter().enumerate() {
            check_pair(pair, &values.field, lines.pair(number, at), problems);
        }
        for at in repeated(values.map.iter().map(|pair| pair.theirs.as_str())) {
            let theirs = values.map.get(at).map_or("", |pair| pair.theirs.as_str());
            problems.add(
                lines.pair(number, at),
                "theirs",
                theirs,
                "the value is mapped twice",
                "keep one pair",
            );
        }
    }
    for at in repeated(mapping.values.iter().map(|values| values.field.as_str())) {
        let field = mapping.values.get(at).map_or("", |values| values.field.as_str());
        problems.add(lines.value(at), "field", field, "the field has two maps", "make one map of them");
    }
}

/// Kinds of words, columns of sheets that have words of their own, and columns that the mapping gives to tasks.
fn fields(mapping: &Mapping) -> Words {
    let columns = SheetKind::ALL.iter().flat_map(|kind| kind.required().iter().chain(kind.optional()));
    let own = mapping.sources.iter().flat_map(|source| &source.columns).map(|column| column.ours.clone());
    let shared = |name: &str| matches!(name, "done_by" | "from" | "to" | "code" | "requires");
    let named = KINDS.iter().chain(columns).map(|name| (*name).to_owned()).chain(own);
    Words::new(named.filter(|name| !shared(name) && !name.ends_with("_proficiency")))
}

fn check_pair(pair: &ValuePair, field: &str, line: u64, problems: &mut Problems) {
    if pair.theirs.trim() != pair.theirs || pair.theirs.is_empty() {
        let message = "a word of theirs that no cell can be: cells are trimmed, and a blank says nothing";
        problems.add(line, "theirs", &pair.theirs, message, "write the word without blanks around it");
    }
    match (&pair.ours, pair.leave_out) {
        (Some(_), true) => {
            problems.add(
                line,
                "ours",
                &pair.theirs,
                "both a word of ours and `leave_out`",
                "keep one of them",
            );
        }
        (None, false) => {
            let help = "write `ours = \"..\"` or `leave_out = true`";
            problems.add(line, "ours", &pair.theirs, "neither a word of ours nor `leave_out`", help);
        }
        (Some(ours), false) if ours.trim().is_empty() && FILLED.contains(&field) => {
            let message = "a word of this field cannot become blank: less would be asked";
            problems.add(line, "ours", &pair.theirs, message, "write a word of ours");
        }
        (None, true) if !LEFT_OUT.contains(&field) => {
            let message =
                "rows cannot be left out for a word of this field: they may be the ones that restrict";
            let help = format!("write `ours`; rows may be left out by {}", LEFT_OUT.join(", "));
            problems.add(line, "leave_out", &pair.theirs, message, help);
        }
        _ => {}
    }
}
