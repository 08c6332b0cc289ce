//! `graph export`: the competencies of a dataset as a Moodle framework, written where no file is.

use std::path::PathBuf;

use super::given::read_files;
use super::{Common, DatasetPaths, Outcome};
use crate::model::{Error, Result, Severity};
use crate::{exchange, files, intake};

/// What `graph export` was asked.
#[derive(Debug, Clone)]
pub struct GraphExportRequest {
    /// Output mode.
    pub common: Common,
    /// The dataset; its competencies count, no other file.
    pub paths: DatasetPaths,
    /// The file; it must not be there.
    pub moodle: PathBuf,
    /// The framework's own id.
    pub framework: String,
}

/// Runs `graph export`.
pub fn graph_export(request: &GraphExportRequest) -> Result<Outcome> {
    files::must_be_new(&request.moodle)?;
    let dataset = read_files(&request.paths, request.common.as_at, &|_| Ok(()))?;
    let Some(source) = dataset.source("competencies") else {
        let help = "name the dataset's folder, or the file with --competencies";
        return Err(Error::Usage(format!("no competencies file: {help}")));
    };
    let (codes, _, ledger) = intake::competencies(Some(source)).map_err(Error::Input)?;
    let lost: Vec<_> =
        ledger.findings.into_iter().filter(|found| found.severity() == Severity::Error).collect();
    if !lost.is_empty() {
        // a framework that lacks a competency would be taken for the whole
        return Err(Error::Input(lost));
    }
    let rows = codes.list.iter().map(|code| (code.code.as_str(), code.title.as_str()));
    files::write_new(&request.moodle, &exchange::moodle_framework(&request.framework, rows))?;
    let count = codes.list.len();
    let stdout = if request.common.quiet {
        String::new()
    } else {
        format!(
            "{count} competencies written to {}; links and refresh periods have no place in it\n",
            request.moodle.display()
        )
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}
