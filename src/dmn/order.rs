//! The order of decisions: what a decision rests on comes before it, and nothing rests on itself.

use super::faults::Faults;
use super::model::Model;
use super::ready::{Of, ReadyTable};

fn needs(tables: &[ReadyTable], decision: usize) -> impl Iterator<Item = usize> {
    let requires = tables.get(decision).map_or(&[][..], |table| table.requires.as_slice());
    requires.iter().filter_map(|of| match of {
        Of::Decision(number) => Some(*number),
        Of::Input(_) => None,
    })
}

/// A decision with all that it rests on, each after what it rests on itself. Of a circle, nothing more is followed.
pub(super) fn order_of(tables: &[ReadyTable], decision: usize) -> Vec<usize> {
    let mut order = Vec::new();
    let mut seen = vec![false; tables.len()];
    // a decision is met twice: on the way down its needs are put above it, on the way up it is done
    let mut stack = vec![(decision, false)];
    while let Some((number, done)) = stack.pop() {
        if done {
            order.push(number);
            continue;
        }
        let Some(seen) = seen.get_mut(number).filter(|seen| !**seen) else { continue };
        *seen = true;
        stack.push((number, true));
        let below: Vec<usize> = needs(tables, number).collect();
        stack.extend(below.into_iter().rev().map(|needed| (needed, false)));
    }
    order
}

/// Refuses decisions that rest on themselves, with the path of one circle.
pub(super) fn check_cycles(model: &Model, tables: &[ReadyTable], faults: &mut Faults) {
    // decisions of which everything below is sound are sound; whoever is left rests on a circle
    let mut waits: Vec<usize> = (0..tables.len()).map(|number| needs(tables, number).count()).collect();
    let mut needed_by = vec![Vec::new(); tables.len()];
    for number in 0..tables.len() {
        for needed in needs(tables, number) {
            needed_by.get_mut(needed).into_iter().for_each(|list: &mut Vec<usize>| list.push(number));
        }
    }
    let mut ready: Vec<usize> = (0..tables.len()).filter(|number| waits.get(*number) == Some(&0)).collect();
    while let Some(number) = ready.pop() {
        for above in needed_by.get(number).into_iter().flatten() {
            let Some(wait) = waits.get_mut(*above) else { continue };
            *wait -= 1;
            if *wait == 0 {
                ready.push(*above);
            }
        }
    }
    let sound = |number: usize| waits.get(number).is_none_or(|wait| *wait == 0);
    let Some(start) = (0..tables.len()).find(|number| !sound(*number)) else { return };
    // from a decision that is not, steps to others that are not must meet one again
    let mut path = vec![start];
    while let Some(next) = path.last().and_then(|last| needs(tables, *last).find(|needed| !sound(*needed))) {
        let met = path.iter().position(|number| *number == next);
        path.push(next);
        if let Some(met) = met {
            path.drain(..met);
            break;
        }
    }
    let names: Vec<&str> =
        path.iter().filter_map(|number| model.decisions.get(*number)).map(|one| one.name.as_str()).collect();
    let at =
        path.first().and_then(|number| model.decisions.get(*number)).map(|one| one.at).unwrap_or_default();
    faults.model(
        at,
        &names.join(" -> "),
        "decisions that rest on themselves",
        "remove one of the requirements",
    );
}
