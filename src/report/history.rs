//! The runs of a job over time: sparklines and a table for a terminal of 100 columns, and JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::words::grouped;
use crate::model::{PastNumbers, PastRun};

/// Most runs of which a sparkline tells: the newest.
const MOST: usize = 32;
/// From the lowest to the highest.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A run for programs.
#[derive(Debug, Serialize)]
struct RunJson<'r> {
    job: &'r str,
    name: Option<&'r str>,
    day: &'r str,
    outcome: &'r str,
    exit_code: Option<u8>,
    ended_at: Option<&'r str>,
    milliseconds: Option<u64>,
    trouble: Option<&'r str>,
    numbers: Option<NumbersJson<'r>>,
}

/// Numbers of a run; what is not told by site is left out where one site is asked for.
#[derive(Debug, Serialize)]
struct NumbersJson<'r> {
    pack: &'r str,
    as_at: &'r str,
    tasks: u64,
    placed: u64,
    by_status: &'r BTreeMap<String, u64>,
    placed_by_level: &'r BTreeMap<u8, u64>,
    able: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    of_all_sites: Option<WholeJson>,
}

/// Numbers that are known of all sites only.
#[derive(Debug, Serialize)]
struct WholeJson {
    people: u64,
    errors: u64,
    warnings: u64,
    notes: u64,
    rejected: u64,
}

/// As JSON, for `--json`.
#[must_use]
pub fn history_json(runs: &[PastRun], site: Option<&str>) -> String {
    let numbers = |numbers: &'_ PastNumbers| {
        let [errors, warnings, notes] = numbers.severities;
        let whole = WholeJson { people: numbers.people, errors, warnings, notes, rejected: numbers.rejected };
        site.is_none().then_some(whole)
    };
    let runs: Vec<RunJson<'_>> = runs
        .iter()
        .map(|PastRun { end, numbers: of }| RunJson {
            job: &end.job,
            name: end.name.as_deref(),
            day: &end.day,
            outcome: &end.outcome,
            exit_code: end.exit_code,
            ended_at: end.ended_at.as_deref(),
            milliseconds: end.milliseconds,
            trouble: end.trouble.as_deref(),
            numbers: of.as_ref().map(|of| NumbersJson {
                pack: &of.pack,
                as_at: &of.as_at,
                tasks: of.tasks,
                placed: of.placed(),
                by_status: &of.by_status,
                placed_by_level: &of.by_level,
                able: of.able,
                of_all_sites: numbers(of),
            }),
        })
        .collect();
    let whole = serde_json::json!({ "site": site, "runs": runs });
    format!("{}\n", serde_json::to_string_pretty(&whole).unwrap_or_default())
}

/// As text for a terminal: the runs of each job, oldest first.
#[must_use]
pub fn history_text(runs: &[PastRun], site: Option<&str>) -> String {
    if runs.is_empty() {
        return "The history has no run.\n".to_owned();
    }
    let jobs = runs.chunk_by(|one, next| one.end.job == next.end.job);
    jobs.map(|runs| of_job(runs, site)).collect::<Vec<_>>().join("\n")
}

fn of_job(runs: &[PastRun], site: Option<&str>) -> String {
    let mut text = String::new();
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return text };
    let many = if runs.len() == 1 { "1 run".to_owned() } else { format!("{} runs", runs.len()) };
    let of_site = site.map(|site| format!(", site {site}")).unwrap_or_default();
    // writing into a string does not fail
    let _ = writeln!(text, "Job {}{of_site}: {many}, {} to {}", last.end.job, first.end.day, last.end.day);
    sparklines(&mut text, runs, site);
    text.push('\n');
    table(&mut text, runs, site);
    text
}

