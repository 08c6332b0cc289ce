//! Changes of people: who could come to be able for a task, or to supervise it, by which few changes.

use std::collections::{BTreeMap, BTreeSet};

use super::training::{Held, Syllabus};
use crate::graph::Proving;
use crate::matcher::{Inputs, Somebody};
use crate::model::{CodeId, Fix, Holdings, NodeId, Person, PersonId, Rank, Requires, RoleId, Task};

/// Somebody who matters.
#[derive(Debug)]
struct Member {
    person: Person,
    /// Their roles at the site, ascending.
    roles: Vec<RoleId>,
    /// Other roles that they have elsewhere.
    elsewhere: BTreeSet<RoleId>,
    held: Held,
    able: bool,
}

/// Changes of one person that do something to an answer, and all people of whom the same can be said.
#[derive(Debug)]
pub(super) struct Bundle {
    /// How many changes.
    pub(super) cost: usize,
    /// What those who are able count for before.
    pub(super) before: Option<Somebody>,
    /// And after.
    pub(super) after: Somebody,
    /// Each person's own changes, ascending.
    pub(super) members: Vec<(PersonId, Vec<Fix>)>,
}

/// Everybody who matters for a task: those at its site, and those elsewhere who prove every requirement.
#[derive(Debug)]
pub(super) struct Crew<'a> {
    inputs: Inputs<'a>,
    syllabus: Syllabus,
    /// The code by which a competency is told.
    codes: BTreeMap<NodeId, CodeId>,
    members: BTreeMap<PersonId, Member>,
}

impl<'a> Crew<'a> {
    pub(super) fn new(inputs: Inputs<'a>, holdings: &Holdings, task: &Task) -> Self {
        let node = |code| inputs.graph.node(code);
        let Requires::Known(list) = &task.requires else {
            return Self {
                inputs,
                syllabus: Syllabus::default(),
                codes: BTreeMap::new(),
                members: BTreeMap::new(),
            };
        };
        let requires: Held = list.iter().filter_map(|r| Some((node(r.code)?, r.rank))).collect();
        let mut codes: BTreeMap<NodeId, CodeId> = BTreeMap::new();
        for id in list.iter().map(|r| r.code).chain(inputs.codes.by_code.values().copied()) {
            if let Some(node) = node(id) {
                codes.entry(node).or_insert(id);
            }
        }
        let mut posts: BTreeMap<PersonId, [BTreeSet<RoleId>; 2]> = BTreeMap::new();
        for position in &inputs.roster.positions {
            let [here, elsewhere] = posts.entry(position.person).or_default();
            let there = if Some(position.site) == task.site_id { here } else { elsewhere };
            there.insert(position.role);
        }
        let syllabus = Syllabus::new(inputs.graph, requires);
        let mut crew = Self { inputs, syllabus, codes, members: BTreeMap::new() };
        let mut proving = Proving::default();
        for (id, [here, mut elsewhere]) in posts {
            let held = crew.syllabus.matters(holdings.of(id));
            let able = crew.syllabus.met(&inputs.graph.prove_in(&held, &mut proving));
            let Some(person) = inputs.roster.person(id).filter(|_| able || !here.is_empty()) else {
                continue;
            };
            elsewhere.retain(|role| !here.contains(role));
            let (person, roles) = (person.clone(), here.into_iter().collect());
            crew.members.insert(id, Member { person, roles, elsewhere, held, able });
        }
        crew
    }

    /// Those at the site who prove every requirement.
    pub(super) fn able(&self) -> Vec<Somebody> {
        self.members.keys().filter_map(|id| self.state(*id, &[])).collect()
    }

    /// What somebody is with some changes, if they are at the site and prove every requirement.
    pub(super) fn state(&self, id: PersonId, fixes: &[Fix]) -> Option<Somebody> {
        let member = self.members.get(&id)?;
        let mut all = Somebody { person: member.person.clone(), roles: member.roles.clone() };
        let mut held = member.held.clone();
        for fix in fixes.iter().filter(|fix| fix.person() == Some(id)) {
            match fix {
                Fix::Trains(_, code, rank) => held.push((self.inputs.graph.node(*code)?, *rank)),
                Fix::Delegates(_) => all.person.delegator = Some(true),
                Fix::Joins(_, role) => all.roles.push(*role),
                Fix::Shows(_, register, profession) => {
                    all.person.register = all.person.register.or(*register);
                    all.person.profession = all.person.profession.or(*profession);
                }
                _ => {}
            }
        }
        all.roles.sort_unstable();
        let trained = held.len() > member.held.len();
        let able = member.able || (trained && self.syllabus.met(&self.inputs.graph.prove(&held)));
        (able && !all.roles.is_empty()).then_some(all)
    }

