//! Codes that differ only by case or by zeros in front: told of, never taken for one.

use std::collections::{HashMap, HashSet};

use crate::model::{Finding, FindingCode, Place};

/// How many different codes of a kind are compared: memory must not grow with a hostile file.
const MOST: usize = 1_000_000;

/// The codes that were seen, by kind.
#[derive(Debug, Default)]
pub(super) struct Twins {
    kinds: HashMap<&'static str, Kind>,
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug, Default)]
struct Kind {
    /// The last one: most rows say what the row before said.
    last: String,
    known: HashSet<Box<str>>,
    /// By what is left without case and zeros: where the first spelling stands.
    first: HashMap<Box<str>, Place>,
}

/// The kind of a column's codes, if its twins are looked for.
pub(super) fn kind(column: &str) -> Option<&'static str> {
    match column {
        "staff_id" => Some("person"),
        "site" => Some("site"),
        "competency" | "code" | "from" | "to" => Some("competency"),
        "role" | "done_by" => Some("role"),
        _ => None,
    }
}

impl Twins {
    /// Takes in a code.
    pub(super) fn see(&mut self, kind: &'static str, code: &str, place: impl FnOnce() -> Place) {
        let codes = self.kinds.entry(kind).or_default();
        if codes.last == code {
            return;
        }
        codes.last.clear();
        codes.last.push_str(code);
        if code.is_empty() || codes.known.contains(code) || codes.known.len() >= MOST {
            return;
        }
        codes.known.insert(code.into());
        let place = place();
        match codes.first.get(folded(code).as_str()) {
            None => {
                codes.first.insert(folded(code).into(), place);
            }
            Some(there) => {
                // the other's spelling is a value of the data and stands where it says
                let message = format!("only case or zeros in front tell this {kind} from the one at {there}");
                let help =
                    "they stay two; if they are one, map one to the other, or fill numbers up with `pad`";
                self.findings.push(Finding::new(FindingCode::CodeTwin, place, code, message, help));
            }
        }
    }
}

fn folded(code: &str) -> String {
    let bare = code.trim_start_matches('0');
    if bare.is_empty() { "0".to_owned() } else { bare.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_are_told_once_per_spelling() {
        let mut twins = Twins::default();
        for code in ["S1", "s1", "S1", "s1", "S2", "007", "7", "0", "00", ""] {
            twins.see("person", code, || Place { file: "f".into(), line: 1, column: String::new() });
        }
        twins.see("site", "S2", || Place { file: "f".into(), line: 1, column: String::new() });
        let values: Vec<&str> = twins.findings.iter().map(|finding| finding.value.as_str()).collect();
        assert_eq!(values, ["s1", "7", "00"]);
    }
}
