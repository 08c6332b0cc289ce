//! Days that passed between two runs: a day as it must be for the new run to see it as the old one did.

use std::collections::BTreeMap;

use crate::model::{Day, Until};

/// The two days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub(super) old: Day,
    pub(super) new: Day,
}

/// Cells of a row that are seen as on the old day, and whether something lapsed (else it began, or time runs back).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) cells: BTreeMap<&'static str, String>,
    pub(super) lapsed: bool,
    /// In words: what passed.
    pub(super) what: String,
}

impl Days {
    /// Something that is good through a day: the day with which it is on the new day as it was on the old one.
    pub(super) fn through(self, last: Day) -> Option<Day> {
        match (last >= self.old, last >= self.new) {
            (true, false) => Some(self.new),
            (false, true) => Day::from_number(self.new.number() - 1),
            _ => None,
        }
    }

    /// Something that begins on a day, likewise.
    pub(super) fn from(self, first: Day) -> Option<Day> {
        match (first <= self.old, first <= self.new) {
            (true, false) => Some(self.new),
            (false, true) => Day::from_number(self.new.number() + 1),
            _ => None,
        }
    }

    /// A sign-off that is in both runs; `months`: after how many it must be refreshed.
    pub(super) fn holding(self, assessed: &str, expires: &str, months: Option<u16>) -> Option<Moved> {
        let assessed = Day::parse_iso(assessed);
        let last =
            if expires == "never" { Some(Until::Never) } else { Day::parse_iso(expires).map(Until::Day) };
        let mut moved = Moved::default();
        if let Some(Until::Day(last)) = last
            && let Some(day) = self.through(last)
        {
            moved.cells.insert("expires_on", day.to_string());
            moved.lapsed = last < self.new;
            moved.what = format!("expires_on {last}");
        }
        let due = assessed.zip(months).and_then(|(assessed, months)| assessed.add_months(months));
        if let Some((due, months)) = due.zip(months)
            && self.through(due).is_some()
        {
            let first = self.new.less_months(months);
            let day = if due < self.new { Some(first) } else { Day::from_number(first.number() - 1) };
            moved.cells.extend(day.map(|day| ("assessed_on", day.to_string())));
            moved.lapsed |= due < self.new;
            let and = if moved.what.is_empty() { "" } else { ", " };
            moved.what = format!("{}{and}refresh due by {due}", moved.what);
        } else if let Some(first) = assessed
            && let Some(day) = self.from(first)
        {
            moved.cells.insert("assessed_on", day.to_string());
            // what is assessed later must not end before
            if last.is_some_and(|last| !last.covers(day)) {
                moved.cells.insert("expires_on", "never".to_owned());
            }
            moved.what = format!("assessed_on {first}");
        }
        (!moved.cells.is_empty()).then_some(moved)
    }

    /// A list of words that may be good through a day (`word@2026-01-31;...`).
    pub(super) fn list(self, cell: &str) -> Option<(String, String)> {
        let mut passed = Vec::new();
        let entries = cell.split(';').map(|entry| {
            let entry = entry.trim();
            let day = entry.rsplit_once('@').and_then(|(word, day)| Some((word, Day::parse_iso(day)?)));
            match day.and_then(|(word, day)| Some((word, self.through(day)?))) {
                Some((word, day)) => {
                    passed.push(entry.to_owned());
                    format!("{word}@{day}")
                }
                None => entry.to_owned(),
            }
        });
        let undone = entries.collect::<Vec<_>>().join(";");
        (!passed.is_empty()).then(|| (undone, passed.join(";")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    fn days(old: &str, new: &str) -> Days {
        Days { old: day(old), new: day(new) }
    }

    #[test]
    fn a_day_is_seen_on_the_new_day_as_it_was_on_the_old_one() {
        let numbers = 20_000..20_012;
        let of = |number| Day::from_number(number).unwrap();
        for (old, new) in numbers.clone().flat_map(|old| numbers.clone().map(move |new| (of(old), of(new)))) {
            let days = Days { old, new };
            for day in numbers.clone().map(of) {
                assert_eq!(days.through(day).unwrap_or(day) >= new, day >= old);
                assert_eq!(days.from(day).unwrap_or(day) <= new, day <= old);
            }
        }
    }

    #[test]
    fn a_lapse_is_told_by_what_passed() {
        let month = days("2026-11-01", "2026-12-01");
        let moved = month.holding("2026-01-10", "2026-11-20", Some(36)).unwrap();
        assert_eq!((moved.lapsed, moved.what.as_str()), (true, "expires_on 2026-11-20"));
        assert_eq!(moved.cells, BTreeMap::from([("expires_on", "2026-12-01".to_owned())]));
        let moved = month.holding("2025-11-10", "", Some(12)).unwrap();
        assert_eq!((moved.lapsed, moved.what.as_str()), (true, "refresh due by 2026-11-10"));
        assert_eq!(moved.cells, BTreeMap::from([("assessed_on", "2025-12-01".to_owned())]));
        let began = month.holding("2026-11-15", "2026-12-01", None).unwrap();
        assert!(!began.lapsed);
        assert_eq!(began.cells.get("expires_on").map(String::as_str), Some("never"));
        assert_eq!(month.holding("2026-01-10", "never", Some(12)), None);
        assert_eq!(
            month.list("A@2026-11-02;B;C@2027-01-01"),
            Some(("A@2026-12-01;B;C@2027-01-01".to_owned(), "A@2026-11-02".to_owned()))
        );
    }
}
