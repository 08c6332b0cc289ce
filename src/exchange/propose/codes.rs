//! Which code of competencies.csv a competence of theirs is, and which site of the tasks a place of theirs.

use super::similar::{Candidate, Choice, Weights, choose, folded, words};

/// Codes with their titles, ready to be compared with.
#[derive(Debug, Default)]
pub(super) struct Codes {
    codes: Vec<Code>,
    weights: Weights,
}

#[derive(Debug)]
struct Code {
    name: String,
    title: String,
    words: Vec<String>,
    numbers: Vec<String>,
}

/// What is checked at appointment is no competency.
const CHECKS: [&str; 8] =
    ["crb", "dbs", "right to work", "police check", "vetting", "passport", "visa", "pre-employment"];

impl Codes {
    pub(super) fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let code = |(code, title): (String, String)| {
            let (numbers, words) = apart(&title);
            Code { name: code, title, words, numbers }
        };
        let codes: Vec<Code> = pairs.into_iter().map(code).collect();
        let weights = Weights::of(codes.iter().map(|code| code.words.as_slice()));
        Self { codes, weights }
    }

    /// The code that a competence is.
    pub(super) fn choose(&self, theirs: &str) -> Choice {
        let same = self.by_code(theirs);
        if same != Choice::None {
            return same;
        }
        let title = title_of(theirs);
        let (numbers, words) = apart(title);
        let candidates = self.codes.iter().filter(|code| code.numbers == numbers).map(|code| {
            let alike = self.weights.alike(&words, &code.words);
            let owner = theirs.split_once('|').map_or(String::new(), |(owner, _)| format!(", owner {owner}"));
            Candidate {
                ours: code.name.clone(),
                confidence: u8::try_from(u16::from(alike) * 95 / 100).unwrap_or(95),
                evidence: format!("title {alike} % like `{}`{owner}", code.title),
            }
        });
        choose(candidates.collect())
    }

    /// A code that stands in the text as a word of its own, or that the text is but for case, blanks and hyphens.
    fn by_code(&self, theirs: &str) -> Choice {
        let parts: Vec<&str> = theirs.split([' ', '|', '[', ']', '(', ')', ':', ',']).collect();
        let whole = folded(theirs);
        let of = |code: &Code| {
            let (confidence, evidence) = if parts.contains(&code.name.as_str()) && code.name.len() >= 3 {
                (96, "the code stands in the text")
            } else if folded(&code.name) == whole {
                (92, "the code but for case, blanks or hyphens")
            } else {
                return None;
            };
            Some(Candidate { ours: code.name.clone(), confidence, evidence: evidence.to_owned() })
        };
        choose(self.codes.iter().filter_map(of).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

/// Whether a text names a check at appointment.
pub(super) fn is_check(theirs: &str) -> bool {
    let lower = theirs.to_lowercase();
    CHECKS.iter().any(|check| {
        lower.match_indices(check).any(|(at, _)| {
            let word = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            word(lower.get(..at).and_then(|before| before.chars().next_back()))
                && word(lower.get(at + check.len()..).and_then(|after| after.chars().next()))
        })
    })
}

/// The title of `OWNER|TYPE|Title - Level N - k Years|`, without the years; another text is its own title.
fn title_of(theirs: &str) -> &str {
    let bare = theirs.trim_end_matches('|');
    let title = if theirs.ends_with('|') { bare.rsplit('|').next().unwrap_or(bare) } else { bare };
    match title.rsplit_once(" - ") {
        Some((before, last)) if last.to_lowercase().contains("year") => before,
        _ => title,
    }
}

/// The numbers of a title and its other words: a level 2 is no level 3, and no plain one.
fn apart(title: &str) -> (Vec<String>, Vec<String>) {
    let all = words(title).into_iter().filter(|word| word != "level");
    all.partition(|word| word.bytes().any(|b| b.is_ascii_digit()))
}

/// The site that a place is.
pub(super) fn site<'s>(theirs: &str, sites: impl Iterator<Item = &'s str> + Clone) -> Choice {
    let same = super::words::of_list(theirs, sites.clone());
    if same != Choice::None {
        return same;
    }
    let titles: Vec<(&str, Vec<String>)> = sites.map(|site| (site, words(site))).collect();
    let weights = Weights::of(titles.iter().map(|(_, words)| words.as_slice()));
    let of = words(theirs);
    let candidate = |(site, words): &(&str, Vec<String>)| {
        let alike = weights.alike(&of, words);
        // `638 L8 REHAB-01 North Hub` says more than the site, and says the site
        let within = words.len() > 1 && words.iter().all(|word| of.contains(word));
        let (confidence, evidence) = if within {
            (75, "all its words stand in the text".to_owned())
        } else {
            (u8::try_from(u16::from(alike) * 85 / 100).unwrap_or(85), format!("{alike} % like it"))
        };
        Candidate { ours: (*site).to_owned(), confidence, evidence }
    };
    choose(titles.iter().map(candidate).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> Codes {
        let pairs = [
            ("BLS-01", "Basic life support"),
            ("VITAL-01", "Take and record vital signs"),
            ("VITAL-02", "Interpret vital signs and act on the early warning score"),
            ("SG-2", "Safeguarding adults level 2"),
            ("SG-3", "Safeguarding adults level 3"),
        ];
        Codes::new(pairs.map(|(code, title)| (code.to_owned(), title.to_owned())))
    }

    #[test]
    fn competences_find_their_codes() {
        let chosen = |theirs: &str| match codes().choose(theirs) {
            Choice::One(one) => one.ours,
            _ => String::new(),
        };
        assert_eq!(chosen("NHS|CORE|Basic Life Support - 1 Year|"), "BLS-01");
        assert_eq!(chosen("BLS"), "BLS-01");
        assert_eq!(chosen("457|LOCAL|Taking and recording Vital Signs|"), "VITAL-01");
        assert_eq!(chosen("vital 02"), "VITAL-02");
        assert_eq!(chosen("[VITAL-02] anything"), "VITAL-02");
        assert_eq!(chosen("NHS|CSTF|Safeguarding Adults - Level 2 - 3 Years|"), "SG-2");
        assert_eq!(chosen("NHS|CSTF|Safeguarding Adults - 3 Years|"), "");
        assert_eq!(chosen("NHS|CSTF|Safeguarding Adults - Level 1|"), "");
    }

    #[test]
    fn checks_are_no_competencies() {
        assert!(is_check("NHS CRB and Vetting Checklist") && is_check("Right to Work") && is_check("DBS"));
        assert!(!is_check("Revisable wound care") && !is_check("visably good"));
    }
}
