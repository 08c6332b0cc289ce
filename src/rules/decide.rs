//! Stages 1 to 8 for one task: every completion of its blanks, read strictly where they differ.

use std::collections::BTreeMap;

use super::completions::{Blanks, MOST, authorities};
use super::evaluate::{Evaluated, Verdict};
use super::facts::{Facts, Mode};
use super::matched::{Matched, read};
use super::outcomes::Nature;
use super::pack::Pack;
use super::reading::Reading;
use crate::model::{
    Authority, Column, Decision, FloorRange, Need, Outcomes, Reason, RuleFloor, Said, Sayings, Task,
};
use crate::table::{Input, Matches, RowSet};

/// Memory that is used again from task to task.
#[derive(Debug, Default)]
struct Scratch {
    evaluated: Evaluated,
    reading: Reading,
    rows: RowSet,
    /// What completions come down to, with the class of the verdict that it gives.
    known: BTreeMap<(RowSet, Nature), u32>,
    classes: BTreeMap<Verdict, u32>,
    /// By completion: the class of its verdict.
    class_of: Vec<u32>,
}

/// How completions came together.
struct How {
    decided: bool,
    bounded: bool,
    completions: u64,
    columns: Box<[Column]>,
}

/// Tasks that are matched together.
const BATCH: usize = 64;

impl Pack {
    /// What the rules alone say of a task.
    #[must_use]
    pub fn decide(&self, task: &Task) -> Decision {
        let mut inputs = self.inputs(task);
        let mut matches = self.table.matches(&inputs);
        self.decide_matched(task, &mut inputs, &mut matches, &mut Scratch::default())
    }

    /// As [`Pack::decide`], of many tasks, in their order.
    #[must_use]
    pub fn decide_batch(&self, tasks: &[Task]) -> Vec<Decision> {
        let mut scratch = Scratch::default();
        let mut decisions = Vec::with_capacity(tasks.len());
        let mut inputs: Vec<Vec<Input<'_>>> = Vec::new();
        let mut matches: Vec<Matches> = Vec::new();
        for tasks in tasks.chunks(BATCH) {
            inputs.clear();
            inputs.extend(tasks.iter().map(|task| self.inputs(task)));
            matches.resize_with(tasks.len(), Matches::default);
            self.table.matches_batch(&inputs, &mut matches);
            let matched = tasks.iter().zip(&mut inputs).zip(&mut matches);
            decisions.extend(
                matched.map(|((task, inputs), matches)| {
                    self.decide_matched(task, inputs, matches, &mut scratch)
                }),
            );
        }
        decisions
    }

    /// The rows in force that surely match a task whose acts are known, by their place among [`Pack::rows`].
    #[must_use]
    pub fn matching(&self, task: &Task) -> RowSet {
        if task.acts.is_none() { RowSet::new() } else { self.table.matches(&self.inputs(task)).certain }
    }

    /// The inputs of a task, every blank column unknown.
    pub(super) fn inputs<'a>(&self, task: &'a Task) -> Vec<Input<'a>> {
        let authority = task.authority.as_ref().and_then(|authority| {
            (0u16..)
                .zip(Authority::WORDS)
                .find(|(_, word)| *word == authority.word())
                .map(|(number, _)| number)
        });
        let known = |value: Option<u16>| value.map_or(Input::Unknown, Input::Known);
        let mut inputs = Vec::with_capacity(self.table.axes().len());
        inputs.extend([Input::Set(task.acts.as_deref().unwrap_or_default()), known(authority)]);
        inputs.extend(task.facts.iter().map(|fact| known(fact.map(u16::from))));
        inputs
    }

    fn decide_matched(
        &self,
        task: &Task,
        inputs: &mut [Input<'_>],
        matches: &mut Matches,
        scratch: &mut Scratch,
    ) -> Decision {
        let Some(acts) = &task.acts else { return self.unknown_acts(task) };
        if task.authority.is_none() && authorities(self, acts).is_empty() {
            // whatever the authority, it contradicts an act
            return self.unknown_acts(task);
        }
        let facts = Facts::new(task, acts);
        let blanks = Blanks::of(self, task, acts, inputs, matches);
        if task.panel.is_some() {
            matches.possible.remove_all(&self.kinds.replaced);
            matches.certain.remove_all(&self.kinds.replaced);
        }
        scratch.reading.start(self);
        let how = match blanks.count() {
            Some(count) if count <= MOST => {
                scratch.exact(self, &facts, inputs, &matches.possible, &blanks, count)
            }
            _ => scratch.bounded(self, &facts, inputs, matches, &blanks),
        };
        self.conclude(task, &mut scratch.reading, how)
    }

    fn conclude(&self, task: &Task, reading: &mut Reading, how: How) -> Decision {
        let floor =
            reading.floor.unwrap_or(FloorRange { low: RuleFloor::NeedsPanel, high: RuleFloor::NeedsPanel });
        Decision {
            decided: how.decided,
            bounded: how.bounded,
            completions: how.completions,
            silent: reading.silent,
            no_role: reading.no_role,
            restricted: floor.low == RuleFloor::Restricted,
            blanks: how.columns,
            nobody: task.acts.iter().flatten().any(|act| self.is_unlisted(*act)),
            veto: reading.veto,
            floor,
            table_floor: reading.table_floor,
            outcomes: if how.decided { reading.outcomes } else { Outcomes::default() },
            roles: Sayings::new(reading.sayings(self, |need| self.is_met(need, task))),
            trace: reading.trace(self),
            pgd: Decision::pgd_of(task.authority.as_ref()),
            panel: task.panel.is_some(),
            grants: reading.grants.drain(..).collect(),
        }
    }

    /// Whether the task shows what governance asks for. Unknown is missing.
    fn is_met(&self, need: Need, task: &Task) -> bool {
        match need {
            Need::Silent => false,
            Need::Measure(word) => task.mitigations.contains(&word),
            Need::Instruction => {
                let approved = self
                    .catalogue
                    .criterion("steps_established")
                    .is_none_or(|at| task.facts.get(at).copied().flatten() == Some(0));
                task.instruction_current && approved
            }
        }
    }

    /// Unknown acts: law cannot be judged, so the rules are not run and nobody passes.
    fn unknown_acts(&self, task: &Task) -> Decision {
        let refused = (Said::Refused(Reason::ActsUnknown), self.ladder.all);
        Decision {
            decided: false,
            bounded: false,
            completions: 0,
            silent: false,
            no_role: false,
            restricted: false,
            blanks: <_>::default(),
            grants: <_>::default(),
            nobody: true,
            veto: None,
            floor: FloorRange { low: RuleFloor::NeedsPanel, high: RuleFloor::NeedsPanel },
            table_floor: None,
            outcomes: Outcomes::default(),
            roles: Sayings::new(&[refused]),
            trace: <_>::default(),
            pgd: Decision::pgd_of(task.authority.as_ref()),
            panel: false,
        }
    }

    /// Whether an act of law has no law row in force: it admits nobody.
    #[must_use]
    pub fn is_unlisted(&self, act: u16) -> bool {
        self.unlisted.contains(&act)
    }
}

