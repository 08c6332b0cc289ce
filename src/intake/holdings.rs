//! holdings.csv: what people have been signed off in, brought down to what each directly holds on the as-at date.

use std::collections::BTreeMap;

use super::cells::{day, until};
use super::log::{Fate, Log, Problem};
use super::reading::{Layout, Row, Table};
use super::{Ledger, Source};
use crate::model::{
    Catalogue, Day, Finding, FindingCode, Holdings, NodeId, People, PersonId, Rank, Symbols, Until, Wanted,
    WantedCode, WantedPerson, Words,
};

const LAYOUT: Layout<'_> = Layout {
    required: &["staff_id", "competency", "proficiency"],
    optional: &["assessed_on", "expires_on"],
    filled: &["staff_id", "competency", "proficiency"],
    key: 0,
    guarded: &["assessed_on", "expires_on"],
};

/// Reads holdings.csv, as far as the run wants it; every row is checked all the same.
pub fn holdings(
    source: Source<'_>,
    wanted: &Wanted,
    people: &People,
    catalogue: &Catalogue,
) -> Result<(Holdings, Ledger), Vec<Finding>> {
    let (table, log) = Table::open(source, &LAYOUT)?;
    let words = Words::new(wanted.codes.names().map(|name| String::from_utf8_lossy(name).into_owned()));
    let mut reader = Reader { wanted, people, catalogue, words, log };
    let mut held: Vec<Held> = table.rows().filter_map(|row| reader.held(row)).collect();
    held.sort_unstable_by_key(|held| (held.person, held.node));
    let mut by_person = vec![Vec::new(); people.active()];
    for records in held.chunk_by(|a, b| (a.person, a.node) == (b.person, b.node)) {
        let Some(Held { person, node, .. }) = records.first() else { continue };
        let list = usize::try_from(person.0).ok().and_then(|i| by_person.get_mut(i));
        if let (Some(list), Some(rank)) = (list, direct(records)) {
            list.push((*node, rank));
        }
    }
    Ok((in_symbols(&by_person), reader.log.close(&table)))
}

fn in_symbols(by_person: &[Vec<(NodeId, Rank)>]) -> Holdings {
    let mut meaning: Vec<(NodeId, Rank)> = by_person.iter().flatten().copied().collect();
    meaning.sort_unstable();
    meaning.dedup();
    let number = |held| u32::try_from(meaning.binary_search(held).unwrap_or(0)).unwrap_or(u32::MAX);
    let symbols: Vec<u32> = by_person.iter().flatten().map(number).collect();
    let mut end = 0;
    let ends = by_person.iter().map(|list| {
        end += u32::try_from(list.len()).unwrap_or(u32::MAX);
        end
    });
    let ends = ends.collect();
    Holdings::new(meaning, ends, Symbols::Wide(symbols))
}

/// One record of a person and a merged competency, not assessed after the as-at date.
#[derive(Debug, Clone, Copy)]
struct Held {
    person: PersonId,
    node: NodeId,
    rank: Rank,
    assessed: Option<Day>,
    counts: bool,
}

/// The best of the records that count, each capped by the lower ones that may say more of today.
fn direct(records: &[Held]) -> Option<Rank> {
    // by rank: the latest day of assessment; blank, which sorts first, makes any comparison fail
    let mut lower: BTreeMap<Rank, (bool, Option<Day>)> = BTreeMap::new();
    for record in records {
        let (undated, latest) = lower.entry(record.rank).or_default();
        *undated |= record.assessed.is_none();
        *latest = (*latest).max(record.assessed);
    }
    let capped = |record: &Held| {
        let caps = |(undated, latest): &(bool, Option<Day>)| {
            *undated || record.assessed.is_none_or(|own| latest.is_some_and(|latest| latest > own))
        };
        let cap = lower.range(..record.rank).find(|(_, other)| caps(other));
        cap.map_or(record.rank, |(rank, _)| *rank)
    };
    records.iter().filter(|record| record.counts).map(capped).max()
}

struct Reader<'w> {
    wanted: &'w Wanted,
    people: &'w People,
    catalogue: &'w Catalogue,
    words: Words,
    log: Log,
}

