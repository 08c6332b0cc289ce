//! The files that a job takes today: paths as they are, patterns that fit one file, or the newest that a pattern fits.

use std::path::{Path, PathBuf};

use crate::commands::{DatasetPaths, given};
use crate::files;
use crate::intake::{Job, Pick};
use crate::model::{Day, Error, Finding, FindingCode, Result};
use crate::report::Chosen;

/// What a job takes.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) paths: DatasetPaths,
    pub(super) chosen: Vec<Chosen>,
    /// Every file: what it is, and the file.
    pub(super) listed: Vec<(&'static str, PathBuf)>,
}

/// Finds the files. Everything that is missing or unclear is told at once.
pub(super) fn take(job: &Job, as_at: Day) -> Result<Taken> {
    let mut taken = Taken::default();
    let mut findings = Vec::new();
    for (kind, pick) in &job.inputs {
        let path = match one(kind, pick, as_at)? {
            Ok(path) => path,
            Err(finding) => {
                findings.push(finding);
                continue;
            }
        };
        let file = path.display().to_string();
        if files::is_pattern(&pick.pattern) {
            let (input, pattern) = ((*kind).to_owned(), pick.pattern.clone());
            taken.chosen.push(Chosen { input, pattern, file: file.clone() });
        }
        if matches!(*kind, "mapping" | "fixed") {
            taken.listed.push((*kind, path.clone()));
        }
        *slot(&mut taken.paths, kind) = Some(path);
    }
    #[cfg(feature = "jobs")]
    for kind in job.queries.keys() {
        *slot(&mut taken.paths, kind) = Some(super::queries::file(job, kind));
    }
    if findings.is_empty() {
        let would = given::would_read(&taken.paths)?.into_iter();
        // what a database will give is not there yet
        taken.listed.extend(would.filter(|(kind, _)| !job.queries.contains_key(kind)));
        findings.extend(absent(job, &taken));
    }
    if findings.is_empty() { Ok(taken) } else { Err(Error::Input(findings)) }
}

/// What the folder must have and does not, and what is in it and is no plain file: a pipe can be read once only.
fn absent<'t>(job: &'t Job, taken: &'t Taken) -> impl Iterator<Item = Finding> + 't {
    let unfit = |(kind, path): &&(&str, PathBuf)| *kind != "fixed" && files::plain_length(path).is_none();
    taken.listed.iter().filter(unfit).filter_map(|(kind, path)| {
        let place = job.inputs.get("folder")?.place.clone();
        let message = if files::exists(path) {
            format!("the folder's {kind} is no plain file")
        } else {
            format!("the folder has no {kind} file")
        };
        let help = format!("add it, or name the file with `{kind}`");
        Some(Finding::new(FindingCode::JobFile, place, path.display().to_string(), message, help))
    })
}

fn slot<'p>(paths: &'p mut DatasetPaths, kind: &str) -> &'p mut Option<PathBuf> {
    match kind {
        "staff" => &mut paths.staff,
        "holdings" => &mut paths.holdings,
        "tasks" => &mut paths.tasks,
        "competencies" => &mut paths.competencies,
        "links" => &mut paths.links,
        "panel" => &mut paths.panel,
        "mapping" => &mut paths.mapping,
        "fixed" => &mut paths.fixed,
        _ => &mut paths.folder,
    }
}

/// The one file or folder that is meant.
fn one(kind: &str, pick: &Pick, as_at: Day) -> Result<std::result::Result<PathBuf, Finding>> {
    let folders = matches!(kind, "folder" | "fixed");
    let refused = |message: String, help: &str| {
        let value = pick.pattern.clone();
        Ok(Err(Finding::new(FindingCode::JobFile, pick.place.clone(), value, message, help.to_owned())))
    };
    let what = if folders { "folder" } else { "file" };
    if !files::is_pattern(&pick.pattern) {
        let path = PathBuf::from(&pick.pattern);
        let there = if folders { files::is_folder(&path) } else { files::exists(&path) };
        // what can be read once only cannot be kept, nor be read again by anybody who doubts the run
        return match (there, folders || files::plain_length(&path).is_some()) {
            (false, _) => {
                refused(format!("there is no such {what}"), "paths lead from the folder of the job file")
            }
            (true, false) => {
                refused("no plain file".to_owned(), "a job reads files, which can be read again")
            }
            (true, true) => Ok(Ok(path)),
        };
    }
    let found = files::find(&pick.pattern, folders)?;
    if found.is_empty() {
        return refused(format!("the pattern fits no {what}"), "paths lead from the folder of the job file");
    }
    if pick.newest {
        return newest(pick, found, as_at);
    }
    match <[PathBuf; 1]>::try_from(found) {
        Ok([path]) => Ok(Ok(path)),
        Err(found) => {
            let message = format!("the pattern fits {} {what}s: {}", found.len(), some(&found));
            refused(message, "say which with { newest = \"...\" }, or make the pattern narrower")
        }
    }
}

