//! Arguments of `report`, with their help.

use std::path::PathBuf;

use clap::Args;

use crate::commands::ReportRequest;

#[derive(Debug, Args)]
#[command(after_help = "\
The run is made again from its inputs and rules, which must be the very ones that run.json names,
and must give the very answers. `match --report` writes the same page at once.

Examples:
  skillmix report out                          # out/report.html
  skillmix report results --out board.html
  skillmix report results --from ../jobs       # run.json's paths lead from there")]
pub(super) struct ReportArgs {
    /// Folder that `match` wrote
    run: PathBuf,
    /// Folder from which the paths in run.json lead [default: the current folder]
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// The new page, or beyond 5,000 tasks the new folder [default: report.html or report/ in RUN]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Folder of an earlier run: the page tells what changed since, and why
    #[arg(long, value_name = "OLD")]
    since: Option<PathBuf>,
    /// Folder from which the paths of the earlier run lead [default: the current folder]
    #[arg(long, value_name = "DIR", requires = "since")]
    from_old: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// What was meant.
pub(super) fn request(args: ReportArgs) -> ReportRequest {
    let ReportArgs { run, from, out, since, from_old, quiet } = args;
    ReportRequest { run, from, out, since, from_old, quiet }
}
