//! People whose rows are clear, and everybody together as a roster.

use std::collections::{BTreeMap, BTreeSet};

use super::careful::{Fated, Member};
use super::facts::Facts;
use super::scan::{CARE, Row, Rows};
use crate::model::{Ids, People, Person, PersonId, Position, RoleId, Roster, SiteId};

/// People all of whose rows are clear and agree.
#[derive(Debug)]
pub(super) struct Clear {
    rows: Rows,
    /// Numbers of their rows, by id.
    order: Vec<u32>,
}

/// Where a row begins, and its line.
pub(super) type Spot = (u64, u64);

impl Clear {
    /// Parts the rows: those of clear people, and the places of all other rows, in the order of the file.
    pub(super) fn of(rows: Rows) -> (Self, Vec<Spot>) {
        let mut order: Vec<u32> = (0u32..).take(rows.list.len()).collect();
        let id = |number: &u32| rows.id(*number as usize);
        if !order.is_sorted_by(|a, b| id(a) <= id(b)) {
            order.sort_by(|a, b| id(a).cmp(id(b)));
        }
        let mut this = Self { rows, order: Vec::new() };
        let mut places: Vec<Spot> = std::mem::take(&mut this.rows.nobody);
        let mut clear = Vec::with_capacity(order.len());
        for own in order.chunk_by(|a, b| this.id(*a) == this.id(*b)) {
            if this.agree(own) {
                clear.extend_from_slice(own);
            } else {
                places.extend(
                    own.iter().filter_map(|number| this.row(*number)).map(|row| (row.place, row.line)),
                );
            }
        }
        places.sort_unstable();
        this.order = clear;
        (this, places)
    }

    /// Whether there is nothing to say of the rows of a person: each is clear, all say the same of the person, and no
    /// two are of one role at one site.
    fn agree(&self, own: &[u32]) -> bool {
        let rows = || own.iter().filter_map(|number| self.row(*number));
        let Some(first) = rows().next() else { return false };
        let mut posts: Vec<(RoleId, u32)> = Vec::new();
        rows().all(|row| {
            let post = (row.role, row.site);
            let fits = row.facts != CARE && row.person == first.person && !posts.contains(&post);
            if own.len() > 1 {
                posts.push(post);
            }
            fits
        })
    }

    /// Rows that take part.
    pub(super) fn used(&self) -> u64 {
        self.count(|row| row.active)
    }

    /// Good rows of posts that are not active.
    pub(super) fn not_asked_for(&self) -> u64 {
        self.count(|row| !row.active)
    }

    fn count(&self, holds: impl Fn(&Row) -> bool) -> u64 {
        self.order.iter().filter(|number| self.row(**number).is_some_and(&holds)).count() as u64
    }

    fn id(&self, number: u32) -> &[u8] {
        self.rows.id(number as usize)
    }

    fn row(&self, number: u32) -> Option<&Row> {
        self.rows.list.get(number as usize)
    }
}

/// Everybody together, by id.
pub(super) fn assemble(clear: &Clear, members: &[Member], sites: &BTreeSet<String>) -> Roster {
    let persons: Vec<Person> = clear.rows.facts.names().map(Facts::unpack).collect();
    let mut all = Assembly::new(clear, &persons, sites);
    let mut members = members.iter().peekable();
    for own in clear.order.chunk_by(|a, b| clear.id(*a) == clear.id(*b)) {
        let id = own.first().map(|number| clear.id(*number)).unwrap_or_default();
        while let Some(member) = members.next_if(|member| member.id.as_bytes() < id) {
            all.add_member(member);
        }
        all.add_clear(id, own.iter().filter_map(|number| clear.row(*number)));
    }
    members.for_each(|member| all.add_member(member));
    all.finish()
}

/// A roster being put together.
struct Assembly<'a> {
    roster: Roster,
    facts: BTreeMap<&'a Person, u32>,
    persons: &'a [Person],
    /// By number of facts among the clear rows: their number in the roster, once somebody had them.
    numbers: Vec<Option<u32>>,
    /// By number of a site among the clear rows.
    sites: Vec<SiteId>,
    by_name: BTreeMap<String, SiteId>,
    active: Vec<&'a [u8]>,
    inactive: Vec<&'a [u8]>,
    refused: Vec<&'a [u8]>,
}

impl<'a> Assembly<'a> {
    fn new(clear: &Clear, persons: &'a [Person], sites: &BTreeSet<String>) -> Self {
        let mut names = sites.clone();
        let mut seen = vec![false; clear.rows.sites.len()];
        for row in clear.order.iter().filter_map(|number| clear.row(*number)) {
            if let Some(seen) = seen.get_mut(row.site as usize) {
                *seen = true;
            }
        }
        let text = |number: u32| Ids::text(&clear.rows.sites, number).to_owned();
        let numbers = || (0u32..).zip(&seen);
        names.extend(numbers().filter(|(_, seen)| **seen).map(|(number, _)| text(number)));
        let by_name: BTreeMap<String, SiteId> = names.into_iter().zip((0u32..).map(SiteId)).collect();
        let none = SiteId(u32::MAX);
        let sites =
            numbers().map(|(number, _)| by_name.get(&text(number)).copied().unwrap_or(none)).collect();
        Self {
            roster: Roster::default(),
            facts: BTreeMap::new(),
            persons,
            numbers: vec![None; persons.len()],
            sites,
            by_name,
            active: Vec::with_capacity(clear.order.len()),
            inactive: Vec::new(),
            refused: Vec::new(),
        }
    }

    fn add_clear<'r>(&mut self, id: &'a [u8], rows: impl Iterator<Item = &'r Row>) {
        let mut who = None;
        for row in rows.filter(|row| row.active) {
            let person = *who.get_or_insert_with(|| {
                let facts = self.clear_facts(row.facts);
                self.person(id, facts)
            });
            let site = self.sites.get(row.site as usize).copied();
            let position = site.map(|site| Position { site, role: row.role, person });
            self.roster.positions.extend(position);
        }
        if who.is_none() {
            self.inactive.push(id);
        }
    }

    fn add_member(&mut self, Member { id, fate }: &'a Member) {
        match fate {
            Fated::Active(person, posts) => {
                let facts = self.facts(person);
                let who = self.person(id.as_bytes(), facts);
                for (role, site) in posts {
                    let site = self.by_name.get(site).copied();
                    let position = site.map(|site| Position { site, role: *role, person: who });
                    self.roster.positions.extend(position);
                }
            }
            Fated::Inactive => self.inactive.push(id.as_bytes()),
            Fated::Refused => self.refused.push(id.as_bytes()),
        }
    }

    /// The number of a clear row's facts.
    fn clear_facts(&mut self, number: u32) -> u32 {
        let at = number as usize;
        if let Some(known) = self.numbers.get(at).copied().flatten() {
            return known;
        }
        let facts = self.persons.get(at).map_or(u32::MAX, |person| self.facts(person));
        if let Some(known) = self.numbers.get_mut(at) {
            *known = Some(facts);
        }
        facts
    }

    fn facts(&mut self, person: &'a Person) -> u32 {
        let next = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        *self.facts.entry(person).or_insert(next)
    }

    fn person(&mut self, id: &'a [u8], facts: u32) -> PersonId {
        let who = PersonId(u32::try_from(self.active.len()).unwrap_or(u32::MAX));
        self.active.push(id);
        self.roster.facts_of.push(facts);
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
