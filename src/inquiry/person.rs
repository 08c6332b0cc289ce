//! Why one person can or cannot do one task.

use crate::graph::Graph;
use crate::model::{
    Answer, Grant, Holdings, PersonId, PersonProof, PostProof, Rank, Reason, Requires, Role, RoleId, Roster,
    Task,
};
use crate::rules::{Pack, post_facts};

/// One person against one task.
#[must_use]
pub fn person(
    pack: &Pack,
    graph: &Graph,
    roster: &Roster,
    holdings: &Holdings,
    (task, answer): (&Task, &Answer),
    id: PersonId,
) -> Option<PersonProof> {
    let decision = &answer.decision;
    let person = roster.person(id)?;
    let proven = graph.prove(&holdings.of(id));
    let held = |code| {
        let node = graph.node(code)?;
        proven.iter().find(|(other, _)| *other == node).map(|(_, rank)| *rank)
    };
    let requirements = match &task.requires {
        Requires::Known(list) => list.iter().map(|r| (*r, held(r.code).unwrap_or(Rank::NOTHING))).collect(),
        Requires::None | Requires::Unknown => Vec::new(),
    };
    let known = matches!(task.requires, Requires::Known(_));
    let competent = known && requirements.iter().all(|(requirement, held)| *held >= requirement.rank);
    let mut posts = Vec::new();
    for position in roster.positions.iter().filter(|p| p.person == id && Some(p.site) == task.site_id) {
        let role = pack.catalogue.role_of(position.role)?;
        let facts = post_facts(&pack.catalogue, person, position.role);
        let passes = |grant: &Grant| {
            let one = std::slice::from_ref(grant);
            facts.as_ref().is_some_and(|facts| pack.admits(one, decision.pgd.as_deref(), facts))
        };
        let closed = decision.grants.iter().filter(|grant| !passes(grant));
        let closed = closed.map(|grant| pack.catalogue.stop_name(grant.stop).to_owned()).collect();
        posts.push(post(position.role, role, answer, facts.is_some(), closed, competent));
    }
    Some(PersonProof { staff_id: roster.staff_id(id).to_owned(), posts, requirements })
}

fn post(
    id: RoleId,
    role: &Role,
    answer: &Answer,
    counts: bool,
    mut closed: Vec<String>,
    competent: bool,
) -> PostProof {
    closed.dedup();
    let of_role = answer.decision.role(id);
    let admitted = counts && closed.is_empty() && !answer.decision.nobody;
    let passes = of_role.passes();
    // stops are told as the person's own
    let mut reasons: Vec<Reason> =
        of_role.refusals().filter(|reason| !matches!(reason, Reason::Stop(_))).collect();
    if passes {
        reasons.extend(of_role.missing().map(Reason::Missing));
    }
    let on_rungs = answer.rungs.iter().flat_map(|rung| &rung.roles).find(|other| other.role == id);
    PostProof {
        role: id,
        level: role.level,
        counts,
        admitted,
        closed,
        reasons,
        able: admitted && passes && competent,
        supervision: of_role.supervision(),
        verdict: on_rungs.map(|role| role.verdict),
    }
}
