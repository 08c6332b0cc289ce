//! Several differences undone at once for one task, on the people of its site alone: do they bring the old answer back,
//! and which of them can be left out?

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::grid::{Edit, Grid, Placed};
use super::outputs::Key;
use super::rows::Atom;
use super::side::Side;
use super::world::{World, loaded, small_sheets_of};
use crate::model::{Result, Task};
use crate::report::Stood;
use crate::sheet::Record;

/// A row of a table, and the person it is of.
type Own<'s> = (&'s str, &'s Record);

/// Rows of people in the new run, gone through once for all tasks.
pub(super) struct Rows<'s> {
    new: &'s Side,
    /// By site: who works there.
    here: BTreeMap<&'s str, BTreeSet<&'s str>>,
    /// In the order of their files.
    staff: Vec<Own<'s>>,
    holdings: Vec<Own<'s>>,
}

impl<'s> Rows<'s> {
    pub(super) fn new(new: &'s Side) -> Self {
        let rows = |place: &str| -> Vec<Own<'s>> {
            let of = |grid: &'s Grid| {
                let own = |record: &'s Record| (grid.cell(record, "staff_id"), record);
                grid.sheet.records().iter().map(own).collect()
            };
            new.grid(place).map(of).unwrap_or_default()
        };
        let (staff, holdings) = (rows("staff"), rows("holdings"));
        let mut here: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for ((staff_id, record), grid) in staff.iter().filter_map(|own| Some((own, new.grid("staff")?))) {
            here.entry(grid.cell(record, "site")).or_default().insert(staff_id);
        }
        Self { new, here, staff, holdings }
    }

    /// The rows of staff and holdings of the people of a site; of holdings only those in some codes, if any are named.
    fn at(&self, site: &str, codes: Option<&[&str]>) -> [Vec<&'s Record>; 2] {
        let here = self.here.get(site);
        let is_here = |(staff_id, _): &&Own<'s>| here.is_some_and(|here| here.contains(staff_id));
        let holdings = self.new.grid("holdings");
        let matters = |(_, record): &&Own<'s>| {
            let code = || holdings.map_or("", |grid| grid.cell(record, "competency"));
            codes.is_none_or(|codes| codes.contains(&code()))
        };
        let staff = self.staff.iter().filter(is_here).map(|(_, record)| *record).collect();
        let held = self.holdings.iter().filter(|own| matters(own) && is_here(own));
        [staff, held.map(|(_, record)| *record).collect()]
    }
}

/// One task with the people of its site as they are in the new run.
pub(super) struct Joint<'s> {
    rows: &'s Rows<'s>,
    base: &'s World,
    key: &'s Key,
    from: &'s Stood,
    /// The people's rows; of holdings those in codes that have a part in what the task asks for, as links and
    /// competencies are in the new run.
    few: [Vec<&'s Record>; 2],
    /// All their rows, once they are asked for.
    all: OnceCell<[Vec<&'s Record>; 2]>,
}

/// What decides which codes have a part in a task.
const SHAPING: [&str; 3] = ["tasks", "links", "competencies"];

impl<'s> Joint<'s> {
    pub(super) fn new(rows: &'s Rows<'s>, base: &'s World, key: &'s Key, from: &'s Stood) -> Self {
        let own = |task: &Task| task.id == key.0 && task.site == key.1;
        let number = base.sheets.tasks.iter().position(own);
        let cone = number.map(|number| base.sheets.cone(number)).unwrap_or_default();
        let few = rows.at(&key.1, Some(&cone));
        Self { rows, base, key, from, few, all: OnceCell::new() }
    }

    /// Whether the old answer is back with all of these undone.
    pub(super) fn is_back(&self, atoms: &[&Atom]) -> Result<bool> {
        let edits: Vec<Placed> = atoms.iter().flat_map(|atom| atom.edits.iter().cloned()).collect();
        let new = self.rows.new;
        let pack = if edits.iter().any(|(place, _)| place.starts_with("rules/")) {
            loaded(&new.edited_layers(&edits), new.as_at)?
        } else {
            Some(Arc::clone(&self.base.pack))
        };
        let Some(pack) = pack else { return Ok(false) };
        let mut files = self.files(&edits);
        for kind in ["competencies", "links", "panel"] {
            match new.edited_file(kind, &edits) {
                Some(bytes) => drop(files.insert(kind, bytes)),
                None => drop(files.remove(kind)),
            }
        }
        let Some(world) = World::of(&pack, &files)? else { return Ok(false) };
        Ok(world.answers()?.get(self.key) == Some(self.from))
    }

    /// The task's row and the people's rows with changes.
    fn files(&self, edits: &[Placed]) -> super::world::Bytes {
        let of = |place: &str| -> Vec<&Edit> {
            edits.iter().filter(|(own, _)| own == place).map(|(_, edit)| edit).collect()
        };
        let new = self.rows.new;
        let mut files = small_sheets_of(new, &BTreeSet::from([self.key.clone()]), &of("tasks"));
        let shaped = edits.iter().any(|(place, _)| SHAPING.contains(&place.as_str()));
        let people =
            if shaped { self.all.get_or_init(|| self.rows.at(&self.key.1, None)) } else { &self.few };
        for (place, rows) in ["staff", "holdings"].into_iter().zip(people) {
            if let Some(grid) = new.grid(place) {
                let mut bytes = grid.head();
                grid.write(&mut bytes, rows.iter().copied(), &of(place), None);
                files.insert(place, bytes);
            }
        }
        files
    }

    /// Of differences that bring the old answer back some of which none can be left out; `None`: they do not.
    pub(super) fn least<'a>(&self, all: &[&'a Atom]) -> Result<Option<Vec<&'a Atom>>> {
        if !self.is_back(all)? {
            return Ok(None);
        }
        let mut kept: Vec<&Atom> = all.to_vec();
        let mut size = kept.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            while at < kept.len() {
                let without: Vec<&Atom> =
                    kept.iter().take(at).chain(kept.iter().skip(at + size)).copied().collect();
                if self.is_back(&without)? {
                    kept = without;
                } else {
                    at += size;
                }
            }
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
        Ok(Some(kept))
    }
}
