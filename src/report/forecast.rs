//! What is ahead if nothing is renewed: forecast.csv, `forecast_months.csv`, renewals.csv, and the lines of the summary.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::changes::{CauseRecord, Change, Effect, Stood};
use super::{AtomRecord, Records};
use crate::model::{Level, Status};
use crate::sheet::Table;

/// Ways in which a task is lost: the word, and what it means.
pub const LOSSES: [(&str, &str); 4] = [
    ("restricted", "law or policy admits no role any more"),
    ("unplaced", "no longer placed"),
    ("up", "placed at a higher level"),
    ("further", "was not placed, and is further from it: nobody supervises any more, or nobody is able"),
];

/// In which way a task that stood there is lost if it stands here; `None`: it is not.
#[must_use]
pub fn lost(from: &Stood, to: &Stood) -> Option<&'static str> {
    let [was, ..] = from;
    let [is, ..] = to;
    let people = [Status::NotYet, Status::NoSupervisor, Status::NobodyCompetent].map(Status::word);
    let place = |status: &str| people.iter().position(|word| *word == status);
    match Change::between(from, to)? {
        Change::Restricted => Some("restricted"),
        Change::Unplaced => Some("unplaced"),
        Change::Up => Some("up"),
        _ => place(was).zip(place(is)).filter(|(was, is)| is > was).map(|_| "further"),
    }
}

/// Where all tasks stand after some months.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastMonth {
    /// How many months after the as-at day; 0: on it.
    pub month: u16,
    /// The day.
    pub day: String,
    /// Tasks by status.
    pub by_status: BTreeMap<String, u64>,
    /// Placed tasks by level.
    pub placed_by_level: BTreeMap<String, u64>,
    /// People able at the levels of all placed tasks; who is able for several counts for each.
    pub able: u64,
    /// Tasks that are lost in this month.
    pub lost: u64,
    /// Tasks that are placed and were not a month before, or placed lower.
    pub gained: u64,
}

impl ForecastMonth {
    /// Counts tasks; nothing is lost or gained.
    #[must_use]
    pub fn of<'s>(month: u16, day: String, tasks: impl IntoIterator<Item = &'s Stood>) -> Self {
        let mut this = Self { month, day, ..Self::default() };
        for [status, _, level, .., able, _] in tasks {
            *this.by_status.entry(status.clone()).or_default() += 1;
            if !level.is_empty() {
                *this.placed_by_level.entry(level.clone()).or_default() += 1;
            }
            this.able += able.parse::<u64>().unwrap_or(0);
        }
        this
    }

    /// Tasks with a status.
    #[must_use]
    pub fn with(&self, status: Status) -> u64 {
        self.by_status.get(status.word()).copied().unwrap_or(0)
    }
}

/// A task that is lost in a month.
#[derive(Debug, Clone)]
pub struct LostTask {
    /// The task.
    pub task_id: String,
    /// Its site.
    pub site: String,
    /// Its place among the tasks.
    pub number: usize,
    /// The month, from 1.
    pub month: u16,
    /// Its last day.
    pub until: String,
    /// The day on which it is lost, if it was found.
    pub day: Option<String>,
    /// How.
    pub loss: &'static str,
    /// Where it stood a month before, and where it stands at the end of the month.
    pub stood: [Stood; 2],
    /// Why, the first of the causes that led to it; none: it is not known.
    pub cause: Option<CauseRecord>,
    /// How many causes there are besides.
    pub others: u64,
}

/// A sign-off to renew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalRecord {
    /// The step of the search that took it: what one step takes is needed together.
    pub step: u64,
    /// The person.
    pub staff_id: String,
    /// The competency.
    pub competency: String,
    /// The proficiency held today.
    pub proficiency: String,
    /// The last day on which what is held today counts, if it is known.
    pub due: Option<String>,
    /// Tasks that it keeps placed, with those before it.
    pub keeps: u64,
    /// Tasks placed on the last day with it and those before it.
    pub placed: u64,
}

/// What the summary says of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ForecastSummary {
    /// The as-at day and every month that was looked ahead.
    pub months: Vec<ForecastMonth>,
    /// Why fewer months than asked for were looked ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Why days and causes are not known, where they are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_known: Vec<String>,
    /// Tasks that are placed today and not on the last day.
    pub lost: u64,
    /// Those that the renewals keep.
    pub kept: u64,
    /// How many renewals.
    pub renewals: u64,
}

impl ForecastSummary {
    /// Lines for a terminal: counts only.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            "Looking ahead, if nothing is renewed".to_owned(),
            "  on            placed   lost  gained".to_owned(),
        ];
        for month in &self.months {
            let placed = month.with(Status::Placed);
            let (lost, gained) = match month.month {
                0 => (String::new(), String::new()),
                _ => (month.lost.to_string(), month.gained.to_string()),
            };
            lines.push(
                format!("  {:<12} {placed:>7} {lost:>6}  {gained:>6}", month.day).trim_end().to_owned(),
            );
        }
        lines.extend(self.ends.iter().map(|why| format!("  no further: {why}")));
        lines.extend(self.not_known.iter().map(|why| format!("  days and causes are not known: {why}")));
        if self.lost > 0 {
            lines.push(format!(
                "  {} placed today and not then; {} renewals, in greedy order, keep {} of them",
                self.lost, self.renewals, self.kept
            ));
        }
        lines
    }
}

