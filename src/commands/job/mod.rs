//! `run`: a job that may run every night: take inputs, match, compare with the last run, publish, forget old runs.

mod causes;
mod ending;
mod guard;
mod inputs;
mod log;
mod plan;
#[cfg(feature = "jobs")]
mod queries;
mod retention;
mod unchanged;
mod writing;

use std::path::{Path, PathBuf};

use self::inputs::Taken;
use self::log::Log;
use self::writing::{Written, write};
use super::{Ahead, Also, Common, FailOn, ForecastRequest, Host, MatchRequest, Moment, Outcome, Since};
use crate::files::{self, Opened, RunName, Shelf, Staged};
use crate::intake::{self, Job, JobWords};
use crate::model::{Day, Error, PastRun, Result};
use crate::report::{self, Fact, JobRecord, RunRecord, Threshold};

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

/// In the folder of the runs: what was read of holdings.
const MEMORY: &str = ".memory";

/// Runs of the history of which the report tells.
#[cfg(feature = "jobs")]
const TREND: usize = 100;

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
    fn matching(
        &self,
        taken: &Taken,
        (name, last): (RunName, Option<RunName>),
        trend: Vec<PastRun>,
    ) -> MatchRequest {
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
            memory: publish.memory.then(|| self.folder().join(MEMORY)),
            trend,
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
    let job = read_job_file(&request.job)?;
    let as_at = request.as_at.or(job.as_at).unwrap_or(request.today);
    let max_drop = request.max_drop.or(job.max_drop);
    let asked = Asked { request, job, as_at, max_drop };
    if request.dry_run {
        return plan::plan(&asked);
    }
    let log = Log::open(&asked, host)?;
    let ended = night(&asked, &log, host);
    Ok(ending::end(&asked, &ended, &log, host))
}

/// Reads the file of a job; the current folder is that in which it lies.
pub(super) fn read_job_file(path: &Path) -> Result<Job> {
    let name = path.display().to_string();
    let file = path.file_name().map_or(path, Path::new);
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
    #[cfg(not(feature = "jobs"))]
    if let Some(history) = &job.history {
        return Err(Error::Usage(super::history::without(&format!("{}: `[history]`", history.place))));
    }
    #[cfg(not(feature = "jobs"))]
    if let Some(query) = job.queries.values().next() {
        return Err(Error::Usage(super::history::without(&format!(
            "{}: a query of a database",
            query.place
        ))));
    }
    let history = job.history.as_ref().map(|history| history.file.as_str());
    for (file, what) in [(job.metrics.as_deref(), "metrics"), (history, "the history")] {
        let folder = file.and_then(|file| Path::new(file).parent());
        let absent = folder.filter(|folder| !folder.as_os_str().is_empty() && !files::is_folder(folder));
        if let Some(folder) = absent {
            return Err(Error::Usage(format!(
                "{name}: there is no folder `{}` for {what}",
                folder.display()
            )));
        }
    }
    Ok(job)
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
    /// What changed against the run before, if the job asks for it.
    causes: causes::Causes,
}

impl Done {
    fn of(name: RunName, record: RunRecord, job: JobRecord) -> Self {
        let (removed, spared, causes) = (Vec::new(), Vec::new(), causes::Causes::new());
        Self { name, record, job, removed, spared, trouble: None, causes }
    }
}

fn night(asked: &Asked<'_>, log: &Log<'_>, host: Host<'_>) -> Result<Night> {
    let job = &asked.job;
    let taken = inputs::take(job, asked.as_at)?;
    #[cfg(feature = "jobs")]
    let ready = queries::look(job)?;
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
    // their files go when this does: after they were read and copied
    #[cfg(feature = "jobs")]
    let answers = queries::ask(job, &ready, log, host)?;
    let name = shelf.free_name(asked.request.today)?;
    let trend = trend(asked, log);
    let Written { staged, record, kept, recipe, taken_from } =
        write(asked, (&taken, trend), (&shelf, name), log, host)?;
    for warning in &record.warnings {
        log.warn("changes", &[("text", Fact::Text(warning))]);
    }
    log.counts(&record.summary);
    let drops = guard::drops(before.as_ref(), &record.summary, asked.max_drop);
    let refused = !drops.is_empty() && !asked.request.accept_drop;
    let job = JobRecord {
        skillmix: env!("CARGO_PKG_VERSION").to_owned(),
        job: job.name.clone(),
        outcome: if refused { "refused" } else { "published" },
        as_at_from: as_at_from(asked),
        chosen: taken.chosen,
        #[cfg(feature = "jobs")]
        queried: answers.as_ref().map(|(_, queried)| queried.clone()).unwrap_or_default(),
        #[cfg(not(feature = "jobs"))]
        queried: Vec::new(),
        compared_with: before.map(|before| before.name.to_string()),
        max_drop: asked.max_drop.map(report::share_text),
        accepted: !refused && !drops.is_empty(),
        drops,
        kept,
        recipe,
        taken_from: taken_from.map(|name| name.to_string()),
    };
    staged.write("job.json", &report::job_json(&job))?;
    if (host.stopped)() {
        return Err(Error::Stopped);
    }
    shelve(asked, (&shelf, staged), Done::of(name, record, job), log, host)
        .map(|done| Night::Done(Box::new(done)))
}

/// Publishes a run, or sets it apart, and does what is left to do.
fn shelve(
    asked: &Asked<'_>,
    (shelf, staged): (&Shelf, Staged),
    mut done: Done,
    log: &Log<'_>,
    host: Host<'_>,
) -> Result<Done> {
    if done.job.outcome == "refused" {
        shelf.set_apart(staged, done.name)?;
    } else {
        let before = files::latest(asked.folder())?;
        shelf.publish(staged, done.name)?;
        // the run before may be one that is forgotten now
        done.causes = causes::causes(asked, before, done.name, log, host);
    }
    // what is published stays published, whatever becomes of the rest
    done.trouble = retention::forget(asked, shelf, &mut done, log).err();
    Ok(done)
}

/// The runs before this one, for the report. A history that cannot be read takes a page from the report, no more.
fn trend(asked: &Asked<'_>, log: &Log<'_>) -> Vec<PastRun> {
    #[cfg(feature = "jobs")]
    if let Some(history) = asked.job.history.as_ref().filter(|_| asked.job.publish.report) {
        let path = Path::new(&history.file);
        let of_job = crate::store::Asked { job: Some(&asked.job.name), site: None, last: Some(TREND) };
        if files::plain_length(path).is_some() {
            match crate::store::past_runs(path, of_job) {
                Ok((runs, _)) => return runs,
                Err(error) => log.warn("history", &[("trouble", Fact::Text(&error.to_string()))]),
            }
        }
    }
    #[cfg(not(feature = "jobs"))]
    let _ = (asked, log);
    Vec::new()
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
