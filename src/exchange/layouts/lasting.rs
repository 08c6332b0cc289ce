//! Until when a holding lasts, where its source says so twice: by an expiry and by the period in the competence's name.

use std::borrow::Cow;

use super::super::layout::{DraftCell, Problem};
use super::super::mapping::ValueMap;
use super::common::{cell, confirmed, problem};
use super::competence_name::{Period, parse};
use super::dates::DateRules;
use crate::model::{Day, FindingCode, Until};

/// What a source says of a holding's time.
#[derive(Debug, Clone, Copy)]
struct Said<'r> {
    /// The date of assessment as written; blank if there is none.
    assessed: &'r str,
    /// The expiry as written; blank if there is none.
    expires: &'r str,
    /// The period of the competence's name.
    period: Period,
}

/// Until when it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lasts<'r> {
    /// What is to be written; blank where the source does not say, so that the competency's own refresh period counts.
    expires: Cow<'r, str>,
    /// The period ended before the expiry that the source gives.
    shortened: bool,
}

/// Why it cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsaid {
    /// The date of assessment must be counted from and cannot be read for sure.
    Assessed,
    /// The expiry must be compared with the period's end and cannot be read for sure.
    Expires,
    /// The name's period is no number of years.
    Period,
}

/// The earlier of both ends: an expiry lasts no longer than assessment and period together. Without a date of assessment
/// an expiry that is a day stands by itself, and `no expiry` does not.
fn lasts<'r>(said: &Said<'r>, dates: DateRules) -> Result<Lasts<'r>, Unsaid> {
    let as_written = Lasts { expires: Cow::Borrowed(said.expires), shortened: false };
    let months = match said.period {
        Period::Unsaid => return Ok(as_written),
        Period::Unclear => return Err(Unsaid::Period),
        Period::Months(months) => months,
    };
    if said.assessed.is_empty() {
        let never = dates.until(said.expires) == Some(Until::Never);
        return Ok(if never { Lasts { expires: Cow::Borrowed(""), shortened: true } } else { as_written });
    }
    let assessed = dates.day(said.assessed).ok_or(Unsaid::Assessed)?;
    let end = assessed.add_months(months).unwrap_or(Day::LAST);
    let counted = |shortened| Lasts { expires: Cow::Owned(end.to_string()), shortened };
    if said.expires.is_empty() {
        return Ok(counted(false));
    }
    let until = dates.until(said.expires).ok_or(Unsaid::Expires)?;
    Ok(if until > Until::Day(end) { counted(true) } else { as_written })
}

/// The cell of the expiry of a holding, and whether the name's period made it earlier.
pub(super) fn expiry<'r>(
    competency: &DraftCell<'r>,
    assessed: &DraftCell<'r>,
    expires: &DraftCell<'r>,
    (dates, values): (DateRules, &[ValueMap]),
) -> Result<(DraftCell<'r>, bool), Problem> {
    // a word that the mapping gives for an expiry counts as what it stands for
    let word = confirmed(values, "expires_on", &expires.value).unwrap_or(&expires.value);
    let said = Said { assessed: &assessed.value, expires: word, period: parse(&competency.value).period };
    let lasts = lasts(&said, dates).map_err(|unsaid| refused(unsaid, [competency, assessed, expires]))?;
    if lasts.expires == word {
        return Ok((expires.clone(), lasts.shortened));
    }
    let theirs = [&*expires.theirs, &*assessed.theirs, &*competency.theirs];
    let theirs: Vec<&str> = theirs.into_iter().filter(|header| !header.is_empty()).collect();
    Ok((cell("expires_on", lasts.expires.into_owned(), theirs.join(" + ")), lasts.shortened))
}

/// What to do about a date that must be counted with.
pub(super) const SAY_ORDER: &str =
    "write it as 2026-03-31, or say in the mapping how dates are written: dates = \"day-month-year\"";

fn refused(unsaid: Unsaid, [competency, assessed, expires]: [&DraftCell<'_>; 3]) -> Problem {
    let date = |cell: &DraftCell<'_>, message: &'static str| {
        problem(FindingCode::DateBad, &cell.theirs, &cell.value, message, SAY_ORDER)
    };
    match unsaid {
        Unsaid::Assessed => {
            date(assessed, "the competence's period counts from this date, which cannot be read for sure")
        }
        Unsaid::Expires => {
            date(expires, "the competence's period may end before this date, which cannot be read for sure")
        }
        Unsaid::Period => problem(
            FindingCode::NumberBad,
            &competency.theirs,
            &competency.value,
            "the period in the name is no number of years from 1 to 100",
            "correct the competence's name at its source",
        ),
    }
}

/// What to say where the period ends before the expiry.
pub(super) fn shortened(expires: &DraftCell<'_>) -> Problem {
    let help = "the period in the competence's name ends earlier and counts";
    let message = "the expiry is later than the competence lasts";
    problem(FindingCode::ExpiryShortened, &expires.theirs, &expires.value, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last<'r>(assessed: &'r str, expires: &'r str, period: Period) -> Result<Lasts<'r>, Unsaid> {
        lasts(&Said { assessed, expires, period }, DateRules::default())
    }

    #[test]
    fn the_earlier_end_counts() {
        let two = Period::Months(24);
        let ends = |assessed: &str, expires: &str, period| {
            last(assessed, expires, period).map(|lasts| lasts.expires.into_owned())
        };
        assert_eq!(ends("29-Feb-2024", "", two).as_deref(), Ok("2026-02-28"));
        assert_eq!(ends("2024/03/01 00:00:00", "01-Jan-2030", two).as_deref(), Ok("2026-03-01"));
        assert_eq!(ends("2024-03-01", "01-Jan-2025", two).as_deref(), Ok("01-Jan-2025"));
        assert_eq!(ends("2024-03-01", "no expiry", two).as_deref(), Ok("2026-03-01"));
        assert_eq!(ends("2024-03-01", "no expiry", Period::Unsaid).as_deref(), Ok("no expiry"));
        assert_eq!(ends("", "no expiry", two).as_deref(), Ok(""));
        assert_eq!(ends("", "2027-01-01", two).as_deref(), Ok("2027-01-01"));
        for unsure in ["soon", "03/04/2030"] {
            assert_eq!(ends("2024-03-01", unsure, two), Err(Unsaid::Expires));
            assert_eq!(ends("2024-03-01", unsure, Period::Unsaid).as_deref(), Ok(unsure));
        }
        assert_eq!(ends("03/04/2025", "2027-01-01", two), Err(Unsaid::Assessed));
        assert_eq!(ends("2024-03-01", "2027-01-01", Period::Unclear), Err(Unsaid::Period));
        assert!(last("2024-03-01", "2030-01-01", two).unwrap().shortened);
        assert!(!last("2024-03-01", "2025-01-01", two).unwrap().shortened);
    }
}
