//! The calendar as a table, for reading millions of days: it says what [`Day`] says, quickly.

use super::{Day, Until};

/// Where every month from January 1900 to December 2199 begins.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// By month: the number of its first day; one more for the end.
    starts: Vec<i32>,
}

/// A day with its month, ready for counting months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Months since January 1900.
    month: u16,
    /// Days since the month's first.
    of_month: u8,
    /// The day.
    pub day: Day,
}

impl Default for Calendar {
    fn default() -> Self {
        let months = (1900i16..2200).flat_map(|year| (1i8..=12).map(move |month| (year, month)));
        let firsts = months.filter_map(|(year, month)| Day::from_ymd(year, month, 1));
        let starts = firsts.map(Day::number).chain([Day::LAST.number() + 1]).collect();
        Self { starts }
    }
}

impl Calendar {
    /// A day written `YYYY-MM-DD`, nothing else, as [`Day::parse_iso`] reads it.
    #[must_use]
    #[inline]
    pub fn read(&self, text: &[u8]) -> Option<Date> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
        let digits = [y1, y2, y3, y4, m1, m2, d1, d2].map(|digit| digit.wrapping_sub(b'0'));
        if digits.iter().any(|digit| *digit > 9) {
            return None;
        }
        let [y1, y2, y3, y4, m1, m2, d1, d2] = digits.map(u16::from);
        let year = (y1 * 1000 + y2 * 100 + y3 * 10 + y4).checked_sub(1900)?;
        let (month, of_month) = ((m1 * 10 + m2).checked_sub(1)?, (d1 * 10 + d2).checked_sub(1)?);
        if year >= 300 || month >= 12 {
            return None;
        }
        let month = year * 12 + month;
        let (start, length) = self.month(month)?;
        let of_month = u8::try_from(of_month).ok().filter(|day| i32::from(*day) < length)?;
        Some(Date { month, of_month, day: Day::from_number(start + i32::from(of_month))? })
    }

    /// The same day some months later, clamped to the month's end; past the calendar its last day.
    #[must_use]
    #[inline]
    pub fn later(&self, date: Date, months: u16) -> Day {
        let month = date.month.checked_add(months).and_then(|month| self.month(month));
        let day = month.map(|(start, length)| start + i32::from(date.of_month).min(length - 1));
        day.and_then(Day::from_number).unwrap_or(Day::LAST)
    }

    /// A last day, or `never`.
    #[must_use]
    #[inline]
    pub fn until(&self, text: &[u8]) -> Option<Until> {
        if text == b"never" { Some(Until::Never) } else { self.read(text).map(|date| Until::Day(date.day)) }
    }

    #[inline]
    fn month(&self, month: u16) -> Option<(i32, i32)> {
        match self.starts.get(usize::from(month)..)? {
            [start, end, ..] => Some((*start, end - start)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_days_say() {
        let calendar = Calendar::default();
        for number in Day::from_ymd(1900, 1, 1).unwrap().number()..=Day::LAST.number() {
            let day = Day::from_number(number).unwrap();
            let date = calendar.read(day.to_string().as_bytes()).unwrap();
            assert_eq!(date.day, day);
            if number % 17 == 0 {
                for months in [0, 1, 12, 35, 1_200] {
                    assert_eq!(calendar.later(date, months), day.add_months(months).unwrap_or(Day::LAST));
                }
            }
        }
        for year in ["1899", "1900", "2026", "2199", "2200"] {
            for (month, day) in (0..14).flat_map(|month| (0..33).map(move |day| (month, day))) {
                let text = format!("{year}-{month:02}-{day:02}");
                let read = calendar.read(text.as_bytes()).map(|date| date.day);
                assert_eq!(read, Day::parse_iso(&text), "{text}");
            }
        }
        for text in ["", "2026-1-01", "2026/01/01", "+026-01-01", "2026-01-0a", "2026-01-011", " 2026-01-01"]
        {
            assert_eq!(calendar.read(text.as_bytes()), None, "{text}");
        }
        assert_eq!(calendar.until(b"never"), Some(Until::Never));
    }
}
