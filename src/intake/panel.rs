//! panel.csv: decisions of consensus meetings, each bound to the facts of one task until its review day.

use std::collections::BTreeMap;

use super::cells::day;
use super::log::{Fate, Log, Problem};
use super::reading::{Layout, Row, Table};
use super::{Ledger, Source};
use crate::model::{
    Catalogue, Codes, Day, Finding, FindingCode, Level, PanelDecision, Supervision, Task, Veto, Words,
};

const LAYOUT: Layout<'_> = Layout {
    required: &["task_id", "site", "facts", "floor", "review_on"],
    optional: &["veto", "supervision", "decided_on", "panel", "rationale"],
    filled: &["task_id", "site"],
    key: 2,
    guarded: &["veto", "supervision", "decided_on"],
};

/// Reads panel.csv and attaches the decisions that bind to their tasks; those that do not are findings.
pub fn panel(
    source: Option<Source<'_>>,
    catalogue: &Catalogue,
    codes: &Codes,
    tasks: &mut [Task],
) -> Result<Ledger, Vec<Finding>> {
    let Some(source) = source else { return Ok(Ledger::default()) };
    let (table, log) = Table::open(source, &LAYOUT)?;
    let by_key =
        tasks.iter().enumerate().map(|(i, task)| ((task.id.clone(), task.site.clone()), i)).collect();
    let mut reader = Reader {
        as_at: catalogue.as_at,
        catalogue,
        codes,
        tasks: by_key,
        vetoes: Words::new(["none", "skill-share", "retain"].map(String::from)),
        supervisions: Words::new(Supervision::ALL.map(|s| s.word().to_owned())),
        log,
    };
    for row in table.rows() {
        let task = reader.task(row).and_then(|i| tasks.get_mut(i));
        let Some(decision) = reader.decision(row) else { continue };
        let Some(task) = task else { continue };
        if reader.binds(row, task, decision.review_on, decision.decided_on) {
            reader.log.settle(Fate::Used);
            task.panel = Some(decision.result);
        } else {
            reader.log.settle(Fate::NotAskedFor);
        }
    }
    Ok(reader.log.close(&table))
}

/// One row whose cells can all be read.
struct Meeting {
    result: PanelDecision,
    review_on: Day,
    decided_on: Option<Day>,
}

struct Reader<'c> {
    catalogue: &'c Catalogue,
    codes: &'c Codes,
    as_at: Day,
    tasks: BTreeMap<(String, String), usize>,
    vetoes: Words,
    supervisions: Words,
    log: Log,
}

impl Reader<'_> {
    fn task(&mut self, row: Row<'_>) -> Option<usize> {
        let (id, site) = (row.cell("task_id"), row.cell("site"));
        let found = self.tasks.get(&(id.to_owned(), site.to_owned())).copied();
        if found.is_none() && !id.is_empty() && !site.is_empty() {
            let message = "no accepted row of the tasks file has this task at this site";
            let help = "correct the task or the site, or mend the task's row";
            let value = format!("{id}, {site}");
            let problem = Problem::new(FindingCode::TaskUnknown, &value, message, help);
            self.log.reject(row, "task_id", problem);
        }
        found
    }

    /// The decision of a row; one bad cell refuses the row.
    fn decision(&mut self, row: Row<'_>) -> Option<Meeting> {
        for column in ["facts", "floor", "review_on"].into_iter().filter(|c| row.cell(c).is_empty()) {
            let message = "a cell that must be filled is blank";
            self.log.reject(row, column, Problem::new(FindingCode::KeyBlank, "", message, "fill it in"));
        }
        let floor = self.floor(row);
        let veto = self.word(row, "veto", |text| match text {
            "none" => Some(None),
            other => Veto::parse(other).map(Some),
        });
        let supervision = self.word(row, "supervision", Supervision::parse);
        let review_on = self.log.or_reject(row, "review_on", day(row.cell("review_on")));
        let decided_on = self.log.or_reject(row, "decided_on", day(row.cell("decided_on")));
        if self.log.is_rejected(row) {
            return None;
        }
        let result = PanelDecision { floor: floor?, veto: veto.flatten(), supervision, line: row.line() };
        Some(Meeting { result, review_on: review_on?, decided_on })
    }

    fn floor(&mut self, row: Row<'_>) -> Option<Level> {
        let text = row.cell("floor");
        let floor = Level::parse(text).filter(|_| text.len() == 1);
        if floor.is_none() && !text.is_empty() {
            let help = "write a level, 1 to 9";
            self.log.reject(row, "floor", Problem::new(FindingCode::NumberBad, text, "not a level", help));
        }
        floor
    }

    /// A word, or blank; another word refuses the row.
    fn word<T>(&mut self, row: Row<'_>, column: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = row.cell(column);
        let word = parse(text);
        if word.is_none() && !text.is_empty() {
            let words = if column == "veto" { &self.vetoes } else { &self.supervisions };
            let problem = Problem::word(FindingCode::WordUnknown, text, "no such word", words);
            self.log.reject(row, column, problem);
        }
        word
    }

    /// Whether a decision still binds; every reason why not is a finding.
    fn binds(&mut self, row: Row<'_>, task: &Task, review_on: Day, decided_on: Option<Day>) -> bool {
        let mut void = Vec::new();
        if row.cell("facts") != task.facts_hash(self.catalogue, self.codes) {
            void.push(("facts", "the task's facts are not those that the panel decided on"));
        }
        if review_on < self.as_at {
            void.push(("review_on", "the decision's review day has passed"));
        }
        if decided_on.is_some_and(|decided| decided > self.as_at) {
            void.push(("decided_on", "the decision is from after the as-at date"));
        }
        for (column, message) in &void {
            let help = "ask the panel to decide again on the task as it stands";
            let problem = Problem::new(FindingCode::PanelVoid, row.cell(column), *message, help);
            self.log.find(row, column, problem);
        }
        void.is_empty()
    }
}

#[cfg(test)]
mod tests;
