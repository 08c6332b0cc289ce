//! What is not the same of each person: posts, facts and sign-offs, and what lapsed.

use std::collections::{BTreeMap, BTreeSet};

use super::dates::Days;
use super::grid::{Edit, Grid, Placed, by_key};
use super::rows::{Atom, Pairs, differing, stands, told};
use super::side::Side;
use super::world::{DAY, HOLDINGS, Mask, STAFF};
use crate::sheet::Record;

/// A person of whom something is not the same.
#[derive(Debug)]
pub(super) struct Changed<'s> {
    pub(super) staff_id: &'s str,
    /// Where they work or worked.
    pub(super) sites: BTreeSet<&'s str>,
    pub(super) atoms: Vec<Atom>,
    /// Their rows in the new run.
    pub(super) staff: Vec<&'s Record>,
    pub(super) holdings: Vec<&'s Record>,
}

/// Rows of people by `staff_id`.
type Rows<'s> = BTreeMap<&'s str, Vec<&'s Record>>;

/// Everything that is known of people in both runs.
struct Both<'s> {
    /// staff, then holdings: the old table and the new.
    grids: [[&'s Grid; 2]; 2],
    staff: [Rows<'s>; 2],
    holdings: [Rows<'s>; 2],
    /// Months after which a competency must be refreshed.
    months: BTreeMap<&'s str, u16>,
    days: Days,
}

/// One person's rows in both runs.
struct Own<'s> {
    staff: [&'s [&'s Record]; 2],
    holdings: [&'s [&'s Record]; 2],
}

/// Columns that say something of the person, whatever the post.
const PERSON: [&str; 6] = ["register", "profession", "field", "annotations", "authorisations", "delegator"];

/// Columns that say something of one post.
const POST: [(&str, &str); 3] =
    [("role", "role-changed"), ("site", "site-changed"), ("status", "person-changed")];

/// Everybody at some of these sites of whom something is not the same, by `staff_id`. Of sign-offs only those in
/// competencies that matter. None if the tables have other columns.
pub(super) fn changed<'s>(
    [old, new]: [&'s Side; 2],
    sites: &BTreeSet<&str>,
    matters: &dyn Fn(&str) -> bool,
) -> Vec<Changed<'s>> {
    let grids = |place: &str| Some([old.grid(place)?, new.grid(place)?]).filter(|[old, new]| old.fits(new));
    let Some(grids) = grids("staff").zip(grids("holdings")) else { return Vec::new() };
    let ids = |grid: &'s Grid| by_key(Some(grid), |grid, record| grid.cell(record, "staff_id"));
    let both = Both {
        grids: [grids.0, grids.1],
        staff: grids.0.map(ids),
        holdings: grids.1.map(ids),
        months: months(new.grid("competencies")),
        days: Days { old: old.as_at, new: new.as_at },
    };
    let [was, is] = &both.staff;
    let everybody: BTreeSet<&str> = was.keys().chain(is.keys()).copied().collect();
    let of = |staff_id| both.person(staff_id, sites, matters);
    everybody.into_iter().filter_map(of).collect()
}

fn months(grid: Option<&Grid>) -> BTreeMap<&str, u16> {
    let each = grid.into_iter().flat_map(|grid| {
        let of =
            |record| Some((grid.cell(record, "code"), grid.cell(record, "refresh_months").parse().ok()?));
        grid.sheet.records().iter().filter_map(of)
    });
    each.collect()
}

