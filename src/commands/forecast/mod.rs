//! `match --forecast`: the same files matched for the days ahead, nothing renewed; when and why each task is lost; and
//! which renewals keep most tasks placed.
//!
//! What is said of a month's last day is what `match` says of that day, for it is the same matching: rules, sheets and
//! holdings are read again for it. Two matches are held at once at most.

mod days;
mod leavers;
mod months;
mod renewing;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

use super::answer::Answering;
use super::diff::{Gone, Key};
use super::given::Files;
use super::{DatasetPaths, Host};
use crate::intake;
use crate::matcher;
use crate::model::{Error, Result};
use crate::report::{ForecastMonth, ForecastSummary, LostTask, RenewalRecord, Stood};
use crate::rules::{Layer, Pack};

pub(super) use leavers::{Leaving, read_leavers};

/// How far is looked ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForecastRequest {
    /// How many months.
    pub months: Ahead,
    /// A file of people who will leave.
    pub leavers: Option<PathBuf>,
}

/// Months to look ahead, from 1 to 36.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead(u16);

impl Ahead {
    /// As a job says it.
    pub(super) fn of(months: u16) -> Self {
        Self(months)
    }

    /// The number of months.
    #[must_use]
    pub fn months(self) -> u16 {
        self.0
    }
}

impl FromStr for Ahead {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        intake::months(text).map(Self)
    }
}

/// A dataset that was matched, to be looked at on later days.
#[derive(Clone, Copy)]
pub(super) struct Looking<'a> {
    pub(super) paths: &'a DatasetPaths,
    pub(super) files: &'a Files,
    pub(super) layers: &'a [Layer],
    pub(super) pack: &'a Pack,
    pub(super) answering: &'a Answering,
    pub(super) leaving: &'a Leaving,
    /// Who has left on a day, as that says.
    pub(super) gone: &'a Gone<'a>,
    pub(super) months: Ahead,
    pub(super) quiet: bool,
    pub(super) host: Host<'a>,
}

/// What is ahead.
pub(super) struct Forecast {
    pub(super) lost: Vec<LostTask>,
    pub(super) renewals: Vec<RenewalRecord>,
    pub(super) summary: ForecastSummary,
}

/// Where every task stands.
type Standing = BTreeMap<Key, (usize, Stood)>;

impl Looking<'_> {
    fn begin(&self, stage: &str) -> Result<()> {
        if !self.quiet {
            (self.host.progress)(stage);
        }
        self.go_on()
    }

    fn go_on(&self) -> Result<()> {
        if (self.host.stopped)() { Err(Error::Stopped) } else { Ok(()) }
    }

    /// Where tasks stand on the as-at day, as matches.csv says.
    fn today(&self) -> Result<Standing> {
        let Answering { sheets, matched, threads, .. } = self.answering;
        matcher::in_pool(*threads, || months::standing(self.pack, sheets, matched))?
    }
}

/// Looks ahead.
pub(super) fn forecast(looking: Looking<'_>) -> Result<Forecast> {
    let today = looking.today()?;
    let as_at = looking.pack.catalogue.as_at;
    let mut summary = ForecastSummary {
        months: vec![ForecastMonth::of(0, as_at.to_string(), today.values().map(|(_, stood)| stood))],
        ..ForecastSummary::default()
    };
    let months::Months { mut lost, end } = looking.months(&today, &mut summary)?;
    let sheets = &looking.answering.sheets;
    let matters = |key: &Key| {
        let codes = today.get(key).map(|(number, _)| sheets.cone(*number)).unwrap_or_default();
        codes.into_iter().map(str::to_owned).collect()
    };
    let passing = looking.passing(&matters, &mut summary)?;
    looking.days(&mut lost, passing.as_ref(), &mut summary)?;
    lost.sort_by_key(|task| (task.month, task.number));
    let renewals = match end {
        Some(end) => looking.renewals(&today, &end, passing.as_ref(), &mut summary)?,
        None => Vec::new(),
    };
    Ok(Forecast { lost, renewals, summary })
}
