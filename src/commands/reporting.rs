//! The report of a run: what the pages need of all answers, then the pages, proofs made as they are written.

use std::ops::Range;
use std::path::Path;

use super::answer::Answering;
use super::given::Files;
use super::recorded::UNIT_COSTS;
use crate::files;
use crate::intake::{self, Source};
use crate::model::{Answer, Error, PastRun, Result, Task, UnitCosts};
use crate::report::{
    self, ChangesRecord, Explained, FileRecord, Part, Report, Summary, TaskData, TaskRow, Threshold,
};
use crate::rules::Pack;
use crate::{inquiry, matcher};

/// One report that is to be made.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paper<'c> {
    /// To be shared: how people are counted; `None`: the owner's.
    pub(super) share: Option<Threshold>,
    /// What an hour costs, if somebody has said so.
    pub(super) costs: Option<&'c UnitCosts>,
}

/// Reads a file of unit costs.
pub(super) fn read_costs(path: &Path) -> Result<(UnitCosts, FileRecord)> {
    let content = files::read(path)?.map_err(|finding| Error::Input(vec![finding]))?;
    let source = Source { name: &content.name, bytes: &content.bytes };
    let of = intake::unit_costs(source).map_err(Error::Input)?;
    let record = FileRecord {
        role: UNIT_COSTS.to_owned(),
        file: content.name.clone(),
        blake3: content.hash.clone(),
        bytes: content.length,
    };
    Ok((UnitCosts { file: content.name, blake3: content.hash, of }, record))
}

/// A level without a cost would be left out of a sum that claims to have all.
fn all_costed(rows: &[TaskRow], costs: &UnitCosts) -> Result<()> {
    let missing: Vec<String> = report::uncosted(rows, costs).iter().map(ToString::to_string).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "`{}` has no cost for level {}, at which minutes are counted: add a row for every such level",
        costs.file,
        missing.join(", ")
    )))
}

/// What a report says besides the answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) summary: &'a Summary,
    pub(super) inputs: &'a [FileRecord],
    /// What changed since an earlier run, if one was given.
    pub(super) changes: Option<&'a ChangesRecord>,
    /// The runs of the job before this one, if it keeps a history.
    pub(super) trend: &'a [PastRun],
}

impl Answering {
    /// Whether the report is a folder of pages.
    pub(super) fn report_is_folder(&self) -> bool {
        self.sheets.tasks.len() > report::ONE_FILE
    }

    /// Makes each of the reports; `write` is given the name and the bytes of each page.
    pub(super) fn reports(
        &self,
        pack: &Pack,
        files: &Files,
        about: About<'_>,
        papers: &[Paper<'_>],
        write: &mut dyn FnMut(&str, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let kept =
            self.held.as_ref().ok_or_else(|| Error::Defect("what people hold was not kept".to_owned()))?;
        let rows = self.task_rows(pack)?;
        for costs in papers.iter().filter_map(|paper| paper.costs) {
            all_costed(&rows, costs)?;
        }
        let holders = matcher::in_pool(self.threads, || kept.holders(&self.sheets, pack, files))??;
        let order = report::worst_first(&rows);
        let parts = self.report_is_folder().then(|| parts(&order));
        for Paper { share, costs } in papers.iter().copied() {
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
                // what changed speaks of single people
                changes: about.changes.filter(|_| share.is_none()),
                trend: about.trend,
                share,
                costs,
            };
            self.pages(pack, &whole, &order, write)?;
            if let Some(threshold) = share {
                self.shared_table(pack, threshold, write)?;
            }
        }
        Ok(())
    }

    /// One file, or a page that leads to pages of tasks, and these, one after the other.
    fn pages(
        &self,
        pack: &Pack,
        whole: &Report<'_>,
        order: &[usize],
        write: &mut dyn FnMut(&str, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let name = if whole.share.is_some() { "shared/shared-report" } else { "report" };
        if whole.part_of.is_none() {
            let data = self.proofs(pack, whole, order)?;
            return write(&format!("{name}.html"), &report::report_html(whole, &data));
        }
        write(&format!("{name}/index.html"), &report::report_index(whole))?;
        let (of, all) = (order.len().div_ceil(report::A_PART), order.len());
        for (number, tasks) in (1..).zip(order.chunks(report::A_PART)) {
            let data = self.proofs(pack, whole, tasks)?;
            let part = Part { number, of, tasks: tasks.len(), all, share: whole.share };
            let page = report::report_part(&pack.catalogue, part, &data);
            write(&format!("{name}/{}", report::part_name(number)), &page)?;
        }
        Ok(())
    }

    /// Writes the table of tasks beside the pages that are to be shared.
    fn shared_table(
        &self,
        pack: &Pack,
        threshold: Threshold,
        write: &mut dyn FnMut(&str, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let of = |stretch: Range<usize>| {
            let tasks = self.sheets.tasks.get(stretch.clone()).unwrap_or_default();
            let answers = self.answers(pack, stretch)?;
            Ok(report::shared_matches(&pack.catalogue, &self.sheets.codes, (tasks, &answers), threshold)
                .csv())
        };
        let mut table = report::shared_matches_header();
        let sink = |bytes: Vec<u8>| {
            table.extend(bytes);
            Ok(())
        };
        matcher::in_pool(self.threads, || matcher::in_order(self.sheets.tasks.len(), of, sink))??;
        write("shared/shared-matches.csv", &table)
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
    fn proofs(&self, pack: &Pack, whole: &Report<'_>, order: &[usize]) -> Result<TaskData> {
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
                    share: whole.share,
                };
                data.add(what, whole.rows.get(number).ok_or_else(|| lost(number))?);
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
