//! The value of a workbook's cell as text.

use calamine::{DataRef, ExcelDateTime};

use super::super::clean::clean;

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Text, which may be blank.
    Text(String),
    /// An error as its formula shows it, or a number that is none; the row must not be trusted.
    Broken(String),
}

/// The value of a cell: whole numbers without a point, days as `YYYY-MM-DD` whatever their time, times as `HH:MM:SS`.
pub(super) fn value(data: &DataRef<'_>) -> Value {
    let text = match data {
        DataRef::Empty => String::new(),
        DataRef::String(text) => cleaned(text),
        DataRef::SharedString(text) => cleaned(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => return of_number(*number),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => return of_moment(moment),
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => return Value::Broken(error.to_string()),
    };
    Value::Text(text)
}

fn cleaned(text: &str) -> String {
    let mut into = String::new();
    clean(text, &mut into);
    into
}

fn of_number(number: f64) -> Value {
    if number.is_finite() {
        // a negative zero is a zero
        Value::Text((number + 0.0).to_string())
    } else {
        Value::Broken("#NUM!".to_owned())
    }
}

/// The first serial number of a spreadsheet's calendar that is no day of it any more: 10000-01-01.
const DAYS: f64 = 2_958_466.0;

fn of_moment(moment: &ExcelDateTime) -> Value {
    let serial = moment.as_f64();
    // spreadsheets show such days as ####
    if !(0.0..DAYS).contains(&serial) {
        return Value::Broken("#####".to_owned());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    Value::Text(if moment.is_duration() {
        let hours = (serial * 24.0).floor();
        format!("{hours}:{minute:02}:{second:02}")
    } else if serial < 1.0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}")
    })
}
