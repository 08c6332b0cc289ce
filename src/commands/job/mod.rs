//! `run`: a job that may run every night: take inputs, match, compare with the last run, publish, forget old runs.

mod guard;
mod inputs;
mod log;
mod plan;
mod retention;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use self::inputs::Taken;
use self::log::Log;
use super::match_tasks::write_run;
use super::{
    Ahead, Also, Common, FailOn, ForecastRequest, Host, MatchRequest, Moment, Outcome, Since, kept,
    withheld_text,
};
use crate::files::{self, Opened, RunName, Shelf};
use crate::intake::{self, Job, JobWords};
use crate::model::{Day, Error, Result};
use crate::report::{self, Drop, Fact, JobRecord, JobTold, RunRecord, Threshold};

/// What `run` was asked.
#[derive(Debug, Clone)]
pub struct JobRequest {
    /// The file of the job.
    pub job: PathBuf,
    /// The day on which it runs.
    pub today: Day,
    /// Another as-at day than the job's.
    pub as_at: Option<Day>,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Publish although rows are missing.
    pub accept_drop: bool,
    /// Another largest loss than the job's, in hundredths of a percent.
    pub max_drop: Option<u64>,
    /// What is told on standard output.
    pub told: JobOutput,
    /// Another log than the job's.
    pub log: Option<PathBuf>,
    /// Another format of the log than the job's: JSON or text.
    pub log_json: Option<bool>,
}

/// What a job tells on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobOutput {
    /// The summary of the run and what became of it.
    Text,
    /// The same as JSON.
    Json,
    /// One line.
    Line,
    /// Nothing.
    Nothing,
}

impl JobRequest {
    /// The folder of the job's file, from which its paths lead; `None`: the current one.
    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        self.job.parent().filter(|folder| !folder.as_os_str().is_empty())
    }
}

/// Exit codes beside those of every command.
const REFUSED: u8 = 4;
const LOCKED: u8 = 5;

/// A job with what the command line says of it.
#[derive(Debug)]
struct Asked<'r> {
    request: &'r JobRequest,
    job: Job,
    as_at: Day,
    max_drop: Option<u64>,
}

impl Asked<'_> {
    fn folder(&self) -> &Path {
        Path::new(&self.job.publish.folder)
    }

    fn common(&self) -> Common {
        Common {
            pack: self.job.rules.as_ref().map(PathBuf::from),
            as_at: self.as_at,
            json: false,
            quiet: false,
            show_values: false,
        }
    }

    fn fail_on(&self) -> impl Iterator<Item = (&String, FailOn)> {
        self.job.fail_on.iter().filter_map(|word| Some((word, word.parse().ok()?)))
    }

    /// What `match` would be asked.
    fn matching(&self, taken: &Taken, name: RunName, last: Option<RunName>) -> MatchRequest {
        let publish = &self.job.publish;
        let path = |text: &String| PathBuf::from(text);
        let forecast = publish.forecast.map(Ahead::of);
        let also = |word: &String| if word == Also::WORDS[0] { Also::Jsonl } else { Also::Parquet };
        MatchRequest {
            common: self.common(),
            paths: taken.paths.clone(),
            out: self.folder().join(name.to_string()),
            rungs: publish.rungs,
            sensitivity: publish.sensitivity,
            also: publish.also.iter().map(also).collect(),
            report: publish.report,
            share: publish.share.and_then(Threshold::new),
            unit_costs: publish.unit_costs.as_ref().map(path),
            since: last.map(|last| Since { run: self.folder().join(last.to_string()), may_fail: true }),
            forecast: forecast
                .map(|months| ForecastRequest { months, leavers: publish.leavers.as_ref().map(path) }),
            threads: self.job.threads.map(usize::from),
            fail_on: Vec::new(),
        }
    }
}

/// Runs a job. The current folder is that of its file.
pub fn run_job(request: &JobRequest, host: Host<'_>) -> Result<Outcome> {
    let job = read(request)?;
    let as_at = request.as_at.or(job.as_at).unwrap_or(request.today);
    let max_drop = request.max_drop.or(job.max_drop);
    let asked = Asked { request, job, as_at, max_drop };
    if request.dry_run {
        return plan::plan(&asked);
    }
    let log = Log::open(&asked, host)?;
    let ended = night(&asked, &log, host);
    Ok(end(&asked, &ended, &log, host))
}

