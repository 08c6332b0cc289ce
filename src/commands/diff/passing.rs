//! The same files on other days: some tasks with all people of their sites, matched for any day, and why two days differ.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::grid::Grid;
use super::outputs::Key;
use super::search;
use super::side::Side;
use super::world::{World, loaded};
use crate::commands::given::{Files, HOLDINGS, STAFF};
use crate::model::{Day, Result};
use crate::report::{Change, ChangedTask, HowFar, Stood};
use crate::rules::{Layer, Pack};
use crate::sheet::{Record, Sheet};

/// Who has left on a day.
pub(in crate::commands) type Gone<'g> = dyn Fn(&str, Day) -> bool + 'g;

/// The codes that have a part in proving what a task asks for.
pub(in crate::commands) type Matters<'g> = dyn Fn(&Key) -> Vec<String> + 'g;

/// Tables of which only some rows are taken.
const IN_PARTS: [&str; 3] = [STAFF, HOLDINGS, "tasks"];

/// Files that are matched for many days.
pub(in crate::commands) struct Passing<'g> {
    whole: Side,
    gone: &'g Gone<'g>,
    /// `None`: all codes may.
    matters: Option<&'g Matters<'g>>,
    /// By site: who works there on some row.
    here: BTreeMap<String, BTreeSet<String>>,
    /// The numbers of a person's rows of staff.
    staff: BTreeMap<String, Vec<usize>>,
    /// The numbers of the rows of holdings by code.
    holdings: BTreeMap<String, Vec<usize>>,
    /// By day: the rules, as they were loaded.
    packs: RefCell<BTreeMap<Day, Arc<Pack>>>,
    /// The numbers of a task's rows.
    tasks: BTreeMap<Key, Vec<usize>>,
}

impl<'g> Passing<'g> {
    /// Reads all files into memory.
    pub(in crate::commands) fn new(
        as_at: Day,
        layers: &[Layer],
        files: &Files,
        (gone, matters): (&'g Gone<'g>, Option<&'g Matters<'g>>),
        go_on: &dyn Fn() -> Result<()>,
    ) -> Result<Self> {
        let whole = Side::of(as_at, layers.to_vec(), files, go_on)?;
        let (mut here, mut staff, mut holdings, mut tasks) =
            (BTreeMap::<_, BTreeSet<_>>::new(), numbers(), numbers(), BTreeMap::<_, Vec<_>>::new());
        for (number, cell) in readable(&whole, STAFF) {
            here.entry(cell("site")).or_default().insert(cell("staff_id"));
            staff.entry(cell("staff_id")).or_default().push(number);
        }
        for (number, cell) in readable(&whole, HOLDINGS) {
            holdings.entry(cell("competency")).or_default().push(number);
        }
        for (number, cell) in readable(&whole, "tasks") {
            tasks.entry((cell("task_id"), cell("site"))).or_default().push(number);
        }
        let packs = RefCell::default();
        Ok(Self { whole, gone, matters, here, staff, holdings, packs, tasks })
    }

    /// Where some tasks stand on a day; empty if they cannot be matched.
    pub(in crate::commands) fn stood(&self, day: Day, keys: &BTreeSet<Key>) -> Result<BTreeMap<Key, Stood>> {
        let Some(pack) = self.pack(day)? else { return Ok(BTreeMap::new()) };
        let mut files = self.small();
        for (kind, (grid, records)) in self.parts(day, keys) {
            let mut bytes = grid.head();
            grid.write(&mut bytes, records.into_iter(), &[], None);
            files.insert(kind, bytes);
        }
        World::of(&pack, &files)?.map_or(Ok(BTreeMap::new()), |world| world.answers())
    }

    /// The rules of a day.
    fn pack(&self, day: Day) -> Result<Option<Arc<Pack>>> {
        if let Some(known) = self.packs.borrow().get(&day) {
            return Ok(Some(Arc::clone(known)));
        }
        let pack = loaded(&self.whole.layers, day)?;
        self.packs.borrow_mut().extend(pack.iter().map(|pack| (day, Arc::clone(pack))));
        Ok(pack)
    }

