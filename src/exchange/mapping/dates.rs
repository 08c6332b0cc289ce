//! Dates of other people's files to ours: what can mean one day only is that day, everything else is refused.

use std::borrow::Cow;

use super::DateOrder;
use crate::model::{Day, FindingCode};

/// How the dates of a column are written, as far as somebody says or the column shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::exchange) struct DateRules {
    pub(in crate::exchange) order: Option<DateOrder>,
    pub(in crate::exchange) two_digit_years_from: Option<i16>,
    pub(in crate::exchange) excel_serials: bool,
}

/// Why a text is no date of ours: code, message, help.
pub(in crate::exchange) type Fault = (FindingCode, &'static str, &'static str);

const NOT_A_DAY: Fault = (
    FindingCode::DateBad,
    "not a day",
    "write a day of the calendar, 1900 to 2199, as YYYY-MM-DD, DD-Mon-YYYY or DD/MM/YYYY",
);
const AMBIGUOUS: Fault = (
    FindingCode::DateAmbiguous,
    "day and month cannot be told apart",
    "say `dates = \"day-month-year\"` or `dates = \"month-day-year\"` in the mapping",
);
const TWO_DIGITS: Fault = (
    FindingCode::DateAmbiguous,
    "the century of a year of two digits is not known",
    "say `two_digit_years_from = 1950` (or another year) in the mapping",
);
const NUMBER: Fault = (
    FindingCode::DateAmbiguous,
    "a bare number: perhaps a day as a spreadsheet counts",
    "if it is, say `excel_serials = true` in the mapping",
);

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Words for a date that never comes.
const NEVER: [&str; 3] = ["never", "no expiry", "does not expire"];

/// A date as ISO, or `never` where that makes sense; blank stays blank.
pub(in crate::exchange) fn iso(text: &str, rules: DateRules, expires: bool) -> Result<Cow<'_, str>, Fault> {
    if text.is_empty() || is_iso(text) {
        return Ok(Cow::Borrowed(text));
    }
    if NEVER.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return if expires { Ok(Cow::Borrowed("never")) } else { Err(NOT_A_DAY) };
    }
    day(text, rules).map(|day| Cow::Owned(day.to_string()))
}

fn is_iso(text: &str) -> bool {
    text.len() == 10 && Day::parse_iso(text).is_some()
}

fn day(text: &str, rules: DateRules) -> Result<Day, Fault> {
    if let Some(number) = bare_number(text) {
        return whole_number(number, rules);
    }
    let text = without_time(text);
    let Some([first, second, third]) = parts(text) else { return Err(NOT_A_DAY) };
    if let Some(month) = month_named(second) {
        let (day, year) = (number(first).ok_or(NOT_A_DAY)?, year(third, rules)?);
        return at(year, month, day);
    }
    if first.len() == 4 {
        return at(
            number(first).ok_or(NOT_A_DAY)?,
            number(second).ok_or(NOT_A_DAY)?,
            number(third).ok_or(NOT_A_DAY)?,
        );
    }
    let (one, two) = (number(first).ok_or(NOT_A_DAY)?, number(second).ok_or(NOT_A_DAY)?);
    let year = year(third, rules)?;
    match (rules.order, plain_order(third, one, two)) {
        (Some(DateOrder::DayMonthYear), _) | (None, Some(DateOrder::DayMonthYear)) => at(year, two, one),
        (Some(DateOrder::MonthDayYear), _) | (None, Some(DateOrder::MonthDayYear)) => at(year, one, two),
        (None, None) if one > 12 && two > 12 => Err(NOT_A_DAY),
        (None, None) => Err(AMBIGUOUS),
    }
}

/// The order that a single date with a whole year shows by itself.
fn plain_order(year: &str, one: i16, two: i16) -> Option<DateOrder> {
    match (one, two) {
        _ if year.len() != 4 => None,
        (13..=31, 1..=12) => Some(DateOrder::DayMonthYear),
        (1..=12, 13..=31) => Some(DateOrder::MonthDayYear),
        // the same day either way
        (1..=12, _) if one == two => Some(DateOrder::DayMonthYear),
        _ => None,
    }
}

fn at(year: i16, month: i16, day: i16) -> Result<Day, Fault> {
    let small = |number: i16| i8::try_from(number).map_err(|_| NOT_A_DAY);
    Day::from_ymd(year, small(month)?, small(day)?).filter(|day| is_iso(&day.to_string())).ok_or(NOT_A_DAY)
}

