//! The answers of two runs joined by task and site: which came, which went, which are not as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::commands::recorded::Recorded;
use crate::files;
use crate::model::{Day, Error, Result};
use crate::report::{
    AtomRecord, COMPARED, CauseRecord, Change, ChangedTask, ChangesRecord, Effect, FileRecord, HowFar,
    RunSide, Stood,
};
use crate::sheet::{Sheet, without_guard};

/// A task: id and site.
pub(in crate::commands) type Key = (String, String);

/// A row of matches.csv.
#[derive(Debug, Clone, Default)]
struct Answered {
    line: u64,
    stood: Stood,
}

/// The answers of a run.
#[derive(Debug, Default)]
struct Answers {
    rows: BTreeMap<Key, Answered>,
    pack: String,
}

/// A run whose answers are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'r> {
    /// The folder in which its matches.csv lies.
    pub(super) folder: &'r Path,
    /// Its folder as it is told.
    pub(super) named: &'r Path,
    /// The version of the program that made it.
    pub(super) skillmix: &'r str,
    pub(super) as_at: Day,
    pub(super) outputs: &'r [FileRecord],
}

impl<'r> From<&'r Recorded> for Run<'r> {
    fn from(run: &'r Recorded) -> Self {
        let (folder, skillmix) = (run.folder(), &run.skillmix);
        Run { folder, named: folder, skillmix, as_at: run.common.as_at, outputs: &run.outputs }
    }
}

/// What changed, nothing yet said of why.
pub(super) fn compare([old, new]: [Run<'_>; 2]) -> Result<ChangesRecord> {
    let (was, is) = (read(old)?, read(new)?);
    let keys: BTreeSet<&Key> = was.rows.keys().chain(is.rows.keys()).collect();
    let mut changed: Vec<ChangedTask> =
        keys.into_iter().filter_map(|key| changed(key, was.rows.get(key), is.rows.get(key))).collect();
    changed.sort_by_key(|task| (task.change, task.line));
    let in_both = was.rows.keys().filter(|key| is.rows.contains_key(*key)).count();
    let both = |task: &&ChangedTask| task.from.is_some() && task.to.is_some();
    let same = in_both.saturating_sub(changed.iter().filter(both).count());
    let side = |run: Run<'_>, answers: Answers| RunSide {
        folder: run.named.display().to_string(),
        skillmix: run.skillmix.to_owned(),
        as_at: run.as_at.to_string(),
        pack: answers.pack,
    };
    let (old, new) = (side(old, was), side(new, is));
    Ok(ChangesRecord { old, new, in_both, same, not_known: Vec::new(), changed })
}

fn changed((task_id, site): &Key, was: Option<&Answered>, is: Option<&Answered>) -> Option<ChangedTask> {
    let (change, kind) = match (was, is) {
        (Some(was), Some(is)) => (Change::between(&was.stood, &is.stood)?, None),
        (None, _) => (Change::Came, Some("task-added")),
        (_, None) => (Change::Went, Some("task-removed")),
    };
    Some(ChangedTask {
        task_id: task_id.clone(),
        site: site.clone(),
        line: is.or(was).map_or(0, |answered| answered.line),
        change,
        from: was.map(|answered| answered.stood.clone()),
        to: is.map(|answered| answered.stood.clone()),
        explained: if kind.is_some() { HowFar::ByCauses } else { HowFar::Not },
        causes: kind.map(|kind| of_outputs(kind, "")).into_iter().collect(),
    })
}

/// A cause that outputs alone tell of.
fn of_outputs(kind: &'static str, what: &str) -> CauseRecord {
    let (what, staff_id, file) = (what.to_owned(), String::new(), String::new());
    CauseRecord {
        atoms: vec![AtomRecord { kind, what, staff_id, file, line: 0 }],
        effect: Effect::None,
        undone: None,
    }
}

/// Says of every task in both runs that the cause is not known, and why.
pub(super) fn not_known(record: &mut ChangesRecord) {
    let why = record.not_known.join("; ");
    for task in record.changed.iter_mut().filter(|task| task.from.is_some() && task.to.is_some()) {
        task.explained = HowFar::Not;
        task.causes = vec![of_outputs("cause-not-known", &why)];
    }
}

/// The answers of a run: its matches.csv must be the one that it wrote.
fn read(run: Run<'_>) -> Result<Answers> {
    let path = run.folder.join("matches.csv");
    let refused = |what: &str| refused(&path, what);
    let content = files::read(&path)?.map_err(|_| refused("is not there"))?;
    let then = run.outputs.iter().find(|output| output.file == "matches.csv");
    if then.is_none_or(|then| then.blake3 != content.hash) {
        return Err(refused("is not the file that the run wrote"));
    }
    let sheet = Sheet::read(&content.name, &content.bytes).map_err(Error::Input)?;
    let column = |name: &str| sheet.column(name).ok_or_else(|| refused(&format!("has no column `{name}`")));
    let (id, site, pack) = (column("task_id")?, column("site")?, column("pack")?);
    let compared: Vec<usize> = COMPARED.iter().map(|name| column(name)).collect::<Result<_>>()?;
    let mut answers = Answers::default();
    for record in sheet.records() {
        let cell = |column: usize| without_guard(record.get(column)).to_owned();
        let mut stood = Stood::default();
        for (cell_of, column) in stood.iter_mut().zip(&compared) {
            *cell_of = cell(*column);
        }
        if answers.pack.is_empty() {
            answers.pack = cell(pack);
        }
        answers.rows.insert((cell(id), cell(site)), Answered { line: record.line, stood });
    }
    Ok(answers)
}

fn refused(path: &Path, what: &str) -> Error {
    Error::Usage(format!("{} {what}; match the dataset again", path.display()))
}
