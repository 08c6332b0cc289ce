//! `check`: inputs and pack, no matching.

use super::dataset::{read_files, read_sheets};
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
    let files = read_files(&request.paths)?;
    let mut sheets = read_sheets(&files, &pack)?;
    let plan = sheets.plan(&pack);
    sheets.holdings(&files, &pack, &plan, &|_, _| Ok(()))?;
    let findings = sheets.take_findings(&pack);
    let summary = Summary::new(&pack.catalogue, &sheets.codes, &Counts::default(), &findings, &sheets.rows())
        .with_roster(sheets.roster.len(), sheets.roster.sites.len());
    let errors = summary.with_severity(Severity::Error);
    let stdout = match (request.common.quiet, request.common.json) {
        (true, _) => String::new(),
        (false, true) => report::summary_json(&summary),
        (false, false) => {
            let text =
                if request.common.show_values { report::findings_text } else { report::findings_withheld };
            let list = text(&findings, usize::MAX);
            format!("{list}{}", report::check_text(&summary, sheets.tasks.len()))
        }
    };
    Ok(Outcome { stdout, stderr: String::new(), code: u8::from(errors > 0) })
}
