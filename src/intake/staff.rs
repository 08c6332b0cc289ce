//! staff.csv: who works where in which role, as far as the rows are clear and agree.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::thousandths;
use super::log::{Fate, Log, Problem};
use super::person::{COLUMNS, person};
use super::reading::{Layout, Row, Table, listed};
use super::{Ledger, Source};
use crate::model::{
    Catalogue, Finding, FindingCode, People, Person, PersonId, Position, Role, RoleId, Roster, SiteId, Words,
};

const LAYOUT: Layout<'_> = Layout {
    required: &["staff_id", "role", "site"],
    optional: &[
        "wte",
        "register",
        "profession",
        "field",
        "annotations",
        "authorisations",
        "delegator",
        "status",
    ],
    filled: &["staff_id", "role", "site"],
    key: 3,
    guarded: &["status"],
};

/// One readable row.
struct Assignment<'t> {
    row: Row<'t>,
    role: Option<RoleId>,
    active: bool,
    person: Person,
}

/// Rows by `staff_id`.
type ByPerson<'a, 't> = BTreeMap<&'t str, Vec<&'a Assignment<'t>>>;

/// Reads staff.csv. `Err` lists everything that makes the file unusable.
pub fn staff(source: Source<'_>, catalogue: &Catalogue) -> Result<(Roster, Ledger), Vec<Finding>> {
    let (table, mut log) = Table::open(source, &LAYOUT)?;
    if !table.has("status") {
        let help = "add the column to leave people out who are absent or have left";
        let message = "no status column: everybody counts as active";
        log.place(table.place("status"), Problem::new(FindingCode::ColumnAbsent, "", message, help));
    }
    let words = RowWords::new(catalogue);
    let assignments: Vec<Assignment<'_>> =
        table.rows().map(|row| assignment(row, &table, catalogue, &words, &mut log)).collect();
    let mut by_person: ByPerson<'_, '_> = BTreeMap::new();
    for assignment in &assignments {
        by_person.entry(assignment.row.cell("staff_id")).or_default().push(assignment);
    }
    for rows in by_person.values() {
        refuse_contradictions(rows, &mut log);
    }
    for assignment in assignments.iter().filter(|a| !log.is_rejected(a.row)).collect::<Vec<_>>() {
        log.settle(if assignment.active { Fate::Used } else { Fate::NotAskedFor });
    }
    let roster = roster(&by_person, catalogue, &mut log);
    Ok((roster, log.close(&table)))
}

/// The word lists of staff.csv that are not the pack's own.
struct RowWords {
    roles: Words,
    statuses: Words,
}

impl RowWords {
    fn new(catalogue: &Catalogue) -> Self {
        Self {
            roles: Words::new(catalogue.roles.iter().map(|role| role.code.clone())),
            statuses: Words::new(["active", "left", "absent"].map(String::from)),
        }
    }
}

fn assignment<'t>(
    row: Row<'t>,
    table: &Table,
    catalogue: &Catalogue,
    words: &RowWords,
    log: &mut Log,
) -> Assignment<'t> {
    let code = row.cell("role");
    let role = catalogue.role(code);
    if role.is_none() && !code.is_empty() {
        let message = "the pack does not know this role";
        log.reject(row, "role", Problem::word(FindingCode::RoleUnknown, code, message, &words.roles));
    }
    log.or_blank(row, "wte", thousandths(row.cell("wte")));
    let person = person(row, catalogue, log);
    let status = row.cell("status");
    if table.has("status") && words.statuses.find(status).is_none() {
        let message = "the status says nothing: the row is not counted";
        log.find(row, "status", Problem::word(FindingCode::StatusBlank, status, message, &words.statuses));
    }
    Assignment { row, role, active: !table.has("status") || status == "active", person }
}