impl Reader<'_> {
    /// Checks a row and settles it; a record comes of it if the run wants it.
    fn held(&mut self, row: Row<'_>) -> Option<Held> {
        let person = self.person(row);
        let code = self.code(row);
        let rank = self.rank(row);
        let assessed = self.log.or_reject(row, "assessed_on", day(row.cell("assessed_on")));
        let expires = self.log.or_reject(row, "expires_on", until(row.cell("expires_on")));
        if let (Some(from), Some(Until::Day(to))) = (assessed, expires)
            && to < from
        {
            let message = "expires before it was assessed";
            let help = "correct one of the two days";
            let problem = Problem::new(FindingCode::DateOrder, row.cell("expires_on"), message, help);
            self.log.reject(row, "expires_on", problem);
        }
        if self.log.is_rejected(row) {
            return None;
        }
        let (Some(WantedPerson::Active(person)), Some(WantedCode { node: Some(node), refresh_months })) =
            (person, code)
        else {
            self.log.settle(Fate::NotAskedFor);
            return None;
        };
        self.log.settle(Fate::Used);
        if assessed.is_some_and(|day| day > self.wanted.as_at) {
            let message = "assessed after the as-at date: it does not count yet";
            let help = "nothing to do if the day is right";
            let problem = Problem::new(FindingCode::DateFuture, row.cell("assessed_on"), message, help);
            self.log.find(row, "assessed_on", problem);
            return None;
        }
        let counts = self.in_date(assessed, expires, refresh_months);
        Some(Held { person, node, rank: rank?, assessed, counts })
    }

    /// Whether a record is in date on the as-at date, its last day included.
    fn in_date(&self, assessed: Option<Day>, expires: Option<Until>, refresh: Option<u16>) -> bool {
        let refreshed = match (assessed, refresh) {
            // a period that ends past the calendar lasts to its end
            (Some(day), Some(months)) => Some(Until::Day(day.add_months(months).unwrap_or(Day::LAST))),
            _ => None,
        };
        let last = match (expires, refreshed) {
            (Some(expires), Some(refreshed)) => expires.min(refreshed),
            (Some(last), None) | (None, Some(last)) => last,
            (None, None) => return refresh.is_none() && self.catalogue.policies.unknown_expiry_valid,
        };
        last.covers(self.wanted.as_at)
    }

    fn person(&mut self, row: Row<'_>) -> Option<WantedPerson> {
        let id = row.cell("staff_id");
        let person = self.people.find(id);
        let (message, help) = match person {
            Some(WantedPerson::Active(_) | WantedPerson::Inactive) => return person,
            Some(WantedPerson::Refused) => {
                ("every row of this person in the staff file was refused", "mend the staff file")
            }
            None if id.is_empty() => return None,
            None => ("nobody in the staff file has this id", "correct the id or add the person"),
        };
        self.log.reject(row, "staff_id", Problem::new(FindingCode::StaffUnknown, id, message, help));
        None
    }

    fn code(&mut self, row: Row<'_>) -> Option<WantedCode> {
        let text = row.cell("competency");
        let number = self.wanted.codes.find(text.as_bytes()).and_then(|number| usize::try_from(number).ok());
        let code = number.and_then(|number| self.wanted.by_code.get(number)).copied();
        if code.is_none() && !text.is_empty() {
            let message = "no such competency";
            let problem = Problem::word(FindingCode::CompetencyUnknown, text, message, &self.words);
            self.log.reject(row, "competency", problem);
        }
        code
    }

    fn rank(&mut self, row: Row<'_>) -> Option<Rank> {
        let text = row.cell("proficiency");
        let rank = self.catalogue.rank(text);
        if rank.is_none() && !text.is_empty() {
            let message = "the pack does not know this proficiency";
            let words = &self.catalogue.proficiencies;
            let problem = Problem::word(FindingCode::ProficiencyUnknown, text, message, words);
            self.log.reject(row, "proficiency", problem);
        }
        rank
    }
}

#[cfg(test)]
mod tests;
