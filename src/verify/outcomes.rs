//! The outcome set of one completion.

use super::matching::{Completion, Reading, role_matches};
use super::pack::{Pack, Role};
use super::rules::Grant;
use super::tasks::Task;

/// The outcomes, in the order in which they are printed. `passing` are the roles that pass stages 2 to 6, `nobody` says
/// that no role passes law and policy.
pub(super) fn outcomes(
    pack: &Pack,
    task: &Task,
    completion: &Completion,
    grants: &[Grant],
    nobody: bool,
    passing: &[&Role],
    veto: &str,
) -> Vec<&'static str> {
    if nobody {
        return vec!["restricted"];
    }
    let mut outcomes = Vec::new();
    let forbidden = grants.iter().any(|grant| grant.triggers.iter().any(|row| !row.delegable));
    let delegated = |role: &Role| {
        let by_some_row =
            |grant: &Grant| grant.admits.iter().any(|row| row.delegable && role_matches(row, role));
        !role.practitioner && !forbidden && grants.iter().all(by_some_row)
    };
    let to: Vec<&Role> = passing.iter().copied().filter(|role| delegated(role)).collect();
    let simple = test(pack, completion, "cognitive", |value, _| value == "skill")
        && test(pack, completion, "problem_solving", |value, _| value == "none")
        && test(pack, completion, "steps_established", |value, values| {
            values.first().is_some_and(|v| v == value)
        });
    let routine = |role: &&Role| {
        test(pack, completion, "activity_kind", |value, _| role.routine.iter().any(|kind| kind == value))
    };
    if simple && to.iter().any(routine) {
        outcomes.push("allocate");
    }
    if !to.is_empty() {
        outcomes.push("delegate");
    }
    if skill_share(pack, task, completion, passing, veto) {
        outcomes.push("skill-share");
    }
    let own = |role: &&Role| role.practitioner && role.profession == task.profession;
    if outcomes.is_empty() && !task.profession.is_empty() && passing.iter().any(own) {
        outcomes.push("retain");
    }
    outcomes
}

fn skill_share(pack: &Pack, task: &Task, completion: &Completion, passing: &[&Role], veto: &str) -> bool {
    let other =
        |role: &&Role| role.practitioner && !role.profession.is_empty() && role.profession != task.profession;
    let below_degree = |value: &str, values: &[String]| {
        let ordered = pack.criterion("training_need").is_some_and(|criterion| criterion.ordered);
        let degree = values.iter().position(|known| known == "degree");
        let need = values.iter().position(|known| known == value);
        ordered && degree.is_some() && need < degree
    };
    passing.iter().any(other)
        && veto != "retain"
        && !task.profession.is_empty()
        && test(pack, completion, "training_need", below_degree)
}

/// Tests a criterion's value. One that the pack lacks fails; a blank fails, unless the task is read mildly.
fn test(
    pack: &Pack,
    completion: &Completion,
    criterion: &str,
    holds: impl Fn(&str, &[String]) -> bool,
) -> bool {
    let Some(criterion) = pack.criterion(criterion) else {
        return false;
    };
    match completion.columns.get(criterion.name.as_str()) {
        Some(value) => holds(value, &criterion.values),
        None => completion.reading == Reading::Mild,
    }
}
