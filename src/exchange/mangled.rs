//! Codes that a spreadsheet took for a number or a date: what they were cannot be known any more.

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether a code looks like one that a spreadsheet has turned into something else: `1.23E+05`, `3-May`, `Mar-25`,
/// `#N/A`.
pub(super) fn is_mangled(code: &str) -> bool {
    // hardly any code begins like that, and this is asked of every cell
    let Some(first) = code.bytes().next() else { return false };
    match first {
        b'0'..=b'9' => is_power(code) || is_day_of_month(code),
        b'#' => matches!(code, "#N/A" | "#REF!" | "#NAME?" | "#VALUE!" | "#NUM!" | "#DIV/0!" | "#NULL!"),
        _ => code.len() <= 8 && is_month_of_year(code),
    }
}

/// `1E5`, `1.23E+05`.
fn is_power(code: &str) -> bool {
    let Some((number, power)) = code.split_once(['E', 'e']) else { return false };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    digits(whole) && digits(decimals) && digits(power) && power.len() <= 3
}

/// `3-May`, `25-Mar`, `3-May-26`.
fn is_day_of_month(code: &str) -> bool {
    let Some((day, rest)) = code.split_once('-') else { return false };
    let (month, year) = rest.split_once('-').unwrap_or((rest, "26"));
    day.len() <= 2 && digits(day) && is_month(month) && digits(year) && matches!(year.len(), 2 | 4)
}

/// `Mar-25`.
fn is_month_of_year(code: &str) -> bool {
    code.split_once('-')
        .is_some_and(|(month, year)| is_month(month) && digits(year) && matches!(year.len(), 2 | 4))
}

fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|month| month.eq_ignore_ascii_case(word))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mangled_codes_are_known_and_others_left_alone() {
        for code in [
            "1E5",
            "1.23E+05",
            "2.0e-3",
            "3-May",
            "25-Mar",
            "03-may-2026",
            "Mar-25",
            "SEP-2024",
            "#N/A",
            "#REF!",
        ] {
            assert!(is_mangled(code), "{code}");
        }
        for code in [
            "", "12345", "1E", "E5", "5-1", "3-Maybe", "Mar", "Mar-A", "May-1", "MAR-123", "march-25",
            "1E5X", "#1", "RN5", "1-2-3",
        ] {
            assert!(!is_mangled(code), "{code}");
        }
    }
}
