//! The laws looked at one change at a time, for every post and person at once.

use std::collections::BTreeMap;

use super::candidates::{Candidate, candidates};
use super::columns::{Columns, values};
use super::laws::{Breach, Change, Claim};
use super::procedure::{Procedure, Verdicts};
use crate::model::{Authority, Level, RoleId, RoleSet, Task};
use crate::rules::Pack;
use crate::table::{Area, Diagrams};

/// Everything said of the candidates.
pub(super) struct Prover<'p> {
    pub(super) diagrams: Diagrams,
    pub(super) procedure: Procedure<'p>,
    /// Tasks without acts and authority, with every measure and a current instruction.
    pub(super) plain: Area,
    posts: Vec<(Candidate, Verdicts)>,
    people: Vec<(Candidate, Verdicts)>,
    /// Where a post is refused or may not be called `delegate`, in parts.
    undelegated: Vec<(RoleId, Vec<Area>)>,
    /// Where the work is not routine, in parts.
    special: Vec<Area>,
    /// Which parts surely grow under the change looked at.
    grows: BTreeMap<Area, bool>,
}

/// Points before and after a change.
type Pair = (Vec<u16>, Vec<u16>);

impl<'p> Prover<'p> {
    pub(super) fn of(pack: &'p Pack) -> Self {
        let columns = Columns::of(pack);
        let mut diagrams = columns.diagrams();
        let procedure = Procedure::of(pack, &mut diagrams, columns);
        let all = candidates(pack)
            .into_iter()
            .filter_map(|one| procedure.verdicts(&mut diagrams, &one).map(|verdicts| (one, verdicts)));
        let (posts, people) = all.partition(|(candidate, _)| candidate.person.is_none());
        let plain = procedure.columns.plain(&mut diagrams, &pack.catalogue);
        let (undelegated, special, grows) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut this = Self { diagrams, procedure, plain, posts, people, undelegated, special, grows };
        this.undelegated = this.undelegated();
        this.special = this.special();
        this
    }

