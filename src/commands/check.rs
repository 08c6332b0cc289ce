//! `check`: inputs and pack, no matching.

use super::dataset::read_sheets;
use super::given::read_files;
use super::pack::load_pack;
use super::{Common, DatasetPaths, Outcome};
use crate::model::{Result, Severity};
use crate::report::{self, Counts, Summary};

/// What `check` was asked.
#[derive(Debug, Clone)]
pub struct CheckRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// The dataset.
    pub paths: DatasetPaths,
}

/// Runs `check`: exit 1 when any finding is an error.
pub fn check(request: &CheckRequest) -> Result<Outcome> {
    let pack = load_pack(&request.common)?;
    let files = read_files(&request.paths, request.common.as_at, &|_| Ok(()))?;
    let mut sheets = read_sheets(&files, &pack)?;
    let plan = sheets.plan(&pack);
    sheets.holdings(&files, &pack, &plan, &|_, _| Ok(()))?;
    let findings = sheets.take_findings(&pack);
    let summary = Summary::new(&pack.catalogue, &sheets.codes, &Counts::default(), &findings, &sheets.rows())
        .with_roster(sheets.roster.len(), sheets.roster.sites.len())
        .with_sources(&files.source_rows());
    let errors = summary.with_severity(Severity::Error);
    let stdout = match (request.common.quiet, request.common.json) {
        (true, _) => String::new(),
        (false, true) => report::summary_json(&summary),
        (false, false) => {
            let list = report::findings_text(&findings, usize::MAX);
            format!("{list}{}", report::check_text(&summary, sheets.tasks.len()))
        }
    };
    Ok(Outcome { stdout, stderr: String::new(), code: u8::from(errors > 0) })
}
