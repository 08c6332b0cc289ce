//! Faults that are not about people: cells of tasks, links, codes, decisions of a panel.

use super::faults::Fault;
use super::tasks::Mends;
use crate::commands::dataset::Sheets;
use crate::inquiry;
use crate::matcher::{Inputs, Matched, Swing};
use crate::model::{FindingCode, Kind, NodeId, Requires, Result, Stand, Status, Task};
use crate::sheet::Sheet;

/// What is needed to price faults that are not about people.
pub(super) struct Pricing<'a> {
    sheets: &'a Sheets,
    inputs: Inputs<'a>,
    matched: &'a Matched,
    /// By task: where it stands.
    pub(super) stands: Vec<Stand>,
}

impl<'a> Pricing<'a> {
    pub(super) fn new(sheets: &'a Sheets, inputs: Inputs<'a>, matched: &'a Matched) -> Result<Self> {
        let stands = (0..inputs.tasks.len()).map(|number| matched.stand(inputs, number));
        let stands = stands.collect::<Result<_>>()?;
        Ok(Self { sheets, inputs, matched, stands })
    }

    /// The answer for a task may be any.
    fn any(&self, task: usize) -> Swing {
        let placed = self.stands.get(task).is_some_and(|stand| stand.status == Status::Placed);
        Swing { task, worse: placed }
    }

    /// Whether any panel has decided anything.
    fn has_panel(&self) -> bool {
        self.sheets.ledgers.iter().any(|(kind, _)| *kind == "panel")
    }

    /// Tasks that no competency, link or decision can change: law and policy admit no role, and no panel has a say.
    fn is_settled(&self, task: usize) -> bool {
        let restricted = self.stands.get(task).is_some_and(|stand| stand.status == Status::Restricted);
        let panel = self.sheets.tasks.get(task).is_some_and(|task| task.panel.is_some())
            || self.sheets.lapsed.iter().any(|lapsed| lapsed.task == task);
        restricted && !panel
    }

    fn all(&self) -> Vec<Swing> {
        (0..self.stands.len()).filter(|task| !self.is_settled(*task)).map(|task| self.any(task)).collect()
    }

    /// Cells of accepted tasks.
    pub(super) fn of_cells(&self, own: &mut [Fault], mends: &Mends) -> Result<()> {
        for (number, task) in self.inputs.tasks.iter().enumerate() {
            let Some(stands) = self.matched.stands(self.inputs, number)? else { continue };
            for (variant, stand) in stands.others {
                let changes = stand.is_answered_otherwise(&stands.first);
                let fault = mends.fault_of(task.line, variant).filter(|_| changes);
                let Some(fault) = fault.and_then(|fault| own.get_mut(fault)) else { continue };
                let swing = Swing { task: number, worse: inquiry::is_worse(stands.first, stand) };
                fault.add(&[swing], true);
            }
        }
        let by_line = |line: u64| self.inputs.tasks.iter().position(|task| task.line == line);
        for fault in &mends.anything {
            let Some(fault) = own.get_mut(*fault) else { continue };
            let Some(task) = by_line(fault.line) else { continue };
            let stand = self.stands.get(task).map(|stand| stand.status);
            let by_rules = matches!(stand, Some(Status::Restricted | Status::NeedsPanel));
            // where people are has no part in what the rules leave open; but a decision may wait for the task at its site
            if !(fault.has(FindingCode::SiteUnknown) && by_rules && !self.has_panel()) {
                fault.add(&[self.any(task)], false);
            }
        }
        Ok(())
    }

    /// Refused links, and links of circles: at most the tasks that rest on what the link may join.
    pub(super) fn of_links(&self, faults: &mut [Fault], sheet: &Sheet) {
        let node = |code: &str| self.sheets.graph.node(self.sheets.codes.find(code)?);
        let column = |name: &str| sheet.column(name).unwrap_or(usize::MAX);
        for fault in faults {
            let Some(record) = sheet.records().iter().find(|record| record.line == fault.line) else {
                continue;
            };
            let cell = |name: &str| record.get(column(name));
            let (from, to) = (node(cell("from")), node(cell("to")));
            let ends = match Some(cell("kind")).filter(|_| record.fault.is_none()) {
                // what rests on the other end is not touched
                Some(kind) if kind == Kind::Covers.word() => vec![to],
                Some(kind) if kind == Kind::Prerequisite.word() => vec![from],
                _ if record.fault.is_none() => vec![from, to],
                _ => vec![None],
            };
            let swings = match ends.into_iter().collect::<Option<Vec<NodeId>>>() {
                Some(ends) => self.resting_on(&ends),
                None => self.all(),
            };
            fault.add(&swings, false);
        }
    }

    /// Tasks whose requirements links join to any of these.
    fn resting_on(&self, nodes: &[NodeId]) -> Vec<Swing> {
        let joined = self.sheets.graph.joined_to(nodes);
        let rests = |task: &Task| match &task.requires {
            Requires::Known(list) => list.iter().any(|requirement| {
                let node = self.sheets.graph.node(requirement.code);
                node.is_some_and(|node| joined.binary_search(&node).is_ok())
            }),
            Requires::None | Requires::Unknown => false,
        };
        let all = self.inputs.tasks.iter().enumerate();
        let resting = all.filter(|(number, task)| rests(task) && !self.is_settled(*number));
        resting.map(|(number, _)| self.any(number)).collect()
    }

    /// A code that may be known, or last otherwise: whatever is not settled by the rules.
    pub(super) fn of_codes(&self, faults: &mut [Fault]) {
        for fault in faults {
            fault.add(&self.all(), false);
        }
    }

    /// A decision that may bind: the answer for its task may be any; for any task, if it does not say for which.
    pub(super) fn of_panel(&self, faults: &mut [Fault], sheet: &Sheet) {
        let column = |name: &str| sheet.column(name).unwrap_or(usize::MAX);
        for fault in faults {
            let Some(record) = sheet.records().iter().find(|record| record.line == fault.line) else {
                continue;
            };
            let [id, site] = ["task_id", "site"].map(|name| record.get(column(name)));
            let own = self.inputs.tasks.iter().position(|task| task.id == id && task.site == site);
            let swings = match own.filter(|_| record.fault.is_none()) {
                Some(task) => vec![self.any(task)],
                None => (0..self.stands.len()).map(|task| self.any(task)).collect(),
            };
            fault.add(&swings, false);
        }
    }

    /// Where tasks make codes known, a mended task may make a link count that names a code nobody knows.
    pub(super) fn of_open_vocabulary(&self, faults: &mut [Fault]) {
        let all = self.all();
        for fault in faults.iter_mut().filter(|fault| fault.refused || fault.is_in("requires")) {
            fault.add(&all, false);
        }
    }
}
