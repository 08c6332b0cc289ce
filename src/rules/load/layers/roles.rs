//! A role that a layer adds must be the double of one beneath: whatever a person may do in it, they may do in that one.

use super::super::problems::Problems;
use super::super::rows::{Row, Rows, split_list};
use super::super::rules::{TABLES, rule_row, shape};
use super::check::{Beneath, refuse};
use crate::model::{Catalogue, Role, Supervision, Words};
use crate::table::{Axis, parse_cell};

/// Checks every role of a layer.
pub(super) fn check<'a>(rows: impl Iterator<Item = Row<'a>>, beneath: &Beneath<'_>, problems: &mut Problems) {
    let rows: Vec<Row<'_>> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let spoken = Spoken::of(beneath, rows.iter().map(|row| row.text("role")));
    for row in rows {
        let catalogue = &beneath.pack.catalogue;
        let double =
            |role: &&Role| is_double(row, role, catalogue) && spoken.no_better(row.text("role"), &role.code);
        if catalogue.roles.iter().find(double).is_none() {
            let message = "no role beneath is its double: rows beneath could let it do what no role may";
            let help = "give it the level, register, profession, field and practitioner of a role beneath, and no more \
                        than that role's delegates, routine, supervisor and supervision";
            refuse(row, "role", message, help, problems);
        }
    }
}

/// Whether a row has the facts of a role by which rows judge, and is no freer in those that are its own.
fn is_double(row: Row<'_>, role: &Role, catalogue: &Catalogue) -> bool {
    let named =
        |words: &Words, number: Option<u16>| number.map_or("", |number| words.name(number)).to_owned();
    let kinds = catalogue.criterion("activity_kind").and_then(|at| catalogue.criteria.get(at));
    let routine = |word: &str| {
        kinds.and_then(|kinds| kinds.values.find(word)).is_some_and(|kind| role.routine.contains(&kind))
    };
    row.text("level") == role.level.to_string()
        && row.text("register") == named(&catalogue.registers, role.register)
        && row.text("profession") == named(&catalogue.professions, role.profession)
        && row.text("field") == named(&catalogue.fields, role.field)
        && row.text("practitioner") == if role.practitioner { "yes" } else { "no" }
        && (row.text("delegates") == "no" || role.delegates)
        && (row.text("supervisor") == "listed" || !role.needs_listed)
        && Supervision::parse(row.text("supervision")).is_some_and(|own| own >= role.supervision)
        && split_list(row.text("routine")).iter().all(|word| routine(word))
}

/// The `role` cells of the rules beneath.
struct Spoken {
    /// Roles beneath, then the layer's.
    codes: Words,
    /// Whether the row loosens, and the cell.
    cells: Vec<(bool, crate::table::Cell)>,
}

impl Spoken {
    fn of<'a>(beneath: &Beneath<'_>, added: impl Iterator<Item = &'a str>) -> Self {
        let catalogue = &beneath.pack.catalogue;
        let codes = catalogue.roles.iter().map(|role| role.code.clone());
        let codes = Words::new(codes.chain(added.map(str::to_owned)));
        let axis = Axis::words(codes.clone(), false);
        let criteria: Vec<String> =
            catalogue.criteria.iter().map(|criterion| criterion.name.clone()).collect();
        let mut told = Problems::default();
        let mut cells = Vec::new();
        for (stage, name) in TABLES {
            let rows = Rows::read(name, beneath.merged.files.get(name), &shape(stage, &criteria), &mut told);
            for row in rows.iter().filter(|row| !row.text("role").is_empty()) {
                let loosens = rule_row(stage, row, &beneath.settings, &mut told).loosens();
                let cell = parse_cell(row.text("role")).and_then(|test| axis.compile(&test));
                // INVARIANT: what lies beneath has been loaded, so its cells can be read
                cells.extend(cell.ok().map(|cell| (loosens, cell)));
            }
        }
        Self { codes, cells }
    }

    /// Whether every row that restricts the one role restricts the other, and none loosens for the other alone.
    fn no_better(&self, added: &str, known: &str) -> bool {
        let numbers = self.codes.find(added).zip(self.codes.find(known));
        numbers.is_some_and(|(added, known)| {
            self.cells.iter().all(|(loosens, cell)| {
                let (added, known) = (cell.contains(added), cell.contains(known));
                if *loosens { known || !added } else { added || !known }
            })
        })
    }
}
