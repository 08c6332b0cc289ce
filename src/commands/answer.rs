//! The heart of `match`, from bytes to answers: nothing is written to disk.

use std::ops::Range;

use super::dataset::{Sheets, Told, read_sheets};
use super::given::Files;
use super::held::Held;
use super::outputs::{Forms, Rendered};
use crate::matcher::{self, Matched};
use crate::model::{Answer, Finding, Result};
use crate::report::{self, Counts, FixedCounts, Records, SourceRows, Summary};
use crate::rules::Pack;

/// A dataset matched: answers and rows of outputs are made of it task by task.
#[derive(Debug)]
pub(super) struct Answering {
    pub(super) sheets: Sheets,
    pub(super) matched: Matched,
    /// If it was to be kept.
    pub(super) held: Option<Held>,
    pub(super) threads: usize,
    /// Everything found: the pack's, each file's, the graph's.
    pub(super) findings: Vec<Finding>,
    /// Of other people's files: name and bytes of their refused rows.
    source_rejects: Vec<(String, Vec<u8>)>,
    /// Kinds of sheets that were made of such files.
    made: Vec<&'static str>,
    /// What became of the rows of other people's files, and of mended rows.
    pub(super) source_rows: (Vec<SourceRows>, Vec<FixedCounts>),
}

/// What is matched besides the tasks, and what is kept of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Each task with every criterion moved one step.
    pub(super) steps: bool,
    /// What people hold is kept when all are matched: the report counts it.
    pub(super) held: bool,
}

/// Rows of some tasks.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) matches: Rendered<'static>,
    /// If asked for.
    pub(super) rungs: Option<Rendered<'static>>,
    pub(super) counts: Counts,
}

impl Answering {
    /// Matches a dataset; `begin` is told the name of each stage as it begins, `told` how far reading is.
    pub(super) fn new(
        pack: &Pack,
        files: &Files,
        (threads, extent): (usize, Extent),
        mut begin: impl FnMut(&str),
        told: &Told<'_>,
    ) -> Result<Self> {
        begin("reading sheets");
        let mut sheets = matcher::in_pool(threads, || read_sheets(files, pack))??;
        begin("deciding by the rules");
        let plan = matcher::in_pool(threads, || {
            if extent.steps { sheets.plan_with_steps(pack) } else { sheets.plan(pack) }
        })?;
        begin("reading holdings");
        let holdings = matcher::in_pool(threads, || sheets.holdings(files, pack, &plan, told))??;
        let wanted = extent.held.then(|| plan.wanted.clone());
        begin("matching people");
        let people = files.people.unwrap_or(matcher::BLOCK);
        let matched =
            matcher::in_pool(threads, || matcher::match_all(sheets.inputs(pack), plan, &holdings, people))??;
        let findings = sheets.take_findings(pack);
        let source_rejects = match &files.mapped {
            Some(mapped) => mapped.rejects(&sheets.ledgers, files.show_values)?,
            None => Vec::new(),
        };
        let source_rows = files.source_rows();
        let is_made = |kind: &&str| files.mapped.as_ref().is_some_and(|mapped| mapped.gives(kind));
        let made = sheets.ledgers.iter().map(|(kind, _)| *kind).filter(is_made).collect();
        let held = wanted.map(|wanted| Held { holdings, wanted });
        Ok(Self { sheets, matched, held, threads, findings, source_rejects, made, source_rows })
    }

    /// The answers of some tasks by their numbers.
    pub(super) fn answers(&self, pack: &Pack, tasks: Range<usize>) -> Result<Vec<Answer>> {
        tasks.map(|task| self.matched.answer(self.sheets.inputs(pack), task)).collect()
    }

    /// What is told of all answers.
    pub(super) fn summary(&self, pack: &Pack, counts: &Counts) -> Summary {
        let sheets = &self.sheets;
        Summary::new(&pack.catalogue, &sheets.codes, counts, &self.findings, &sheets.rows())
            .with_roster(sheets.roster.len(), sheets.roster.sites.len())
            .with_panel(&pack.catalogue, &sheets.tasks, counts)
            .with_sources(&self.source_rows)
    }

    /// The rows of all tasks in their order, stretch by stretch.
    pub(super) fn rows(
        &self,
        pack: &Pack,
        (rungs, forms): (bool, &Forms),
        sink: impl FnMut(Rows) -> Result<()> + Send,
    ) -> Result<()> {
        let (catalogue, codes) = (&pack.catalogue, &self.sheets.codes);
        let of = |stretch: Range<usize>| {
            let tasks = self.sheets.tasks.get(stretch.clone()).unwrap_or_default();
            let answers = self.answers(pack, stretch)?;
            let matches = report::matches(catalogue, codes, tasks, &answers);
            let of_rungs = || forms.render("rungs", report::rungs(catalogue, codes, tasks, &answers));
            Ok(Rows {
                matches: forms.render("matches", matches),
                rungs: rungs.then(of_rungs),
                counts: Counts::of(catalogue, &answers),
            })
        };
        matcher::in_pool(self.threads, || matcher::in_order(self.sheets.tasks.len(), of, sink))?
    }

