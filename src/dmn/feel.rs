//! S-FEEL: literals and unary tests, and one form more for collections; whatever is beyond is named in the error.

use std::fmt;

use super::value::{Value, quoted};
use crate::table::{CellError, Part, Test, parse_tests};

/// What an input entry asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnaryTests {
    /// Asked of the members of a collection: any one of them is enough.
    pub any_member: bool,
    /// The tests.
    pub test: Test<Value>,
}

/// What S-FEEL has, for help texts.
const SUPPORTED: &str = "supported: \"text\", numbers, true, false, null, date(\"..\"), duration(\"..\"), comparisons, \
                         ranges, comma lists, not(..) and -";

/// Reads an input entry, or the allowed values of a column.
pub(super) fn unary_tests(text: &str) -> Result<UnaryTests, CellError> {
    let Some((from, inside)) = members(text) else {
        let test = parse_tests(text, &literal).map_err(beyond)?;
        return Ok(UnaryTests { any_member: false, test });
    };
    match parse_tests(inside, &literal) {
        Ok(Test::Any | Test::NotOneOf(_)) => {
            Err(CellError::at_start(text, "a list of values is expected after `satisfies x in`", MEMBERS))
        }
        Ok(test) => Ok(UnaryTests { any_member: true, test }),
        Err(error) => Err(beyond(CellError { at: from + error.at, ..error })),
    }
}

/// Reads an output entry: one literal, or blank for null.
pub(super) fn output(text: &str) -> Result<Value, CellError> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let (value, length) = literal(text, false)?;
    let rest = text.get(length..).unwrap_or("").trim_start();
    if rest.is_empty() {
        return Ok(value);
    }
    let message = "one literal is expected here";
    Err(beyond(CellError { at: text.len() - rest.len(), ..CellError::at_start(rest, message, SUPPORTED) }))
}

const MEMBERS: &str = "write `some x in ? satisfies x in (\"a\", \"b\")`";

/// What stands between the brackets of `some x in ? satisfies x in (...)`, and at which byte it begins.
fn members(text: &str) -> Option<(usize, &str)> {
    let mut rest = text.trim_start();
    let mut next = |wanted: Option<&str>| {
        let end = rest.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        rest = behind.trim_start();
        (!word.is_empty() && wanted.is_none_or(|wanted| wanted == word)).then_some(word)
    };
    next(Some("some"))?;
    let name = next(None)?;
    for wanted in ["in", "?", "satisfies", name, "in"] {
        next(Some(wanted))?;
    }
    let inside = rest.strip_prefix('(')?;
    let from = text.len() - inside.len();
    Some((from, inside.trim_end().strip_suffix(')')?))
}

/// Says of an error what of FEEL stands there, where that can be seen.
fn beyond(error: CellError) -> CellError {
    let what = match error.value.chars().next() {
        Some('+' | '*' | '/' | '-')
            if error.message.starts_with("a comma") || error.message.starts_with("one") =>
        {
            "arithmetic"
        }
        Some('=' | '!' | '?') => "an expression",
        Some('.') if error.value.starts_with("..") => {
            let message = "a range stands in brackets".to_owned();
            return CellError { message, help: "write `[a..b]`".to_owned(), ..error };
        }
        _ => return error,
    };
    let message = format!("{what} is FEEL beyond S-FEEL, and not supported");
    CellError { message, help: SUPPORTED.to_owned(), ..error }
}

/// Reads a literal at the beginning of a text, and says how many bytes it took.
fn literal(rest: &str, _: bool) -> Result<(Value, usize), CellError> {
    let fault = |message: &str| Err(CellError::at_start(rest, message, SUPPORTED));
    match rest.chars().next() {
        None | Some(',' | ')' | ']') => fault("a value is missing here"),
        Some('"') => string(rest).map(|(text, length)| (Value::String(text), length)),
        Some('@') => {
            let (text, length) = string(rest.get(1..).unwrap_or(""))
                .map_err(|error| CellError { at: error.at + 1, ..error })?;
            let value = Value::date(&text).or_else(|| Value::duration(&text));
            value.map(|value| (value, length + 1)).ok_or_else(|| temporal(rest, "a date or duration"))
        }
        Some('0'..='9' | '.' | '-') => number(rest),
        Some('{') => fault("a context is FEEL beyond S-FEEL, and not supported"),
        Some('[' | '(') => fault("a list or bracket is FEEL beyond S-FEEL, and not supported here"),
        Some(first) if first.is_alphabetic() || first == '_' => named(rest),
        Some(_) => fault("no literal begins like this"),
    }
}

