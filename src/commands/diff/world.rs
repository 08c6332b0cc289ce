//! Files in memory matched once: where tasks stand, and what counts of each person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::grid::Edit;
use super::outputs::Key;
use super::side::Side;
use crate::commands::dataset::{Sheets, read_sheets};
use crate::commands::given::Files;
use crate::inquiry::{self, State};
use crate::matcher::{self, Inputs, Matched};
use crate::model::{Day, Error, Holdings, Result, Wanted};
use crate::report::{self, Stood};
use crate::rules::{self, Layer, Pack};

/// Which kinds of differences are undone, a bit each.
pub(super) type Mask = u8;

/// The kinds: the day, the rules, the task's rows, competencies, links, staff, holdings.
pub(super) const DAY: Mask = 1;
pub(super) const RULES: Mask = 2;
pub(super) const TASKS: Mask = 4;
pub(super) const COMPETENCIES: Mask = 8;
pub(super) const LINKS: Mask = 16;
pub(super) const STAFF: Mask = 32;
pub(super) const HOLDINGS: Mask = 64;

/// Each kind in the words of outputs.
pub(super) const KINDS: [(Mask, &str); 7] = [
    (DAY, "the day"),
    (RULES, "the rules"),
    (TASKS, "the task's own rows"),
    (COMPETENCIES, "competencies"),
    (LINKS, "links"),
    (STAFF, "staff"),
    (HOLDINGS, "holdings"),
];

/// Everything as it was matched.
#[derive(Debug)]
pub(super) struct World {
    pub(super) pack: Arc<Pack>,
    pub(super) sheets: Sheets,
    matched: Matched,
    holdings: Holdings,
    pub(super) wanted: Wanted,
}

/// Sheets by word.
pub(super) type Bytes = BTreeMap<&'static str, Vec<u8>>;

impl World {
    /// Matches. `None`: the rules cannot be loaded, or a file cannot be used.
    pub(super) fn of(pack: &Arc<Pack>, files: &Bytes) -> Result<Option<Self>> {
        let named = files.iter().map(|(kind, bytes)| (format!("{kind}.csv"), bytes.clone())).collect();
        let files = Files::in_memory(&named);
        let mut sheets = match read_sheets(&files, pack) {
            Ok(sheets) => sheets,
            Err(Error::Input(_) | Error::Usage(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let plan = sheets.plan(pack);
        let holdings = sheets.holdings(&files, pack, &plan, &|_, _| Ok(()))?;
        let wanted = plan.wanted.clone();
        let matched = matcher::match_all(sheets.inputs(pack), plan, &holdings, matcher::BLOCK)?;
        Ok(Some(Self { pack: Arc::clone(pack), sheets, matched, holdings, wanted }))
    }

    pub(super) fn inputs(&self) -> Inputs<'_> {
        self.sheets.inputs(&self.pack)
    }

    /// Where every task stands.
    pub(super) fn answers(&self) -> Result<BTreeMap<Key, Stood>> {
        let of = |number: usize| self.matched.answer(self.inputs(), number);
        let answers = matcher::each(self.sheets.tasks.len(), of);
        let key = |task: &crate::model::Task| (task.id.clone(), task.site.clone());
        let one = |(task, answer): (&crate::model::Task, Result<crate::model::Answer>)| {
            Ok((key(task), report::stood(&self.pack.catalogue, &answer?)))
        };
        self.sheets.tasks.iter().zip(answers).map(one).collect()
    }

    /// What counts of each person.
    pub(super) fn states(&self) -> BTreeMap<String, State> {
        inquiry::states(self.inputs(), &self.holdings)
    }
}

/// Rules for a day; `None`: they cannot be loaded.
pub(super) fn loaded(layers: &[Layer], as_at: Day) -> Result<Option<Arc<Pack>>> {
    match rules::load_layers(layers, as_at) {
        Ok(pack) => Ok(Some(Arc::new(pack))),
        Err(Error::Input(_) | Error::Usage(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The sheets of a run but for those of people, of all tasks only some, these with changes.
pub(super) fn small_sheets_of(side: &Side, tasks: &BTreeSet<Key>, edits: &[&Edit]) -> Bytes {
    let small = side.files.iter().filter(|(kind, _)| !matches!(**kind, "staff" | "holdings" | "tasks"));
    let mut files: Bytes = small.map(|(kind, bytes)| (*kind, bytes.clone())).collect();
    files.extend(tasks_of(side, tasks, edits).map(|bytes| ("tasks", bytes)));
    files
}

/// The sheets of a run, of all tasks only some, these with changes.
pub(super) fn sheets_of(side: &Side, tasks: &BTreeSet<Key>, edits: &[&Edit]) -> Bytes {
    let mut files = side.files.clone();
    files.extend(tasks_of(side, tasks, edits).map(|bytes| ("tasks", bytes)));
    files
}

fn tasks_of(side: &Side, tasks: &BTreeSet<Key>, edits: &[&Edit]) -> Option<Vec<u8>> {
    let grid = side.grid("tasks")?;
    let keep = |record: &crate::sheet::Record| {
        tasks.contains(&(grid.cell(record, "task_id").to_owned(), grid.cell(record, "site").to_owned()))
    };
    Some(grid.render(edits, keep))
}

/// The new run with whole kinds undone, answered for some tasks; `None`: it cannot be matched.
pub(super) fn mixed(
    [old, new]: [&Side; 2],
    undone: Mask,
    tasks: &BTreeSet<Key>,
) -> Result<Option<BTreeMap<Key, Stood>>> {
    let is = |kind: Mask| undone & kind != 0;
    let of_day = if is(DAY) { old } else { new };
    let layers = if is(RULES) { &old.layers } else { &new.layers };
    let pack = if *layers == of_day.layers { of_day.loaded()? } else { loaded(layers, of_day.as_at)? };
    let Some(pack) = pack else { return Ok(None) };
    let [then, mut files] = [old, new].map(|side| sheets_of(side, tasks, &[]));
    let undoing = [
        ("tasks", TASKS),
        ("panel", TASKS),
        ("competencies", COMPETENCIES),
        ("links", LINKS),
        ("staff", STAFF),
        ("holdings", HOLDINGS),
    ];
    for (name, _) in undoing.iter().filter(|(_, kind)| is(*kind)) {
        match then.get(name) {
            Some(bytes) => drop(files.insert(name, bytes.clone())),
            None => drop(files.remove(name)),
        }
    }
    World::of(&pack, &files)?.map(|world| world.answers()).transpose()
}

/// The kinds in which two runs differ at all.
pub(super) fn differing([old, new]: [&Side; 2]) -> Vec<Mask> {
    let files = |name: &str| old.files.get(name) != new.files.get(name);
    KINDS
        .iter()
        .map(|(kind, _)| *kind)
        .filter(|kind| match *kind {
            DAY => old.as_at != new.as_at,
            RULES => old.layers != new.layers,
            TASKS => files("tasks") || files("panel"),
            COMPETENCIES => files("competencies"),
            LINKS => files("links"),
            STAFF => files("staff"),
            _ => files("holdings"),
        })
        .collect()
}