fn year(text: &str, rules: DateRules) -> Result<i16, Fault> {
    let written = number(text).ok_or(NOT_A_DAY)?;
    match (text.len(), rules.two_digit_years_from) {
        (4, _) => Ok(written),
        (2, Some(from)) => Ok(from + (written - from).rem_euclid(100)),
        (2, None) => Err(TWO_DIGITS),
        _ => Err(NOT_A_DAY),
    }
}

/// Digits only, at most four.
fn number(text: &str) -> Option<i16> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// The digits of a number; `.0` and other decimals, the time of day of a spreadsheet, are dropped.
fn bare_number(text: &str) -> Option<&str> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(decimals)).then_some(whole)
}

fn whole_number(text: &str, rules: DateRules) -> Result<Day, Fault> {
    if text.len() == 8 {
        let part = |range| text.get(range).and_then(number).ok_or(NOT_A_DAY);
        return at(part(0..4)?, part(4..6)?, part(6..8)?);
    }
    if !rules.excel_serials {
        return Err(NUMBER);
    }
    let serial: i32 = text.parse().map_err(|_| NOT_A_DAY)?;
    // day 60 is 29 February 1900, which spreadsheets believe in and calendars do not
    let before = match serial {
        1..=59 => (1899, 12, 31),
        61.. => (1899, 12, 30),
        _ => return Err(NOT_A_DAY),
    };
    let first = Day::parse_iso("1900-01-01").ok_or(NOT_A_DAY)?;
    let offset = if before == (1899, 12, 31) { 1 } else { 2 };
    Day::from_number(first.number().saturating_add(serial - offset))
        .filter(|d| is_iso(&d.to_string()))
        .ok_or(NOT_A_DAY)
}

/// Without a time of day behind it: ` 00:00`, `T09:30:00`.
fn without_time(text: &str) -> &str {
    let Some((date, time)) = text.split_once([' ', 'T']).filter(|(_, time)| time.contains(':')) else {
        return text;
    };
    let time = time.strip_suffix('Z').unwrap_or(time);
    let clock = time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    if clock { date } else { text }
}

/// The three parts of a date, one separator throughout.
fn parts(text: &str) -> Option<[&str; 3]> {
    ['/', '-', '.', ' '].into_iter().find_map(|separator| {
        let mut parts = text.split(separator);
        let three = [parts.next()?, parts.next()?, parts.next()?];
        (parts.next().is_none() && three.iter().all(|part| !part.is_empty())).then_some(three)
    })
}

/// An English month, whole or by its first letters.
fn month_named(text: &str) -> Option<i16> {
    let word = text.to_ascii_lowercase();
    let fits = |month: &&str| (word.len() >= 3 && *month == word) || month.get(..3) == Some(word.as_str());
    let place = if word == "sept" { Some(8) } else { MONTHS.iter().position(fits) };
    place.and_then(|place| i16::try_from(place + 1).ok())
}

/// What a column shows of the order of its numeric dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::exchange) struct Evidence {
    day_first: bool,
    month_first: bool,
}

impl Evidence {
    /// Takes in a cell.
    pub(in crate::exchange) fn see(&mut self, text: &str) {
        // most cells are dates of another kind
        if is_iso(text) || text.len() < 8 {
            return;
        }
        let Some([first, second, third]) = parts(without_time(text)) else { return };
        if first.len() == 4 {
            return;
        }
        let (Some(one), Some(two)) = (number(first), number(second)) else { return };
        // what is no day either way shows nothing
        let exists = |month, day| number(third).is_some_and(|year| at(year, month, day).is_ok());
        match plain_order(third, one, two) {
            Some(DateOrder::DayMonthYear) if one != two => self.day_first |= exists(two, one),
            Some(DateOrder::MonthDayYear) => self.month_first |= exists(one, two),
            _ => {}
        }
    }

    /// The order, if the column settles it.
    pub(in crate::exchange) fn order(self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(DateOrder::DayMonthYear),
            (false, true) => Some(DateOrder::MonthDayYear),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, rules: DateRules) -> Result<String, FindingCode> {
        iso(text, rules, true).map(Cow::into_owned).map_err(|(code, ..)| code)
    }

