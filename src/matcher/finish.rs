//! From merged tallies to answers: rungs, status, the lowest safe level, what stops the next one down.

use super::Inputs;
use super::partial::{Partial, Tally};
use super::plan::Plan;
use super::reasons::{because, role_reasons};
use super::supervision::Supervisors;
use crate::model::{
    Answer, Catalogue, Decision, Error, Level, Lower, Nearest, PersonId, Reason, Requires, Result, RoleId,
    Rung, RungRole, Status, Supervision, Task, TaskId, Verdict,
};

/// Turns tallies into answers.
#[derive(Debug)]
pub(super) struct Finish<'a> {
    inputs: Inputs<'a>,
    plan: &'a Plan,
    whole: &'a Partial,
    nothing: Tally,
}

impl<'a> Finish<'a> {
    pub(super) fn new(inputs: Inputs<'a>, plan: &'a Plan, whole: &'a Partial) -> Self {
        Self { inputs, plan, whole, nothing: Tally::default() }
    }

    /// The answer for one task by its number.
    pub(super) fn answer(&self, number: usize) -> Result<Answer> {
        let known = self
            .inputs
            .tasks
            .get(number)
            .zip(self.plan.decisions.get(number))
            .zip(u32::try_from(number).ok());
        let Some(((task, decision), id)) = known else {
            return Err(Error::Defect(format!("task {number} has no decision")));
        };
        let query = self.plan.of_task.get(number).copied().flatten();
        let tally = query.and_then(|query| self.whole.queries.get(&query)).unwrap_or(&self.nothing);
        let catalogue = &self.inputs.pack.catalogue;
        let one = One { catalogue, task, decision, tally, supervisors: Supervisors::new(catalogue, tally) };
        Ok(self.assemble(TaskId(id), &one))
    }

    fn assemble(&self, task: TaskId, one: &One<'_>) -> Answer {
        let open = one.is_open();
        let rungs: Vec<Rung> = Level::all().map(|level| one.rung(level, open)).collect();
        let status = one.status(&rungs, open);
        let placed = rungs.iter().find(|rung| status == Status::Placed && rung.verdict == Verdict::Safe);
        let roles = placed.map(|rung| one.safe_roles(rung)).unwrap_or_default();
        Answer {
            task,
            status,
            level: placed.map(|rung| rung.level),
            able: placed.map_or(0, |rung| rung.able),
            able_by_level: rungs
                .iter()
                .filter(|rung| rung.able > 0)
                .map(|rung| (rung.level, rung.able))
                .collect(),
            examples: self.examples(one, &roles),
            lower: placed.and_then(|rung| lower(&rungs, rung.level)),
            nearest: self.nearest(one),
            because: because(self.inputs.pack, one.task, one.decision, &roles),
            roles,
            rungs,
            decision: one.decision.clone(),
        }
    }

    fn examples(&self, one: &One<'_>, roles: &[(RoleId, Supervision)]) -> Vec<String> {
        let groups = one.supervisors.able_in_any(roles);
        let mut people: Vec<PersonId> = groups.iter().flat_map(|group| group.first.iter().copied()).collect();
        people.sort_unstable();
        people.into_iter().take(5).map(|person| self.staff_id(person)).collect()
    }

    fn staff_id(&self, person: PersonId) -> String {
        self.inputs.roster.staff_id(person).to_owned()
    }

    /// Fewest missing, then lowest level, then `staff_id`.
    fn nearest(&self, one: &One<'_>) -> Option<Nearest> {
        let (level, near) =
            one.tally.nearest.iter().min_by_key(|(level, near)| (near.missing, **level, near.person))?;
        Some(Nearest { staff_id: self.staff_id(near.person), level: *level, gap: near.gap.clone() })
    }
}

/// The next level down that has a role, and what stops it.
fn lower(rungs: &[Rung], placed: Level) -> Option<Lower> {
    let next = rungs.iter().rev().find(|rung| rung.level < placed && rung.verdict != Verdict::NoRole)?;
    // the roles that come nearest to safe are what stands in the way; rungs.csv tells of every role
    let nearest = next.roles.iter().filter(|role| role.verdict == next.verdict);
    let reasons = nearest.flat_map(|role| role.reasons.iter().map(|reason| (role.role, *reason)));
    Some(Lower { level: next.level, reasons: reasons.collect() })
}

