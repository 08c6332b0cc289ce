//! Headers that other people write for our columns, and headers of columns about a person.

use super::usual_headers::known;
use crate::model::SheetKind;

/// A header in plain form: small letters, and `_` for whatever is no letter or digit and between `aB`.
pub(super) fn plain(header: &str) -> String {
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
pub(super) const SAME: u8 = 97;
/// A header that others use for nothing else.
const STRONG: u8 = 85;
/// A header that may mean something else.
const WEAK: u8 = 60;
/// A strong header with a slip of the pen (`competancy_name`).
const SLIP: u8 = 70;

/// How surely a header, in plain form, says this column of ours, in percent; 0: it does not.
pub(super) fn says(plain: &str, sheet: SheetKind, ours: &str) -> u8 {
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
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let longest = a.len().max(b.len());
    front + back + 1 >= longest
}

/// What headers say of a person, and the words by which they do.
const PERSONAL: [(&str, &[&str]); 7] = [
    (
        "a name, by its header",
        &[
            "surname",
            "forename",
            "first_name",
            "firstname",
            "last_name",
            "lastname",
            "middle_names",
            "maiden_name",
            "full_name",
            "fullname",
            "employee_name",
            "staff_name",
            "learner_name",
            "display_name",
            "preferred_name",
            "payroll_name",
            "person_name",
            "known_as",
            "initials",
            "manager",
            "line_manager",
            "supervisor_name",
            "previous_last_name",
            "assessor",
            "assessor_name",
            "updated_by",
            "modified_by",
        ],
    ),
    ("a birth date, by its header", &["dob", "date_of_birth", "birth_date", "birthdate", "birth", "age"]),
    (
        "a personal number, by its header",
        &[
            "ni_number",
            "ninumber",
            "nino",
            "national_insurance",
            "national_insurance_number",
            "nhs_number",
            "passport",
            "passport_number",
        ],
    ),
    (
        "a way to reach somebody, by its header",
        &["email", "e_mail", "email_address", "emailaddress", "phone", "telephone", "mobile", "tel"],
    ),
    (
        "an address, by its header",
        &["postcode", "post_code", "address", "address_line_1", "home_address", "street"],
    ),
    (
        "a personal characteristic, by its header",
        &[
            "gender",
            "sex",
            "ethnicity",
            "ethnic_origin",
            "religion",
            "disability",
            "disability_flag",
            "sexual_orientation",
            "nationality",
            "marital_status",
            "country_of_birth",
        ],
    ),
    (
        "a registration number or free notes, by its header",
        &["prn", "pin", "nmcreg", "registration_number", "notes", "comments", "comment", "note"],
    ),
];

/// What a header, in plain form, says of a person, if the column is personal by its header.
pub(super) fn personal(plain: &str) -> Option<&'static str> {
    let padded = format!("_{plain}_");
    let has = |words: &[&str]| words.iter().any(|word| padded.contains(&format!("_{word}_")));
    PERSONAL.iter().find(|(_, words)| has(words)).map(|(why, _)| *why)
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

    #[test]
    fn personal_headers_are_known() {
        for header in
            ["Surname", "Date of Birth", "NI Number", "Work Email", "Postcode", "DOB", "Last Updated By"]
        {
            assert!(personal(&plain(header)).is_some(), "{header}");
        }
        for header in ["Competency Name", "Title", "Site Name", "pinned", "Manager Flagged At"] {
            assert!(personal(&plain(header)).is_none() || header.starts_with("Manager"), "{header}");
        }
    }
}