impl<'s> Both<'s> {
    fn person(
        &self,
        staff_id: &'s str,
        sites: &BTreeSet<&str>,
        matters: &dyn Fn(&str) -> bool,
    ) -> Option<Changed<'s>> {
        let [staff_grids, holding_grids] = self.grids;
        let rows = |maps: &[Rows<'s>; 2]| {
            maps.each_ref().map(|rows| rows.get(staff_id).cloned().unwrap_or_default())
        };
        let (staff, holdings) = (rows(&self.staff), rows(&self.holdings));
        let mut here = BTreeSet::new();
        for (grid, records) in staff_grids.into_iter().zip(&staff) {
            here.extend(records.iter().map(|record| grid.cell(record, "site")));
        }
        if !here.iter().any(|site| sites.contains(site)) {
            return None;
        }
        let mut holdings = holdings;
        for (grid, records) in holding_grids.into_iter().zip(&mut holdings) {
            records.retain(|record| matters(grid.cell(record, "competency")));
        }
        let own = Own {
            staff: staff.each_ref().map(Vec::as_slice),
            holdings: holdings.each_ref().map(Vec::as_slice),
        };
        let mut atoms = self.atoms(&own);
        for atom in &mut atoms {
            staff_id.clone_into(&mut atom.record.staff_id);
        }
        let [_, staff] = staff;
        let [_, holdings] = holdings;
        (!atoms.is_empty()).then_some(Changed { staff_id, sites: here, atoms, staff, holdings })
    }

    fn atoms(&self, own: &Own<'_>) -> Vec<Atom> {
        let [grids, _] = self.grids;
        let [was, is] = own.staff;
        let active = |grid: &Grid, records: &[&Record]| {
            let status = grid.sheet.column("status");
            records.iter().any(|record| status.is_none_or(|at| record.get(at) == "active"))
        };
        let [then, now] = grids;
        match (active(then, was), active(now, is)) {
            (false, false) => Vec::new(),
            (true, false) => vec![self.all("person-left", own)],
            (false, true) => vec![self.all("person-came", own)],
            (true, true) => {
                let mut atoms = self.posts(own);
                atoms.extend(self.sign_offs(own));
                if self.days.old != self.days.new {
                    atoms.extend(self.lists(own));
                }
                atoms
            }
        }
    }

    /// All of a person as it was.
    fn all(&self, kind: &'static str, own: &Own<'_>) -> Atom {
        let [staff, holdings] = self.grids;
        let pairs = |rows: [&[&Record]; 2], [then, now]: [&Grid; 2], place: &str| {
            let [was, is] = rows;
            Pairs::of((Some(then), was), (Some(now), is)).replaced(Some(then), place)
        };
        let mut edits = pairs(own.staff, staff, "staff");
        edits.extend(pairs(own.holdings, holdings, "holdings"));
        let ([then, now], [was, is]) = (staff, own.staff);
        let record = stands(
            (kind, String::new()),
            (Some(then), was.first().copied()),
            (Some(now), is.first().copied()),
        );
        Atom { record, kinds: STAFF | HOLDINGS, edits }
    }

    /// Posts and facts of somebody active in both runs.
    fn posts(&self, own: &Own<'_>) -> Vec<Atom> {
        let [[then, now], _] = self.grids;
        let [was, is] = own.staff;
        let mut pairs = Pairs::of((Some(then), was), (Some(now), is));
        let mut twins: Vec<(&Record, &Record)> = Vec::new();
        let keys: [&[&str]; 4] = [&["role", "site"], &["site"], &["role"], &[]];
        for key in keys {
            pairs.new.retain(|record| {
                let alike = |other: &&Record| {
                    key.iter().all(|column| then.cell(other, column) == now.cell(record, column))
                };
                let Some(at) = pairs.old.iter().position(alike) else { return true };
                twins.push((pairs.old.remove(at), record));
                false
            });
        }
        let mut atoms = self.person_columns(&twins);
        for (was, is) in &twins {
            for cell in differing((then, was), (now, is)) {
                let word = POST.iter().find(|(column, _)| *column == cell.0).map(|(_, word)| *word);
                let Some(word) = word else { continue };
                let edit = Edit::Cell(is.line, cell.0.to_owned(), cell.1.to_owned());
                atoms.push(Atom {
                    record: stands((word, told(&cell)), (Some(then), Some(was)), (Some(now), Some(is))),
                    kinds: STAFF,
                    edits: vec![("staff".to_owned(), edit)],
                });
            }
        }
        let added = pairs.new.iter().map(|record| ("post-added", *record, now, Edit::Gone(record.line)));
        let removed =
            pairs.old.iter().map(|record| ("post-removed", *record, then, Edit::Back(then.row(record))));
        for (kind, record, grid, edit) in added.chain(removed) {
            let what = format!("{} at {}", grid.cell(record, "role"), grid.cell(record, "site"));
            let record = stands((kind, what), (None, None), (Some(grid), Some(record)));
            atoms.push(Atom { record, kinds: STAFF, edits: vec![("staff".to_owned(), edit)] });
        }
        atoms
    }

    /// Facts of the person: all rows must agree on them, so they are undone in all rows at once.
    fn person_columns(&self, twins: &[(&Record, &Record)]) -> Vec<Atom> {
        let [[then, now], _] = self.grids;
        let mut atoms = Vec::new();
        for column in PERSON {
            let cells =
                twins.iter().map(|(was, is)| (*was, *is, then.cell(was, column), now.cell(is, column)));
            let others: Vec<_> = cells.filter(|(.., was, is)| was != is).collect();
            let Some((first, second, was, is)) = others.first() else { continue };
            let edit = |(_, is, was, _): &(&Record, &Record, &str, &str)| {
                ("staff".to_owned(), Edit::Cell(is.line, column.to_owned(), (*was).to_owned()))
            };
            atoms.push(Atom {
                record: stands(
                    ("person-changed", told(&(column, was, is))),
                    (Some(then), Some(first)),
                    (Some(now), Some(second)),
                ),
                kinds: STAFF,
                edits: others.iter().map(edit).collect(),
            });
        }
        atoms
    }

    /// Sign-offs of somebody active in both runs.
    fn sign_offs(&self, own: &Own<'_>) -> Vec<Atom> {
        let [_, [then, now]] = self.grids;
        let [was, is] = own.holdings;
        let code = |grid: &Grid, record: &Record| grid.cell(record, "competency").to_owned();
        let mut codes: BTreeMap<String, [Vec<&Record>; 2]> = BTreeMap::new();
        for record in was {
            let [was, _] = codes.entry(code(then, record)).or_default();
            was.push(record);
        }
        for record in is {
            let [_, is] = codes.entry(code(now, record)).or_default();
            is.push(record);
        }
        let mut atoms = Vec::new();
        for (code, [was, is]) in codes {
            let pairs = Pairs::of((Some(then), &was), (Some(now), &is));
            atoms.extend(holding(&code, [then, now], &pairs));
            if self.days.old != self.days.new {
                atoms.extend(pairs.same.iter().filter_map(|record| self.lapsed(&code, record)));
            }
        }
        atoms
    }

    /// A sign-off in both runs that is in date on one day only.
    fn lapsed(&self, code: &str, record: &Record) -> Option<Atom> {
        let [_, [_, now]] = self.grids;
        let cell = |column| now.cell(record, column);
        let months = self.months.get(code).copied();
        let moved = self.days.holding(cell("assessed_on"), cell("expires_on"), months)?;
        let kind = if moved.lapsed { "holding-lapsed" } else { "date-passed" };
        let edit = |(column, cell): (&str, String)| {
            ("holdings".to_owned(), Edit::Cell(record.line, column.to_owned(), cell))
        };
        Some(Atom {
            record: stands(
                (kind, format!("{code}: {}", moved.what)),
                (None, None),
                (Some(now), Some(record)),
            ),
            kinds: DAY,
            edits: moved.cells.into_iter().map(edit).collect(),
        })
    }

    /// Annotations and authorisations that are in date on one day only: undone in all rows at once.
    fn lists(&self, own: &Own<'_>) -> Vec<Atom> {
        let [[then, now], _] = self.grids;
        let [was, is] = own.staff;
        let mut atoms = Vec::new();
        for column in ["annotations", "authorisations"] {
            let both = |cell: &str| was.iter().any(|other| then.cell(other, column) == cell);
            let of = |record: &&Record| {
                let cell = now.cell(record, column);
                let (undone, passed) = self.days.list(cell).filter(|_| both(cell))?;
                Some((record.line, undone, passed))
            };
            let moved: Vec<_> = is.iter().filter_map(of).collect();
            let Some((line, _, passed)) = moved.first() else { continue };
            let record = is.iter().find(|record| record.line == *line).copied();
            let edits: Vec<Placed> = moved
                .iter()
                .map(|(line, undone, _)| {
                    ("staff".to_owned(), Edit::Cell(*line, column.to_owned(), undone.clone()))
                })
                .collect();
            let what = format!("{column}: {passed}");
            let record = stands(("date-passed", what), (None, None), (Some(now), record));
            atoms.push(Atom { record, kinds: DAY, edits });
        }
        atoms
    }
}

