//! Arguments of `verify`, with their help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::args::OutputArgs;
use crate::commands::VerifyRequest;

#[derive(Debug, Args)]
#[command(after_help = "\
Hashes first: outputs as they were written, inputs and pack as the run read them. Then every row of
matches.csv and rungs.csv is derived again by a second, slow reading of docs/procedure.md and
compared cell by cell. Findings, sensitivity, forecast, renewals and rejects/ go by hash only.

Examples:
  skillmix verify out
  skillmix verify archive/2026-11/out --from archive/2026-11
  skillmix verify out --sample 200 --json

Exit codes: 0 all the same; 1 something differs; 2 an input or the pack is not as it was, or the
folder holds no run: it cannot be verified. See docs/verify.md.")]
pub(super) struct VerifyArgs {
    /// Folder that `match` has written
    out: PathBuf,
    /// Derive only N tasks, drawn by hash: the same draw for the same tasks file
    #[arg(long, value_name = "N")]
    sample: Option<NonZeroUsize>,
    /// Folder from which the paths of the run lead [default: this one]
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Show cells, tasks and people where they differ
    #[arg(long)]
    show_values: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// What was meant.
pub(super) fn request(args: VerifyArgs) -> VerifyRequest {
    VerifyRequest {
        out: args.out,
        from: args.from,
        sample: args.sample.map(NonZeroUsize::get),
        json: args.output.json,
        quiet: args.output.quiet,
        show_values: args.show_values,
    }
}
