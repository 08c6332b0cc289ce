//! What the laws compare: for every task each role's reading, and each person able in each role.

use std::collections::{BTreeMap, BTreeSet};

use skillmix::commands::Answered;
use skillmix::files::Big;
use skillmix::graph::Graph;
use skillmix::inquiry;
use skillmix::intake::{self, Pace, Source};
use skillmix::matcher::{self, Inputs, Plan};
use skillmix::model::{Answer, Level, Outcome, PersonId, RuleFloor, Status, Supervision, Task, Verdict};
use skillmix::rules::Pack;

use crate::random::{Bytes, World};

/// A task by its id and site.
pub(crate) type Key = (String, String);

/// What is said of one task.
#[derive(Debug, Clone)]
pub(crate) struct TaskView {
    pub(crate) status: Status,
    pub(crate) floor: RuleFloor,
    pub(crate) decided: bool,
    pub(crate) bounded: bool,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) level: Option<u8>,
    pub(crate) able_by_level: BTreeMap<u8, u64>,
    /// By code.
    pub(crate) roles: BTreeMap<String, RoleView>,
    /// Person and role, supervised or not.
    pub(crate) able: BTreeSet<(String, String)>,
}

/// What is said of one role.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a claim of its own that a law compares")]
pub(crate) struct RoleView {
    pub(crate) lawful: bool,
    pub(crate) passes: bool,
    pub(crate) supervision: Supervision,
    /// It passes and governance misses nothing.
    pub(crate) ready: bool,
    /// People able in it and supervised.
    pub(crate) able: u64,
    /// Safe, or it would be if nothing were open.
    pub(crate) safe: bool,
}

/// A world's tasks.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) tasks: BTreeMap<Key, TaskView>,
    pub(crate) answered: Answered,
}

impl View {
    pub(crate) fn of(world: &World) -> Self {
        Self::under(world, &world.load())
    }

    pub(crate) fn under(world: &World, pack: &Pack) -> Self {
        let answered = world.answer_under(pack, 1);
        let able = able(pack, &world.data_files(), &answered);
        let mut tasks = BTreeMap::new();
        for ((task, answer), able) in answered.tasks().iter().zip(&answered.answers).zip(able) {
            tasks.insert((task.id.clone(), task.site.clone()), task_view(pack, answer, able));
        }
        Self { tasks, answered }
    }
}

fn task_view(pack: &Pack, answer: &Answer, able: BTreeSet<(String, String)>) -> TaskView {
    let decision = &answer.decision;
    let mut roles = BTreeMap::new();
    for on_rung in answer.rungs.iter().flat_map(|rung| &rung.roles) {
        let role = decision.role(on_rung.role);
        let view = RoleView {
            lawful: role.lawful(),
            passes: role.passes(),
            supervision: role.supervision(),
            ready: role.passes() && role.missing().next().is_none(),
            able: on_rung.able,
            safe: [Verdict::Safe, Verdict::NeedsPanel].contains(&on_rung.verdict),
        };
        roles.insert(pack.catalogue.role_code(on_rung.role).to_owned(), view);
    }
    TaskView {
        status: answer.status,
        floor: decision.floor.high,
        decided: decision.decided,
        bounded: decision.bounded,
        outcomes: decision.outcomes.iter().collect(),
        level: answer.level.map(Level::number),
        able_by_level: answer.able_by_level.iter().map(|(level, able)| (level.number(), *able)).collect(),
        roles,
        able,
    }
}

