//! Days of the calendar, by hand.

/// A day. The fields stand in this order so that comparing them compares days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date {
    year: i32,
    month: i32,
    day: i32,
}

impl Date {
    /// `YYYY-MM-DD` of a day that exists, from 1900-01-01 to 2199-12-31.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = digits(parts.next()?, 2)?;
        let day = digits(parts.next()?, 2)?;
        let exists = parts.next().is_none()
            && (1900..=2199).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The same day of a later month, or that month's last day.
    pub(super) fn plus_months(self, months: i32) -> Self {
        let mut year = self.year;
        let mut month = self.month + months;
        while month > 12 {
            month -= 12;
            year += 1;
        }
        Self { year, month, day: self.day.min(days_in(year, month)) }
    }
}

fn digits(text: &str, width: usize) -> Option<i32> {
    if text.len() != width || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn days_in(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn only_days_that_exist() {
        for good in ["1900-01-01", "2199-12-31", "2024-02-29", "2000-02-29"] {
            assert!(Date::parse(good).is_some(), "{good}");
        }
        let bad = [
            "1899-12-31",
            "2200-01-01",
            "2023-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-1-01",
            "2026-01-01x",
        ];
        for bad in
            bad.into_iter().chain(["", "never", "2026-00-10", "2026-13-01", "2026-01-00", "2026-01-01-01"])
        {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn months_clamp_to_the_end_of_the_month() {
        assert_eq!(date("2024-01-31").plus_months(1), date("2024-02-29"));
        assert_eq!(date("2023-01-31").plus_months(1), date("2023-02-28"));
        assert_eq!(date("2024-02-29").plus_months(12), date("2025-02-28"));
        assert_eq!(date("2025-12-15").plus_months(1), date("2026-01-15"));
        assert_eq!(date("2025-12-31").plus_months(24), date("2027-12-31"));
    }
}
