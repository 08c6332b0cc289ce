//! Why tasks changed: each difference of the inputs undone alone in the new run, and what that gives.
//!
//! A *cause* of a task's change is one difference between the two runs' inputs whose undoing in the new run, all else as
//! it is there, brings the old answer back, or something of it: a cell that is compared is again what it was, or a count
//! of people is nearer to what it was. Where no difference of a person does so alone, the smallest set of that person's
//! differences found to do so is one cause. Differences whose undoing leads further away are told as such. What no such
//! cause brings back is told by whole kinds of differences: the fewest that bring it back, all their differences undone.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds::Rest;
use super::outputs::Key;
use super::own::Own;
use super::persons::Persons;
use super::rows::{Atom, shared};
use super::side::Side;
use super::world::{Bytes, Mask, RULES, World, loaded, mixed, sheets_of};
use crate::model::Result;
use crate::report::{CauseRecord, ChangedTask, Effect, Stood};

/// The most differences of what all tasks share that are each undone alone: each is a match of its own.
const MOST_SHARED: usize = 60;

/// What was found for one task.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Each with what was undone.
    pub(super) causes: Vec<(CauseRecord, Vec<Atom>)>,
    /// All people's differences undone together bring the old answer back.
    pub(super) by_people: bool,
}

impl Found {
    /// Takes a cause if undoing it changes anything.
    pub(super) fn take(&mut self, task: &ChangedTask, atoms: &[&Atom], undone: Stood) {
        let Some((from, to)) = task.from.as_ref().zip(task.to.as_ref()) else { return };
        let Some(effect) = Effect::of(from, to, &undone) else { return };
        let records = atoms.iter().map(|atom| atom.record.clone()).collect();
        let cause = CauseRecord { atoms: records, effect, undone: Some(undone) };
        self.causes.push((cause, atoms.iter().map(|atom| (*atom).clone()).collect()));
    }

    /// Whether a cause is told that led to the change, and not only such as worked against it.
    pub(super) fn is_told(&self) -> bool {
        self.causes.iter().any(|(cause, _)| cause.effect != Effect::Against)
    }

    /// Everything that was undone in some cause.
    pub(super) fn atoms(&self) -> impl Iterator<Item = &Atom> {
        self.causes.iter().flat_map(|(_, atoms)| atoms)
    }
}

/// Finds the causes of all changes; gives why it cannot, if it cannot.
pub(super) fn causes(
    changed: &mut [ChangedTask],
    sides: [&Side; 2],
    begin: &dyn Fn(&str) -> Result<()>,
) -> Result<Vec<String>> {
    let mut open: Vec<&mut ChangedTask> =
        changed.iter_mut().filter(|task| task.from.is_some() && task.to.is_some()).collect();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<Key> = open.iter().map(|task| (task.task_id.clone(), task.site.clone())).collect();
    let all: BTreeSet<Key> = keys.iter().cloned().collect();
    begin("matching both again")?;
    let [_, new] = sides;
    let files = sheets_of(new, &all, &[]);
    let base = new.loaded()?.map(|pack| World::of(&pack, &files)).transpose()?.flatten();
    let Some(base) = base else { return Ok(vec!["the new run cannot be matched again".to_owned()]) };
    let wrong = as_recorded(&open, &base.answers()?, mixed(sides, Mask::MAX, &all)?.as_ref());
    if !wrong.is_empty() {
        return Ok(wrong);
    }
    let mut found: Vec<Found> = keys.iter().map(|_| Found::default()).collect();
    begin("undoing what is the task's own")?;
    let own = Own::new(sides);
    of_tasks(&own, (&base, &files), (&open, &keys), &mut found)?;
    let shared = shared(sides);
    of_shared((new, &shared), (&base, &files), (&open, &keys), &mut found, begin)?;
    begin("undoing what is of people")?;
    let persons = Persons::new(sides, &base, &files, &keys)?;
    persons.causes(&open, &keys, &mut found);
    begin("undoing several at once")?;
    let rest = Rest { sides, base: &base, own: &own, shared: &shared, persons: &persons };
    rest.explain((&mut open, &keys), &mut found)?;
    for (task, found) in open.iter_mut().zip(found) {
        task.causes = found.causes.into_iter().map(|(cause, _)| cause).collect();
        task.causes.sort_by(|a, b| (a.effect, &a.atoms).cmp(&(b.effect, &b.atoms)));
    }
    Ok(Vec::new())
}

