//! Headers that are usual for our columns: those of ESR exports come from one open importer, the others are judgement.

use super::SheetKind;

/// Our column, strong headers, weak headers.
pub(super) type Known = (&'static str, &'static [&'static str], &'static [&'static str]);

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
pub(super) fn known(sheet: SheetKind) -> &'static [Known] {
    match sheet {
        SheetKind::Staff => STAFF,
        SheetKind::Holdings => HOLDINGS,
        SheetKind::Competencies => COMPETENCIES,
        SheetKind::Tasks => TASKS,
        SheetKind::Links => LINKS,
        SheetKind::Panel => PANEL,
    }
}
