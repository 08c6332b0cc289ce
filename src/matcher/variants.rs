//! Tasks with some fact changed, decided beside the tasks themselves: what their answers turn on, each once.

use std::collections::HashMap;

use super::class::Class;
use super::finish::Ground;
use crate::model::{FloorRange, Task};
use crate::rules::Pack;

/// What the status, level and floor of an answer turn on, besides site and requirements.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Essence {
    pub(super) class: Class,
    pub(super) ground: Ground,
    pub(super) floor: FloorRange,
}

/// The variants of one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Varied {
    /// The essence of the first variant, with which the others are compared.
    pub(super) first: u32,
    /// Those of the other variants that have another essence: number of the variant, essence.
    pub(super) others: Vec<(usize, u32)>,
}

/// The variants of all tasks. Only what differs is kept; decisions are made again when somebody asks why.
#[derive(Debug, Default)]
pub struct Variants {
    pub(super) essences: Vec<Essence>,
    /// By task; `None`: it has no variants.
    of_task: Vec<Option<Varied>>,
}

impl Variants {
    /// Of some tasks: `vary` gives the variants of one, none or the one to compare with first.
    pub(super) fn of(pack: &Pack, tasks: &[Task], vary: impl Fn(&Task) -> Vec<Task>) -> Self {
        let mut numbers: HashMap<Essence, u32> = HashMap::new();
        let mut this = Self::default();
        for task in tasks {
            let variants = vary(task);
            let mut essences =
                variants.iter().zip(pack.decide_batch(&variants)).map(|(variant, decision)| {
                    let ground = Ground::of(variant, &decision);
                    let essence = Essence { class: Class::of(&decision), ground, floor: decision.floor };
                    this.number(&mut numbers, essence)
                });
            let varied = essences.next().map(|first| {
                let others = (1..).zip(essences).filter(|(_, essence)| *essence != first);
                Varied { first, others: others.collect() }
            });
            this.of_task.push(varied);
        }
        this
    }

    fn number(&mut self, numbers: &mut HashMap<Essence, u32>, essence: Essence) -> u32 {
        if let Some(number) = numbers.get(&essence) {
            return *number;
        }
        let number = u32::try_from(self.essences.len()).unwrap_or(u32::MAX);
        self.essences.push(essence.clone());
        numbers.insert(essence, number);
        number
    }

    /// Those of several stretches of tasks, in their order.
    pub(super) fn join(parts: Vec<Self>) -> Self {
        let mut numbers: HashMap<Essence, u32> = HashMap::new();
        let mut whole = Self::default();
        for part in parts {
            let new: Vec<u32> =
                part.essences.into_iter().map(|essence| whole.number(&mut numbers, essence)).collect();
            let renumber = |old: u32| {
                let at = usize::try_from(old).ok();
                at.and_then(|at| new.get(at)).copied().unwrap_or(u32::MAX)
            };
            whole.of_task.extend(part.of_task.into_iter().map(|varied| {
                varied.map(|varied| Varied {
                    first: renumber(varied.first),
                    others: varied.others.into_iter().map(|(at, essence)| (at, renumber(essence))).collect(),
                })
            }));
        }
        whole
    }

    pub(super) fn of_task(&self, task: usize) -> Option<&Varied> {
        self.of_task.get(task).and_then(Option::as_ref)
    }

    pub(super) fn essence(&self, number: u32) -> Option<&Essence> {
        usize::try_from(number).ok().and_then(|at| self.essences.get(at))
    }
}

impl Varied {
    /// The different essences.
    pub(super) fn essences(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.others.iter().map(|(_, essence)| *essence).collect();
        all.push(self.first);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The essence of a variant by its number.
    pub(super) fn essence_of(&self, variant: usize) -> u32 {
        self.others.iter().find(|(at, _)| *at == variant).map_or(self.first, |(_, essence)| *essence)
    }
}