/// What the engine says now must be what the runs recorded, else nothing can be said of causes.
fn as_recorded(
    open: &[&mut ChangedTask],
    new: &BTreeMap<Key, Stood>,
    old: Option<&BTreeMap<Key, Stood>>,
) -> Vec<String> {
    let none = BTreeMap::new();
    let old = old.unwrap_or(&none);
    let mut wrong = Vec::new();
    for (which, answers) in [("old", old), ("new", new)] {
        let other = |task: &&&mut ChangedTask| {
            let stood = if which == "old" { &task.from } else { &task.to };
            answers.get(&(task.task_id.clone(), task.site.clone())) != stood.as_ref()
        };
        if open.iter().any(|task| other(&task)) {
            wrong.push(format!("{which} run: this version of skillmix answers otherwise; match it again"));
        }
    }
    wrong
}

/// Differences of tasks themselves.
fn of_tasks(
    own: &Own<'_>,
    (base, files): (&World, &Bytes),
    (open, keys): (&[&mut ChangedTask], &[Key]),
    found: &mut [Found],
) -> Result<()> {
    let atoms: Vec<(usize, Atom)> = keys
        .iter()
        .enumerate()
        .flat_map(|(number, key)| own.atoms(key).into_iter().map(move |atom| (number, atom)))
        .collect();
    let asked: Vec<(&Key, &Atom)> =
        atoms.iter().filter_map(|(number, atom)| Some((keys.get(*number)?, atom))).collect();
    let undone = own.undone(base, files, &asked)?;
    for ((number, atom), undone) in atoms.iter().zip(undone) {
        if let Some(((task, found), undone)) = open.get(*number).zip(found.get_mut(*number)).zip(undone) {
            found.take(task, &[atom], undone);
        }
    }
    Ok(())
}

/// Differences of what all tasks share.
fn of_shared(
    (new, atoms): (&Side, &[Atom]),
    (base, files): (&World, &Bytes),
    (open, keys): (&[&mut ChangedTask], &[Key]),
    found: &mut [Found],
    begin: &dyn Fn(&str) -> Result<()>,
) -> Result<()> {
    for (number, atom) in atoms.iter().take(MOST_SHARED).enumerate() {
        begin(&format!(
            "undoing rules and competencies, {} of {}",
            number + 1,
            atoms.len().min(MOST_SHARED)
        ))?;
        let of_rules = atom.edits.iter().any(|(place, _)| place.starts_with("rules/"));
        let pack = if of_rules || atom.kinds & RULES != 0 {
            loaded(&new.edited_layers(&atom.edits), new.as_at)?
        } else {
            Some(std::sync::Arc::clone(&base.pack))
        };
        // rules that cannot be loaded with this one row undone say nothing of it; its kind is still tried whole
        let Some(pack) = pack else { continue };
        let mut files = files.clone();
        for kind in ["competencies", "links"] {
            match new.edited_file(kind, &atom.edits) {
                Some(bytes) => drop(files.insert(kind, bytes)),
                None => drop(files.remove(kind)),
            }
        }
        let Some(world) = World::of(&pack, &files)? else { continue };
        let answers = world.answers()?;
        for ((task, key), found) in open.iter().zip(keys).zip(&mut *found) {
            if let Some(undone) = answers.get(key) {
                found.take(task, &[atom], undone.clone());
            }
        }
    }
    Ok(())
}
