//! Arguments of every command that takes a dataset.

use std::path::PathBuf;

use clap::Args;

use super::args::{OutputArgs, PackArgs, When};
use super::common;

use crate::commands::{ConvertRequest, DatasetPaths};
use crate::model::Day;

/// Where the dataset is.
#[derive(Debug, Args)]
pub(super) struct DatasetArgs {
    /// Folder with staff.csv, holdings.csv, tasks.csv, and competencies.csv, links.csv, panel.csv if wanted
    pub(super) dataset: Option<PathBuf>,
    /// Holdings file, instead of the folder's
    #[arg(long, value_name = "FILE")]
    pub(super) holdings: Option<PathBuf>,
    /// Tasks file
    #[arg(long, value_name = "FILE")]
    pub(super) tasks: Option<PathBuf>,
    /// Competencies file
    #[arg(long, value_name = "FILE")]
    pub(super) competencies: Option<PathBuf>,
    /// Links file
    #[arg(long, value_name = "FILE")]
    pub(super) links: Option<PathBuf>,
    /// File of panel decisions
    #[arg(long, value_name = "FILE")]
    pub(super) panel: Option<PathBuf>,
    /// How other people's files in the folder become our sheets (docs/mapping.md)
    #[arg(long, value_name = "FILE")]
    pub(super) mapping: Option<PathBuf>,
    /// Folder of refused rows that were mended: an earlier run's `rejects`
    #[arg(long, value_name = "DIR")]
    pub(super) fixed: Option<PathBuf>,
    /// Show the data's own values where they may be personal
    #[arg(long)]
    pub(super) show_values: bool,
}

/// Where the dataset is; the staff file has an option that differs by command.
pub(super) fn paths(args: DatasetArgs, staff: Option<PathBuf>) -> DatasetPaths {
    DatasetPaths {
        folder: args.dataset,
        staff,
        holdings: args.holdings,
        tasks: args.tasks,
        competencies: args.competencies,
        links: args.links,
        panel: args.panel,
        mapping: args.mapping,
        fixed: args.fixed,
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  skillmix convert exports --mapping mappings/ours.toml --as-at 2026-11-01 --out ours
  skillmix match ours --tasks tasks.csv --as-at 2026-11-01

Writes the sheets that the mapping gives, findings.csv, converted.json, and rejects/ with the
rows that were refused on the way. `match` answers the same with --mapping and without it.")]
pub(super) struct ConvertArgs {
    /// Folder with the files
    folder: PathBuf,
    /// How they become our sheets (docs/mapping.md)
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// Folder of refused rows that were mended: an earlier run's `rejects`
    #[arg(long, value_name = "DIR")]
    fixed: Option<PathBuf>,
    /// The day for which records with dates are read: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_at: When,
    /// Folder for the sheets; it appears whole or not at all
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Show the data's own values where they may be personal
    #[arg(long)]
    show_values: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// What was meant.
pub(super) fn convert(args: ConvertArgs, today: Day) -> ConvertRequest {
    let pack = PackArgs { rules: None };
    ConvertRequest {
        common: common(&pack, Some(&args.output), args.as_at, today).showing(args.show_values),
        paths: DatasetPaths {
            folder: Some(args.folder),
            mapping: Some(args.mapping),
            fixed: args.fixed,
            ..DatasetPaths::default()
        },
        out: args.out,
    }
}
