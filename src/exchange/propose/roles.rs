//! Which role of the pack a text of theirs says: the grade's code before the title, and never more than the words say.

use super::similar::{Candidate, Choice, LEAST, Weights, choose, words};
use crate::exchange::profile::is_grade_code;
use crate::model::{Catalogue, Role};

/// Words of a title that say more than the plain post: a role that has one is proposed only if theirs has it too, or the
/// grade says its band.
const HIGHER: [&str; 12] = [
    "senior",
    "specialist",
    "advanced",
    "consultant",
    "lead",
    "director",
    "practitioner",
    "registered",
    "head",
    "chief",
    "specialty",
    "principal",
];
/// Words that say less: a role without any of them is never proposed for a text that has one.
const LOWER: [&str; 14] = [
    "assistant",
    "support",
    "student",
    "trainee",
    "apprentice",
    "associate",
    "technician",
    "helper",
    "aide",
    "volunteer",
    "cadet",
    "entry",
    "worker",
    "instructor",
];
/// Staff groups of people who are on a register, and of people who are not, as electronic staff records name them.
const REGISTERED: [&str; 3] =
    ["nursing and midwifery registered", "allied health professionals", "medical and dental"];
const UNREGISTERED: [&str; 3] =
    ["additional clinical services", "administrative and clerical", "estates and ancillary"];

/// The roles of a pack, ready to be compared with.
#[derive(Debug)]
pub(super) struct Roles<'c> {
    roles: Vec<Known<'c>>,
    weights: Weights,
}

/// A role with the words of its title.
#[derive(Debug)]
struct Known<'c> {
    role: &'c Role,
    words: Vec<String>,
    /// The words without what stands in brackets.
    short: Vec<String>,
    /// The words of its field of practice.
    field: Vec<String>,
}

/// What a text says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    words: Vec<String>,
    /// The band by the code of the grade, and that code.
    by_code: Option<(&'static str, String)>,
    /// The band that the title says.
    by_title: Option<String>,
    /// Whether the staff group is one of registered people.
    registered: Option<bool>,
}

impl<'c> Roles<'c> {
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        let known = |role: &'c Role| {
            let field = role.field.map(|field| words(catalogue.fields.name(field)));
            let short = role.title.split('(').next().unwrap_or_default();
            Known { role, words: words(&role.title), short: words(short), field: field.unwrap_or_default() }
        };
        let roles: Vec<Known<'c>> = catalogue.roles.iter().map(known).collect();
        let weights = Weights::of(roles.iter().map(|known| known.words.as_slice()));
        Self { roles, weights }
    }

    /// The role that a text says. Of roles for one field of practice none is chosen unless the text says the field: they
    /// are as likely as each other, whatever their titles have in common with it.
    pub(super) fn choose(&self, theirs: &str) -> Choice {
        let said = read(theirs);
        if said.words.is_empty() {
            return Choice::None;
        }
        let says = |known: &&Known<'_>| known.field.iter().all(|word| said.words.contains(word));
        let (open, of_other_fields): (Vec<_>, Vec<_>) = self.roles.iter().partition(says);
        let candidates = |of: Vec<&Known<'_>>| -> Vec<Candidate> {
            of.into_iter().filter_map(|known| self.candidate(&said, known)).collect()
        };
        let sure = |choice: &Choice| match choice {
            Choice::One(one) => one.confidence,
            Choice::Tied(tied) => tied.first().map_or(0, |one| one.confidence),
            Choice::None => 0,
        };
        let (chosen, unsaid) = (choose(candidates(open)), candidates(of_other_fields));
        let best = choose(unsaid.clone());
        if sure(&best) > sure(&chosen) { unsaid_fields(unsaid) } else { chosen }
    }

    fn candidate(&self, said: &Said, known: &Known<'_>) -> Option<Candidate> {
        let Known { role, words, short, .. } = known;
        let band = said.by_code.as_ref().map(|(band, _)| *band).or(said.by_title.as_deref());
        if band.is_some_and(|band| band != role.band) {
            return None;
        }
        let has = |list: &[String], of: &[&str]| list.iter().any(|word| of.contains(&word.as_str()));
        if has(&said.words, &LOWER) && !has(words, &LOWER) {
            return None;
        }
        // nursing associates are registered and stand with staff groups of people who are not
        let registered = role.register.is_some();
        if said.registered.is_some_and(|group| if group { !registered } else { role.practitioner }) {
            return None;
        }
        let more = |word: &&String| HIGHER.contains(&word.as_str()) && !said.words.contains(*word);
        if band.is_none() && words.iter().any(|word| more(&word)) {
            return None;
        }
        let alike = self.weights.alike(&said.words, words).max(self.weights.alike(&said.words, short));
        if alike < 25 {
            return None;
        }
        let sure = u16::from(alike);
        let (confidence, because) = match (&said.by_code, &said.by_title) {
            (Some((band, code)), by_title) => {
                let differs = by_title.as_deref().filter(|title| title != band);
                let differs =
                    differs.map_or(String::new(), |title| format!(", not the title's band {title}"));
                ((2 * sure + 100) / 3, format!("grade code {code} is band {band}{differs}"))
            }
            (None, Some(band)) => ((2 * sure + 85) / 3, format!("the title says band {band}")),
            (None, None) => (sure * 9 / 10, "no grade says the band".to_owned()),
        };
        let evidence = format!("title {alike} % like `{}`; {because}", role.title);
        let confidence = u8::try_from(confidence.min(98)).unwrap_or(98);
        Some(Candidate { ours: role.code.clone(), confidence, evidence })
    }
}