impl Scratch {
    /// Every completion. Those that match the same rows and say the same of the named criteria are one.
    fn exact(
        &mut self,
        pack: &Pack,
        facts: &Facts<'_>,
        inputs: &mut [Input<'_>],
        possible: &RowSet,
        blanks: &Blanks,
        count: u64,
    ) -> How {
        self.known.clear();
        self.classes.clear();
        self.class_of.clear();
        for index in 0..count {
            self.rows.copy_from(possible);
            blanks.complete(pack, index, inputs, &mut self.rows);
            let nature = pack.named.read(&pack.ladder, inputs, Mode::Strict);
            if count == 1 {
                self.evaluate(pack, facts, nature);
                break;
            }
            let key = (std::mem::take(&mut self.rows), nature);
            let class = if let Some(class) = self.known.get(&key) {
                *class
            } else {
                self.rows.copy_from(&key.0);
                self.evaluate(pack, facts, nature);
                let next = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
                let class = *self.classes.entry(self.evaluated.verdict()).or_insert(next);
                self.known.insert((key.0.clone(), nature), class);
                class
            };
            self.rows = key.0;
            self.class_of.push(class);
        }
        let decided = self.classes.len() <= 1;
        let columns = if decided { <_>::default() } else { deciding_columns(blanks, &self.class_of) };
        How { decided, bounded: false, completions: count, columns }
    }

    /// Two readings by intervals.
    fn bounded(
        &mut self,
        pack: &Pack,
        facts: &Facts<'_>,
        inputs: &[Input<'_>],
        matches: &Matches,
        blanks: &Blanks,
    ) -> How {
        let [strict, mild] = [Mode::Strict, Mode::Mild].map(|mode| {
            self.rows = read(pack, matches, mode);
            self.evaluate(pack, facts, pack.named.read(&pack.ladder, inputs, mode));
            self.evaluated.verdict()
        });
        let decided = strict == mild;
        let columns =
            if decided { <_>::default() } else { blanks.columns.iter().map(|(column, _)| *column).collect() };
        How { decided, bounded: true, completions: 2, columns }
    }

    /// Stages 2 to 8 for the rows that match, added to the reading.
    fn evaluate(&mut self, pack: &Pack, facts: &Facts<'_>, nature: Nature) {
        let matched = Matched { pack, rows: &self.rows };
        self.evaluated.read(matched, facts, nature, &mut self.reading.why);
        self.reading.add(pack, &self.evaluated);
    }
}

/// Columns in which two completions that differ there only have different verdicts.
fn deciding_columns(blanks: &Blanks, class_of: &[u32]) -> Box<[Column]> {
    let mut stride = 1usize;
    let mut deciding = Vec::new();
    for (column, values) in &blanks.columns {
        let size = values.len();
        let decides = class_of.iter().enumerate().any(|(index, class)| {
            let at = (index / stride).checked_rem(size).unwrap_or(0);
            at + 1 < size && class_of.get(index + stride).is_some_and(|other| other != class)
        });
        if decides {
            deciding.push(*column);
        }
        stride = stride.saturating_mul(size);
    }
    deciding.into_boxed_slice()
}
