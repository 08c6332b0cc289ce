//! The program: argv, clock, terminal, exit code.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use skillmix::cli::{self, Meant};
use skillmix::commands::{self, Host, Moment, Reading};
use skillmix::model::Day;

/// Somebody asked the program to stop.
static STOP: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "main is where the clock is read")]
    let (start, today) = (Instant::now(), jiff::Zoned::now().date());
    let Some(today) = Day::from_ymd(today.year(), today.month(), today.day()) else {
        put(&mut std::io::stderr(), b"skillmix: the machine's clock is outside 1900 to 2199\n");
        return ExitCode::from(3);
    };
    let request = match cli::parse(std::env::args_os(), today) {
        Ok(Meant::Run(request)) => request,
        Ok(Meant::Printed(text)) => {
            put(&mut std::io::stdout(), &text);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            // clap prints help to standard output and faults to standard error; nothing more can be done if that fails
            drop(error.print());
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    if let Some(home) = request.home()
        && let Err(error) = std::env::set_current_dir(home)
    {
        put(&mut std::io::stderr(), format!("skillmix: {}: {error}\n", home.display()).as_bytes());
        return ExitCode::from(2);
    }
    let waiting = Waiting::new();
    // a second request to stop does not wait for the first to be heard
    let heard = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if heard.is_err() {
        put(&mut std::io::stderr(), b"skillmix: note: signals cannot be heard here\n");
    }
    let result = commands::run(
        &request,
        Host {
            clock: &|| start.elapsed(),
            progress: &|stage| waiting.tell(stage),
            reading: &|reading| waiting.read(reading),
            stopped: &|| STOP.load(Ordering::Relaxed),
            now: &now,
            program: &|| std::env::current_exe().ok(),
            line: &|text| put(&mut std::io::stderr(), format!("{text}\n").as_bytes()),
        },
    );
    waiting.clear();
    match result {
        Ok(outcome) => {
            put(&mut std::io::stderr(), outcome.stderr.as_bytes());
            put(&mut std::io::stdout(), outcome.stdout.as_bytes());
            ExitCode::from(outcome.code)
        }
        Err(error) => {
            put(&mut std::io::stderr(), request.error_text(&error).as_bytes());
            ExitCode::from(error.exit_code())
        }
    }
}

/// What the clock says, to the second.
fn now() -> Moment {
    let now = jiff::Timestamp::now();
    // the whole seconds of a moment that there is are one too
    let whole = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
    Moment { seconds: whole.as_second(), text: whole.to_string(), process: std::process::id() }
}

/// What is being done, on a terminal only, gone when it is done.
struct Waiting {
    bar: ProgressBar,
}

impl Waiting {
    fn new() -> Self {
        let shown = std::io::stderr().is_terminal() && std::io::stdout().is_terminal();
        let bar = if shown { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if shown {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Self { bar }
    }

    fn tell(&self, stage: &str) {
        // rates and the time left are those of the stage
        self.bar.reset();
        self.dress("{spinner} {msg} ...");
        self.bar.set_message(stage.to_owned());
    }

    fn read(&self, reading: Reading) {
        if let Some(of) = reading.of {
            self.bar.set_length(of);
            self.dress(
                "{spinner} reading holdings [{bar:30}] {bytes} of {total_bytes}, {binary_bytes_per_sec}, {msg}, {eta} left",
            );
        } else {
            self.dress("{spinner} reading holdings: {bytes}, {binary_bytes_per_sec}, {msg}");
        }
        let per_second = u128::from(reading.rows) * 1_000 / self.bar.elapsed().as_millis().max(1);
        self.bar.set_message(format!("{} rows, {per_second} rows a second", reading.rows));
        self.bar.set_position(reading.bytes);
    }

    fn dress(&self, template: &str) {
        // a template that cannot be read leaves the last one
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
    }

    fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// Writes to a terminal or pipe; a reader that has gone away is no fault of ours.
fn put(to: &mut impl Write, bytes: &[u8]) {
    drop(to.write_all(bytes).and_then(|()| to.flush()));
}
