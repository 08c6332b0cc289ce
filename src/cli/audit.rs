//! Arguments of `rules check`, `rules test` and `rules diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::commands::{CheckFormat, RulesAction, RulesCheck, RulesDiff, RulesTest};

#[derive(Debug, Args)]
#[command(after_help = "\
Shows what clinicians have to know before they trust a pack: rows that repeat, outdo or never
fire; words no row uses; and whether more risk can loosen anything: proved over every combination
of facts, or two tasks that show it. Exit 1 if there is an error.

Examples:
  skillmix rules check --rules my-rules
  skillmix rules check --rules my-rules --witness shown
  skillmix explain W001a shown --rules my-rules --as-at today
  skillmix rules check --rules my-rules --format sarif > check.sarif")]
pub(super) struct RulesCheckArgs {
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Print notes too
    #[arg(long)]
    notes: bool,
    /// Write the tasks that show faults as a dataset for `explain`
    #[arg(long, value_name = "DIR")]
    witness: Option<PathBuf>,
    /// Exit 1 for warnings too
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// To read
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code review tools
    Sarif,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  skillmix rules test --rules my-rules
  skillmix rules test --rules my-rules --fail-under 80 --suggest more-cases.csv")]
pub(super) struct RulesTestArgs {
    /// Exit 1 if less than this share of rules, values or results is exercised, in hundredths
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u64).range(..=100))]
    fail_under: Option<u64>,
    /// Write a case for everything that no case exercises; check each by hand
    #[arg(long, value_name = "FILE")]
    suggest: Option<PathBuf>,
    /// JSON on standard output
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
A pack is a folder, or `calderdale` for the one that ships.

Examples:
  skillmix rules diff calderdale my-rules
  skillmix rules diff old-rules new-rules --dataset datasets/community-rehab --as-at 2026-11-01
  skillmix rules diff old-rules new-rules --dataset my-trust --fail-on loosened --sign-off accepted.csv

A sign-off file has the columns task_id, site, from, to, approver, approved_on, reason; from and
to as they are printed (`placed 5, floor 5`).")]
pub(super) struct RulesDiffArgs {
    /// The pack as it was
    before: PathBuf,
    /// The pack as it is to be
    after: PathBuf,
    /// A dataset to try both packs on
    #[arg(long, value_name = "DIR")]
    dataset: Option<PathBuf>,
    /// How other people's files of the dataset become our sheets
    #[arg(long, value_name = "FILE", requires = "dataset")]
    mapping: Option<PathBuf>,
    /// Exit 1 if this holds
    #[arg(long, value_enum)]
    fail_on: Option<FailOnDiff>,
    /// Changes that somebody has accepted
    #[arg(long, value_name = "FILE", requires = "dataset")]
    sign_off: Option<PathBuf>,
    /// JSON on standard output
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOnDiff {
    /// Something is loosened that nobody has signed off
    Loosened,
}

pub(super) fn check(args: RulesCheckArgs) -> RulesAction {
    let format = match args.format {
        Format::Text => CheckFormat::Text,
        Format::Json => CheckFormat::Json,
        Format::Sarif => CheckFormat::Sarif,
    };
    RulesAction::Check(RulesCheck { format, notes: args.notes, witness: args.witness, strict: args.strict })
}

pub(super) fn test(args: RulesTestArgs) -> RulesAction {
    RulesAction::Test(RulesTest { json: args.json, fail_under: args.fail_under, suggest: args.suggest })
}

pub(super) fn diff(args: RulesDiffArgs) -> RulesAction {
    RulesAction::Diff(RulesDiff {
        packs: [args.before, args.after],
        dataset: args.dataset,
        mapping: args.mapping,
        fail_on_loosened: args.fail_on == Some(FailOnDiff::Loosened),
        sign_off: args.sign_off,
        json: args.json,
    })
}