    pub(super) fn pack(&self) -> &'p Pack {
        self.procedure.pack
    }

    /// How many combinations of facts a task can have.
    pub(super) fn combinations(&self) -> Option<u128> {
        self.diagrams.count(self.procedure.valid)
    }

    /// How many posts and people are told apart.
    pub(super) fn candidates(&self) -> usize {
        self.posts.len() + self.people.len()
    }

    /// Every post with what is said of it, role by role.
    pub(super) fn posts(&self) -> Vec<(RoleId, Verdicts)> {
        let roles = self
            .posts
            .iter()
            .flat_map(|(post, verdicts)| post.roles.iter().map(|role| (*role, verdicts.clone())));
        let mut list: Vec<(RoleId, Verdicts)> = roles.collect();
        list.sort_by_key(|(role, _)| *role);
        list
    }

    /// For every role that is no practitioner's: where it does not make the task `delegate` (semantics point 19).
    fn undelegated(&mut self) -> Vec<(RoleId, Vec<Area>)> {
        let catalogue = &self.pack().catalogue;
        let posts = self.posts();
        let handed =
            posts.into_iter().filter(|(id, _)| catalogue.role_of(*id).is_some_and(|role| !role.practitioner));
        let list = handed.map(|(id, verdicts)| {
            let stopped = self.procedure.undelegable(&mut self.diagrams, id);
            (id, [verdicts.refused, stopped].concat())
        });
        list.collect()
    }

    /// Where the named criteria say that the work is not routine: everywhere if the pack lacks one of them.
    fn special(&mut self) -> Vec<Area> {
        let catalogue = &self.pack().catalogue;
        let named =
            [("cognitive", Some("skill")), ("problem_solving", Some("none")), ("steps_established", None)];
        let mut parts = Vec::new();
        for (name, word) in named {
            let at = catalogue.criterion(name);
            let values = at.and_then(|at| catalogue.criteria.get(at)).map(|one| &one.values);
            let value = values.and_then(|values| word.map_or(Some(0), |word| values.find(word)));
            parts.push(match at.zip(value) {
                Some((at, value)) => {
                    let plain = self.procedure.columns.value(&mut self.diagrams, at, value);
                    self.diagrams.not(plain)
                }
                None => Area::EVERYWHERE,
            });
        }
        parts
    }

    /// Where an activity is not the routine work of a role.
    fn unusual(&mut self, id: RoleId) -> Area {
        let catalogue = &self.pack().catalogue;
        let kinds = catalogue.role_of(id).map(|role| role.routine.iter().copied());
        match catalogue.criterion("activity_kind").zip(kinds) {
            Some((at, kinds)) => {
                let column = self.procedure.columns.criteria.get(at);
                let routine = values(&mut self.diagrams, column, kinds);
                self.diagrams.not(routine)
            }
            None => Area::EVERYWHERE,
        }
    }

    /// Every change that may only restrict.
    pub(super) fn changes(&self) -> Vec<Change> {
        let catalogue = &self.pack().catalogue;
        let ordered = catalogue.criteria.iter().enumerate().filter(|(_, criterion)| criterion.ordered);
        let mut changes: Vec<Change> = ordered.map(|(at, _)| Change::Riskier(at)).collect();
        changes.extend(self.procedure.columns.measures.iter().map(|(word, _)| Change::MeasureRemoved(*word)));
        changes.extend([Change::InstructionLapsed, Change::AuthorityRemoved, Change::ProfessionBlank]);
        changes.extend((0u16..).zip(&catalogue.acts).map(|(act, _)| Change::ActAdded(act)));
        changes
    }

    /// The column that a change is in, and the steps from value to value.
    fn steps(&self, change: Change) -> (usize, Vec<(usize, usize)>) {
        let columns = &self.procedure.columns;
        let size = |column: usize| self.diagrams.sizes().get(column).copied().unwrap_or(0);
        match change {
            Change::Riskier(at) => {
                let at = columns.criteria.get(at).map_or(usize::MAX, |column| column.at);
                (at, (1..size(at)).map(|value| (value - 1, value)).collect())
            }
            Change::MeasureRemoved(word) => (columns.measure(word).unwrap_or_default(), vec![(1, 0)]),
            Change::InstructionLapsed => (columns.instruction, vec![(1, 0)]),
            Change::AuthorityRemoved => {
                let none = Authority::WORDS.iter().position(|word| *word == "none").unwrap_or(0);
                let others = (0..size(columns.authority)).filter(|value| *value != none);
                (columns.authority, others.map(|value| (value, none)).collect())
            }
            Change::ProfessionBlank => {
                let blank = size(columns.profession.at) - 1;
                (columns.profession.at, (0..blank).map(|value| (value, blank)).collect())
            }
            Change::ActAdded(act) => (columns.act(act).unwrap_or(usize::MAX), vec![(0, 1)]),
        }
    }

    /// Whether a part never shrinks under the change, whatever kind of task.
    fn grows(&mut self, change: Change, area: Area) -> bool {
        if let Some(known) = self.grows.get(&area) {
            return *known;
        }
        let (column, steps) = self.steps(change);
        let grows = match change {
            Change::Riskier(_) | Change::ActAdded(_) => self.diagrams.is_upward_closed(area, column),
            Change::MeasureRemoved(_) | Change::InstructionLapsed => {
                self.diagrams.is_downward_closed(area, column)
            }
            Change::AuthorityRemoved | Change::ProfessionBlank => steps.iter().all(|(from, to)| {
                let (low, high) =
                    (self.diagrams.given(area, column, *from), self.diagrams.given(area, column, *to));
                self.diagrams.is_within(low, high)
            }),
        };
        self.grows.insert(area, grows);
        grows
    }

    /// Points before and after the change: restricted before by one of `parts`, after by none of them, and both times by
    /// none of `apart`.
    ///
    /// A part that grows loses nothing, so only the others are looked at, and what each loses is narrowed by all parts.
    fn lost(&mut self, change: Change, parts: &[Area], apart: &[Area]) -> Option<Pair> {
        let shrinking: Vec<Area> = parts.iter().copied().filter(|part| !self.grows(change, *part)).collect();
        if shrinking.is_empty() {
            return None;
        }
        let (column, steps) = self.steps(change);
        for (from, to) in steps {
            for part in &shrinking {
                let mut lost = self.diagrams.given(*part, column, from);
                for value in [from, to] {
                    let valid = self.diagrams.given(self.procedure.valid, column, value);
                    lost = self.diagrams.both(lost, valid);
                }
                let before = apart.iter().map(|area| (*area, from));
                let after = parts.iter().chain(apart).map(|area| (*area, to));
                for (area, value) in before.chain(after) {
                    if lost.is_nowhere() {
                        break;
                    }
                    let area = self.diagrams.given(area, column, value);
                    lost = self.diagrams.without(lost, area);
                }
                if let Some(point) = self.diagrams.point(lost) {
                    return Some((with(&point, column, from), with(&point, column, to)));
                }
            }
        }
        None
    }

    /// Looks at one change for everybody.
    pub(super) fn look(&mut self, change: Change, breaches: &mut Vec<Breach>) {
        self.grows.clear();
        let posts = std::mem::take(&mut self.posts);
        for (post, verdicts) in &posts {
            self.look_at(change, post, verdicts, breaches);
        }
        self.posts = posts;
        // but for the stops a person is decided like the post, which passes wherever the person does
        let people = std::mem::take(&mut self.people);
        for (person, verdicts) in &people {
            if !verdicts.stopped.iter().all(|part| self.grows(change, *part)) {
                self.look_at(change, person, verdicts, breaches);
            }
        }
        self.people = people;
        self.look_at_task(change, breaches);
    }

    fn look_at(
        &mut self,
        change: Change,
        candidate: &Candidate,
        verdicts: &Verdicts,
        breaches: &mut Vec<Breach>,
    ) {
        let permitted = self.lost(change, &verdicts.refused, &[]);
        let complete = match permitted {
            None => self.lost(change, &[verdicts.refused.as_slice(), &verdicts.missing].concat(), &[]),
            Some(_) => None,
        };
        let supervised =
            verdicts.watched.iter().find_map(|watched| self.lost(change, watched, &verdicts.refused));
        let found =
            [(Claim::Permitted, permitted), (Claim::Complete, complete), (Claim::Supervised, supervised)];
        for (claim, found) in found {
            self.add(change, claim, Some(candidate), found, breaches);
        }
    }

    /// Floor and outcomes: they can loosen only where some role does.
    fn look_at_task(&mut self, change: Change, breaches: &mut Vec<Breach>) {
        let loosened = |breach: &Breach| breach.change == change && breach.claim == Claim::Permitted;
        let mut claims: Vec<(Claim, Vec<Vec<Area>>)> = Vec::new();
        if breaches.iter().any(loosened) {
            let floors = Level::all().map(Level::up).map(|above| (Claim::Floor, self.refused_below(above)));
            claims.extend(floors);
        }
        // from restricted to a panel is down, whoever passes the later stages
        let stopped = self.posts.iter().map(|(_, verdicts)| verdicts.stopped.clone());
        claims.push((Claim::Floor, stopped.collect()));
        let special = self.special.clone();
        let (mut delegate, mut allocate) = (Vec::new(), Vec::new());
        for (id, parts) in self.undelegated.clone() {
            let unusual = self.unusual(id);
            allocate.push([parts.as_slice(), &special, &[unusual]].concat());
            delegate.push(parts);
        }
        claims.extend([(Claim::Delegate, delegate), (Claim::Allocate, allocate)]);
        for (claim, list) in claims {
            let known = breaches.iter().any(|breach| breach.change == change && breach.claim == claim);
            if !known && list.iter().flatten().any(|part| !self.grows(change, *part)) {
                let found = self.lost_by_all(change, &list);
                self.add(change, claim, None, found, breaches);
            }
        }
    }

    /// What is restricted for all of a list of candidates before and not after. Plain tasks are looked at first: of them
    /// few nodes tell, and mostly they show it.
    fn lost_by_all(&mut self, change: Change, list: &[Vec<Area>]) -> Option<Pair> {
        let plain = matches!(change, Change::Riskier(_)).then_some(self.plain);
        plain.into_iter().chain([Area::EVERYWHERE]).find_map(|within| {
            let all = self.by_all(list, within);
            self.lost(change, &[all], &[])
        })
    }

    /// Where all of a list are restricted, of the points within an area.
    pub(super) fn by_all(&mut self, list: &[Vec<Area>], within: Area) -> Area {
        let mut all = within;
        for parts in list {
            let parts: Vec<Area> = parts.iter().map(|part| self.diagrams.both(*part, within)).collect();
            let each = self.diagrams.any(parts);
            all = self.diagrams.both(all, each);
        }
        all
    }

    /// What refuses every role below a level; without one, every role.
    fn refused_below(&self, level: Option<Level>) -> Vec<Vec<Area>> {
        let catalogue = &self.pack().catalogue;
        let below = |id: RoleId| {
            catalogue.role_of(id).is_some_and(|role| level.is_none_or(|level| role.level < level))
        };
        let posts = self.posts().into_iter().filter(|(id, _)| below(*id));
        posts.map(|(_, verdicts)| verdicts.refused).collect()
    }

    /// One breach for each change and claim; more of them only add roles.
    fn add(
        &self,
        change: Change,
        claim: Claim,
        who: Option<&Candidate>,
        found: Option<Pair>,
        breaches: &mut Vec<Breach>,
    ) {
        let Some((before, after)) = found else { return };
        let roles = who.map_or(&[][..], |candidate| &candidate.roles);
        match breaches.iter_mut().find(|breach| breach.change == change && breach.claim == claim) {
            Some(breach) => {
                // the first stays first: it is the one that the two tasks show
                breach.roles.extend(roles);
                let mut seen = RoleSet::default();
                breach.roles.retain(|role| {
                    let new = !seen.contains(*role);
                    seen.insert(*role);
                    new
                });
            }
            None => breaches.push(Breach {
                change,
                claim,
                roles: roles.to_vec(),
                person: who.and_then(|candidate| candidate.person.clone()),
                before: self.task(&before),
                after: self.task(&after),
            }),
        }
    }

    fn task(&self, point: &[u16]) -> Task {
        self.procedure.columns.task(&self.pack().catalogue, point)
    }

    /// A task that can be, in an area.
    pub(super) fn example(&mut self, area: Area) -> Option<Task> {
        let area = self.diagrams.both(area, self.procedure.valid);
        self.diagrams.point(area).map(|point| self.task(&point))
    }
}

/// A point with another value in one column.
fn with(point: &[u16], column: usize, value: usize) -> Vec<u16> {
    let value = u16::try_from(value).unwrap_or(u16::MAX);
    point.iter().enumerate().map(|(at, old)| if at == column { value } else { *old }).collect()
}
