//! sensitivity.csv: one row a task and step that changes its status, level or floor; and what is counted of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Records;
use crate::model::{Catalogue, Change, Robustness, Stand, Status, Task};
use crate::sheet::Table;

const HEADER: [&str; 15] = [
    "task_id",
    "site",
    "criterion",
    "from",
    "to",
    "direction",
    "changes",
    "status_before",
    "status_after",
    "level_before",
    "level_after",
    "floor_before",
    "floor_after",
    "because",
    "panel",
];

/// The header of sensitivity.csv.
#[must_use]
pub fn sensitivity_header() -> Vec<u8> {
    Table::new(HEADER, true).finish()
}

/// Rows of sensitivity.csv.
#[must_use]
pub fn sensitivity(catalogue: &Catalogue, tasks: &[Task], found: &[Option<Robustness>]) -> Records<'static> {
    let mut records = Records::new(HEADER.len());
    for (task, found) in tasks.iter().zip(found) {
        let rows = found.iter().flat_map(|found| found.changes.iter().map(move |change| (found, change)));
        for (found, change) in rows {
            records.row(row(catalogue, task, found, change));
        }
    }
    records
}

fn row(catalogue: &Catalogue, task: &Task, found: &Robustness, change: &Change) -> [String; 15] {
    let Change { step, after, because } = change;
    let before = &found.before;
    let criterion = catalogue.criteria.get(step.criterion);
    let value = |value: u8| criterion.map_or("", |c| c.values.name(u16::from(value))).to_owned();
    let level = |stand: &Stand| stand.level.map(|level| level.to_string()).unwrap_or_default();
    [
        task.id.clone(),
        task.site.clone(),
        criterion.map(|criterion| criterion.name.clone()).unwrap_or_default(),
        value(step.from),
        value(step.to),
        step.direction.word().to_owned(),
        changes(*before, *after).join(";"),
        before.status.word().to_owned(),
        after.status.word().to_owned(),
        level(before),
        level(after),
        before.floor.to_string(),
        after.floor.to_string(),
        because.join(";"),
        if found.set_aside { "set-aside".to_owned() } else { String::new() },
    ]
}

/// Which of the three are others.
fn changes(before: Stand, after: Stand) -> Vec<&'static str> {
    let all = [
        ("status", before.status != after.status),
        ("level", before.level != after.level),
        ("floor", before.floor != after.floor),
    ];
    all.into_iter().filter(|(_, differs)| *differs).map(|(word, _)| word).collect()
}

/// What is counted of tasks under steps; counts of parts of a run add up to those of the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SensitivityCounts {
    judged: u64,
    fragile: u64,
    placed: u64,
    placed_fragile: u64,
    set_aside: u64,
    /// By criterion: tasks of which a step of it changes status or level.
    deciding: BTreeMap<usize, u64>,
}

impl SensitivityCounts {
    /// Counts tasks.
    #[must_use]
    pub fn of<'a>(found: impl IntoIterator<Item = &'a Robustness>) -> Self {
        let mut counts = Self::default();
        for found in found {
            let mut deciding: Vec<usize> = found.fragile().map(|change| change.step.criterion).collect();
            deciding.sort_unstable();
            deciding.dedup();
            let fragile = u64::from(!deciding.is_empty());
            let placed = found.before.status == Status::Placed;
            counts.judged += 1;
            counts.fragile += fragile;
            counts.placed += u64::from(placed);
            counts.placed_fragile += if placed { fragile } else { 0 };
            counts.set_aside += u64::from(found.set_aside);
            for criterion in deciding {
                *counts.deciding.entry(criterion).or_default() += 1;
            }
        }
        counts
    }

    /// Adds the counts of other tasks.
    pub fn add(&mut self, other: &Self) {
        self.judged += other.judged;
        self.fragile += other.fragile;
        self.placed += other.placed;
        self.placed_fragile += other.placed_fragile;
        self.set_aside += other.set_aside;
        for (criterion, tasks) in &other.deciding {
            *self.deciding.entry(*criterion).or_default() += tasks;
        }
    }
}

/// How far the answers of a run turn on single criteria.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SensitivitySummary {
    /// Tasks with a criterion that may move.
    pub judged: u64,
    /// Those whose status or level would change if some one criterion moved one step.
    pub fragile: u64,
    /// Their share, in thousandths, rounded down.
    pub fragile_per_thousand: u64,
    /// Of the judged, those that are placed.
    pub placed: u64,
    /// Of those, the fragile.
    pub placed_fragile: u64,
    /// Tasks judged without the panel's decision that is in force for them.
    pub panel_set_aside: u64,
    /// Criteria by the number of tasks that one step of them changes, the most first; those of none are left out.
    pub deciding: Vec<(String, u64)>,
}

impl SensitivitySummary {
    /// Of a run's counts.
    #[must_use]
    pub fn new(catalogue: &Catalogue, counts: &SensitivityCounts) -> Self {
        let name = |at: usize| catalogue.criteria.get(at).map(|c| c.name.clone()).unwrap_or_default();
        let mut deciding: Vec<(String, u64)> =
            counts.deciding.iter().map(|(at, tasks)| (name(*at), *tasks)).collect();
        deciding.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Self {
            judged: counts.judged,
            fragile: counts.fragile,
            fragile_per_thousand: per_thousand(counts.fragile, counts.judged),
            placed: counts.placed,
            placed_fragile: counts.placed_fragile,
            panel_set_aside: counts.set_aside,
            deciding,
        }
    }

    /// Lines for a terminal.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let share = |part, whole| {
            let share = per_thousand(part, whole);
            format!("{}.{} %", share / 10, share % 10)
        };
        let mut lines = vec![
            "Robustness: one criterion moved one step, the same people".to_owned(),
            format!(
                "  fragile          {:>5}  of {} tasks judged ({}): another status or level",
                self.fragile,
                self.judged,
                share(self.fragile, self.judged)
            ),
            format!(
                "  of those placed  {:>5}  of {} ({})",
                self.placed_fragile,
                self.placed,
                share(self.placed_fragile, self.placed)
            ),
        ];
        if self.panel_set_aside > 0 {
            let text = "tasks judged without the panel's decision on them";
            lines.push(format!("  panel set aside  {:>5}  {text}", self.panel_set_aside));
        }
        if !self.deciding.is_empty() {
            lines.push("  tasks by the criterion that would change them".to_owned());
            lines.extend(self.deciding.iter().map(|(name, tasks)| format!("    {name:<24} {tasks:>5}")));
        }
        lines
    }
}

fn per_thousand(part: u64, whole: u64) -> u64 {
    part.saturating_mul(1_000).checked_div(whole).unwrap_or(0)
}
