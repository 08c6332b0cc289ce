//! The help of a finding about an unknown word: the nearest known word, or the known words; bounded work per file.

use std::collections::BTreeMap;

use crate::model::{FindingCode, Words};

/// How many comparisons of words one file may cost; after that a help lists words without seeking the nearest.
const WORK: usize = 3_000_000;
/// How many helps are remembered.
const KEPT: usize = 10_000;

/// Remembers helps, for the same typo tends to come in many rows.
#[derive(Debug, Default)]
pub(super) struct Hints {
    known: BTreeMap<(FindingCode, String, String), String>,
    work: usize,
}

impl Hints {
    /// What to write instead of `word` in `column`; a code and a column always go with one list of words.
    pub(super) fn help(&mut self, code: FindingCode, column: &str, word: &str, words: &Words) -> String {
        let key = (code, column.to_owned(), word.to_owned());
        if let Some(help) = self.known.get(&key) {
            return help.clone();
        }
        let help = self.seek(word, words);
        if self.known.len() < KEPT {
            self.known.insert(key, help.clone());
        }
        help
    }

    fn seek(&mut self, word: &str, words: &Words) -> String {
        if words.is_empty() {
            return "none is known; leave it blank or extend the list".to_owned();
        }
        self.work = self.work.saturating_add(words.len());
        let near = if self.work <= WORK && !word.is_empty() { words.nearest(word) } else { None };
        match near {
            Some(near) => format!("write `{near}` if that is meant"),
            None => format!("use one of: {}", words.listed()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: FindingCode = FindingCode::WordUnknown;

    #[test]
    fn nearest_else_listed_else_none() {
        let words = Words::new(["active", "left", "absent"].map(String::from));
        let mut hints = Hints::default();
        assert_eq!(hints.help(CODE, "status", "Active", &words), "write `active` if that is meant");
        assert_eq!(hints.help(CODE, "status", "Active", &words), "write `active` if that is meant");
        assert_eq!(hints.help(CODE, "status", "purple", &words), "use one of: active, left, absent");
        assert!(hints.help(CODE, "x", "y", &Words::default()).starts_with("none is known"));
    }

    #[test]
    fn work_is_bounded() {
        let words = Words::new(["active"].map(String::from));
        let mut hints = Hints { work: WORK, ..Hints::default() };
        assert_eq!(hints.help(CODE, "status", "actve", &words), "use one of: active");
    }
}
