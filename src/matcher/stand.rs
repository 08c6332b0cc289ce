//! Where variants of a task stand: status, level and floor, without the answer around them.

use std::sync::Arc;

use super::finish::One;
use super::variants::Essence;
use super::{Found, Inputs, Matched};
use crate::model::{Answer, Decision, Error, Result, Stand, Task, TaskId};

impl Matched {
    /// Where the first variant of a task stands, and of the others those of which the rules alone say something else: number
    /// and stand. `None` for a task without variants.
    pub fn stands(&self, inputs: Inputs<'_>, number: usize) -> Result<Option<(Stand, Vec<(usize, Stand)>)>> {
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
        Ok(Some((stand(varied.first)?, others.collect::<Result<_>>()?)))
    }

    /// The whole answer for a variant: the task as it is varied, decided again.
    pub fn variant(
        &self,
        inputs: Inputs<'_>,
        (number, variant): (usize, usize),
        task: &Task,
        decision: &Arc<Decision>,
    ) -> Result<Answer> {
        let none = || Error::Defect(format!("task {number} has no variant {variant}"));
        let varied = self.plan.variants.of_task(number).ok_or_else(none)?;
        let (essence, found) = self.found_for(number, varied.essence_of(variant))?;
        let id = u32::try_from(number).map(TaskId).map_err(|_| none())?;
        Ok(One::new(inputs, task, essence.ground, &self.posts, found).assemble(id, decision))
    }

    /// An essence, and what was found for it at the site of a task with the task's requirements.
    fn found_for(&self, task: usize, number: u32) -> Result<(&Essence, Option<Found<'_>>)> {
        let essence = self.plan.variants.essence(number);
        let essence = essence.ok_or_else(|| Error::Defect(format!("there is no variant {number}")))?;
        Ok((essence, self.plan.query_of_variant(task, number).and_then(|query| self.found_by(query))))
    }
}