/// Sign-offs of one person in one competency.
fn holding(code: &str, [then, now]: [&Grid; 2], pairs: &Pairs<'_>) -> Option<Atom> {
    let (kind, what) = match (pairs.old.as_slice(), pairs.new.as_slice()) {
        ([], []) => return None,
        ([], _) => ("holding-added", code.to_owned()),
        (_, []) => ("holding-removed", code.to_owned()),
        ([was], [is]) => {
            let cells: Vec<String> = differing((then, was), (now, is)).iter().map(told).collect();
            ("holding-changed", format!("{code}: {}", cells.join("; ")))
        }
        _ => ("holding-changed", code.to_owned()),
    };
    let record = stands(
        (kind, what),
        (Some(then), pairs.old.first().copied()),
        (Some(now), pairs.new.first().copied()),
    );
    Some(Atom { record, kinds: HOLDINGS, edits: pairs.replaced(Some(then), "holdings") })
}

/// Which of a person's changes are undone, by their places: each alone, pairs where they are few, then all.
pub(super) fn sets(atoms: usize) -> Vec<Vec<usize>> {
    const FEW: usize = 6;
    let mut sets: Vec<Vec<usize>> = (0..atoms).map(|at| vec![at]).collect();
    if (3..=FEW).contains(&atoms) {
        sets.extend((0..atoms).flat_map(|a| (a + 1..atoms).map(move |b| vec![a, b])));
    }
    if atoms > 1 {
        sets.push((0..atoms).collect());
    }
    sets
}

/// The kinds of some changes.
pub(super) fn kinds<'a>(atoms: impl IntoIterator<Item = &'a Atom>) -> Mask {
    atoms.into_iter().fold(0, |all, atom| all | atom.kinds)
}
