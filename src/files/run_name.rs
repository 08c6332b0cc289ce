//! Names of a job's runs: the day on which it ran, and a number from the second run of a day.

use std::fmt;

use crate::model::Day;

/// `2026-11-28`; the second run of that day is `2026-11-28-2`. Runs order by day, then number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunName {
    day: Day,
    number: u32,
}

impl RunName {
    /// The first run of a day.
    #[must_use]
    pub fn first(day: Day) -> Self {
        Self { day, number: 1 }
    }

    /// The run after it, of the same day.
    #[must_use]
    pub fn next(self) -> Self {
        Self { number: self.number.saturating_add(1), ..self }
    }

    /// The day on which it ran.
    #[must_use]
    pub fn day(self) -> Day {
        self.day
    }

    /// Reads a name; `None` for any other word, also for one that a run would not be given.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let day = Day::parse_iso(text.get(..10)?)?;
        let number = match text.get(10..)? {
            "" => 1,
            rest => rest.strip_prefix('-')?.parse().ok().filter(|number| *number > 1)?,
        };
        // `-02` and `+2` are numbers but no names
        Some(Self { day, number }).filter(|name| name.to_string() == text)
    }
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            1 => write!(f, "{}", self.day),
            number => write!(f, "{}-{number}", self.day),
        }
    }
}

/// Whether a name is that of something which only a killed run leaves: `.2026-11-28.partial-77`, `.2026-11-28.removing`,
/// `.latest.partial-77`.
pub(super) fn is_leftover(name: &str) -> bool {
    let Some((stem, ending)) = name.strip_prefix('.').and_then(|rest| rest.rsplit_once('.')) else {
        return false;
    };
    let of_process = ending.strip_prefix("partial-");
    let of_process =
        of_process.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    match RunName::parse(stem) {
        Some(_) => of_process || ending == "removing",
        None => matches!(stem, "latest" | ".memory") && of_process,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written_and_order_by_number() {
        let day = Day::from_ymd(2026, 11, 28).unwrap();
        let mut names = vec![RunName::first(day)];
        for _ in 0..11 {
            names.push(names.last().unwrap().next());
        }
        assert_eq!(names[1].to_string(), "2026-11-28-2");
        for name in &names {
            assert_eq!(RunName::parse(&name.to_string()), Some(*name));
        }
        assert!(names.is_sorted() && names[9] < names[10]);
        let bad = [
            "",
            "2026-11-28-",
            "2026-11-28-1",
            "2026-11-28-02",
            "2026-11-28-+2",
            "2026-11-31",
            "2026-11-28x",
            "é2026-11-2",
        ];
        for bad in bad {
            assert_eq!(RunName::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_what_a_killed_run_leaves_is_left_over() {
        for name in [".2026-11-28.partial-7", ".2026-11-28-2.removing", ".latest.partial-12"] {
            assert!(is_leftover(name), "{name}");
        }
        let others = [
            "2026-11-28",
            ".2026-11-28.partial-",
            ".2026-11-28.partial-x",
            ".notes.partial-7",
            ".lock",
            ".latest.removing",
            ".2026-11-28",
            "x.2026-11-28.removing",
            ".latest",
            ".out.partial-7",
        ];
        for name in others {
            assert!(!is_leftover(name), "{name}");
        }
    }
}
