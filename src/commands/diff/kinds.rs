//! What no single difference brings back: sets of them, and where none is small, whole kinds of differences.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::joint::{Joint, Rows};
use super::outputs::Key;
use super::own::Own;
use super::people;
use super::persons::Persons;
use super::rows::Atom;
use super::search::Found;
use super::side::Side;
use super::world::{KINDS, Mask, World, differing, mixed};
use crate::model::Result;
use crate::report::{AtomRecord, CauseRecord, ChangedTask, Effect, HowFar, Stood};

/// The most tasks of which sets of differences are looked for: each takes some dozens of small matches.
const MOST_TASKS: usize = 100;

/// The most differences that are told as one cause.
const MOST_AT_ONCE: usize = 3;

/// All differences that are known.
pub(super) struct Rest<'s> {
    pub(super) sides: [&'s Side; 2],
    pub(super) base: &'s World,
    pub(super) own: &'s Own<'s>,
    pub(super) shared: &'s [Atom],
    pub(super) persons: &'s Persons<'s>,
}

/// Tasks that changed, each with its key.
type Open<'o, 't> = (&'o mut [&'t mut ChangedTask], &'o [Key]);

impl Rest<'_> {
    /// Says of every task how far it is explained, and adds causes where it is not.
    pub(super) fn explain(&self, (open, keys): Open<'_, '_>, found: &mut [Found]) -> Result<()> {
        let mut left: Vec<usize> = Vec::new();
        for (number, (task, found)) in open.iter_mut().zip(&*found).enumerate() {
            let alone = found.causes.iter().any(|(cause, _)| cause.effect == Effect::Back);
            if alone || (found.by_people && found.is_told()) {
                task.explained = HowFar::ByCauses;
            } else {
                left.push(number);
            }
        }
        let mut still = Vec::new();
        let [_, new] = self.sides;
        let rows = LazyCell::new(|| Rows::new(new));
        for (tried, number) in left.into_iter().enumerate() {
            let Some(((task, key), found)) =
                open.get_mut(number).zip(keys.get(number)).zip(found.get_mut(number))
            else {
                continue;
            };
            if tried < MOST_TASKS && self.at_once(&rows, task, key, found)? {
                task.explained = HowFar::ByCauses;
            } else {
                still.push(number);
            }
        }
        self.by_kinds((open, keys), found, still)
    }

    /// Whether all causes undone together bring a task back; or else a small set of any differences, which is added.
    fn at_once(&self, rows: &Rows<'_>, task: &ChangedTask, key: &Key, found: &mut Found) -> Result<bool> {
        let Some(from) = &task.from else { return Ok(false) };
        let joint = Joint::new(rows, self.base, key, from);
        let causes: Vec<&Atom> = found.atoms().collect();
        if found.is_told() && joint.is_back(&causes)? {
            return Ok(true);
        }
        let own = self.own.atoms(key);
        let mut all: Vec<&Atom> = own.iter().chain(self.shared).collect();
        all.extend(self.persons.atoms_at(&key.1));
        let Some(least) = joint.least(&all)? else { return Ok(false) };
        if least.len() > MOST_AT_ONCE {
            return Ok(false);
        }
        let records = least.iter().map(|atom| atom.record.clone()).collect();
        let cause = CauseRecord { atoms: records, effect: Effect::Back, undone: Some(from.clone()) };
        let atoms = least.into_iter().cloned().collect();
        found.causes.push((cause, atoms));
        Ok(true)
    }

    /// Whole kinds undone, for tasks that are still not explained.
    fn by_kinds(&self, (open, keys): Open<'_, '_>, found: &mut [Found], still: Vec<usize>) -> Result<()> {
        let sides = self.sides;
        let mut left: BTreeMap<Mask, Vec<usize>> = BTreeMap::new();
        for number in still {
            // a change of which no cause is told that led to it needs one
            let told = found.get(number).filter(|found| found.is_told());
            let kinds = told.map_or(0, |found| people::kinds(found.atoms()));
            left.entry(kinds).or_default().push(number);
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
                    if let Some(found) = found.get_mut(*number) {
                        found.causes.push((together(mask, task.from.clone()), Vec::new()));
                    }
                }
            }
            unexplained.retain(|number| !back.contains(number));
        }
        Ok(())
    }
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
