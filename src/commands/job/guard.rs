//! Whether an extract is suspiciously short: its rows held against those of the run that was published last.

use std::collections::BTreeMap;

use super::Asked;
use crate::files::{self, RunName};
use crate::model::{Error, Result};
use crate::report::{self, Drop, EarlierRows, Summary};

/// The run that holds, and its rows.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) name: RunName,
    rows: EarlierRows,
}

/// The run with which this one is compared; `None` if nothing is to be compared, or nothing was published yet.
pub(super) fn before(asked: &Asked<'_>) -> Result<Option<Before>> {
    let latest = files::latest(asked.folder())?;
    let Some(name) = latest.filter(|_| asked.max_drop.is_some()) else { return Ok(None) };
    let path = asked.folder().join(name.to_string()).join("run.json");
    let content = files::read(&path)?.map(|content| content.bytes).unwrap_or_default();
    let rows = report::earlier_run(&content).and_then(|run| run.summary).filter(|rows| !rows.rows.is_empty());
    match rows {
        Some(rows) => Ok(Some(Before { name, rows })),
        // no guard is better than one that seems to guard
        None => Err(Error::Usage(format!(
            "{} tells of no rows to compare with; mend it, or run once without max_drop",
            path.display()
        ))),
    }
}

/// Losses of more than `most` hundredths of a percent.
pub(super) fn drops(before: Option<&Before>, now: &Summary, most: Option<u64>) -> Vec<Drop> {
    let (Some(before), Some(most)) = (before, most) else { return Vec::new() };
    let mut pairs: Vec<(String, &'static str, u64, u64)> = Vec::new();
    for (file, [rows, used, ..]) in &before.rows.rows {
        let own = now.rows.iter().find(|(name, _)| name == file);
        let [rows_now, used_now, ..] = own.map(|(_, counts)| *counts).unwrap_or_default();
        pairs.push((file.clone(), "rows", *rows, rows_now));
        pairs.push((file.clone(), "used", *used, used_now));
    }
    let sources = before.rows.sources.iter().map(|source| (&source.gives, source.rows, source.passed));
    let sources_now = by_sheets(now.sources.iter().map(|source| (&source.gives, source.rows, source.passed)));
    for (sheets, [rows, passed]) in by_sheets(sources) {
        let [rows_now, passed_now] = sources_now.get(&sheets).copied().unwrap_or_default();
        let of = format!("source of {sheets}");
        pairs.push((of.clone(), "rows", rows, rows_now));
        pairs.push((of, "used", passed, passed_now));
    }
    pairs.push(("people".to_owned(), "", before.rows.people, now.people));
    let fell = |before: u64, now: u64| {
        let lost = u128::from(before.saturating_sub(now));
        lost * 10_000 > u128::from(most) * u128::from(before)
    };
    let fallen = pairs.into_iter().filter(|(_, _, before, now)| fell(*before, *now));
    fallen.map(|(of, what, before, now)| Drop { of, what, before, now }).collect()
}

/// Rows of sources by the sheets that they give: names of files change from night to night.
fn by_sheets<'s>(sources: impl Iterator<Item = (&'s Vec<String>, u64, u64)>) -> BTreeMap<String, [u64; 2]> {
    let mut sums: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    for (gives, rows, passed) in sources {
        let [all, used] = sums.entry(gives.join("+")).or_default();
        *all += rows;
        *used += passed;
    }
    sums
}
