//! Arguments as typed, with their help.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::audit::{RulesCheckArgs, RulesDiffArgs, RulesTestArgs};
use super::dataset::DatasetArgs;
use super::explain::ExplainArgs;
use super::rules::{FmtArgs, NewArgs, ShowArgs};
use crate::commands::{Ahead, Also, FailOn};
use crate::model::Day;

/// Matches clinical tasks to the lowest safe role level, with a reason for every level it refuses
#[derive(Debug, Parser)]
#[command(
    name = "skillmix",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  skillmix match datasets/community-rehab --as-at 2026-11-01
  skillmix explain CR-T02 datasets/community-rehab --as-at 2026-11-01
  skillmix check my-ward --as-at today --rules my-rules
  skillmix rules test --rules my-rules
  skillmix generate --size trust --seed 1 --out my-trust

Exit codes: 0 ran; 1 ran and a --fail-on condition (or a test) holds; 2 the command line,
an input or the pack cannot be used; 3 the machine failed."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find the lowest safe level of every task; write matches.csv, findings.csv, rejects, run.json
    Match(MatchArgs),
    /// Read inputs and pack and say what is wrong with them; match nothing
    Check(CheckArgs),
    /// Write the sheets that a mapping makes of other people's files
    Convert(super::dataset::ConvertArgs),
    /// Prove one answer: every stage, every row with its source, every level refused and why
    Explain(ExplainArgs),
    /// Run a job, every night if wanted: match, compare with the last run, publish whole
    Run(super::run::RunArgs),
    /// Show the runs of a job over time, from the history that it keeps
    History(super::history::HistoryArgs),
    /// Check a finished run: hashes, then every row of its tables derived again by a second reading
    Verify(super::verify::VerifyArgs),
    /// Say what changed between two runs, task by task, and why: each cause is undone and matched again
    Diff(super::diff::DiffArgs),
    /// Prepare the meeting of a panel
    Panel(super::panel::PanelArgs),
    /// Say what files are: encoding, rows, columns with their likely meaning, and what is odd
    Profile(super::exchange::ProfileArgs),
    /// Propose a mapping.toml for other people's files, each proposal with its evidence
    Map(super::exchange::MapArgs),
    /// List, show, check, test, compare, write or format the rules of a pack
    Rules(RulesArgs),
    /// Evaluate DMN models of decision tables
    Dmn(super::dmn::DmnArgs),
    /// Write the page for people of a run that was made before
    Report(super::report::ReportArgs),
    /// Print the schema of every table, for other tools or as a page for people
    Schema(super::schema::SchemaArgs),
    /// Write the competencies of a dataset for other programs
    Graph(super::graph::GraphArgs),
    /// Write a dataset again with pseudonyms for people and without columns that nothing reads
    Pseudonymise(PseudonymiseArgs),
    /// Write a synthetic dataset of any size: staff, holdings, tasks, competencies, links
    Generate(GenerateArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Which rules.
#[derive(Debug, Args)]
pub(super) struct PackArgs {
    /// Folder of a rule pack [default: the pack that ships, rules/calderdale]
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) rules: Option<PathBuf>,
}

/// How to tell.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum AlsoFormat {
    /// JSON Lines
    Jsonl,
    /// Parquet (a build with the feature arrow)
    Parquet,
}

