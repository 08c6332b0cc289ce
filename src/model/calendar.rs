//! The calendar as a table, for reading millions of days: it says what [`Day`] says, quickly.

use super::{Day, Until};

/// Months from January 1900 to December 2199.
const MONTHS: u64 = 3_600;

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
    pub fn read(&self, text: &[u8]) -> Option<Day> {
        let (number, is_day) = self.at(text, text.len());
        Day::from_number(number).filter(|_| is_day)
    }

    /// The number of the day that the first `len` bytes of `at` are, and whether they are one. Nothing branches on what
    /// is there: in a file of millions of days that would be guessed wrong too often.
    #[must_use]
    #[expect(clippy::inline_always, reason = "read for most of a hundred million cells")]
    #[expect(clippy::needless_bitwise_bool, reason = "nothing is to branch on what is there")]
    #[inline(always)]
    pub fn at(&self, at: &[u8], len: usize) -> (i32, bool) {
        let Some(&[y1, y2, y3, y4, h1, m1, m2, h2, d1, d2]) = at.first_chunk::<10>() else {
            return (0, false);
        };
        // every byte becomes its digit, and 0 where a hyphen should be
        let date = u64::from_le_bytes([y1, y2, y3, y4, h1, m1, m2, h2]) ^ u64::from_le_bytes(*b"0000-00-");
        let day = u16::from_le_bytes([d1, d2]) ^ u16::from_le_bytes(*b"00");
        // the highest bit of a byte rises where a digit is above 9, or a hyphen is none
        let wrong = (date.wrapping_add(0x7F76_767F_7676_7676) | date) & 0x8080_8080_8080_8080;
        let wrong_day = (day.wrapping_add(0x7676) | day) & 0x8080;
        let digit = |at: u32| (date >> (8 * at)) & 0xF;
        let year = ((digit(0) * 10 + digit(1)) * 10 + digit(2)) * 10 + digit(3);
        // a month of 0 wraps around to one that no year has
        let month = (digit(5) * 10 + digit(6)).wrapping_sub(1);
        let of_month = i32::from((day & 0xF) * 10 + ((day >> 8) & 0xF)) - 1;
        let place = (year.wrapping_sub(1900)).wrapping_mul(12).wrapping_add(month);
        let known = usize::try_from(place.min(MONTHS - 1)).unwrap_or(0);
        let [start, end] =
            self.starts.get(known..).and_then(<[i32]>::first_chunk).copied().unwrap_or_default();
        let fits = (month < 12) & (place < MONTHS) & (of_month >= 0) & (of_month < end - start);
        (start + of_month, fits & (wrong == 0) & (wrong_day == 0) & (len == 10))
    }

    /// A last day, or `never`.
    #[must_use]
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