/// Where accepted rows of one person disagree on the person, none of them is used.
fn refuse_contradictions(rows: &[&Assignment<'_>], log: &mut Log) {
    let accepted: Vec<Row<'_>> = rows.iter().map(|a| a.row).filter(|row| !log.is_rejected(*row)).collect();
    let mut lines: Vec<u64> = accepted.iter().map(|row| row.line()).collect();
    lines.sort_unstable();
    for column in COLUMNS {
        let agree = accepted.windows(2).all(|pair| match pair {
            [a, b] => a.cell(column) == b.cell(column),
            _ => true,
        });
        if agree {
            continue;
        }
        let help = format!("make `{column}` the same on lines {}", listed(&lines));
        for row in &accepted {
            let message = "the rows of this person contradict each other";
            let problem = Problem::new(FindingCode::PersonConflict, row.cell(column), message, help.as_str());
            log.reject(*row, column, problem);
        }
    }
}

fn roster(by_person: &ByPerson<'_, '_>, catalogue: &Catalogue, log: &mut Log) -> Roster {
    let accepted = by_person.values().flatten().filter(|a| !log.is_rejected(a.row));
    let names: BTreeSet<&str> = accepted.map(|a| a.row.cell("site")).collect();
    let sites: BTreeMap<&str, SiteId> = names.into_iter().zip((0u32..).map(SiteId)).collect();
    let mut roster = Roster::default();
    let mut facts: BTreeMap<&Person, u32> = BTreeMap::new();
    let (mut active, mut inactive, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut numbers = (0u32..).map(PersonId);
    for (id, rows) in by_person.iter().filter(|(id, _)| !id.is_empty()) {
        let mut accepted = rows.iter().copied().filter(|a| !log.is_rejected(a.row)).peekable();
        if accepted.peek().is_none() {
            refused.push(id.as_bytes());
            continue;
        }
        let posts: Vec<&Assignment<'_>> = accepted.filter(|a| a.active).collect();
        let Some((first, person)) = posts.first().and_then(|first| Some((first, numbers.next()?))) else {
            inactive.push(id.as_bytes());
            continue;
        };
        active.push(id.as_bytes());
        let next = u32::try_from(facts.len()).unwrap_or(u32::MAX);
        roster.facts_of.push(*facts.entry(&first.person).or_insert(next));
        for assignment in posts {
            check_post(assignment, catalogue, log);
            let site = sites.get(assignment.row.cell("site"));
            if let (Some(role), Some(&site)) = (assignment.role, site) {
                roster.positions.push(Position { site, role, person });
            }
        }
    }
    roster.positions.sort_unstable();
    roster.sites = sites.into_keys().map(str::to_owned).collect();
    let mut facts: Vec<(u32, &Person)> = facts.into_iter().map(|(person, number)| (number, person)).collect();
    facts.sort_unstable_by_key(|(number, _)| *number);
    roster.facts = facts.into_iter().map(|(_, person)| person.clone()).collect();
    let room = active.len() + inactive.len() + refused.len();
    roster.people = People::new(active, inactive, refused, room);
    roster
}

/// Notes where a person does not show what their post needs. The position stays: the matcher judges it.
fn check_post(assignment: &Assignment<'_>, catalogue: &Catalogue, log: &mut Log) {
    let Some(role) = assignment.role.and_then(|id| catalogue.role_of(id)) else { return };
    let Assignment { row, person, .. } = assignment;
    let Role { register: Some(register), profession, field, .. } = role else { return };
    let mut unfilled = |column: &str, needed: &str| {
        let message = format!("the post {} needs the {column} {needed}: not counted in it", role.code);
        let help = "correct the role or the person's row";
        log.find(*row, column, Problem::new(FindingCode::PostUnfilled, row.cell(column), message, help));
    };
    if person.register != Some(*register) {
        unfilled("register", catalogue.registers.name(*register));
    }
    if let Some(profession) = profession
        && person.profession != Some(*profession)
    {
        unfilled("profession", catalogue.professions.name(*profession));
    }
    if let (Some(posts), Some(own)) = (field, person.field)
        && *posts != own
    {
        let name = catalogue.fields.name(*posts);
        let message =
            format!("the post {} is of the field {name}: the person's own counts as blank", role.code);
        let help = "correct the role or the field";
        log.find(*row, "field", Problem::new(FindingCode::PostField, row.cell("field"), message, help));
    }
}

#[cfg(test)]
mod tests;
