//! Stages 1 to 8 for one task: every completion of its blanks, read strictly where they differ.

use std::collections::BTreeMap;

use super::completions::{Blanks, MOST, authorities};
use super::evaluate::{Verdict, evaluate};
use super::facts::{Facts, Mode};
use super::pack::Pack;
use super::reading::{Reading, RoleReading};
use crate::model::{
    Authority, Column, Decision, FloorRange, Need, Reason, RoleDecision, RuleFloor, Supervision, Task,
};
use crate::table::Input;

impl Pack {
    /// What the rules alone say of a task.
    #[must_use]
    pub fn decide(&self, task: &Task) -> Decision {
        let Some(acts) = &task.acts else { return self.unknown_acts(task) };
        if task.authority.is_none() && authorities(self, acts).is_empty() {
            // whatever the authority, it contradicts an act
            return self.unknown_acts(task);
        }
        let inputs = inputs(task, acts);
        let facts = Facts {
            acts,
            profession: task.profession,
            mitigations: &task.mitigations,
            panel: task.panel.as_ref(),
        };
        let blanks = Blanks::of(self, task, acts, &inputs);
        match blanks.count() {
            Some(count) if count <= MOST => self.exact(task, &facts, &inputs, &blanks, count),
            _ => self.bounded(task, &facts, &inputs, &blanks),
        }
    }

    fn exact(
        &self,
        task: &Task,
        facts: &Facts<'_>,
        inputs: &[Input<'_>],
        blanks: &Blanks,
        count: u64,
    ) -> Decision {
        let mut classes: BTreeMap<Verdict, u32> = BTreeMap::new();
        let mut class_of: Vec<u32> = Vec::new();
        let mut reading = Reading::new(self.catalogue.roles.len());
        for index in 0..count {
            let evaluated = evaluate(self, facts, &blanks.complete(inputs, index), Mode::Strict);
            reading.add(&evaluated);
            let next = u32::try_from(classes.len()).unwrap_or(u32::MAX);
            class_of.push(match classes.get(&evaluated.verdict) {
                Some(class) => *class,
                None => *classes.entry(evaluated.verdict).or_insert(next),
            });
        }
        let decided = classes.len() <= 1;
        let columns = if decided { Vec::new() } else { deciding_columns(blanks, &class_of) };
        self.conclude(task, reading, How { decided, bounded: false, completions: count, columns })
    }

    fn bounded(&self, task: &Task, facts: &Facts<'_>, inputs: &[Input<'_>], blanks: &Blanks) -> Decision {
        let unknown = blanks.unknown(inputs);
        let strict = evaluate(self, facts, &unknown, Mode::Strict);
        let mild = evaluate(self, facts, &unknown, Mode::Mild);
        let mut reading = Reading::new(self.catalogue.roles.len());
        reading.add(&strict);
        reading.add(&mild);
        let decided = strict.verdict == mild.verdict;
        let columns =
            if decided { Vec::new() } else { blanks.columns.iter().map(|(column, _)| *column).collect() };
        self.conclude(task, reading, How { decided, bounded: true, completions: 2, columns })
    }

    fn conclude(&self, task: &Task, reading: Reading, how: How) -> Decision {
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
            grants: reading.grants.into_iter().collect(),
            nobody: task.acts.iter().flatten().any(|act| self.is_unlisted(*act)),
            veto: reading.veto,
            floor,
            outcomes: if how.decided { reading.outcomes } else { Vec::new() },
            roles: reading.roles.into_iter().map(|role| self.role_decision(task, role)).collect(),
            trace: reading.trace.into_iter().collect(),
            pgd: Decision::pgd_of(task.authority.as_ref()),
            panel: task.panel.is_some(),
        }
    }

    fn role_decision(&self, task: &Task, role: RoleReading) -> RoleDecision {
        RoleDecision {
            lawful: role.lawful,
            passes: role.passes,
            refusals: role.refusals.into_iter().collect(),
            supervision: role.supervision,
            supervision_rows: role.supervision_rows.into_iter().collect(),
            missing: role.needs.iter().copied().filter(|need| !self.is_met(*need, task)).collect(),
            needs: role.needs.into_iter().collect(),
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
        let refused = RoleDecision {
            lawful: false,
            passes: false,
            refusals: vec![Reason::ActsUnknown],
            supervision: Supervision::Direct,
            supervision_rows: Vec::new(),
            needs: Vec::new(),
            missing: Vec::new(),
        };
        Decision {
            decided: false,
            bounded: false,
            completions: 0,
            silent: false,
            no_role: false,
            restricted: false,
            blanks: Vec::new(),
            grants: Vec::new(),
            nobody: true,
            veto: None,
            floor: FloorRange { low: RuleFloor::NeedsPanel, high: RuleFloor::NeedsPanel },
            outcomes: Vec::new(),
            roles: vec![refused; self.catalogue.roles.len()],
            trace: Vec::new(),
            pgd: Decision::pgd_of(task.authority.as_ref()),
            panel: false,
        }
    }
}

/// How completions came together.
struct How {
    decided: bool,
    bounded: bool,
    completions: u64,
    columns: Vec<Column>,
}

/// The inputs of the task's known facts; blanks match no filled cell until they are completed.
fn inputs<'a>(task: &'a Task, acts: &'a [u16]) -> Vec<Input<'a>> {
    let authority = task.authority.as_ref().and_then(|authority| {
        (0u16..).zip(Authority::WORDS).find(|(_, word)| *word == authority.word()).map(|(number, _)| number)
    });
    let known = |value: Option<u16>| value.map_or(Input::Absent, Input::Known);
    let mut inputs = vec![Input::Set(acts), known(authority)];
    inputs.extend(task.facts.iter().map(|fact| known(fact.map(u16::from))));
    inputs
}

/// Columns in which two completions that differ there only have different verdicts.
fn deciding_columns(blanks: &Blanks, class_of: &[u32]) -> Vec<Column> {
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
    deciding
}

impl Pack {
    /// Whether an act of law has no law row in force: it admits nobody.
    #[must_use]
    pub fn is_unlisted(&self, act: u16) -> bool {
        self.unlisted.contains(&act)
    }
}
