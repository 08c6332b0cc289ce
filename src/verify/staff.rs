//! People in posts, from staff.csv.

use std::collections::BTreeSet;

use super::Files;
use super::dates::Date;
use super::pack::{Pack, Role};
use super::records::{self, Row};

/// The columns that belong to a person and not to an assignment.
const PERSON: [&str; 6] = ["register", "profession", "field", "annotations", "authorisations", "delegator"];

/// An active assignment, with what the person may act under in that post. Blank texts are unknown or do not count.
#[derive(Debug, Clone)]
pub(super) struct Position {
    pub(super) staff_id: String,
    pub(super) site: String,
    pub(super) role: Role,
    /// The person's register and profession are those that the post needs.
    pub(super) fits: bool,
    pub(super) register: String,
    pub(super) profession: String,
    pub(super) field: String,
    /// In date.
    pub(super) annotations: Vec<String>,
    /// In date.
    pub(super) authorisations: Vec<String>,
    /// Trained to delegate.
    pub(super) delegator: bool,
}

/// The roster.
pub(super) struct Roster {
    /// Everybody with an accepted row.
    pub(super) staff_ids: BTreeSet<String>,
    pub(super) positions: Vec<Position>,
}

/// Reads staff.csv.
pub(super) fn read(files: &Files, pack: &Pack) -> Result<Roster, String> {
    let required = ["staff_id", "role", "site"];
    let mut known = vec!["staff_id", "role", "site", "wte", "status"];
    known.extend(PERSON);
    let records = records::read(files, "staff.csv", &required, &known)?;
    let mut rows = records::standing(&records.rows, &required, &required);
    rows.retain(|row| pack.role(row.get("role")).is_some());
    let agrees = |row: &Row| {
        let mut same_person = rows.iter().filter(|other| other.get("staff_id") == row.get("staff_id"));
        same_person.all(|other| PERSON.iter().all(|column| other.get(column) == row.get(column)))
    };
    let accepted: Vec<Row> = rows.iter().filter(|row| agrees(row)).cloned().collect();
    let mut roster = Roster { staff_ids: BTreeSet::new(), positions: Vec::new() };
    for row in &accepted {
        roster.staff_ids.insert(row.get("staff_id").to_owned());
        let active = !records.has("status") || row.get("status") == "active";
        if let Some(role) = pack.role(row.get("role")).filter(|_| active) {
            roster.positions.push(position(row, role, pack));
        }
    }
    Ok(roster)
}

fn position(row: &Row, role: &Role, pack: &Pack) -> Position {
    let word = |column: &str, list: &str| {
        let cell = row.get(column);
        if pack.has_word(list, cell) { cell.to_owned() } else { String::new() }
    };
    let register = word("register", "registers");
    let profession = word("profession", "professions");
    let field = word("field", "fields");
    let mut position = Position {
        staff_id: row.get("staff_id").to_owned(),
        site: row.get("site").to_owned(),
        role: role.clone(),
        fits: true,
        register: String::new(),
        profession: String::new(),
        field: String::new(),
        annotations: Vec::new(),
        authorisations: in_date(row.get("authorisations"), pack, |word| pack.is_authorisation(word)),
        delegator: match row.get("delegator") {
            "yes" => true,
            "no" => false,
            _ => pack.delegator_unknown,
        },
    };
    if !role.register.is_empty() {
        let right_profession = role.profession.is_empty() || role.profession == profession;
        position.fits = role.register == register && right_profession;
        position.register = register;
        position.profession = profession;
        if role.field.is_empty() || role.field == field {
            position.field = field;
        }
        position.annotations =
            in_date(row.get("annotations"), pack, |word| pack.has_word("annotations", word));
    }
    position
}

/// The known entries of a list whose date, if they have one, has not passed.
fn in_date(cell: &str, pack: &Pack, known: impl Fn(&str) -> bool) -> Vec<String> {
    let mut words = Vec::new();
    for entry in records::list(cell) {
        let (word, valid) = match entry.split_once('@') {
            None => (entry.as_str(), true),
            Some((word, date)) => (word, Date::parse(date).is_some_and(|until| pack.as_at <= until)),
        };
        if valid && known(word) {
            words.push(word.to_owned());
        }
    }
    words
}
