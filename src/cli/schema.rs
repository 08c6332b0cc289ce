//! Arguments of `schema`, with their help.

use clap::{Args, ValueEnum};

use super::args::{PackArgs, When};
use super::common;
use crate::commands::{SchemaFormat, SchemaRequest};
use crate::model::Day;

#[derive(Debug, Args)]
#[command(after_help = "\
Roles, criteria and other words are those of the pack, so that a check of a file by its schema
finds a misspelt one. A schema says what cells can be; what skillmix makes of those that are not
is in docs/datasets.md.

Examples:
  skillmix schema staff                                 # Frictionless Table Schema of staff.csv
  skillmix schema outputs > out/datapackage.json        # Data Package beside the outputs of match
  skillmix schema inputs --format csvw --rules my-rules
  skillmix schema --format markdown                     # the data dictionary")]
pub(super) struct SchemaArgs {
    /// inputs, outputs, diff, or one table (staff, matches) [default: every table]
    table: Option<String>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "frictionless")]
    format: Format,
    /// The day for which the pack is read: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE", default_value = "today")]
    as_at: When,
    #[command(flatten)]
    pack: PackArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Frictionless Table Schema of one table, Data Package of several
    Frictionless,
    /// CSV on the Web metadata
    Csvw,
    /// A page for people
    Markdown,
}

/// What was meant.
pub(super) fn request(args: SchemaArgs, today: Day) -> SchemaRequest {
    SchemaRequest {
        common: common(&args.pack, None, args.as_at, today),
        table: args.table,
        format: match args.format {
            Format::Frictionless => SchemaFormat::Frictionless,
            Format::Csvw => SchemaFormat::Csvw,
            Format::Markdown => SchemaFormat::Markdown,
        },
    }
}
