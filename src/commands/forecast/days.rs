//! On which day of its month a task is lost, and why: the people of its site alone are matched for days in between, then
//! what is not the same on that day and the day before is undone, as `diff` does.

use std::collections::{BTreeMap, BTreeSet};

use super::Looking;
use crate::commands::diff::{self, Key, Matters, Passing};
use crate::commands::given::{HOLDINGS, STAFF};
use crate::model::{Day, Result};
use crate::report::{self, ChangedTask, Effect, ForecastSummary, LostTask, Stood};

/// The most bytes of staff and holdings that are held for it.
const MOST: u64 = 1 << 30;

/// A task that is not lost on one day, and is on another.
struct Span<'l> {
    key: Key,
    lost: &'l mut LostTask,
    /// The two days, and where it stands on them.
    days: [Day; 2],
    stood: [Stood; 2],
}

impl Looking<'_> {
    /// All files in memory, if they are not too large.
    pub(super) fn passing<'g>(
        &'g self,
        matters: &'g Matters<'g>,
        summary: &mut ForecastSummary,
    ) -> Result<Option<Passing<'g>>> {
        if self.paths.mapping.is_some() {
            return Ok(None);
        }
        if self.length(STAFF)?.saturating_add(self.length(HOLDINGS)?) > MOST {
            let why = "staff and holdings are more than 1 GiB, and they are looked for in memory";
            summary.not_known.push(why.to_owned());
            return Ok(None);
        }
        let go_on = || self.go_on();
        let as_at = self.pack.catalogue.as_at;
        Passing::new(as_at, self.layers, self.files, (self.gone, Some(matters)), &go_on).map(Some)
    }

    /// The length of a file; of a packed one, what is in it.
    fn length(&self, kind: &str) -> Result<u64> {
        let Some((big, _)) = self.files.big(kind) else { return Ok(0) };
        if let Some(length) = big.length() {
            return Ok(length);
        }
        let mut bytes = 0_u64;
        big.each(|piece| {
            bytes = bytes.saturating_add(super::months::count(piece.len()));
            self.go_on()
        })?;
        Ok(bytes)
    }

    /// Finds days and causes.
    pub(super) fn days(
        &self,
        lost: &mut [LostTask],
        passing: Option<&Passing<'_>>,
        summary: &mut ForecastSummary,
    ) -> Result<()> {
        let all = self.months.months();
        for month in 1..=all {
            let own: Vec<&mut LostTask> = lost.iter_mut().filter(|task| task.month == month).collect();
            if own.is_empty() {
                continue;
            }
            self.begin(&format!("looking for days and causes, month {month} of {all}"))?;
            let days = [self.day(month - 1)?, self.day(month)?];
            match passing {
                Some(passing) => self.of_month(passing, own, days)?,
                None if self.paths.mapping.is_some() => self.of_mapped(own, days)?,
                None => {}
            }
        }
        if lost.iter().any(|task| task.cause.is_none()) && passing.is_some() {
            summary.not_known.push("of some tasks nothing that can be undone was found".to_owned());
        }
        Ok(())
    }

    fn of_month(&self, passing: &Passing<'_>, lost: Vec<&mut LostTask>, days: [Day; 2]) -> Result<()> {
        let mut spans: Vec<Span<'_>> = lost
            .into_iter()
            .map(|lost| Span {
                key: (lost.task_id.clone(), lost.site.clone()),
                stood: lost.stood.clone(),
                days,
                lost,
            })
            .collect();
        while self.halve(passing, &mut spans)? {}
        let mut by_day: BTreeMap<Day, Vec<&mut Span<'_>>> = BTreeMap::new();
        for span in &mut spans {
            let [_, day] = span.days;
            by_day.entry(day).or_default().push(span);
        }
        for (day, spans) in by_day {
            self.go_on()?;
            let Some(before) = Day::from_number(day.number() - 1) else { continue };
            let tasks: Vec<(Key, [Stood; 2])> =
                spans.iter().map(|span| (span.key.clone(), span.stood.clone())).collect();
            let changed = passing.causes([before, day], &tasks, &|_| self.go_on())?;
            for (span, changed) in spans.into_iter().zip(changed) {
                span.lost.day = Some(day.to_string());
                tell(span.lost, changed);
            }
        }
        Ok(())
    }

    /// Halves what is longer than a day, all tasks of one day in one match. Whether anything was left to halve.
    fn halve(&self, passing: &Passing<'_>, spans: &mut [Span<'_>]) -> Result<bool> {
        let mut by_day: BTreeMap<Day, Vec<&mut Span<'_>>> = BTreeMap::new();
        for span in spans {
            let [low, high] = span.days;
            let middle = low.number() + (high.number() - low.number()) / 2;
            let middle = Day::from_number(middle).filter(|middle| *middle > low);
            if let Some(middle) = middle {
                by_day.entry(middle).or_default().push(span);
            }
        }
        let any = !by_day.is_empty();
        for (day, spans) in by_day {
            self.go_on()?;
            let keys: BTreeSet<Key> = spans.iter().map(|span| span.key.clone()).collect();
            let mut stood = passing.stood(day, &keys)?;
            for span in spans {
                let Some(here) = stood.remove(&span.key) else { continue };
                let [from, _] = &span.lost.stood;
                let at = usize::from(report::lost(from, &here).is_some());
                if let Some((own, stood)) = span.days.get_mut(at).zip(span.stood.get_mut(at)) {
                    (*own, *stood) = (day, here);
                }
            }
        }
        Ok(any)
    }

    /// Of other people's files, which are read anew for each day, causes are looked for by month.
    fn of_mapped(&self, lost: Vec<&mut LostTask>, days: [Day; 2]) -> Result<()> {
        let [old, new] = days;
        let [then, now] = [self.files_on(old)?, self.files_on(new)?];
        let Some((then, now)) = then.zip(now) else { return Ok(()) };
        let tasks: Vec<(Key, [Stood; 2])> =
            lost.iter().map(|task| ((task.task_id.clone(), task.site.clone()), task.stood.clone())).collect();
        let begin = |_: &str| self.go_on();
        let changed = diff::of_files(self.layers, [(old, &then), (new, &now)], &tasks, self.gone, &begin)?;
        for (task, changed) in lost.into_iter().zip(changed) {
            tell(task, changed);
        }
        Ok(())
    }
}

/// Takes the first cause that led there.
fn tell(lost: &mut LostTask, changed: ChangedTask) {
    let led =
        changed.causes.into_iter().filter(|cause| matches!(cause.effect, Effect::Back | Effect::Nearer));
    let mut led = led.collect::<Vec<_>>().into_iter();
    lost.cause = led.next();
    lost.others = super::months::count(led.len());
}
