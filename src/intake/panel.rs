//! panel.csv: decisions of consensus meetings, each bound to the facts of one task until its review day.

use std::collections::BTreeMap;

use super::cells::day;
use super::log::{Fate, Log, Problem};
use super::reading::{Layout, Row, Table};
use super::{Ledger, Source};
use crate::model::{
    Catalogue, Codes, Finding, FindingCode, Lapsed, Level, Looser, PanelDecision, SheetKind, Supervision,
    Task, Veto, Words, Worksheet,
};
use crate::sheet::{Sheet, plain_cell, without_guard};

const LAYOUT: Layout<'_> = Layout {
    required: SheetKind::Panel.required(),
    optional: SheetKind::Panel.optional(),
    filled: &["task_id", "site"],
    key: 2,
    guarded: SheetKind::Panel.guarded(),
    silent: &[],
};

/// Says in what a decision is looser than the rules for a task.
pub type Judge<'j> = dyn Fn(&Task, &PanelDecision) -> Option<Looser> + 'j;

/// What reading panel.csv leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PanelSheet {
    /// What became of its rows.
    pub ledger: Ledger,
    /// Decisions that do not bind, in the order of the file.
    pub lapsed: Vec<Lapsed>,
}

/// Reads panel.csv, which may be a filled worksheet, and attaches the decisions that bind to their tasks; those that do not
/// are findings.
pub fn panel(
    source: Option<Source<'_>>,
    catalogue: &Catalogue,
    codes: &Codes,
    tasks: &mut [Task],
    judge: &Judge<'_>,
) -> Result<PanelSheet, Vec<Finding>> {
    let Some(source) = source else { return Ok(PanelSheet::default()) };
    let headers = Sheet::headers(source.bytes).unwrap_or_default();
    let worksheet = headers.iter().any(|header| header == Worksheet::MARK);
    let shown = headers.iter().map(String::as_str).filter(|header| worksheet && Worksheet::shows(header));
    let shown: Vec<&str> = shown.collect();
    let (table, log) = Table::open(source, &Layout { silent: &shown, ..LAYOUT })?;
    let mut reader = Reader {
        catalogue,
        codes,
        judge,
        worksheet,
        tasks: by_key(tasks, worksheet),
        vetoes: Words::new(["none", "skill-share", "retain"].map(String::from)),
        supervisions: Words::new(Supervision::ALL.map(|s| s.word().to_owned())),
        lapsed: Vec::new(),
        log,
    };
    for row in table.rows() {
        reader.row(row, tasks);
    }
    Ok(PanelSheet { ledger: reader.log.close(&table), lapsed: reader.lapsed })
}

/// Tasks by id and site as the file writes them: a worksheet guards what a spreadsheet would run. Where two tasks are
/// written alike, neither is meant.
fn by_key(tasks: &[Task], worksheet: bool) -> BTreeMap<(String, String), Option<usize>> {
    let written = |text: &str| if worksheet { plain_cell(text) } else { text.to_owned() };
    let mut by_key = BTreeMap::new();
    for (at, task) in tasks.iter().enumerate() {
        let key = (written(&task.id), written(&task.site));
        by_key.entry(key).and_modify(|known| *known = None).or_insert(Some(at));
    }
    by_key
}

struct Reader<'c> {
    catalogue: &'c Catalogue,
    codes: &'c Codes,
    judge: &'c Judge<'c>,
    worksheet: bool,
    tasks: BTreeMap<(String, String), Option<usize>>,
    vetoes: Words,
    supervisions: Words,
    lapsed: Vec<Lapsed>,
    log: Log,
}

impl Reader<'_> {
    fn row(&mut self, row: Row<'_>, tasks: &mut [Task]) {
        if Worksheet::TO_FILL.iter().all(|column| row.cell(column).is_empty()) {
            // nobody has decided: no decision, and no fault either
            if !self.log.is_rejected(row) {
                self.log.settle(Fate::NotAskedFor);
            }
            return;
        }
        let number = self.task(row);
        let decision = self.decision(row);
        let task = number.and_then(|number| Some((number, tasks.get_mut(number)?)));
        let (Some(mut decision), Some((number, task))) = (decision, task) else { return };
        let void = self.void(row, task, &mut decision);
        if void.is_empty() {
            self.log.settle(Fate::Used);
            task.panel = Some(decision);
        } else {
            self.log.settle(Fate::NotAskedFor);
            self.lapsed.push(Lapsed { task: number, decision: decision.says(), why: void });
        }
    }

    fn task(&mut self, row: Row<'_>) -> Option<usize> {
        let (id, site) = (row.cell("task_id"), row.cell("site"));
        let found = self.tasks.get(&(id.to_owned(), site.to_owned())).copied().flatten();
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
    fn decision(&mut self, row: Row<'_>) -> Option<PanelDecision> {
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
        let text = |column| {
            let cell = row.cell(column);
            if self.worksheet { without_guard(cell) } else { cell }.to_owned()
        };
        Some(PanelDecision {
            floor: floor?,
            veto: veto.flatten(),
            supervision,
            line: row.line(),
            decided_on,
            review_on: review_on?,
            panel: text("panel"),
            rationale: text("rationale"),
            dissent: text("dissent"),
            looser: None,
        })
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

    /// Why a decision does not bind, each a finding; of one that binds, in what it is looser than the rules.
    fn void(&mut self, row: Row<'_>, task: &Task, decision: &mut PanelDecision) -> Vec<&'static str> {
        let as_at = self.catalogue.as_at;
        let mut void = Vec::new();
        if row.cell("facts") != task.facts_hash(self.catalogue, self.codes) {
            void.push(("facts", "the task's facts are not those that the panel decided on"));
        }
        if decision.review_on < as_at {
            void.push(("review_on", "the decision's review day has passed"));
        }
        if decision.decided_on.is_some_and(|decided| decided > as_at) {
            void.push(("decided_on", "the decision is from after the as-at date"));
        }
        for (column, message) in &void {
            let help = "ask the panel to decide again on the task as it stands";
            let problem = Problem::new(FindingCode::PanelVoid, row.cell(column), *message, help);
            self.log.find(row, column, problem);
        }
        let mut why: Vec<&'static str> = void.into_iter().map(|(_, message)| message).collect();
        if why.is_empty() {
            decision.looser = (self.judge)(task, decision);
            why.extend(self.without_reason(row, decision));
        }
        why
    }

    /// A decision that is looser than the rules is told of; one that does not say why does not bind.
    fn without_reason(&mut self, row: Row<'_>, decision: &PanelDecision) -> Option<&'static str> {
        let says = decision.looser.as_ref()?.says(self.catalogue);
        if decision.rationale.is_empty() {
            let message = "the decision is looser than the rules and does not say why";
            let help = "write the panel's rationale, or decide no looser than the rules";
            self.log.find(row, "rationale", Problem::new(FindingCode::PanelVoid, &says, message, help));
            return Some(message);
        }
        let message = "the decision is looser than the rules";
        let help = "nothing to do if the panel meant it; its rationale is in run.json";
        self.log.find(row, "floor", Problem::new(FindingCode::PanelLooser, &says, message, help));
        None
    }
}

#[cfg(test)]
mod tests;
