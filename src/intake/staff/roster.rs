//! People with one clear row, and everybody together as a roster.

use std::collections::{BTreeMap, BTreeSet};

use super::careful::{Fated, Member, alone};
use super::scan::{CARE, Rows};
use crate::intake::each;
use crate::model::{Catalogue, Ids, People, Person, PersonId, Position, RoleId, Roster, SiteId};
use crate::sheet::{Head, Sheet};

/// People who have one row, and a clear one.
#[derive(Debug)]
pub(super) struct Alone {
    rows: Rows,
    /// By rest: what it comes to, if it is clear.
    rests: Vec<Option<Rest>>,
    /// Numbers of their rows, by id.
    order: Vec<u32>,
}

/// What the rest of a clear row comes to.
#[derive(Debug)]
enum Rest {
    Active(RoleId, Person),
    Inactive,
}

/// Where a row begins, and its line.
pub(super) type Spot = (u64, u64);

impl Alone {
    /// Parts the rows: whoever has one clear row, and the places of all other rows, in the order of the file.
    pub(super) fn of(rows: Rows, head: &Head, catalogue: &Catalogue) -> (Self, Vec<Spot>) {
        let chunks: Vec<&[Vec<u8>]> = rows.samples.chunks(TOGETHER).collect();
        let rests = each(chunks, |samples| judge(head, samples, catalogue)).into_iter().flatten().collect();
        let mut order: Vec<u32> = (0u32..).take(rows.list.len()).collect();
        let id = |number: &u32| rows.id(*number as usize);
        if !order.is_sorted_by(|a, b| id(a) <= id(b)) {
            order.sort_by(|a, b| id(a).cmp(id(b)));
        }
        let mut this = Self { rows, rests, order: Vec::new() };
        let mut places: Vec<Spot> = std::mem::take(&mut this.rows.nobody);
        let mut single = Vec::with_capacity(order.len());
        for same in order.chunk_by(|a, b| this.id(*a) == this.id(*b)) {
            match same {
                [one] if this.rest(*one).is_some() => single.push(*one),
                several => {
                    let rows = several.iter().filter_map(|number| this.rows.list.get(*number as usize));
                    places.extend(rows.map(|row| (row.place, row.line)));
                }
            }
        }
        places.sort_unstable();
        this.order = single;
        (this, places)
    }

    /// Rows that take part.
    pub(super) fn used(&self) -> u64 {
        self.count(|rest| matches!(rest, Rest::Active(..)))
    }

    /// Good rows of people who are not active.
    pub(super) fn not_asked_for(&self) -> u64 {
        self.count(|rest| matches!(rest, Rest::Inactive))
    }

    fn count(&self, holds: impl Fn(&Rest) -> bool) -> u64 {
        self.order.iter().filter(|number| self.rest(**number).is_some_and(&holds)).count() as u64
    }

    fn id(&self, number: u32) -> &[u8] {
        self.rows.id(number as usize)
    }

    fn rest(&self, number: u32) -> Option<&Rest> {
        let row = self.rows.list.get(number as usize).filter(|row| row.rest != CARE)?;
        self.rests.get(row.rest as usize)?.as_ref()
    }

    fn site(&self, number: u32) -> u32 {
        self.rows.list.get(number as usize).map_or(CARE, |row| row.site)
    }
}

/// Samples that are judged together.
const TOGETHER: usize = 4_096;

/// What rows like these come to, whoever's they are and wherever, if there is nothing to say of them.
fn judge(head: &Head, samples: &[Vec<u8>], catalogue: &Catalogue) -> Vec<Option<Rest>> {
    let sheet = Sheet::of_rows(head.clone(), samples.iter().map(|sample| (1, sample.as_slice())));
    let rest = |fated| match fated {
        Fated::Active(person, posts) => posts.first().map(|(role, _)| Rest::Active(*role, person)),
        Fated::Inactive => Some(Rest::Inactive),
        Fated::Refused => None,
    };
    alone(sheet, catalogue).into_iter().map(|fated| fated.and_then(rest)).collect()
}

