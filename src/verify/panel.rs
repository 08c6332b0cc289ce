//! Decisions of a consensus meeting, from panel.csv.

use super::Files;
use super::dates::Date;
use super::pack::{MODES, Pack};
use super::records::{self, Row};
use super::tasks::Task;

/// A valid decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) floor: usize,
    /// `retain`, `skill-share` or blank.
    pub(super) veto: String,
    /// The least supervision, a place in [`MODES`].
    pub(super) supervision: usize,
}

/// A decision as its row has it.
struct Stated {
    decision: Decision,
    facts: String,
    review_on: Date,
    decided_on: Option<Date>,
}

/// Reads panel.csv, if it is there, and gives every task the decision that is valid for it.
pub(super) fn read(files: &Files, pack: &Pack, tasks: &mut [Task]) -> Result<(), String> {
    if !files.files.contains_key("panel.csv") {
        return Ok(());
    }
    let required = ["task_id", "site", "facts", "floor", "review_on"];
    let mut known = vec!["veto", "supervision", "decided_on", "panel", "rationale"];
    known.extend(required);
    let records = records::read(files, "panel.csv", &required, &known)?;
    // a row that contradicts another of its task spoils both, whatever else is wrong with either
    for row in records::standing(&records.rows, &["task_id", "site"], &["task_id", "site"]) {
        let Some(stated) = stated(&row) else {
            continue;
        };
        for task in tasks.iter_mut() {
            let meant = task.id == row.get("task_id") && task.site == row.get("site");
            let bound = stated.facts == task.facts_hash();
            let reviewed = pack.as_at <= stated.review_on;
            let made = stated.decided_on.is_none_or(|day| day <= pack.as_at);
            if meant && bound && reviewed && made {
                task.panel = Some(stated.decision.clone());
            }
        }
    }
    Ok(())
}

/// The row's decision, unless a cell is bad.
fn stated(row: &Row) -> Option<Stated> {
    let floor = row.get("floor").parse().ok().filter(|floor| (1..=9).contains(floor))?;
    let veto = match row.get("veto") {
        "" | "none" => String::new(),
        word @ ("retain" | "skill-share") => word.to_owned(),
        _ => return None,
    };
    let supervision = match row.get("supervision") {
        "" => 0,
        word => MODES.iter().position(|mode| *mode == word)?,
    };
    let decided_on = match row.get("decided_on") {
        "" => None,
        text => Some(Date::parse(text)?),
    };
    let review_on = Date::parse(row.get("review_on"))?;
    let facts = row.get("facts").to_owned();
    Some(Stated { decision: Decision { floor, veto, supervision }, facts, review_on, decided_on })
}
