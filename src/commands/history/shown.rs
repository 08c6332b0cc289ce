//! What `history` shows, after adding what it was given.

use std::path::{Path, PathBuf};

use super::{HistoryRequest, remembered};
use crate::commands::Outcome;
use crate::commands::job::read_job_file;
use crate::files;
use crate::model::{Error, Result, Words};
use crate::report;
use crate::store::{self, Asked, History};

/// Adds runs, then shows what is there.
pub(super) fn show(request: &HistoryRequest) -> Result<Outcome> {
    let (path, job) = meant(request)?;
    if !request.add.is_empty() {
        // every run is read before the first is written
        let runs = request.add.iter().map(|run| remembered(run)).collect::<Result<Vec<_>>>()?;
        let mut history = History::open(&path)?;
        for (end, numbers) in &runs {
            history.add(end, Some(numbers))?;
        }
    }
    if files::plain_length(&path).is_none() {
        let help = "a job with [history] makes one; --add makes one of runs that are there";
        return Err(Error::Usage(format!("there is no history `{}`; {help}", path.display())));
    }
    let asked = Asked { job: job.as_deref(), site: request.site.as_deref(), last: Some(request.last) };
    let (runs, sites) = store::past_runs(&path, asked)?;
    if let Some(site) = request.site.as_deref().filter(|site| !sites.iter().any(|known| known == site)) {
        let words = Words::new(sites);
        let near = words.nearest(site).map(|near| format!("did you mean `{near}`? "));
        let (near, all) = (near.unwrap_or_default(), words.listed());
        return Err(Error::Usage(format!("the history has no site `{site}`; {near}it has {all}")));
    }
    let stdout = match (request.quiet, request.json) {
        (true, _) => String::new(),
        (false, true) => report::history_json(&runs, request.site.as_deref()),
        (false, false) => report::history_text(&runs, request.site.as_deref()),
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}

/// The file that is meant, and the job of which alone runs are meant.
fn meant(request: &HistoryRequest) -> Result<(PathBuf, Option<String>)> {
    if !request.is_job() {
        return Ok((request.file.clone(), None));
    }
    let job = read_job_file(&request.file)?;
    let Some(history) = job.history else {
        let shown = request.file.display();
        let help =
            "write `[history]` with `file = \"history.sqlite\"` into it, or name the file of a history";
        return Err(Error::Usage(format!("the job `{shown}` keeps no history; {help}")));
    };
    Ok((Path::new(&history.file).to_owned(), Some(job.name)))
}
