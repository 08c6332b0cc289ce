//! Differences of people undone one by one, and what that gives for every task at their sites.
//!
//! What somebody counts for in a task hangs on nobody else, so every person is read once more for each of their
//! differences, as somebody of another name, all of them at once; what the task's answer then is the engine says of the
//! people of the site with that one changed.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{Edit, Grid};
use super::outputs::Key;
use super::people::{self, Changed};
use super::rows::Atom;
use super::search::Found;
use super::side::Side;
use super::world::{Bytes, World};
use crate::inquiry::{Bench, State};
use crate::matcher::{self, Part};
use crate::model::Result;
use crate::report::{self, ChangedTask, Stood};

/// People of whom something is not the same, as they are and as they would be.
pub(super) struct Persons<'s> {
    base: &'s World,
    states: BTreeMap<String, State>,
    changed: Vec<Changed<'s>>,
    /// By person: sets of differences by their places, and what counts of them with these undone.
    undone: Vec<Vec<(Vec<usize>, Option<State>)>>,
}

impl<'s> Persons<'s> {
    pub(super) fn new(sides: [&'s Side; 2], base: &'s World, files: &Bytes, keys: &[Key]) -> Result<Self> {
        let sites: BTreeSet<&str> = keys.iter().map(|(_, site)| site.as_str()).collect();
        let wanted = &base.wanted;
        let matters = |code: &str| {
            let number = wanted.codes.find(code.as_bytes()).and_then(|number| usize::try_from(number).ok());
            number.and_then(|number| wanted.by_code.get(number)).is_some_and(|code| code.node.is_some())
        };
        let changed = people::changed(sides, &sites, &matters);
        let mut this = Self { base, states: base.states(), changed, undone: Vec::new() };
        let [_, new] = sides;
        if let Some((staff, holdings)) = new.grid("staff").zip(new.grid("holdings")) {
            this.undo((staff, holdings), files)?;
        }
        Ok(this)
    }

    /// Reads everybody once more for each set of their differences.
    fn undo(&mut self, (staff, holdings): (&Grid, &Grid), files: &Bytes) -> Result<()> {
        let mut files = files.clone();
        let (mut posts, mut held) = (staff.head(), holdings.head());
        let mut number = 0_usize;
        let mut names: Vec<Vec<(Vec<usize>, String)>> = Vec::new();
        for person in &self.changed {
            let mut own = Vec::new();
            for set in people::sets(person.atoms.len()) {
                let name = format!("v{number}");
                number += 1;
                let edits = |place: &str| -> Vec<&Edit> {
                    let atoms = set.iter().filter_map(|at| person.atoms.get(*at));
                    let placed = atoms.flat_map(|atom| &atom.edits).filter(|(own, _)| own == place);
                    placed.map(|(_, edit)| edit).collect()
                };
                let named = Some(("staff_id", name.as_str()));
                staff.write(&mut posts, person.staff.iter().copied(), &edits("staff"), named);
                holdings.write(&mut held, person.holdings.iter().copied(), &edits("holdings"), named);
                own.push((set, name));
            }
            names.push(own);
        }
        files.insert("staff", posts);
        files.insert("holdings", held);
        let mut states = match World::of(&self.base.pack, &files)? {
            Some(world) if number > 0 => world.states(),
            _ => return Ok(()),
        };
        let of = |own: Vec<(Vec<usize>, String)>| {
            own.into_iter().map(|(set, name)| (set, states.remove(&name))).collect()
        };
        self.undone = names.into_iter().map(of).collect();
        Ok(())
    }

    /// Everything that is not the same of the people who work or worked at a site.
    pub(super) fn atoms_at(&self, site: &str) -> impl Iterator<Item = &Atom> {
        let here = self.changed.iter().filter(move |person| person.sites.contains(site));
        here.flat_map(|person| &person.atoms)
    }

    /// Finds the causes that are of people.
    pub(super) fn causes(&self, open: &[&mut ChangedTask], keys: &[Key], found: &mut [Found]) {
        let mut there: BTreeMap<&str, Vec<&State>> = BTreeMap::new();
        for state in self.states.values() {
            for site in state.sites() {
                there.entry(site).or_default().push(state);
            }
        }
        let mut concerned: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, person) in self.changed.iter().enumerate().take(self.undone.len()) {
            for site in &person.sites {
                concerned.entry(site).or_default().push(number);
            }
        }
        let numbers: BTreeMap<(&str, &str), usize> = self
            .base
            .sheets
            .tasks
            .iter()
            .enumerate()
            .map(|(number, task)| ((task.id.as_str(), task.site.as_str()), number))
            .collect();
        let tasks: Vec<&ChangedTask> = open.iter().map(|task| &**task).collect();
        let of = |number: usize| {
            let (task, (id, site)) = tasks.get(number).zip(keys.get(number))?;
            let people = concerned.get(site.as_str())?;
            let there = there.get(site.as_str()).into_iter().flatten().copied();
            let own = *numbers.get(&(id.as_str(), site.as_str()))?;
            let bench = Bench::new(self.base.inputs(), own, there)?;
            Some(self.of_task(task, &bench, people))
        };
        for (found, own) in found.iter_mut().zip(matcher::each(tasks.len(), of)) {
            let Some(own) = own else { continue };
            found.causes.extend(own.causes);
            found.by_people = own.by_people;
        }
    }

    /// The causes of one task among these people.
    fn of_task(&self, task: &ChangedTask, bench: &Bench<'_>, people: &[usize]) -> Found {
        let mut found = Found::default();
        let mut known: BTreeMap<(Option<Part>, Option<Part>), Stood> = BTreeMap::new();
        let stood = |changes: &[(Option<Part>, Option<Part>)]| {
            report::stood(&self.base.pack.catalogue, &bench.answer(changes))
        };
        let mut all = Vec::new();
        for number in people {
            let Some((person, undone)) = self.changed.get(*number).zip(self.undone.get(*number)) else {
                continue;
            };
            let now = bench.part(self.states.get(person.staff_id));
            let parts: Vec<(&Vec<usize>, Option<Part>)> =
                undone.iter().map(|(set, state)| (set, bench.part(state.as_ref()))).collect();
            all.extend(parts.last().map(|(_, whole)| (now, *whole)).filter(|(now, whole)| now != whole));
            for (set, part) in causing(&parts, now) {
                let atoms: Vec<&Atom> = set.iter().filter_map(|at| person.atoms.get(*at)).collect();
                let gives = known.entry((now, part)).or_insert_with(|| stood(&[(now, part)]));
                found.take(task, &atoms, gives.clone());
            }
        }
        found.by_people = !all.is_empty() && Some(stood(&all)) == task.from;
        found
    }
}

/// Sets of a person's differences that make them count for something else: those of one, else the first of the fewest.
fn causing<'p>(
    parts: &[(&'p Vec<usize>, Option<Part>)],
    now: Option<Part>,
) -> Vec<(&'p Vec<usize>, Option<Part>)> {
    let others = || parts.iter().filter(|(_, part)| *part != now).copied();
    let alone: Vec<_> = others().filter(|(set, _)| set.len() == 1).collect();
    if alone.is_empty() { others().next().into_iter().collect() } else { alone }
}
