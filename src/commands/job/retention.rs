//! Which runs of a job are forgotten, and what protects the others.

use std::collections::BTreeSet;
use std::path::Path;

use super::log::Log;
use super::{Asked, Done};
use crate::files::{self, RunName, Shelf, ShelfRun};
use crate::model::{Day, Result};
use crate::report::{self, Fact};

/// Files of a run that run.json does not list.
const BESIDE: [&str; 4] = ["run.json", "timings.json", "job.json", "report.html"];

/// Removes what is due; tells of it in `done`.
pub(super) fn forget(asked: &Asked<'_>, shelf: &Shelf, done: &mut Done, log: &Log<'_>) -> Result<()> {
    for run in due(asked, &files::shelf_runs(asked.folder())?, files::latest(asked.folder())?, done.name) {
        let name = run.path().display().to_string();
        if !is_all_ours(asked.folder(), &run)? {
            log.warn(
                "spared",
                &[("run", Fact::Text(&name)), ("why", Fact::Text("files of others are in it"))],
            );
            done.spared.push(name);
            continue;
        }
        shelf.remove(&run)?;
        log.info("removed", &[("run", Fact::Text(&name))]);
        done.removed.push(name);
    }
    Ok(())
}

/// Runs that neither `keep_last` nor `keep_days` keeps, oldest first. The run to which `latest` leads, and the one that was
/// just made, always stay. Published and refused runs are counted apart.
pub(super) fn due(
    asked: &Asked<'_>,
    runs: &[ShelfRun],
    latest: Option<RunName>,
    new: RunName,
) -> Vec<ShelfRun> {
    let rule = Rule { last: asked.job.keep_last, days: asked.job.keep_days, today: asked.request.today };
    rule.due(runs, &[latest, Some(new)])
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    last: Option<u64>,
    days: Option<u64>,
    today: Day,
}

impl Rule {
    fn due(self, runs: &[ShelfRun], stay: &[Option<RunName>]) -> Vec<ShelfRun> {
        if self.last.is_none() && self.days.is_none() {
            return Vec::new();
        }
        let mut due = Vec::new();
        for refused in [false, true] {
            let newest_first = runs.iter().rev().filter(|run| run.refused == refused);
            let old = (0_u64..).zip(newest_first).filter(|(place, run)| !self.keeps(*place, run.name));
            due.extend(old.map(|(_, run)| *run).filter(|run| !stay.contains(&Some(run.name))));
        }
        due.sort();
        due
    }

    /// Either is enough: who says "30 runs and 400 days" means no less than either.
    fn keeps(self, place: u64, name: RunName) -> bool {
        let age = i64::from(self.today.number()) - i64::from(name.day().number());
        let young = |days: u64| age <= i64::try_from(days).unwrap_or(i64::MAX);
        self.last.is_some_and(|last| place < last) || self.days.is_some_and(young)
    }
}

/// Whether every file of a run was written by the program. Whoever puts a note beside a run keeps it so.
pub(super) fn is_all_ours(folder: &Path, run: &ShelfRun) -> Result<bool> {
    let place = folder.join(run.path());
    let read =
        |name: &str| Ok(files::read(&place.join(name))?.map(|content| content.bytes).unwrap_or_default());
    let outputs = report::earlier_run(&read("run.json")?).map(|run| run.outputs);
    let kept = report::earlier_job(&read("job.json")?).map(|job| job.kept);
    let (Some(outputs), Some(kept)) = (outputs, kept) else { return Ok(false) };
    let mut own: BTreeSet<String> = BESIDE.into_iter().map(str::to_owned).collect();
    own.extend(outputs.into_iter().map(|output| output.file));
    own.extend(kept.into_iter().map(|kept| kept.copy));
    let there = run.files(folder)?;
    Ok(there
        .iter()
        .all(|name| own.contains(name) || ["report/", "shared/"].iter().any(|own| name.starts_with(own))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(names: &[&str]) -> Vec<ShelfRun> {
        let of = |text: &&str| {
            let name = text.trim_start_matches("refused/");
            ShelfRun { name: RunName::parse(name).unwrap(), refused: name != *text }
        };
        let mut runs: Vec<ShelfRun> = names.iter().map(of).collect();
        runs.sort();
        runs
    }

    fn due(last: Option<u64>, days: Option<u64>, latest: &str) -> Vec<String> {
        let all = [
            "2026-11-28",
            "2026-11-28-2",
            "2026-11-20",
            "2026-10-01",
            "2025-10-01",
            "refused/2025-11-01",
            "refused/2025-11-02",
        ];
        let rule = Rule { last, days, today: Day::parse_iso("2026-11-28").unwrap() };
        let stay = [RunName::parse(latest), RunName::parse("2026-11-28-2")];
        rule.due(&runs(&all), &stay).iter().map(|run| run.path().display().to_string()).collect()
    }

    #[test]
    fn a_run_goes_only_if_neither_rule_keeps_it() {
        assert!(due(None, None, "2026-11-28-2").is_empty());
        assert_eq!(due(Some(3), None, "2026-11-28-2"), ["2025-10-01", "2026-10-01"]);
        assert_eq!(
            due(Some(1), None, "2026-10-01"),
            ["2025-10-01", "refused/2025-11-01", "2026-11-20", "2026-11-28"]
        );
        assert_eq!(
            due(None, Some(8), "2026-11-28-2"),
            ["2025-10-01", "refused/2025-11-01", "refused/2025-11-02", "2026-10-01"]
        );
        assert_eq!(due(Some(1), Some(400), "2026-11-28-2"), ["2025-10-01"]);
        assert_eq!(due(Some(1), Some(400), "2025-10-01"), Vec::<String>::new());
        assert!(due(None, Some(u64::MAX), "2026-11-28-2").is_empty());
    }
}
