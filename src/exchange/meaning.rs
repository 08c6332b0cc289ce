//! Which of our columns a file's columns likely are: by their headers, and by what their values are.

use std::collections::{BTreeMap, BTreeSet};

use super::profile::{Held, Profiled};
use crate::model::headers::{plain, says};
use crate::model::{ColumnProfile, SheetKind};

/// Words that are known already, by kind: `staff_id`, `role`, `competency`, `proficiency`, `site`, ...
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    words: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Known {
    pub(super) fn add(&mut self, kind: &'static str, words: impl IntoIterator<Item = String>) {
        self.words.entry(kind).or_default().extend(words.into_iter().filter(|word| !word.is_empty()));
    }

    /// The words of a kind; `None` if none is known.
    pub(super) fn of(&self, kind: &str) -> Option<&BTreeSet<String>> {
        self.words.get(kind).filter(|words| !words.is_empty())
    }
}

/// What a column of theirs is in ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    /// The column, by number.
    pub(super) column: usize,
    pub(super) ours: &'static str,
    /// Whether the header is ours to the letter: then it is no guess.
    pub(super) same: bool,
    /// In percent.
    pub(super) confidence: u8,
    pub(super) evidence: String,
}

/// What a file's columns are, if it is this sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) sheet: SheetKind,
    pub(super) meant: Vec<Meant>,
    /// Columns of ours for which several of theirs are as likely: none is proposed.
    pub(super) tied: Vec<(&'static str, Vec<usize>, u8)>,
}

/// Less than this is no proposal.
const LEAST: u8 = 40;

impl Reading {
    /// How many columns that the sheet must have are there, and how sure all are.
    fn worth(&self) -> (usize, u64) {
        let required = self.sheet.required();
        let covered = self.meant.iter().filter(|meant| required.contains(&meant.ours)).count();
        let tied = self.tied.iter().filter(|(ours, ..)| required.contains(ours)).count();
        let sure = self.meant.iter().map(|meant| u64::from(meant.confidence)).sum();
        ((covered + tied) * 60 / required.len().max(1), sure)
    }

    /// Whether columns enough are there for the file to be this sheet: two that it must have.
    fn holds(&self) -> bool {
        let required = self.sheet.required();
        let covered = self.meant.iter().filter(|meant| required.contains(&meant.ours)).count();
        let tied = self.tied.iter().filter(|(ours, ..)| required.contains(ours)).count();
        covered + tied >= 2
    }

    /// What a column is.
    pub(super) fn of_column(&self, column: usize) -> Option<&Meant> {
        self.meant.iter().find(|meant| meant.column == column)
    }
}

/// The sheet that a file most likely is; `None` if it is like none.
pub(super) fn likely_sheet(file: &Profiled, known: &Known) -> Option<Reading> {
    let readings = SheetKind::ALL.into_iter().map(|sheet| read_as(file, sheet, known));
    // of equals the first: `max_by_key` would take the last
    let mut best: Option<Reading> = None;
    for reading in readings.filter(Reading::holds) {
        if best.as_ref().is_none_or(|best| reading.worth() > best.worth()) {
            best = Some(reading);
        }
    }
    best
}

/// What the columns of a file are if it is this sheet. A column of ours gets the column of theirs of which that is surest,
/// each at most one; where two are as sure, neither.
pub(super) fn read_as(file: &Profiled, sheet: SheetKind, known: &Known) -> Reading {
    let ours: Vec<&'static str> = sheet.required().iter().chain(sheet.optional()).copied().collect();
    let mut candidates: Vec<Meant> = Vec::new();
    for (column, profile) in file.profile.columns.iter().enumerate() {
        let held = file.held.get(column).map(Vec::as_slice).unwrap_or_default();
        let header = plain(&profile.header);
        candidates.extend(
            ours.iter().filter_map(|ours| candidate(sheet, ours, column, &header, profile, held, known)),
        );
    }
    candidates.sort_by_key(|meant| (std::cmp::Reverse(meant.confidence), !meant.same, meant.column));
    let mut reading = Reading { sheet, meant: Vec::new(), tied: Vec::new() };
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for field in fields_by_confidence(&candidates) {
        let rest: Vec<&Meant> =
            candidates.iter().filter(|c| c.ours == field && !taken.contains(&c.column)).collect();
        let Some(best) = rest.first() else { continue };
        let equals: Vec<usize> = rest
            .iter()
            .filter(|c| c.confidence == best.confidence && c.same == best.same)
            .map(|c| c.column)
            .collect();
        if equals.len() > 1 {
            reading.tied.push((field, equals, best.confidence));
            continue;
        }
        taken.insert(best.column);
        reading.meant.push((*best).clone());
    }
    let place = |field: &str| ours.iter().position(|ours| *ours == field);
    reading.meant.sort_by_key(|meant| place(meant.ours));
    reading
}

/// Our columns in the order in which the surest candidate of each comes.
fn fields_by_confidence(candidates: &[Meant]) -> Vec<&'static str> {
    let mut fields: Vec<&'static str> = Vec::new();
    for candidate in candidates {
        if !fields.contains(&candidate.ours) {
            fields.push(candidate.ours);
        }
    }
    fields
}

