//! Why tasks changed: each difference of the inputs undone alone in the new run, and what that gives.
//!
//! A *cause* of a task's change is one difference between the two runs' inputs whose undoing in the new run, all else as
//! it is there, brings the old answer back, or something of it: a cell that is compared is again what it was, or a count
//! of people is nearer to what it was. Where no difference of a person does so alone, the smallest set of that person's
//! differences found to do so is one cause. Differences whose undoing leads further away are told as such. What no such
//! cause brings back is told by whole kinds of differences: the fewest that bring it back, all their differences undone.

use std::collections::{BTreeMap, BTreeSet};

use super::outputs::Key;
use super::own::Own;
use super::people;
use super::persons::Persons;
use super::rows::{Atom, shared};
use super::side::Side;
use super::world::{Bytes, KINDS, Mask, RULES, World, differing, loaded, mixed, sheets_of};
use crate::model::Result;
use crate::report::{AtomRecord, CauseRecord, ChangedTask, Effect, HowFar, Stood};

/// The most differences of what all tasks share that are each undone alone: each is a match of its own.
const MOST_SHARED: usize = 60;

/// What was found for one task.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) causes: Vec<CauseRecord>,
    /// The kinds of these causes.
    pub(super) kinds: Mask,
    /// All people's differences undone together bring the old answer back.
    pub(super) by_people: bool,
}

impl Found {
    /// Takes a cause if undoing it changes anything.
    pub(super) fn take(&mut self, task: &ChangedTask, atoms: &[&Atom], undone: Stood) {
        let Some((from, to)) = task.from.as_ref().zip(task.to.as_ref()) else { return };
        let Some(effect) = Effect::of(from, to, &undone) else { return };
        self.kinds |= people::kinds(atoms.iter().copied());
        let atoms = atoms.iter().map(|atom| atom.record.clone()).collect();
        self.causes.push(CauseRecord { atoms, effect, undone: Some(undone) });
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
    let files = sheets_of(new, &all);
    let base = loaded(&new.layers, new.as_at)?.map(|pack| World::of(&pack, &files)).transpose()?.flatten();
    let Some(base) = base else { return Ok(vec!["the new run cannot be matched again".to_owned()]) };
    let wrong = as_recorded(&open, &base.answers()?, mixed(sides, Mask::MAX, &all)?.as_ref());
    if !wrong.is_empty() {
        return Ok(wrong);
    }
    let mut found: Vec<Found> = keys.iter().map(|_| Found::default()).collect();
    begin("undoing what is the task's own")?;
    of_tasks(sides, (&base, &files), (&open, &keys), &mut found)?;
    of_shared(sides, (&base, &files), (&open, &keys), &mut found, begin)?;
    begin("undoing what is of people")?;
    let persons = Persons::new(sides, &base, &files, &keys)?;
    persons.causes(&open, &keys, &mut found);
    for (task, found) in open.iter_mut().zip(&mut found) {
        task.causes = std::mem::take(&mut found.causes);
        task.causes.sort_by(|a, b| (a.effect, &a.atoms).cmp(&(b.effect, &b.atoms)));
        if found.by_people || task.causes.iter().any(|cause| cause.effect == Effect::Back) {
            task.explained = HowFar::ByCauses;
        }
    }
    begin("undoing whole kinds")?;
    by_kinds(sides, (&mut open, &keys), &found)?;
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
    sides: [&Side; 2],
    (base, files): (&World, &Bytes),
    (open, keys): (&[&mut ChangedTask], &[Key]),
    found: &mut [Found],
) -> Result<()> {
    let own = Own::new(sides);
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
    sides: [&Side; 2],
    (base, files): (&World, &Bytes),
    (open, keys): (&[&mut ChangedTask], &[Key]),
    found: &mut [Found],
    begin: &dyn Fn(&str) -> Result<()>,
) -> Result<()> {
    let [_, new] = sides;
    let atoms = shared(sides);
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

/// Whole kinds undone, for tasks that single causes do not bring back.
fn by_kinds(
    sides: [&Side; 2],
    (open, keys): (&mut [&mut ChangedTask], &[Key]),
    found: &[Found],
) -> Result<()> {
    let mut left: BTreeMap<Mask, Vec<usize>> = BTreeMap::new();
    for (number, (task, found)) in open.iter().zip(found).enumerate() {
        if task.explained == HowFar::Not {
            left.entry(found.kinds).or_default().push(number);
        }
    }
    let kinds = differing(sides);
    let whole = kinds.iter().fold(0, |all, kind| all | kind);
    let mut unexplained: Vec<usize> = Vec::new();
    for (mask, numbers) in left {
        let back =
            if mask == 0 { Vec::new() } else { brought_back(sides, mask, whole, open, keys, &numbers)? };
        for number in numbers {
            match open.get_mut(number).filter(|_| back.contains(&number)) {
                Some(task) => task.explained = HowFar::ByKinds,
                None => unexplained.push(number),
            }
        }
    }
    let mut masks: Vec<Mask> = (1..=Mask::MAX >> 1).filter(|mask| mask & !whole == 0).collect();
    masks.sort_by_key(|mask| (mask.count_ones(), *mask));
    masks.retain(|mask| mask.count_ones() <= 3 || *mask == whole);
    for mask in masks {
        if unexplained.is_empty() {
            break;
        }
        let back = brought_back(sides, mask, whole, open, keys, &unexplained)?;
        for number in &back {
            if let Some(task) = open.get_mut(*number) {
                task.explained = HowFar::ByKinds;
                let cause = together(mask, task.from.clone());
                task.causes.insert(0, cause);
            }
        }
        unexplained.retain(|number| !back.contains(number));
    }
    Ok(())
}

/// Those tasks that stand as they stood with these kinds undone.
fn brought_back(
    sides: [&Side; 2],
    mask: Mask,
    whole: Mask,
    open: &[&mut ChangedTask],
    keys: &[Key],
    numbers: &[usize],
) -> Result<Vec<usize>> {
    if mask == whole {
        // all undone is the old run, which was matched again and found as it was recorded
        return Ok(numbers.to_vec());
    }
    let some: BTreeSet<Key> = numbers.iter().filter_map(|number| keys.get(*number).cloned()).collect();
    let Some(answers) = mixed(sides, mask, &some)? else { return Ok(Vec::new()) };
    let back = |number: &&usize| {
        let pair = open.get(**number).zip(keys.get(**number));
        pair.is_some_and(|(task, key)| answers.get(key) == task.from.as_ref())
    };
    Ok(numbers.iter().filter(back).copied().collect())
}

fn together(mask: Mask, undone: Option<Stood>) -> CauseRecord {
    let atom = |(_, words): &(Mask, &str)| AtomRecord {
        kind: "together",
        what: (*words).to_owned(),
        staff_id: String::new(),
        file: String::new(),
        line: 0,
    };
    let atoms = KINDS.iter().filter(|(kind, _)| mask & kind != 0).map(atom).collect();
    CauseRecord { atoms, effect: Effect::Back, undone }
}