impl From<AlsoFormat> for Also {
    fn from(format: AlsoFormat) -> Self {
        match format {
            AlsoFormat::Jsonl => Also::Jsonl,
            AlsoFormat::Parquet => Also::Parquet,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  skillmix match datasets/community-rehab --as-at 2026-11-01
  skillmix match ward --as-at today --out results --rungs
  skillmix match ward --as-at 2026-11-01 --fail-on errors,no-supervisor --quiet
  skillmix match ward --as-at today --forecast 12m

Conditions of --fail-on: not-placed, restricted, needs-panel, not-yet, no-supervisor,
nobody-competent, errors, warnings, rejects.")]
pub(super) struct MatchArgs {
    #[command(flatten)]
    pub(super) dataset: DatasetArgs,
    /// Staff file, instead of the folder's
    #[arg(long, value_name = "FILE")]
    pub(super) staff: Option<PathBuf>,
    /// The day for which everything is judged: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    pub(super) as_at: When,
    /// Folder for the outputs; they appear whole or not at all
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(super) out: PathBuf,
    /// Write rungs.csv too: every level of every task
    #[arg(long)]
    pub(super) rungs: bool,
    /// Write sensitivity.csv too: which answers change if one criterion moves one step
    #[arg(long)]
    pub(super) sensitivity: bool,
    /// Write every table in other formats too (comma list)
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    pub(super) also: Vec<AlsoFormat>,
    /// Write report.html too: one page that needs nothing else (beyond 5,000 tasks a folder, report/)
    #[arg(long)]
    pub(super) report: bool,
    #[command(flatten)]
    pub(super) more: super::report::PaperArgs,
    /// Folder of an earlier run: the report tells what changed since, and why
    #[arg(long, value_name = "OLD", requires = "report")]
    pub(super) since: Option<PathBuf>,
    /// File that remembers what was read of holdings: less work next time, the same results
    #[arg(long, value_name = "FILE")]
    pub(super) memory: Option<PathBuf>,
    /// Look ahead so many months (1m to 36m): what is lost, when and why, if nothing is renewed
    #[arg(long, value_name = "MONTHS")]
    pub(super) forecast: Option<Ahead>,
    /// With --forecast: people who will leave.
    #[arg(
        long,
        value_name = "FILE",
        requires = "forecast",
        help = "With --forecast: people who will leave (CSV: staff_id,leaves_on)"
    )]
    pub(super) leavers: Option<PathBuf>,
    /// Threads [default: as many as there are cores]; the results are the same for any number
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,
    /// Exit with 1 if any of these holds (comma list)
    #[arg(long, value_name = "CONDITION", value_delimiter = ',')]
    pub(super) fail_on: Vec<FailOn>,
    #[command(flatten)]
    pub(super) pack: PackArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  skillmix check datasets/acute-ward --as-at 2026-11-01\n  skillmix check datasets/community-rehab --as-at 2026-11-01 --impact\n\nExit code 1 when any finding is an error."
)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) dataset: DatasetArgs,
    /// Staff file, instead of the folder's
    #[arg(long, value_name = "FILE")]
    pub(super) staff: Option<PathBuf>,
    /// The day for which everything is judged: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    pub(super) as_at: When,
    /// Price the faults: which answers hang on each, dearest first
    #[arg(long)]
    pub(super) impact: bool,
    /// How many priced faults to show
    #[arg(long, value_name = "N", default_value_t = 20, requires = "impact")]
    pub(super) top: usize,
    #[command(flatten)]
    pub(super) pack: PackArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    pub(super) command: RulesCommand,
    /// The day for which the rules are in force or not: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE", default_value = "today", global = true)]
    pub(super) as_at: When,
    #[command(flatten)]
    pub(super) pack: PackArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Every rule on a line, by table, with counts by kind of source
    List,
    /// One rule, or every rule of a stop, with conditions and source; or the tables of all layers as one
    Show(ShowArgs),
    /// Check the pack: needless rows, unused words, and that more risk never loosens anything
    Check(RulesCheckArgs),
    /// Run the pack's own cases and say what they do not exercise; exit 1 if any turns out otherwise
    Test(RulesTestArgs),
    /// Compare two packs: rows, meaning, and what the change does to a dataset
    Diff(RulesDiffArgs),
    /// Write a new pack: a small one to grow from, or an empty layer on another
    New(NewArgs),
    /// Write a pack's tables in their usual order and wording; the meaning stays
    Fmt(FmtArgs),
    /// Print the JSON Schema of pack.toml
    Schema,
    #[command(flatten)]
    Dmn(super::dmn::PackCommand),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  skillmix pseudonymise ward --key project.key --new-key --out ward-pseudonymised
  skillmix pseudonymise ward --key project.key --out next-month

