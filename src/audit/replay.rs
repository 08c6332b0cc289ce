//! Witnesses played again: what the engine itself says of them, and which rule made the difference.

use super::laws::{Breach, Claim, Undone};
use crate::model::{
    Authorisation, Catalogue, Decision, Outcome, Reason, RoleId, RuleFloor, RuleId, Stage, Task,
};
use crate::rules::{Pack, PostFacts};

/// Whether the engine says of the two tasks what the breach says of them.
#[must_use]
pub fn shows(pack: &Pack, breach: &Breach) -> bool {
    let (before, after) = (pack.decide(&breach.before), pack.decide(&breach.after));
    let person = breach.person.as_ref();
    let each = |says: &dyn Fn(RoleId) -> bool| breach.roles.first().is_some_and(|role| says(*role));
    match breach.claim {
        Claim::Permitted => {
            each(&|role| !passes(pack, &before, role, person) && passes(pack, &after, role, person))
        }
        Claim::Complete => each(&|role| {
            let whole = |decision: &Decision| {
                passes(pack, decision, role, person) && decision.role(role).missing().next().is_none()
            };
            !whole(&before) && whole(&after)
        }),
        Claim::Supervised => each(&|role| {
            passes(pack, &before, role, person)
                && passes(pack, &after, role, person)
                && after.role(role).supervision() < before.role(role).supervision()
        }),
        Claim::Floor => after.floor.low < before.floor.low,
        Claim::Delegate => appears(&before, &after, Outcome::Delegate),
        Claim::Allocate => appears(&before, &after, Outcome::Allocate),
    }
}

/// Whether the engine lets the role pass although law, or a veto, refuses it.
#[must_use]
pub fn undoes(pack: &Pack, undone: &Undone) -> bool {
    let decision = pack.decide(&undone.task);
    decision.role(undone.role).passes()
}

fn passes(pack: &Pack, decision: &Decision, role: RoleId, person: Option<&PostFacts>) -> bool {
    let admitted = |person| pack.admits(&decision.grants, decision.pgd.as_deref(), person);
    decision.role(role).passes() && person.is_none_or(admitted)
}

fn appears(before: &Decision, after: &Decision, outcome: Outcome) -> bool {
    let has = |decision: &Decision| decision.outcomes.iter().any(|other| other == outcome);
    !has(before) && has(after)
}

/// The rule that bound the first task and not the second, and the stage to look at if there is none.
pub(super) fn responsible(pack: &Pack, breach: &Breach) -> (Option<RuleId>, Stage) {
    let (before, after) = (pack.decide(&breach.before), pack.decide(&breach.after));
    let freed = |role: &RoleId| !before.role(*role).passes() && after.role(*role).passes();
    let role = match breach.roles.first() {
        Some(role) => *role,
        None => pack.catalogue.roles().map(|(id, _)| id).find(freed).unwrap_or(RoleId(0)),
    };
    match breach.claim {
        Claim::Supervised => {
            let still: Vec<RuleId> = after.role(role).supervision_rows().collect();
            let rule = before.role(role).supervision_rows().find(|rule| !still.contains(rule));
            (rule, Stage::Supervision)
        }
        Claim::Complete => (None, Stage::Governance),
        _ => {
            let still: Vec<Reason> = after.role(role).refusals().collect();
            let reason = before.role(role).refusals().find(|reason| !still.contains(reason));
            let stop = |reason| match reason {
                Reason::Stop(stop) => stop_rule(pack, pack.catalogue.stop_name(stop)),
                Reason::Rule(rule) => Some(rule),
                _ => None,
            };
            let fallback = if breach.person.is_some() { Stage::Law } else { Stage::Floor };
            (reason.and_then(stop), fallback)
        }
    }
}

fn stop_rule(pack: &Pack, stop: &str) -> Option<RuleId> {
    let found = pack.catalogue.rules.iter().position(|rule| rule.stop == stop)?;
    u32::try_from(found).ok().map(RuleId)
}

/// A person in a post, in a few words.
#[must_use]
pub fn person_text(catalogue: &Catalogue, person: &PostFacts) -> String {
    let mut words: Vec<String> =
        person.annotations.iter().map(|word| catalogue.annotations.name(*word).to_owned()).collect();
    words.extend(person.authorisations.iter().map(|one| match one {
        Authorisation::Word(word) => catalogue.authorisations.name(*word).to_owned(),
        Authorisation::Pgd(id) => format!("PGD:{id}"),
    }));
    let profession = person.profession.map(|word| catalogue.professions.name(word).to_owned());
    let field = person.field.map(|word| catalogue.fields.name(word).to_owned());
    let who: Vec<String> = profession.into_iter().chain(field).collect();
    let held = match words.as_slice() {
        [] => "nothing".to_owned(),
        [one, two, three, more @ ..] if more.len() > 1 => {
            format!("{one}, {two}, {three} and {} more", more.len())
        }
        words => words.join(", "),
    };
    format!("{} holding {held}", if who.is_empty() { "somebody".to_owned() } else { who.join(", ") })
}

/// What the rules say of a task, in a few words.
#[must_use]
pub fn verdict(pack: &Pack, task: &Task, role: Option<RoleId>, person: Option<&PostFacts>) -> String {
    let decision = pack.decide(task);
    let floor = match decision.floor.low {
        RuleFloor::Level(level) => format!("floor {level}"),
        other => other.to_string(),
    };
    let Some(role) = role else { return floor };
    let told = decision.role(role);
    let code = pack.catalogue.role_code(role);
    if !told.passes() {
        return format!("{floor}; {code} refused");
    }
    let held = person.map(|person| person_text(&pack.catalogue, person));
    let code = held.map_or(code.to_owned(), |held| format!("{code}, {held},"));
    if !passes(pack, &decision, role, person) {
        return format!("{floor}; {code} not admitted");
    }
    let missing = if told.missing().next().is_some() { ", something missing" } else { "" };
    format!("{floor}; {code} passes, {} supervision{missing}", told.supervision().word())
}
