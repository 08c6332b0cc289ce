//! `run --dry-run`: what a job would do today. Names are looked at, nothing is read but job and pack.

use std::path::PathBuf;

use super::retention::{due, is_all_ours};
use super::{Asked, JobOutput, Outcome, inputs};
use crate::commands::pack::load_pack;
use crate::files::{self, ShelfRun};
use crate::model::Result;
use crate::report::{self, JobPlan};

fn listed((kind, path): &(&'static str, PathBuf)) -> (String, String, Option<u64>) {
    ((*kind).to_owned(), path.display().to_string(), files::plain_length(path))
}

/// Tells what a job would do.
pub(super) fn plan(asked: &Asked<'_>) -> Result<Outcome> {
    let taken = inputs::take(&asked.job, asked.as_at)?;
    #[cfg(feature = "jobs")]
    let queries = super::queries::look(&asked.job)?;
    #[cfg(feature = "jobs")]
    let queries = queries.into_iter().map(|one| (one.kind.to_owned(), one.shown, one.sql)).collect();
    #[cfg(not(feature = "jobs"))]
    let queries = Vec::new();
    let pack = load_pack(&asked.common())?;
    let folder = asked.folder();
    let name = files::free_name(folder, asked.request.today)?;
    let latest = files::latest(folder)?;
    let mut runs = files::shelf_runs(folder)?;
    runs.push(ShelfRun { name, refused: false });
    runs.sort();
    let (mut removed, mut spared) = (Vec::new(), Vec::new());
    // the pointer would lead to the new run
    for run in due(asked, &runs, None, name) {
        let list = if is_all_ours(folder, &run)? { &mut removed } else { &mut spared };
        list.push(run.path().display().to_string());
    }
    let plan = JobPlan {
        job: asked.job.name.clone(),
        as_at: asked.as_at.to_string(),
        inputs: taken.listed.iter().map(listed).collect(),
        queries,
        pack: pack.catalogue.pack_label(),
        folder: folder.join(name.to_string()).display().to_string(),
        compared_with: latest.filter(|_| asked.max_drop.is_some()).map(|latest| latest.to_string()),
        max_drop: asked.max_drop.map(report::share_text),
        leftovers: files::leftovers(folder)?,
        removed,
        spared,
    };
    let stdout = match asked.request.told {
        JobOutput::Nothing => String::new(),
        JobOutput::Json => report::job_plan_json(&plan),
        JobOutput::Text | JobOutput::Line => report::job_plan_text(&plan),
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}
