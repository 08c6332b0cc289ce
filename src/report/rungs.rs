//! rungs.csv: one row a task and level, from 1 up, with every reason and the role it speaks of.

use super::{Records, words};
use crate::model::{Answer, Catalogue, Codes, Reason, RoleId, Rung, RungRole, Task};
use crate::sheet::Table;

const HEADER: [&str; 7] = ["task_id", "site", "level", "verdict", "able", "reasons", "gap"];

/// The header of rungs.csv.
#[must_use]
pub fn rungs_header() -> Vec<u8> {
    Table::new(HEADER, true).finish()
}

/// Rows of rungs.csv.
#[must_use]
pub fn rungs(catalogue: &Catalogue, codes: &Codes, tasks: &[Task], answers: &[Answer]) -> Records<'static> {
    let mut records = Records::new(HEADER.len());
    for (task, answer) in tasks.iter().zip(answers) {
        for rung in &answer.rungs {
            records.row([
                task.id.clone(),
                task.site.clone(),
                rung.level.to_string(),
                rung.verdict.word().to_owned(),
                rung.able.to_string(),
                marked(answer, words::codes(catalogue, &reasons(answer, rung))),
                words::requirements(catalogue, codes, &rung.gap),
            ]);
        }
    }
    records
}

/// The reasons behind the word `panel`, where the answer rests on a panel's decision.
fn marked(answer: &Answer, reasons: String) -> String {
    match (answer.decision.panel, reasons.is_empty()) {
        (false, _) => reasons,
        (true, true) => "panel".to_owned(),
        (true, false) => format!("panel;{reasons}"),
    }
}

fn reasons(answer: &Answer, rung: &Rung) -> Vec<(RoleId, Reason)> {
    let of = |role: &RungRole| answer.reasons(role).into_iter().map(|reason| (role.role, reason)).collect();
    rung.roles.iter().flat_map(|role| -> Vec<(RoleId, Reason)> { of(role) }).collect()
}
