//! A column's axis: its words, or the points and open intervals between the end points that its cells use.

use std::collections::BTreeMap;

use super::bits::RowSet;
use super::cell::Cell;
use super::grammar::{CellError, Op, Part, Test, parse_cell};
use super::scale::{Measure, Quantity};
use super::spans::{Span, Step, steps};
use crate::model::Words;

/// What a column's values are, as numbered positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    scale: Scale,
}

/// Why cells do not make an axis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct AxisError {
    /// Which of the given tests is at fault.
    pub test: usize,
    /// What is wrong with it.
    pub error: CellError,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Scale {
    Words { words: Words, ordered: bool },
    Quantities { measure: Measure, steps: Vec<Step> },
}

/// Where a value stands: its position, and the first and one past the last that compare with it.
struct Spot {
    first: usize,
    here: usize,
    end: usize,
}

impl Axis {
    /// An axis of words, in their order if `ordered`.
    #[must_use]
    pub fn words(words: Words, ordered: bool) -> Self {
        Self { scale: Scale::Words { words, ordered } }
    }

    /// An axis of decimal numbers, from the end points in all of a column's tests.
    pub fn numbers(tests: &[&Test]) -> Result<Self, AxisError> {
        Self::measured(Measure::Number, tests)
    }

    /// An axis of dates, `YYYY-MM-DD`.
    pub fn dates(tests: &[&Test]) -> Result<Self, AxisError> {
        Self::measured(Measure::Date, tests)
    }

    /// An axis of durations, ISO 8601: of years and months, of days and time, or of both, each compared apart.
    pub fn durations(tests: &[&Test]) -> Result<Self, AxisError> {
        Self::measured(Measure::Duration, tests)
    }

    fn measured(measure: Measure, tests: &[&Test]) -> Result<Self, AxisError> {
        let mut points: BTreeMap<Quantity, &str> = BTreeMap::new();
        for (number, test) in tests.iter().enumerate() {
            for text in test.parts().iter().flat_map(Part::values) {
                let quantity = measure.read(text).filter(|_| points.len() < usize::from(u16::MAX / 4));
                let quantity =
                    quantity.ok_or_else(|| AxisError { test: number, error: unread(measure, text) })?;
                points.entry(quantity).or_insert(text);
            }
        }
        Ok(Self { scale: Scale::Quantities { measure, steps: steps(&points) } })
    }

