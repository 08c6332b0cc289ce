//! How a job ends: history, metrics, log, terminal, exit code.

use std::fmt::Write;
use std::path::Path;

use super::log::Log;
use super::{Asked, Done, JobOutput, Night};
use crate::commands::{Host, Outcome, withheld_text};
use crate::files;
use crate::model::Result;
use crate::report::{self, Drop, JobTold};

/// Exit codes beside those of every command.
const REFUSED: u8 = 4;
const LOCKED: u8 = 5;

/// Tells how it ended. What is published stays published, whatever becomes of history and metrics.
pub(super) fn end(asked: &Asked<'_>, ended: &Result<Night>, log: &Log<'_>, host: Host<'_>) -> Outcome {
    let (mut told, mut stderr) = match ended {
        Ok(Night::Done(done)) => (done_told(asked, done), String::new()),
        Ok(Night::Locked(by)) => {
            let trouble = format!("another run of this job is at work ({by}); nothing was done");
            let stderr = format!("skillmix: {}: {trouble}\n", asked.folder().display());
            (JobTold { exit_code: LOCKED, trouble: Some(trouble), ..told(asked, "locked") }, stderr)
        }
        Err(error) => {
            let failed = JobTold { exit_code: error.exit_code(), ..told(asked, "failed") };
            // what is wrong with each input is for standard error and the log, not for a line
            (JobTold { trouble: Some(error.to_string()), ..failed }, withheld_text(error))
        }
    };
    let done = match ended {
        Ok(Night::Done(done)) => Some(done),
        _ => None,
    };
    let mut hear = |told: &mut JobTold, trouble: Option<String>| {
        let Some(trouble) = trouble else { return };
        // writing into a string does not fail
        if done.is_some() {
            let _ = writeln!(stderr, "skillmix: {}, but {trouble}", told.outcome);
            told.exit_code = 3;
            told.trouble = Some(trouble);
        } else {
            let _ = writeln!(stderr, "skillmix: {trouble}");
        }
    };
    let first = done.and_then(|done| done.trouble.as_ref());
    hear(&mut told, first.map(|error| format!("old runs could not be removed: {error}")));
    #[cfg(feature = "jobs")]
    {
        let second = remember(asked, &told, done.map(AsRef::as_ref), host).err();
        hear(&mut told, second.map(|error| format!("the history was not written: {error}")));
    }
    if told.exit_code != LOCKED {
        let third = measure(asked, &told, host).err();
        hear(&mut told, third.map(|error| format!("no metrics: {error}")));
    }
    log.end(&told, ended.as_ref().err());
    let stdout = match asked.request.told {
        JobOutput::Line => report::job_line(&told),
        JobOutput::Json => report::job_told_json(&told),
        JobOutput::Text if told.summary.is_some() => report::job_text(&told),
        JobOutput::Text | JobOutput::Nothing => String::new(),
    };
    Outcome { stdout, stderr, code: told.exit_code }
}

fn told(asked: &Asked<'_>, outcome: &'static str) -> JobTold {
    JobTold {
        job: asked.job.name.clone(),
        outcome,
        exit_code: 0,
        as_at: asked.as_at.to_string(),
        folder: None,
        holding: Vec::new(),
        compared_with: None,
        drops: Vec::<Drop>::new(),
        accepted: false,
        removed: Vec::new(),
        spared: Vec::new(),
        warnings: Vec::new(),
        trouble: None,
        summary: None,
    }
}

fn done_told(asked: &Asked<'_>, done: &Done) -> JobTold {
    let refused = done.job.outcome == "refused";
    let summary = &done.record.summary;
    let holding: Vec<String> =
        asked.fail_on().filter(|(_, on)| on.holds(summary)).map(|(word, _)| word.clone()).collect();
    let run = files::ShelfRun { name: done.name, refused };
    JobTold {
        exit_code: if refused { REFUSED } else { u8::from(!holding.is_empty()) },
        folder: Some(asked.folder().join(run.path()).display().to_string()),
        holding,
        compared_with: done.job.compared_with.clone(),
        drops: done.job.drops.clone(),
        accepted: done.job.accepted,
        removed: done.removed.clone(),
        spared: done.spared.clone(),
        warnings: done.record.warnings.clone(),
        summary: Some(summary.clone()),
        ..told(asked, done.job.outcome)
    }
}

/// Writes the file of metrics, if one is wanted.
fn measure(asked: &Asked<'_>, told: &JobTold, host: Host<'_>) -> Result<()> {
    let Some(path) = asked.job.metrics.as_deref().map(Path::new) else { return Ok(()) };
    let before = files::read(path)?.map(|content| content.bytes).unwrap_or_default();
    let measured = report::Measured {
        job: &told.job,
        at: (host.now)().seconds,
        took: u64::try_from((host.clock)().as_millis()).unwrap_or(u64::MAX),
        exit_code: told.exit_code,
        published: told.summary.as_ref().filter(|_| told.outcome == "published"),
    };
    files::put(path, report::metrics(measured, &String::from_utf8_lossy(&before)).as_bytes())
}

/// Adds the run to the history of the job, if it keeps one. Its numbers are those of its own files.
#[cfg(feature = "jobs")]
fn remember(asked: &Asked<'_>, told: &JobTold, done: Option<&Done>, host: Host<'_>) -> Result<()> {
    let Some(history) = &asked.job.history else { return Ok(()) };
    let folder = told.folder.as_deref().map(Path::new);
    let (known, mut numbers) = folder.map(crate::commands::history::remembered).transpose()?.unzip();
    if let (Some(numbers), Some(done)) = (&mut numbers, done) {
        numbers.causes.clone_from(&done.causes);
    }
    let end = crate::model::RunEnd {
        job: told.job.clone(),
        name: known.and_then(|known| known.name),
        day: asked.request.today.to_string(),
        outcome: told.outcome.to_owned(),
        exit_code: Some(told.exit_code),
        ended_at: Some((host.now)().text),
        milliseconds: Some(u64::try_from((host.clock)().as_millis()).unwrap_or(u64::MAX)),
        trouble: told.trouble.clone(),
    };
    crate::store::History::open(Path::new(&history.file))?.add(&end, numbers.as_ref())
}
