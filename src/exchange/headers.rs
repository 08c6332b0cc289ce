//! Headers of columns about a person.

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
    use crate::model::headers::plain;

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
