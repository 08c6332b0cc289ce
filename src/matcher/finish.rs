//! From tallies to answers: rungs, status, the lowest safe level, what stops the next one down.

use std::sync::Arc;

use super::capacity::Capacity;
use super::people::People;
use super::posts::Posts;
use super::reasons::because;
use super::standing::Standing;
use super::tallies::Tally;
use super::{Found, Inputs, Matched};
use crate::model::{
    Answer, Catalogue, Decision, Error, FloorRange, Level, Lower, Nearest, PersonId, Reason, Requirement,
    Requires, Result, RoleId, RoleSet, RuleFloor, Rung, RungRole, Stand, Status, Supervision, Task, TaskId,
    Verdict,
};

/// Status and level.
pub(super) type Place = (Status, Option<Level>);

/// A floor where none is asked for.
const FLOOR: FloorRange = FloorRange { low: RuleFloor::NeedsPanel, high: RuleFloor::NeedsPanel };

/// How many able people are named.
const EXAMPLES: usize = 5;

impl Matched {
    /// The answer for one task by its number; `inputs` are those that were matched.
    pub fn answer(&self, inputs: Inputs<'_>, number: usize) -> Result<Answer> {
        let known =
            inputs.tasks.get(number).zip(self.plan.decisions.get(number)).zip(u32::try_from(number).ok());
        let Some(((task, decision), id)) = known else {
            return Err(Error::Defect(format!("task {number} has no decision")));
        };
        let one = One::new(inputs, task, Ground::of(task, decision), &self.posts, self.found(number));
        Ok(one.assemble(TaskId(id), decision))
    }
}

/// What the rules alone leave to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ground {
    pub(super) standing: Standing,
    /// Somebody must settle something before anything is called safe.
    open: bool,
    /// In every completion law and policy admit no role.
    restricted: bool,
}

impl Ground {
    pub(super) fn of(task: &Task, decision: &Decision) -> Self {
        Self {
            standing: Standing::of(decision),
            open: is_open(task, decision),
            restricted: decision.restricted,
        }
    }
}

impl Ground {
    /// Whether a role may act as far as rules and governance go, and nothing has to be settled first.
    pub(super) fn is_open_to(&self, role: RoleId) -> bool {
        let Standing { passing, unready, .. } = &self.standing;
        self.is_left_to_people() && passing.contains(role) && !unready.contains(role)
    }

    /// Whether the answer is left to people: what somebody holds, or who is there, may change it.
    pub(super) fn is_left_to_people(&self) -> bool {
        !self.open && !self.restricted
    }
}

/// Whether people must settle something before anything is called safe (semantics points 11 to 13, 19).
fn is_open(task: &Task, decision: &Decision) -> bool {
    !decision.decided
        || decision.floor.high == RuleFloor::NeedsPanel
        || task.acts.is_none()
        || task.profession.is_none()
        || !matches!(task.requires, Requires::Known(_))
}

/// One task with all that is known of it.
pub(super) struct One<'a> {
    inputs: Inputs<'a>,
    catalogue: &'a Catalogue,
    task: &'a Task,
    ground: Ground,
    /// Roles in which somebody active is admitted.
    there: RoleSet,
    people: People<'a>,
    tally: Tally<'a>,
    /// What the tally's gaps speak of.
    requires: &'a [Requirement],
}

impl<'a> One<'a> {
    pub(super) fn new(
        inputs: Inputs<'a>,
        task: &'a Task,
        ground: Ground,
        posts: &Posts,
        found: Option<Found<'a>>,
    ) -> Self {
        let mut one = One::empty(inputs, task, ground);
        if let Some(found) = found {
            one.there = found.there;
            one.tally = found.tally;
            one.requires = &found.profile.requires;
            one.people = People::of(one.catalogue, posts, found.class, &ground.standing, found.tally);
        }
        one
    }

    /// With nobody there.
    pub(super) fn empty(inputs: Inputs<'a>, task: &'a Task, ground: Ground) -> Self {
        let catalogue = &inputs.pack.catalogue;
        let (there, people, tally) = <_>::default();
        One { inputs, catalogue, task, ground, there, people, tally, requires: &[] }
    }
}

