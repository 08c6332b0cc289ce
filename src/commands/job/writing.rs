//! A run of a job in its stage: matched, or taken over from the run that holds.

use super::inputs::Taken;
use super::log::Log;
use super::{Asked, JobOutput, unchanged};
use crate::commands::match_tasks::write_run;
use crate::commands::{Host, kept};
use crate::files::{self, RunName, Shelf, Staged};
use crate::model::{PastRun, Result};
use crate::report::{Fact, Kept, RunRecord};

/// A run in its stage, whole but for job.json.
pub(super) struct Written {
    pub(super) staged: Staged,
    pub(super) record: RunRecord,
    pub(super) kept: Vec<Kept>,
    pub(super) recipe: Option<String>,
    pub(super) taken_from: Option<RunName>,
}

/// Matches, or takes over the results of the run that holds where they would be the same.
pub(super) fn write(
    asked: &Asked<'_>,
    (taken, trend): (&Taken, Vec<PastRun>),
    (shelf, name): (&Shelf, RunName),
    log: &Log<'_>,
    host: Host<'_>,
) -> Result<Written> {
    let last = if asked.job.publish.changes { files::latest(asked.folder())? } else { None };
    let matching = asked.matching(taken, (name, last), trend);
    let recipe = unchanged::recipe(&matching, host)?;
    if let Some(same) = unchanged::same(asked, taken, recipe.as_deref())? {
        let staged = shelf.begin(name)?;
        if unchanged::take_over(asked, &same, &staged, host)? {
            log.info("unchanged", &[("since", Fact::Text(&same.name.to_string()))]);
            let unchanged::Same { name, record, kept } = same;
            return Ok(Written { staged, record, kept, recipe, taken_from: Some(name) });
        }
    }
    let staged = shelf.begin(name)?;
    let progress = |stage: &str| log.stage(stage, asked.request.told == JobOutput::Nothing);
    let record = write_run(&matching, &staged, Host { progress: &progress, ..host })?;
    let kept = if asked.job.publish.keep_inputs { kept::keep(&staged, &record)? } else { Vec::new() };
    Ok(Written { staged, record, kept, recipe, taken_from: None })
}
