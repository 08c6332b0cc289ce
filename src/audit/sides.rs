//! Rows as boxes over acts, authority, criteria, and who: exact, though a task has several acts and a person several words.
//!
//! Cells over such lists match if any of their words is there, so more words only ever add matches: a row is covered by
//! others if it is where each word stands alone, and where none does. That is what the last position of these axes is.

use super::columns::{Columns, DIRECTION, authorities};
use super::tables::numbers;
use crate::model::{Authority, Catalogue, RoleSet, Task};
use crate::rules::{Does, Pack, PersonTest};
use crate::table::{Cell, Region, RowSet};

/// The rows of a pack as boxes.
#[derive(Debug)]
pub(super) struct Sides<'p> {
    pack: &'p Pack,
    columns: Columns,
    /// The words of patient group directions that some row names.
    directions: Vec<String>,
}

impl<'p> Sides<'p> {
    pub(super) fn of(pack: &'p Pack) -> Self {
        let mut directions = Vec::new();
        for row in pack.rows() {
            if let Does::Admit { test, .. } = &row.does {
                directions.extend(test.authorisations.directions.iter().cloned());
            }
        }
        directions.sort();
        directions.dedup();
        Self { pack, columns: Columns::of(pack), directions }
    }

    fn catalogue(&self) -> &'p Catalogue {
        &self.pack.catalogue
    }

    fn cells(&self, row: usize) -> &'p [Cell] {
        self.pack.table().row(row).unwrap_or_default()
    }

    /// Acts (and none), authority, criteria.
    pub(super) fn task(&self, row: usize) -> Region {
        Region::new(self.task_sides(row))
    }

    fn task_sides(&self, row: usize) -> Vec<RowSet> {
        let mut cells = self.cells(row).iter();
        let acts = cells.next().map(with_none).unwrap_or_default();
        std::iter::once(acts).chain(cells.map(plain)).collect()
    }

    /// As [`Sides::task`], and the role.
    pub(super) fn role(&self, row: usize) -> Region {
        let mut sides = self.task_sides(row);
        sides.push(self.pack.rows().get(row).map(|row| numbers(row.roles)).unwrap_or_default());
        Region::new(sides)
    }

    /// All tasks, for some roles.
    pub(super) fn whole(&self, roles: RoleSet) -> Region {
        let catalogue = self.catalogue();
        let mut sides = vec![RowSet::all(catalogue.acts.len() + 1), RowSet::all(Authority::WORDS.len())];
        sides.extend(catalogue.criteria.iter().map(|criterion| RowSet::all(criterion.values.len())));
        sides.push(numbers(roles));
        Region::new(sides)
    }

    /// As [`Sides::task`], and role, register, profession, field, annotations and authorisations of a person.
    pub(super) fn person(&self, row: usize) -> Region {
        let mut sides = self.task_sides(row);
        if let Some(Does::Admit { test, .. }) = self.pack.rows().get(row).map(|row| &row.does) {
            sides.push(numbers(test.roles));
            sides.extend([&test.register, &test.profession, &test.field, &test.annotations].map(with_none));
            sides.push(self.authorisations(test));
        }
        Region::new(sides)
    }

    fn authorisations(&self, test: &PersonTest) -> RowSet {
        let words = self.catalogue().authorisations.len();
        let asked = &test.authorisations;
        if asked.any {
            return RowSet::all(words + self.directions.len() + 2);
        }
        let named = |id: &String| self.directions.iter().position(|known| known == id).map(|at| words + at);
        let mut set: RowSet = asked.words.iter().copied().map(usize::from).collect();
        set.extend(asked.directions.iter().filter_map(named));
        set.extend(asked.own_direction.then_some(words + self.directions.len()));
        set
    }

    /// Where an admit row admits: as [`Sides::task`], its authority narrowed to directions if it asks for the task's own.
    pub(super) fn admitting(&self, row: usize) -> Region {
        let mut sides = self.task_sides(row);
        if let Some(Does::Admit { test, .. }) = self.pack.rows().get(row).map(|row| &row.does) {
            let asked = &test.authorisations;
            let own_only = asked.own_direction && asked.words.is_empty() && asked.directions.is_empty();
            if let Some(authority) = sides.get_mut(1).filter(|_| own_only) {
                authority.intersect(&authorities(&["pgd"]));
            }
        }
        Region::new(sides)
    }

    /// Where a stop row binds: a box for every act of its own, with the authorities that this act allows.
    pub(super) fn asked(&self, row: usize) -> Vec<Region> {
        let sides = self.task_sides(row);
        let acts = sides.first().cloned().unwrap_or_default();
        let one = |act: usize| {
            let mut sides = sides.clone();
            let words: Vec<&str> = match self.catalogue().acts.get(act) {
                None => vec!["none", "protocol"],
                Some(facts) if facts.authorities.is_empty() => Authority::WORDS.to_vec(),
                Some(facts) => facts.authorities.iter().map(Authority::word).collect(),
            };
            if let Some(side) = sides.get_mut(0) {
                *side = RowSet::from_iter([act]);
            }
            if let Some(side) = sides.get_mut(1) {
                side.intersect(&authorities(&words));
            }
            Region::new(sides)
        };
        acts.iter().map(one).collect()
    }

    /// Whether one task can be in both boxes: it may have an act for each.
    pub(super) fn can_meet(&self, one: &Region, other: &Region) -> bool {
        let every = RowSet::all(self.catalogue().acts.len() + 1);
        let any_act = |area: &Region| {
            let sides = std::iter::once(every.clone()).chain(area.sides().iter().skip(1).cloned());
            Region::new(sides.collect())
        };
        any_act(one).overlap(&any_act(other)).is_some()
    }

    /// A task of a box: without acts where it has such.
    pub(super) fn shown(&self, area: &Region) -> Option<Task> {
        let mut point = area.witness()?;
        let none = self.catalogue().acts.len();
        if let (Some(act), Ok(none)) = (point.first_mut(), u16::try_from(none))
            && area.sides().first().is_some_and(|side| side.contains(usize::from(none)))
        {
            *act = none;
        }
        Some(self.task_at(&point))
    }

    /// A point of any of these boxes as a task.
    pub(super) fn task_at(&self, point: &[u16]) -> Task {
        let catalogue = self.catalogue();
        let mut values = point.iter().copied();
        let act = values.next().filter(|act| usize::from(*act) < catalogue.acts.len());
        let authority = values.next().unwrap_or(0);
        let allowed = act.and_then(|act| catalogue.acts.get(usize::from(act))).map(|act| &act.authorities);
        let word = Authority::WORDS.get(usize::from(authority)).copied().unwrap_or("none");
        // a box that says nothing of the authority has its first: one that the act allows shows as much
        let fits = allowed.is_none_or(|list| list.is_empty() || list.iter().any(|one| one.word() == word));
        let word = allowed.filter(|_| !fits).and_then(|list| list.first()).map_or(word, Authority::word);
        let mut task =
            self.columns.task(catalogue, &values.take(self.columns.criteria.len()).collect::<Vec<u16>>());
        task.authority = Authority::from_word(word, DIRECTION);
        task.acts = Some(act.into_iter().collect());
        task.profession = None;
        task.mitigations.clear();
        // with an instruction the steps may be as established as any
        task.instruction_current = true;
        task
    }
}

/// The positions of a cell over words of which several may be there, with the position of none.
fn with_none(cell: &Cell) -> RowSet {
    if cell.is_any() { RowSet::all(cell.axis_len() + 1) } else { plain(cell) }
}

fn plain(cell: &Cell) -> RowSet {
    cell.positions().map(usize::from).collect()
}
