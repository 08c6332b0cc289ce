//! Arguments of `report`, with their help.

use std::path::PathBuf;

use clap::Args;

use crate::commands::{ReportRequest, Threshold};

#[derive(Debug, Args)]
#[command(after_help = "\
The run is made again from its inputs and rules, which must be the very ones that run.json names,
and must give the very answers. `match --report` writes the same page at once.

Examples:
  skillmix report out                          # out/report.html
  skillmix report results --out board.html
  skillmix report results --from ../jobs       # run.json's paths lead from there
  skillmix report out --share --threshold 10   # out/shared/: no small count, nobody named
  skillmix report out --out costed.html --unit-costs costs.csv")]
pub(super) struct ReportArgs {
    /// Folder that `match` wrote
    run: PathBuf,
    /// Folder from which the paths in run.json lead [default: the current folder]
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// The new page, or beyond 5,000 tasks the new folder [default: report.html or report/ in RUN]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    more: PaperArgs,
    /// Folder of an earlier run: the page tells what changed since, and why
    #[arg(long, value_name = "OLD", conflicts_with = "share")]
    since: Option<PathBuf>,
    /// Folder from which the paths of the earlier run lead [default: the current folder]
    #[arg(long, value_name = "DIR", requires = "since")]
    from_old: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// What reports may have besides.
#[derive(Debug, Args)]
pub(super) struct PaperArgs {
    /// Write shared/ (report: instead of the page): report and table without small counts and names
    #[arg(long)]
    share: bool,
    /// With --share: counts of people below this number are suppressed [default: 5]
    #[arg(long, value_name = "N", value_parser = threshold, requires = "share")]
    threshold: Option<Threshold>,
    /// What an hour costs by level: the report then costs the minutes.
    #[arg(
        long,
        value_name = "FILE",
        help = "What an hour costs (CSV: level,cost_per_hour,source): the report then costs the minutes"
    )]
    pub(super) unit_costs: Option<PathBuf>,
}

impl PaperArgs {
    /// How people are counted, if it was asked to share.
    pub(super) fn sharing(&self) -> Option<Threshold> {
        self.share.then(|| self.threshold.unwrap_or(Threshold::USUAL))
    }
}

fn threshold(text: &str) -> Result<Threshold, String> {
    let number = text.parse().ok().and_then(Threshold::new);
    number.ok_or_else(|| format!("a whole number from {} to {}", Threshold::LEAST, Threshold::MOST))
}

/// What was meant.
pub(super) fn request(args: ReportArgs) -> ReportRequest {
    ReportRequest {
        run: args.run,
        from: args.from,
        out: args.out,
        share: args.more.sharing(),
        unit_costs: args.more.unit_costs,
        since: args.since,
        from_old: args.from_old,
        quiet: args.quiet,
    }
}
