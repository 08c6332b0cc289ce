//! Decisions of a consensus meeting, from panel.csv.

use super::Files;
use super::completions::judge;
use super::dates::Date;
use super::pack::{MODES, Pack};
use super::records::{self, Row};
use super::rules;
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
    let mut known = vec!["veto", "supervision", "decided_on", "panel", "rationale", "dissent"];
    known.extend(required);
    let records = records::read(files, "panel.csv", &required, &known)?;
    let worksheet = records.has("worksheet");
    // a row that contradicts another of its task spoils both, whatever else is wrong with either
    for row in records::standing(records.rows, &["task_id", "site"], &["task_id", "site"]) {
        let Some(stated) = stated(&row) else {
            continue;
        };
        let named = |task: &Task| {
            written(&task.id, worksheet) == row.get("task_id")
                && written(&task.site, worksheet) == row.get("site")
        };
        // a row that may mean either of two tasks means neither
        let mut meant: Vec<&mut Task> = tasks.iter_mut().filter(|task| named(task)).collect();
        let [task] = meant.as_mut_slice() else {
            continue;
        };
        let bound = stated.facts == task.facts_hash();
        let reviewed = pack.as_at <= stated.review_on;
        let made = stated.decided_on.is_none_or(|day| day <= pack.as_at);
        let reasoned = !row.get("rationale").is_empty() || !is_looser(pack, task, &stated.decision);
        if bound && reviewed && made && reasoned {
            task.panel = Some(stated.decision);
        }
    }
    Ok(())
}

/// A cell as a worksheet has it: a spreadsheet must not take it for a formula.
fn written(text: &str, worksheet: bool) -> String {
    if worksheet && text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

/// Whether a decision is looser than the rules alone in floor, veto or policy, in some completion of the blanks. The task
/// has no decision yet, so that it is judged by the rules.
fn is_looser(pack: &Pack, task: &Task, decision: &Decision) -> bool {
    let strictness = |veto: &str| ["", "skill-share", "retain"].iter().position(|word| *word == veto);
    let practitioner =
        pack.lowest_practitioner().filter(|_| !decision.veto.is_empty()).map_or(0, usize::from);
    let floor = decision.floor.max(practitioner);
    judge(pack, task).completions.iter().any(|completion| {
        let (veto, _) = rules::veto(pack, task, completion);
        let lower = rules::table_floor(pack, task, completion, veto).level.is_some_and(|rules| floor < rules);
        let weaker = strictness(&decision.veto) < strictness(veto);
        let lifted = rules::grants(pack, task, completion)
            .iter()
            .any(|grant| grant.triggers.iter().any(|row| row.table == "policy"));
        lower || weaker || lifted
    })
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
