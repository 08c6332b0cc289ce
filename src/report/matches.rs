//! matches.csv: one row a task, in input order.

use super::share::{self, Threshold};
use super::{Records, Stood, words};
use crate::model::{Answer, Catalogue, Codes, Outcome, Task};
use crate::sheet::Table;

const HEADER: [&str; 16] = [
    "task_id",
    "site",
    "status",
    "outcomes",
    "floor",
    "level",
    "roles",
    "supervision",
    "able",
    "able_by_level",
    "examples",
    "because",
    "lower",
    "gap",
    "nearest",
    "pack",
];

/// The header of matches.csv.
#[must_use]
pub fn matches_header() -> Vec<u8> {
    Table::new(HEADER, true).finish()
}

/// Columns of shared-matches.csv: those of matches.csv but for who is able, and who lacks what.
const SHARED: [&str; 13] = [
    "task_id",
    "site",
    "status",
    "outcomes",
    "floor",
    "level",
    "roles",
    "supervision",
    "able",
    "able_by_level",
    "because",
    "lower",
    "pack",
];

/// The header of shared-matches.csv.
#[must_use]
pub fn shared_matches_header() -> Vec<u8> {
    Table::new(SHARED, true).finish()
}

/// Rows of shared-matches.csv: nobody is named, nobody's gap is told, and people are counted as classes.
#[must_use]
pub fn shared_matches(
    catalogue: &Catalogue,
    codes: &Codes,
    (tasks, answers): (&[Task], &[Answer]),
    threshold: Threshold,
) -> Records<'static> {
    let mut records = Records::new(SHARED.len());
    let pack = catalogue.pack_label();
    for (task, answer) in tasks.iter().zip(answers) {
        let able = answer.level.map(|_| threshold.words(threshold.answer(answer))).unwrap_or_default();
        let by_level = share::by_level(threshold, answer);
        let [
            id,
            site,
            status,
            outcomes,
            floor,
            level,
            roles,
            supervision,
            _,
            _,
            _,
            because,
            lower,
            _,
            _,
            pack,
        ] = row(catalogue, codes, task, answer, &pack);
        records.row([
            id,
            site,
            status,
            outcomes,
            floor,
            level,
            roles,
            supervision,
            able,
            by_level,
            because,
            lower,
            pack,
        ]);
    }
    records
}

/// Rows of matches.csv.
#[must_use]
pub fn matches(catalogue: &Catalogue, codes: &Codes, tasks: &[Task], answers: &[Answer]) -> Records<'static> {
    let mut records = Records::new(HEADER.len());
    let pack = catalogue.pack_label();
    for (task, answer) in tasks.iter().zip(answers) {
        records.row(row(catalogue, codes, task, answer, &pack));
    }
    records
}

/// The cells of the columns that say where a task stands: status, floor, level, roles, supervision, able, able by level.
#[must_use]
pub fn stood(catalogue: &Catalogue, answer: &Answer) -> Stood {
    [
        answer.status.word().to_owned(),
        answer.decision.floor.to_string(),
        answer.level.map(|level| level.to_string()).unwrap_or_default(),
        words::roles(catalogue, &answer.roles),
        words::supervision(catalogue, &answer.roles),
        if answer.level.is_some() { answer.able.to_string() } else { String::new() },
        words::by_level(&answer.able_by_level),
    ]
}

fn row(catalogue: &Catalogue, codes: &Codes, task: &Task, answer: &Answer, pack: &str) -> [String; 16] {
    let outcomes: Vec<&str> = answer.decision.outcomes.iter().map(Outcome::word).collect();
    let [status, floor, level, roles, supervision, able, able_by_level] = stood(catalogue, answer);
    let lower = answer.lower.as_ref();
    let lower = lower.map(|lower| format!("{}: {}", lower.level, words::lower_codes(catalogue, lower)));
    let gap = answer.nearest.as_ref().map(|near| words::requirements(catalogue, codes, &near.gap));
    [
        task.id.clone(),
        task.site.clone(),
        status,
        outcomes.join(";"),
        floor,
        level,
        roles,
        supervision,
        able,
        able_by_level,
        answer.examples.join(";"),
        answer.because.join(";"),
        lower.unwrap_or_default(),
        gap.unwrap_or_default(),
        answer.nearest.as_ref().map(|near| near.staff_id.clone()).unwrap_or_default(),
        pack.to_owned(),
    ]
}
