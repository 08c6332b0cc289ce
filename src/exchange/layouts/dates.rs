//! Days as other people's files write them, where a layout itself must count with them; what is not plain is no day.

use super::super::mapping::{SourceSpec, dates};
use crate::model::{Day, Until};

/// What the mapping says of dates.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DateRules(dates::DateRules);

impl DateRules {
    /// Those of a source.
    pub(super) fn of(spec: &SourceSpec) -> Self {
        Self(dates::DateRules {
            order: spec.dates,
            two_digit_years_from: spec.two_digit_years_from,
            excel_serials: spec.excel_serials.unwrap_or(false),
        })
    }

    /// The day that a text surely says by itself. `None` where it can be read in two ways.
    pub(super) fn day(self, text: &str) -> Option<Day> {
        Day::parse_iso(&dates::iso(text, self.0, false).ok()?)
    }

    /// Until when something lasts: a day, or `never` in one of its spellings.
    pub(super) fn until(self, text: &str) -> Option<Until> {
        match &*dates::iso(text, self.0, true).ok()? {
            "never" => Some(Until::Never),
            day => Day::parse_iso(day).map(Until::Day),
        }
    }
}
