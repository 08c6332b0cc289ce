//! Days as other people's files write them, where a layout itself must count with them; what is not plain is no day.

use super::super::mapping::{DateOrder, SourceSpec};
use crate::model::{Day, Until};

/// What the mapping says of dates.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DateRules {
    order: Option<DateOrder>,
    century: Option<i16>,
    serials: bool,
}

impl DateRules {
    /// Those of a source.
    pub(super) fn of(spec: &SourceSpec) -> Self {
        Self {
            order: spec.dates,
            century: spec.two_digit_years_from,
            serials: spec.excel_serials.unwrap_or(false),
        }
    }

    /// The day that a text surely says; a time of day behind it is dropped. `None` where it can be read in two ways.
    pub(super) fn day(self, text: &str) -> Option<Day> {
        let text = without_time(text.trim())?;
        let mark = text.chars().find(|c| !c.is_ascii_alphanumeric());
        let Some(mark) = mark else { return self.digits(text) };
        if !matches!(mark, '-' | '/' | '.') {
            return None;
        }
        let (first, rest) = text.split_once(mark)?;
        let (second, third) = rest.split_once(mark)?;
        if first.len() == 4 {
            return Day::from_ymd(number(first, 4)?, small(second)?, small(third)?);
        }
        let year = self.year(third)?;
        match month(second) {
            Some(month) => Day::from_ymd(year, month, small(first)?),
            None => self.numeric(small(first)?, small(second)?, year),
        }
    }

    /// Until when something lasts: a day, or `never` in one of its spellings.
    pub(super) fn until(self, text: &str) -> Option<Until> {
        if is_never(text) { Some(Until::Never) } else { self.day(text).map(Until::Day) }
    }

    fn numeric(self, first: i8, second: i8, year: i16) -> Option<Day> {
        match self.order {
            Some(DateOrder::DayMonthYear) => Day::from_ymd(year, second, first),
            Some(DateOrder::MonthDayYear) => Day::from_ymd(year, first, second),
            None if first > 12 || first == second => Day::from_ymd(year, second, first),
            None if second > 12 => Day::from_ymd(year, first, second),
            None => None,
        }
    }

    fn year(self, text: &str) -> Option<i16> {
        match (text.len(), self.century) {
            (4, _) => number(text, 4),
            (2, Some(from)) => Some(from + (number(text, 2)? - from).rem_euclid(100)),
            _ => None,
        }
    }

    /// `YYYYMMDD`, or a day as spreadsheets count them.
    fn digits(self, text: &str) -> Option<Day> {
        if text.len() == 8 {
            let (year, rest) = text.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            return Day::from_ymd(number(year, 4)?, small(month)?, small(day)?);
        }
        // day 60 is 29 February 1900, which never was; from 61 on the count is right from 1899-12-30
        let serial: i32 = text.parse().ok().filter(|serial| self.serials && *serial > 60)?;
        let zero = Day::FIRST.number() - 2;
        Day::from_number(zero.checked_add(serial)?)
    }
}

/// Whether a text says that something does not expire.
pub(super) fn is_never(text: &str) -> bool {
    ["never", "no expiry", "does not expire"].iter().any(|never| text.trim().eq_ignore_ascii_case(never))
}

fn without_time(text: &str) -> Option<&str> {
    match text.split_once([' ', 'T']) {
        None => Some(text),
        Some((day, time)) => {
            let clock = time.starts_with(|c: char| c.is_ascii_digit())
                && time.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.');
            clock.then_some(day)
        }
    }
}

fn month(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let place = MONTHS.iter().position(|month| text.eq_ignore_ascii_case(month))?;
    i8::try_from(place + 1).ok()
}

fn small(text: &str) -> Option<i8> {
    let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn number(text: &str, width: usize) -> Option<i16> {
    let digits = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(rules: DateRules, text: &str) -> Option<String> {
        rules.day(text).map(|day| day.to_string())
    }

    #[test]
    fn reads_what_is_plain_and_nothing_else() {
        let bare = DateRules::default();
        for text in
            ["2025-12-02", "2025/12/02", "2025/12/02 00:00:00", "20251202", "02-Dec-2025", "2-DEC-2025"]
        {
            assert_eq!(iso(bare, text).as_deref(), Some("2025-12-02"), "{text}");
        }
        assert_eq!(iso(bare, "13/02/2026").as_deref(), Some("2026-02-13"));
        assert_eq!(iso(bare, "03/03/2026").as_deref(), Some("2026-03-03"));
        for text in
            ["03/04/2026", "02-Dec-25", "46000", "31-Feb-2026", "2025-12-02 soon", "", "2025/12-02", "1/2"]
        {
            assert_eq!(iso(bare, text), None, "{text}");
        }
    }

    #[test]
    fn the_mapping_settles_order_century_and_serials() {
        let said = DateRules { order: Some(DateOrder::DayMonthYear), century: Some(1950), serials: true };
        assert_eq!(iso(said, "03/04/2026").as_deref(), Some("2026-04-03"));
        assert_eq!(iso(said, "12/13/2026"), None);
        assert_eq!(iso(said, "30-Nov-49").as_deref(), Some("2049-11-30"));
        assert_eq!(iso(said, "30-Nov-50").as_deref(), Some("1950-11-30"));
        assert_eq!(iso(said, "40057").as_deref(), Some("2009-09-01"));
        assert_eq!(said.until(" No Expiry "), Some(Until::Never));
    }
}
