//! Columns that may hold personal data, known by their headers: one list, for whoever drops, blanks or masks them.

/// Headers of one word or several, in lower case, that are personal as a whole.
const WHOLE: &[&str] = &[
    "name",
    "title",
    "initials",
    "dob",
    "age",
    "sex",
    "gender",
    "nino",
    "email",
    "phone",
    "mobile",
    "telephone",
    "fax",
    "address",
    "postcode",
    "zip",
    "religion",
    "nationality",
    "notes",
    "note",
    "comment",
    "comments",
    "remarks",
    "known as",
    "last updated by",
    "created by",
    "updated by",
    "prefix",
    "suffix",
    "spouse",
];

/// Words that make a header personal wherever they stand in it.
const WORDS: &[&str] = &[
    "surname",
    "forename",
    "forenames",
    "firstname",
    "lastname",
    "middlename",
    "middlenames",
    "maidenname",
    "fullname",
    "birth",
    "birthdate",
    "dob",
    "dateofbirth",
    "ninumber",
    "nino",
    "email",
    "phone",
    "telephone",
    "mobile",
    "address",
    "postcode",
    "gender",
    "pronoun",
    "pronouns",
    "nationality",
    "religion",
    "religious",
    "marital",
    "ethnic",
    "ethnicity",
    "ethnicorigin",
    "disability",
    "disabled",
    "disabilityflag",
    "passport",
    "salary",
    "kin",
    "spouse",
];

/// Words that must stand in a header side by side.
const PAIRS: &[(&str, &str)] = &[
    ("first", "name"),
    ("last", "name"),
    ("middle", "name"),
    ("middle", "names"),
    ("maiden", "name"),
    ("full", "name"),
    ("preferred", "name"),
    ("given", "name"),
    ("family", "name"),
    ("display", "name"),
    ("employee", "name"),
    ("staff", "name"),
    ("learner", "name"),
    ("person", "name"),
    ("worker", "name"),
    ("manager", "name"),
    ("previous", "last"),
    ("ni", "number"),
    ("ni", "no"),
    ("national", "insurance"),
    ("post", "code"),
    ("e", "mail"),
    ("sexual", "orientation"),
    ("date", "birth"),
    ("emergency", "contact"),
    ("nhs", "number"),
    ("marital", "status"),
    ("belief", "system"),
];

/// Whether a column with this header may hold personal data beyond the staff number.
#[must_use]
pub fn is_personal(header: &str) -> bool {
    let words = words_of(header);
    let whole = words.join(" ");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    WHOLE.contains(&whole.as_str())
        || words.iter().any(|word| WORDS.contains(word) || word.starts_with("ethnic"))
        || words.windows(2).any(|two| matches!(two, [one, other] if PAIRS.contains(&(one, other))))
        || WORDS.contains(&words.concat().as_str())
}

/// The columns that may be personal and that nothing maps, by position.
pub(super) fn columns(header: &[String], mapped: &[&str]) -> Vec<usize> {
    let dropped = |name: &String| !mapped.contains(&name.as_str()) && is_personal(name);
    header.iter().enumerate().filter(|(_, name)| dropped(name)).map(|(at, _)| at).collect()
}

/// The words of a header in lower case: `NiNumber`, `NI number` and `ni_number` are the same two.
fn words_of(header: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for letter in header.chars() {
        let begins = letter.is_uppercase() && before.is_lowercase();
        if (!letter.is_alphanumeric() || begins) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSONAL: &str = "Surname;LastName;last_name;First Name;MIDDLE NAMES;MaidenName;PreferredName;Title;\
        PreviousLastName;DOB;DateOfBirth;Date of Birth;date-of-birth;NiNumber;NINUMBER;NI Number;OfficeEmailAddress;\
        E-mail;Home Phone;Postcode;POSTCODE;Post Code;Gender;EthnicOrigin;Ethnicity;ethnic_group;Nationality;\
        CountryOfBirth;Religious Belief;MaritalStatus;DisabilityFlag;Disability;Sexual Orientation;Employee Name;\
        Last Updated By;Name;NOTES;National Insurance No";
    const OTHERS: &str = "staff_id;Employee Number;Competency Name;Position Name;Job Role;Grade;Expiry Date;VPD;role;site;\
        Organisation;PayrollName;framework;Site name;Course title;Level;Assignment Number;Staff Group;";

    #[test]
    fn personal_headers_are_known_however_they_are_written() {
        for header in PERSONAL.split(';') {
            assert!(is_personal(header), "{header}");
        }
        for header in OTHERS.split(';') {
            assert!(!is_personal(header), "{header}");
        }
    }
}