    /// How many positions it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.scale {
            Scale::Words { words, .. } => words.len(),
            Scale::Quantities { steps, .. } => steps.len(),
        }
    }

    /// Whether it has no positions: an empty list of words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether later positions are more than earlier ones. Durations of both families are not one order.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        match &self.scale {
            Scale::Words { ordered, .. } => *ordered,
            Scale::Quantities { steps, .. } => {
                steps.iter().filter(|step| matches!(step.span, Span::Below(_))).count() <= 1
            }
        }
    }

    /// The position of a known value.
    #[must_use]
    pub fn position(&self, value: &str) -> Option<u16> {
        match &self.scale {
            Scale::Words { words, .. } => words.find(value),
            Scale::Quantities { measure, steps } => {
                let quantity = measure.read(value)?;
                let found = steps.binary_search_by(|step| step.span.against(&quantity)).ok()?;
                u16::try_from(found).ok()
            }
        }
    }

    /// What a position stands for, as a cell would have it; blank for a position of another axis.
    #[must_use]
    pub fn label(&self, position: u16) -> String {
        match &self.scale {
            Scale::Words { words, .. } => words.name(position).to_owned(),
            Scale::Quantities { steps, .. } => {
                steps.get(usize::from(position)).map_or_else(String::new, |step| step.label.clone())
            }
        }
    }

    /// Reads and compiles a cell as written; a fault says at which byte.
    pub fn read(&self, text: &str) -> Result<Cell, CellError> {
        let parsed = parse_cell(text)?;
        self.compile(&parsed).map_err(|error| CellError { at: place_of(&error.value, text), ..error })
    }

    /// Compiles a cell. A test has no places, so the byte of a fault is 0 here: [`Axis::read`] knows it.
    pub fn compile(&self, test: &Test) -> Result<Cell, CellError> {
        let parts = match test {
            Test::Any => return Ok(Cell::any(self.len())),
            Test::OneOf(parts) | Test::NotOneOf(parts) => parts,
        };
        let mut bits = RowSet::new();
        for part in parts {
            bits.union(&self.part(part)?);
        }
        if matches!(test, Test::NotOneOf(_)) {
            let mut others = RowSet::all(self.len());
            others.remove_all(&bits);
            return Ok(Cell::filled(others, self.len(), false));
        }
        let plain = parts.iter().all(|part| matches!(part, Part::Value(_)));
        Ok(Cell::filled(bits, self.len(), plain))
    }

    fn part(&self, part: &Part) -> Result<RowSet, CellError> {
        Ok(match part {
            Part::Value(value) => std::iter::once(self.spot(value)?.here).collect(),
            Part::Compare(op, value) => {
                let Spot { first, here, end } = self.ordered_spot(value)?;
                match op {
                    Op::Less => RowSet::range(first, here),
                    Op::AtMost => RowSet::range(first, here + 1),
                    Op::Greater => RowSet::range(here + 1, end),
                    Op::AtLeast => RowSet::range(here, end),
                }
            }
            Part::Range { low, low_open, high, high_open } => {
                let (from, to) = (self.ordered_spot(low)?, self.ordered_spot(high)?);
                if from.first != to.first || from.here > to.here {
                    return Err(back_to_front(low, high, from.first == to.first));
                }
                RowSet::range(from.here + usize::from(*low_open), to.here + usize::from(!*high_open))
            }
        })
    }

    fn ordered_spot(&self, value: &str) -> Result<Spot, CellError> {
        let spot = self.spot(value)?;
        if matches!(&self.scale, Scale::Words { ordered: false, .. }) {
            let message =
                "the words of this column have no order, so there is no more or less than one".to_owned();
            let help = "list the words that are meant: `a, b`".to_owned();
            return Err(CellError { at: 0, value: value.to_owned(), message, help });
        }
        Ok(spot)
    }

    fn spot(&self, value: &str) -> Result<Spot, CellError> {
        match &self.scale {
            Scale::Words { words, .. } => {
                let here = words.find(value).map(usize::from).ok_or_else(|| unknown_word(words, value))?;
                Ok(Spot { first: 0, here, end: words.len() })
            }
            Scale::Quantities { measure, steps } => {
                let quantity = measure.read(value).ok_or_else(|| unread(*measure, value))?;
                let here = steps.binary_search_by(|step| step.span.against(&quantity)).ok();
                let is_end =
                    |here: &usize| steps.get(*here).is_some_and(|step| matches!(step.span, Span::At(_)));
                let here = here.filter(is_end).ok_or_else(|| not_an_end(value))?;
                // families of durations stand one after the other
                let before = |step: &Step| {
                    step.span.quantity().is_some_and(|other| *other < quantity && !other.is_like(&quantity))
                };
                let within = |step: &Step| {
                    step.span.quantity().is_some_and(|other| *other < quantity || other.is_like(&quantity))
                };
                let (first, end) = (steps.partition_point(before), steps.partition_point(within));
                Ok(Spot { first, here, end })
            }
        }
    }
}

/// The first place in a cell where this value stands whole; values of a cell that are alike are all at fault alike.
fn place_of(value: &str, text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || ",()[]\"<>=".contains(c);
    let whole = |at: usize| {
        let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + value.len()..).unwrap_or(""));
        (before.is_empty() || before.ends_with(ends) || before.ends_with(".."))
            && (after.is_empty() || after.starts_with(ends) || after.starts_with(".."))
    };
    text.match_indices(value).map(|(at, _)| at).find(|at| whole(*at)).unwrap_or(0)
}

fn unknown_word(words: &Words, value: &str) -> CellError {
    let help = match words.nearest(value) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known words: {}", words.listed()),
    };
    CellError {
        at: 0,
        value: value.to_owned(),
        message: format!("`{value}` is not a word of this column"),
        help,
    }
}

fn unread(measure: Measure, value: &str) -> CellError {
    let message = match measure.read(value) {
        None => format!("`{value}` is not {}", measure.name()),
        Some(_) => "this column has too many different end points".to_owned(),
    };
    CellError { at: 0, value: value.to_owned(), message, help: measure.help().to_owned() }
}

fn not_an_end(value: &str) -> CellError {
    let message = format!("`{value}` is not an end point of this column");
    CellError {
        at: 0,
        value: value.to_owned(),
        message,
        help: "build the axis from all of its cells".to_owned(),
    }
}