fn number(rest: &str) -> Result<(Value, usize), CellError> {
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    if digits.is_empty() || digits.starts_with([',', ')', ' ']) {
        let help = "leave the whole cell blank, or drop `-`";
        return Err(CellError::at_start(rest, "`-` means any and stands alone", help));
    }
    let run = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = run(digits);
    let behind = digits.get(whole..).unwrap_or("");
    // two points are those of a range
    let point = behind.strip_prefix('.').filter(|fraction| !fraction.starts_with('.'));
    let fraction = point.map_or(0, run);
    let mut length = rest.len() - digits.len() + whole + if fraction > 0 { fraction + 1 } else { 0 };
    if let Some(exponent) = rest.get(length..).and_then(|behind| behind.strip_prefix(['e', 'E'])) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let digits = run(exponent.get(sign..).unwrap_or(""));
        length += if digits > 0 { 1 + sign + digits } else { 0 };
    }
    let shown = rest.get(..length).unwrap_or("");
    // FEEL may leave out the nought before the point
    let full = if whole == 0 { shown.replacen('.', "0.", 1) } else { shown.to_owned() };
    let behind = rest.get(length..).unwrap_or("");
    let ends = !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let value = Value::number(&full).filter(|_| ends);
    value.map(|value| (value, length)).ok_or_else(|| {
        let help = "write digits with an optional point: `12` or `-0.5`; strings stand in quotes";
        CellError::at_start(rest, "not a number", help)
    })
}

/// A string in double quotes, with FEEL's escapes.
fn string(rest: &str) -> Result<(String, usize), CellError> {
    let fault = |message: &str| {
        CellError::at_start(rest, message, "end the string with `\"`; escapes: \\\" \\\\ \\n \\u00E9")
    };
    let mut text = String::new();
    let mut letters = rest.char_indices();
    if letters.next().is_none_or(|(_, first)| first != '"') {
        return Err(fault("a string in double quotes is expected here"));
    }
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Ok((text, place + 1)),
            '\\' => {
                let escaped = letters.next().map(|(_, letter)| letter);
                let digits = match escaped {
                    Some('u') => 4,
                    Some('U') => 6,
                    _ => 0,
                };
                let letter = match escaped {
                    Some('n') => Some('\n'),
                    Some('r') => Some('\r'),
                    Some('t') => Some('\t'),
                    Some('"' | '\'' | '\\') => escaped,
                    _ if digits > 0 => {
                        let code: String = letters.by_ref().take(digits).map(|(_, digit)| digit).collect();
                        u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)
                    }
                    _ => None,
                };
                text.push(letter.ok_or_else(|| fault("an escape that FEEL does not have"))?);
            }
            _ => text.push(letter),
        }
    }
    Err(fault("a quote is never closed"))
}

fn temporal(rest: &str, what: &str) -> CellError {
    let help =
        "write date(\"2026-01-31\"), duration(\"P1Y6M\") or duration(\"P2DT12H\"); times are not supported";
    CellError::at_start(rest, &format!("not {what}"), help)
}

/// Words: `true`, `false`, `null`, `date("..")`, `duration("..")`; of any other it is said what it is.
fn named(rest: &str) -> Result<(Value, usize), CellError> {
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (word, behind) = rest.split_at(length);
    let fault = |value: &str, message: &str, help: &str| Err(CellError::at_start(value, message, help));
    if let (true, "date" | "duration") = (behind.trim_start().starts_with('('), word) {
        return dated(rest, word, behind);
    }
    match word {
        "true" => return Ok((Value::Boolean(true), length)),
        "false" => return Ok((Value::Boolean(false), length)),
        "null" => return Ok((Value::Null, length)),
        "if" | "for" | "some" | "every" | "function" => {
            let help = if word == "some" { MEMBERS } else { SUPPORTED };
            return fault(rest, &format!("`{word}` is FEEL beyond S-FEEL, and not supported"), help);
        }
        _ => {}
    }
    // names may have spaces in them: `list contains(..)`
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ' ').unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    if behind.starts_with('(') {
        let message = format!("the function `{}` is FEEL beyond S-FEEL, and not supported", name.trim());
        return fault(rest, &message, SUPPORTED);
    }
    let help = format!("a string stands in quotes: {}; names are not supported here", quoted(name.trim()));
    fault(name, "not a literal", &help)
}

/// `date("..")` or `duration("..")`; `behind` is what follows the word.
fn dated(rest: &str, word: &str, behind: &str) -> Result<(Value, usize), CellError> {
    let inside = behind.trim_start().get(1..).unwrap_or("").trim_start();
    let (text, length) =
        string(inside).map_err(|error| CellError { at: rest.len() - inside.len() + error.at, ..error })?;
    let closing = inside.get(length..).unwrap_or("").trim_start();
    let value = if word == "date" { Value::date(&text) } else { Value::duration(&text) };
    match (value, closing.strip_prefix(')')) {
        (Some(value), Some(behind)) => Ok((value, rest.len() - behind.len())),
        (None, _) => Err(temporal(rest, if word == "date" { "a date" } else { "a duration" })),
        (_, None) => {
            Err(CellError::at_start(rest, "a bracket is never closed", "write `date(\"2026-01-31\")`"))
        }
    }
}

