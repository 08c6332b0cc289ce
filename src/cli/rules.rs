//! Arguments of `rules show`, `rules new` and `rules fmt`.

use std::path::PathBuf;

use clap::Args;

use crate::commands::{NewPack, RulesAction, RulesWork};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  skillmix rules show F30
  skillmix rules show --effective --table floor --rules rules/example-trust
  skillmix rules show --effective --rules rules/example-trust --out merged")]
pub(super) struct ShowArgs {
    /// A rule's id, or a stop's
    #[arg(required_unless_present = "effective")]
    rule: Option<String>,
    /// The tables of the pack and all that it extends as CSV, each row with its origin
    #[arg(long, conflicts_with = "rule")]
    effective: bool,
    /// One table of them
    #[arg(long, value_name = "TABLE", requires = "effective")]
    table: Option<String>,
    /// A new folder for them: a pack of one layer
    #[arg(long, value_name = "DIR", requires = "effective", conflicts_with = "table")]
    out: Option<PathBuf>,
}

pub(super) fn show(args: ShowArgs) -> RulesAction {
    match args.rule {
        Some(rule) => RulesAction::Show(rule),
        None => RulesAction::Files(RulesWork::Effective { table: args.table, out: args.out }),
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  skillmix rules new my-trust --extends calderdale --out my-trust
  skillmix rules new my-ward --extends ../my-trust --out my-ward
  skillmix rules new my-rules --out my-rules")]
pub(super) struct NewArgs {
    /// The pack's name: printed with every result
    name: String,
    /// What it extends: the name of the pack that ships, or a folder as seen from the new one
    #[arg(long, value_name = "PACK")]
    extends: Option<String>,
    /// The folder; it must not be there yet
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn new(args: NewArgs) -> RulesAction {
    let NewArgs { name, extends, out } = args;
    RulesAction::Files(RulesWork::New(NewPack { name, extends, out }))
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  skillmix rules fmt my-rules
  skillmix rules fmt rules/calderdale --check

Columns in the usual order, `a,b` as `a, b`, `[a..top]` as `>= a`, LF, few quotes. Rows keep their order,
no column goes, pack.toml is left alone. A pack that does not load is not touched.")]
pub(super) struct FmtArgs {
    /// The pack's folder
    folder: PathBuf,
    /// Change nothing; exit with 1 if anything would change
    #[arg(long)]
    check: bool,
}

pub(super) fn fmt(args: FmtArgs) -> RulesAction {
    RulesAction::Files(RulesWork::Format { folder: args.folder, check: args.check })
}
