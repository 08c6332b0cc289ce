//! Days around the as-at date, written once each.

use crate::model::Day;

/// Days before and after the as-at date that a dataset may name.
const REACH: usize = 4_400;

/// The text of every day near the as-at date.
#[derive(Debug)]
pub(super) struct Calendar {
    days: Vec<[u8; 10]>,
    today: usize,
}

impl Calendar {
    /// The days around `as_at`; `None` so near the calendar's ends that some are missing.
    pub(super) fn around(as_at: Day) -> Option<Self> {
        let year: i16 = as_at.to_string().get(..4)?.parse().ok()?;
        let mut days = Vec::new();
        let mut today = None;
        let months = (year - 13..=year + 13).flat_map(|y| (1..=12).map(move |m| (y, m)));
        for day in months.flat_map(|(y, m)| (1..=31).filter_map(move |d| Day::from_ymd(y, m, d))) {
            if day == as_at {
                today = Some(days.len());
            }
            days.push(<[u8; 10]>::try_from(day.to_string().as_bytes()).ok()?);
        }
        let today = today?;
        (today >= REACH && today + REACH < days.len()).then_some(Self { days, today })
    }

    /// The day so many days before the as-at date.
    pub(super) fn ago(&self, days: usize) -> &[u8] {
        self.days.get(self.today.saturating_sub(days)).map_or(b"", |day| day.as_slice())
    }

    /// The day so many days after it.
    pub(super) fn ahead(&self, days: usize) -> &[u8] {
        self.days.get(self.today + days).map_or(b"", |day| day.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let calendar = Calendar::around(Day::parse_iso("2026-01-01").unwrap()).unwrap();
        assert_eq!(calendar.ago(0), b"2026-01-01");
        assert_eq!(calendar.ago(1), b"2025-12-31");
        assert_eq!(calendar.ahead(2 * 365 + 59), b"2028-02-29");
        assert!(Calendar::around(Day::parse_iso("1905-01-01").unwrap()).is_none());
    }
}
