//! Quantities that cells compare: decimal numbers, dates and durations, exactly.

use std::cmp::Ordering;

use crate::model::Day;

/// A quantity. The families of duration do not compare in sense; their order here only keeps them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Quantity {
    Number(Decimal),
    Day(Day),
    Months(i64),
    Nanoseconds(i128),
}

/// What a column measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Decimal numbers of any length.
    Number,
    /// Days of the calendar.
    Date,
    /// ISO 8601 durations of either family.
    Duration,
}

impl Measure {
    /// A quantity in its one plain way of writing: equal quantities have equal texts. `None` if it is no such quantity.
    #[must_use]
    pub fn plain(self, text: &str) -> Option<String> {
        self.read(text).map(|quantity| match quantity {
            Quantity::Number(decimal) => decimal.plain(),
            Quantity::Day(day) => day.to_string(),
            Quantity::Months(months) => plain_months(months),
            Quantity::Nanoseconds(nanoseconds) => plain_time(nanoseconds),
        })
    }

    pub(super) fn read(self, text: &str) -> Option<Quantity> {
        match self {
            Measure::Number => Decimal::read(text).map(Quantity::Number),
            Measure::Date => Day::parse_iso(text).map(Quantity::Day),
            Measure::Duration => duration(text),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Measure::Number => "a number",
            Measure::Date => "a date",
            Measure::Duration => "a duration",
        }
    }

    pub(super) fn help(self) -> &'static str {
        match self {
            Measure::Number => "write digits with an optional point: `12` or `-0.5`",
            Measure::Date => "write a day of the years 1900 to 2199 as `2026-01-31`",
            Measure::Duration => "write `P1Y6M`, or days and time as `P2DT12H30M`",
        }
    }
}

impl Quantity {
    /// Whether the two can be compared.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Whether nothing lies between this and the greater `next`.
    pub(super) fn touches(&self, next: &Self) -> bool {
        match (self, next) {
            (Quantity::Day(a), Quantity::Day(b)) => b.number() - a.number() == 1,
            (Quantity::Months(a), Quantity::Months(b)) => a.checked_add(1) == Some(*b),
            (Quantity::Nanoseconds(a), Quantity::Nanoseconds(b)) => a.checked_add(1) == Some(*b),
            _ => false,
        }
    }
}

/// A decimal number of any length: digits without needless zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let (negative, size) = match text.strip_prefix('-') {
            Some(size) => (true, size),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = size.split_once('.').unwrap_or((size, "0"));
        if !(digits(whole) && digits(fraction)) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole: whole.to_owned(), fraction: fraction.to_owned() })
    }

    fn plain(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        let point = if self.fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{}", self.fraction)
    }

    fn size(&self) -> (usize, &str, &str) {
        (self.whole.len(), &self.whole, &self.fraction)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.size().cmp(&other.size()),
            (true, true) => other.size().cmp(&self.size()),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An ISO 8601 duration: years and months, or days and time; the two are never mixed, for a month has no length.
fn duration(text: &str) -> Option<Quantity> {
    let (negative, size) = text.strip_prefix('-').map_or((false, text), |size| (true, size));
    let size = size.strip_prefix('P')?;
    let (date, time) = size.split_once('T').map_or((size, None), |(date, time)| (date, Some(time)));
    if time == Some("") || size.is_empty() {
        return None;
    }
    if time.is_none() && date.contains(['Y', 'M']) {
        let (years, rest) = units(date, 'Y')?;
        let (months, rest) = units(rest, 'M')?;
        let total = years.checked_mul(12)?.checked_add(months).filter(|_| rest.is_empty())?;
        let total = i64::try_from(total).ok()?;
        return Some(Quantity::Months(if negative { -total } else { total }));
    }
    let (days, _) = units(date, 'D').filter(|(_, rest)| rest.is_empty())?;
    let total = nanoseconds(days, time.unwrap_or(""))?;
    Some(Quantity::Nanoseconds(if negative { -total } else { total }))
}

fn nanoseconds(days: i128, time: &str) -> Option<i128> {
    let (hours, rest) = units(time, 'H')?;
    let (minutes, rest) = units(rest, 'M')?;
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let (seconds, parts) = if fraction.is_empty() {
        let (seconds, rest) = units(whole, 'S')?;
        (seconds, Some(0).filter(|_| rest.is_empty()))
    } else {
        (digits(whole).then(|| whole.parse().ok())??, billionths(fraction))
    };
    let hours = days.checked_mul(24)?.checked_add(hours)?;
    let minutes = hours.checked_mul(60)?.checked_add(minutes)?;
    let seconds = minutes.checked_mul(60)?.checked_add(seconds)?;
    seconds.checked_mul(1_000_000_000)?.checked_add(parts?)
}

/// Counts with their letters; those of nothing are left out.
fn counted(counts: &[(u128, char)]) -> String {
    let shown =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, letter)| format!("{count}{letter}"));
    shown.collect::<Vec<_>>().concat()
}

fn plain_months(months: i64) -> String {
    let sign = if months < 0 { "-" } else { "" };
    let size = u128::from(months.unsigned_abs());
    let shown = counted(&[(size / 12, 'Y'), (size % 12, 'M')]);
    if shown.is_empty() { "P0M".to_owned() } else { format!("{sign}P{shown}") }
}