    /// The rows of findings.csv, bit by bit.
    pub(super) fn findings(&self) -> impl Iterator<Item = Records<'_>> {
        self.findings.chunks(AT_ONCE).map(report::findings)
    }

    /// `rejects/<name>` for every file that had rows refused: name, and the bytes bit by bit.
    pub(super) fn rejects(&self) -> impl Iterator<Item = (String, Box<dyn Iterator<Item = Vec<u8>> + '_>)> {
        let plain = self
            .sheets
            .ledgers
            .iter()
            .filter(|(kind, ledger)| !ledger.rejects.rows.is_empty() && !self.made.contains(kind));
        let plain = plain.map(|(kind, ledger)| {
            let header = ledger.rejects.header.as_deref().unwrap_or_default();
            let rows = ledger.rejects.rows.chunks(AT_ONCE).map(|some| {
                report::rejects(some.iter().map(|row| (row.line, row.codes.as_slice(), row.raw.as_slice())))
            });
            let bits = std::iter::once_with(|| report::rejects_header(header)).chain(rows);
            (format!("{kind}.csv"), Box::new(bits) as Box<dyn Iterator<Item = Vec<u8>> + '_>)
        });
        let of_sources = self.source_rejects.iter().map(|(name, bytes)| {
            (name.clone(), Box::new(std::iter::once(bytes.clone())) as Box<dyn Iterator<Item = Vec<u8>> + '_>)
        });
        plain.chain(of_sources)
    }
}

/// Rows of findings and refused rows that are written at once.
const AT_ONCE: usize = 4_096;

/// A dataset answered, with every answer in memory.
#[derive(Debug)]
pub struct Answered {
    answering: Answering,
    /// By task, in the order of tasks.csv.
    pub answers: Vec<Answer>,
    /// Everything found: the pack's, each file's, the graph's.
    pub findings: Vec<Finding>,
}

/// Answers every task of a dataset under a pack. `begin` is told the name of each stage as it begins.
pub fn answer(pack: &Pack, files: &Files, threads: usize, begin: impl FnMut(&str)) -> Result<Answered> {
    let answering = Answering::new(pack, files, (threads, Extent::default()), begin, &|_, _| Ok(()))?;
    let answers = answering.answers(pack, 0..answering.sheets.tasks.len())?;
    let findings = answering.findings.clone();
    Ok(Answered { answering, answers, findings })
}

impl Answered {
    /// matches.csv.
    pub fn matches(&self, pack: &Pack) -> Result<Vec<u8>> {
        self.table(pack, report::matches_header(), false, |rows| rows.matches.csv)
    }

    /// rungs.csv.
    pub fn rungs(&self, pack: &Pack) -> Result<Vec<u8>> {
        self.table(pack, report::rungs_header(), true, |rows| {
            rows.rungs.map(|rungs| rungs.csv).unwrap_or_default()
        })
    }

    fn table(&self, pack: &Pack, header: Vec<u8>, rungs: bool, of: fn(Rows) -> Vec<u8>) -> Result<Vec<u8>> {
        let mut bytes = header;
        self.answering.rows(pack, (rungs, &Forms::csv()), |rows| {
            bytes.extend(of(rows));
            Ok(())
        })?;
        Ok(bytes)
    }

    /// The tasks, in the order of the answers.
    #[must_use]
    pub fn tasks(&self) -> &[crate::model::Task] {
        &self.answering.sheets.tasks
    }

    /// The competencies.
    #[must_use]
    pub fn codes(&self) -> &crate::model::Codes {
        &self.answering.sheets.codes
    }

    /// findings.csv.
    #[must_use]
    pub fn findings_csv(&self) -> Vec<u8> {
        let rows = self.answering.findings().map(|rows| rows.csv());
        std::iter::once(report::findings_header()).chain(rows).flatten().collect()
    }

    /// What became of every file's rows.
    #[must_use]
    pub fn rows(&self) -> Vec<(String, crate::model::Accounting)> {
        self.answering.sheets.rows()
    }

    /// `rejects/<name>` for every file that had rows refused: name and bytes.
    #[must_use]
    pub fn rejects(&self) -> Vec<(String, Vec<u8>)> {
        self.answering.rejects().map(|(name, bytes)| (name, bytes.flatten().collect())).collect()
    }

    /// What was read of holdings, if it was to be remembered.
    pub fn memory(&mut self) -> Option<crate::intake::Memory> {
        self.answering.sheets.memory.take()
    }

    /// What became of the rows of other people's files.
    #[must_use]
    pub fn source_rows(&self) -> &[SourceRows] {
        &self.answering.source_rows.0
    }
}
