//! What a faulty row or cell of staff.csv leaves open.

use std::collections::BTreeMap;

use super::faults::Fault;
use crate::inquiry::Open;
use crate::intake::{Cited, CitedRow};
use crate::model::{Catalogue, FindingCode, PersonId, RoleId, Roster, WantedPerson};

/// A post: a role or any, a site or any.
type Post = (Option<RoleId>, Option<String>);

/// Reads faults of staff.csv.
pub(super) struct Staff<'a> {
    catalogue: &'a Catalogue,
    roster: &'a Roster,
    cited: &'a Cited,
    /// The posts of everybody active, by person.
    posts: Vec<(PersonId, Post)>,
    /// The posts that the refused rows of one person state, by `staff_id`.
    refused: BTreeMap<String, Vec<Post>>,
}

impl<'a> Staff<'a> {
    /// `cited` has the rows of all `faults`.
    pub(super) fn new(
        catalogue: &'a Catalogue,
        roster: &'a Roster,
        cited: &'a Cited,
        faults: &[Fault],
    ) -> Self {
        let site = |site: u32| usize::try_from(site).ok().and_then(|at| roster.sites.get(at)).cloned();
        let mut posts: Vec<(PersonId, Post)> =
            roster.positions.iter().map(|p| (p.person, (Some(p.role), site(p.site.0)))).collect();
        posts.sort();
        let mut this = Self { catalogue, roster, cited, posts, refused: BTreeMap::new() };
        for fault in faults.iter().filter(|fault| fault.refused) {
            let Some(row) = cited.rows.get(&fault.line).filter(|row| row.sound) else { continue };
            let post = this.post(row);
            this.refused.entry(cited.cell(row, "staff_id").to_owned()).or_default().push(post);
        }
        this
    }

    /// What a fault leaves open.
    pub(super) fn open(&self, fault: &Fault) -> Vec<Open> {
        let Some(row) = self.cited.rows.get(&fault.line) else { return Vec::new() };
        if fault.refused {
            return self.of_refused(fault, row).into_iter().collect();
        }
        let person = self.person(self.cited.cell(row, "staff_id"));
        if fault.has(FindingCode::StatusBlank) {
            return vec![Open::Joins(person, vec![self.post(row)])];
        }
        // whose posts are not active is nobody, whatever their facts
        let Some(person) = person else { return Vec::new() };
        if fault.is_in("delegator") {
            return vec![Open::Delegates(person)];
        }
        let ended = fault.has(FindingCode::EntryUndated).then_some(Open::Leaves(person));
        let more = fault.found.iter().any(|(code, _)| *code != FindingCode::EntryUndated);
        ended.into_iter().chain(more.then(|| Open::Joins(Some(person), self.posts_of(person)))).collect()
    }

    fn of_refused(&self, fault: &Fault, row: &CitedRow) -> Option<Open> {
        if !row.sound {
            return Some(self.of_broken(row));
        }
        let id = self.cited.cell(row, "staff_id");
        let person = self.person(id);
        if fault.has(FindingCode::KeyConflict) || fault.has(FindingCode::PersonConflict) {
            // once they agree, all rows of the person count
            return Some(Open::Joins(person, self.refused.get(id).cloned().unwrap_or_default()));
        }
        let idle = self.cited.has("status") && matches!(self.cited.cell(row, "status"), "left" | "absent");
        (!idle).then(|| Open::Joins(person, vec![self.post(row)]))
    }

    /// A row that cannot be read: a cell that reads as somebody's id, a role or a site is believed to be it.
    fn of_broken(&self, row: &CitedRow) -> Open {
        let role = row.cells.iter().find_map(|cell| self.catalogue.role(cell));
        let site = row.cells.iter().find(|cell| self.roster.sites.binary_search(cell).is_ok()).cloned();
        Open::Joins(row.cells.iter().find_map(|cell| self.person(cell)), vec![(role, site)])
    }

    fn post(&self, row: &CitedRow) -> Post {
        let site = self.cited.cell(row, "site");
        let site = (!site.is_empty()).then(|| site.to_owned());
        (self.catalogue.role(self.cited.cell(row, "role")), site)
    }

    /// Somebody active, of whom it is known what they hold.
    fn person(&self, id: &str) -> Option<PersonId> {
        match self.roster.people.find(id) {
            Some(WantedPerson::Active(person)) => Some(person),
            _ => None,
        }
    }

    fn posts_of(&self, person: PersonId) -> Vec<Post> {
        let from = self.posts.partition_point(|(other, _)| *other < person);
        let own = self.posts.iter().skip(from).take_while(|(other, _)| *other == person);
        own.map(|(_, post)| post.clone()).collect()
    }
}
