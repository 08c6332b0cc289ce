//! Arguments of `panel`, with their help.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::args::{OutputArgs, PackArgs, When};
use super::common;
use super::dataset::{DatasetArgs, paths};
use crate::commands::{Listed, WorksheetRequest};
use crate::model::Day;

#[derive(Debug, Args)]
pub(super) struct PanelArgs {
    #[command(subcommand)]
    command: PanelCommand,
}

#[derive(Debug, Subcommand)]
enum PanelCommand {
    /// Write a sheet for a meeting: facts, what the rules propose and why, and blanks to fill in
    Worksheet(WorksheetArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Listed are the tasks that need a panel and those with a panel's decision: void, due for review
within 30 days, or in force (filled in as it stands, so that the sheet can replace panel.csv).
Give the filled sheet back with --panel, or as the dataset's panel.csv.

Examples:
  skillmix panel worksheet ward --as-at 2026-11-01 --out meeting.csv
  skillmix panel worksheet ward --as-at today --only fragile --out fragile.csv
  skillmix match ward --as-at today --panel meeting.csv")]
struct WorksheetArgs {
    #[command(flatten)]
    dataset: DatasetArgs,
    /// Staff file, instead of the folder's
    #[arg(long, value_name = "FILE")]
    staff: Option<PathBuf>,
    /// The day for which everything is judged: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_at: When,
    /// The sheet; a file that is there is never written over
    #[arg(long, value_name = "FILE", default_value = "panel-worksheet.csv")]
    out: PathBuf,
    /// Which tasks, besides those with a panel's decision
    #[arg(long, value_enum, default_value = "needs-panel")]
    only: Only,
    #[command(flatten)]
    pack: PackArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which tasks are listed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Only {
    /// Those that need a panel
    NeedsPanel,
    /// These, and those that one step of one criterion would change
    Fragile,
    /// Every task
    All,
}

/// What was meant.
pub(super) fn request(args: PanelArgs, today: Day) -> WorksheetRequest {
    let PanelCommand::Worksheet(args) = args.command;
    WorksheetRequest {
        common: common(&args.pack, Some(&args.output), args.as_at, today).showing(args.dataset.show_values),
        paths: paths(args.dataset, args.staff),
        out: args.out,
        listed: match args.only {
            Only::NeedsPanel => Listed::NeedsPanel,
            Only::Fragile => Listed::Fragile,
            Only::All => Listed::All,
        },
    }
}
