//! Arguments of `diff`, with their help.

use std::path::PathBuf;

use clap::Args;

use super::args::OutputArgs;
use crate::commands::{DiffRequest, FailOnChange};

#[derive(Debug, Args)]
#[command(after_help = "\
Tasks are joined by task_id and site. A cause is checked by undoing exactly it in the new run and
matching again. That needs the inputs and rules of both runs as they were; without them every change
is told with `cause-not-known`, and why. See docs/diff.md.

Examples:
  skillmix diff out-october out-november
  skillmix diff archive/10/out archive/11/out --from-old archive/10 --from-new archive/11
  skillmix diff out-october out-november --out changes --fail-on worse

Conditions of --fail-on: changed (any task), worse (no longer placed, or at a higher level).")]
pub(super) struct DiffArgs {
    /// Folder that an earlier `match` has written
    old: PathBuf,
    /// Folder that a later `match` has written
    new: PathBuf,
    /// Folder from which the paths of the old run lead [default: this one]
    #[arg(long, value_name = "DIR")]
    from_old: Option<PathBuf>,
    /// Folder from which the paths of the new run lead [default: this one]
    #[arg(long, value_name = "DIR")]
    from_new: Option<PathBuf>,
    /// Folder for changes.csv and causes.csv: every change and cause, tasks and people named
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How many changed tasks to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Exit with 1 if any of these holds (comma list)
    #[arg(long, value_name = "CONDITION", value_delimiter = ',')]
    fail_on: Vec<FailOnChange>,
    /// Show tasks, people and cells
    #[arg(long)]
    show_values: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// What was meant.
pub(super) fn request(args: DiffArgs) -> DiffRequest {
    DiffRequest {
        runs: [args.old, args.new],
        from: [args.from_old, args.from_new],
        out: args.out,
        top: args.top,
        fail_on: args.fail_on,
        json: args.output.json,
        quiet: args.output.quiet,
        show_values: args.show_values,
    }
}
