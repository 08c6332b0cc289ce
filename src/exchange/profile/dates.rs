//! Dates as files have them: by their form, and where their parts settle it by the day they mean.

use crate::model::Day;

/// A way to write a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange) enum Form {
    Iso,
    IsoSlash,
    IsoTime,
    Compact,
    DayMonthName,
    DayMonthNameShort,
    Numeric(char),
    NumericTime(char),
    NumericShort(char),
}

impl Form {
    /// In words for people: `date YYYY-MM-DD`.
    pub(in crate::exchange) fn words(self) -> String {
        match self {
            Form::Iso => "date YYYY-MM-DD".to_owned(),
            Form::IsoSlash => "date YYYY/MM/DD".to_owned(),
            Form::IsoTime => "date YYYY-MM-DD and time".to_owned(),
            Form::Compact => "date YYYYMMDD".to_owned(),
            Form::DayMonthName => "date DD-Mon-YYYY".to_owned(),
            Form::DayMonthNameShort => "date DD-Mon-YY".to_owned(),
            Form::Numeric(c) => format!("date 99{c}99{c}YYYY"),
            Form::NumericTime(c) => format!("date 99{c}99{c}YYYY and time"),
            Form::NumericShort(c) => format!("date 99{c}99{c}YY"),
        }
    }
}

/// A date as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) struct Dated {
    pub(in crate::exchange) form: Form,
    /// First and second part of a numeric date whose order its form does not tell.
    pub(in crate::exchange) parts: Option<(i8, i8)>,
    /// Whether its year has two digits.
    pub(in crate::exchange) short_year: bool,
    /// Its day, where one reading only is possible and the year is whole; `None` too outside 1900 to 2199.
    pub(in crate::exchange) day: Option<Day>,
    /// Its year, if it is whole.
    pub(in crate::exchange) year: Option<i16>,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A month by its English name, short or whole.
pub(in crate::exchange) fn month(name: &str) -> Option<i8> {
    let start = name.get(..3)?.to_ascii_lowercase();
    let whole = name.len() == 3 || name.len() > 3 && name.bytes().all(|b| b.is_ascii_alphabetic());
    let at = MONTHS.iter().position(|month| *month == start).filter(|_| whole && name.len() <= 9)?;
    i8::try_from(at + 1).ok()
}

/// A value as a date; `None` if it is none by its form, or no day of the calendar.
pub(in crate::exchange) fn read(value: &str) -> Option<Dated> {
    let bytes = value.as_bytes();
    if !(6..=24).contains(&bytes.len()) || !bytes.first()?.is_ascii_digit() {
        return None;
    }
    if bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit) {
        let (year, rest) = value.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return whole(Form::Compact, number(year)?, number(month)?, number(day)?).filter(|d| d.day.is_some());
    }
    let (date, time) = match value.split_once([' ', 'T']) {
        Some((date, time)) if is_time(time) => (date, true),
        Some((date, rest)) if date.len() <= 2 => return spaced(date, rest),
        Some(_) => return None,
        None => (value, false),
    };
    let separator = date.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = date.split(separator);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if first.len() == 4 {
        let form = match (time, separator) {
            (true, _) => Form::IsoTime,
            (_, '-') => Form::Iso,
            (_, '/') => Form::IsoSlash,
            _ => return None,
        };
        return whole(form, number(first)?, number(second)?, number(third)?);
    }
    if let Some(month) = month(second) {
        return named(number(first)?, month, third);
    }
    numeric(separator, time, [first, second, third])
}

/// `3 Apr 2026`.
fn spaced(day: &str, rest: &str) -> Option<Dated> {
    let (name, year) = rest.split_once(' ')?;
    named(number(day)?, month(name)?, year)
}

fn named(day: i16, month: i8, year: &str) -> Option<Dated> {
    match year.len() {
        4 => whole(Form::DayMonthName, number(year)?, i16::from(month), day),
        2 => {
            number(year)?;
            let form = Form::DayMonthNameShort;
            (1..=31).contains(&day).then_some(Dated {
                form,
                parts: None,
                short_year: true,
                day: None,
                year: None,
            })
        }
        _ => None,
    }
}

fn numeric(separator: char, time: bool, [first, second, third]: [&str; 3]) -> Option<Dated> {
    if !(1..=2).contains(&first.len()) || !(1..=2).contains(&second.len()) {
        return None;
    }
    let (first, second) = (i8::try_from(number(first)?).ok()?, i8::try_from(number(second)?).ok()?);
    let fits = (1..=31).contains(&first) && (1..=31).contains(&second) && first.min(second) <= 12;
    if !fits {
        return None;
    }
    let parts = Some((first, second));
    match third.len() {
        2 => {
            number(third)?;
            let form = Form::NumericShort(separator);
            Some(Dated { form, parts, short_year: true, day: None, year: None })
        }
        4 => {
            let year = number(third)?;
            let form = if time { Form::NumericTime(separator) } else { Form::Numeric(separator) };
            let day = match (first > 12, second > 12) {
                (true, _) => Day::from_ymd(year, second, first),
                (_, true) => Day::from_ymd(year, first, second),
                _ if first == second => Day::from_ymd(year, first, second),
                _ => None,
            };
            Some(Dated { form, parts, short_year: false, day, year: Some(year) })
        }
        _ => None,
    }
}

fn whole(form: Form, year: i16, month: i16, day: i16) -> Option<Dated> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    // the calendar is asked about a year that it surely has: whether the year is plausible is another question
    let leap = 2000 + year.rem_euclid(4);
    Day::from_ymd(leap, month, day)?;
    let day = Day::from_ymd(year, month, day);
    Some(Dated { form, parts: None, short_year: false, day, year: Some(year) })
}

/// A whole number of a few digits.
fn number(text: &str) -> Option<i16> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// `HH:MM`, `HH:MM:SS`, `HHmmss`, with a zone or parts of a second behind.
fn is_time(text: &str) -> bool {
    text.len() >= 4 && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'Z' | b'+'))
}

/// A word for "does not expire".
pub(in crate::exchange) fn is_never(value: &str) -> bool {
    ["never", "no expiry", "does not expire"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_known() {
        let iso = |text: &str| Day::parse_iso(text);
        for (text, form, day) in [
            ("2026-11-28", Form::Iso, iso("2026-11-28")),
            ("2025/12/02 00:00:00", Form::IsoTime, iso("2025-12-02")),
            ("2025/12/02", Form::IsoSlash, iso("2025-12-02")),
            ("20090706", Form::Compact, iso("2009-07-06")),
            ("30-Nov-2028", Form::DayMonthName, iso("2028-11-30")),
            ("3 April 2026", Form::DayMonthName, iso("2026-04-03")),
            ("31/03/2025", Form::Numeric('/'), iso("2025-03-31")),
            ("03/03/2025", Form::Numeric('/'), iso("2025-03-03")),
            ("03/04/2025", Form::Numeric('/'), None),
            ("12.31.2026", Form::Numeric('.'), iso("2026-12-31")),
            ("31/03/25", Form::NumericShort('/'), None),
            ("02-Dec-25", Form::DayMonthNameShort, None),
            ("31/03/2025 10:00", Form::NumericTime('/'), iso("2025-03-31")),
            ("1753-01-01", Form::Iso, None),
        ] {
            let read = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.form, read.day), (form, day), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "2026",
            "10805521",
            "45-45-2026",
            "2026-13-01",
            "13/13/2026",
            "Mar-25",
            "VITAL-01",
            "1-2-3-4",
            "2026-02-30",
            "12:30:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(is_never("No Expiry") && !is_never("none"));
    }
}