/// One task with all that is known of it.
struct One<'a> {
    catalogue: &'a Catalogue,
    task: &'a Task,
    decision: &'a Decision,
    tally: &'a Tally,
    supervisors: Supervisors<'a>,
}

impl One<'_> {
    /// Whether people must settle something before anything is called safe (semantics points 11 to 13, 19).
    fn is_open(&self) -> bool {
        !self.decision.decided
            || self.decision.floor.high == crate::model::RuleFloor::NeedsPanel
            || self.task.acts.is_none()
            || self.task.profession.is_none()
            || !matches!(self.task.requires, Requires::Known(_))
    }

    fn rung(&self, level: Level, open: bool) -> Rung {
        let here = self.catalogue.roles().filter(|(_, role)| role.level == level);
        let roles: Vec<RungRole> = here.map(|(id, _)| self.role(id, open)).collect();
        let verdict = roles.iter().map(|role| role.verdict).min().unwrap_or(Verdict::NoRole);
        let ready = self.ready(&roles);
        let able = self.supervisors.able_in_any(&ready).iter().map(|group| group.count).sum();
        let near = self.tally.nearest.get(&level).filter(|_| verdict == Verdict::NobodyCompetent);
        Rung { level, verdict, roles, able, gap: near.map(|near| near.gap.clone()).unwrap_or_default() }
    }

    /// Roles of a rung that the rules and governance let act.
    fn ready(&self, roles: &[RungRole]) -> Vec<(RoleId, Supervision)> {
        let decided = roles.iter().map(|role| (role.role, self.decision.role(role.role)));
        let ready = decided.filter(|(_, decision)| decision.passes() && decision.missing().next().is_none());
        ready.map(|(id, decision)| (id, decision.supervision())).collect()
    }

    fn role(&self, id: RoleId, open: bool) -> RungRole {
        let decision = self.decision.role(id);
        if !decision.passes() {
            return RungRole {
                role: id,
                verdict: Verdict::Refused,
                reasons: role_reasons(decision, None, open),
                able: 0,
            };
        }
        let able = self.supervisors.able(id);
        let supervised = self.supervisors.able_and_supervised(id, decision.supervision());
        let (verdict, people) = if able == 0 {
            (Verdict::NobodyCompetent, Some(self.why_nobody(id)))
        } else if supervised == 0 {
            (Verdict::NoSupervisor, Some(Reason::NoSupervisor))
        } else if decision.missing().next().is_some() {
            (Verdict::NotYet, None)
        } else if open {
            (Verdict::NeedsPanel, None)
        } else {
            (Verdict::Safe, None)
        };
        RungRole { role: id, verdict, reasons: role_reasons(decision, people, open), able: supervised }
    }

    fn why_nobody(&self, role: RoleId) -> Reason {
        if !matches!(self.task.requires, Requires::Known(_)) {
            Reason::Requires
        } else if self.tally.there.contains(&role) {
            Reason::NobodyCompetent
        } else {
            Reason::NobodyThere
        }
    }

    /// The first that applies (semantics point 7).
    fn status(&self, rungs: &[Rung], open: bool) -> Status {
        let any =
            |verdict: Verdict| rungs.iter().flat_map(|rung| &rung.roles).any(|role| role.verdict == verdict);
        if self.decision.restricted {
            Status::Restricted
        } else if open {
            Status::NeedsPanel
        } else if any(Verdict::Safe) {
            Status::Placed
        } else if any(Verdict::NotYet) {
            Status::NotYet
        } else if any(Verdict::NoSupervisor) {
            Status::NoSupervisor
        } else {
            Status::NobodyCompetent
        }
    }

    fn safe_roles(&self, rung: &Rung) -> Vec<(RoleId, Supervision)> {
        let safe = rung.roles.iter().filter(|role| role.verdict == Verdict::Safe);
        safe.map(|role| (role.role, self.decision.role(role.role).supervision())).collect()
    }
}
