//! The fixes of every task of a dataset, for whoever wants to try them.

use super::dataset::{Sheets, read_sheets};
use super::given::Files;
use crate::inquiry::{self, Bounds};
use crate::matcher;
use crate::model::{Answer, Level, Result, Status, Task};
use crate::report::{FixesOf, FixesRecord};
use crate::rules::Pack;

/// What would move one task, people named.
#[derive(Debug, Clone)]
pub struct TaskFixes {
    /// The task's id.
    pub task_id: String,
    /// Its site.
    pub site: String,
    /// Where it stands.
    pub status: Status,
    /// Its level, when placed.
    pub level: Option<Level>,
    /// Its acts are known.
    pub acts_known: bool,
    /// Its answer rests on a panel's decision.
    pub panel: bool,
    /// What would move it.
    pub fixes: FixesRecord,
}

/// Of what fixes are told.
pub(super) fn of<'a>(
    pack: &'a Pack,
    sheets: &'a Sheets,
    (task, answer): (&'a Task, &'a Answer),
    show_values: bool,
) -> FixesOf<'a> {
    FixesOf {
        catalogue: &pack.catalogue,
        codes: &sheets.codes,
        roster: &sheets.roster,
        task,
        decision: &answer.decision,
        show_values,
    }
}

/// What would move every task of a dataset under a pack by at most so many changes; all sets are listed that are kept.
pub fn fixes(pack: &Pack, files: &Files, bounds: Bounds) -> Result<Vec<TaskFixes>> {
    let mut sheets = read_sheets(files, pack)?;
    let plan = sheets.plan(pack);
    let holdings = sheets.holdings(files, pack, &plan, &|_, _| Ok(()))?;
    let inputs = sheets.inputs(pack);
    let matched = matcher::match_all(inputs, plan, &holdings, matcher::BLOCK)?;
    let one = |number: usize| {
        let answer = matched.answer(inputs, number)?;
        let Some(task) = sheets.tasks.get(number) else { return Ok(None) };
        let found = inquiry::fixes(inputs, &holdings, (task, &answer), None, bounds)?;
        let of = of(pack, &sheets, (task, &answer), true);
        Ok(Some(TaskFixes {
            task_id: task.id.clone(),
            site: task.site.clone(),
            status: answer.status,
            level: answer.level,
            acts_known: task.acts.is_some(),
            panel: task.panel.is_some(),
            fixes: FixesRecord::new(of, &found, bounds.sets),
        }))
    };
    let found: Vec<Option<TaskFixes>> =
        matcher::each(sheets.tasks.len(), one).into_iter().collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}