const FORECAST: [&str; 17] = [
    "task_id",
    "site",
    "month",
    "until",
    "day",
    "loss",
    "status_from",
    "level_from",
    "able_from",
    "status_to",
    "level_to",
    "able_to",
    "kind",
    "what",
    "staff_id",
    "effect",
    "other_causes",
];

/// The header of forecast.csv.
#[must_use]
pub fn forecast_header() -> Vec<u8> {
    Table::new(FORECAST, true).finish()
}

/// Rows of forecast.csv.
#[must_use]
pub fn forecast(lost: &[LostTask]) -> Records<'static> {
    let mut records = Records::new(FORECAST.len());
    for task in lost {
        let [from, to] = &task.stood;
        let [status_from, _, level_from, .., able_from, _] = from.clone();
        let [status_to, _, level_to, .., able_to, _] = to.clone();
        let atoms = task.cause.as_ref().map_or(&[][..], |cause| cause.atoms.as_slice());
        let joined = |of: fn(&AtomRecord) -> &str| {
            let mut all: Vec<&str> = atoms.iter().map(of).filter(|text| !text.is_empty()).collect();
            all.dedup();
            all.join("; ")
        };
        let kind = if atoms.is_empty() { "cause-not-known".to_owned() } else { joined(|atom| atom.kind) };
        records.row([
            task.task_id.clone(),
            task.site.clone(),
            task.month.to_string(),
            task.until.clone(),
            task.day.clone().unwrap_or_default(),
            task.loss.to_owned(),
            status_from,
            level_from,
            able_from,
            status_to,
            level_to,
            able_to,
            kind,
            joined(|atom| atom.what.as_str()),
            joined(|atom| atom.staff_id.as_str()),
            task.cause.as_ref().map_or(Effect::None, |cause| cause.effect).word().to_owned(),
            task.others.to_string(),
        ]);
    }
    records
}

const MONTHS: [&str; 20] = [
    "month",
    "day",
    "placed",
    "restricted",
    "needs_panel",
    "not_yet",
    "no_supervisor",
    "nobody_competent",
    "level_1",
    "level_2",
    "level_3",
    "level_4",
    "level_5",
    "level_6",
    "level_7",
    "level_8",
    "level_9",
    "able",
    "lost",
    "gained",
];

/// The header of `forecast_months.csv`.
#[must_use]
pub fn forecast_months_header() -> Vec<u8> {
    Table::new(MONTHS, true).finish()
}

/// Rows of `forecast_months.csv`.
#[must_use]
pub fn forecast_months(months: &[ForecastMonth]) -> Records<'static> {
    let mut records = Records::new(MONTHS.len());
    for month in months {
        let status = |status| month.with(status).to_string();
        let level = |number: u8| {
            let word = Level::new(number).map(|level| level.to_string()).unwrap_or_default();
            month.placed_by_level.get(&word).copied().unwrap_or(0).to_string()
        };
        let moved = |count: u64| if month.month == 0 { String::new() } else { count.to_string() };
        records.row([
            month.month.to_string(),
            month.day.clone(),
            status(Status::Placed),
            status(Status::Restricted),
            status(Status::NeedsPanel),
            status(Status::NotYet),
            status(Status::NoSupervisor),
            status(Status::NobodyCompetent),
            level(1),
            level(2),
            level(3),
            level(4),
            level(5),
            level(6),
            level(7),
            level(8),
            level(9),
            month.able.to_string(),
            moved(month.lost),
            moved(month.gained),
        ]);
    }
    records
}

const RENEWALS: [&str; 8] =
    ["rank", "step", "staff_id", "competency", "proficiency", "due", "tasks_kept", "placed_at_end"];

/// The header of renewals.csv.
#[must_use]
pub fn renewals_header() -> Vec<u8> {
    Table::new(RENEWALS, true).finish()
}

/// Rows of renewals.csv.
#[must_use]
pub fn renewals(renewals: &[RenewalRecord]) -> Records<'static> {
    let mut records = Records::new(RENEWALS.len());
    for (rank, renewal) in (1_u64..).zip(renewals) {
        records.row([
            rank.to_string(),
            renewal.step.to_string(),
            renewal.staff_id.clone(),
            renewal.competency.clone(),
            renewal.proficiency.clone(),
            renewal.due.clone().unwrap_or_default(),
            renewal.keeps.to_string(),
            renewal.placed.to_string(),
        ]);
    }
    records
}
