//! Which criteria of a task may move one step, and what the answer would then be, with the same people.

use crate::matcher::{Inputs, Matched, Stands};
use crate::model::{Catalogue, Change, Criterion, Direction, Result, Robustness, Step, Task};

/// The criterion whose column counts only while the task instruction is current.
const STEPS: &str = "steps_established";

/// Every step of a task: of each filled criterion the neighbouring values, or every other value where there is no order.
/// A step that cannot count (the steps of a task without a current instruction are at their riskiest whatever the column
/// says) is none.
#[must_use]
pub fn steps(catalogue: &Catalogue, task: &Task) -> Vec<Step> {
    let stated = catalogue.criteria.iter().zip(&task.stated).enumerate();
    let counts = |criterion: &Criterion| task.instruction_current || criterion.name != STEPS;
    let filled = stated.filter_map(|(at, (criterion, stated))| Some((at, criterion, (*stated)?)));
    filled
        .filter(|(_, criterion, _)| counts(criterion))
        .flat_map(|(at, criterion, from)| {
            let values = 0..u8::try_from(criterion.values.len()).unwrap_or(u8::MAX);
            let ordered = criterion.ordered;
            values
                .filter(move |to| if ordered { to.abs_diff(from) == 1 } else { *to != from })
                .map(move |to| Step { criterion: at, from, to, direction: direction(ordered, from, to) })
        })
        .collect()
}

fn direction(ordered: bool, from: u8, to: u8) -> Direction {
    match (ordered, to > from) {
        (false, _) => Direction::Other,
        (true, true) => Direction::Riskier,
        (true, false) => Direction::Safer,
    }
}

/// The task as it is judged, a panel's decision set aside, and then with each of its steps. Nothing for one without steps.
#[must_use]
pub fn stepped(catalogue: &Catalogue, task: &Task) -> Vec<Task> {
    let steps = steps(catalogue, task);
    if steps.is_empty() {
        return Vec::new();
    }
    let alone = Task { panel: None, ..task.clone() };
    let moved = steps.iter().map(|step| with(&alone, *step));
    let mut tasks: Vec<Task> = moved.collect();
    tasks.insert(0, alone);
    tasks
}

fn with(task: &Task, step: Step) -> Task {
    let mut moved = task.clone();
    for values in [&mut moved.stated, &mut moved.facts] {
        if let Some(value) = values.get_mut(step.criterion) {
            *value = Some(step.to);
        }
    }
    moved
}

/// What the steps of a task would change; `None` for one without steps. `inputs` are those that were matched, planned with
/// the variants that [`stepped`] gives.
pub fn robustness(matched: &Matched, inputs: Inputs<'_>, number: usize) -> Result<Option<Robustness>> {
    let catalogue = &inputs.pack.catalogue;
    let found = inputs.tasks.get(number).zip(matched.stands(inputs, number)?);
    let Some((task, Stands { first: before, others })) = found else { return Ok(None) };
    let steps = steps(catalogue, task);
    let alone = Task { panel: None, ..task.clone() };
    let changed: Vec<_> = others
        .into_iter()
        .filter(|(_, stand)| *stand != before)
        .filter_map(|(variant, stand)| Some((variant, *steps.get(variant.checked_sub(1)?)?, stand)))
        .collect();
    let moved: Vec<Task> = changed.iter().map(|(_, step, _)| with(&alone, *step)).collect();
    let decisions = inputs.pack.decide_batch(&moved);
    let mut changes = Vec::with_capacity(changed.len());
    for (((variant, step, after), moved), decision) in changed.into_iter().zip(&moved).zip(decisions) {
        let because = matched.because_of(inputs, (number, variant), moved, &decision)?;
        changes.push(Change { step, after, because });
    }
    Ok(Some(Robustness { steps: steps.len(), before, changes, set_aside: task.panel.is_some() }))
}
