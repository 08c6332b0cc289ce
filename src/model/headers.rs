//! Headers that other people write for our columns, and how surely a header says one.

use super::SheetKind;
use super::usual_headers::known;

/// A header in plain form: small letters, and `_` for whatever is no letter or digit and between `aB`.
#[must_use]
pub fn plain(header: &str) -> String {
    let mut plain = String::with_capacity(header.len() + 4);
    let mut before = ' ';
    for letter in header.chars() {
        let new_word = letter.is_uppercase() && before.is_lowercase();
        if (new_word || !letter.is_alphanumeric()) && !plain.is_empty() && !plain.ends_with('_') {
            plain.push('_');
        }
        if letter.is_alphanumeric() {
            plain.extend(letter.to_lowercase());
        }
        before = letter;
    }
    plain.truncate(plain.trim_end_matches('_').len());
    plain
}

/// How a header says a column of ours, in percent.
pub const SAME: u8 = 97;
/// A header that others use for nothing else.
const STRONG: u8 = 85;
/// A header that may mean something else.
const WEAK: u8 = 60;
/// A strong header with a slip of the pen (`competancy_name`).
const SLIP: u8 = 70;

/// How surely a header, in plain form, says this column of ours, in percent; 0: it does not.
#[must_use]
pub fn says(plain: &str, sheet: SheetKind, ours: &str) -> u8 {
    if plain == ours {
        return SAME;
    }
    // who changed a row last is never whom it is about
    if plain.contains("updated_by") || plain.contains("modified_by") || plain.contains("created_by") {
        return 0;
    }
    let Some((_, strong, weak)) = known(sheet).iter().find(|(column, _, _)| *column == ours) else {
        return 0;
    };
    if strong.contains(&plain) {
        STRONG
    } else if weak.contains(&plain) {
        WEAK
    } else if plain.len() >= 8 && strong.iter().any(|known| one_slip(plain, known)) {
        SLIP
    } else {
        0
    }
}

/// Whether two words differ by one letter: another, one more or one less.
#[must_use]
pub fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let longest = a.len().max(b.len());
    front + back + 1 >= longest
}

/// Whether a header, as it is written, may say this column of ours in any sheet.
#[must_use]
pub fn may_say(header: &str, ours: &str) -> bool {
    let plain = plain(header);
    SheetKind::ALL.into_iter().any(|kind| says(&plain, kind, ours) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_people_write_them() {
        for (header, form) in [
            ("Staff ID", "staff_id"),
            ("EmployeeNumber", "employee_number"),
            ("  Base / office / place of work ", "base_office_place_of_work"),
            ("LOCALESTID", "localestid"),
            ("e-mail", "e_mail"),
            ("%", ""),
        ] {
            assert_eq!(plain(header), form);
        }
        assert_eq!(says("employee_number", SheetKind::Staff, "staff_id"), STRONG);
        assert_eq!(says("competancy_name", SheetKind::Holdings, "competency"), SLIP);
        assert_eq!(says("last_updated_by", SheetKind::Holdings, "staff_id"), 0);
        assert_eq!(says("wte", SheetKind::Holdings, "staff_id"), 0);
    }

    #[test]
    fn one_slip_is_one_letter() {
        assert!(one_slip("competancy", "competency") && one_slip("expires", "expire") && one_slip("a", "a"));
        assert!(!one_slip("form", "from") && !one_slip("ab", "abcd"));
    }
}