impl One<'_> {
    /// Status and level with these people able in place of those that were found.
    pub(super) fn place_with(&self, groups: impl Iterator<Item = (RoleSet, Capacity, u64)>) -> Place {
        let Stand { status, level, .. } = self.with(groups).stand(FLOOR);
        (status, level)
    }

    /// The same with these people able in place of those that were found.
    pub(super) fn with(&self, groups: impl Iterator<Item = (RoleSet, Capacity, u64)>) -> Self {
        let people = People::unnamed(self.catalogue, &self.ground.standing, groups);
        One { people, tally: Tally::default(), ..*self }
    }

    /// The whole answer.
    pub(super) fn assemble(&self, task: TaskId, decision: &Arc<Decision>) -> Answer {
        let rungs: Vec<Rung> = Level::all().map(|level| self.rung(level)).collect();
        let roles = || rungs.iter().flat_map(|rung| &rung.roles);
        let status = self.status(|verdict| roles().any(|role| role.verdict == verdict));
        let placed = rungs.iter().find(|rung| status == Status::Placed && rung.verdict == Verdict::Safe);
        let roles = placed.map(|rung| self.safe_roles(rung)).unwrap_or_default();
        let mut answer = Answer {
            task,
            status,
            open: self.ground.open,
            level: placed.map(|rung| rung.level),
            able: placed.map_or(0, |rung| rung.able),
            able_by_level: rungs
                .iter()
                .filter(|rung| rung.able > 0)
                .map(|rung| (rung.level, rung.able))
                .collect(),
            examples: self.examples(&roles),
            lower: None,
            nearest: self.nearest(),
            because: because(self.inputs.pack, self.task, decision, &roles),
            roles,
            rungs,
            decision: Arc::clone(decision),
        };
        answer.lower = answer.level.and_then(|level| lower(&answer, level));
        answer
    }

    /// Status and level alone.
    pub(super) fn stand(&self, floor: FloorRange) -> Stand {
        let verdicts: Vec<Verdict> = self.catalogue.roles().map(|(id, _)| self.verdict(id)).collect();
        let status = self.status(|verdict| verdicts.contains(&verdict));
        // roles are numbered by level
        let lowest = self.catalogue.roles().zip(verdicts).find(|(_, verdict)| *verdict == Verdict::Safe);
        let level = lowest.map(|((_, role), _)| role.level).filter(|_| status == Status::Placed);
        Stand { status, level, floor }
    }

    /// What makes the answer, alone.
    pub(super) fn because(&self, decision: &Decision) -> Vec<String> {
        let level = self.stand(decision.floor).level;
        let here = level.into_iter().flat_map(|level| self.catalogue.at_level(level));
        let safe = here.filter(|id| self.verdict(*id) == Verdict::Safe);
        let roles: Vec<_> = safe.map(|id| (id, self.ground.standing.supervision(id))).collect();
        because(self.inputs.pack, self.task, decision, &roles)
    }

    fn examples(&self, roles: &[(RoleId, Supervision)]) -> Vec<String> {
        let roles = roles.iter().map(|(role, _)| *role).collect();
        self.people.first_in_any(roles, EXAMPLES).into_iter().map(|person| self.staff_id(person)).collect()
    }

    fn staff_id(&self, person: PersonId) -> String {
        self.inputs.roster.staff_id(person).to_owned()
    }

    /// Fewest missing, then lowest level, then `staff_id`: those who are able lack nothing.
    fn nearest(&self) -> Option<Nearest> {
        if let Some((level, person)) = self.people.lowest(self.catalogue) {
            return Some(Nearest { staff_id: self.staff_id(person), level, gap: Vec::new() });
        }
        let near = self.tally.near().min_by_key(|near| (near.missing(), near.level, near.person))?;
        let level = Level::new(near.level)?;
        Some(Nearest { staff_id: self.staff_id(near.person), level, gap: self.gap(near.gap) })
    }

    /// The requirements of a gap.
    fn gap(&self, gap: &[u32]) -> Vec<Requirement> {
        let missing = |at: usize| gap.get(at / 32).is_some_and(|word| (word >> (at % 32)) & 1 == 1);
        let missing = self.requires.iter().enumerate().filter(|(at, _)| missing(*at));
        missing.map(|(_, requirement)| *requirement).collect()
    }

    fn rung(&self, level: Level) -> Rung {
        let here = self.catalogue.at_level(level);
        let roles: Vec<RungRole> = here.clone().map(|id| self.role(id)).collect();
        let verdict = roles.iter().map(|role| role.verdict).min().unwrap_or(Verdict::NoRole);
        let ready: RoleSet = here.filter(|id| self.is_ready(*id)).collect();
        let able = self.people.in_any(ready);
        let nobody = verdict == Verdict::NobodyCompetent;
        let near = self.tally.near().find(|near| nobody && near.level == level.number());
        Rung { level, verdict, roles, able, gap: near.map(|near| self.gap(near.gap)).unwrap_or_default() }
    }

    /// Whether the rules and governance let a role act.
    fn is_ready(&self, role: RoleId) -> bool {
        self.ground.standing.passing.contains(role) && !self.ground.standing.unready.contains(role)
    }

    fn role(&self, id: RoleId) -> RungRole {
        let verdict = self.verdict(id);
        let people = match verdict {
            Verdict::NobodyCompetent => Some(self.why_nobody(id)),
            Verdict::NoSupervisor => Some(Reason::NoSupervisor),
            _ => None,
        };
        let able = if verdict == Verdict::Refused { 0 } else { self.people.supervised(id) };
        RungRole { role: id, verdict, people, able }
    }

    fn verdict(&self, id: RoleId) -> Verdict {
        if !self.ground.standing.passing.contains(id) {
            Verdict::Refused
        } else if self.people.able(id) == 0 {
            Verdict::NobodyCompetent
        } else if self.people.supervised(id) == 0 {
            Verdict::NoSupervisor
        } else if self.ground.standing.unready.contains(id) {
            Verdict::NotYet
        } else if self.ground.open {
            Verdict::NeedsPanel
        } else {
            Verdict::Safe
        }
    }

    fn why_nobody(&self, role: RoleId) -> Reason {
        if !matches!(self.task.requires, Requires::Known(_)) {
            Reason::Requires
        } else if self.there.contains(role) {
            Reason::NobodyCompetent
        } else {
            Reason::NobodyThere
        }
    }

    /// The first that applies (semantics point 7).
    fn status(&self, any: impl Fn(Verdict) -> bool) -> Status {
        if self.ground.restricted {
            Status::Restricted
        } else if self.ground.open {
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
        safe.map(|role| (role.role, self.ground.standing.supervision(role.role))).collect()
    }
}

/// The next level down that has a role, and what stops it.
fn lower(answer: &Answer, placed: Level) -> Option<Lower> {
    let below = answer.rungs.iter().rev().filter(|rung| rung.level < placed);
    let next = below.into_iter().find(|rung| rung.verdict != Verdict::NoRole)?;
    // the roles that come nearest to safe are what stands in the way; rungs.csv tells of every role
    let nearest = next.roles.iter().filter(|role| role.verdict == next.verdict);
    let reasons = nearest.flat_map(|role| answer.reasons(role).into_iter().map(|reason| (role.role, reason)));
    Some(Lower { level: next.level, reasons: reasons.collect() })
}