/// One person as the roster takes them in.
enum Next<'a> {
    Alone(&'a [u8], u32),
    Member(&'a Member),
}

/// Everybody together, by id.
pub(super) fn assemble(alone: &Alone, members: &[Member], sites: &BTreeSet<String>) -> Roster {
    let mut all = Assembly::new(alone, sites);
    let mut members = members.iter().peekable();
    for number in &alone.order {
        let id = alone.id(*number);
        while let Some(member) = members.next_if(|member| member.id.as_bytes() < id) {
            all.add(alone, &Next::Member(member));
        }
        all.add(alone, &Next::Alone(id, *number));
    }
    for member in members {
        all.add(alone, &Next::Member(member));
    }
    all.finish()
}

/// A roster being put together.
struct Assembly<'a> {
    roster: Roster,
    facts: BTreeMap<&'a Person, u32>,
    /// By number of a site among the rows of people alone.
    sites: Vec<SiteId>,
    by_name: BTreeMap<String, SiteId>,
    active: Vec<&'a [u8]>,
    inactive: Vec<&'a [u8]>,
    refused: Vec<&'a [u8]>,
}

impl<'a> Assembly<'a> {
    fn new(alone: &Alone, sites: &BTreeSet<String>) -> Self {
        let mut names = sites.clone();
        let mut seen = vec![false; alone.rows.sites.len()];
        for number in &alone.order {
            if let Some(seen) = seen.get_mut(alone.site(*number) as usize) {
                *seen = true;
            }
        }
        let text = |number: u32| Ids::text(&alone.rows.sites, number).to_owned();
        let numbers = || (0u32..).zip(&seen);
        names.extend(numbers().filter(|(_, seen)| **seen).map(|(number, _)| text(number)));
        let by_name: BTreeMap<String, SiteId> = names.into_iter().zip((0u32..).map(SiteId)).collect();
        let none = SiteId(u32::MAX);
        let sites =
            numbers().map(|(number, _)| by_name.get(&text(number)).copied().unwrap_or(none)).collect();
        Self {
            roster: Roster::default(),
            facts: BTreeMap::new(),
            sites,
            by_name,
            active: Vec::with_capacity(alone.order.len()),
            inactive: Vec::new(),
            refused: Vec::new(),
        }
    }

    fn add(&mut self, alone: &'a Alone, next: &Next<'a>) {
        match next {
            Next::Alone(id, number) => match alone.rest(*number) {
                Some(Rest::Active(role, person)) => {
                    let site = self.sites.get(alone.site(*number) as usize).copied();
                    let who = self.person(id, person);
                    self.roster.positions.extend(site.map(|site| Position {
                        site,
                        role: *role,
                        person: who,
                    }));
                }
                Some(Rest::Inactive) => self.inactive.push(id),
                None => self.refused.push(id),
            },
            Next::Member(Member { id, fate }) => match fate {
                Fated::Active(person, posts) => {
                    let who = self.person(id.as_bytes(), person);
                    for (role, site) in posts {
                        let site = self.by_name.get(site).copied();
                        let position = site.map(|site| Position { site, role: *role, person: who });
                        self.roster.positions.extend(position);
                    }
                }
                Fated::Inactive => self.inactive.push(id.as_bytes()),
                Fated::Refused => self.refused.push(id.as_bytes()),
            },
        }
    }

    fn person(&mut self, id: &'a [u8], facts: &'a Person) -> PersonId {
        let who = PersonId(u32::try_from(self.active.len()).unwrap_or(u32::MAX));
        self.active.push(id);
        let next = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        self.roster.facts_of.push(*self.facts.entry(facts).or_insert(next));
        who
    }

    fn finish(self) -> Roster {
        let mut roster = self.roster;
        roster.positions.sort_unstable();
        roster.positions.shrink_to_fit();
        roster.sites = self.by_name.into_keys().collect();
        let mut facts: Vec<(u32, &Person)> =
            self.facts.into_iter().map(|(person, number)| (number, person)).collect();
        facts.sort_unstable_by_key(|(number, _)| *number);
        roster.facts = facts.into_iter().map(|(_, person)| person.clone()).collect();
        let room = self.active.len() + self.inactive.len() + self.refused.len();
        roster.people = People::new(self.active, self.inactive, self.refused, room);
        roster
    }
}