/// Who is able in which role, task by task: the files are read again, for answers do not name everybody.
fn able(pack: &Pack, files: &Bytes, answered: &Answered) -> Vec<BTreeSet<(String, String)>> {
    let catalogue = &pack.catalogue;
    let source = |name: &'static str| files.get(name).map(|bytes| Source { name, bytes });
    let big = |name: &str| Big::in_memory(name, files[name].clone());
    let staff = intake::staff(&big("staff.csv"), catalogue, Pace::default()).unwrap();
    let roster = staff.unwrap().roster;
    let (mut codes, open, _) = intake::competencies(source("competencies.csv")).unwrap();
    let tasks = intake::tasks(source("tasks.csv").unwrap(), catalogue, &mut codes, open, &roster);
    let (mut tasks, _) = tasks.unwrap();
    let (links, _) = intake::links(source("links.csv"), catalogue, &mut codes, open).unwrap();
    let judge = |task: &Task, decision: &skillmix::model::PanelDecision| pack.looser(task, decision);
    intake::panel(source("panel.csv"), catalogue, &codes, &mut tasks, &judge).unwrap();
    let (graph, _) = Graph::build(&codes, &links, catalogue.policies.competent);
    let roster = &roster;
    let inputs = Inputs { pack, codes: &codes, graph: &graph, roster, tasks: &tasks };
    let plan = Plan::new(inputs, matcher::decide_all(pack, &tasks));
    let sheet =
        intake::holdings(&big("holdings.csv"), &plan.wanted, &roster.people, catalogue, Pace::default())
            .unwrap();
    let holdings = sheet.holdings;
    let people: Vec<PersonId> = (0..).map(PersonId).take(roster.len()).collect();
    let of_task = |(task, answer): (&Task, &Answer)| {
        let mut able = BTreeSet::new();
        for id in &people {
            let proof = inquiry::person(pack, &graph, roster, &holdings, (task, answer), *id).unwrap();
            for post in proof.posts.iter().filter(|post| post.able) {
                able.insert((proof.staff_id.clone(), catalogue.role_code(post.role).to_owned()));
            }
        }
        able
    };
    tasks.iter().zip(&answered.answers).map(of_task).collect()
}

/// The law of all laws: where one world is worse than another, nothing in it may be better. For every task of `worse`
/// that `before` has too: no person newly able in a role, no role newly passing, ready or safe, no role supervised by
/// less, no more people able and supervised in a role or on a level, no lower floor (high end), no lower level placed.
pub(crate) fn no_better(before: &View, worse: &View) -> Result<(), String> {
    for (key, now) in &worse.tasks {
        if let Some(was) = before.tasks.get(key) {
            task_no_better(was, now).map_err(|problem| format!("{key:?}: {problem}"))?;
        }
    }
    Ok(())
}

/// `no_better` for one task.
pub(crate) fn task_no_better(was: &TaskView, now: &TaskView) -> Result<(), String> {
    if now.floor < was.floor {
        return Err(format!("floor {} falls to {}", was.floor, now.floor));
    }
    people_no_better(was, now)
}

/// `no_better` without the floor, which law 3 cannot lower and unknown acts do not raise.
pub(crate) fn people_no_better(was: &TaskView, now: &TaskView) -> Result<(), String> {
    if let Some(new) = now.able.difference(&was.able).next() {
        return Err(format!("newly able: {new:?}"));
    }
    for (code, role) in &now.roles {
        let old = &was.roles[code];
        let faults = [
            (role.lawful && !old.lawful, "newly lawful"),
            (role.passes && !old.passes, "newly passes"),
            (role.ready && !old.ready, "newly ready"),
            (role.safe && !old.safe, "newly safe"),
            (role.able > old.able, "more people supervised"),
            (role.passes && role.supervision < old.supervision, "supervised by less"),
        ];
        if let Some((_, fault)) = faults.iter().find(|(holds, _)| *holds) {
            return Err(format!("{code}: {fault}"));
        }
    }
    for (level, able) in &now.able_by_level {
        let old = was.able_by_level.get(level).copied().unwrap_or(0);
        if *able > old {
            return Err(format!("level {level}: {able} able instead of {old}"));
        }
    }
    match (was.level, now.level) {
        (Some(old), Some(new)) if new < old => Err(format!("placed at {new} instead of {old}")),
        _ => Ok(()),
    }
}
