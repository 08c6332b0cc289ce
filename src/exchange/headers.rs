//! Headers that other people write for our columns, and headers of columns about a person.

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

/// Our column, strong headers, weak headers.
type Known = (&'static str, &'static [&'static str], &'static [&'static str]);

const STAFF_ID: Known = (
    "staff_id",
    &[
        "staff_identifier",
        "esr_id",
        "person_number",
        "employee_number",
        "assignment_number",
        "employee_no",
        "staff_number",
        "staff_no",
        "employee_id",
        "unique_worker_id",
        "uniqueworkerid",
        "worker_id",
        "payroll_number",
        "personnel_number",
        "delegate_id",
        "person_id",
        "emp_no",
        "assignment_no",
    ],
    &["identifier", "id", "employee", "ref", "reference", "person", "number", "displayid"],
);

const STAFF: &[Known] = &[
    STAFF_ID,
    (
        "role",
        &[
            "job_role",
            "role_code",
            "job_title",
            "position_title",
            "main_job_role",
            "mainjobrole",
            "job_name",
            "position_name",
            "post_title",
            "role_name",
            "role_type",
        ],
        &["post", "position", "job", "designation", "title", "grade", "occupation"],
    ),
    (
        "site",
        &[
            "site_code",
            "site_name",
            "work_location",
            "workplace",
            "base",
            "workplace_org_code",
            "work_base",
            "base_office_place_of_work",
            "localestid",
        ],
        &[
            "location",
            "org_code",
            "ods_code",
            "trust_ods",
            "employer_ods",
            "organisation",
            "organization",
            "team",
            "ward",
            "department",
            "service",
            "vpd",
            "clinic",
        ],
    ),
    (
        "wte",
        &["fte", "whole_time_equivalent", "contracted_wte", "contracted_fte", "wte_contracted"],
        &["hours"],
    ),
    (
        "register",
        &["regulator", "professional_register", "professional_body", "registration_body"],
        &["registration"],
    ),
    ("profession", &["profession_name", "registered_profession"], &["professional_group"]),
    ("field", &["field_of_practice", "branch", "nursing_field"], &["speciality", "specialty"]),
    ("annotations", &["register_annotations"], &["annotation"]),
    ("authorisations", &["authorizations", "authorised_for"], &["authorisation", "entitlements"]),
    ("delegator", &["may_delegate", "can_delegate", "trained_to_delegate", "delegates"], &[]),
    (
        "status",
        &[
            "assignment_status",
            "employee_status",
            "employment_status",
            "user_assignment_status",
            "staff_status",
            "working_status",
        ],
        &["state", "employee_status_flag", "active"],
    ),
];

const HOLDINGS: &[Known] = &[
    STAFF_ID,
    (
        "competency",
        &[
            "competency_name",
            "competence_name",
            "competency_title",
            "competency_code",
            "mandatory_training_competency",
            "core_competency",
            "competence",
            "skill_code",
            "training_name",
            "trainingname",
            "skill_name",
        ],
        &["skill", "course", "course_name", "module", "training", "qualification", "subject", "code"],
    ),
    (
        "proficiency",
        &[
            "competence_level",
            "competency_level",
            "proficiency_level",
            "level_achieved",
            "achieved_level",
            "skill_level",
        ],
        &["level", "attainment", "rating", "outcome", "result"],
    ),
    (
        "assessed_on",
        &[
            "completion_date",
            "date_completed",
            "datecompleted",
            "completed_on",
            "achieved_date",
            "date_last_awarded",
            "certification_date",
            "date_assessed",
            "assessment_date",
            "date_achieved",
            "signed_off",
            "signed_off_on",
            "award_date",
        ],
        &["date_start", "start_date", "completed", "awarded", "date", "achieved"],
    ),
    (
        "expires_on",
        &[
            "expiry_date",
            "expirydate",
            "date_expires",
            "expires",
            "valid_until",
            "renew_by",
            "expiry",
            "valid_to",
            "expiration_date",
            "expires_at",
        ],
        &["next_review_date", "due_date", "renewal_date", "end_date", "next_due"],
    ),
];

const COMPETENCIES: &[Known] = &[
    (
        "code",
        &["competency_code", "id_number", "skill_code", "competency_id", "competence_code"],
        &["id", "ref", "reference"],
    ),
    (
        "title",
        &["competency_title", "competency_name", "short_name", "competence_name", "skill_name"],
        &["name", "description", "competency", "skill"],
    ),
    ("framework", &["competency_framework", "framework_name"], &["group", "category", "suite"]),
    (
        "refresh_months",
        &["refresh_period", "renewal_months", "validity_months", "refresh_period_months", "months_valid"],
        &["refresh", "renewal", "period"],
    ),
];

const TASKS: &[Known] = &[
    (
        "task_id",
        &["task_code", "task_no", "task_number", "task_ref"],
        &["id", "ref", "reference", "task", "code"],
    ),
    (
        "site",
        &["site_code", "site_name", "work_location", "workplace"],
        &["location", "service", "team", "ward", "clinic", "facility_id"],
    ),
    ("title", &["task_name", "task_title", "task_description"], &["name", "description", "task", "activity"]),
    (
        "requires",
        &["required_competency", "required_competencies", "competencies_required", "competency_required"],
        &["competency", "competencies", "skills", "requirements"],
    ),
    ("minutes", &["minutes_each", "time_taken_mins", "duration_minutes", "mins"], &["duration", "time"]),
    (
        "per_week",
        &["times_per_week", "volume_per_week", "weekly_volume"],
        &["volume", "frequency_per_week", "usage"],
    ),
    (
        "done_by",
        &["currently_done_by", "current_role", "done_now_by"],
        &["officer_category", "role", "staff_group"],
    ),
    ("profession", &["task_profession"], &["professional_group"]),
    ("authority", &["legal_authority"], &[]),
    ("acts", &["restricted_acts"], &["act"]),
    ("cti", &["cti_ref", "task_instruction", "clinical_task_instruction"], &["protocol", "sop"]),
    ("cti_review_on", &["cti_review_date", "instruction_review_date"], &["review_date", "review_on"]),
    ("mitigations", &["safeguards", "control_measures"], &["measures", "controls"]),
];

const LINKS: &[Known] = &[
    ("from", &["from_code", "source_code"], &["source", "origin", "competency"]),
    ("kind", &["link_kind", "link_type", "relation", "relation_type", "association_type"], &["type"]),
    ("to", &["to_code", "target_code"], &["target", "destination"]),
    ("from_proficiency", &[], &["from_level"]),
    ("to_proficiency", &[], &["to_level"]),
];

const PANEL: &[Known] = &[
    ("task_id", &["task_code"], &["task"]),
    ("review_on", &["review_date"], &[]),
    ("decided_on", &["decision_date"], &[]),
];

/// What is known of a sheet's headers.
fn known(sheet: SheetKind) -> &'static [Known] {
    match sheet {
        SheetKind::Staff => STAFF,
        SheetKind::Holdings => HOLDINGS,
        SheetKind::Competencies => COMPETENCIES,
        SheetKind::Tasks => TASKS,
        SheetKind::Links => LINKS,
        SheetKind::Panel => PANEL,
    }
}

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

/// What a header says of a person, if the column is personal by its header.
pub(super) fn personal(plain: &str) -> Option<&'static str> {
    let has = |words: &[&str]| {
        let padded = format!("_{plain}_");
        words.iter().any(|word| padded.contains(&format!("_{word}_")))
    };
    if has(&[
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
    ]) {
        Some("a name, by its header")
    } else if has(&["dob", "date_of_birth", "birth_date", "birthdate", "birth", "age"]) {
        Some("a birth date, by its header")
    } else if has(&[
        "ni_number",
        "ninumber",
        "nino",
        "national_insurance",
        "national_insurance_number",
        "nhs_number",
        "passport",
        "passport_number",
    ]) {
        Some("a personal number, by its header")
    } else if has(&[
        "email",
        "e_mail",
        "email_address",
        "emailaddress",
        "phone",
        "telephone",
        "mobile",
        "tel",
    ]) {
        Some("a way to reach somebody, by its header")
    } else if has(&["postcode", "post_code", "address", "address_line_1", "home_address", "street"]) {
        Some("an address, by its header")
    } else if has(&[
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
    ]) {
        Some("a personal characteristic, by its header")
    } else if has(&["prn", "pin", "nmcreg", "registration_number", "notes", "comments", "comment", "note"]) {
        Some("a registration number or free notes, by its header")
    } else {
        None
    }
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
