//! What one value is: number, date, code, one of the strings that staff systems write, or text; and its shape.

use super::dates::{self, Dated};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::exchange) enum Value {
    Whole,
    Decimal,
    Date(Dated),
    /// `never`, `no expiry`.
    Never,
    YesNo,
    /// `1 - Attended`.
    Level,
    /// `OWNER|TYPE|Title|`.
    Competence,
    /// `NHS|XR05|Review Body Band 5`.
    Grade,
    /// `Group|Role`.
    Job,
    /// `A9A`.
    Occupation,
    NiNumber,
    Email,
    Phone,
    Postcode,
    /// `Surname, Title First`.
    Name,
    /// What a spreadsheet makes of a code: `1.2E+05`, `Mar-25`.
    Mangled,
    /// Letters and digits without blanks.
    Code,
    Text,
}

impl Value {
    /// In words for people.
    pub(in crate::exchange) fn words(&self) -> String {
        let words = match self {
            Value::Date(dated) => return dated.form.words(),
            Value::Whole => "whole number",
            Value::Decimal => "decimal number",
            Value::Never => "no expiry",
            Value::YesNo => "yes or no",
            Value::Level => "level `n - Label`",
            Value::Competence => "competence `OWNER|TYPE|Title|`",
            Value::Grade => "grade `NHS|XR05|...`",
            Value::Job => "pair `Group|Role`",
            Value::Occupation => "code A9A (as NHS occupation codes)",
            Value::NiNumber => "NI number",
            Value::Email => "email address",
            Value::Phone => "telephone number",
            Value::Postcode => "postcode",
            Value::Name => "name `Surname, Title First`",
            Value::Mangled => "code that a spreadsheet changed",
            Value::Code => "code",
            Value::Text => "text",
        };
        words.to_owned()
    }

    /// Whether a value of this kind is about a person by itself.
    pub(in crate::exchange) fn personal(&self) -> Option<&'static str> {
        match self {
            Value::NiNumber => Some("NI numbers, by the shape of its values"),
            Value::Email => Some("email addresses, by the shape of its values"),
            Value::Phone => Some("telephone numbers, by the shape of its values"),
            Value::Postcode => Some("postcodes, by the shape of its values"),
            Value::Name => Some("names, by the shape of its values"),
            _ => None,
        }
    }
}

/// What a value, which is trimmed and not blank, is.
pub(in crate::exchange) fn read(value: &str) -> Value {
    let bytes = value.as_bytes();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = bytes.iter().any(u8::is_ascii_alphabetic);
    if digits == bytes.len() {
        return match dates::read(value) {
            Some(dated) => Value::Date(dated),
            None if is_phone(bytes) => Value::Phone,
            None => Value::Whole,
        };
    }
    if digits > 0 {
        if let Some(dated) = dates::read(value) {
            return Value::Date(dated);
        }
        if is_decimal(bytes) {
            return Value::Decimal;
        }
        if is_mangled(value) {
            return Value::Mangled;
        }
        if let Some(shaped) = shaped(bytes) {
            return shaped;
        }
    }
    if bytes.contains(&b'|') {
        return piped(value);
    }
    if is_yes_no(value) {
        Value::YesNo
    } else if dates::is_never(value) {
        Value::Never
    } else if is_email(value) {
        Value::Email
    } else if is_name(value) {
        Value::Name
    } else if digits > 0 && is_level(value) {
        Value::Level
    } else if digits > 0
        && letters
        && !bytes.iter().any(|b| matches!(b, b' ' | b',' | b';'))
        && bytes.len() <= 24
    {
        Value::Code
    } else {
        Value::Text
    }
}

fn is_decimal(bytes: &[u8]) -> bool {
    let body = bytes.strip_prefix(b"-").unwrap_or(bytes);
    // what stands before and behind the point
    let parts = body.split(|b| *b == b'.').count();
    let plain = body.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    plain
        && parts <= 2
        && body.first().is_some_and(u8::is_ascii_digit)
        && body.last().is_some_and(u8::is_ascii_digit)
}

/// `1.2E+05`, `1E+05`; `Mar-25`, `25-Mar`.
fn is_mangled(value: &str) -> bool {
    if let Some((mantissa, power)) = value.split_once("E+").or_else(|| value.split_once("E-")) {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        return digits(mantissa) && digits(power);
    }
    let Some((left, right)) = value.split_once('-') else { return false };
    let short = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let named = |text: &str| {
        text.len() == 3 && dates::month(text).is_some() && !text.bytes().all(|b| b.is_ascii_uppercase())
    };
    named(left) && right.len() == 2 && short(right) || left.len() <= 2 && short(left) && named(right)
}

/// What has a fixed shape and digits: NI number, occupation code, postcode, telephone number.
fn shaped(bytes: &[u8]) -> Option<Value> {
    if let [a, b, n @ .., z] = bytes
        && n.iter().all(|b| b.is_ascii_digit() || *b == b' ')
    {
        let digits = n.iter().filter(|b| b.is_ascii_digit()).count();
        let around = a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && z.is_ascii_alphabetic();
        if around && digits == 6 {
            return Some(Value::NiNumber);
        }
    }
    match bytes {
        [a, n, b]
            if a.is_ascii_uppercase()
                && n.is_ascii_digit()
                && b.is_ascii_alphanumeric()
                && !b.is_ascii_lowercase() =>
        {
            Some(Value::Occupation)
        }
        _ if is_postcode(bytes) => Some(Value::Postcode),
        _ if is_phone(bytes) => Some(Value::Phone),
        _ => None,
    }
}

