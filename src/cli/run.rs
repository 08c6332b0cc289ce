//! Arguments of `run`, with their help.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Meant;
use super::args::When;
use crate::commands::{JobOutput, JobRequest, Request, share};
use crate::model::Day;

/// A job to start from, with every key and what it does.
const EXAMPLE: &str = include_str!("../../examples/jobs/nightly.toml");

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "options of a command line are flags")]
#[command(after_help = "\
Paths in JOB lead from its own folder. Each run is published whole into a folder named by its day,
then `latest` is moved to it; a killed run leaves the one before as it was. See docs/scheduling.md.

Examples:
  skillmix run --example > nightly.toml
  skillmix run nightly.toml --dry-run
  skillmix run /srv/skillmix/nightly.toml --summary
  skillmix run nightly.toml --accept-drop        # fewer rows than last time, and that is right

Exit codes: 0 published; 1 published, and a condition of fail_on holds; 2 job or inputs cannot be
used, nothing published; 3 the machine failed; 4 suspiciously short: kept apart, not published;
5 another run of the job is at work.")]
pub(super) struct RunArgs {
    /// The job
    #[arg(required_unless_present = "example")]
    job: Option<PathBuf>,
    /// Say what would be read, published and removed; do nothing
    #[arg(long)]
    dry_run: bool,
    /// Another day than the job's: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_at: Option<When>,
    /// Another largest loss of rows than the job's, as 5%
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_drop: Option<u64>,
    /// Publish although rows are missing; job.json notes it
    #[arg(long)]
    accept_drop: bool,
    /// Print one line, fit for the subject of a mail
    #[arg(long, conflicts_with_all = ["json", "quiet"])]
    summary: bool,
    /// Write the log to this file, at its end
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Write a log, to standard error unless a file is named
    #[arg(long, value_name = "FORMAT", value_enum)]
    log_format: Option<LogFormat>,
    /// Print a job to start from
    #[arg(long, exclusive = true)]
    example: bool,
    #[command(flatten)]
    output: super::args::OutputArgs,
}

/// The form of the lines of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

/// What was meant.
pub(super) fn meant(args: RunArgs, today: Day) -> Meant {
    let Some(job) = args.job else { return Meant::Printed(EXAMPLE.as_bytes().to_vec()) };
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let day = |when| match when {
        When::Today => today,
        When::Day(day) => day,
    };
    let told = match (args.output.quiet, args.output.json, args.summary) {
        (true, ..) => JobOutput::Nothing,
        (_, true, _) => JobOutput::Json,
        (.., true) => JobOutput::Line,
        _ => JobOutput::Text,
    };
    Meant::Run(Box::new(Request::Job(JobRequest {
        job,
        today,
        as_at: args.as_at.map(day),
        dry_run: args.dry_run,
        accept_drop: args.accept_drop,
        max_drop: args.max_drop,
        told,
        // the folder of the job will be the current one
        log: args.log.map(absolute),
        log_json: args.log_format.map(|format| format == LogFormat::Json),
    })))
}
