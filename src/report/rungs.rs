//! rungs.csv: one row a task and level, from 1 up, with every reason and the role it speaks of.

use super::words;
use crate::model::{Answer, Catalogue, Codes, Reason, RoleId, Rung, Task};
use crate::sheet::Table;

/// rungs.csv.
#[must_use]
pub fn rungs(catalogue: &Catalogue, codes: &Codes, tasks: &[Task], answers: &[Answer]) -> Vec<u8> {
    let mut table = Table::new(["task_id", "site", "level", "verdict", "able", "reasons", "gap"], true);
    for (task, answer) in tasks.iter().zip(answers) {
        for rung in &answer.rungs {
            let cells = [
                task.id.clone(),
                task.site.clone(),
                rung.level.to_string(),
                rung.verdict.word().to_owned(),
                rung.able.to_string(),
                words::codes(catalogue, &reasons(rung)),
                words::requirements(catalogue, codes, &rung.gap),
            ];
            table.row(cells.iter().map(String::as_str));
        }
    }
    table.finish()
}

fn reasons(rung: &Rung) -> Vec<(RoleId, Reason)> {
    rung.roles.iter().flat_map(|role| role.reasons.iter().map(|reason| (role.role, *reason))).collect()
}
