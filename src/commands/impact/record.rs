//! Everything priced, as it is told: dearest first, with what hangs on faults altogether.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::faults::Fault;
use super::tasks::Missing;
use crate::inquiry;
use crate::model::Task;
use crate::report::{FaultRecord, FaultsRecord};

/// Of how many hundredths of what hangs on faults the fewest faults are told.
const MOST: usize = 80;

/// The tasks and what they weigh.
struct Weights<'a> {
    tasks: &'a [Task],
    more: &'a [Missing],
    /// Minutes a week by task, in thousandths.
    minutes: Vec<u64>,
}

impl Weights<'_> {
    fn of(&self, tasks: &BTreeSet<usize>) -> u64 {
        tasks.iter().filter_map(|task| self.minutes.get(*task)).sum()
    }

    /// The line of a task in its file, and its key if its row is accepted.
    fn name(&self, number: usize) -> (u64, String) {
        if let Some(task) = self.tasks.get(number) {
            return (task.line, format!("{} at {}", task.id, task.site));
        }
        let missing = number.checked_sub(self.tasks.len()).and_then(|at| self.more.get(at));
        (missing.map_or(0, |missing| missing.line), String::new())
    }

    fn record(&self, fault: &Fault) -> FaultRecord {
        let tasks = tasks_of(fault);
        let worse: BTreeSet<usize> = fault.swings.iter().filter(|s| s.worse).map(|s| s.task).collect();
        let codes: BTreeSet<&str> = fault.found.iter().map(|(code, _)| code.word()).collect();
        let (example_line, example) = tasks.first().map(|task| self.name(*task)).unwrap_or_default();
        FaultRecord {
            kind: fault.kind,
            file: fault.file.to_string(),
            line: fault.line,
            columns: fault.columns().into_iter().map(str::to_owned).collect(),
            codes: codes.into_iter().map(str::to_owned).collect(),
            value: fault.value.clone(),
            minutes: self.of(&tasks),
            exact: fault.exact,
            worse: worse.len(),
            example_line,
            example,
            tasks: tasks.len(),
            numbers: tasks.into_iter().collect(),
        }
    }
}

fn tasks_of(fault: &Fault) -> BTreeSet<usize> {
    fault.swings.iter().map(|swing| swing.task).collect()
}

/// Everything priced; `more` are tasks whose rows are refused.
pub(super) fn record(tasks: &[Task], more: &[Missing], faults: &[Fault], idle: usize) -> FaultsRecord {
    let minutes = tasks.iter().map(inquiry::weekly).chain(more.iter().map(|missing| missing.minutes));
    let weights = Weights { tasks, more, minutes: minutes.map(Option::unwrap_or_default).collect() };
    let of_all = |exact: bool| -> Vec<BTreeSet<usize>> {
        faults.iter().filter(|fault| fault.exact == exact).map(tasks_of).collect()
    };
    let (exact, bounded) = (of_all(true), of_all(false));
    let sure: BTreeSet<usize> = exact.iter().flatten().copied().collect();
    let possible: BTreeSet<usize> =
        bounded.iter().flatten().copied().filter(|task| !sure.contains(task)).collect();
    let (fewest, covered, hanging) = inquiry::fewest(&exact, MOST);
    let mut list: Vec<FaultRecord> = faults.iter().map(|fault| weights.record(fault)).collect();
    // the sort is stable: equals stay in the order of the files
    list.sort_by_key(|fault| (Reverse(fault.minutes), Reverse(fault.tasks)));
    FaultsRecord {
        tasks: tasks.len() + more.len(),
        hanging,
        hanging_minutes: weights.of(&sure),
        fewest,
        covered,
        possible: possible.len(),
        possible_minutes: weights.of(&possible),
        exact: list.iter().filter(|fault| fault.exact).count(),
        without_effect: list.iter().filter(|fault| fault.tasks == 0).count(),
        findings_without_price: idle,
        refused_by_mapping: 0,
        faults: list,
    }
}