    /// The rows of some tasks, and of the people of their sites who hold anything that matters to them: nobody else can
    /// be able, and only who is able counts.
    fn parts(&self, day: Day, keys: &BTreeSet<Key>) -> Vec<(&'static str, (&Grid, Vec<&Record>))> {
        let sites: BTreeSet<&str> = keys.iter().map(|(_, site)| site.as_str()).collect();
        let here: BTreeSet<&str> = sites
            .into_iter()
            .filter_map(|site| self.here.get(site))
            .flatten()
            .map(String::as_str)
            .filter(|staff_id| !(self.gone)(staff_id, day))
            .collect();
        let codes: BTreeSet<String> = match self.matters {
            Some(matters) => keys.iter().flat_map(matters).collect(),
            None => self.holdings.keys().cloned().collect(),
        };
        let mut able: BTreeSet<&str> = BTreeSet::new();
        let mut held = Vec::new();
        if let Some(grid) = self.whole.grid(HOLDINGS) {
            for number in codes.iter().filter_map(|code| self.holdings.get(code)).flatten() {
                let record = grid.sheet.records().get(*number);
                let staff_id = record.map_or("", |record| grid.cell(record, "staff_id"));
                if here.contains(staff_id) {
                    able.insert(staff_id);
                    held.push(*number);
                }
            }
        }
        let staff = able.into_iter().filter_map(|staff_id| self.staff.get(staff_id)).flatten().copied();
        let tasks = keys.iter().filter_map(|key| self.tasks.get(key)).flatten().copied();
        let parts = [(STAFF, staff.collect()), (HOLDINGS, held), ("tasks", tasks.collect())];
        parts.into_iter().filter_map(|(kind, numbers)| Some((kind, self.records(kind, numbers)?))).collect()
    }

    /// Rows of a table by their numbers, in its order.
    fn records(&self, kind: &str, mut numbers: Vec<usize>) -> Option<(&Grid, Vec<&Record>)> {
        let grid = self.whole.grid(kind)?;
        numbers.sort_unstable();
        Some((grid, numbers.iter().filter_map(|number| grid.sheet.records().get(*number)).collect()))
    }

    /// These rows as a run of a day.
    fn side(&self, day: Day, keys: &BTreeSet<Key>) -> Side {
        let mut files: BTreeMap<&'static str, Vec<u8>> = self.small();
        let whole = self.whole.grids.iter().filter(|(place, _)| !IN_PARTS.contains(&place.as_str()));
        let mut grids: BTreeMap<String, Arc<Grid>> =
            whole.map(|(place, grid)| (place.clone(), Arc::clone(grid))).collect();
        for (kind, (grid, records)) in self.parts(day, keys) {
            let mut bytes = grid.head();
            grid.write(&mut bytes, records.iter().copied(), &[], None);
            files.insert(kind, bytes);
            let rows = records.iter().map(|record| (record.line, record.raw.as_slice()));
            let sheet = Sheet::of_rows(grid.sheet.head().clone(), rows);
            grids.insert(kind.to_owned(), Arc::new(Grid { name: grid.name.clone(), sheet }));
        }
        let pack = self.packs.borrow().get(&day).cloned();
        Side { as_at: day, layers: self.whole.layers.clone(), files, grids, pack }
    }

