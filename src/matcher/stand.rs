//! Where variants of a task stand: status, level and floor, without the answer around them.

use super::finish::{Ground, One};
use super::variants::Essence;
use super::{Found, Inputs, Matched};
use crate::model::{Decision, Error, Result, Stand, Task};

/// Where the variants of a task stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// The first, with which the others are compared.
    pub first: Stand,
    /// Of the others those of which the rules alone say something else: number and stand.
    pub others: Vec<(usize, Stand)>,
}

impl Matched {
    /// Where a task stands by its number.
    pub fn stand(&self, inputs: Inputs<'_>, number: usize) -> Result<Stand> {
        let known = inputs.tasks.get(number).zip(self.plan.decisions.get(number));
        let (task, decision) =
            known.ok_or_else(|| Error::Defect(format!("task {number} has no decision")))?;
        let ground = Ground::of(task, decision);
        Ok(One::new(inputs, task, ground, &self.posts, self.found(number)).stand(decision.floor))
    }

    /// Where the variants of a task stand; `None` for a task without variants.
    pub fn stands(&self, inputs: Inputs<'_>, number: usize) -> Result<Option<Stands>> {
        let varied = inputs.tasks.get(number).zip(self.plan.variants.of_task(number));
        let Some((task, varied)) = varied else { return Ok(None) };
        // variants of one essence are answered once
        let mut known: Vec<(u32, Stand)> = Vec::new();
        for essence in varied.essences() {
            let (essence_of, found) = self.found_for(number, essence)?;
            let one = One::new(inputs, task, essence_of.ground, &self.posts, found);
            known.push((essence, one.stand(essence_of.floor)));
        }
        let stand = |essence: u32| {
            let at = known.binary_search_by_key(&essence, |(number, _)| *number).ok();
            let found = at.and_then(|at| known.get(at)).map(|(_, stand)| *stand);
            found.ok_or_else(|| Error::Defect(format!("a variant of task {number} was not answered")))
        };
        let others = varied.others.iter().map(|(variant, essence)| Ok((*variant, stand(*essence)?)));
        Ok(Some(Stands { first: stand(varied.first)?, others: others.collect::<Result<_>>()? }))
    }

    /// Ids and words that make the answer for a variant: the task as it is varied, decided again.
    pub fn because_of(
        &self,
        inputs: Inputs<'_>,
        (number, variant): (usize, usize),
        task: &Task,
        decision: &Decision,
    ) -> Result<Vec<String>> {
        let varied = self.plan.variants.of_task(number);
        let varied =
            varied.ok_or_else(|| Error::Defect(format!("task {number} has no variant {variant}")))?;
        let (essence, found) = self.found_for(number, varied.essence_of(variant))?;
        Ok(One::new(inputs, task, essence.ground, &self.posts, found).because(decision))
    }

    /// An essence, and what was found for it at the site of a task with the task's requirements.
    fn found_for(&self, task: usize, number: u32) -> Result<(&Essence, Option<Found<'_>>)> {
        let essence = self.plan.variants.essence(number);
        let essence = essence.ok_or_else(|| Error::Defect(format!("there is no variant {number}")))?;
        Ok((essence, self.plan.query_of_variant(task, number).and_then(|query| self.found_by(query))))
    }
}
