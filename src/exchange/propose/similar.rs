//! How alike two titles are: words in common, rare words counting more, misspelt words counting nearly as much.

use std::collections::{BTreeMap, BTreeSet};

/// Words that say nothing of what a title is about.
const EMPTY: [&str; 14] =
    ["of", "and", "the", "a", "an", "to", "for", "with", "in", "on", "or", "by", "at", "nhs"];

/// Short forms and what they stand for.
const SHORT: [(&str, &str); 24] = [
    ("bls", "basic life support"),
    ("ils", "immediate life support"),
    ("ipc", "infection prevention control"),
    ("hca", "healthcare support worker"),
    ("hcsw", "healthcare support worker"),
    ("rn", "staff nurse"),
    ("rgn", "staff nurse adult"),
    ("rmn", "staff nurse mental health"),
    ("ot", "occupational therapist"),
    ("slt", "speech language therapist"),
    ("salt", "speech language therapist"),
    ("physio", "physiotherapist"),
    ("odp", "operating department practitioner"),
    ("anp", "advanced nurse practitioner"),
    ("ap", "assistant practitioner"),
    ("na", "nursing associate"),
    ("msw", "maternity support worker"),
    ("snr", "senior"),
    ("sr", "senior"),
    ("asst", "assistant"),
    ("obs", "vital sign"),
    ("ng", "nasogastric"),
    ("meds", "medicine"),
    ("mgmt", "management"),
];

/// Names of posts that are written otherwise in the pack.
const PHRASES: [(&str, &str); 6] = [
    ("health care", "healthcare"),
    ("healthcare assistant", "healthcare support worker"),
    ("care assistant", "healthcare support worker"),
    ("nursing assistant", "healthcare support worker"),
    ("clinical support worker", "healthcare support worker"),
    ("registered nurse", "staff nurse"),
];

/// The words of a title: small letters, no plural `s`, each once, short forms written out, empty words left out.
pub(super) fn words(title: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut lower = title.to_lowercase().replace("'s", "");
    for (theirs, ours) in PHRASES {
        if lower.contains(theirs) && !lower.contains(ours) {
            lower = lower.replace(theirs, ours);
        }
    }
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match SHORT.iter().find(|(short, _)| *short == word) {
            Some((_, long)) => words.extend(long.split(' ').map(str::to_owned)),
            None if EMPTY.contains(&word) => {}
            None => words.push(single(word)),
        }
    }
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words
}

fn single(word: &str) -> String {
    let plural =
        word.len() > 3 && word.ends_with('s') && !["ss", "is", "us"].iter().any(|end| word.ends_with(end));
    if plural { word.strip_suffix('s').unwrap_or(word).to_owned() } else { word.to_owned() }
}

/// How much the words of some titles count: 1, and 1 more for every halving of the titles that have the word.
#[derive(Debug, Default)]
pub(super) struct Weights {
    titles: u64,
    having: BTreeMap<String, u64>,
}

impl Weights {
    pub(super) fn of<'t>(titles: impl IntoIterator<Item = &'t [String]>) -> Self {
        let mut weights = Self::default();
        for title in titles {
            weights.titles += 1;
            for word in title.iter().collect::<BTreeSet<_>>() {
                *weights.having.entry(word.clone()).or_default() += 1;
            }
        }
        weights
    }

    fn of_word(&self, word: &str) -> u64 {
        let having = self.having.get(word).copied().unwrap_or(1).max(1);
        1 + u64::from((self.titles.max(1) / having).max(1).ilog2())
    }

    /// How alike two lists of words are, in percent: the weight of what they share, of the weight of both. A word shared
    /// but for a slip counts 8 tenths, one that begins the other 7 tenths, one of the same
    /// stem 6.
    pub(super) fn alike(&self, theirs: &[String], ours: &[String]) -> u8 {
        let weight = |words: &[String]| words.iter().map(|word| 10 * self.of_word(word)).sum::<u64>();
        let mut left: Vec<&String> = ours.iter().collect();
        let mut shared = 0;
        for theirs in theirs {
            let best = left
                .iter()
                .enumerate()
                .map(|(at, ours)| (tenths(theirs, ours), std::cmp::Reverse(at)))
                .max()
                .filter(|(tenths, _)| *tenths > 0);
            if let Some((tenths, std::cmp::Reverse(at))) = best {
                let ours = left.remove(at);
                shared += tenths * self.of_word(ours).min(self.of_word(theirs));
            }
        }
        let all = (weight(theirs) + weight(ours)).saturating_sub(shared);
        crate::exchange::meaning::percent(shared, all)
    }
}

