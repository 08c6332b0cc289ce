//! Calendar days, 1900 to 2199: the one place that knows the calendar (through jiff).

use std::fmt;

use jiff::{ToSpan, civil::Date};

/// Days since 1970-01-01, from 1900-01-01 to 2199-12-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// The first day there is, 1900-01-01.
    pub const FIRST: Day = Day(-25_567);
    /// The last day there is, 2199-12-31.
    pub const LAST: Day = Day(84_005);

    /// A day that the calendar has; `None` for 31 February and for years outside 1900 to 2199.
    #[must_use]
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().and_then(Self::from_date)
    }

    /// A day written `YYYY-MM-DD`, nothing else.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return None;
        }
        Self::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The same day `months` months later, clamped to the month's end (31 January + 1 month is the last of
    /// February); `None` past 2199.
    #[must_use]
    pub fn add_months(self, months: u16) -> Option<Self> {
        self.date()?.checked_add(i32::from(months).months()).ok().and_then(Self::from_date)
    }

    /// The first day from which `months` later is not before this one; a period that ends past 2199 lasts to its end.
    #[must_use]
    pub fn less_months(self, months: u16) -> Self {
        let reaches = |number: i32| {
            Self::from_number(number).is_some_and(|day| day.add_months(months).is_none_or(|end| end >= self))
        };
        // what a day reaches only grows with the day; this one reaches itself
        let (mut before, mut there) = (Self::FIRST.0 - 1, self.0);
        while there - before > 1 {
            let middle = before + (there - before) / 2;
            if reaches(middle) { there = middle } else { before = middle }
        }
        Self(there)
    }

    /// A day from its number; `None` outside 1900 to 2199.
    #[must_use]
    #[inline]
    pub fn from_number(number: i32) -> Option<Self> {
        (Self::FIRST.0..=Self::LAST.0).contains(&number).then_some(Self(number))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    fn from_date(date: Date) -> Option<Self> {
        if !(1900..=2199).contains(&date.year()) {
            return None;
        }
        EPOCH.until(date).ok().map(|span| Self(span.get_days()))
    }

    fn date(self) -> Option<Date> {
        EPOCH.checked_add(self.0.days()).ok()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "day {}", self.0),
        }
    }
}

/// How long something is valid: through a day (that day included), or without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Until {
    /// Valid through this day.
    Day(Day),
    /// Does not expire.
    Never,
}

impl Until {
    /// Whether it is still valid on `day`.
    #[must_use]
    pub fn covers(self, day: Day) -> bool {
        self >= Until::Day(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_back_is_the_first_day_that_reaches() {
        for (year, month, day) in [(2026, 1, 1), (2026, 2, 28), (2028, 2, 29), (1900, 1, 5), (2199, 12, 31)] {
            let as_at = Day::from_ymd(year, month, day).unwrap();
            for months in [0, 1, 12, 13, 36, 5_000] {
                let since = as_at.less_months(months);
                let reaches = |day: Day| day.add_months(months).unwrap_or(Day::LAST) >= as_at;
                assert!(reaches(since), "{as_at} less {months}");
                let before = Day::from_number(since.number() - 1);
                assert!(before.is_none_or(|before| !reaches(before)), "{as_at} less {months}");
            }
        }
    }

    #[test]
    fn the_calendar_holds_at_its_edges() {
        assert_eq!(Day::from_ymd(1970, 1, 1).unwrap().number(), 0);
        assert_eq!(Day::from_ymd(2199, 12, 31), Some(Day::LAST));
        assert_eq!(Day::from_ymd(2200, 1, 1), None);
        assert_eq!(Day::from_ymd(1899, 12, 31), None);
        assert_eq!(Day::parse_iso("2026-02-31"), None);
        assert_eq!(Day::parse_iso("2026-2-1"), None);
        assert_eq!(Day::parse_iso("+026-02-01"), None);
        let end_of_january = Day::parse_iso("2023-01-31").unwrap();
        assert_eq!(end_of_january.add_months(1).unwrap().to_string(), "2023-02-28");
        assert_eq!(end_of_january.add_months(13).unwrap().to_string(), "2024-02-29");
        assert_eq!(Day::LAST.add_months(1), None);
    }

    #[test]
    fn valid_through_the_expiry_day() {
        let day = Day::parse_iso("2026-11-01").unwrap();
        assert!(Until::Day(day).covers(day));
        assert!(!Until::Day(day).covers(Day::parse_iso("2026-11-02").unwrap()));
        assert!(Until::Never.covers(Day::LAST));
    }
}