/// What a line of little blocks tells: its words, and the number of a run.
type Line = (&'static str, fn(&PastRun, &PastNumbers) -> Option<u64>);

const OF_SITES: [Line; 3] = [
    ("tasks placed", |_, numbers| Some(numbers.placed())),
    ("not placed", |_, numbers| Some(numbers.tasks - numbers.placed())),
    ("people able, over all tasks", |_, numbers| Some(numbers.able)),
];
const OF_ALL: [Line; 3] = [
    ("people", |_, numbers| Some(numbers.people)),
    ("rows refused", |_, numbers| Some(numbers.rejected)),
    ("seconds", |run, _| run.end.milliseconds.map(|taken| taken.div_ceil(1_000))),
];

fn sparklines(text: &mut String, runs: &[PastRun], site: Option<&str>) {
    let published = runs.iter().filter(|run| run.end.outcome == "published");
    let published: Vec<_> = published.filter_map(|run| Some((run, run.numbers.as_ref()?))).collect();
    let shown = published.get(published.len().saturating_sub(MOST)..).unwrap_or_default();
    if shown.len() < 2 {
        return;
    }
    let lines = OF_SITES.iter().chain(OF_ALL.iter().filter(|_| site.is_none()));
    for (words, number) in lines {
        let numbers: Vec<u64> = shown.iter().filter_map(|(run, of)| number(run, of)).collect();
        let (Some(low), Some(high)) = (numbers.iter().min(), numbers.iter().max()) else { continue };
        let now = numbers.last().copied().unwrap_or_default();
        let range = if low == high {
            format!("always {}", grouped(now))
        } else {
            format!("{} to {}, now {}", grouped(low), grouped(high), grouped(now))
        };
        let _ = writeln!(text, "  {words:<27} {}  {range}", sparkline(&numbers));
    }
    let _ = writeln!(
        text,
        "  Each line is the last {} published runs, from its lowest to its highest.",
        shown.len()
    );
}

/// A block for each number; all the same are a line in the middle.
fn sparkline(numbers: &[u64]) -> String {
    let low = numbers.iter().min().copied().unwrap_or_default();
    let span = numbers.iter().max().copied().unwrap_or_default() - low;
    let block = |number: &u64| {
        let height = u128::from(number - low) * 7;
        let place = (height + u128::from(span) / 2).checked_div(u128::from(span)).unwrap_or(3);
        usize::try_from(place).ok().and_then(|place| BLOCKS.get(place)).copied().unwrap_or('█')
    };
    numbers.iter().map(block).collect()
}

fn table(text: &mut String, runs: &[PastRun], site: Option<&str>) {
    let whole = if site.is_none() { "   people  refused errors seconds" } else { "" };
    let head = format!(
        "{:<14}{:<10}{:>8}{:>9}{:>8}{:>8}{:>10}",
        "run", "outcome", "tasks", "placed", "change", "share", "able"
    );
    let _ = writeln!(text, "{head}{whole}");
    let mut before: Option<u64> = None;
    for run in runs {
        let name = run.end.name.as_deref().unwrap_or(&run.end.day);
        let _ = write!(text, "{name:<14}{:<10}", run.end.outcome);
        let Some(numbers) = &run.numbers else {
            let code = run.end.exit_code.map(|code| format!("exit code {code}")).unwrap_or_default();
            let why = run.end.trouble.as_deref().map(|trouble| format!(": {trouble}")).unwrap_or_default();
            let _ = writeln!(text, "  {}", short(&format!("{code}{why}"), 72));
            continue;
        };
        let placed = numbers.placed();
        let change = before.map(|before| signed(before, placed)).unwrap_or_default();
        let share = (placed * 1_000).checked_div(numbers.tasks);
        let share = share.map(|share| format!("{}.{}%", share / 10, share % 10)).unwrap_or_default();
        let (tasks, able) = (grouped(numbers.tasks), grouped(numbers.able));
        let _ = write!(text, "{tasks:>8}{:>9}{change:>8}{share:>8}{able:>10}", grouped(placed));
        if site.is_none() {
            let [errors, ..] = numbers.severities;
            let seconds = run.end.milliseconds.map(seconds).unwrap_or_default();
            let (people, rejected) = (grouped(numbers.people), grouped(numbers.rejected));
            let _ = write!(text, "{people:>9}{rejected:>9}{:>7}{seconds:>8}", grouped(errors));
        }
        text.push('\n');
        if run.end.outcome == "published" {
            before = Some(placed);
        }
    }
}

/// A change with its sign.
fn signed(before: u64, now: u64) -> String {
    match now.cmp(&before) {
        std::cmp::Ordering::Less => format!("-{}", grouped(before - now)),
        std::cmp::Ordering::Equal => "0".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", grouped(now - before)),
    }
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{}", grouped(milliseconds / 1_000), milliseconds % 1_000 / 100)
}

/// At most so many letters, on one line.
fn short(text: &str, most: usize) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most.saturating_sub(3)).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_go_from_the_lowest_to_the_highest() {
        assert_eq!(sparkline(&[0, 1, 2, 3, 4, 5, 6, 7]), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[5, 5]), "▄▄");
        assert_eq!(sparkline(&[u64::MAX, 0]), "█▁");
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn changes_have_their_sign() {
        assert_eq!([signed(1, 1_001), signed(5, 3), signed(2, 2)], ["+1,000", "-2", "0"]);
        assert_eq!(short("a\nbcdef", 5), "a ...");
    }
}
