//! Arguments of `history`, with their help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::args::OutputArgs;
use crate::commands::HistoryRequest;

#[derive(Debug, Args)]
#[command(after_help = "\
A job with [history] adds every run to an SQLite file: numbers, no person. Its tables and views, for
Power BI, R and SQL, are in docs/history.md. Changes are against the last run that was published.

Examples:
  skillmix history nightly.toml
  skillmix history history.sqlite --last 90 --site north
  skillmix history history.sqlite --json
  skillmix history nightly.toml --add published/2026-11-*    # runs that were made without it

Exit codes: 0 shown; 2 there is no such history; 3 the machine failed. A build without the feature
jobs has no history.")]
pub(super) struct HistoryArgs {
    /// The file of the history, or the job (*.toml) that keeps it
    #[arg(value_name = "HISTORY")]
    file: PathBuf,
    /// Add runs of a job first, by their folders; a run that is there already stays one run
    #[arg(long, value_name = "RUN", num_args = 1..)]
    add: Vec<PathBuf>,
    /// Show the newest N runs of each job
    #[arg(long, value_name = "N", default_value = "30")]
    last: NonZeroUsize,
    /// Show the numbers of one site
    #[arg(long)]
    site: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// What was meant.
pub(super) fn request(args: HistoryArgs) -> HistoryRequest {
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    HistoryRequest {
        file: args.file,
        // the folder of the job will be the current one
        add: args.add.into_iter().map(absolute).collect(),
        last: args.last.get(),
        site: args.site,
        json: args.output.json,
        quiet: args.output.quiet,
    }
}
