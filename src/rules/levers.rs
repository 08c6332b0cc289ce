//! Which facts of a task could take away what stands in a role's way: the columns, measures and papers that matter.
//!
//! For each role one obstacle is chosen, for every one of them must go before the role can act. Whatever takes an obstacle
//! away makes a row that restricts match no longer, or a row that admits, lifts or stands in for another match, or fills a
//! silence. So it changes a column that one of these rows mentions, or states a measure or an instruction that was missing;
//! a change of anything else leaves the obstacle where it is.

use std::collections::BTreeSet;

use super::kinds::Kinds;
use super::outcomes::FIXED;
use super::pack::{Does, Pack, Row};
use crate::model::{Authority, Column, Decision, Need, Reason, RoleId, Stage, StopId, Task};
use crate::table::RowSet;

/// What may be changed to some effect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levers {
    /// Columns of facts.
    pub columns: BTreeSet<Column>,
    /// Measures, numbers of the catalogue's mitigations.
    pub measures: BTreeSet<u16>,
    /// The task instruction.
    pub instruction: bool,
    /// The profession, where it is blank.
    pub profession: bool,
}

impl Levers {
    /// Adds those of another.
    pub fn extend(&mut self, other: Self) {
        self.columns.extend(other.columns);
        self.measures.extend(other.measures);
        self.instruction |= other.instruction;
        self.profession |= other.profession;
    }

    fn count(&self) -> usize {
        self.columns.len() + self.measures.len() + usize::from(self.instruction)
    }
}

/// A task as the rules see it, to be asked for levers role by role.
#[derive(Debug)]
pub struct Leverage<'a> {
    pack: &'a Pack,
    task: &'a Task,
    decision: &'a Decision,
    /// Rows that may match.
    possible: RowSet,
}

impl Pack {
    /// What stands in the way of a task, for asking role by role. `decision` is what the rules say of it.
    #[must_use]
    pub fn leverage<'a>(&'a self, task: &'a Task, decision: &'a Decision) -> Leverage<'a> {
        let mut possible = self.table.matches(&self.inputs(task)).possible;
        if task.panel.is_some() {
            possible.remove_all(&self.kinds.replaced);
        }
        Leverage { pack: self, task, decision, possible }
    }

    /// The authorities that the acts allow, as words; a direction without its id.
    #[must_use]
    pub fn allowed_authorities(&self, acts: &[u16]) -> Vec<Authority> {
        let allowed = super::completions::authorities(self, acts);
        let words = (0u16..).zip(Authority::WORDS).filter(|(number, _)| allowed.contains(number));
        words.filter_map(|(_, word)| Authority::from_word(word, "")).collect()
    }
}

