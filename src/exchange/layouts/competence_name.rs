//! The grammar of an ESR competence name: `OWNER|TYPE|Title[ - Level N][ - k Year(s)]|`.

/// A competence name, taken apart. What does not fit the grammar is a title alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CompetenceName<'n> {
    /// `NHS`, or the three digits of an employing authority; blank if the name has none.
    pub(super) owner: &'n str,
    /// `CSTF`, `LOCAL`, `CORE`, `MANDATORY` and the like.
    pub(super) kind: &'n str,
    /// The title without level and period.
    pub(super) title: &'n str,
    /// `Level 2`, as the title says it.
    pub(super) level: &'n str,
    /// How long it lasts.
    pub(super) period: Period,
}

/// How long a competence lasts by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    /// The name does not say.
    Unsaid,
    /// Months, from 12 to 1,200.
    Months(u16),
    /// The name says something of years that is no sensible number of them.
    Unclear,
}

/// Takes a name apart.
pub(super) fn parse(name: &str) -> CompetenceName<'_> {
    let bare = name.trim().trim_end_matches('|').trim_end();
    let mut parts = bare.splitn(3, '|').map(str::trim);
    let (owner, kind, rest) = match (parts.next(), parts.next(), parts.next()) {
        (Some(owner), Some(kind), Some(rest)) => (owner, kind, rest),
        _ => ("", "", bare),
    };
    let (rest, period) = match last_part(rest) {
        Some((before, last)) => match years(last) {
            Period::Unsaid => (rest, Period::Unsaid),
            said => (before, said),
        },
        None => (rest, Period::Unsaid),
    };
    let (title, level) = match last_part(rest) {
        Some((before, last)) if is_level(last) => (before, last),
        _ => (rest, ""),
    };
    CompetenceName { owner, kind, title, level, period }
}

/// What stands before the last dash that has blanks around it, and what behind it.
fn last_part(text: &str) -> Option<(&str, &str)> {
    text.rsplit_once(" - ").map(|(before, last)| (before.trim(), last.trim()))
}

fn years(text: &str) -> Period {
    let Some((count, unit)) = text.split_once(|c: char| c.is_whitespace()) else { return Period::Unsaid };
    let unit = unit.trim();
    if !(unit.eq_ignore_ascii_case("year") || unit.eq_ignore_ascii_case("years")) {
        return Period::Unsaid;
    }
    let plain = count.bytes().all(|b| b.is_ascii_digit());
    let years = if plain { count.parse().ok().filter(|years: &u16| (1..=100).contains(years)) } else { None };
    years.map_or(Period::Unclear, |years| Period::Months(years * 12))
}

fn is_level(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(word, number)| {
        let number = number.trim();
        let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        word.eq_ignore_ascii_case("level") && digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_apart() {
        let name = parse("457|LOCAL|Clinical Risk (PAR) - 3 Years|");
        assert_eq!((name.owner, name.kind, name.title), ("457", "LOCAL", "Clinical Risk (PAR)"));
        assert_eq!((name.level, name.period), ("", Period::Months(36)));
        let name = parse("NHS|CSTF|Safeguarding Adults - Level 2 - 1 Year|");
        assert_eq!(
            (name.title, name.level, name.period),
            ("Safeguarding Adults", "Level 2", Period::Months(12))
        );
        let name = parse("NHS|CSTF|Fire Safety|");
        assert_eq!((name.title, name.period), ("Fire Safety", Period::Unsaid));
        let name = parse("Walking - indoors - 2 Years");
        assert_eq!((name.owner, name.title, name.period), ("", "Walking - indoors", Period::Months(24)));
    }

    #[test]
    fn a_period_that_is_no_number_of_years_is_unclear() {
        for text in ["NHS|CSTF|Fire - 0 Years|", "NHS|CSTF|Fire - two Years|", "NHS|CSTF|Fire - 500 Years|"] {
            assert_eq!(parse(text).period, Period::Unclear, "{text}");
        }
        for text in ["NHS|CSTF|Fire - 2 Yeers|", "NHS|CSTF|Early Years|", "", "|||", "a||b - 2 |"] {
            assert_eq!(parse(text).period, Period::Unsaid, "{text}");
        }
    }
}
