//! One site, person by person: who is able for which task, and of which tasks one person more or less changes the answer.
//!
//! Answers never get worse when one more person is able, and never better when one fewer is. So of all that may turn out
//! to be true of one person it is enough to look at the best and at the worst.

use std::collections::BTreeMap;

use super::capacity::Capacity;
use super::finish::{Ground, One, Place};
use super::people::capacity;
use super::posts::{Cohort, CohortId, PostId};
use super::rehearsal::Rehearsal;
use crate::graph::Proving;
use crate::model::{Catalogue, NodeId, PersonId, Rank, Requires, RoleId, RoleSet, SiteId, Task};

/// A task whose answer would be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Swing {
    /// Its number.
    pub task: usize,
    /// The answer would be worse; else better.
    pub worse: bool,
}

/// What somebody directly holds.
type Held = Vec<(NodeId, Rank)>;

/// Somebody active at the site in a post that counts.
#[derive(Debug)]
struct Present {
    person: PersonId,
    /// Their place among the kinds.
    kind: usize,
    held: Held,
    proven: Held,
}

/// People alike in what admits them and in what they count for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    cohort: CohortId,
    /// Their post; of those with several, the first.
    post: PostId,
}

/// What a task has to say of a kind of people.
#[derive(Debug, Clone, Copy, Default)]
struct OfKind {
    admitted: bool,
    /// One more of them able would change the answer.
    gains: bool,
    /// One of those able fewer would change it.
    loses: bool,
}

/// One task of the site.
struct Job<'a> {
    number: usize,
    requires: Held,
    one: One<'a>,
    ground: Ground,
    now: Place,
    /// Able people by roles and capacity.
    able: BTreeMap<(RoleSet, Capacity), u64>,
    kinds: Vec<OfKind>,
    /// From whose holding a requirement may be proved, with the requirements, as bits.
    cones: Vec<(NodeId, u64)>,
}

/// One site.
pub struct Scene<'a> {
    rehearsal: &'a Rehearsal<'a>,
    catalogue: &'a Catalogue,
    people: Vec<Present>,
    kinds: Vec<Kind>,
    jobs: Vec<Job<'a>>,
}

impl std::fmt::Debug for Scene<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scene").field("people", &self.people.len()).finish_non_exhaustive()
    }
}

impl<'a> Scene<'a> {
    pub(super) fn new(rehearsal: &'a Rehearsal<'a>, tasks: &'a [usize]) -> Self {
        let catalogue = &rehearsal.inputs.pack.catalogue;
        let site = tasks.first().and_then(|task| rehearsal.inputs.tasks.get(*task)).and_then(|t| t.site_id);
        let (people, kinds) = present(rehearsal, site);
        let mut scene = Self { rehearsal, catalogue, people, kinds, jobs: Vec::new() };
        scene.jobs = tasks.iter().filter_map(|number| scene.job(*number)).collect();
        scene
    }

