//! The command line: as typed to as meant.

mod args;
mod audit;
mod dataset;
mod diff;
mod dmn;
mod exchange;
mod explain;
mod graph;
mod history;
mod panel;
mod report;
mod rules;
mod run;
mod schema;
mod verify;

use clap::{CommandFactory, Parser};

use crate::cli::args::{
    Cli, Command, GenerateArgs, MatchArgs, OutputArgs, PackArgs, PseudonymiseArgs, RulesCommand, Size, When,
};
use crate::cli::dataset::paths;
use crate::commands::{
    CheckRequest, Common, ForecastRequest, GenerateRequest, MatchRequest, PseudonymiseRequest, Request,
    RulesAction, RulesRequest, RulesWork, Since, Sizes, Wanted,
};
use crate::model::Day;

/// What the command line means.
#[derive(Debug)]
pub enum Meant {
    /// Run this.
    Run(Box<Request>),
    /// Print this.
    Printed(Vec<u8>),
}

/// Reads a command line. `today` stands for `--as-at today`.
pub fn parse(argv: impl IntoIterator<Item = std::ffi::OsString>, today: Day) -> Result<Meant, clap::Error> {
    let cli = Cli::try_parse_from(argv)?;
    let request = match cli.command {
        Command::Match(args) => Request::Match(matching(args, today)),
        Command::Check(args) => Request::Check(CheckRequest {
            common: common(&args.pack, Some(&args.output), args.as_at, today)
                .showing(args.dataset.show_values),
            impact: args.impact.then_some(args.top),
            paths: paths(args.dataset, args.staff),
        }),
        Command::Convert(args) => Request::Convert(dataset::convert(args, today)),
        Command::Explain(args) => Request::Explain(explain::request(args, today)),
        Command::Panel(args) => Request::Worksheet(panel::request(args, today)),
        Command::Profile(args) => Request::Profile(exchange::profile(args)),
        Command::Map(args) => Request::Map(exchange::map(args, today)),
        Command::Dmn(args) => Request::Dmn(dmn::dmn(args, today)),
        Command::Rules(args) => {
            let action = match args.command {
                RulesCommand::Dmn(command) => {
                    let common = common(&args.pack, None, args.as_at, today);
                    return Ok(Meant::Run(Box::new(Request::Dmn(dmn::pack(command, common)))));
                }
                RulesCommand::List => RulesAction::List,
                RulesCommand::Show(args) => rules::show(args),
                RulesCommand::Check(args) => audit::check(args),
                RulesCommand::Test(args) => audit::test(args),
                RulesCommand::Diff(args) => audit::diff(args),
                RulesCommand::New(args) => rules::new(args),
                RulesCommand::Fmt(args) => rules::fmt(args),
                RulesCommand::Schema => RulesAction::Files(RulesWork::Schema),
            };
            Request::Rules(RulesRequest { common: common(&args.pack, None, args.as_at, today), action })
        }
        Command::Report(args) => Request::Report(report::request(args)),
        Command::Schema(args) => Request::Schema(schema::request(args, today)),
        Command::Graph(args) => Request::GraphExport(graph::request(args, today)),
        Command::Pseudonymise(args) => Request::Pseudonymise(pseudonymise(args, today)),
        Command::Generate(args) => Request::Generate(generate(args, today)),
        Command::Run(args) => return Ok(run::meant(args, today)),
        Command::Verify(args) => Request::Verify(verify::request(args)),
        Command::History(args) => Request::History(history::request(args)),
        Command::Diff(args) => Request::Diff(diff::request(args)),
        Command::Completions { shell } => return Ok(completions(shell)),
    };
    Ok(Meant::Run(Box::new(request)))
}

fn matching(args: MatchArgs, today: Day) -> MatchRequest {
    MatchRequest {
        common: common(&args.pack, Some(&args.output), args.as_at, today).showing(args.dataset.show_values),
        paths: paths(args.dataset, args.staff),
        out: args.out,
        rungs: args.rungs,
        sensitivity: args.sensitivity,
        also: args.also.into_iter().map(Into::into).collect(),
        report: args.report,
        share: args.more.sharing(),
        unit_costs: args.more.unit_costs,
        since: args.since.map(|run| Since { run, may_fail: false }),
        memory: args.memory,
        trend: Vec::new(),
        forecast: args.forecast.map(|months| ForecastRequest { months, leavers: args.leavers }),
        threads: args.threads.map(usize::from),
        fail_on: args.fail_on,
    }
}

fn completions(shell: clap_complete::Shell) -> Meant {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "skillmix", &mut script);
    Meant::Printed(script)
}

fn pseudonymise(args: PseudonymiseArgs, today: Day) -> PseudonymiseRequest {
    PseudonymiseRequest {
        common: common(&args.pack, Some(&args.output), args.as_at, today).showing(args.dataset.show_values),
        key: args.key,
        new_key: args.new_key,
        out: args.out,
        paths: paths(args.dataset, args.staff),
    }
}

fn generate(args: GenerateArgs, today: Day) -> GenerateRequest {
    let size = args.size.map(|size| match size {
        Size::Ward => Sizes::WARD,
        Size::Trust => Sizes::TRUST,
        Size::Icb => Sizes::ICB,
        Size::England => Sizes::ENGLAND,
    });
    GenerateRequest {
        common: common(&args.pack, Some(&args.output), args.as_at, today),
        size,
        wanted: Wanted {
            staff: args.staff,
            holdings: args.holdings,
            tasks: args.tasks,
            sites: args.sites,
            competencies: args.competencies,
        },
        seed: args.seed,
        shuffled: args.shuffled,
        dirty: args.dirty,
        out: args.out,
    }
}

fn common(pack: &PackArgs, output: Option<&OutputArgs>, as_at: When, today: Day) -> Common {
    let as_at = match as_at {
        When::Today => today,
        When::Day(day) => day,
    };
    let said = |choice: fn(&OutputArgs) -> bool| output.is_some_and(choice);
    Common {
        pack: pack.rules.clone(),
        as_at,
        json: said(|o| o.json),
        quiet: said(|o| o.quiet),
        show_values: false,
    }
}
