//! The headers by which ESR exports are known, with every spelling that one open-source importer had to accept.

use super::super::mapping::SourceSpec;
use super::common::{Named, problem, told};
use crate::model::{Finding, FindingCode};

/// What a column of an export means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Staff,
    Competence,
    Level,
    Awarded,
    Completed,
    Certified,
    Started,
    Expiry,
    Status,
}

/// By field: the column of ours that it gives (the mapping may name another source for it) and its headers, in lower
/// case with `_` between words.
const HEADERS: [(Field, &str, &[&str]); 9] = [
    (
        Field::Staff,
        "staff_id",
        &[
            "staff_identifier",
            "esr_id",
            "person_number",
            "employee_number",
            "identifier",
            "assignment_number",
        ],
    ),
    (
        Field::Competence,
        "competency",
        &[
            "competency_name",
            "competency",
            "competency_title",
            "mandatory_training_competency",
            "core_competency",
            "competancy_name",
        ],
    ),
    (Field::Level, "proficiency", &["competence_level"]),
    (Field::Awarded, "assessed_on", &["date_last_awarded"]),
    (
        Field::Completed,
        "assessed_on",
        &["completion_date", "date_completed", "completed_on", "achieved_date"],
    ),
    (Field::Certified, "assessed_on", &["certification_date"]),
    (Field::Started, "assessed_on", &["date_start"]),
    (
        Field::Expiry,
        "expires_on",
        &["expiry_date", "date_expires", "expires", "valid_until", "renew_by", "next_review_date"],
    ),
    (Field::Status, "", &["compliance_status", "status", "rag_status"]),
];

/// Which column gives which field.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    places: Vec<(Field, usize)>,
    header: Vec<String>,
}

impl Fields {
    /// The columns of a file. Two columns for one field, and a field that must be there and is not, are told of.
    pub(super) fn find(file: &str, header: &[String], named: &Named) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut places = Vec::new();
        for (field, ours, words) in HEADERS {
            if named.has(ours) {
                continue;
            }
            let found: Vec<(usize, &String)> = header
                .iter()
                .enumerate()
                .filter(|(_, header)| words.contains(&plain(header).as_str()))
                .collect();
            match found.as_slice() {
                [] => {}
                [(place, _)] => places.push((field, *place)),
                // the status decides nothing, so the first will do
                [(place, _), ..] if field == Field::Status => places.push((field, *place)),
                several => findings.push(several_columns(file, ours, several)),
            }
        }
        let this = Self { places, header: header.to_vec() };
        let told_of = findings.len();
        if !named.has("staff_id") && !this.has(Field::Staff) && told_of == 0 {
            findings.push(no_staff(file, header));
        }
        if !named.has("competency") && !this.has(Field::Competence) && told_of == 0 {
            findings.push(no_competency(file));
        }
        (this, findings)
    }

    /// Whether the file has the field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.place(field).is_some()
    }

    /// The column of a field.
    pub(super) fn place(&self, field: Field) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == field).map(|(_, place)| *place)
    }

    /// The header of a column.
    pub(super) fn header(&self, place: usize) -> &str {
        self.header.get(place).map_or("", String::as_str)
    }

    /// How many cells a row should have.
    pub(super) fn width(&self) -> usize {
        self.header.len()
    }

    /// Whether a row is the header again.
    pub(super) fn is_header(&self, cells: &[String]) -> bool {
        cells == self.header
    }
}

/// A header in lower case, with `_` for blanks and hyphens.
fn plain(header: &str) -> String {
    header.trim().to_lowercase().replace([' ', '-', '\u{a0}'], "_")
}

fn several_columns(file: &str, ours: &str, several: &[(usize, &String)]) -> Finding {
    let headers: Vec<&str> = several.iter().map(|(_, header)| header.as_str()).collect();
    let first = headers.first().copied().unwrap_or_default();
    let help = format!(
        "say in the mapping which counts: columns = [{{ ours = \"{ours}\", theirs = [\"{first}\"] }}]"
    );
    let message = "several columns mean the same";
    told(file, 0, problem(FindingCode::ColumnRepeated, "", &headers.join(", "), message, help))
}

fn no_staff(file: &str, header: &[String]) -> Finding {
    let updater = header.iter().find(|header| plain(header) == "last_updated_by");
    let value = updater.map_or("", String::as_str);
    let message = if updater.is_some() {
        "no column says whose competence it is; this one says who last changed the record"
    } else {
        "no column says whose competence it is"
    };
    let help = "a person's own export has no staff column: ask for a manager's or BI export of competences with \
                Employee Number or Assignment Number in it";
    told(file, 0, problem(FindingCode::ColumnMissing, "", value, message, help))
}

fn no_competency(file: &str) -> Finding {
    let help = "name it in the mapping: columns = [{ ours = \"competency\", theirs = [\"...\"] }]";
    let message = "no column names the competence";
    told(file, 0, problem(FindingCode::ColumnMissing, "", "", message, help))
}

/// Both what the mapping names and what the headers show.
pub(super) fn find(spec: &SourceSpec, file: &str, header: &[String]) -> (Named, Fields, Vec<Finding>) {
    let (named, mut findings) = Named::find(spec, file, header);
    let (fields, more) = Fields::find(file, header, &named);
    findings.extend(more);
    (named, fields, findings)
}