impl Leverage<'_> {
    /// The levers on one obstacle in a role's way; of a role that has none left, those on what keeps its people, and their
    /// supervisors, from it. `None`: nothing that is not law, or not known at all, can help it.
    #[must_use]
    pub fn of(&self, role: RoleId) -> Option<Levers> {
        if self.decision.completions == 0 || self.decision.nobody {
            return None;
        }
        if self.task.profession.is_none() {
            return Some(Levers { profession: true, ..Levers::default() });
        }
        let of = self.decision.role(role);
        let mut obstacles: Vec<Levers> = of.refusals().map(|reason| self.refusal(role, reason)).collect();
        obstacles.extend(of.missing().map(|need| self.missing(role, need)));
        if obstacles.is_empty() || !self.decision.decided {
            obstacles.push(self.any());
        }
        let least = obstacles.into_iter().map(|levers| self.with_papers(levers)).min_by_key(Levers::count)?;
        (least != Levers::default()).then_some(least)
    }

    /// Steps count only with a current instruction.
    fn with_papers(&self, mut levers: Levers) -> Levers {
        let steps = self.pack.catalogue.criterion("steps_established").map(Column::Criterion);
        let hangs = steps.is_some_and(|steps| levers.columns.contains(&steps));
        levers.instruction = (levers.instruction || hangs) && !self.task.instruction_current;
        levers.measures.retain(|word| !self.task.mitigations.contains(word));
        levers
    }

    fn refusal(&self, role: RoleId, reason: Reason) -> Levers {
        match reason {
            Reason::Stop(stop) => self.stop(role, stop),
            Reason::Rule(rule) => {
                let own = self.pack.rows.iter().position(|row| row.rule == rule);
                own.map(|own| self.row(own)).unwrap_or_default()
            }
            Reason::FloorSilent => {
                self.columns(self.of_stage(|stage| stage == Stage::Floor || stage == Stage::Veto))
            }
            // any changed fact takes the panel's decision away
            Reason::Panel => self.every(),
            _ => Levers::default(),
        }
    }

    /// A stop goes when no row sets it, or when a row that speaks of the role admits.
    fn stop(&self, role: RoleId, id: StopId) -> Levers {
        let rows = self.pack.rows.iter().enumerate();
        let concerns = |(number, row): &(usize, &Row)| match row.does {
            Does::Stop { stop, .. } => stop == id && self.possible.contains(*number),
            Does::Admit { stop, .. } => stop == id && row.roles.contains(role),
            _ => false,
        };
        self.columns(rows.filter(concerns).map(|(number, _)| number).collect())
    }

    /// A row goes when it matches no longer, or when another stands in for it; what raises goes with its measure, or when
    /// what it raises is lower.
    fn row(&self, own: usize) -> Levers {
        let mut rows = vec![own];
        rows.extend(
            (0..self.pack.rows.len())
                .filter(|other| self.pack.rows.get(*other).is_some_and(|row| row.relaxed_by.contains(&own))),
        );
        let mut levers = self.columns(rows);
        if let Some(Does::Mitigation(word)) = self.pack.rows.get(own).map(|row| &row.does) {
            levers.measures.extend(*word);
            let Kinds { floors, vetoes, .. } = &self.pack.kinds;
            let below = self.possible.common(floors).chain(self.possible.common(vetoes)).collect();
            levers.extend(self.columns(below));
        }
        levers
    }

    fn missing(&self, role: RoleId, need: Need) -> Levers {
        let asks = |row: &Row| match &row.does {
            Does::Governance(needs) => row.roles.contains(role) && needs.contains(&need),
            _ => false,
        };
        let asking = |number: &usize| self.pack.rows.get(*number).is_some_and(asks);
        let mut levers = self.columns(self.possible.iter().filter(asking).collect());
        match need {
            Need::Silent => levers.extend(self.columns(self.of_stage(|stage| stage == Stage::Governance))),
            Need::Measure(word) => levers.measures.extend([word]),
            Need::Instruction => {
                levers.instruction = true;
                let steps = self.pack.catalogue.criterion("steps_established");
                levers.columns.extend(steps.map(Column::Criterion));
            }
        }
        levers
    }

    /// Everything that could make anything about the task milder.
    fn any(&self) -> Levers {
        let undecided = !self.decision.decided;
        if self.decision.bounded || self.decision.panel {
            return self.every();
        }
        let set = |stop: StopId| self.decision.grants.iter().any(|grant| grant.stop == stop) || undecided;
        let rows = (0..).zip(&self.pack.rows).filter(|(number, row)| match row.does {
            Does::Admit { stop, .. } => set(stop),
            Does::Supervision(_) => true,
            Does::Governance(_) => undecided,
            _ => self.possible.contains(*number),
        });
        let rows: Vec<usize> = rows.map(|(number, _)| number).collect();
        let mut levers = self.columns(rows);
        levers.measures.extend(self.amber());
        if undecided {
            levers.columns.extend(self.decision.blanks.iter().copied());
            let fixed = FIXED.iter().filter_map(|name| self.pack.catalogue.criterion(name));
            levers.columns.extend(fixed.map(Column::Criterion));
            levers.extend(self.columns(self.of_stage(|stage| stage == Stage::Floor)));
        }
        levers
    }

    /// Every fact, and the measures that are asked for.
    fn every(&self) -> Levers {
        let criteria = (0..self.pack.catalogue.criteria.len()).map(Column::Criterion);
        let columns = criteria.chain([Column::Authority]).collect();
        Levers { columns, measures: self.amber().collect(), instruction: true, profession: false }
    }

    /// The measures that would answer rows that may raise the floor.
    fn amber(&self) -> impl Iterator<Item = u16> {
        let rows = self.possible.iter().filter_map(|number| self.pack.rows.get(number));
        rows.filter_map(|row| if let Does::Mitigation(word) = row.does { word } else { None })
    }

    fn of_stage(&self, holds: impl Fn(Stage) -> bool) -> Vec<usize> {
        (0..).zip(&self.pack.rows).filter(|(_, row)| holds(row.stage)).map(|(number, _)| number).collect()
    }

    /// The columns that these rows mention, and those that may stand in for them.
    fn columns(&self, rows: Vec<usize>) -> Levers {
        let standing = rows.iter().filter_map(|number| self.pack.rows.get(*number));
        let standing: Vec<usize> = standing.flat_map(|row| row.relaxed_by.iter().copied()).collect();
        let mut set = RowSet::new();
        set.extend(rows.into_iter().chain(standing));
        let criteria = (0..self.pack.catalogue.criteria.len()).map(|at| (at + 2, Column::Criterion(at)));
        let all = criteria.chain([(1, Column::Authority)]);
        let mentioned = all.filter(|(axis, _)| self.pack.table.mentions(*axis, &set));
        Levers { columns: mentioned.map(|(_, column)| column).collect(), ..Levers::default() }
    }
}