fn plain_time(nanoseconds: i128) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let size = nanoseconds.unsigned_abs();
    let (seconds, parts) = (size / 1_000_000_000, size % 1_000_000_000);
    let days = counted(&[(seconds / 86_400, 'D')]);
    let mut time = counted(&[(seconds / 3_600 % 24, 'H'), (seconds / 60 % 60, 'M')]);
    let last = match (seconds % 60, format!("{parts:09}")) {
        (whole, shown) if parts > 0 => format!("{whole}.{}S", shown.trim_end_matches('0')),
        (whole, _) => counted(&[(whole, 'S')]),
    };
    time.push_str(&last);
    match (days.is_empty(), time.is_empty()) {
        (true, true) => "PT0S".to_owned(),
        (_, true) => format!("{sign}P{days}"),
        _ => format!("{sign}P{days}T{time}"),
    }
}

/// `25S` after the point is 250,000,000; more than nine digits are not a duration.
fn billionths(fraction: &str) -> Option<i128> {
    let shown = fraction.strip_suffix('S').filter(|shown| digits(shown) && shown.len() <= 9)?;
    format!("{shown:0<9}").parse().ok()
}

/// The count before a unit's letter and what follows it; 0 where the unit is not written.
fn units(text: &str, letter: char) -> Option<(i128, &str)> {
    match text.split_once(letter) {
        None => Some((0, text)),
        Some((count, rest)) if digits(count) => count.parse().ok().map(|count| (count, rest)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimals_compare_exactly() {
        let ascending =
            ["-100", "-9.5", "-0.25", "0", "0.1", "0.10000000000000000001", "0.2", "9", "10", "10.5"];
        for pair in ascending.windows(2) {
            assert!(Decimal::read(pair[0]) < Decimal::read(pair[1]), "{pair:?}");
        }
        assert_eq!(Decimal::read("-0.0"), Decimal::read("0"));
        assert_eq!(Decimal::read("+01.50"), Decimal::read("1.5"));
        for bad in ["", "-", ".", "1.", ".5", "1e3", "1,5", "--1", "+-1", "one"] {
            assert_eq!(Decimal::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_of_two_families() {
        assert_eq!(duration("P1Y6M"), Some(Quantity::Months(18)));
        assert_eq!(duration("P18M"), duration("P1Y6M"));
        assert_eq!(duration("-P1Y"), Some(Quantity::Months(-12)));
        assert_eq!(duration("PT48H"), duration("P2D"));
        assert_eq!(duration("P1DT1M"), duration("PT86460S"));
        assert_eq!(duration("PT1.25S"), Some(Quantity::Nanoseconds(1_250_000_000)));
        assert!(!duration("P1M").unwrap().is_like(&duration("PT1M").unwrap()));
        let bad =
            ["", "P", "PT", "P1", "P1DT", "P1Y2D", "P1YT1H", "PT1D", "P1M1Y", "PT1S1M", "P-1D", "PT1.S"];
        for bad in bad {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn equal_quantities_are_written_alike() {
        let ways = [
            (Measure::Number, ["+01.50", "1.5"], "1.5"),
            (Measure::Number, ["-0.0", "0"], "0"),
            (Measure::Number, ["-0.250", "-0.25"], "-0.25"),
            (Measure::Date, ["2024-02-29", "2024-02-29"], "2024-02-29"),
            (Measure::Duration, ["P18M", "P1Y6M"], "P1Y6M"),
            (Measure::Duration, ["-P12M", "-P1Y"], "-P1Y"),
            (Measure::Duration, ["P0Y", "P0M"], "P0M"),
            (Measure::Duration, ["PT48H", "P2D"], "P2D"),
            (Measure::Duration, ["PT86460.250S", "P1DT1M0.25S"], "P1DT1M0.25S"),
            (Measure::Duration, ["-PT0S", "P0D"], "PT0S"),
        ];
        for (measure, texts, plain) in ways {
            for text in texts {
                assert_eq!(measure.plain(text).as_deref(), Some(plain), "{text}");
            }
            assert_eq!(measure.plain(plain).as_deref(), Some(plain));
        }
        assert_eq!(Measure::Number.plain("1e3"), None);
    }

    #[test]
    fn neighbours_have_nothing_between() {
        let day = |text| Measure::Date.read(text).unwrap();
        assert!(day("2024-02-28").touches(&day("2024-02-29")));
        assert!(!day("2024-02-28").touches(&day("2024-03-01")));
        assert!(!Measure::Number.read("1").unwrap().touches(&Measure::Number.read("2").unwrap()));
    }

    proptest! {
        #[test]
        fn decimals_order_as_numbers(a in -100_000i64..100_000, b in -100_000i64..100_000) {
            let read = |n: i64| {
                let sign = if n < 0 { "-" } else { "" };
                Decimal::read(&format!("{sign}{}.{:03}", n.abs() / 1000, n.abs() % 1000)).unwrap()
            };
            prop_assert_eq!(read(a).cmp(&read(b)), a.cmp(&b));
        }
    }
}
