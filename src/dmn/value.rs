//! Values of FEEL and the types that a decision table may give its columns.

use std::fmt;

use crate::table::Measure;

/// A value. Equal values are equal: numbers, dates and durations are kept in their one plain way of writing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A decimal number of any length.
    Number(String),
    /// A string.
    String(String),
    /// A day, `YYYY-MM-DD`.
    Date(String),
    /// A duration, ISO 8601.
    Duration(String),
    /// Several values.
    List(Vec<Value>),
    /// Named values, in the order in which they were made.
    Context(Vec<(String, Value)>),
}

/// The type of a column or of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Strings.
    String,
    /// Numbers.
    Number,
    /// Booleans.
    Boolean,
    /// Days.
    Date,
    /// Durations of days and time.
    Time,
    /// Durations of years and months.
    Months,
}

/// Types by the names that FEEL gives them, today and in DMN 1.1.
const TYPES: [(&str, Type); 8] = [
    ("string", Type::String),
    ("number", Type::Number),
    ("boolean", Type::Boolean),
    ("date", Type::Date),
    ("days and time duration", Type::Time),
    ("years and months duration", Type::Months),
    ("dayTimeDuration", Type::Time),
    ("yearMonthDuration", Type::Months),
];

impl Type {
    /// The type of a name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        TYPES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// All names.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        TYPES.iter().take(6).map(|(name, _)| *name)
    }

    /// One of its values, for messages.
    pub(super) fn one(self) -> String {
        format!("a {}", self.name())
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        TYPES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

impl Value {
    /// The type of a single value; none of null, lists and contexts.
    pub(super) fn kind(&self) -> Option<Type> {
        Some(match self {
            Value::Boolean(_) => Type::Boolean,
            Value::Number(_) => Type::Number,
            Value::String(_) => Type::String,
            Value::Date(_) => Type::Date,
            // the plain way of writing has years and months before any T, and no others
            Value::Duration(text) if text.split('T').next().is_some_and(|date| date.contains(['Y', 'M'])) => {
                Type::Months
            }
            Value::Duration(_) => Type::Time,
            Value::Null | Value::List(_) | Value::Context(_) => return None,
        })
    }

    /// What it is, for messages.
    pub(super) fn kind_name(&self) -> String {
        match self {
            Value::List(_) => "a list".to_owned(),
            Value::Context(_) => "a context".to_owned(),
            single => single.kind().map_or_else(|| "null".to_owned(), Type::one),
        }
    }

    /// A number, with an exponent or without; `None` if the text is none.
    pub(super) fn number(text: &str) -> Option<Self> {
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().ok().filter(|exponent: &i32| exponent.abs() <= MOST_EXPONENT)?;
        let plain = Measure::Number.plain(digits)?;
        let shifted = if exponent == 0 { plain } else { shifted(&plain, exponent)? };
        Measure::Number.plain(&shifted).map(Value::Number)
    }

    /// A day.
    pub(super) fn date(text: &str) -> Option<Self> {
        Measure::Date.plain(text).map(Value::Date)
    }

    /// A duration of either family.
    pub(super) fn duration(text: &str) -> Option<Self> {
        Measure::Duration.plain(text).map(Value::Duration)
    }

    /// A single value as the table's axes read it, and as it is shown without quotes.
    pub(super) fn plain(&self) -> String {
        match self {
            Value::Boolean(value) => value.to_string(),
            Value::Number(text) | Value::String(text) | Value::Date(text) | Value::Duration(text) => {
                text.clone()
            }
            other => other.to_string(),
        }
    }

    /// As JSON: exact numbers; dates and durations as strings.
    #[must_use]
    pub fn json(&self) -> String {
        match self {
            Value::Null | Value::Boolean(_) | Value::Number(_) => self.to_string(),
            Value::String(text) | Value::Date(text) | Value::Duration(text) => json_string(text),
            Value::List(values) => {
                let values: Vec<String> = values.iter().map(Value::json).collect();
                format!("[{}]", values.join(","))
            }
            Value::Context(entries) => {
                let entry =
                    |(name, value): &(String, Value)| format!("{}:{}", json_string(name), value.json());
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// Numbers are written out digit by digit, so none may ask for a million of them.
const MOST_EXPONENT: i32 = 6_200;

/// A number with its point moved to the right, or to the left.
fn shifted(plain: &str, places: i32) -> Option<String> {
    let (sign, size) = plain.strip_prefix('-').map_or(("", plain), |size| ("-", size));
    let (whole, fraction) = size.split_once('.').unwrap_or((size, ""));
    let moved = usize::try_from(places.unsigned_abs()).ok()?;
    let (whole, fraction) = if places > 0 {
        let fraction = format!("{fraction:0<moved$}");
        let (over, fraction) = fraction.split_at_checked(moved)?;
        (format!("{whole}{over}"), fraction.to_owned())
    } else {
        let whole = format!("{whole:0>width$}", width = moved + 1);
        let (whole, over) = whole.split_at_checked(whole.len() - moved)?;
        (whole.to_owned(), format!("{over}{fraction}"))
    };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

fn json_string(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// As FEEL writes it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Boolean(value) => write!(f, "{value}"),
            Value::Number(text) => f.write_str(text),
            Value::String(text) => f.write_str(&quoted(text)),
            Value::Date(text) => write!(f, "date(\"{text}\")"),
            Value::Duration(text) => write!(f, "duration(\"{text}\")"),
            Value::List(values) => {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", values.join(", "))
            }
            Value::Context(entries) => {
                let entry = |(name, value): &(String, Value)| format!("{name}: {value}");
                write!(f, "{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A string literal of FEEL.
pub(super) fn quoted(text: &str) -> String {
    let mut shown = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => shown.extend(['\\', letter]),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ => shown.push(letter),
        }
    }
    shown.push('"');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_with_exponents_too() {
        let numbers = [
            ("1e3", "1000"),
            ("-1.25E+1", "-12.5"),
            ("120e-1", "12"),
            ("5e-7", "0.0000005"),
            ("0.1e1", "1"),
            ("-0e5", "0"),
            ("12345678901234567890.5", "12345678901234567890.5"),
        ];
        for (text, plain) in numbers {
            assert_eq!(Value::number(text), Some(Value::Number(plain.to_owned())), "{text}");
        }
        for bad in ["1e", "e1", "1e1.5", "1e999999999", "1e-6201", "0x10", "Infinity", "1 000"] {
            assert_eq!(Value::number(bad), None, "{bad}");
        }
    }
}
