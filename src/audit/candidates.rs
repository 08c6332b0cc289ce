//! Everybody whom the rules tell apart: every post, and in it people who hold all, none, one or all but one of the words.

use std::collections::BTreeMap;

use super::columns::DIRECTION;
use crate::model::{Authorisation, Catalogue, Level, Role, RoleId, Supervision};
use crate::rules::{Does, Pack, PersonTest, PostFacts};

/// A post or a person in it, as the rules see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The role of the first who is like this.
    pub(super) role: RoleId,
    /// The person; `None`: the post itself, whose holder is thought to hold whatever is asked.
    pub(super) person: Option<PostFacts>,
    /// The admit rows that let them pass, by their place among the rows in force, and whether only under the task's own
    /// patient group direction.
    pub(super) passes: Vec<(usize, bool)>,
    /// All roles that are like this.
    pub(super) roles: Vec<RoleId>,
}

impl Candidate {
    /// A post, whoever fills it.
    pub(super) fn post(pack: &Pack, role: RoleId) -> Self {
        Self { role, person: None, passes: passes(pack, role, None), roles: vec![role] }
    }

    /// A person in a post.
    pub(super) fn person(pack: &Pack, person: PostFacts) -> Self {
        let role = person.role;
        Self { role, passes: passes(pack, role, Some(&person)), person: Some(person), roles: vec![role] }
    }
}

/// All that a verdict can depend on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    post: bool,
    level: Level,
    practitioner: bool,
    profession: Option<u16>,
    supervision: Supervision,
    routine: Vec<u16>,
    duties: Vec<usize>,
    passes: Vec<(usize, bool)>,
}

/// Every post and person that the rules tell apart, by role.
pub(super) fn candidates(pack: &Pack) -> Vec<Candidate> {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut list: Vec<Candidate> = Vec::new();
    for (id, role) in pack.catalogue.roles() {
        let post = std::iter::once(None);
        for person in post.chain(people(pack, id, role).into_iter().map(Some)) {
            let passes = passes(pack, id, person.as_ref());
            let kind = kind(pack, id, role, person.is_none(), passes.clone());
            let at = *kinds.entry(kind).or_insert(list.len());
            match list.get_mut(at) {
                None => list.push(Candidate { role: id, person, passes, roles: vec![id] }),
                Some(known) if known.roles.last() != Some(&id) => known.roles.push(id),
                Some(_) => {}
            }
        }
    }
    list
}

fn kind(pack: &Pack, id: RoleId, role: &Role, post: bool, passes: Vec<(usize, bool)>) -> Kind {
    let duties = pack.rows().iter().enumerate().filter(|(_, row)| {
        matches!(row.does, Does::Supervision(_) | Does::Governance(_)) && row.roles.contains(id)
    });
    Kind {
        post,
        level: role.level,
        practitioner: role.practitioner,
        profession: role.profession.filter(|_| role.practitioner),
        supervision: role.supervision,
        routine: role.routine.clone(),
        duties: duties.map(|(at, _)| at).collect(),
        passes,
    }
}

fn passes(pack: &Pack, id: RoleId, person: Option<&PostFacts>) -> Vec<(usize, bool)> {
    let mut list = Vec::new();
    for (at, row) in pack.rows().iter().enumerate() {
        let Does::Admit { .. } = row.does else { continue };
        match person {
            None if row.roles.contains(id) => list.push((at, false)),
            None => {}
            Some(person) => {
                let Some(test) = pack.admit_row(row.rule) else { continue };
                if test.admits(None, person) {
                    list.push((at, false));
                } else if test.admits(Some(DIRECTION), person) {
                    list.push((at, true));
                }
            }
        }
    }
    list
}

/// A word that a person may hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Annotation(u16),
    Authorisation(Authorisation),
}

/// People in a post: of every profession and field that it leaves open, with all words, none, one, or all but one.
fn people(pack: &Pack, id: RoleId, role: &Role) -> Vec<PostFacts> {
    let catalogue = &pack.catalogue;
    let words: Vec<Held> = words(pack)
        .into_iter()
        .filter(|word| role.register.is_some() || matches!(word, Held::Authorisation(_)))
        .collect();
    let mut sets = vec![words.clone(), Vec::new()];
    for word in &words {
        sets.push(vec![word.clone()]);
        sets.push(words.iter().filter(|other| *other != word).cloned().collect());
    }
    let mut people = Vec::new();
    for (profession, field) in standings(catalogue, role) {
        for held in &sets {
            let annotation = |word: &Held| if let Held::Annotation(word) = word { Some(*word) } else { None };
            let authorisation =
                |word: &Held| if let Held::Authorisation(held) = word { Some(held.clone()) } else { None };
            people.push(PostFacts {
                role: id,
                register: role.register,
                profession,
                field,
                annotations: held.iter().filter_map(annotation).collect(),
                authorisations: held.iter().filter_map(authorisation).collect(),
            });
        }
    }
    people
}

/// The professions and fields that people in a post may have.
fn standings(catalogue: &Catalogue, role: &Role) -> Vec<(Option<u16>, Option<u16>)> {
    if role.register.is_none() {
        return vec![(None, None)];
    }
    let open = |stated: Option<u16>, count: usize| -> Vec<Option<u16>> {
        match stated {
            Some(word) => vec![Some(word)],
            None => std::iter::once(None).chain((0u16..).take(count).map(Some)).collect(),
        }
    };
    let fields = open(role.field, catalogue.fields.len());
    let professions = open(role.profession, catalogue.professions.len());
    professions.iter().flat_map(|profession| fields.iter().map(|field| (*profession, *field))).collect()
}

/// The words that some admit row asks for, sorted.
fn words(pack: &Pack) -> Vec<Held> {
    let mut words = Vec::new();
    for row in pack.rows() {
        if let Does::Admit { test, .. } = &row.does {
            words.extend(asked(test));
        }
    }
    words.sort();
    words.dedup();
    words
}

fn asked(test: &PersonTest) -> Vec<Held> {
    let mut words = Vec::new();
    if !test.annotations.is_any() {
        words.extend(test.annotations.positions().map(Held::Annotation));
    }
    let pgd = |id: &str| Held::Authorisation(Authorisation::Pgd(id.to_owned()));
    words
        .extend(test.authorisations.words.iter().map(|word| Held::Authorisation(Authorisation::Word(*word))));
    words.extend(test.authorisations.own_direction.then(|| pgd(DIRECTION)));
    words.extend(test.authorisations.directions.iter().map(|id| pgd(id)));
    words
}
