//! Proposals for words: role texts, competences, levels, states, sites; most rows first.

use std::collections::BTreeMap;

use super::codes::{self, Codes};
use super::roles::Roles;
use super::similar::{Candidate, Choice};
use super::{Tallied, ValuesDraft, Vocabulary, words};
use crate::exchange::mapping::ValuePair;

/// The kinds of words for which anything is proposed, in the order in which they are written.
const KINDS: [&str; 9] =
    ["role", "site", "status", "delegator", "register", "profession", "field", "competency", "proficiency"];
/// Words without a proposal that are written as comments.
const TOLD: usize = 200;

pub(super) fn values(tallied: &Tallied, vocabulary: &Vocabulary<'_>) -> Vec<ValuesDraft> {
    let chooser = Chooser { vocabulary, roles: Roles::new(vocabulary.catalogue), codes: vocabulary.codes() };
    let kinds = KINDS.into_iter().filter_map(|kind| Some((kind, tallied.get(kind)?)));
    kinds.map(|(kind, words)| chooser.field(kind, words)).collect()
}

struct Chooser<'v, 'c> {
    vocabulary: &'v Vocabulary<'c>,
    roles: Roles<'c>,
    codes: Codes,
}

impl Chooser<'_, '_> {
    fn field(&self, kind: &str, words: &BTreeMap<String, u64>) -> ValuesDraft {
        let mut draft = ValuesDraft {
            field: kind.to_owned(),
            pairs: Vec::new(),
            notes: Vec::new(),
            rows: words.clone(),
            same: 0,
            unknown: Vec::new(),
        };
        let known = self.vocabulary.known();
        let known = known.of(kind);
        let mut by_rows: Vec<(&String, u64)> = words.iter().map(|(word, rows)| (word, *rows)).collect();
        by_rows.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
        for (word, rows) in by_rows {
            if known.is_some_and(|known| known.contains(word)) {
                draft.same += 1;
                continue;
            }
            match self.choose(kind, word) {
                Choice::One(one) => draft.pairs.push(pair(word, &one, rows)),
                Choice::None if kind == "competency" && codes::is_check(word) => {
                    draft.pairs.push(left_out(word, rows));
                }
                other => draft.nothing(word, rows, &other),
            }
        }
        draft
    }

    fn choose(&self, kind: &str, word: &str) -> Choice {
        let catalogue = self.vocabulary.catalogue;
        match kind {
            "role" => self.roles.choose(word),
            "competency" if !self.codes.is_empty() => self.codes.choose(word),
            "proficiency" => {
                words::proficiency(word, catalogue.proficiencies.iter().collect::<Vec<_>>().into_iter())
            }
            "status" => words::status(word),
            "delegator" => words::yes_no(word),
            "site" => codes::site(word, self.vocabulary.sites.iter().map(String::as_str)),
            "register" => words::of_list(word, catalogue.registers.iter()),
            "profession" => words::of_list(word, catalogue.professions.iter()),
            "field" => words::of_list(word, catalogue.fields.iter()),
            _ => Choice::None,
        }
    }
}

fn pair(theirs: &str, one: &Candidate, rows: u64) -> ValuePair {
    ValuePair {
        theirs: theirs.to_owned(),
        ours: Some(one.ours.clone()),
        leave_out: false,
        confirmed: false,
        confidence: Some(one.confidence),
        evidence: format!("{}; {}", one.evidence, several(rows)),
    }
}

fn left_out(theirs: &str, rows: u64) -> ValuePair {
    ValuePair {
        theirs: theirs.to_owned(),
        ours: None,
        leave_out: true,
        confirmed: false,
        confidence: Some(60),
        evidence: format!("a check at appointment is no competency; {}", several(rows)),
    }
}

fn several(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

impl ValuesDraft {
    /// Notes a word for which there is no proposal.
    fn nothing(&mut self, word: &str, rows: u64, why: &Choice) {
        self.unknown.push((word.to_owned(), rows));
        let theirs = super::write::quoted(word);
        let why = match why {
            Choice::Tied(tied) => {
                let shown: Vec<&str> = tied.iter().take(4).map(|one| one.ours.as_str()).collect();
                let more = tied.len().saturating_sub(shown.len());
                let more = if more > 0 { format!(" or {more} more") } else { String::new() };
                let sure = tied.first().map_or(0, |one| one.confidence);
                format!("as likely ({sure} %) {}{more}", shown.join(" or "))
            }
            _ => "nothing known is like it".to_owned(),
        };
        if self.unknown.len() <= TOLD {
            self.notes.push(format!("{{ theirs = {theirs}, ours = \"\" }},  {}: {why}", several(rows)));
        }
    }
}