    /// Files that are taken whole.
    fn small(&self) -> BTreeMap<&'static str, Vec<u8>> {
        let whole = self.whole.files.iter().filter(|(kind, _)| !IN_PARTS.contains(kind));
        whole.map(|(kind, bytes)| (*kind, bytes.clone())).collect()
    }

    /// Why tasks stand otherwise on the second day, in the order of `tasks`: where they stood, and where they stand.
    /// Without causes where none can be known.
    pub(in crate::commands) fn causes(
        &self,
        [old, new]: [Day; 2],
        tasks: &[(Key, [Stood; 2])],
        begin: &dyn Fn(&str) -> Result<()>,
    ) -> Result<Vec<ChangedTask>> {
        let keys: BTreeSet<Key> = tasks.iter().map(|(key, _)| key.clone()).collect();
        // both are at hand when they are asked for
        self.pack(old)?;
        self.pack(new)?;
        let [then, now] = [old, new].map(|day| self.side(day, &keys));
        between([&then, &now], tasks, begin)
    }

    /// The last day before which a person's rows in these codes let them hold what they hold on a day, if it is before
    /// another: the latest of the days through which rows count that count on the first and not on the second.
    pub(in crate::commands) fn due(
        &self,
        staff_id: &str,
        codes: &[(&str, Option<u16>)],
        [from, to]: [Day; 2],
    ) -> Option<Day> {
        let grid = self.whole.grid(HOLDINGS)?;
        let numbers = codes.iter().filter_map(|(code, _)| self.holdings.get(*code)).flatten();
        let rows = numbers.filter_map(|number| grid.sheet.records().get(*number));
        let rows = rows.filter(|record| grid.cell(record, "staff_id") == staff_id);
        let last = |record: &Record| {
            let (_, months) = codes.iter().find(|(code, _)| *code == grid.cell(record, "competency"))?;
            let assessed = Day::parse_iso(grid.cell(record, "assessed_on"));
            let refreshed = assessed.zip(*months).and_then(|(assessed, months)| assessed.add_months(months));
            let written = Day::parse_iso(grid.cell(record, "expires_on"));
            let last = [refreshed, written].into_iter().flatten().min()?;
            (last >= from && last < to && assessed.is_none_or(|day| day <= from)).then_some(last)
        };
        rows.filter_map(last).max()
    }
}

fn numbers() -> BTreeMap<String, Vec<usize>> {
    BTreeMap::new()
}

/// The rows of a table that can be read: their numbers, and their cells by the names of columns.
fn readable<'s>(
    side: &'s Side,
    kind: &str,
) -> impl Iterator<Item = (usize, impl Fn(&str) -> String + 's)> + 's {
    let rows = side.grid(kind).into_iter().flat_map(|grid| {
        grid.sheet.records().iter().enumerate().map(move |(number, record)| (number, grid, record))
    });
    rows.filter(|(.., record)| record.fault.is_none())
        .map(|(number, grid, record)| (number, move |column: &str| grid.cell(record, column).to_owned()))
}

/// Why tasks stand otherwise in the second of two runs, in the order of `tasks`.
fn between(
    sides: [&Side; 2],
    tasks: &[(Key, [Stood; 2])],
    begin: &dyn Fn(&str) -> Result<()>,
) -> Result<Vec<ChangedTask>> {
    let mut changed: Vec<ChangedTask> = tasks
        .iter()
        .map(|((task_id, site), [from, to])| ChangedTask {
            task_id: task_id.clone(),
            site: site.clone(),
            line: 0,
            change: Change::between(from, to).unwrap_or(Change::Other),
            from: Some(from.clone()),
            to: Some(to.clone()),
            explained: HowFar::Not,
            causes: Vec::new(),
        })
        .collect();
    let not_known = search::causes(&mut changed, sides, begin)?;
    if !not_known.is_empty() {
        for task in &mut changed {
            task.causes.clear();
        }
    }
    Ok(changed)
}

/// Why tasks stand otherwise with the files as they are read for the second day, which may be others than for the first.
pub(in crate::commands) fn of_files(
    layers: &[Layer],
    [old, new]: [(Day, &Files); 2],
    tasks: &[(Key, [Stood; 2])],
    gone: &Gone<'_>,
    begin: &dyn Fn(&str) -> Result<()>,
) -> Result<Vec<ChangedTask>> {
    let go_on = || begin("opening inputs");
    let keys: BTreeSet<Key> = tasks.iter().map(|(key, _)| key.clone()).collect();
    let side = |(day, files): (Day, &Files)| {
        Ok(Passing::new(day, layers, files, (gone, None), &go_on)?.side(day, &keys))
    };
    let (then, now): (Side, Side) = (side(old)?, side(new)?);
    between([&then, &now], tasks, begin)
}
