//! Words of a source to ours, cell by cell: values, numbers filled up with zeros, dates. Nothing is guessed.

use std::borrow::Cow;
use std::collections::HashMap;

use super::dates::{self, DateRules};
use super::read::Entry;
use super::{Mapping, SourceSpec, ValuePair};
use crate::exchange::mangled::is_mangled;
use crate::model::{FindingCode, SheetKind};

/// What a cell says in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) enum Said<'v> {
    /// This.
    Cell(Cow<'v, str>),
    /// That its row is out of scope.
    LeaveOut,
    /// Something that rests on a proposal nobody has confirmed.
    Unconfirmed(Entry),
    /// Nothing that can be used: code, message, help.
    Fault(dates::Fault),
}

const MANGLED: dates::Fault = (
    FindingCode::ValueMangled,
    "a spreadsheet seems to have changed this code",
    "restore it from its source, with the column formatted as text; if it is right, map the value to itself",
);

/// Words of theirs, each with its pair and the pair's place in the mapping.
type WordMap<'m> = HashMap<&'m str, (&'m ValuePair, Entry)>;

/// The words of a mapping, by field.
pub(in crate::exchange) struct Dictionary<'m> {
    fields: HashMap<&'m str, WordMap<'m>>,
}

impl<'m> Dictionary<'m> {
    pub(in crate::exchange) fn new(mapping: &'m Mapping) -> Self {
        let fields = mapping.values.iter().enumerate().map(|(number, values)| {
            let pairs = values.map.iter().enumerate();
            let words = pairs.map(|(at, pair)| (pair.theirs.as_str(), (pair, Entry::Pair(number, at))));
            (values.field.as_str(), words.collect())
        });
        Self { fields: fields.collect() }
    }

    /// What applies to a column of ours in one source.
    pub(in crate::exchange) fn rule(
        &self,
        (number, source): (usize, &'m SourceSpec),
        sheet: SheetKind,
        column: &str,
    ) -> Rule<'_> {
        let entry = source.columns.iter().position(|mapped| mapped.ours == column && !mapped.confirmed);
        let shape = match column {
            "requires" => Shape::Requires,
            "annotations" | "authorisations" => Shape::List(Some('@')),
            "acts" | "mitigations" => Shape::List(None),
            _ if sheet.days().contains(&column) => Shape::Day { expires: column == "expires_on" },
            _ => Shape::Word,
        };
        Rule {
            shape,
            words: self.fields.get(field(sheet, column)),
            ranks: self.fields.get("proficiency").filter(|_| shape == Shape::Requires),
            digits: source.pad.get(column).map_or(0, |digits| usize::from(*digits)),
            code: CODES.contains(&column),
            unconfirmed: entry.map(|at| Entry::Column(number, at)),
        }
    }
}

/// Columns that hold codes: what a spreadsheet took for a number or a date is none.
const CODES: [&str; 10] =
    ["staff_id", "role", "site", "competency", "code", "from", "to", "task_id", "done_by", "requires"];

/// Under which field of the mapping the words of a column are.
fn field(sheet: SheetKind, column: &str) -> &str {
    match (sheet, column) {
        (_, "done_by") => "role",
        (SheetKind::Competencies, "code") | (SheetKind::Links, "from" | "to") | (_, "requires") => {
            "competency"
        }
        (_, "from_proficiency" | "to_proficiency") => "proficiency",
        (_, own) => own,
    }
}

/// What applies to a column.
pub(in crate::exchange) struct Rule<'d> {
    shape: Shape,
    words: Option<&'d WordMap<'d>>,
    /// Words for what stands behind the colon of a requirement.
    ranks: Option<&'d WordMap<'d>>,
    /// To how many digits a shorter number is filled up; 0: to none.
    digits: usize,
    code: bool,
    /// The entry that proposes the column.
    unconfirmed: Option<Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Word,
    Day {
        expires: bool,
    },
    /// Words with `;` between, each up to this character.
    List(Option<char>),
    /// `CODE:proficiency` with `;` between.
    Requires,
}

