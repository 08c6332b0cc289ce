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

impl Pack {
    /// Whether a person in a post satisfies every grant: for each triggered stop one of its admit rows admits them.
    #[must_use]
    pub fn admits(&self, grants: &[Grant], pgd: Option<&str>, facts: &PostFacts) -> bool {
        grants.iter().all(|grant| grant.rows.iter().any(|rule| self.row_admits(*rule, pgd, facts)))
    }

    /// Whether one admit row admits a person in a post to a task under this patient group direction.
    #[must_use]
    pub fn row_admits(&self, rule: RuleId, pgd: Option<&str>, facts: &PostFacts) -> bool {
        self.admit_test(rule).is_some_and(|test| test.admits(facts, pgd))
    }

    /// Whether one admit row may admit anybody in this role.
    #[must_use]
    pub fn row_speaks_of(&self, rule: RuleId, role: RoleId) -> bool {
        self.admit_test(rule).is_some_and(|test| test.roles.contains(role))
    }

    fn admit_test(&self, rule: RuleId) -> Option<&PersonTest> {
        let at = self.rows.binary_search_by(|row| row.rule.cmp(&rule)).ok()?;
        if let Does::Admit { test, .. } = &self.rows.get(at)?.does { Some(test) } else { None }
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
