//! People in posts, from staff.csv.

use std::collections::{BTreeMap, BTreeSet};

use super::Pour;
use super::dates::Date;
use super::pack::{Pack, Role};
use super::records::{self, Row};

/// The columns that belong to a person and not to an assignment.
const PERSON: [&str; 6] = ["register", "profession", "field", "annotations", "authorisations", "delegator"];

/// An active assignment, with what the person may act under in that post. Blank texts are unknown or do not count.
#[derive(Debug, Clone)]
pub(super) struct Position {
    pub(super) staff_id: String,
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
    /// Active positions.
    pub(super) by_site: BTreeMap<String, Vec<Position>>,
}

/// Reads staff.csv: everybody, or everybody with a row at one of these sites.
pub(super) fn read(pour: &Pour<'_>, pack: &Pack, sites: Option<&BTreeSet<&str>>) -> Result<Roster, String> {
    let required = ["staff_id", "role", "site"];
    let mut known = vec!["staff_id", "role", "site", "wte", "status"];
    known.extend(PERSON);
    // whoever is asked for is asked for with all their rows: those at other sites may contradict
    let there = match sites {
        None => None,
        Some(sites) => {
            let here = |row: &Row| sites.contains(row.get("site"));
            let rows = records::read_large("staff.csv", pour, [&required, &known], here)?.rows;
            Some(rows.iter().map(|row| row.get("staff_id").to_owned()).collect::<BTreeSet<String>>())
        }
    };
    let wanted = |row: &Row| there.as_ref().is_none_or(|there| there.contains(row.get("staff_id")));
    let mut records = records::read_large("staff.csv", pour, [&required, &known], wanted)?;
    let mut rows = records::standing(std::mem::take(&mut records.rows), &required, &required);
    rows.retain(|row| pack.role(row.get("role")).is_some());
    let mut of_person: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        of_person.entry(row.get("staff_id")).or_default().push(row);
    }
    let agree = |own: &[&Row]| {
        let first = own.first();
        own.iter().all(|row| {
            PERSON.iter().all(|column| first.is_some_and(|first| first.get(column) == row.get(column)))
        })
    };
    let mut roster = Roster { staff_ids: BTreeSet::new(), by_site: BTreeMap::new() };
    for (staff_id, own) in of_person.iter().filter(|(_, own)| agree(own)) {
        roster.staff_ids.insert((*staff_id).to_owned());
        for row in own {
            let active = !records.has("status") || row.get("status") == "active";
            if let Some(role) = pack.role(row.get("role")).filter(|_| active) {
                let there: &mut Vec<Position> = roster.by_site.entry(row.get("site").to_owned()).or_default();
                there.push(position(row, role, pack));
            }
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