impl fmt::Display for UnaryTests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |parts: &[Part<Value>]| parts.iter().map(part).collect::<Vec<_>>().join(", ");
        match &self.test {
            Test::Any => f.write_str("-"),
            Test::OneOf(parts) if self.any_member => {
                write!(f, "some x in ? satisfies x in ({})", list(parts))
            }
            Test::OneOf(parts) => f.write_str(&list(parts)),
            Test::NotOneOf(parts) => write!(f, "not({})", list(parts)),
        }
    }
}

fn part(part: &Part<Value>) -> String {
    match part {
        Part::Value(value) => value.to_string(),
        Part::Compare(op, value) => format!("{} {value}", op.sign()),
        Part::Range { low, low_open, high, high_open } => {
            let (open, close) = (if *low_open { '(' } else { '[' }, if *high_open { ')' } else { ']' });
            format!("{open}{low}..{high}{close}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_the_same() {
        let cells = [
            "-",
            "\"a\", \"say \\\"b\\\"\\n\"",
            "not(\"a\", null)",
            "< 5, [7..9.5), (10..12), >= 20",
            "date(\"2026-01-31\")",
            "[duration(\"P1Y\")..duration(\"P2Y\")]",
            "true, false",
            "null",
            "some x in ? satisfies x in (\"a\", \"b\")",
        ];
        for cell in cells {
            assert_eq!(unary_tests(cell).unwrap().to_string(), cell);
        }
        let same = [
            ("", "-"),
            (" @\"2026-01-31\" ", "date(\"2026-01-31\")"),
            ("@\"P18M\"", "duration(\"P1Y6M\")"),
            ("]1..2[", "(1..2)"),
            ("-.5", "-0.5"),
            ("01.50", "1.5"),
            ("[1e1..2.5E+2]", "[10..250]"),
            ("\"\\u00e9\\U01F600\"", "\"é😀\""),
            ("date ( \"2026-01-31\" )", "date(\"2026-01-31\")"),
            ("some act in ? satisfies act in (\"a\")", "some x in ? satisfies x in (\"a\")"),
        ];
        for (cell, shown) in same {
            assert_eq!(unary_tests(cell).unwrap().to_string(), shown, "{cell}");
        }
    }

    #[test]
    fn what_is_outside_is_named() {
        let faults = [
            ("5 + 3", 2, "arithmetic is FEEL beyond S-FEEL, and not supported"),
            ("1, sum(2)", 3, "the function `sum` is FEEL beyond S-FEEL, and not supported"),
            ("if a then b else c", 0, "`if` is FEEL beyond S-FEEL, and not supported"),
            ("some x in y satisfies x > 1", 0, "`some` is FEEL beyond S-FEEL, and not supported"),
            ("very high", 0, "not a literal"),
            (
                "list contains(?, 1)",
                0,
                "the function `list contains` is FEEL beyond S-FEEL, and not supported",
            ),
            ("1..2", 1, "a range stands in brackets"),
            ("1e", 0, "not a number"),
            ("? > 5", 0, "an expression is FEEL beyond S-FEEL, and not supported"),
            (
                "date and time(\"2026-01-31T10:00:00\")",
                0,
                "the function `date and time` is FEEL beyond S-FEEL, and not supported",
            ),
            ("time(\"10:00:00\")", 0, "the function `time` is FEEL beyond S-FEEL, and not supported"),
            ("@\"10:00:00\"", 0, "not a date or duration"),
            ("date(\"2026-02-30\")", 0, "not a date"),
            ("\"abc", 0, "a quote is never closed"),
            ("\"a\\q\"", 0, "an escape that FEEL does not have"),
            ("5, -", 3, "`-` means any and stands alone"),
            ("{a: 1}", 0, "a context is FEEL beyond S-FEEL, and not supported"),
            ("not(not(1))", 4, "the function `not` is FEEL beyond S-FEEL, and not supported"),
            (
                "some x in ? satisfies x in (not(\"a\"))",
                0,
                "a list of values is expected after `satisfies x in`",
            ),
            ("some x in ? satisfies x in (a)", 28, "not a literal"),
        ];
        for (cell, at, message) in faults {
            let error = unary_tests(cell).unwrap_err();
            assert_eq!((error.at, error.message.as_str()), (at, message), "{cell}");
        }
        assert_eq!(output(""), Ok(Value::Null));
        assert_eq!(output("\"a\""), Ok(Value::String("a".into())));
        assert_eq!(
            output("1 * 2").unwrap_err().message,
            "arithmetic is FEEL beyond S-FEEL, and not supported"
        );
        assert_eq!(output("\"a\", \"b\"").unwrap_err().message, "one literal is expected here");
    }
}
