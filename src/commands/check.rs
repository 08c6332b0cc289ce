//! `check`: inputs and pack, no matching.

use super::dataset::{Sheets, read_sheets};
use super::given::{Files, read_files};
use super::pack::load_pack;
use super::{Common, DatasetPaths, Outcome, impact};
use crate::model::{Result, Severity};
use crate::report::{self, Counts, Summary};
use crate::rules::Pack;

/// What `check` was asked.
#[derive(Debug, Clone)]
pub struct CheckRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// The dataset.
    pub paths: DatasetPaths,
    /// Price the faults: how many are shown.
    pub impact: Option<usize>,
}

/// Runs `check`: exit 1 when any finding is an error.
pub fn check(request: &CheckRequest) -> Result<Outcome> {
    let pack = load_pack(&request.common)?;
    let mut files = read_files(&request.paths, request.common.as_at, &|_| Ok(()))?;
    // rows are priced as the sheets have them; the prices are told of their sources
    files.untold = request.impact.is_some();
    let mut sheets = read_sheets(&files, &pack)?;
    if let Some(top) = request.impact {
        return priced(request, (&pack, &files), sheets, top);
    }
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
            let text =
                if request.common.show_values { report::findings_text } else { report::findings_withheld };
            let list = text(&findings, usize::MAX);
            format!("{list}{}", report::check_text(&summary, sheets.tasks.len()))
        }
    };
    Ok(Outcome { stdout, stderr: String::new(), code: u8::from(errors > 0) })
}

/// Tells what hangs on each fault. The exit code is that of `check`.
fn priced(
    request: &CheckRequest,
    (pack, files): (&Pack, &Files),
    mut sheets: Sheets,
    top: usize,
) -> Result<Outcome> {
    let Common { quiet, json, show_values, .. } = request.common;
    let record = impact::retold(files, impact::impact(pack, files, &mut sheets)?);
    let record = if show_values { record } else { record.without_values() };
    let errors = sheets.take_findings(pack).iter().any(|finding| finding.severity() == Severity::Error);
    let stdout = match (quiet, json) {
        (true, _) => String::new(),
        (false, true) => report::faults_json(&record),
        (false, false) => report::faults_text(&record, top),
    };
    Ok(Outcome { stdout, stderr: String::new(), code: u8::from(errors) })
}
