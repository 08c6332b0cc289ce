//! People and the posts they hold.

use super::{Ids, RoleId};

/// Number of a person, in the order of the bytes of `staff_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u32);

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

/// What counts of a person, whatever the post, as the roster's rows agree on it, in date at the as-at date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Person {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Where.
    pub site: SiteId,
    /// In which role.
    pub role: RoleId,
    /// Who.
    pub person: PersonId,
}

/// What became of a `staff_id` of the roster file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedPerson {
    /// Has an active assignment.
    Active(PersonId),
    /// Is on the roster without an active assignment.
    Inactive,
    /// All their rows were refused.
    Refused,
}

/// Every `staff_id` in the roster's readable rows: the active by bytes, then the inactive, then the refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    ids: Ids,
    active: u32,
    inactive: u32,
}

impl People {
    /// From three lists of different ids, each sorted by bytes.
    #[must_use]
    pub fn new<'a>(
        active: impl IntoIterator<Item = &'a [u8]>,
        inactive: impl IntoIterator<Item = &'a [u8]>,
        refused: impl IntoIterator<Item = &'a [u8]>,
        room: usize,
    ) -> Self {
        let mut ids = Ids::with_room(room);
        let mut add = |names: &mut dyn Iterator<Item = &'a [u8]>| {
            u32::try_from(names.filter_map(|name| ids.add(name)).count()).unwrap_or(u32::MAX)
        };
        let active = add(&mut active.into_iter());
        let inactive = add(&mut inactive.into_iter());
        add(&mut refused.into_iter());
        Self { ids, active, inactive }
    }

    /// All ids, the active ones numbered as [`PersonId`].
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// How many people are active.
    #[must_use]
    pub fn active(&self) -> usize {
        usize::try_from(self.active).unwrap_or(usize::MAX)
    }

    /// How many people are on the roster, active or not, without the refused: those whose rows of holdings are good.
    #[must_use]
    pub fn known(&self) -> usize {
        usize::try_from(self.active.saturating_add(self.inactive)).unwrap_or(usize::MAX)
    }

    /// What became of the id with this number.
    #[must_use]
    pub fn fate(&self, number: u32) -> WantedPerson {
        if number < self.active {
            WantedPerson::Active(PersonId(number))
        } else if number < self.active.saturating_add(self.inactive) {
            WantedPerson::Inactive
        } else {
            WantedPerson::Refused
        }
    }

    /// What became of a `staff_id`.
    #[must_use]
    pub fn find(&self, staff_id: &str) -> Option<WantedPerson> {
        self.ids.find(staff_id.as_bytes()).map(|number| self.fate(number))
    }
}

/// Everybody with an active assignment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// Who there is.
    pub people: People,
    /// Different sets of facts, in no order that means anything.
    pub facts: Vec<Person>,
    /// By person: their facts, a number of `facts`.
    pub facts_of: Vec<u32>,
    /// Active positions, by site, role, person.
    pub positions: Vec<Position>,
    /// Sites, by bytes.
    pub sites: Vec<String>,
}

impl Roster {
    /// How many people are active.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.active()
    }

    /// Whether nobody is active.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What counts of a person.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.facts.get(self.facts_of(id)?)
    }

    /// The number of a person's facts in `facts`.
    #[must_use]
    pub fn facts_of(&self, id: PersonId) -> Option<usize> {
        let facts = usize::try_from(id.0).ok().and_then(|at| self.facts_of.get(at))?;
        usize::try_from(*facts).ok()
    }

    /// A person's `staff_id`.
    #[must_use]
    pub fn staff_id(&self, id: PersonId) -> &str {
        self.people.ids().text(id.0)
    }

    /// The number of an active person's `staff_id`.
    #[must_use]
    pub fn find(&self, staff_id: &str) -> Option<PersonId> {
        match self.people.find(staff_id) {
            Some(WantedPerson::Active(person)) => Some(person),
            _ => None,
        }
    }
}
