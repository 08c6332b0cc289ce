//! What single cells mean: days, numbers, words, lists.

use super::log::Problem;
use crate::model::{Day, FindingCode, Until, Words};

const WRITE_DAY: &str = "write a day of the calendar, 1900 to 2199, as YYYY-MM-DD";

/// A day; blank is none.
pub(super) fn day(text: &str) -> Result<Option<Day>, Problem<'static>> {
    if text.is_empty() {
        return Ok(None);
    }
    match Day::parse_iso(text) {
        Some(day) => Ok(Some(day)),
        None => Err(Problem::new(FindingCode::DateBad, text, "not a day", WRITE_DAY)),
    }
}

/// A last day, or `never`; blank is none.
pub(super) fn until(text: &str) -> Result<Option<Until>, Problem<'static>> {
    if text == "never" {
        return Ok(Some(Until::Never));
    }
    day(text).map(|day| day.map(Until::Day)).map_err(|_| {
        let help = format!("{WRITE_DAY}, or `never`");
        Problem::new(FindingCode::DateBad, text, "not a day", help)
    })
}

/// A number that is not negative, with at most three decimal places, in thousandths; blank is none.
pub(super) fn thousandths(text: &str) -> Result<Option<u64>, Problem<'static>> {
    if text.is_empty() {
        return Ok(None);
    }
    let problem = || {
        let help = "write digits, if need be a point and up to three more, such as 7.5";
        Problem::new(FindingCode::NumberBad, text, "not a number", help)
    };
    parse_thousandths(text).map(Some).ok_or_else(problem)
}

/// A number as sheets write it, in thousandths; `None` for anything else.
#[must_use]
pub fn parse_thousandths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 3 {
        return None;
    }
    let part: u64 = format!("{part:0<3}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(part)
}

/// The number of a known word; blank is none.
pub(super) fn word<'w>(
    text: &str,
    words: &'w Words,
    message: &'static str,
) -> Result<Option<u16>, Problem<'w>> {
    if text.is_empty() {
        return Ok(None);
    }
    match words.find(text) {
        Some(number) => Ok(Some(number)),
        None => Err(Problem::word(FindingCode::WordUnknown, text, message, words)),
    }
}

/// `yes` or `no`; blank is none.
pub(super) fn yes_no(text: &str) -> Result<Option<bool>, Problem<'static>> {
    match text {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        _ => Err(Problem::new(FindingCode::WordUnknown, text, "neither yes nor no", "write `yes` or `no`")),
    }
}

/// The entries of a `;` list, trimmed, blank ones included; a blank cell has none.
pub(super) fn entries(text: &str) -> impl Iterator<Item = &str> {
    let whole = (!text.is_empty()).then_some(text);
    whole.into_iter().flat_map(|text| text.split(';')).map(|entry| entry.trim_matches([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_or_refused() {
        let good = [("0", 0), ("7", 7_000), ("7.5", 7_500), ("0.125", 125), ("007", 7_000)];
        for (text, expected) in good {
            assert_eq!(thousandths(text).unwrap(), Some(expected), "{text}");
        }
        let bad =
            ["-1", "+1", "1.", ".5", "1.2345", "1e3", "1,5", "abc", "99999999999999999999", "1.+5", "NaN"];
        for text in bad {
            assert!(thousandths(text).is_err(), "{text}");
        }
        assert_eq!(thousandths("").unwrap(), None);
    }

    #[test]
    fn days_exist_or_are_refused() {
        for text in ["31/02/2026", "2026-02-31", "2026-2-1", "26-02-01", "never", "1899-12-31", "2200-01-01"]
        {
            assert!(day(text).is_err(), "{text}");
        }
        assert!(day("2024-02-29").unwrap().is_some());
        assert_eq!(until("never").unwrap(), Some(Until::Never));
        assert!(until("Never").is_err());
        assert_eq!(until("").unwrap(), None);
    }

    #[test]
    fn lists_keep_blank_entries() {
        assert_eq!(entries("").count(), 0);
        assert_eq!(entries("a; b ;;").collect::<Vec<_>>(), ["a", "b", "", ""]);
    }
}