impl Rule<'_> {
    /// Whether the column holds days.
    pub(in crate::exchange) fn is_day(&self) -> bool {
        matches!(self.shape, Shape::Day { .. })
    }

    /// The entry that proposes the column, if nobody has confirmed it.
    pub(in crate::exchange) fn proposed(&self) -> Option<Entry> {
        self.unconfirmed
    }

    /// What a cell says. A blank one says nothing, whatever is mapped.
    pub(in crate::exchange) fn apply<'v>(&self, cell: &'v str, dates: DateRules) -> Said<'v> {
        if cell.is_empty() {
            return Said::Cell(Cow::Borrowed(cell));
        }
        if let Some(entry) = self.unconfirmed {
            return Said::Unconfirmed(entry);
        }
        match self.shape {
            Shape::Word => self.word(self.words, cell),
            Shape::Day { expires } => match self.word(self.words, cell) {
                Said::Cell(Cow::Borrowed(cell)) => match dates::iso(cell, dates, expires) {
                    Ok(day) => Said::Cell(day),
                    Err(fault) => Said::Fault(fault),
                },
                // a word of the mapping is ours already
                said => said,
            },
            Shape::List(end) => self.list(cell, |element| {
                let (word, rest) = end
                    .and_then(|end| element.rsplit_once(end))
                    .map_or((element, ""), |(word, _)| (word, element.get(word.len()..).unwrap_or_default()));
                glued(self.word(self.words, word), Said::Cell(Cow::Borrowed(rest)))
            }),
            Shape::Requires => self.list(cell, |element| self.requirement(element)),
        }
    }

    fn requirement<'v>(&self, element: &'v str) -> Said<'v> {
        // a competency of theirs may have a colon in its name
        let whole = self.words.is_some_and(|words| words.contains_key(element));
        match element.rsplit_once(':').filter(|_| !whole) {
            None => self.word(self.words, element),
            Some((code, rank)) => {
                let rank = match self.word(self.ranks, rank.trim()) {
                    Said::Cell(rank) => Said::Cell(Cow::Owned(format!(":{rank}"))),
                    other => other,
                };
                glued(self.word(self.words, code.trim()), rank)
            }
        }
    }

    /// Every element of a list. One that would leave its row out stays as it is, for a shorter list asks for less.
    fn list<'v>(&self, cell: &'v str, each: impl Fn(&'v str) -> Said<'v>) -> Said<'v> {
        if self.words.is_none() && self.ranks.is_none() && !self.code && self.digits == 0 {
            return Said::Cell(Cow::Borrowed(cell));
        }
        let mut list = String::with_capacity(cell.len());
        for (number, element) in cell.split(';').map(str::trim).enumerate() {
            if number > 0 {
                list.push(';');
            }
            match each(element) {
                Said::Cell(said) => list.push_str(&said),
                Said::LeaveOut => list.push_str(element),
                other => return other,
            }
        }
        Said::Cell(Cow::Owned(list))
    }

    fn word<'v>(&self, words: Option<&WordMap<'_>>, word: &'v str) -> Said<'v> {
        if let Some((pair, entry)) = words.and_then(|words| words.get(word)) {
            return match &pair.ours {
                _ if !pair.confirmed => Said::Unconfirmed(*entry),
                Some(ours) => Said::Cell(Cow::Owned(ours.trim().to_owned())),
                None => Said::LeaveOut,
            };
        }
        if self.code && is_mangled(word) {
            return Said::Fault(MANGLED);
        }
        if word.len() < self.digits && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
            return Said::Cell(Cow::Owned(format!("{word:0>width$}", width = self.digits)));
        }
        Said::Cell(Cow::Borrowed(word))
    }
}

/// Two parts of one element; what is wrong with either is wrong with both.
fn glued<'v>(one: Said<'v>, other: Said<'v>) -> Said<'v> {
    match (one, other) {
        (Said::Cell(one), Said::Cell(other)) if other.is_empty() => Said::Cell(one),
        (Said::Cell(one), Said::Cell(other)) => Said::Cell(one + other),
        (Said::Cell(_), other) => other,
        (one, _) => one,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ReadMapping;
    use super::*;

    const TEXT: &str = r#"
version = 1
[[source]]
files = ["a.csv"]
layout = "table"
sheet = "tasks"
columns = [
  { ours = "task_id", theirs = ["T"] },
  { ours = "site", theirs = ["S"] },
  { ours = "title", theirs = ["N"] },
  { ours = "requires", theirs = ["R"] },
  { ours = "done_by", theirs = ["D"], confirmed = false },
]
pad = { task_id = 5 }
[[values]]
field = "competency"
map = [
  { theirs = "NHS|Fire: Level 2|", ours = "FIRE" },
  { theirs = "1E5", ours = "1E5" },
  { theirs = "Right to work", leave_out = true },
  { theirs = "Perhaps", ours = "X", confirmed = false },
]
[[values]]
field = "proficiency"
map = [{ theirs = "2 - Able", ours = "competent" }]
[[values]]
field = "cti_review_on"
map = [{ theirs = "n/a", ours = "" }]
"#;

    fn said(column: &str, cell: &str) -> String {
        let read = ReadMapping::read("m.toml", TEXT.as_bytes()).unwrap();
        let dictionary = Dictionary::new(&read.mapping);
        let rule = dictionary.rule((0, &read.mapping.sources[0]), SheetKind::Tasks, column);
        match rule.apply(cell, DateRules::default()) {
            Said::Cell(cell) => cell.into_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn words_codes_lists_and_days() {
        assert_eq!(said("requires", "NHS|Fire: Level 2|"), "FIRE");
        assert_eq!(said("requires", "NHS|Fire: Level 2|:2 - Able; OBS ;1E5"), "FIRE:competent;OBS;1E5");
        assert_eq!(said("requires", "OBS:able"), "OBS:able");
        assert_eq!(said("requires", "OBS;Right to work"), "OBS;Right to work");
        assert!(said("requires", "OBS;2E7").contains("ValueMangled"));
        assert!(said("requires", "OBS;Perhaps").contains("Unconfirmed(Pair(0, 3))"));
        assert!(said("done_by", "RN5").contains("Unconfirmed(Column(0, 4))"));
        assert_eq!(said("done_by", ""), "");
        assert_eq!(
            (said("task_id", "12"), said("task_id", "123456"), said("task_id", "A1")),
            ("00012".into(), "123456".into(), "A1".into())
        );
        assert!(said("task_id", "3-May").contains("ValueMangled"));
        assert_eq!(said("cti_review_on", "30-Nov-2026"), "2026-11-30");
        assert_eq!(said("cti_review_on", "n/a"), "");
        assert!(said("cti_review_on", "never").contains("DateBad"));
        assert_eq!(said("mitigations", "a; b@c"), "a; b@c");
    }
}