    const NONE: DateRules = DateRules { order: None, two_digit_years_from: None, excel_serials: false };

    #[test]
    fn what_means_one_day_is_that_day() {
        let cases = [
            ("", ""),
            ("2026-11-30", "2026-11-30"),
            ("2026/11/30", "2026-11-30"),
            ("2025/12/02 00:00:00", "2025-12-02"),
            ("2025/12/02 00:00", "2025-12-02"),
            ("2026-11-30T23:59:59Z", "2026-11-30"),
            ("20261130", "2026-11-30"),
            ("30-Nov-2028", "2028-11-30"),
            ("30-NOV-2028", "2028-11-30"),
            ("1 september 2028", "2028-09-01"),
            ("1-Sept-2028", "2028-09-01"),
            ("03/03/2026", "2026-03-03"),
            ("13/03/2026", "2026-03-13"),
            ("03/13/2026", "2026-03-13"),
            ("29.02.2024", "2024-02-29"),
            ("No Expiry", "never"),
            ("does not expire", "never"),
            ("NEVER", "never"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text, NONE).as_deref(), Ok(expected), "{text}");
        }
        assert!(iso("never", NONE, false).is_err());
    }

    #[test]
    fn what_may_mean_two_days_is_refused_until_somebody_says() {
        let day_first = DateRules { order: Some(DateOrder::DayMonthYear), ..NONE };
        let month_first = DateRules { order: Some(DateOrder::MonthDayYear), ..NONE };
        assert_eq!(read("03/04/2026", NONE), Err(FindingCode::DateAmbiguous));
        assert_eq!(read("03/04/2026", day_first).as_deref(), Ok("2026-04-03"));
        assert_eq!(read("3-4-2026 10:00", month_first).as_deref(), Ok("2026-03-04"));
        assert_eq!(read("13/04/2026", month_first), Err(FindingCode::DateBad));
        let windowed = DateRules { two_digit_years_from: Some(1950), ..day_first };
        for (text, expected) in
            [("03/04/26", "2026-04-03"), ("3-Apr-49", "2049-04-03"), ("03.04.50", "1950-04-03")]
        {
            assert_eq!(read(text, NONE), Err(FindingCode::DateAmbiguous), "{text}");
            assert_eq!(read(text, windowed).as_deref(), Ok(expected), "{text}");
        }
        // of two digits each nothing shows which is the year
        assert_eq!(read("26/04/13", DateRules { order: None, ..windowed }), Err(FindingCode::DateAmbiguous));
        let serials = DateRules { excel_serials: true, ..NONE };
        for (text, expected) in [
            ("40057", "2009-09-01"),
            ("40057.0", "2009-09-01"),
            ("1", "1900-01-01"),
            ("61", "1900-03-01"),
            ("59.5", "1900-02-28"),
        ] {
            assert_eq!(read(text, NONE), Err(FindingCode::DateAmbiguous), "{text}");
            assert_eq!(read(text, serials).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(read("60", serials), Err(FindingCode::DateBad));
        assert_eq!(read("0", serials), Err(FindingCode::DateBad));
        assert_eq!(read("9999999", serials), Err(FindingCode::DateBad));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "31/02/2026",
            "2026-02-30",
            "1899-12-31",
            "31-Dec-1899",
            "2200-01-01",
            "01/01/2200",
            "12/2026",
            "soon",
            "30-Nov",
            "30 Brumaire 2026",
            "2026-1/2",
            "40/40/2026",
            "20261301",
            "2026-11-30 Tuesday:",
            "-1",
            "1e5",
        ] {
            assert_eq!(read(text, NONE), Err(FindingCode::DateBad), "{text}");
        }
    }

    #[test]
    fn a_column_settles_its_order_or_does_not() {
        let order = |cells: &[&str]| {
            let mut evidence = Evidence::default();
            for cell in cells {
                evidence.see(cell);
            }
            evidence.order()
        };
        assert_eq!(order(&["03/04/2026", "13/04/2026", "2026-01-31"]), Some(DateOrder::DayMonthYear));
        assert_eq!(order(&["03/04/2026", "04/13/2026"]), Some(DateOrder::MonthDayYear));
        assert_eq!(order(&["13/04/2026", "04/13/2026"]), None);
        assert_eq!(order(&["03/04/2026", "05/05/2026", "26/04/13", "31/02/2026", "31/12/1899"]), None);
    }
}
