//! Rows of staff.csv that need care, each person's together: who works where in which role, as far as rows are clear and agree.

use std::collections::{BTreeMap, BTreeSet};

use super::LAYOUT;
use crate::intake::Ledger;
use crate::intake::cells::thousandths;
use crate::intake::log::{Fate, Log, Problem};
use crate::intake::person::{COLUMNS, person};
use crate::intake::reading::{Row, Table, listed};
use crate::model::{Catalogue, FindingCode, Person, Role, RoleId, Words};
use crate::sheet::Sheet;

/// A `staff_id` and what its rows come to.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) id: String,
    pub(super) fate: Fated,
}

#[derive(Debug)]
pub(super) enum Fated {
    /// With the active posts: role and site.
    Active(Person, Vec<(RoleId, String)>),
    Inactive,
    Refused,
}

/// One readable row.
struct Assignment<'t> {
    row: Row<'t>,
    role: Option<RoleId>,
    active: bool,
    person: Person,
}

/// Rows by `staff_id`.
type ByPerson<'a, 't> = BTreeMap<&'t str, Vec<&'a Assignment<'t>>>;

/// What careful rows come to.
#[derive(Debug)]
pub(super) struct Careful {
    /// By id.
    pub(super) members: Vec<Member>,
    /// Sites of all accepted rows.
    pub(super) sites: BTreeSet<String>,
    pub(super) ledger: Ledger,
}

/// Judges rows; those of a person are all there.
pub(super) fn careful(sheet: Sheet, catalogue: &Catalogue) -> Careful {
    let (table, mut log) = Table::of(sheet, &LAYOUT);
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
    let accepted: Vec<&Assignment<'_>> = assignments.iter().filter(|a| !log.is_rejected(a.row)).collect();
    for assignment in &accepted {
        log.settle(if assignment.active { Fate::Used } else { Fate::NotAskedFor });
    }
    let sites = accepted.iter().map(|a| a.row.cell("site").to_owned()).collect();
    let members = members(&by_person, catalogue, &mut log);
    Careful { members, sites, ledger: log.close(&table) }
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
            let problem = Problem::new(FindingCode::PersonConflict, row.cell(column), message, help.clone());
            log.reject(*row, column, problem);
        }
    }
}

fn members(by_person: &ByPerson<'_, '_>, catalogue: &Catalogue, log: &mut Log) -> Vec<Member> {
    let mut members = Vec::new();
    for (id, rows) in by_person.iter().filter(|(id, _)| !id.is_empty()) {
        let mut accepted = rows.iter().copied().filter(|a| !log.is_rejected(a.row)).peekable();
        let any = accepted.peek().is_some();
        let posts: Vec<&Assignment<'_>> = accepted.filter(|a| a.active).collect();
        let fate = match posts.first() {
            None if any => Fated::Inactive,
            None => Fated::Refused,
            Some(first) => {
                for assignment in &posts {
                    check_post(assignment, catalogue, log);
                }
                let post = |a: &&Assignment<'_>| Some((a.role?, a.row.cell("site").to_owned()));
                Fated::Active(first.person.clone(), posts.iter().filter_map(post).collect())
            }
        };
        members.push(Member { id: (*id).to_owned(), fate });
    }
    members
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
