//! What a faulty row of holdings.csv leaves open: of whom, about what, how far, from when until when.

use std::collections::{BTreeMap, BTreeSet};

use super::faults::Fault;
use crate::files::Big;
use crate::graph::Graph;
use crate::inquiry::Open;
use crate::intake::{self, Cited, CitedRow, HoldingsSheet, Pace};
use crate::model::{
    Catalogue, Codes, Day, FindingCode, NodeId, People, PersonId, Rank, Result, Wanted, WantedPerson,
};
use crate::sheet::Table;

/// People of one replay: its memory is bounded by them.
const AT_ONCE: usize = 20_000;

/// The columns of a replay.
const COLUMNS: [&str; 5] = ["staff_id", "competency", "proficiency", "assessed_on", "expires_on"];

/// What is needed to read faults of holdings.csv.
#[derive(Clone, Copy)]
pub(super) struct Holding<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) codes: &'a Codes,
    pub(super) graph: &'a Graph,
    pub(super) people: &'a People,
    pub(super) wanted: &'a Wanted,
    /// The rows of all faults.
    pub(super) cited: &'a Cited,
}

/// A row of somebody about something, of which only proficiency and days may be open.
#[derive(Debug, Clone)]
pub(super) struct Replay {
    /// The number of its fault.
    fault: usize,
    line: u64,
    person: PersonId,
    node: NodeId,
    id: String,
    code: String,
    proficiencies: Vec<String>,
    /// `None`: open.
    assessed: Option<String>,
    expires: Option<String>,
}

/// What the faults come to.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// By the number of the fault.
    pub(super) open: Vec<(usize, Open)>,
    /// Those to be read again with each value that they may have.
    pub(super) replays: Vec<Replay>,
}

impl Holding<'_> {
    /// What each of these faults, numbered from `first`, leaves open.
    pub(super) fn open(&self, first: usize, faults: &[Fault]) -> Opened {
        let mut opened = Opened::default();
        for (number, fault) in (first..).zip(faults) {
            if let Some(row) = self.cited.rows.get(&fault.line) {
                self.of_row((number, fault), row, &mut opened);
            }
        }
        opened
    }

    fn of_row(&self, (number, fault): (usize, &Fault), row: &CitedRow, opened: &mut Opened) {
        let cell = |column: &str| self.cited.cell(row, column);
        let known = |column: &str, is: &dyn Fn(&str) -> bool| {
            if row.sound {
                Some(cell(column).to_owned()).filter(|cell| is(cell))
            } else {
                // whatever reads as a known id, code or word in a broken row is believed to be it
                row.cells.iter().find(|cell| is(cell)).cloned()
            }
        };
        let id = known("staff_id", &|id| self.people.find(id).is_some());
        let person = match id.as_deref().and_then(|id| self.people.find(id)) {
            Some(WantedPerson::Active(person)) => Some(person),
            // of people who are not active nothing counts; of those whose own rows are refused these are the fault
            Some(WantedPerson::Inactive | WantedPerson::Refused) => return,
            None => None,
        };
        let code = known("competency", &|code| self.codes.find(code).is_some());
        let node = code.as_deref().and_then(|code| self.graph.node(self.codes.find(code)?));
        if node.is_some_and(|node| !self.is_wanted(node)) {
            return;
        }
        let word = known("proficiency", &|word| self.catalogue.rank(word).is_some());
        let rank = word.as_deref().and_then(|word| self.catalogue.rank(word));
        let open = match (person, node, id.zip(code)) {
            (Some(person), Some(node), Some((id, code))) => {
                let all = || self.catalogue.proficiencies.iter().map(str::to_owned).collect();
                let of_days = |column: &str| {
                    let open = !row.sound || fault.has(FindingCode::DateOrder) || fault.is_in(column);
                    (!open).then(|| cell(column).to_owned())
                };
                opened.replays.push(Replay {
                    fault: number,
                    line: fault.line,
                    person,
                    node,
                    id,
                    code,
                    proficiencies: word.map_or_else(all, |word| vec![word]),
                    assessed: of_days("assessed_on"),
                    expires: of_days("expires_on"),
                });
                return;
            }
            (Some(person), None, _) => Open::HoldsAny(person, rank),
            (_, node, _) => Open::Anybody(node),
        };
        opened.open.push((number, open));
    }

    /// Whether some task rests on a competency.
    fn is_wanted(&self, node: NodeId) -> bool {
        self.wanted.by_code.iter().any(|code| code.node == Some(node))
    }

    /// Reads rows again with each value that they may have, beside the other rows of the same person about the same
    /// competency, by the intake itself: what comes out is just what may be held.
    pub(super) fn replay(
        &self,
        replays: &[Replay],
        (big, pace): (&Big, Pace<'_>),
    ) -> Result<Vec<(usize, Open)>> {
        let others = Others::read(self, replays, (big, pace))?;
        let mut found = Vec::with_capacity(replays.len());
        let mut batch = Batch::new();
        for replay in replays {
            batch.add(self, replay, &others);
            if batch.count >= AT_ONCE {
                found.extend(std::mem::replace(&mut batch, Batch::new()).run(self)?);
            }
        }
        found.extend(batch.run(self)?);
        Ok(found)
    }
}

/// The rows of the people of replays about the same competencies.
struct Others {
    header: Vec<String>,
    /// By `staff_id` and competency.
    rows: BTreeMap<(String, NodeId), Vec<CitedRow>>,
}