/// Roles whose field of practice the text does not say.
fn unsaid_fields(mut roles: Vec<Candidate>) -> Choice {
    roles.retain(|role| role.confidence >= LEAST);
    roles.sort_by(|a, b| a.ours.cmp(&b.ours));
    Choice::Tied(roles)
}

/// The band of a grade code, as the codes of Agenda for Change run.
fn band_of(code: &str) -> Option<&'static str> {
    const BANDS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9"];
    let number: usize = code.strip_prefix("XR")?.parse().ok()?;
    BANDS.get(number.checked_sub(1)?).copied()
}

/// Takes a text apart: `Group|Role|NHS|XR05|Review Body Band 5`, `4362624|Title|N6H|Area|`, `Title Band 5`, in any mixture.
fn read(theirs: &str) -> Said {
    let mut said = Said::default();
    let mut of_grade = false;
    for part in theirs.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        let lower = part.to_lowercase();
        if is_grade_code(part) {
            said.by_code = band_of(part).map(|band| (band, part.to_owned()));
            of_grade = true;
        } else if of_grade || part.eq_ignore_ascii_case("nhs") || is_code(part) {
            // what stands behind the code of a grade is its name
            of_grade = false;
        } else if REGISTERED.contains(&lower.as_str()) {
            said.registered = Some(true);
        } else if UNREGISTERED.contains(&lower.as_str()) {
            said.registered = Some(false);
        } else {
            title(part, &mut said);
        }
    }
    said
}

/// Numbers and codes such as `N6H` say nothing that a title says.
fn is_code(part: &str) -> bool {
    part.len() <= 10
        && part.bytes().any(|b| b.is_ascii_digit())
        && !part.contains(' ')
        && !part.bytes().any(|b| b.is_ascii_lowercase())
}

/// The words of a title, but for the band, which is kept apart.
fn title(part: &str, said: &mut Said) {
    let mut rest = words(part).into_iter().peekable();
    while let Some(word) = rest.next() {
        let number = if word == "band" {
            rest.next_if(|next| next.starts_with(|c: char| c.is_ascii_digit()))
        } else {
            None
        };
        match number {
            Some(band) => said.by_title = Some(band),
            None if word == "band" || said.words.contains(&word) => {}
            None => said.words.push(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_grade_wins_over_the_title() {
        let said = read("Nursing and Midwifery Registered|Bank Nurse Band 5|NHS|XR02|Review Body Band 2");
        assert_eq!(said.by_code, Some(("2", "XR02".to_owned())));
        assert_eq!(said.by_title.as_deref(), Some("5"));
        assert_eq!((said.words, said.registered), (vec!["bank".to_owned(), "nurse".to_owned()], Some(true)));
        let said = read("4362624|Community Nurse Band 5|N6H|Community Health Services|");
        assert_eq!((said.by_code, said.by_title.as_deref()), (None, Some("5")));
        assert_eq!(band_of("XR08"), Some("8a"));
        assert_eq!((band_of("XR13"), band_of("XR00"), band_of("XN05")), (None, None, None));
    }
}