fn back_to_front(low: &str, high: &str, alike: bool) -> CellError {
    let (message, help) = if alike {
        (format!("`{low}` is above `{high}`, so nothing lies between"), format!("write `[{high}..{low}]`"))
    } else {
        let message = format!("`{low}` and `{high}` cannot be compared");
        (message, "use years and months, or days and time, at both ends".to_owned())
    };
    CellError { at: 0, value: low.to_owned(), message, help }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn risk(ordered: bool) -> Axis {
        Axis::words(Words::new(["low", "some", "high", "grave"].map(String::from)), ordered)
    }

    fn found(axis: &Axis, text: &str) -> Vec<u16> {
        axis.read(text).unwrap().positions().collect()
    }

    fn measured(make: fn(&[&Test]) -> Result<Axis, AxisError>, cells: &[&str]) -> Result<Axis, AxisError> {
        let tests: Vec<Test> = cells.iter().map(|cell| parse_cell(cell).unwrap()).collect();
        make(&tests.iter().collect::<Vec<_>>())
    }

    fn labels(axis: &Axis) -> Vec<String> {
        (0u16..).map(|position| axis.label(position)).take(axis.len()).collect()
    }

    #[test]
    fn words_in_order() {
        let axis = risk(true);
        let cells: [(&str, &[u16]); 9] = [
            ("", &[0, 1, 2, 3]),
            (">= high", &[2, 3]),
            ("> high", &[3]),
            ("< some", &[0]),
            ("<= some, grave", &[0, 1, 3]),
            ("[some..grave)", &[1, 2]),
            ("(some..high]", &[2]),
            ("(some..high)", &[]),
            ("not(< some, grave)", &[1, 2]),
        ];
        for (text, positions) in cells {
            assert_eq!(found(&axis, text), positions, "{text}");
        }
        assert!(axis.read("low, low").unwrap().is_positive_list());
        assert!(axis.read("-").unwrap().is_positive_list());
        assert!(!axis.read("not(low)").unwrap().is_positive_list());
        assert!(!axis.read("low, > some").unwrap().is_positive_list());
    }

    #[test]
    fn faults_name_the_word_and_its_place() {
        let fault = |axis: &Axis, text| axis.read(text).unwrap_err();
        let misspelt = fault(&risk(true), "lowest, >= hihg");
        assert_eq!((misspelt.at, misspelt.value.as_str()), (0, "lowest"));
        assert_eq!(misspelt.help, "known words: low, some, high, grave");
        let misspelt = fault(&risk(true), "low, [some..hig]");
        assert_eq!((misspelt.at, misspelt.help.as_str()), (12, "did you mean `high`?"));
        assert_eq!(fault(&risk(false), "low, >= high").at, 8);
        assert_eq!(fault(&risk(true), "[high..low]").help, "write `[low..high]`");
        assert_eq!(fault(&risk(true), "highly, high l").value, "highly");
    }

    #[test]
    fn numbers_are_points_and_intervals() {
        let axis = measured(Axis::numbers, &["[1..2.5)", ">= 10", "not(1.0)"]).unwrap();
        assert_eq!(labels(&axis), ["< 1", "1", "(1..2.5)", "2.5", "(2.5..10)", "10", "> 10"]);
        let places = ["-7", "1.00", "2.4999", "2.5", "9", "10", "1000"].map(|value| axis.position(value));
        assert_eq!(places, [0, 1, 2, 3, 4, 5, 6].map(Some));
        assert_eq!(axis.position("ten"), None);
        assert_eq!(found(&axis, "[1..2.5)"), [1, 2]);
        assert_eq!(found(&axis, ">= 10"), [5, 6]);
        assert_eq!(found(&axis, "not(1)"), [0, 2, 3, 4, 5, 6]);
        assert_eq!(axis.read("3").unwrap_err().message, "`3` is not an end point of this column");
        let fault = measured(Axis::numbers, &["1", "> x"]).unwrap_err();
        assert_eq!((fault.test, fault.error.value.as_str()), (1, "x"));
        let blank = measured(Axis::numbers, &["-"]).unwrap();
        assert_eq!((blank.len(), blank.position("5"), blank.label(0)), (1, Some(0), "-".to_owned()));
    }

    #[test]
    fn no_interval_between_neighbouring_days() {
        let axis = measured(Axis::dates, &["2026-01-31, 2026-02-01", "> 2026-03-01"]).unwrap();
        assert_eq!(axis.len(), 6);
        assert_eq!(axis.position("2026-02-15").map(|at| axis.label(at)).unwrap(), "(2026-02-01..2026-03-01)");
        assert!(axis.is_ordered() && measured(Axis::dates, &["2026-02-30"]).is_err());
    }

    #[test]
    fn durations_compare_within_their_family() {
        let axis = measured(Axis::durations, &[">= P1Y", "< PT12H, P2D"]).unwrap();
        assert_eq!(
            labels(&axis),
            ["< P1Y", "P1Y", "> P1Y", "< PT12H", "PT12H", "(PT12H..P2D)", "P2D", "> P2D"]
        );
        assert_eq!(found(&axis, ">= P12M"), [1, 2]);
        assert_eq!(found(&axis, "< PT12H"), [3]);
        let places = ["P1M", "P13M", "PT1S", "P1D", "P9D"].map(|value| axis.position(value));
        assert_eq!(places, [0, 2, 3, 5, 7].map(Some));
        assert!(!axis.is_ordered());
        assert!(axis.read("[P1Y..P2D]").unwrap_err().message.contains("cannot be compared"));
        let months = measured(Axis::durations, &["P1M, P2M"]).unwrap();
        assert_eq!((months.len(), months.position("PT1H")), (4, None));
    }
}