impl Others {
    fn read(of: &Holding<'_>, replays: &[Replay], (big, pace): (&Big, Pace<'_>)) -> Result<Self> {
        let mut codes_of: BTreeMap<NodeId, Vec<&str>> = BTreeMap::new();
        for (code, id) in &of.codes.by_code {
            of.graph.node(*id).into_iter().for_each(|node| codes_of.entry(node).or_default().push(code));
        }
        let pairs = replays.iter().flat_map(|replay| {
            let codes = codes_of.get(&replay.node).map(Vec::as_slice).unwrap_or_default();
            codes.iter().map(|code| (replay.id.clone(), (*code).to_owned()))
        });
        let about: BTreeSet<(String, String)> = pairs.collect();
        let Cited { header, rows } = intake::rows_about(big, &about, pace)?;
        let mut others = Self { header, rows: BTreeMap::new() };
        for row in rows.into_values() {
            let [id, code] = ["staff_id", "competency"].map(|column| others.cell(&row, column).to_owned());
            if let Some(node) = of.codes.find(&code).and_then(|code| of.graph.node(code)) {
                others.rows.entry((id, node)).or_default().push(row);
            }
        }
        Ok(others)
    }

    fn cell<'r>(&self, row: &'r CitedRow, column: &str) -> &'r str {
        let at = self.header.iter().position(|header| header == column);
        at.and_then(|at| row.cells.get(at)).map_or("", String::as_str)
    }

    fn of(&self, replay: &Replay) -> impl Iterator<Item = &CitedRow> {
        let own = self.rows.get(&(replay.id.clone(), replay.node));
        own.into_iter().flatten().filter(|row| row.line != replay.line)
    }
}

/// Many replays in one sheet: each variant is a person of its own.
struct Batch {
    table: Table,
    count: usize,
    /// Fault, person, competency, and how many people stand for its variants.
    of: Vec<(usize, PersonId, NodeId, usize)>,
}

impl Batch {
    fn new() -> Self {
        Self { table: Table::new(COLUMNS, false), count: 0, of: Vec::new() }
    }

    fn add(&mut self, holding: &Holding<'_>, replay: &Replay, others: &Others) {
        let before = self.count;
        let mut variants = variants(holding, replay, others);
        // without the row at all: it may be one too many
        variants.push(None);
        for variant in variants {
            let name = name(self.count);
            for row in others.of(replay) {
                let [_, code, word, from, until] = COLUMNS.map(|column| others.cell(row, column));
                self.table.row([name.as_str(), code, word, from, until]);
            }
            if let Some([word, from, until]) = &variant {
                self.table.row([name.as_str(), &replay.code, word, from, until]);
            }
            self.count += 1;
        }
        self.of.push((replay.fault, replay.person, replay.node, self.count - before));
    }

    fn run(self, of: &Holding<'_>) -> Result<Vec<(usize, Open)>> {
        let names: Vec<String> = (0..self.count).map(name).collect();
        let people = People::new(names.iter().map(String::as_bytes), [], [], names.len());
        let big = Big::in_memory("replay", self.table.finish());
        let HoldingsSheet { holdings, .. } =
            intake::holdings(&big, of.wanted, &people, of.catalogue, Pace::default())?;
        let mut first = 0u32;
        let mut found = Vec::with_capacity(self.of.len());
        for (fault, person, node, count) in self.of {
            let next = first.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            let held = (first..next).map(|number| {
                let held = holdings.of(PersonId(number));
                held.iter().find(|(other, _)| *other == node).map_or(Rank::NOTHING, |(_, rank)| *rank)
            });
            let (low, high) = held
                .fold((Rank(u8::MAX), Rank::NOTHING), |(low, high), rank| (low.min(rank), high.max(rank)));
            found.push((fault, Open::Holds(person, node, (low, high))));
            first = next;
        }
        Ok(found)
    }
}

/// Names whose order is that of their numbers.
fn name(number: usize) -> String {
    format!("{number:010}")
}

/// Proficiency and days of each variant that may matter: days turn on the as-at date, on the day from which a refresh
/// period lasts, and on the days of the other rows; before, at and after each of them stands for all others.
fn variants(of: &Holding<'_>, replay: &Replay, others: &Others) -> Vec<Option<[String; 3]>> {
    let as_at = of.catalogue.as_at;
    let mut days: Vec<Day> = vec![as_at];
    let code = of.codes.find(&replay.code).and_then(|code| of.codes.get(code));
    days.extend(code.and_then(|code| code.refresh_months).map(|months| as_at.less_months(months)));
    days.extend(others.of(replay).filter_map(|row| Day::parse_iso(others.cell(row, "assessed_on"))));
    days.extend(replay.expires.as_deref().and_then(Day::parse_iso));
    let near = |day: &Day| [-1, 0, 1].map(|by| day.number().checked_add(by).and_then(Day::from_number));
    let mut near: Vec<Day> = days.iter().flat_map(near).flatten().collect();
    near.sort_unstable();
    near.dedup();
    let mut from = vec![String::new(), "1900-01-01".to_owned()];
    from.extend(near.iter().map(ToString::to_string));
    let before = as_at.number().checked_sub(1).and_then(Day::from_number);
    let mut until = vec![String::new(), "never".to_owned(), as_at.to_string()];
    until.extend(before.map(|day| day.to_string()));
    let from = replay.assessed.clone().map_or(from, |day| vec![day]);
    let until = replay.expires.clone().map_or(until, |day| vec![day]);
    let mut all = Vec::new();
    for word in &replay.proficiencies {
        for from in &from {
            all.extend(until.iter().map(|until| Some([word.clone(), from.clone(), until.clone()])));
        }
    }
    all
}
