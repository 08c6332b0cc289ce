//! Changes of a task: which there are for some levers, and the task with them.

use crate::model::{Authority, Catalogue, Column, Fix, Task};
use crate::rules::{Levers, Pack};

/// The criterion whose column counts only while the task instruction is current.
const STEPS: &str = "steps_established";

/// The changes that some levers allow: a criterion to a value that is less risky, or to any where there is no order or it is
/// blank; an authority that the acts allow; a blank profession; a measure; an instruction.
pub(super) fn fixes(pack: &Pack, task: &Task, levers: &Levers) -> Vec<Fix> {
    let catalogue = &pack.catalogue;
    let mut list: Vec<Fix> = levers.measures.iter().map(|word| Fix::Measure(*word)).collect();
    list.extend(levers.instruction.then_some(Fix::Instruction));
    for column in &levers.columns {
        match column {
            Column::Authority => list.extend(authorities(pack, task)),
            Column::Criterion(at) => list.extend(values(catalogue, task, *at)),
        }
    }
    let professions = (0u16..).zip(catalogue.professions.iter()).map(|(number, _)| Fix::Profession(number));
    list.extend(professions.filter(|_| levers.profession));
    list
}

fn authorities(pack: &Pack, task: &Task) -> Vec<Fix> {
    let allowed = pack.allowed_authorities(task.acts.as_deref().unwrap_or_default());
    let other = |authority: &Authority| {
        !matches!(authority, Authority::Pgd(_)) && Some(authority) != task.authority.as_ref()
    };
    allowed.into_iter().filter(other).map(Fix::Authority).collect()
}

fn values(catalogue: &Catalogue, task: &Task, at: usize) -> Vec<Fix> {
    let Some(criterion) = catalogue.criteria.get(at) else { return Vec::new() };
    let stated = task.stated.get(at).copied().flatten();
    let values = 0..u8::try_from(criterion.values.len()).unwrap_or(u8::MAX);
    let offered = values.filter(|value| match stated {
        None => true,
        Some(stated) if criterion.ordered => *value < stated,
        Some(stated) => *value != stated,
    });
    let fix = |value| if criterion.name == STEPS { Fix::Steps(at, value) } else { Fix::Fact(at, value) };
    offered.map(fix).collect()
}

/// The task with these changes. A panel decides on facts: any other fact takes its decision away.
pub(super) fn with(catalogue: &Catalogue, task: &Task, fixes: &[Fix]) -> Task {
    let mut task = task.clone();
    for fix in fixes {
        match fix {
            Fix::Instruction => task.instruction_current = true,
            Fix::Measure(word) => task.mitigations.push(*word),
            Fix::Profession(profession) => task.profession = Some(*profession),
            Fix::Authority(authority) => {
                task.authority = Some(authority.clone());
                task.panel = None;
            }
            Fix::Fact(at, value) | Fix::Steps(at, value) => {
                task.stated.get_mut(*at).into_iter().for_each(|stated| *stated = Some(*value));
                task.panel = None;
            }
            Fix::Trains(..) | Fix::Delegates(_) | Fix::Joins(..) | Fix::Shows(..) => {}
        }
    }
    task.mitigations.sort_unstable();
    task.facts.clone_from(&task.stated);
    if let Some(steps) = catalogue.criterion(STEPS).filter(|_| !task.instruction_current) {
        let values = catalogue.criteria.get(steps).map_or(0, |criterion| criterion.values.len());
        let riskiest = values.checked_sub(1).and_then(|last| u8::try_from(last).ok());
        task.facts.get_mut(steps).into_iter().for_each(|fact| *fact = riskiest);
    }
    task
}

/// Whether two changes are of one and the same fact.
pub(super) fn clash(one: &Fix, other: &Fix) -> bool {
    match (one, other) {
        (Fix::Fact(a, _) | Fix::Steps(a, _), Fix::Fact(b, _) | Fix::Steps(b, _)) => a == b,
        (Fix::Authority(_), Fix::Authority(_)) | (Fix::Profession(_), Fix::Profession(_)) => true,
        _ => one == other,
    }
}

/// The same change, asking one step less of an ordered fact; nothing if there is no less to ask.
pub(super) fn milder(catalogue: &Catalogue, task: &Task, fix: &Fix) -> Option<Fix> {
    let (Fix::Fact(at, value) | Fix::Steps(at, value)) = fix else { return None };
    let criterion = catalogue.criteria.get(*at).filter(|criterion| criterion.ordered)?;
    let next = value.checked_add(1)?;
    let stated = task.stated.get(*at).copied().flatten();
    let end = stated.map_or(criterion.values.len(), usize::from);
    let of =
        |value| if matches!(fix, Fix::Steps(..)) { Fix::Steps(*at, value) } else { Fix::Fact(*at, value) };
    (usize::from(next) < end).then(|| of(next))
}
