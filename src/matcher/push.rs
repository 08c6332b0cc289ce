//! A part of the roster against every query of its sites.

use std::collections::BTreeMap;

use super::Inputs;
use super::capacity::Capacity;
use super::partial::{Near, Partial, Tally};
use super::plan::{Class, Plan, Profile};
use crate::model::{Holdings, NodeId, PersonId, Position, Rank, RoleId, Roster, SiteId};
use crate::rules::{PostFacts, post_facts};

/// People in one part.
const PART: usize = 1_024;

/// A set of whole people.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) number: u32,
    people: Vec<PersonId>,
    /// Their positions, by person and site.
    positions: BTreeMap<(PersonId, SiteId), Vec<Position>>,
}

/// The roster in parts.
pub(super) fn parts(roster: &Roster) -> Vec<Part> {
    let ids: Vec<PersonId> = (0u32..).take(roster.len()).map(PersonId).collect();
    let mut parts: Vec<Part> = (0u32..)
        .zip(ids.chunks(PART))
        .map(|(number, people)| Part { number, people: people.to_vec(), positions: BTreeMap::new() })
        .collect();
    for position in &roster.positions {
        let part = usize::try_from(position.person.0).ok().and_then(|person| parts.get_mut(person / PART));
        if let Some(part) = part {
            part.positions.entry((position.person, position.site)).or_default().push(*position);
        }
    }
    parts
}

/// A person at one site.
struct Candidate<'a> {
    person: PersonId,
    delegator: bool,
    proven: &'a [(NodeId, Rank)],
    /// The posts that count, with the facts that count in them.
    posts: Vec<PostFacts>,
}

/// What a part says of every query of its sites.
pub(super) fn push(inputs: Inputs<'_>, plan: &Plan, holdings: &Holdings, part: &Part) -> Partial {
    let mut partial = Partial::default();
    partial.parts.push(part.number);
    for person in &part.people {
        partial.people += 1;
        let proven = inputs.graph.prove(&holdings.of(*person));
        let sites = part.positions.range((*person, SiteId(0))..=(*person, SiteId(u32::MAX)));
        for ((_, site), positions) in sites {
            let candidate = candidate(inputs, *person, &proven, positions);
            for query in plan.at_site.get(site).into_iter().flatten() {
                let asked = plan.queries.get(*query);
                let asked = asked.and_then(|q| plan.profiles.get(q.profile).zip(plan.classes.get(q.class)));
                if let Some((profile, class)) = asked {
                    ask(inputs, profile, class, &candidate, || partial.queries.entry(*query).or_default());
                }
            }
        }
    }
    partial
}

fn candidate<'a>(
    inputs: Inputs<'_>,
    id: PersonId,
    proven: &'a [(NodeId, Rank)],
    positions: &[Position],
) -> Candidate<'a> {
    let catalogue = &inputs.pack.catalogue;
    let person = inputs.roster.person(id);
    let posts = positions
        .iter()
        .filter_map(|position| person.and_then(|person| post_facts(catalogue, person, position.role)))
        .collect();
    let stated = person.and_then(|person| person.delegator);
    Candidate { person: id, delegator: stated.unwrap_or(catalogue.policies.delegator_unknown), proven, posts }
}

/// One person against one query.
fn ask<'t>(
    inputs: Inputs<'_>,
    profile: &Profile,
    class: &Class,
    candidate: &Candidate<'_>,
    tally: impl FnOnce() -> &'t mut Tally,
) {
    if class.nobody {
        return;
    }
    let admitted: Vec<&PostFacts> = candidate
        .posts
        .iter()
        .filter(|post| class.supervision(post.role).is_some())
        .filter(|post| inputs.pack.admits(&class.grants, class.pgd.as_deref(), post))
        .collect();
    if admitted.is_empty() {
        return;
    }
    let tally = tally();
    let gap = profile.gap(candidate.proven);
    let roles: Vec<RoleId> = admitted.iter().map(|post| post.role).collect();
    tally.there.extend(roles.iter().copied());
    for level in roles.iter().filter_map(|role| inputs.pack.catalogue.role_of(*role)).map(|role| role.level) {
        tally.near(level, Near { missing: gap.len(), person: candidate.person, gap: gap.clone() });
    }
    if gap.is_empty() {
        let capacity = capacity(inputs, class, candidate, &admitted);
        tally.able.entry((roles, capacity)).or_default().add(candidate.person);
    }
}

fn capacity(
    inputs: Inputs<'_>,
    class: &Class,
    candidate: &Candidate<'_>,
    admitted: &[&PostFacts],
) -> Capacity {
    let mut capacity = Capacity::default();
    for post in admitted.iter().filter(|_| candidate.delegator) {
        let role = inputs.pack.catalogue.role_of(post.role);
        if let Some((role, own)) = role.zip(class.supervision(post.role)) {
            capacity.add(&inputs.pack.catalogue, role, post.profession, own);
        }
    }
    capacity
}
