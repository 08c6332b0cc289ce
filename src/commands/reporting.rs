//! The report of a run: what the pages need of all answers, then the pages, proofs made as they are written.

use std::ops::Range;

use super::answer::Answering;
use super::given::Files;
use crate::model::{Answer, Error, Result, Task};
use crate::report::{self, ChangesRecord, Explained, FileRecord, Part, Report, Summary, TaskData, TaskRow};
use crate::rules::Pack;
use crate::{inquiry, matcher};

/// What a report says besides the answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) summary: &'a Summary,
    pub(super) inputs: &'a [FileRecord],
    /// What changed since an earlier run, if one was given.
    pub(super) changes: Option<&'a ChangesRecord>,
}

impl Answering {
    /// Whether the report is a folder of pages.
    pub(super) fn report_is_folder(&self) -> bool {
        self.sheets.tasks.len() > report::ONE_FILE
    }

    /// Makes the report; `write` is given the name and the bytes of each page.
    pub(super) fn report(
        &self,
        pack: &Pack,
        files: &Files,
        about: About<'_>,
        write: &mut dyn FnMut(&str, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let kept =
            self.held.as_ref().ok_or_else(|| Error::Defect("what people hold was not kept".to_owned()))?;
        let holders = matcher::in_pool(self.threads, || kept.holders(&self.sheets, pack, files))??;
        let rows = self.task_rows(pack)?;
        let order = report::worst_first(&rows);
        let parts = self.report_is_folder().then(|| parts(&order));
        let whole = Report {
            catalogue: &pack.catalogue,
            codes: &self.sheets.codes,
            roster: &self.sheets.roster,
            holders: &holders,
            tasks: &self.sheets.tasks,
            rows: &rows,
            summary: about.summary,
            findings: &self.findings,
            part_of: parts.as_deref(),
            inputs: about.inputs,
            changes: about.changes,
        };
        if parts.is_some() {
            return self.folder(pack, &whole, &order, write);
        }
        let data = self.proofs(pack, &rows, &order)?;
        write("report.html", &report::report_html(&whole, &data))
    }

    /// Writes a page that leads to pages of tasks, and these, one after the other.
    fn folder(
        &self,
        pack: &Pack,
        whole: &Report<'_>,
        order: &[usize],
        write: &mut dyn FnMut(&str, &[u8]) -> Result<()>,
    ) -> Result<()> {
        write("report/index.html", &report::report_index(whole))?;
        let (of, all) = (order.len().div_ceil(report::A_PART), order.len());
        for (number, tasks) in (1..).zip(order.chunks(report::A_PART)) {
            let data = self.proofs(pack, whole.rows, tasks)?;
            let part = Part { number, of, tasks: tasks.len(), all };
            let page = report::report_part(&pack.catalogue, part, &data);
            write(&format!("report/{}", report::part_name(number)), &page)?;
        }
        Ok(())
    }

    /// Of every task what the pages count.
    fn task_rows(&self, pack: &Pack) -> Result<Vec<TaskRow>> {
        let of = |stretch: Range<usize>| {
            let one =
                |number| Ok(TaskRow::of(&pack.catalogue, self.task(number)?, &self.answer(pack, number)?));
            stretch.map(one).collect::<Result<Vec<_>>>()
        };
        let mut rows = Vec::with_capacity(self.sheets.tasks.len());
        let sink = |some: Vec<TaskRow>| {
            rows.extend(some);
            Ok(())
        };
        matcher::in_pool(self.threads, || matcher::in_order(self.sheets.tasks.len(), of, sink))??;
        Ok(rows)
    }

    /// Some tasks with their proofs, in the order given.
    fn proofs(&self, pack: &Pack, rows: &[TaskRow], order: &[usize]) -> Result<TaskData> {
        let of = |stretch: Range<usize>| {
            let one = |number: &usize| {
                let task = self.task(*number)?;
                Ok((*number, self.answer(pack, *number)?, inquiry::changes(pack, task)))
            };
            order.get(stretch).unwrap_or_default().iter().map(one).collect::<Result<Vec<_>>>()
        };
        let mut data = TaskData::default();
        let sink = |some: Vec<(usize, Answer, Vec<String>)>| {
            for (number, answer, changes) in some {
                let what = Explained {
                    catalogue: &pack.catalogue,
                    codes: &self.sheets.codes,
                    task: self.task(number)?,
                    answer: &answer,
                    changes: &changes,
                    robustness: None,
                    show_values: true,
                };
                data.add(what, rows.get(number).ok_or_else(|| lost(number))?);
            }
            Ok(())
        };
        matcher::in_pool(self.threads, || matcher::in_order(order.len(), of, sink))??;
        Ok(data)
    }

    fn task(&self, number: usize) -> Result<&Task> {
        self.sheets.tasks.get(number).ok_or_else(|| lost(number))
    }

    fn answer(&self, pack: &Pack, number: usize) -> Result<Answer> {
        self.matched.answer(self.sheets.inputs(pack), number)
    }
}

/// By task: the part on which it stands, from 1.
fn parts(order: &[usize]) -> Vec<usize> {
    let mut parts = vec![0; order.len()];
    for (place, number) in order.iter().enumerate() {
        if let Some(part) = parts.get_mut(*number) {
            *part = place / report::A_PART + 1;
        }
    }
    parts
}

fn lost(number: usize) -> Error {
    Error::Defect(format!("task {number} of the report is not there"))
}
