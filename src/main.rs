//! The program: argv, clock, terminal, exit code.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::Instant;

use skillmix::cli::{self, Meant};
use skillmix::commands::{self, Host};
use skillmix::model::Day;

fn main() -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "main is where the clock is read")]
    let (start, today) = (Instant::now(), jiff::Zoned::now().date());
    let Some(today) = Day::from_ymd(today.year(), today.month(), today.day()) else {
        put(&mut std::io::stderr(), b"skillmix: the machine's clock is outside 1900 to 2199\n");
        return ExitCode::from(3);
    };
    let request = match cli::parse(std::env::args_os(), today) {
        Ok(Meant::Run(request)) => request,
        Ok(Meant::Completions(script)) => {
            put(&mut std::io::stdout(), &script);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            // clap prints help to standard output and faults to standard error; nothing more can be done if that fails
            drop(error.print());
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let waiting = Waiting { shown: std::io::stderr().is_terminal() && std::io::stdout().is_terminal() };
    let result =
        commands::run(&request, Host { clock: &|| start.elapsed(), progress: &|stage| waiting.tell(stage) });
    waiting.clear();
    match result {
        Ok(outcome) => {
            put(&mut std::io::stderr(), outcome.stderr.as_bytes());
            put(&mut std::io::stdout(), outcome.stdout.as_bytes());
            ExitCode::from(outcome.code)
        }
        Err(error) => {
            put(&mut std::io::stderr(), commands::error_text(&error).as_bytes());
            ExitCode::from(error.exit_code())
        }
    }
}

/// One line on a terminal that says what is being done, and goes when it is done.
struct Waiting {
    shown: bool,
}

impl Waiting {
    fn tell(&self, stage: &str) {
        if self.shown {
            put(&mut std::io::stderr(), format!("\r\x1b[K{stage} ...").as_bytes());
        }
    }

    fn clear(&self) {
        if self.shown {
            put(&mut std::io::stderr(), b"\r\x1b[K");
        }
    }
}

/// Writes to a terminal or pipe; a reader that has gone away is no fault of ours.
fn put(to: &mut impl Write, bytes: &[u8]) {
    drop(to.write_all(bytes).and_then(|()| to.flush()));
}
