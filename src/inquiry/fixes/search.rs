//! The search itself: sets of one change, then of two, then of three; each tried, and every part of it.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Bounds;
use super::facts;
use super::people::{Bundle, Crew};
use crate::matcher::{Inputs, Part, Somebody, Terrain, Trial};
use crate::model::{Fix, FixSet, Fixes, Level, PersonId, RoleId, Status, Task};

/// Status and level.
type Place = (Status, Option<Level>);

/// Somebody's part before and after.
type Turn = (Option<Part>, Option<Part>);

/// Bundles that do the same under one reading of the task, by number: what they turn, and what they cost.
type Effects = Vec<((usize, Turn), Vec<usize>)>;

/// One search.
pub(super) struct Search<'a> {
    inputs: Inputs<'a>,
    trial: &'a Trial<'a>,
    crew: &'a Crew<'a>,
    task: &'a Task,
    target: Option<Level>,
    bounds: Bounds,
    bundles: Vec<Bundle>,
    /// Roles at or below the level.
    roles: Vec<RoleId>,
    /// The task with each set of changes that was looked at.
    terrains: HashMap<Vec<Fix>, Terrain>,
    tried: Cell<usize>,
    /// Something was left out.
    cut: Cell<bool>,
    found: BTreeMap<Vec<Fix>, Place>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        inputs: Inputs<'a>,
        trial: &'a Trial<'a>,
        crew: &'a Crew<'a>,
        task: &'a Task,
        (target, bounds): (Option<Level>, Bounds),
    ) -> Self {
        let below = |level: Level| target.is_none_or(|target| level <= target);
        let roles = inputs.pack.catalogue.roles().filter(|(_, role)| below(role.level));
        let mut search = Self {
            inputs,
            trial,
            crew,
            task,
            target,
            bounds,
            bundles: crew.bundles(bounds.changes),
            roles: roles.map(|(id, _)| id).collect(),
            terrains: HashMap::new(),
            tried: Cell::new(0),
            cut: Cell::new(false),
            found: BTreeMap::new(),
        };
        search.look(&[]);
        search
    }

    /// Looks for sets of one change, two and so on.
    pub(super) fn run(mut self, fixes: &mut Fixes) {
        let mut layers: Vec<Vec<Vec<Fix>>> = vec![vec![Vec::new()]];
        for size in 1..=self.bounds.changes {
            let grown = self.grow(layers.last().map_or(&[], Vec::as_slice));
            layers.push(grown);
            for (own, layer) in layers.iter().enumerate() {
                for task_fixes in layer {
                    self.with_people(task_fixes, size - own);
                }
            }
            self.drop_the_harder();
            if self.found.len() >= self.bounds.sets {
                // larger sets are not looked for
                fixes.more = size < self.bounds.changes;
                break;
            }
        }
        let of = |(fixes, (status, level))| FixSet { fixes, status, level };
        fixes.sets = self.found.into_iter().map(of).collect();
        fixes.sets.sort_by(|a, b| a.rank().cmp(&b.rank()));
        fixes.more |= fixes.sets.len() > self.bounds.sets;
        fixes.sets.truncate(self.bounds.sets);
        fixes.bounded = self.cut.get();
    }

    fn works(&self, (status, level): Place) -> bool {
        status == Status::Placed
            && self.target.is_none_or(|target| level.is_some_and(|level| level <= target))
    }

    /// Whether there is room for one more trial.
    fn spends(&self) -> bool {
        self.tried.set(self.tried.get() + 1);
        let room = self.tried.get() <= self.bounds.tried;
        if !room {
            self.cut.set(true);
        }
        room
    }

    /// Decides the task with some changes.
    fn look(&mut self, fixes: &[Fix]) {
        if !self.terrains.contains_key(fixes) {
            let task = facts::with(&self.inputs.pack.catalogue, self.task, fixes);
            self.terrains.insert(fixes.to_vec(), self.trial.terrain(task, &self.roles));
            // completions of blanks are what costs
            let completions = self.terrains.get(fixes).map_or(0, |terrain| terrain.decision.completions);
            self.tried.set(self.tried.get() + 10 + usize::try_from(completions / 4).unwrap_or(usize::MAX));
        }
    }

    fn place(&self, task_fixes: &[Fix], turns: &[Turn]) -> Place {
        let terrain = self.terrains.get(task_fixes).filter(|terrain| terrain.open);
        // where no role may act that matters, nothing works
        terrain.map_or((Status::NeedsPanel, None), |terrain| self.trial.place(terrain, turns))
    }

    /// All sets of changes of the task that are one larger and may come to something.
    fn grow(&mut self, layer: &[Vec<Fix>]) -> Vec<Vec<Fix>> {
        let mut grown: BTreeSet<Vec<Fix>> = BTreeSet::new();
        // what works needs nothing more
        for fixes in layer.iter().filter(|fixes| !self.works(self.place(fixes, &[]))) {
            for fix in self.next(fixes) {
                if fixes.iter().any(|own| facts::clash(own, &fix)) {
                    continue;
                }
                let mut more = fixes.clone();
                more.push(fix);
                more.sort_unstable();
                grown.insert(more);
            }
        }
        let mut kept = Vec::with_capacity(grown.len());
        for fixes in grown {
            if !self.spends() {
                break;
            }
            self.look(&fixes);
            kept.push(fixes);
        }
        kept
    }

    /// What could take an obstacle of some role away, the task having some changes.
    fn next(&self, fixes: &[Fix]) -> Vec<Fix> {
        let Some(terrain) = self.terrains.get(fixes) else { return Vec::new() };
        let leverage = self.inputs.pack.leverage(&terrain.task, &terrain.decision);
        let mut levers = crate::rules::Levers::default();
        for own in self.roles.iter().filter_map(|role| leverage.of(*role)) {
            levers.extend(own);
        }
        facts::fixes(self.inputs.pack, self.task, &levers)
    }

    /// Sets with these changes of the task and so many of people.
    fn with_people(&mut self, task_fixes: &[Fix], people: usize) {
        if people == 0 {
            self.keep(task_fixes, &[]);
            return;
        }
        let Some(terrain) = self.terrains.get(task_fixes).filter(|terrain| terrain.open) else { return };
        if self.works(self.place(task_fixes, &[])) {
            return;
        }
        let mut effects = self.effects(terrain, people);
        // what works alone makes all beside it needless
        effects.retain(|((cost, turn), _)| *cost == people || !self.works(self.place(task_fixes, &[*turn])));
        // more people who are able never make an answer worse: if all at once do not suffice, no few of them do
        let all: Vec<Turn> = effects.iter().flat_map(|((_, (_, after)), _)| [(None, *after); 3]).collect();
        if !self.works(self.place(task_fixes, &all)) {
            return;
        }
        let mut working: Vec<Vec<usize>> = Vec::new();
        for chosen in combinations(&effects, people) {
            if !self.spends() {
                return;
            }
            let turns = turns(&effects, &chosen);
            if self.works(self.place(task_fixes, &turns)) && !self.works_without_one(task_fixes, &turns) {
                working.push(chosen);
            }
        }
        for chosen in working {
            self.spell_out(task_fixes, &effects, &chosen);
        }
    }

    fn works_without_one(&self, task_fixes: &[Fix], turns: &[Turn]) -> bool {
        (0..turns.len()).any(|gone| {
            let rest = turns.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, turn)| *turn);
            self.works(self.place(task_fixes, &rest.collect::<Vec<_>>()))
        })
    }

    fn effects(&self, terrain: &Terrain, most: usize) -> Effects {
        let mut parts: BTreeMap<&Somebody, Option<Part>> = BTreeMap::new();
        let mut effects: BTreeMap<(usize, Turn), Vec<usize>> = BTreeMap::new();
        for (number, bundle) in self.bundles.iter().enumerate().filter(|(_, bundle)| bundle.cost <= most) {
            let Bundle { before, after, .. } = bundle;
            let mut part =
                |somebody| *parts.entry(somebody).or_insert_with(|| self.trial.part(terrain, somebody));
            let turn = (before.as_ref().and_then(&mut part), part(after));
            if turn.0 != turn.1 {
                effects.entry((bundle.cost, turn)).or_default().push(number);
            }
        }
        effects.into_iter().collect()
    }

    /// Chooses the bundles, and then the people, for effects that work.
    fn spell_out(&mut self, task_fixes: &[Fix], effects: &Effects, chosen: &[usize]) {
        let lists: Vec<&[usize]> =
            chosen.iter().filter_map(|at| effects.get(*at)).map(|(_, own)| own.as_slice()).collect();
        for bundles in products(&lists) {
            if !self.spends() {
                return;
            }
            let members: Vec<&[(PersonId, Vec<Fix>)]> = bundles
                .iter()
                .filter_map(|at| self.bundles.get(*at))
                .map(|bundle| bundle.members.as_slice())
                .collect();
            let people = distinct(members, self.bounds.sets + 1);
            // those who are alike in a bundle are alike in every part of it: the first speak for all
            let kept = people.first().and_then(|first| self.keep(task_fixes, &first.concat()));
            let Some(place) = kept else { continue };
            let others = people.iter().skip(1).map(|others| (joined(task_fixes, &others.concat()), place));
            self.found.extend(others);
        }
    }

    /// Keeps a set if it works and no part of it does.
    fn keep(&mut self, task_fixes: &[Fix], people: &[Fix]) -> Option<Place> {
        let place = self.whole(task_fixes, people).filter(|place| self.works(*place))?;
        let fixes = joined(task_fixes, people);
        let full = (1usize << fixes.len()) - 1;
        for part in 0..full {
            let some =
                fixes.iter().enumerate().filter(|(at, _)| (part >> at) & 1 == 1).map(|(_, fix)| fix.clone());
            let (people, task): (Vec<Fix>, Vec<Fix>) = some.partition(|fix| fix.person().is_some());
            self.look(&task);
            if self.whole(&task, &people).is_some_and(|place| self.works(place)) {
                return None;
            }
        }
        self.found.insert(fixes, place);
        Some(place)
    }

    /// Where the task stands with changes of it and of people.
    fn whole(&self, task_fixes: &[Fix], people: &[Fix]) -> Option<Place> {
        let terrain = self.terrains.get(task_fixes).filter(|terrain| terrain.open)?;
        let ids: BTreeSet<PersonId> = people.iter().filter_map(Fix::person).collect();
        let part = |id, fixes: &[Fix]| {
            self.crew.state(id, fixes).and_then(|somebody| self.trial.part(terrain, &somebody))
        };
        let turns: Vec<Turn> = ids.into_iter().map(|id| (part(id, &[]), part(id, people))).collect();
        Some(self.trial.place(terrain, &turns))
    }

    /// Leaves out what asks more of a fact than need be and brings the task no lower.
    fn drop_the_harder(&mut self) {
        let catalogue = &self.inputs.pack.catalogue;
        let harder = |(fixes, (_, level)): &(&Vec<Fix>, &Place)| {
            fixes.iter().any(|fix| {
                let Some(milder) = facts::milder(catalogue, self.task, fix) else { return false };
                let rest: Vec<Fix> = fixes.iter().filter(|own| *own != fix).cloned().collect();
                self.found.get(&joined(&rest, &[milder])).is_some_and(|(_, as_low)| as_low <= level)
            })
        };
        let gone: Vec<Vec<Fix>> = self.found.iter().filter(harder).map(|(fixes, _)| fixes.clone()).collect();
        for fixes in gone {
            self.found.remove(&fixes);
        }
    }
}

