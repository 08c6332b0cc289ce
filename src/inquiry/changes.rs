//! Which change of one fact would lower the floor: criteria, measures, the task instruction; never law.

use crate::model::{Task, Words};
use crate::rules::Pack;

/// Each change of one fact that lowers the floor by the rules alone, as a sentence; acts and authority are not offered.
#[must_use]
pub fn changes(pack: &Pack, task: &Task) -> Vec<String> {
    let catalogue = &pack.catalogue;
    let mut list = Vec::new();
    let mut offer = |changed: &Task, text: String| {
        let (before, after) = (pack.decide(task), pack.decide(changed));
        if after.floor.high < before.floor.high {
            list.push(format!("{text}: floor {} instead of {}", after.floor, before.floor));
        }
    };
    for (at, criterion) in catalogue.criteria.iter().enumerate() {
        let current = task.facts.get(at).copied().flatten();
        for value in other_values(&criterion.values, current) {
            let mut changed = task.clone();
            set(&mut changed.facts, at, value);
            offer(&changed, format!("{} = {}", criterion.name, criterion.values.name(u16::from(value))));
        }
    }
    for (number, word) in
        (0u16..).zip(catalogue.mitigations.iter()).filter(|(n, _)| !task.mitigations.contains(n))
    {
        let mut changed = task.clone();
        changed.mitigations.push(number);
        offer(&changed, format!("mitigation {word}"));
    }
    list
}

fn other_values(values: &Words, current: Option<u8>) -> impl Iterator<Item = u8> {
    let count = u8::try_from(values.len()).unwrap_or(u8::MAX);
    (0..count).filter(move |value| Some(*value) != current)
}

fn set(facts: &mut [Option<u8>], at: usize, value: u8) {
    if let Some(fact) = facts.get_mut(at) {
        *fact = Some(value);
    }
}