    fn job(&self, number: usize) -> Option<Job<'a>> {
        let Rehearsal { inputs, plan, .. } = *self.rehearsal;
        let (task, decision) = inputs.tasks.get(number).zip(plan.decisions.get(number))?;
        let (requires, cones) = self.requires(task)?;
        let ground = Ground::of(task, decision);
        let one = One::new(inputs, task, ground, self.rehearsal.posts, None);
        let (able, kinds) = (BTreeMap::new(), Vec::new());
        let now = one.place_with(std::iter::empty());
        let mut job = Job { number, requires, one, ground, now, able, kinds, cones };
        self.count(&mut job);
        Some(job)
    }

    /// The requirements of a task as competencies, and from what they may be proved. Nobody is able without any.
    fn requires(&self, task: &Task) -> Option<(Held, Vec<(NodeId, u64)>)> {
        let Requires::Known(list) = &task.requires else { return None };
        let node = |code| self.rehearsal.inputs.graph.node(code);
        let requires: Held = list.iter().map(|r| Some((node(r.code)?, r.rank))).collect::<Option<_>>()?;
        let mut cones: BTreeMap<NodeId, u64> = BTreeMap::new();
        for (at, (required, _)) in requires.iter().enumerate() {
            for from in self.rehearsal.cones.get(required).into_iter().flatten() {
                *cones.entry(*from).or_default() |= bit(at);
            }
        }
        (!requires.is_empty()).then(|| (requires, cones.into_iter().collect()))
    }

    /// Counts who is able, and sees what one more or fewer of each kind would change.
    fn count(&self, job: &mut Job<'a>) {
        let class = self.rehearsal.plan.query_of(job.number);
        let class = class.and_then(|(query, ..)| self.rehearsal.plan.class(query.class));
        let posts = self.rehearsal.posts;
        let mut counts: Vec<Option<(RoleSet, Capacity)>> = Vec::with_capacity(self.kinds.len());
        for kind in &self.kinds {
            let known = class.filter(|class| !class.nobody).zip(posts.cohort(kind.cohort));
            let roles = known.map(|(class, cohort)| match cohort {
                Cohort::One(..) if !posts.admits_alone(kind.post, class) => RoleSet::default(),
                cohort => posts.admitted(cohort, class),
            });
            let roles = roles.filter(|roles| !roles.is_empty());
            let of =
                |(roles, (_, cohort))| (roles, capacity(self.catalogue, &job.ground.standing, cohort, roles));
            counts.push(roles.zip(known).map(of));
        }
        for person in &self.people {
            let counted = counts.get(person.kind).copied().flatten();
            if let Some(own) = counted.filter(|_| proves(&person.proven, &job.requires)) {
                *job.able.entry(own).or_default() += 1;
            }
        }
        job.now = job.with(None, None);
        let mut known: BTreeMap<(RoleSet, Capacity), OfKind> = BTreeMap::new();
        for counted in counts {
            let of = counted.map(|own| {
                *known.entry(own).or_insert_with(|| OfKind {
                    admitted: true,
                    gains: job.with(None, Some(own)) != job.now,
                    loses: job.able.contains_key(&own) && job.with(Some(own), None) != job.now,
                })
            });
            job.kinds.push(of.unwrap_or_default());
        }
    }

    fn present(&self, person: PersonId) -> Option<&Present> {
        let at = self.people.binary_search_by_key(&person, |present| present.person).ok()?;
        self.people.get(at)
    }

    /// Of which tasks the answer changes if somebody directly holds a competency at least at `low` and at most at `high`.
    #[must_use]
    pub fn holds(&self, person: PersonId, node: NodeId, (low, high): (Rank, Rank)) -> Vec<Swing> {
        let Some(present) = self.present(person) else { return Vec::new() };
        let [worst, best] = [low, high].map(|rank| self.proven_with(present, node, rank));
        let concerned = self.jobs.iter().filter(|job| job.cone(node) != 0);
        concerned.filter_map(|job| job.swings(present, [&worst, &best])).collect()
    }

    /// The same if they have one more row of any competency, at this rank or at any.
    #[must_use]
    pub fn holds_any(&self, person: PersonId, rank: Option<Rank>) -> Vec<Swing> {
        let Some(present) = self.present(person) else { return Vec::new() };
        let mut proven: BTreeMap<NodeId, [Held; 2]> = BTreeMap::new();
        let mut swings = Vec::new();
        for job in self.jobs.iter().filter(|job| job.turns_on(present)) {
            let missing = job.missing(&present.proven);
            for (node, _) in job.cones.iter().filter(|(_, cone)| missing & !cone == 0) {
                let [worst, best] = proven.entry(*node).or_insert_with(|| {
                    let (low, high) = spread(held_at(&present.held, *node), rank);
                    [low, high].map(|rank| self.proven_with(present, *node, rank))
                });
                swings.extend(job.swings(present, [worst, best]));
            }
        }
        swings
    }

    fn proven_with(&self, present: &Present, node: NodeId, rank: Rank) -> Held {
        let mut held: Held = present.held.iter().copied().filter(|(other, _)| *other != node).collect();
        held.push((node, rank));
        self.rehearsal.inputs.graph.prove(&held)
    }

    /// By task: whether the answer may change if anybody at all has one more row of a competency, and of which.
    #[must_use]
    pub fn anybody(&self) -> Vec<(NodeId, Swing)> {
        let mut found = Vec::new();
        for job in &self.jobs {
            let turns = self.people.iter().filter(|present| job.turns_on(present));
            let (able, near): (Vec<&Present>, Vec<&Present>) =
                turns.partition(|present| proves(&present.proven, &job.requires));
            let mut missing: Vec<u64> = near.iter().map(|near| job.missing(&near.proven)).collect();
            missing.sort_unstable();
            missing.dedup();
            for (node, cone) in &job.cones {
                let of = |worse| (*node, Swing { task: job.number, worse });
                found.extend(missing.iter().any(|missing| missing & !cone == 0).then(|| of(false)));
                found.extend(able.iter().any(|p| held_at(&p.held, *node) > Rank(1)).then(|| of(true)));
            }
        }
        found
    }

    /// Of which tasks the answer changes if somebody more, or somebody here once more, is admitted in a role, or in any.
    /// Of a person who is known it is known what they hold; whatever is asked of their own facts they may meet.
    #[must_use]
    pub fn joins(&self, person: Option<PersonId>, role: Option<RoleId>) -> Vec<Swing> {
        let graph = self.rehearsal.inputs.graph;
        let proven = person.map(|person| graph.prove(&self.rehearsal.holdings.of(person)));
        let able = |job: &&Job<'_>| proven.as_ref().is_none_or(|proven| proves(proven, &job.requires));
        let mut swings = Vec::new();
        for job in self.jobs.iter().filter(able) {
            let passing = job.ground.standing.passing;
            let roles: Vec<RoleId> =
                passing.iter().filter(|own| role.is_none_or(|role| role == *own)).collect();
            if roles.into_iter().any(|role| self.newcomer_changes(job, role)) {
                swings.push(Swing { task: job.number, worse: false });
            }
        }
        swings
    }

    fn newcomer_changes(&self, job: &Job<'_>, id: RoleId) -> bool {
        let Some(role) = self.catalogue.role_of(id) else { return false };
        let mut most = Capacity::default();
        let profession = role.profession.or(self.catalogue.listed.first().copied());
        most.add(self.catalogue, role, profession, job.ground.standing.supervision(id));
        let roles: RoleSet = [id].into_iter().collect();
        job.with(None, Some((roles, most))) != job.now
    }

    /// Of which tasks the answer changes if somebody is admitted to nothing.
    #[must_use]
    pub fn leaves(&self, person: PersonId) -> Vec<Swing> {
        let Some(present) = self.present(person) else { return Vec::new() };
        let none: Held = Vec::new();
        self.jobs.iter().filter_map(|job| job.swings(present, [&none, &present.proven])).collect()
    }

    /// Of which tasks the answer changes if somebody is a trained delegator who was not, or is none who was.
    #[must_use]
    pub fn delegates_otherwise(&self, person: PersonId) -> Vec<Swing> {
        let Some(present) = self.present(person) else { return Vec::new() };
        let Some(cohort) = self.kinds.get(present.kind).and_then(|k| self.rehearsal.posts.cohort(k.cohort))
        else {
            return Vec::new();
        };
        let (other, now_trained) = match cohort {
            Cohort::One(acting, trained) => (Cohort::One(*acting, !trained), *trained),
            Cohort::Several(posts, trained) => (Cohort::Several(posts.clone(), !trained), *trained),
        };
        let posts = self.rehearsal.posts;
        let class = |job: &Job<'_>| {
            let (query, ..) = self.rehearsal.plan.query_of(job.number)?;
            self.rehearsal.plan.class(query.class)
        };
        let able = self.jobs.iter().filter(|job| {
            job.kinds.get(present.kind).is_some_and(|of| of.admitted)
                && proves(&present.proven, &job.requires)
        });
        let changed = able.filter_map(|job| {
            let roles = posts.admitted(cohort, class(job)?);
            let of = |cohort| (roles, capacity(self.catalogue, &job.ground.standing, cohort, roles));
            let changes = job.with(Some(of(cohort)), Some(of(&other))) != job.now;
            changes.then_some(Swing { task: job.number, worse: now_trained })
        });
        changed.collect()
    }
}