    /// Everything of at most so many changes that makes one person count, or count for something else; people of whom all
    /// the same can be said are together.
    pub(super) fn bundles(&self, most: usize) -> Vec<Bundle> {
        // what tells bundles apart: the person as they are, how many competencies are gained, and the other changes
        type Key = (Person, Vec<RoleId>, bool, usize, Vec<Fix>);
        let mut found: BTreeMap<Key, Bundle> = BTreeMap::new();
        for (id, member) in &self.members {
            let training = if member.able { vec![Vec::new()] } else { self.training(*id, member, most) };
            let others = self.others(*id, member);
            for (gained, extra) in training
                .iter()
                .flat_map(|t| subsets(&others, most - t.len()).into_iter().map(move |o| (t, o)))
            {
                let mut fixes: Vec<Fix> = gained.iter().chain(&extra).cloned().collect();
                fixes.sort_unstable();
                let Some(after) = self.state(*id, &fixes).filter(|_| !fixes.is_empty()) else { continue };
                let nameless = extra.iter().map(nameless).collect();
                let key = (member.person.clone(), member.roles.clone(), member.able, gained.len(), nameless);
                let before = self.state(*id, &[]);
                let bundle = Bundle { cost: fixes.len(), before, after, members: Vec::new() };
                found.entry(key).or_insert(bundle).members.push((*id, fixes));
            }
        }
        found.into_values().collect()
    }

    /// Sets of competencies, none needless, that somebody at the site would have to gain to prove every requirement.
    fn training(&self, id: PersonId, member: &Member, most: usize) -> Vec<Vec<Fix>> {
        let found = self.syllabus.sets(self.inputs.graph, &member.held, most);
        let fix = |(node, rank): &(NodeId, Rank)| Some(Fix::Trains(id, *self.codes.get(node)?, *rank));
        found.iter().filter_map(|set| set.iter().map(fix).collect::<Option<Vec<Fix>>>()).collect()
    }

    /// What else could be changed of somebody: delegation, a register, other posts of theirs here too.
    fn others(&self, id: PersonId, member: &Member) -> Vec<Fix> {
        let catalogue = &self.inputs.pack.catalogue;
        let mut list = Vec::new();
        let trained = member.person.delegator.unwrap_or(catalogue.policies.delegator_unknown);
        list.extend((!trained).then_some(Fix::Delegates(id)));
        if member.able {
            list.extend(member.elsewhere.iter().map(|role| Fix::Joins(id, *role)));
        }
        for role in member.roles.iter().filter_map(|role| catalogue.role_of(*role)) {
            let Person { register, profession, .. } = &member.person;
            let shows = |own: Option<u16>, needed: Option<u16>| needed.filter(|_| own.is_none());
            let (register, profession) =
                (shows(*register, role.register), shows(*profession, role.profession));
            let fix = Fix::Shows(id, register, profession);
            let needed = role.register.is_some() && (register.is_some() || profession.is_some());
            list.extend(Some(fix).filter(|fix| needed && !list.contains(fix)));
        }
        list
    }
}

/// A change without whom it is about.
fn nameless(fix: &Fix) -> Fix {
    let nobody = PersonId(0);
    match fix {
        Fix::Delegates(_) => Fix::Delegates(nobody),
        Fix::Joins(_, role) => Fix::Joins(nobody, *role),
        Fix::Shows(_, register, profession) => Fix::Shows(nobody, *register, *profession),
        other => other.clone(),
    }
}

/// Every part of a list with at most so many; of a register only one thing can be shown.
fn subsets(list: &[Fix], most: usize) -> Vec<Vec<Fix>> {
    let mut all: Vec<Vec<Fix>> = vec![Vec::new()];
    for fix in list {
        let shows = |fix: &Fix| matches!(fix, Fix::Shows(..));
        let fits = |set: &&Vec<Fix>| set.len() < most && !(shows(fix) && set.iter().any(shows));
        let more: Vec<Vec<Fix>> =
            all.iter().filter(fits).map(|set| [set.as_slice(), std::slice::from_ref(fix)].concat()).collect();
        all.extend(more);
    }
    all
}
