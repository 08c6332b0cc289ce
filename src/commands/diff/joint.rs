//! Several differences undone at once for one task, on the people of its site alone: do they bring the old answer back,
//! and which of them can be left out?

use std::collections::BTreeSet;
use std::sync::Arc;

use super::grid::{Edit, Grid, Placed};
use super::outputs::Key;
use super::rows::Atom;
use super::side::Side;
use super::world::{World, loaded, sheets_of};
use crate::model::Result;
use crate::report::Stood;
use crate::rules::Pack;
use crate::sheet::Record;

/// One task with the people of its site as they are in the new run.
pub(super) struct Joint<'s> {
    new: &'s Side,
    pack: Arc<Pack>,
    key: &'s Key,
    from: &'s Stood,
    /// Rows of staff and holdings that matter here, each with its table.
    people: [(&'static str, Option<&'s Grid>, Vec<&'s Record>); 2],
}

impl<'s> Joint<'s> {
    pub(super) fn new(new: &'s Side, pack: &Arc<Pack>, key: &'s Key, from: &'s Stood) -> Self {
        let (staff, holdings) = (new.grid("staff"), new.grid("holdings"));
        let rows = |grid: Option<&'s Grid>| grid.into_iter().flat_map(|grid| grid.sheet.records());
        let id = |grid: Option<&'s Grid>, record: &'s Record| {
            grid.map_or("", |grid| grid.cell(record, "staff_id"))
        };
        let here: BTreeSet<&str> = rows(staff)
            .filter(|record| staff.is_some_and(|grid| grid.cell(record, "site") == key.1))
            .map(|record| id(staff, record))
            .collect();
        let of = |grid| rows(grid).filter(|record| here.contains(id(grid, record))).collect();
        let people = [("staff", staff, of(staff)), ("holdings", holdings, of(holdings))];
        Self { new, pack: Arc::clone(pack), key, from, people }
    }

    /// Whether the old answer is back with all of these undone.
    pub(super) fn is_back(&self, atoms: &[&Atom]) -> Result<bool> {
        let edits: Vec<Placed> = atoms.iter().flat_map(|atom| atom.edits.iter().cloned()).collect();
        let pack = if edits.iter().any(|(place, _)| place.starts_with("rules/")) {
            loaded(&self.new.edited_layers(&edits), self.new.as_at)?
        } else {
            Some(Arc::clone(&self.pack))
        };
        let Some(pack) = pack else { return Ok(false) };
        let mut files = self.files(&edits);
        for kind in ["competencies", "links", "panel"] {
            match self.new.edited_file(kind, &edits) {
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
        let mut files = sheets_of(self.new, &BTreeSet::from([self.key.clone()]), &of("tasks"));
        for (place, grid, rows) in &self.people {
            if let Some(grid) = grid {
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
