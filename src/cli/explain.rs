//! `explain`: as typed to as meant.

use std::path::PathBuf;

use clap::Args;

use super::args::{PackArgs, When};
use super::common;
use super::dataset::{DatasetArgs, paths};
use crate::commands::{Explain, ExplainRequest};
use crate::model::{Day, Level};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  skillmix explain CR-T02 datasets/community-rehab --as-at 2026-11-01
  skillmix explain CR-T04 datasets/community-rehab --as-at 2026-11-01 --site valley-clinic --why-not 4
  skillmix explain CR-T04 datasets/community-rehab --as-at 2026-11-01 --site valley-clinic --fix
  skillmix explain CR-T04 datasets/community-rehab --as-at 2026-11-01 --site north-hub --staff CR-0027

A fix is a set of at most three changes of which none is needless; law is never among them (docs/explain.md).")]
pub(super) struct ExplainArgs {
    /// The task's id
    task: String,
    #[command(flatten)]
    dataset: DatasetArgs,
    /// The task's site, where its id stands at several
    #[arg(long)]
    site: Option<String>,
    /// Why it is not done at this level: what decides, every reason, what would change it
    #[arg(long, value_name = "LEVEL", alias = "level", value_parser = level, conflicts_with_all = ["staff", "fix"])]
    why_not: Option<Level>,
    /// Why this person can or cannot (a `staff_id`)
    #[arg(long, value_name = "ID", conflicts_with = "fix")]
    staff: Option<String>,
    /// The fewest changes of papers, training, people and facts that would move it one level down, or place it
    #[arg(long)]
    fix: bool,
    /// With --fix: to this level or below
    #[arg(long, value_name = "LEVEL", value_parser = level, requires = "fix")]
    to: Option<Level>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Staff file, instead of the folder's
    #[arg(long, value_name = "FILE")]
    staff_file: Option<PathBuf>,
    /// The day for which everything is judged: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_at: When,
    #[command(flatten)]
    pack: PackArgs,
}

/// What was meant.
pub(super) fn request(args: ExplainArgs, today: Day) -> ExplainRequest {
    let of = match (args.why_not, args.staff) {
        (Some(level), _) => Explain::WhyNot(level),
        (None, Some(staff)) => Explain::Staff(staff),
        (None, None) if args.fix => Explain::Fixes(args.to),
        (None, None) => Explain::Whole,
    };
    let mut common = common(&args.pack, None, args.as_at, today).showing(args.dataset.show_values);
    common.json = args.json;
    ExplainRequest {
        common,
        paths: paths(args.dataset, args.staff_file),
        task: args.task,
        site: args.site,
        of,
    }
}

fn level(text: &str) -> Result<Level, String> {
    Level::parse(text).ok_or_else(|| "not a Career Framework level; write 1 to 9".to_owned())
}
