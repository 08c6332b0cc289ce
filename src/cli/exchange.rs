//! Arguments of `profile` and `map`, with their help.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::{OutputArgs, PackArgs, When};
use super::common;
use crate::commands::{EncodingName, Looking, MapRequest, ProfileRequest};
use crate::model::Day;

#[derive(Debug, Args)]
#[command(after_help = "\
Tells encoding, delimiter, line ends, rows that are ragged, badly quoted, blank, totals or double,
and of every column its likely meaning, types, distinct values, ranges and what is odd about it.
Any delimited text (packed or not); workbooks and Parquet where built with `xlsx` and `arrow`.
Values of personal columns are not shown, shapes are.

Examples:
  skillmix profile exports/staff.csv exports/competences.csv
  skillmix profile exports/*.csv --html profile.html --quiet
  skillmix profile odd.txt --delimiter '|' --encoding windows-1252 --skip 3 --json")]
pub(super) struct ProfileArgs {
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The character between cells (`tab` for a tab) [default: what the first row shows]
    #[arg(long, value_name = "CHARACTER", value_parser = character)]
    delimiter: Option<char>,
    /// The encoding [default: what the bytes show]
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    /// The worksheet of a workbook
    #[arg(long, value_name = "NAME")]
    worksheet: Option<String>,
    /// Lines above the header row
    #[arg(long, value_name = "LINES", default_value_t = 0)]
    skip: u32,
    /// Show the values of personal columns too
    #[arg(long)]
    show_values: bool,
    /// Write a page for a browser; a file that is there is never written over
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

/// An encoding by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Encoding {
    /// UTF-8
    #[value(name = "utf8")]
    Utf8,
    /// As older Windows programs write
    #[value(name = "windows-1252")]
    Windows1252,
    /// UTF-16, low byte first
    #[value(name = "utf16le")]
    Utf16le,
    /// UTF-16, high byte first
    #[value(name = "utf16be")]
    Utf16be,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Writes a mapping.toml of proposals. Each says how sure it is and on what it rests; none counts
until somebody has written `confirmed = true`. Only columns that have our names are in force.

Examples:
  skillmix map exports --tasks tasks.csv --competencies competencies.csv
  skillmix map exports --from mapping.toml --out mapping-2027.toml
  skillmix check exports --mapping mapping.toml --as-at today")]
pub(super) struct MapArgs {
    /// The folder with the files
    folder: PathBuf,
    /// The mapping; a file that is there is never written over
    #[arg(long, value_name = "FILE", default_value = "mapping.toml")]
    out: PathBuf,
    /// An earlier mapping: what is confirmed in it is kept, what is new is proposed
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Tasks file, instead of the folder's tasks.csv
    #[arg(long, value_name = "FILE")]
    tasks: Option<PathBuf>,
    /// Competencies file, instead of the folder's competencies.csv
    #[arg(long, value_name = "FILE")]
    competencies: Option<PathBuf>,
    /// Confirm proposals that are at least so sure; each then says that nobody looked at it
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    confirm_at_least: Option<u8>,
    /// The day for which the pack's words hold: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE", default_value = "today")]
    as_at: When,
    #[command(flatten)]
    pack: PackArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// What `profile` means.
pub(super) fn profile(args: ProfileArgs) -> ProfileRequest {
    let encoding = args.encoding.map(|encoding| match encoding {
        Encoding::Utf8 => EncodingName::Utf8,
        Encoding::Windows1252 => EncodingName::Windows1252,
        Encoding::Utf16le => EncodingName::Utf16le,
        Encoding::Utf16be => EncodingName::Utf16be,
    });
    ProfileRequest {
        files: args.files,
        looking: Looking { encoding, delimiter: args.delimiter, worksheet: args.worksheet, skip: args.skip },
        show_values: args.show_values,
        json: args.output.json,
        quiet: args.output.quiet,
        html: args.html,
    }
}

/// What `map` means.
pub(super) fn map(args: MapArgs, today: Day) -> MapRequest {
    MapRequest {
        common: common(&args.pack, Some(&args.output), args.as_at, today),
        folder: args.folder,
        out: args.out,
        from: args.from,
        tasks: args.tasks,
        competencies: args.competencies,
        confirm_at_least: args.confirm_at_least,
    }
}

fn character(text: &str) -> Result<char, String> {
    let mut letters = text.chars();
    match (text, letters.next(), letters.next()) {
        ("tab" | "\\t", _, _) => Ok('\t'),
        (_, Some(letter), None) => Ok(letter),
        _ => Err("not one character; write `tab` for a tab".to_owned()),
    }
}
