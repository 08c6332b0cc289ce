//! Arguments of `graph`, with their help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::{PackArgs, When};
use super::common;
use crate::commands::{DatasetPaths, GraphExportRequest};
use crate::model::Day;

#[derive(Debug, Args)]
pub(super) struct GraphArgs {
    #[command(subcommand)]
    command: GraphCommand,
}

#[derive(Debug, Subcommand)]
enum GraphCommand {
    /// Write the competencies as a framework that a learning system reads
    Export(ExportArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Codes and titles are written; read back with mappings/moodle.toml they are the same. A framework
has no place for what proves what, nor for refresh periods: keep links.csv and competencies.csv.

Example:
  skillmix graph export datasets/community-rehab --moodle framework.csv")]
struct ExportArgs {
    /// Folder with competencies.csv
    dataset: Option<PathBuf>,
    /// Competencies file, instead of the folder's
    #[arg(long, value_name = "FILE")]
    competencies: Option<PathBuf>,
    /// The Moodle framework (CSV); a file that is there is never written over
    #[arg(long, value_name = "FILE")]
    moodle: PathBuf,
    /// The framework's own id
    #[arg(long, value_name = "ID", default_value = "skillmix")]
    framework: String,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// What was meant.
pub(super) fn request(args: GraphArgs, today: Day) -> GraphExportRequest {
    let GraphCommand::Export(args) = args.command;
    let mut common = common(&PackArgs { rules: None }, None, When::Today, today);
    common.quiet = args.quiet;
    GraphExportRequest {
        common,
        paths: DatasetPaths {
            folder: args.dataset,
            competencies: args.competencies,
            ..DatasetPaths::default()
        },
        moodle: args.moodle,
        framework: args.framework,
    }
}
