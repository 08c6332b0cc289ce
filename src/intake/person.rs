//! The columns of staff.csv that speak of the person, whatever the post: register, profession, field, entries with dates.

use super::cells::{entries, word, yes_no};
use super::log::{Log, Problem};
use super::reading::Row;
use crate::model::{Authorisation, Catalogue, Day, FindingCode, Person, Words};

/// The person columns, on which all accepted rows of a person must agree.
pub(super) const COLUMNS: [&str; 6] =
    ["register", "profession", "field", "annotations", "authorisations", "delegator"];

/// The person as one row shows them; whatever cannot be read is blank, with a finding.
pub(super) fn person(row: Row<'_>, catalogue: &Catalogue, log: &mut Log) -> Person {
    let mut known = |column: &str, words, message| {
        let read = word(row.cell(column), words, message);
        log.or_blank(row, column, read)
    };
    let register = known("register", &catalogue.registers, "the pack does not know this register");
    let profession = known("profession", &catalogue.professions, "the pack does not know this profession");
    let field = known("field", &catalogue.fields, "the pack does not know this field");
    let mut dated = Dated { row, as_at: catalogue.as_at, log, undated: Vec::new() };
    let annotations =
        dated.list("annotations", |name| catalogue.annotations.find(name), &catalogue.annotations);
    let authorisations =
        dated.list("authorisations", |name| authorisation(name, catalogue), &catalogue.authorisations);
    dated.note_undated();
    let delegator = log.or_blank(row, "delegator", yes_no(row.cell("delegator")));
    Person { register, profession, field, annotations, authorisations, delegator }
}

fn authorisation(name: &str, catalogue: &Catalogue) -> Option<Authorisation> {
    match name.strip_prefix("PGD:") {
        Some(id) => (!id.is_empty()).then(|| Authorisation::Pgd(id.to_owned())),
        None => catalogue.authorisations.find(name).map(Authorisation::Word),
    }
}

/// Lists whose entries may end with `@` and their last day.
struct Dated<'t, 'l> {
    row: Row<'t>,
    as_at: Day,
    log: &'l mut Log,
    undated: Vec<(&'static str, &'t str)>,
}

impl<'t> Dated<'t, '_> {
    /// The entries in date, sorted. An entry that is unknown or badly dated is left out with a finding.
    fn list<T: Ord>(
        &mut self,
        column: &'static str,
        read: impl Fn(&str) -> Option<T>,
        words: &Words,
    ) -> Vec<T> {
        let mut held = Vec::new();
        for entry in entries(self.row.cell(column)).filter(|entry| !entry.is_empty()) {
            let (name, last) = match entry.split_once('@') {
                Some((name, last)) => (name, Some(last)),
                None => (entry, None),
            };
            let known = read(name);
            if known.is_none() {
                let message = "the pack does not know this entry";
                self.log.find(
                    self.row,
                    column,
                    Problem::word(FindingCode::WordUnknown, name, message, words),
                );
            }
            if self.in_date(column, entry, last) {
                held.extend(known);
            }
        }
        held.sort_unstable();
        held.dedup();
        held
    }

    fn in_date(&mut self, column: &'static str, entry: &'t str, last: Option<&str>) -> bool {
        let Some(last) = last else {
            self.undated.push((column, entry));
            return true;
        };
        if let Some(last) = Day::parse_iso(last) {
            return self.as_at <= last;
        }
        let help = "write the entry, @ and its last day as YYYY-MM-DD";
        let problem = Problem::new(FindingCode::DateBad, entry, "the entry's day is not a day", help);
        self.log.find(self.row, column, problem);
        false
    }

    /// One note per row, however many entries have no day.
    fn note_undated(&mut self) {
        let Some((column, _)) = self.undated.first() else { return };
        let value: Vec<&str> = self.undated.iter().map(|(_, entry)| *entry).collect();
        let help = "add @ and the last day, as in PGD:flu@2027-03-31";
        let message = "no last day: counted without end";
        let problem = Problem::new(FindingCode::EntryUndated, &value.join(";"), message, help);
        self.log.find(self.row, column, problem);
    }
}
