//! People and the posts they hold.

use super::RoleId;

/// Number of a person, in the order of the bytes of `staff_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u32);

/// Number of a position in [`Roster::positions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositionId(pub u32);

/// Number of a site in [`Roster::sites`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteId(pub u32);

/// What a person is individually authorised to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authorisation {
    /// A word of the pack, a number of `Catalogue::authorisations`.
    Word(u16),
    /// Named under the patient group direction with this id.
    Pgd(String),
}

/// A person as the roster's rows agree on them, in date at the as-at date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// `staff_id`.
    pub id: String,
    /// The register they are on.
    pub register: Option<u16>,
    /// Their profession.
    pub profession: Option<u16>,
    /// Their field.
    pub field: Option<u16>,
    /// Their annotations in date, sorted.
    pub annotations: Vec<u16>,
    /// Their authorisations in date, sorted.
    pub authorisations: Vec<Authorisation>,
    /// Trained to delegate; `None` is unknown.
    pub delegator: Option<bool>,
}

/// An active assignment: a person in a role at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Who.
    pub person: PersonId,
    /// In which role.
    pub role: RoleId,
    /// Where.
    pub site: SiteId,
    /// The line of its row.
    pub line: u64,
}

/// Everybody with an active assignment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// People, by the bytes of `staff_id`.
    pub people: Vec<Person>,
    /// Active positions, by site, role, person.
    pub positions: Vec<Position>,
    /// Sites, by bytes.
    pub sites: Vec<String>,
}

impl Roster {
    /// A person by number.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        usize::try_from(id.0).ok().and_then(|i| self.people.get(i))
    }

    /// The number of a `staff_id`.
    #[must_use]
    pub fn find(&self, staff_id: &str) -> Option<PersonId> {
        let found = self.people.binary_search_by(|p| p.id.as_str().cmp(staff_id)).ok()?;
        u32::try_from(found).ok().map(PersonId)
    }
}
