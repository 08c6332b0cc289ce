//! changes.csv and causes.csv: a row a changed task, and a row a cause of it.

use super::{COMPARED, ChangedTask, Stood};
use crate::report::Records;
use crate::sheet::Table;

const CHANGES: [&str; 19] = [
    "task_id",
    "site",
    "change",
    "status_from",
    "status_to",
    "floor_from",
    "floor_to",
    "level_from",
    "level_to",
    "roles_from",
    "roles_to",
    "supervision_from",
    "supervision_to",
    "able_from",
    "able_to",
    "able_by_level_from",
    "able_by_level_to",
    "explained",
    "causes",
];

const CAUSES: [&str; 13] = [
    "task_id",
    "site",
    "cause",
    "kind",
    "what",
    "staff_id",
    "file",
    "line",
    "effect",
    "undone_status",
    "undone_level",
    "undone_able",
    "undone_able_by_level",
];

/// The header of changes.csv.
#[must_use]
pub fn changes_header() -> Vec<u8> {
    Table::new(CHANGES, true).finish()
}

/// The header of causes.csv.
#[must_use]
pub fn causes_header() -> Vec<u8> {
    Table::new(CAUSES, true).finish()
}

/// Rows of changes.csv.
#[must_use]
pub fn changes(tasks: &[ChangedTask]) -> Records<'_> {
    let mut records = Records::new(CHANGES.len());
    for task in tasks {
        let kinds = task.kinds().into_iter().map(|(kind, count)| format!("{kind}:{count}"));
        let kinds = kinds.collect::<Vec<_>>().join(";");
        let stood = |at: usize| [&task.from, &task.to].map(|stood| cell(stood.as_ref(), at));
        let [status, floor, level, roles, supervision, able, by_level] = [0, 1, 2, 3, 4, 5, 6].map(stood);
        let [[was, is], [floor_was, floor_is], [level_was, level_is]] = [status, floor, level];
        let [[roles_was, roles_is], [mode_was, mode_is]] = [roles, supervision];
        let [[able_was, able_is], [all_was, all_is]] = [able, by_level];
        records.row(
            [
                task.task_id.as_str(),
                task.site.as_str(),
                task.change.word(),
                was,
                is,
                floor_was,
                floor_is,
                level_was,
                level_is,
                roles_was,
                roles_is,
                mode_was,
                mode_is,
                able_was,
                able_is,
                all_was,
                all_is,
                task.explained.word(),
                kinds.as_str(),
            ]
            .map(str::to_owned),
        );
    }
    records
}

/// Rows of causes.csv.
#[must_use]
pub fn causes(tasks: &[ChangedTask]) -> Records<'_> {
    let mut records = Records::new(CAUSES.len());
    for task in tasks {
        for (number, cause) in (1u64..).zip(&task.causes) {
            let undone = |name: &str| {
                let at = COMPARED.iter().position(|column| *column == name).unwrap_or_default();
                cell(cause.undone.as_ref(), at).to_owned()
            };
            for atom in &cause.atoms {
                records.row([
                    task.task_id.clone(),
                    task.site.clone(),
                    number.to_string(),
                    atom.kind.to_owned(),
                    atom.what.clone(),
                    atom.staff_id.clone(),
                    atom.file.clone(),
                    if atom.line > 0 { atom.line.to_string() } else { String::new() },
                    cause.effect.word().to_owned(),
                    undone("status"),
                    undone("level"),
                    undone("able"),
                    undone("able_by_level"),
                ]);
            }
        }
    }
    records
}

fn cell(stood: Option<&Stood>, at: usize) -> &str {
    stood.and_then(|stood| stood.get(at)).map_or("", String::as_str)
}
