//! The months ahead, one match each: where every task stands on the last day of each.

use std::collections::BTreeMap;

use super::{Looking, Standing};
use crate::commands::dataset::{Sheets, read_sheets};
use crate::commands::given::{Files, read_files};
use crate::matcher::{self, Matched};
use crate::model::{Day, Error, Holdings, Result, Wanted};
use crate::report::{self, Change, ForecastMonth, ForecastSummary, LostTask, Stood};
use crate::rules::{self, Pack};

/// What the months give.
pub(super) struct Months {
    pub(super) lost: Vec<LostTask>,
    /// The last of them; `None`: there is none.
    pub(super) end: Option<End>,
}

/// The last day, as it was matched.
pub(super) struct End {
    pub(super) day: Day,
    pub(super) pack: Pack,
    pub(super) sheets: Sheets,
    pub(super) holdings: Holdings,
    pub(super) wanted: Wanted,
    pub(super) standing: Standing,
}

impl Looking<'_> {
    /// The files as they are read for a day: other people's files may say other things on another day.
    pub(super) fn files_on(&self, day: Day) -> Result<Option<Files>> {
        let read = |_: u64| self.go_on();
        self.paths.mapping.is_some().then(|| read_files(self.paths, day, &read)).transpose()
    }

    /// The day so many months ahead.
    pub(super) fn day(&self, month: u16) -> Result<Day> {
        let day = self.pack.catalogue.as_at.add_months(month);
        day.ok_or_else(|| Error::Usage("the calendar ends in 2199: look fewer months ahead".to_owned()))
    }

    /// Matches every month and notes which tasks are lost in it.
    pub(super) fn months(&self, today: &Standing, summary: &mut ForecastSummary) -> Result<Months> {
        let mut months = Months { lost: Vec::new(), end: None };
        let all = self.months.months();
        for month in 1..=all {
            self.begin(&format!("looking ahead, month {month} of {all}"))?;
            let day = self.day(month)?;
            let pack = match rules::load_layers(self.layers, day) {
                Ok(pack) => pack,
                Err(Error::Input(_) | Error::Usage(_)) => {
                    summary.ends = Some(format!("the rules cannot be used on {day}"));
                    break;
                }
                Err(error) => return Err(error),
            };
            let before = months.end.take().map(|end| end.standing);
            let end = self.on(day, pack)?;
            let of = ForecastMonth::of(month, day.to_string(), end.standing.values().map(|(_, stood)| stood));
            let (lost, gained) = compared(before.as_ref().unwrap_or(today), &end.standing, (month, day));
            summary.months.push(ForecastMonth { lost: count(lost.len()), gained, ..of });
            months.lost.extend(lost);
            months.end = Some(end);
        }
        Ok(months)
    }

    /// Everything matched as on a day.
    fn on(&self, day: Day, pack: Pack) -> Result<End> {
        let own = self.files_on(day)?;
        let files = own.as_ref().unwrap_or(self.files);
        let threads = self.answering.threads;
        // what the threads are given: the rest of the host is not theirs
        let (stopped, leaving) = (self.host.stopped, self.leaving);
        let told = |_: u64, _: u64| if stopped() { Err(Error::Stopped) } else { Ok(()) };
        matcher::in_pool(threads, || {
            let mut sheets = read_sheets(files, &pack)?;
            if !leaving.is_empty() {
                let people = &sheets.roster.people;
                let stays = |id| !leaving.is_gone(people.ids().text(id), day);
                sheets.roster.positions.retain(|position| stays(position.person.0));
            }
            let plan = sheets.plan(&pack);
            let wanted = plan.wanted.clone();
            let holdings = sheets.holdings(files, &pack, &plan, &told)?;
            let block = files.people.unwrap_or(matcher::BLOCK);
            let matched = matcher::match_all(sheets.inputs(&pack), plan, &holdings, block)?;
            let standing = standing(&pack, &sheets, &matched)?;
            Ok(End { day, pack, sheets, holdings, wanted, standing })
        })?
    }
}

/// Where every task of a match stands.
pub(super) fn standing(pack: &Pack, sheets: &Sheets, matched: &Matched) -> Result<Standing> {
    let of = |number: usize| {
        let answer = matched.answer(sheets.inputs(pack), number)?;
        Ok(report::stood(&pack.catalogue, &answer))
    };
    let stood: Vec<Result<Stood>> = matcher::each(sheets.tasks.len(), of);
    let keyed = sheets.tasks.iter().zip(stood).enumerate();
    keyed
        .map(|(number, (task, stood))| Ok(((task.id.clone(), task.site.clone()), (number, stood?))))
        .collect()
}

/// The tasks that are lost between two days, and how many are gained.
fn compared(from: &Standing, to: &Standing, (month, until): (u16, Day)) -> (Vec<LostTask>, u64) {
    let mut lost = Vec::new();
    let mut gained = 0;
    for (key, (number, is)) in to {
        let Some((_, was)) = from.get(key) else { continue };
        if let Some(loss) = report::lost(was, is) {
            lost.push(LostTask {
                task_id: key.0.clone(),
                site: key.1.clone(),
                number: *number,
                month,
                until: until.to_string(),
                day: None,
                loss,
                stood: [was.clone(), is.clone()],
                cause: None,
                others: 0,
            });
        }
        gained += u64::from(matches!(Change::between(was, is), Some(Change::Placed | Change::Down)));
    }
    (lost, gained)
}

/// A length as a number of outputs.
pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Tasks that stand in one way on a day.
pub(super) fn placed(standing: &Standing) -> BTreeMap<&super::Key, usize> {
    let of = standing.iter().filter(|(_, (_, [status, ..]))| status == crate::model::Status::Placed.word());
    of.map(|(key, (number, _))| (key, *number)).collect()
}
