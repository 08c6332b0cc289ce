//! Arguments of `dmn` and of the two `rules` commands with DMN.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::OutputArgs;
use crate::commands::{Common, DmnAction, DmnRequest};
use crate::model::Day;

#[derive(Debug, Args)]
pub(super) struct DmnArgs {
    #[command(subcommand)]
    command: DmnCommand,
}

#[derive(Debug, Subcommand)]
enum DmnCommand {
    /// Evaluate a decision of a DMN model: the result, and the rules that matched on the way
    Eval(EvalArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  skillmix dmn eval tests/dmn/menu/model.dmn --decision Drinks --input tests/dmn/menu/Drinks.winter.in.json

Models of decision tables over inputs and other decisions, DMN 1.1 to 1.5, S-FEEL;
docs/dmn.md says what is outside. An input that the facts lack is null.")]
struct EvalArgs {
    /// The model
    #[arg(value_name = "MODEL.dmn")]
    model: PathBuf,
    /// The decision, by name or id
    #[arg(long, value_name = "NAME")]
    decision: String,
    /// The facts: one JSON object, a key for every input
    #[arg(long, value_name = "FACTS.json")]
    input: PathBuf,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum PackCommand {
    /// Write the rule tables as a DMN model, to draw and edit them in a modeller
    #[command(after_help = "Example:\n  skillmix rules export-dmn --rules my-rules --out my-rules.dmn")]
    ExportDmn {
        /// The file; it must not be there yet [default: standard output]
        #[arg(long, value_name = "FILE.dmn")]
        out: Option<PathBuf>,
        /// The version of DMN that the file says it is; Camunda Modeler opens 1.3
        #[arg(long, value_name = "VERSION", value_parser = ["1.3", "1.4", "1.5"], default_value = "1.5")]
        dmn: String,
    },
    /// Make a pack of a DMN model that `export-dmn` wrote; words and cases are those of --rules
    #[command(after_help = "\
Example:
  skillmix rules import-dmn my-rules.dmn --out new-rules --rules my-rules

What a pack cannot say is refused, with file and line. Everything but the rule tables is copied
from the pack named by --rules.")]
    ImportDmn {
        /// The model
        #[arg(value_name = "MODEL.dmn")]
        model: PathBuf,
        /// Folder of the new pack; it appears whole or not at all, and never over another
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// `dmn`, as meant.
pub(super) fn dmn(args: DmnArgs, today: Day) -> DmnRequest {
    let DmnCommand::Eval(args) = args.command;
    let EvalArgs { model, decision, input, output } = args;
    DmnRequest {
        common: Common {
            pack: None,
            as_at: today,
            json: output.json,
            quiet: output.quiet,
            show_values: false,
        },
        action: DmnAction::Eval { model, decision, facts: input },
    }
}

/// `rules export-dmn` and `rules import-dmn`, as meant.
pub(super) fn pack(command: PackCommand, common: Common) -> DmnRequest {
    let action = match command {
        PackCommand::ExportDmn { out, dmn } => DmnAction::Export { out, version: dmn },
        PackCommand::ImportDmn { model, out } => DmnAction::Import { model, out },
    };
    DmnRequest { common, action }
}
