//! Arguments of every command that takes a dataset.

use std::path::PathBuf;

use clap::Args;

use crate::commands::DatasetPaths;

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
