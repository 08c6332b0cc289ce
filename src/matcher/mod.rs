//! Who may safely do each task: plan, push parts of the roster, merge, finish.

mod capacity;
mod finish;
mod partial;
mod plan;
mod push;
mod reasons;
mod supervision;

use rayon::prelude::*;

pub use plan::Plan;

use crate::graph::Graph;
use crate::model::{Answer, Codes, Decision, Error, Holdings, Result, Roster, Task};
use crate::rules::Pack;
use finish::Finish;
use partial::Partial;
use push::{Part, parts, push};

/// How many threads a run uses: those asked for, or as many as there are cores.
#[must_use]
pub fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(rayon::current_num_threads).max(1)
}

/// Runs something on a pool of its own.
pub fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Error::Defect(format!("no threads to be had: {error}")))?;
    Ok(pool.install(work))
}

/// Decides every task by the rules alone, in the order of the tasks.
#[must_use]
pub fn decide_all(pack: &Pack, tasks: &[Task]) -> Vec<Decision> {
    tasks.par_chunks(1_024).flat_map_iter(|tasks| pack.decide_batch(tasks)).collect()
}

/// Everything a match looks at.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The rules.
    pub pack: &'a Pack,
    /// The competency codes.
    pub codes: &'a Codes,
    /// The competency graph.
    pub graph: &'a Graph,
    /// The people.
    pub roster: &'a Roster,
    /// The tasks.
    pub tasks: &'a [Task],
}

/// Answers every task, in the order of the tasks; the same for any number of threads and any order of people.
pub fn match_all(inputs: Inputs<'_>, plan: &Plan, holdings: &Holdings) -> Result<Vec<Answer>> {
    let parts: Vec<Part> = parts(inputs.roster);
    let whole = parts
        .par_iter()
        .map(|part| push(inputs, plan, holdings, part))
        .reduce(Partial::default, Partial::merge);
    check_whole(&whole, &parts, inputs.roster)?;
    let finish = Finish::new(inputs, plan, &whole);
    let tasks: Vec<usize> = (0..inputs.tasks.len()).collect();
    tasks.par_iter().map(|task| finish.answer(*task)).collect()
}

/// Every part exactly once, every person seen: else nothing is answered.
fn check_whole(whole: &Partial, parts: &[Part], roster: &Roster) -> Result<()> {
    let expected: Vec<u32> = parts.iter().map(|part| part.number).collect();
    let people = u64::try_from(roster.len()).ok();
    if whole.parts == expected && Some(whole.people) == people {
        Ok(())
    } else {
        let message = format!(
            "{} of {} parts and {} people were matched",
            whole.parts.len(),
            parts.len(),
            whole.people
        );
        Err(Error::Defect(message))
    }
}
