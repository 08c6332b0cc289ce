//! A person in a post: which of their facts count there, and whether law and policy admit them.

use super::pack::{AuthorisationTest, Does, Pack, PersonTest, has};
use crate::model::{Authorisation, Catalogue, Grant, Person, Role, RoleId, RuleId};

/// The facts that count for a person in one post. Blank facts satisfy no filled cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostFacts {
    /// The role.
    pub role: RoleId,
    /// The register acted under.
    pub register: Option<u16>,
    /// The profession acted under.
    pub profession: Option<u16>,
    /// The field acted under.
    pub field: Option<u16>,
    /// Annotations in date; none in a post without register.
    pub annotations: Vec<u16>,
    /// Authorisations in date.
    pub authorisations: Vec<Authorisation>,
}

/// The facts that count; `None`: the post needs a register or states a profession that the person's own row does not
/// show, and counts at no rung (semantics point 9: nothing is inferred from the role).
#[must_use]
pub fn post_facts(catalogue: &Catalogue, person: &Person, id: RoleId) -> Option<PostFacts> {
    let role = catalogue.role_of(id)?;
    let authorisations = person.authorisations.clone();
    if role.register.is_none() {
        let blank = PostFacts {
            role: id,
            register: None,
            profession: None,
            field: None,
            annotations: Vec::new(),
            authorisations,
        };
        return Some(blank);
    }
    let fits = person.register == role.register
        && (role.profession.is_none() || person.profession == role.profession);
    fits.then(|| PostFacts {
        role: id,
        register: person.register,
        profession: person.profession,
        field: field_in_post(role, person),
        annotations: person.annotations.clone(),
        authorisations,
    })
}

fn field_in_post(role: &Role, person: &Person) -> Option<u16> {
    if role.field.is_none() || role.field == person.field { person.field } else { None }
}

/// A row that admits people, ready to be asked of one after the other.
#[derive(Debug, Clone, Copy)]
pub struct AdmitRow<'p>(&'p PersonTest);

impl AdmitRow<'_> {
    /// Whether it may admit anybody in this role.
    #[must_use]
    pub fn speaks_of(self, role: RoleId) -> bool {
        self.0.roles.contains(role)
    }

    /// Whether it admits a person in a post to a task under this patient group direction.
    #[must_use]
    pub fn admits(self, pgd: Option<&str>, facts: &PostFacts) -> bool {
        self.0.admits(facts, pgd)
    }
}

impl Pack {
    /// Whether a person in a post satisfies every grant: for each triggered stop one of its admit rows admits them.
    #[must_use]
    pub fn admits(&self, grants: &[Grant], pgd: Option<&str>, facts: &PostFacts) -> bool {
        let admits = |rule: &RuleId| self.admit_row(*rule).is_some_and(|row| row.admits(pgd, facts));
        grants.iter().all(|grant| grant.rows.iter().any(admits))
    }

    /// The admit row of this number, if it is one.
    #[must_use]
    pub fn admit_row(&self, rule: RuleId) -> Option<AdmitRow<'_>> {
        let at = self.rows.binary_search_by(|row| row.rule.cmp(&rule)).ok()?;
        if let Does::Admit { test, .. } = &self.rows.get(at)?.does { Some(AdmitRow(test)) } else { None }
    }
}

impl PersonTest {
    fn admits(&self, facts: &PostFacts, pgd: Option<&str>) -> bool {
        self.roles.contains(facts.role)
            && has(&self.register, facts.register)
            && has(&self.profession, facts.profession)
            && has(&self.field, facts.field)
            && (self.annotations.is_any() || facts.annotations.iter().any(|a| self.annotations.contains(*a)))
            && self.authorisations.admits(&facts.authorisations, pgd)
    }
}

impl AuthorisationTest {
    fn admits(&self, held: &[Authorisation], pgd: Option<&str>) -> bool {
        self.any
            || held.iter().any(|authorisation| match authorisation {
                Authorisation::Word(word) => self.words.contains(word),
                Authorisation::Pgd(id) => {
                    (self.own_direction && pgd == Some(id.as_str())) || self.directions.contains(id)
                }
            })
    }
}
