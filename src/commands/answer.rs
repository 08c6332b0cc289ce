//! The heart of `match`, from bytes to answers: nothing is read from or written to disk.

use super::dataset::{Files, Sheets, Told, read_sheets};
use crate::matcher;
use crate::model::{Answer, Finding, Result};
use crate::report;
use crate::rules::Pack;

/// A dataset answered.
#[derive(Debug)]
pub struct Answered {
    pub(super) sheets: Sheets,
    /// By task, in the order of tasks.csv.
    pub answers: Vec<Answer>,
    /// Everything found: the pack's, each file's, the graph's.
    pub findings: Vec<Finding>,
}

/// Answers every task of a dataset under a pack. `begin` is told the name of each stage as it begins.
pub fn answer(pack: &Pack, files: &Files, threads: usize, begin: impl FnMut(&str)) -> Result<Answered> {
    answer_told(pack, files, threads, begin, &|_, _| Ok(()))
}

/// As [`answer`], and tells how far the reading of holdings is.
pub(super) fn answer_told(
    pack: &Pack,
    files: &Files,
    threads: usize,
    mut begin: impl FnMut(&str),
    told: &Told<'_>,
) -> Result<Answered> {
    begin("reading sheets");
    let mut sheets = matcher::in_pool(threads, || read_sheets(files, pack))??;
    begin("deciding by the rules");
    let plan = matcher::in_pool(threads, || sheets.plan(pack))?;
    begin("reading holdings");
    let holdings = matcher::in_pool(threads, || sheets.holdings(files, pack, &plan, told))??;
    begin("matching people");
    let answers = matcher::in_pool(threads, || matcher::match_all(sheets.inputs(pack), &plan, &holdings))??;
    let findings = sheets.all_findings(pack);
    Ok(Answered { sheets, answers, findings })
}

impl Answered {
    /// matches.csv.
    #[must_use]
    pub fn matches(&self, pack: &Pack) -> Vec<u8> {
        report::matches(&pack.catalogue, &self.sheets.codes, &self.sheets.tasks, &self.answers)
    }

    /// rungs.csv.
    #[must_use]
    pub fn rungs(&self, pack: &Pack) -> Vec<u8> {
        report::rungs(&pack.catalogue, &self.sheets.codes, &self.sheets.tasks, &self.answers)
    }

    /// The tasks, in the order of the answers.
    #[must_use]
    pub fn tasks(&self) -> &[crate::model::Task] {
        &self.sheets.tasks
    }

    /// The competencies.
    #[must_use]
    pub fn codes(&self) -> &crate::model::Codes {
        &self.sheets.codes
    }

    /// What became of every file's rows.
    #[must_use]
    pub fn rows(&self) -> Vec<(String, crate::model::Accounting)> {
        self.sheets.rows()
    }

    /// `rejects/<kind>.csv` for every file that had rows refused: kind and bytes.
    #[must_use]
    pub fn rejects(&self) -> Vec<(&'static str, Vec<u8>)> {
        let refused = self.sheets.ledgers.iter().filter(|(_, ledger)| !ledger.rejects.rows.is_empty());
        refused
            .map(|(kind, ledger)| {
                let rows = ledger.rejects.rows.iter().map(|r| (r.line, r.codes.as_slice(), r.raw.as_slice()));
                (*kind, report::rejects(ledger.rejects.header.as_deref().unwrap_or_default(), rows))
            })
            .collect()
    }
}