fn read(request: &JobRequest) -> Result<Job> {
    let name = request.job.display().to_string();
    let file = request.job.file_name().map_or(request.job.as_path(), Path::new);
    let content = files::read(file)?;
    let content =
        content.map_err(|_| Error::Usage(format!("`{name}` is no file; name the file of a job")))?;
    let threshold = [Threshold::USUAL.number(), Threshold::LEAST, Threshold::MOST];
    let words = JobWords { fail_on: &FailOn::WORDS, also: &Also::WORDS, threshold };
    let job = intake::read_job(&name, &content.bytes, words).map_err(Error::Input)?;
    if let Some(rules) = job.rules.as_deref().filter(|rules| !files::is_folder(Path::new(rules))) {
        return Err(Error::Usage(format!(
            "{name}: `{rules}` is not a folder; name the folder of a rule pack"
        )));
    }
    let metrics = job.metrics.as_deref().and_then(|file| Path::new(file).parent());
    match metrics.filter(|folder| !folder.as_os_str().is_empty() && !files::is_folder(folder)) {
        Some(folder) => {
            Err(Error::Usage(format!("{name}: there is no folder `{}` for metrics", folder.display())))
        }
        None => Ok(job),
    }
}

/// How a night ended.
#[derive(Debug)]
enum Night {
    /// Another run holds the folder.
    Locked(String),
    /// Tasks were matched.
    Done(Box<Done>),
}

/// A run that is whole, published or kept apart.
#[derive(Debug)]
struct Done {
    name: RunName,
    record: RunRecord,
    job: JobRecord,
    removed: Vec<String>,
    spared: Vec<String>,
    /// What failed after it was published.
    trouble: Option<Error>,
}

fn night(asked: &Asked<'_>, log: &Log<'_>, host: Host<'_>) -> Result<Night> {
    let job = &asked.job;
    let taken = inputs::take(job, asked.as_at)?;
    for (kind, path) in &taken.listed {
        log.info("input", &[("kind", Fact::Text(kind)), ("file", Fact::Text(&path.display().to_string()))]);
    }
    let shelf = match Shelf::open(asked.folder(), &holder(&(host.now)()))? {
        Opened::Taken(by) => return Ok(Night::Locked(by)),
        Opened::Ours(shelf) => shelf,
    };
    for name in shelf.clean()? {
        log.info("cleaned", &[("name", Fact::Text(&name))]);
    }
    let before = guard::before(asked)?;
    let name = shelf.free_name(asked.request.today)?;
    let staged = shelf.begin(name)?;
    let progress = |stage: &str| log.stage(stage, asked.request.told == JobOutput::Nothing);
    let last = if job.publish.changes { files::latest(asked.folder())? } else { None };
    let matching = asked.matching(&taken, name, last);
    let record = write_run(&matching, &staged, Host { progress: &progress, ..host })?;
    for warning in &record.warnings {
        log.warn("changes", &[("text", Fact::Text(warning))]);
    }
    log.counts(&record.summary);
    let kept = if job.publish.keep_inputs { kept::keep(&staged, &record)? } else { Vec::new() };
    let drops = guard::drops(before.as_ref(), &record.summary, asked.max_drop);
    let refused = !drops.is_empty() && !asked.request.accept_drop;
    let job = JobRecord {
        skillmix: env!("CARGO_PKG_VERSION").to_owned(),
        job: job.name.clone(),
        outcome: if refused { "refused" } else { "published" },
        as_at_from: as_at_from(asked),
        chosen: taken.chosen,
        compared_with: before.map(|before| before.name.to_string()),
        max_drop: asked.max_drop.map(report::share_text),
        accepted: !refused && !drops.is_empty(),
        drops,
        kept,
    };
    staged.write("job.json", &report::job_json(&job))?;
    if (host.stopped)() {
        return Err(Error::Stopped);
    }
    let mut done = Done { name, record, job, removed: Vec::new(), spared: Vec::new(), trouble: None };
    if refused {
        shelf.set_apart(staged, name)?;
    } else {
        shelf.publish(staged, name)?;
    }
    // what is published stays published, whatever becomes of the rest
    done.trouble = retention::forget(asked, &shelf, &mut done, log).err();
    Ok(Night::Done(Box::new(done)))
}

/// What another run is told of this one.
fn holder(now: &Moment) -> String {
    format!("process {}, since {}", now.process, now.text)
}

fn as_at_from(asked: &Asked<'_>) -> &'static str {
    match (asked.request.as_at, asked.job.as_at) {
        (Some(_), _) => "command line",
        (None, Some(_)) => "job",
        (None, None) => "today",
    }
}

/// Tells how it ended: log, metrics, terminal, exit code.
fn end(asked: &Asked<'_>, ended: &Result<Night>, log: &Log<'_>, host: Host<'_>) -> Outcome {
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
    if let Ok(Night::Done(done)) = ended {
        let first = done.trouble.as_ref().map(|error| format!("old runs could not be removed: {error}"));
        let second = measure(asked, &told, host).err().map(|error| format!("no metrics: {error}"));
        for trouble in first.into_iter().chain(second) {
            // writing into a string does not fail
            let _ = writeln!(stderr, "skillmix: {}, but {trouble}", told.outcome);
            told.exit_code = 3;
            told.trouble = Some(trouble);
        }
    } else if told.exit_code != LOCKED
        && let Err(error) = measure(asked, &told, host)
    {
        let _ = writeln!(stderr, "skillmix: no metrics: {error}");
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