fn joined(task: &[Fix], people: &[Fix]) -> Vec<Fix> {
    let mut all = [task, people].concat();
    all.sort_unstable();
    all
}

fn turns(effects: &Effects, chosen: &[usize]) -> Vec<Turn> {
    chosen.iter().filter_map(|at| effects.get(*at)).map(|((_, turn), _)| *turn).collect()
}

/// Every choice of effects, by number, ascending, that costs just so much.
fn combinations(effects: &Effects, cost: usize) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut open: Vec<(Vec<usize>, usize)> = vec![(Vec::new(), cost)];
    while let Some((chosen, left)) = open.pop() {
        let from = chosen.last().copied().unwrap_or(0);
        for (at, ((own, _), _)) in
            effects.iter().enumerate().skip(from).filter(|(_, ((own, _), _))| *own <= left)
        {
            let more = [chosen.as_slice(), &[at]].concat();
            if *own == left { found.push(more) } else { open.push((more, left - own)) }
        }
    }
    found.sort_unstable();
    found
}

/// Every way to take one of each list; where a list stands there again, never one before that taken of it.
fn products(lists: &[&[usize]]) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for (at, list) in lists.iter().enumerate() {
        let again =
            at.checked_sub(1).and_then(|before| lists.get(before)).is_some_and(|before| before == list);
        let with = |chosen: &Vec<usize>| {
            let least = chosen.last().copied().filter(|_| again).unwrap_or(0);
            let chosen = chosen.clone();
            list.iter()
                .filter(move |own| **own >= least)
                .map(move |own| [chosen.as_slice(), &[*own]].concat())
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

/// The first ways to choose a different person for each, with what changes of them.
fn distinct(mut members: Vec<&[(PersonId, Vec<Fix>)]>, most: usize) -> Vec<Vec<Vec<Fix>>> {
    // the shortest lists first, so that those chosen of the longer ones can give way
    members.sort_by_key(|list| list.len());
    let mut all: Vec<(Vec<PersonId>, Vec<Vec<Fix>>)> = vec![(Vec::new(), Vec::new())];
    for list in members {
        let mut more = Vec::new();
        for (people, fixes) in &all {
            for (person, own) in list.iter().filter(|(person, _)| !people.contains(person)).take(most) {
                more.push((
                    [people.as_slice(), &[*person]].concat(),
                    [fixes.as_slice(), std::slice::from_ref(own)].concat(),
                ));
            }
        }
        more.truncate(most * 8);
        all = more;
    }
    let mut seen: BTreeSet<Vec<Fix>> = BTreeSet::new();
    let fresh = |fixes: &Vec<Vec<Fix>>| seen.insert(joined(&[], &fixes.concat()));
    all.into_iter().map(|(_, fixes)| fixes).filter(fresh).take(most).collect()
}