/// A UK postcode with its blank: `AA9 9AA`.
fn is_postcode(bytes: &[u8]) -> bool {
    let Some(gap) = bytes.iter().position(|b| *b == b' ') else { return false };
    let (out, inn) = (bytes.get(..gap).unwrap_or_default(), bytes.get(gap + 1..).unwrap_or_default());
    let outward = (2..=4).contains(&out.len())
        && out.first().is_some_and(u8::is_ascii_alphabetic)
        && out.iter().any(u8::is_ascii_digit)
        && out.iter().all(u8::is_ascii_alphanumeric);
    let inward =
        matches!(inn, [n, a, b] if n.is_ascii_digit() && a.is_ascii_alphabetic() && b.is_ascii_alphabetic());
    outward && inward
}

/// A UK telephone number: ten or eleven digits from `0`, or from `+44`.
fn is_phone(bytes: &[u8]) -> bool {
    let plain = bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'+' | b'(' | b')' | b'-'));
    let digits: Vec<u8> = bytes.iter().copied().filter(u8::is_ascii_digit).collect();
    plain
        && (bytes.starts_with(b"+44") && (11..=13).contains(&digits.len())
            || matches!(digits.as_slice(), [b'0', b'1' | b'2' | b'3' | b'7', ..])
                && (10..=11).contains(&digits.len()))
}

fn is_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !value.contains(' ') && !host.contains('@')
    })
}

/// `Surname, Title First`.
fn is_name(value: &str) -> bool {
    value.split_once(", ").is_some_and(|(_, rest)| {
        let title = rest.split([' ', '.']).next().unwrap_or_default();
        ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir"]
            .iter()
            .any(|t| title.eq_ignore_ascii_case(t))
    })
}

fn is_yes_no(value: &str) -> bool {
    ["y", "n", "yes", "no", "true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// `1 - Attended`.
fn is_level(value: &str) -> bool {
    value.split_once(" - ").is_some_and(|(number, label)| {
        (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) && !label.is_empty()
    })
}

fn piped(value: &str) -> Value {
    let mut parts = value.split('|');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let rest: Vec<&str> = parts.collect();
    if is_grade_code(second) {
        return Value::Grade;
    }
    match rest.as_slice() {
        [title, ""] if is_owner(first) && !title.is_empty() => Value::Competence,
        [] if !first.is_empty() && !second.is_empty() => {
            if is_name(second) {
                Value::Name
            } else {
                Value::Job
            }
        }
        _ => Value::Text,
    }
}

/// `NHS`, or three digits.
fn is_owner(text: &str) -> bool {
    text == "NHS" || text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit())
}

/// `XR05`.
pub(in crate::exchange) fn is_grade_code(text: &str) -> bool {
    matches!(text.as_bytes(), [b'X', b'R' | b'N', a, b] if a.is_ascii_digit() && b.is_ascii_digit())
}

/// The shape of a value, for people: `A` a capital run, `a` a small run, `9` per digit (a run of more than 12 is `9..`),
/// everything else as it is; at most 40 letters.
pub(super) fn shape_into(value: &str, shape: &mut String) {
    shape.clear();
    let mut digits = 0;
    for letter in value.chars() {
        let class = if letter.is_ascii_digit() {
            '9'
        } else if letter.is_uppercase() {
            'A'
        } else if letter.is_alphabetic() {
            'a'
        } else {
            letter
        };
        digits = if class == '9' { digits + 1 } else { 0 };
        let runs_on = (matches!(class, 'A' | 'a') && shape.ends_with(class)) || digits > 12;
        if !runs_on {
            shape.push(class);
        }
        if shape.len() >= 40 {
            shape.push_str("..");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_they_look_like() {
        for (text, words) in [
            ("12", "whole number"),
            ("0.4", "decimal number"),
            ("-1.5", "decimal number"),
            ("1 - Attended", "level `n - Label`"),
            ("457|LOCAL|Clinical Risk (PAR) - 3 Years|", "competence `OWNER|TYPE|Title|`"),
            ("NHS|CSTF|Fire Safety - 2 Years|", "competence `OWNER|TYPE|Title|`"),
            ("NHS|XR05|Review Body Band 5", "grade `NHS|XR05|...`"),
            ("Nursing and Midwifery Registered|Community Nurse", "pair `Group|Role`"),
            ("N6H", "code A9A (as NHS occupation codes)"),
            ("QQ123456C", "NI number"),
            ("QQ 12 34 56 C", "NI number"),
            ("a.b@example.org", "email address"),
            ("07700 900123", "telephone number"),
            ("LS1 4AP", "postcode"),
            ("XX01|Sample, Mrs First", "name `Surname, Title First`"),
            ("1.2E+05", "code that a spreadsheet changed"),
            ("Mar-25", "code that a spreadsheet changed"),
            ("25-Mar", "code that a spreadsheet changed"),
            ("MH-HOIST-01", "code"),
            ("Staff nurse, adult", "text"),
            ("no expiry", "no expiry"),
            ("Yes", "yes or no"),
            ("10805521", "whole number"),
            ("4362624|Community Nurse Band 5|N6H|Community Health Services|", "text"),
        ] {
            assert_eq!(read(text).words(), words, "{text}");
        }
    }

    #[test]
    fn shapes_show_no_letters() {
        let mut shape = String::new();
        for (text, wanted) in [("CR-0001", "A-9999"), ("Ward 3b", "Aa 9a"), ("", ""), ("É1", "A9")] {
            shape_into(text, &mut shape);
            assert_eq!(shape, wanted);
        }
    }
}