/// How far one word is the other, in tenths.
fn tenths(a: &str, b: &str) -> u64 {
    if a == b {
        return 10;
    }
    // numbers are the same or they are not
    if a.bytes().any(|c| c.is_ascii_digit()) || b.bytes().any(|c| c.is_ascii_digit()) {
        return 0;
    }
    let shorter = a.chars().count().min(b.chars().count());
    if shorter >= 5 && crate::model::headers::one_slip(a, b) {
        8
    } else if shorter >= 5 && (a.starts_with(b) || b.starts_with(a)) {
        7
    } else if one_stem(a, b) {
        6
    } else {
        0
    }
}

/// Whether two words begin with the same six letters or more and differ in at most four behind them: physiotherapist,
/// physiotherapy.
fn one_stem(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    shared >= 6 && a.chars().count().max(b.chars().count()) - shared <= 4
}

/// A candidate with how sure it is; of several, the surest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) ours: String,
    pub(super) confidence: u8,
    pub(super) evidence: String,
}

/// What a value is, if anything is sure enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// One candidate is surer than all others.
    One(Candidate),
    /// Several are as sure.
    Tied(Vec<Candidate>),
    None,
}

/// Less than this is no proposal.
pub(super) const LEAST: u8 = 40;

/// The surest candidate; never one of several that are as sure.
pub(super) fn choose(mut candidates: Vec<Candidate>) -> Choice {
    candidates.retain(|candidate| candidate.confidence >= LEAST);
    candidates.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| a.ours.cmp(&b.ours)));
    let best = candidates.first().map_or(0, |best| best.confidence);
    candidates.retain(|candidate| candidate.confidence == best);
    match candidates.len() {
        0 => Choice::None,
        1 => candidates.pop().map_or(Choice::None, Choice::One),
        _ => Choice::Tied(candidates),
    }
}

/// A word in a form in which case, blanks and hyphens do not count.
pub(super) fn folded(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_count_more_and_slips_little_less() {
        let titles: Vec<Vec<String>> =
            ["Take vital signs", "Take venous blood", "Take a history", "Dress a wound"].map(words).to_vec();
        let weights = Weights::of(titles.iter().map(Vec::as_slice));
        let alike = |a: &str, b: &str| weights.alike(&words(a), &words(b));
        assert_eq!(alike("Take vital signs", "take Vital-Sign"), 100);
        assert!(alike("venous blood", "Take venous blood") > alike("Take blood", "Take venous blood"));
        assert!(alike("Take venus blood", "Take venous blood") > 80);
        assert_eq!(alike("Level 2", "Level 3"), alike("Level 3", "Level 2"));
        assert!(alike("Safeguarding 2", "Safeguarding 3") < 60);
        assert_eq!(alike("", ""), 0);
    }

    #[test]
    fn a_tie_is_no_choice_and_the_surest_comes_first() {
        let candidate =
            |ours: &str, confidence| Candidate { ours: ours.to_owned(), confidence, evidence: String::new() };
        let (a, b, c) = (candidate("a", 70), candidate("b", 70), candidate("c", 80));
        assert_eq!(choose(vec![a.clone(), c.clone(), b.clone()]), Choice::One(c));
        assert_eq!(choose(vec![b.clone(), a.clone()]), Choice::Tied(vec![a, b]));
        assert_eq!(choose(vec![candidate("a", 39)]), Choice::None);
    }
}