impl Job<'_> {
    /// Where it stands with one of the able gone and somebody come.
    fn with(&self, gone: Option<(RoleSet, Capacity)>, come: Option<(RoleSet, Capacity)>) -> Place {
        let stay = self
            .able
            .iter()
            .map(|(own, count)| (own.0, own.1, count.saturating_sub(u64::from(gone == Some(*own)))));
        self.one.place_with(stay.chain(come.map(|(roles, capacity)| (roles, capacity, 1))))
    }

    /// Whether it matters here what somebody proves.
    fn turns_on(&self, present: &Present) -> bool {
        self.kinds.get(present.kind).is_some_and(|of| of.admitted && (of.gains || of.loses))
    }

    /// The change, if any, if somebody proves at worst and at best this.
    fn swings(&self, present: &Present, [worst, best]: [&Held; 2]) -> Option<Swing> {
        let of = self.kinds.get(present.kind).copied().filter(|of| of.admitted)?;
        let task = self.number;
        if proves(&present.proven, &self.requires) {
            (of.loses && !proves(worst, &self.requires)).then_some(Swing { task, worse: true })
        } else {
            (of.gains && proves(best, &self.requires)).then_some(Swing { task, worse: false })
        }
    }

    fn cone(&self, node: NodeId) -> u64 {
        let at = self.cones.binary_search_by_key(&node, |(other, _)| *other).ok();
        at.and_then(|at| self.cones.get(at)).map_or(0, |(_, cone)| *cone)
    }

    /// The requirements that are not proved, as bits; the last stands for all from the 64th on.
    fn missing(&self, proven: &Held) -> u64 {
        let unmet =
            self.requires.iter().enumerate().filter(|(_, (node, rank))| held_at(proven, *node) < *rank);
        unmet.fold(0, |all, (at, _)| all | bit(at))
    }
}