fn candidate(
    sheet: SheetKind,
    ours: &'static str,
    column: usize,
    header: &str,
    profile: &ColumnProfile,
    held: &[(String, Held)],
    known: &Known,
) -> Option<Meant> {
    if profile.header == ours {
        let evidence = "the header is ours".to_owned();
        return Some(Meant { column, ours, same: true, confidence: 100, evidence });
    }
    let by_header = says(header, sheet, ours);
    let values = fit(ours, profile, held, known);
    let by_name = match by_header {
        0 => String::new(),
        crate::model::headers::SAME => format!("header `{}` is {ours} but for its writing", profile.header),
        _ => format!("header `{}` is a usual one for {ours}", profile.header),
    };
    let (confidence, evidence) = match values {
        None if by_header > 0 => (by_header / 10 * 9, by_name),
        Some(fit) if by_header > 0 || fit.of_known_words => {
            let confidence = (u16::from(by_header) + 2 * u16::from(fit.percent)) / 3;
            let parts: Vec<&str> = [by_name.as_str(), fit.evidence.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            (u8::try_from(confidence).unwrap_or(100), parts.join("; "))
        }
        _ => return None,
    };
    (confidence >= LEAST).then_some(Meant {
        column,
        ours,
        same: false,
        confidence: confidence.min(99),
        evidence,
    })
}

/// How well a column's values fit a column of ours.
struct Fit {
    percent: u8,
    evidence: String,
    /// The values are words that we know: that speaks for itself, whatever the header says.
    of_known_words: bool,
}

/// Percent of `of`, rounded down; 0 of nothing.
pub(super) fn percent(part: u64, of: u64) -> u8 {
    let percent = part.saturating_mul(100).checked_div(of).unwrap_or(0);
    u8::try_from(percent.min(100)).unwrap_or(100)
}

fn of_types(profile: &ColumnProfile, is: impl Fn(&str) -> bool) -> u64 {
    profile.types.iter().filter(|(words, _)| is(words)).map(|(_, rows)| *rows).sum()
}

/// `None`: the values say nothing for or against.
fn fit(ours: &'static str, profile: &ColumnProfile, held: &[(String, Held)], known: &Known) -> Option<Fit> {
    if profile.filled == 0 {
        return None;
    }
    let by_type = |rows: u64, what: &str| {
        let evidence = format!("{rows} of {} values are {what}", profile.filled);
        Fit { percent: percent(rows, profile.filled), evidence, of_known_words: false }
    };
    match ours {
        "assessed_on" | "expires_on" | "cti_review_on" | "review_on" | "decided_on" => {
            let is = |words: &str| words.starts_with("date") || words == "no expiry";
            Some(by_type(of_types(profile, is), "dates"))
        }
        "wte" | "minutes" | "per_week" | "refresh_months" => {
            Some(by_type(of_types(profile, |words| words.ends_with("number")), "numbers"))
        }
        "delegator" => Some(by_type(of_types(profile, |words| words == "yes or no"), "yes or no")),
        // a grade says the band and not the post: it is the role only where nothing else is
        "role" if of_types(profile, |words| words.starts_with("grade")) * 2 >= profile.filled => {
            Some(Fit { percent: 30, evidence: "grades only".to_owned(), of_known_words: false })
        }
        _ => {
            let shaped = match ours {
                "competency" => of_types(profile, |words| words.starts_with("competence")),
                "role" => of_types(profile, |words| words.starts_with("pair")),
                "proficiency" => of_types(profile, |words| words.starts_with("level")),
                _ => 0,
            };
            let shaped = (shaped * 2 >= profile.filled).then(|| by_type(shaped, "of its usual form"));
            known_words(ours, profile, held, known).or(shaped)
        }
    }
}

/// The kind of word that a column of ours holds.
pub(super) fn kind_of(ours: &str) -> &str {
    match ours {
        "done_by" => "role",
        "requires" | "from" | "to" | "code" => "competency",
        "from_proficiency" | "to_proficiency" => "proficiency",
        other => other,
    }
}

fn known_words(
    ours: &'static str,
    profile: &ColumnProfile,
    held: &[(String, Held)],
    known: &Known,
) -> Option<Fit> {
    let kind = kind_of(ours);
    let words = known.of(kind)?;
    let of_held: u64 = held.iter().map(|(_, held)| held.rows).sum();
    let bare: BTreeSet<&str> = if kind == "staff_id" {
        words.iter().map(|word| word.trim_start_matches('0')).collect()
    } else {
        BTreeSet::new()
    };
    let is = |value: &str| words.contains(value) || bare.contains(value.trim_start_matches('0'));
    let rows: u64 = held.iter().filter(|(value, _)| is(value)).map(|(_, held)| held.rows).sum();
    let share = percent(rows, of_held);
    // of ids something must be known; of other words nothing need be, for theirs may all be other words
    if share < 50 && kind != "staff_id" || profile.filled == 0 {
        return None;
    }
    let what = match kind {
        "staff_id" => "ids of the staff file",
        "role" => "roles of the pack",
        "competency" => "codes of competencies.csv",
        "proficiency" => "proficiencies of the pack",
        "site" => "sites of the tasks",
        _ => "words that are known",
    };
    Some(Fit {
        percent: share,
        evidence: format!("{rows} of {of_held} values are {what}"),
        of_known_words: share >= 50,
    })
}
