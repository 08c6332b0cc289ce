//! The calendar as a table, for reading millions of days: it says what [`Day`] says, quickly.

use super::{Day, Until};

/// Where every month from January 1900 to December 2199 begins.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// By month: the number of its first day; one more for the end.
    starts: Vec<i32>,
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
    #[expect(clippy::inline_always, reason = "read for most of a hundred million cells")]
    #[inline(always)]
    pub fn read(&self, text: &[u8]) -> Option<Day> {
        let &[y1, y2, y3, y4, h1, m1, m2, h2, d1, d2] =
            text.first_chunk::<10>().filter(|_| text.len() == 10)?;
        // every byte becomes its digit, and 0 where a hyphen should be
        let date = u64::from_le_bytes([y1, y2, y3, y4, h1, m1, m2, h2]) ^ u64::from_le_bytes(*b"0000-00-");
        let day = u16::from_le_bytes([d1, d2]) ^ u16::from_le_bytes(*b"00");
        // the highest bit of a byte rises where a digit is above 9, or a hyphen is none
        let wrong = date.wrapping_add(0x7F76_767F_7676_7676) | date;
        let wrong_day = day.wrapping_add(0x7676) | day;
        if wrong & 0x8080_8080_8080_8080 != 0 || wrong_day & 0x8080 != 0 {
            return None;
        }
        let digit = |at: u32| (date >> (8 * at)) & 0xF;
        let year = ((digit(0) * 10 + digit(1)) * 10 + digit(2)) * 10 + digit(3);
        let (month, day) = (digit(5) * 10 + digit(6), i32::from((day & 0xF) * 10 + (day >> 8)));
        if !(1..=12).contains(&month) || day == 0 {
            return None;
        }
        let month = usize::try_from(year.checked_sub(1900)? * 12 + month - 1).ok()?;
        let &[start, end] = self.starts.get(month..)?.first_chunk::<2>()?;
        Day::from_number(start + day - 1).filter(|_| day <= end - start)
    }

    /// A last day, or `never`.
    #[must_use]
    #[inline]
    pub fn until(&self, text: &[u8]) -> Option<Until> {
        if text == b"never" { Some(Until::Never) } else { self.read(text).map(Until::Day) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_days_say() {
        let calendar = Calendar::default();
        for number in Day::FIRST.number()..=Day::LAST.number() {
            let day = Day::from_number(number).unwrap();
            assert_eq!(calendar.read(day.to_string().as_bytes()), Some(day));
        }
        for year in ["0000", "1899", "1900", "2026", "2199", "2200", "9999"] {
            for (month, day) in (0..20).flat_map(|month| (0..40).map(move |day| (month, day))) {
                let text = format!("{year}-{month:02}-{day:02}");
                assert_eq!(calendar.read(text.as_bytes()), Day::parse_iso(&text), "{text}");
            }
        }
        for text in ["", "2026-1-01", "2026/01/01", "+026-01-01", "2026-01-011", " 2026-01-01"] {
            assert_eq!(calendar.read(text.as_bytes()), None, "{text}");
        }
        assert_eq!(calendar.until(b"never"), Some(Until::Never));
    }

    #[test]
    fn one_wrong_byte_is_no_day() {
        let calendar = Calendar::default();
        for at in 0..10 {
            for byte in 0..=u8::MAX {
                let mut text = *b"2026-11-28";
                text[at] = byte;
                let day = std::str::from_utf8(&text).ok().and_then(Day::parse_iso);
                assert_eq!(calendar.read(&text), day, "{text:?}");
            }
        }
    }
}