/// The newest by the date in its name, up to the as-at day. The time of change in the file system is never asked: copying
/// makes old files new.
fn newest(pick: &Pick, found: Vec<PathBuf>, as_at: Day) -> Result<std::result::Result<PathBuf, Finding>> {
    let refused = |message: String, help: &str| {
        let value = pick.pattern.clone();
        Ok(Err(Finding::new(FindingCode::JobFile, pick.place.clone(), value, message, help.to_owned())))
    };
    let mut dated: Vec<(Stamp, PathBuf)> = Vec::new();
    let mut undated = Vec::new();
    for path in found {
        match stamp(&pick.pattern, &path) {
            Some(stamp) => dated.push((stamp, path)),
            None => undated.push(path),
        }
    }
    if !undated.is_empty() {
        let message = format!("without one date as 2026-11-28 or 20261128 in the name: {}", some(&undated));
        return refused(message, "only a date in the name says what is newest: make the pattern narrower");
    }
    dated.retain(|((day, _), _)| *day <= as_at);
    dated.sort();
    let Some(((day, time), path)) = dated.pop() else {
        return refused(format!("every file is dated after {as_at}"), "check the as-at day");
    };
    let equals: Vec<PathBuf> = dated
        .into_iter()
        .filter(|(stamp, _)| *stamp == (day, time))
        .map(|(_, path)| path)
        .chain([path.clone()])
        .collect();
    if equals.len() > 1 {
        let message = format!("several are the newest: {}", some(&equals));
        return refused(message, "add the time to their names, as 2026-11-28T0230, or remove all but one");
    }
    let age = u64::try_from(as_at.number().saturating_sub(day.number())).unwrap_or(0);
    match pick.max_age_days {
        Some(most) if age > most => {
            let message = format!("the newest, {}, is {age} days old; the job allows {most}", path.display());
            refused(message, "find out why no newer file came")
        }
        _ => Ok(Ok(path)),
    }
}

/// The first few paths as a list.
fn some(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().take(4).map(|path| path.display().to_string()).collect();
    let more = paths.len().saturating_sub(shown.len());
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// A day, and a time of it as up to six digits.
type Stamp = (Day, u32);

/// The one date in those parts of a path that a pattern leaves open; `None` if there is none, or there are two.
fn stamp(pattern: &str, path: &Path) -> Option<Stamp> {
    let open = Path::new(pattern).components().zip(path.components());
    let open = open.filter(|(wanted, _)| files::is_pattern(&wanted.as_os_str().to_string_lossy()));
    let mut stamps: Vec<Stamp> =
        open.flat_map(|(_, part)| stamps(&part.as_os_str().to_string_lossy())).collect();
    stamps.dedup();
    let mut stamps = stamps.into_iter();
    stamps.next().filter(|_| stamps.next().is_none())
}

/// The dates in a name: `2026-11-28`, `2026_11_28`, `2026.11.28` or `20261128`, each with a time after it if there is one:
/// four or six digits after `T`, `_`, `-`, `.` or a blank, or at once.
fn stamps(name: &str) -> Vec<Stamp> {
    let mut found = Vec::new();
    let mut rest = name;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        rest = rest.get(start..).unwrap_or_default();
        if let Some((day, after)) = day(rest) {
            let (time, after) = time(after);
            found.push((day, time));
            rest = after;
        } else {
            rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        }
    }
    found
}

/// A day at the beginning of a text, and what is after it.
fn day(text: &str) -> Option<(Day, &str)> {
    let separated = text.get(4..5).filter(|mark| ["-", "_", "."].contains(mark));
    let (year, month, day, end) = match separated {
        Some(mark) if text.get(7..8) == Some(mark) => (text.get(..4)?, text.get(5..7)?, text.get(8..10)?, 10),
        Some(_) => return None,
        None => (text.get(..4)?, text.get(4..6)?, text.get(6..8)?, 8),
    };
    let day = Day::parse_iso(&format!("{year}-{month}-{day}"))?;
    let after = text.get(end..)?;
    // more digits are a time or a number that begins like a day
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    matches!(digits, 0 | 4 | 6).then_some((day, after))
}

/// A time at the beginning of a text as six digits, zero if there is none, and what is after it.
fn time(text: &str) -> (u32, &str) {
    let after = text.strip_prefix(['T', 't', '_', '-', '.', ' ']).unwrap_or(text);
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let (time, rest) = after.split_at_checked(digits).unwrap_or((after, ""));
    let number = match digits {
        4 => format!("{time}00").parse().ok(),
        6 => time.parse().ok(),
        _ => None,
    };
    let right = |number: &u32| number / 10_000 < 24 && number / 100 % 100 < 60 && number % 100 < 60;
    number.filter(right).map_or((0, text), |number| (number, rest))
}

#[cfg(test)]
#[path = "inputs_tests.rs"]
mod tests;