The same id has the same pseudonym under the same key. Who has the key can find people again: keep it
apart from the data, readable by its owner alone (chmod 600).")]
pub(super) struct PseudonymiseArgs {
    #[command(flatten)]
    pub(super) dataset: DatasetArgs,
    /// Staff file, instead of the folder's
    #[arg(long, value_name = "FILE")]
    pub(super) staff: Option<PathBuf>,
    /// The project's key file
    #[arg(long, value_name = "FILE")]
    pub(super) key: PathBuf,
    /// Make the key file; it must not be there
    #[arg(long)]
    pub(super) new_key: bool,
    /// The day for which the rules are read: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE", default_value = "today")]
    pub(super) as_at: When,
    /// Folder for the dataset; it must not be there
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) pack: PackArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Sizes:
  ward         30 staff        900 holdings       60 tasks    1 site       60 competencies
  trust     6,000 staff    210,000 holdings    3,000 tasks   12 sites     600 competencies
  icb      32,000 staff  1,100,000 holdings   15,000 tasks   60 sites   1,200 competencies
  england  1.5 m  staff       45 m holdings  100,000 tasks  245 sites   1,200 competencies

Numbers named one by one win over the size's. The same options give the same bytes.

Examples:
  skillmix generate --size ward --seed 1 --out ward
  skillmix generate --size trust --seed 7 --shuffled --dirty 0.05 --out dirty-trust
  skillmix generate --staff 2000 --sites 5 --seed 1 --out two-thousand
  skillmix match ward --as-at 2026-01-01")]
pub(super) struct GenerateArgs {
    /// How large, by name
    #[arg(long, value_enum)]
    pub(super) size: Option<Size>,
    /// People
    #[arg(long, value_name = "N")]
    pub(super) staff: Option<u64>,
    /// Rows of holdings.csv [default: 30 a person]
    #[arg(long, value_name = "N")]
    pub(super) holdings: Option<u64>,
    /// Rows of tasks.csv [default: one for two people, 60 to 100,000]
    #[arg(long, value_name = "N")]
    pub(super) tasks: Option<u64>,
    /// Sites [default: one for 500 people, 1 to 245]
    #[arg(long, value_name = "N")]
    pub(super) sites: Option<u64>,
    /// Competency codes [default: 60 to 1,200, by staff]
    #[arg(long, value_name = "N")]
    pub(super) competencies: Option<u64>,
    /// Another seed, other data
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Rows of staff.csv and holdings.csv in no order, instead of a person's together
    #[arg(long)]
    pub(super) shuffled: bool,
    /// Share of rows to damage, 0 to 0.5, as real exports are damaged
    #[arg(long, value_name = "FRACTION", value_parser = millionths, default_value = "0")]
    pub(super) dirty: u64,
    /// The day around which everything is dated: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE", default_value = "2026-01-01")]
    pub(super) as_at: When,
    /// Folder for the dataset; it appears whole or not at all
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) pack: PackArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// A named size.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Size {
    /// One ward
    Ward,
    /// One trust of median size
    Trust,
    /// One integrated care board
    Icb,
    /// The NHS in England
    England,
}

/// A day, or today.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// Whatever day it is.
    Today,
    /// This day.
    Day(Day),
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "today" {
            return Ok(When::Today);
        }
        Day::parse_iso(text).map(When::Day).ok_or_else(|| "not a day; write YYYY-MM-DD or today".to_owned())
    }
}

/// A decimal fraction from 0 to 0.5, in millionths.
fn millionths(text: &str) -> Result<u64, String> {
    let fault = || "not a fraction from 0 to 0.5; write it as 0.05, with at most six decimals".to_owned();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = decimals.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number: Option<u64> = format!("{whole}{decimals:0<6}").parse().ok();
    number.filter(|n| digits && !whole.is_empty() && *n <= 500_000).ok_or_else(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_read_exactly() {
        assert_eq!(millionths("0"), Ok(0));
        assert_eq!(millionths("0.05"), Ok(50_000));
        assert_eq!(millionths("0.500000"), Ok(500_000));
        for bad in ["", ".5", "0.51", "1", "-0.1", "0,1", "0.1234567", "1e-3", "0.1.1", "NaN"] {
            assert!(millionths(bad).is_err(), "{bad}");
        }
    }
}