fn bit(at: usize) -> u64 {
    1 << at.min(63)
}

fn held_at(held: &Held, node: NodeId) -> Rank {
    let at = held.binary_search_by_key(&node, |(other, _)| *other).ok();
    at.and_then(|at| held.get(at)).map_or(Rank::NOTHING, |(_, rank)| *rank)
}

fn proves(proven: &Held, requires: &Held) -> bool {
    requires.iter().all(|(node, rank)| held_at(proven, *node) >= *rank)
}

/// The least and the most that one more row can make of what is held: it may cap it, or raise it, as far as its own rank.
fn spread(held: Rank, rank: Option<Rank>) -> (Rank, Rank) {
    match rank {
        Some(rank) => (held.min(rank), held.max(rank)),
        None => (held.min(Rank(1)), Rank(u8::MAX)),
    }
}

/// Who is at a site, by number, and their kinds.
fn present(rehearsal: &Rehearsal<'_>, site: Option<SiteId>) -> (Vec<Present>, Vec<Kind>) {
    let Rehearsal { inputs, posts, holdings, .. } = *rehearsal;
    let positions = &inputs.roster.positions;
    let from = positions.partition_point(|position| site.is_some_and(|site| position.site < site));
    let here = positions.iter().skip(from).take_while(|position| Some(position.site) == site);
    let mut own: BTreeMap<PersonId, Vec<PostId>> = BTreeMap::new();
    for position in here {
        own.entry(position.person).or_default().extend(posts.post(inputs.roster, position));
    }
    let mut found: Vec<(PersonId, Kind)> = Vec::new();
    for (person, mut list) in own {
        list.dedup();
        let kind = posts.cohort_of(&list).zip(list.first());
        found.extend(kind.map(|(cohort, post)| (person, Kind { cohort, post: *post })));
    }
    let mut kinds: Vec<Kind> = found.iter().map(|(_, kind)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut proving = Proving::default();
    let people = found.into_iter().map(|(person, kind)| {
        let held = holdings.of(person);
        let proven = inputs.graph.prove_in(&held, &mut proving);
        Present { person, kind: kinds.binary_search(&kind).unwrap_or_default(), held, proven }
    });
    (people.collect(), kinds)
}
