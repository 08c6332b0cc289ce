//! What a pack's own cases exercise: rows, values of criteria and results, and a case for each that is missing.

use super::columns::{Columns, yes};
use super::procedure::Procedure;
use crate::model::{Catalogue, Level, RuleFloor, RuleId, Task};
use crate::rules::Pack;
use crate::table::{Area, Diagrams, RowSet};

/// What the cases of a pack exercise.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// Rows in force that match in some case, of how many.
    pub rows: Part,
    /// Values of criteria that some case has, of how many.
    pub values: Part,
    /// Results that some case has, of how many: each floor that the rules can give, `needs-panel` and `restricted`.
    pub results: Part,
    /// What is missing, with a task for it.
    pub missing: Vec<Missing>,
}

/// A count out of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// So many.
    pub of: usize,
    /// Out of so many.
    pub all: usize,
}

/// Something that no case exercises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What it is.
    pub what: Unexercised,
    /// A task that would exercise it; `None`: none can.
    pub task: Option<Task>,
}

/// What no case exercises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unexercised {
    /// A rule.
    Rule(RuleId),
    /// A value of a criterion.
    Value(usize, u16),
    /// A result.
    Result(RuleFloor),
}

impl Part {
    /// In hundredths, rounded down; nothing to exercise is all exercised.
    #[must_use]
    pub fn percent(self) -> u64 {
        let percent = (self.of * 100).checked_div(self.all).unwrap_or(100);
        u64::try_from(percent).unwrap_or(100)
    }
}

impl Coverage {
    /// The least of the three, in hundredths.
    #[must_use]
    pub fn percent(&self) -> u64 {
        self.rows.percent().min(self.values.percent()).min(self.results.percent())
    }
}

/// Looks at every case. Of a pack that extends another, only its own rows are asked for: the rest has cases of its own.
#[must_use]
pub fn coverage(pack: &Pack) -> Coverage {
    let mut looking = Looking::at(pack);
    let tasks: Vec<&Task> = pack.cases.iter().map(|case| &case.task).collect();
    let mut missing = Vec::new();
    let rows = looking.rows(&tasks, &mut missing);
    if pack.catalogue.pack.layers.len() > 1 {
        return Coverage { rows, values: Part::default(), results: Part::default(), missing };
    }
    let values = looking.values(&tasks, &mut missing);
    let results = looking.results(&tasks, &mut missing);
    Coverage { rows, values, results, missing }
}

struct Looking<'p> {
    diagrams: Diagrams,
    procedure: Procedure<'p>,
}

impl<'p> Looking<'p> {
    fn at(pack: &'p Pack) -> Self {
        let columns = Columns::of(pack);
        let mut diagrams = columns.diagrams();
        let procedure = Procedure::of(pack, &mut diagrams, columns);
        Self { diagrams, procedure }
    }

    fn catalogue(&self) -> &'p Catalogue {
        &self.procedure.pack.catalogue
    }

    /// The likeliest task of an area: as safe as it can be, done under the plainest authority, with all measures.
    fn task(&mut self, area: Area) -> Option<Task> {
        let area = self.diagrams.both(area, self.procedure.valid);
        let columns = &self.procedure.columns;
        let measures = columns.measures.iter().map(|(_, column)| *column);
        let kept: Vec<usize> = measures.chain([columns.instruction]).collect();
        let mut narrowed = area;
        for column in kept {
            let there = yes(&mut self.diagrams, column);
            let with = self.diagrams.both(narrowed, there);
            if !with.is_nowhere() {
                narrowed = with;
            }
        }
        let point = self.diagrams.point(narrowed)?;
        Some(self.procedure.columns.task(self.catalogue(), &point))
    }

    /// A row is exercised by a case that it surely matches.
    fn rows(&mut self, tasks: &[&Task], missing: &mut Vec<Missing>) -> Part {
        let pack = self.procedure.pack;
        let mut matched = RowSet::new();
        for task in tasks {
            matched.union(&pack.matching(task));
        }
        let mut part = Part::default();
        for (number, row) in pack.rows().iter().enumerate() {
            if !is_own(pack, row.rule) {
                continue;
            }
            part.all += 1;
            if matched.contains(number) {
                part.of += 1;
                continue;
            }
            let area = self.procedure.matches.get(number).copied().unwrap_or(Area::NOWHERE);
            missing.push(Missing { what: Unexercised::Rule(row.rule), task: self.task(area) });
        }
        part
    }

    fn values(&mut self, tasks: &[&Task], missing: &mut Vec<Missing>) -> Part {
        let mut part = Part::default();
        for (at, criterion) in self.catalogue().criteria.iter().enumerate() {
            for value in (0u16..).take(criterion.values.len()) {
                part.all += 1;
                let has = |task: &&Task| task.facts.get(at).copied().flatten().map(u16::from) == Some(value);
                if tasks.iter().any(has) {
                    part.of += 1;
                    continue;
                }
                let area = self.procedure.columns.value(&mut self.diagrams, at, value);
                missing.push(Missing { what: Unexercised::Value(at, value), task: self.task(area) });
            }
        }
        part
    }

    fn results(&mut self, tasks: &[&Task], missing: &mut Vec<Missing>) -> Part {
        let pack = self.procedure.pack;
        let given: Vec<RuleFloor> = tasks
            .iter()
            .map(|task| pack.decide(task).floor)
            .filter(|floor| floor.low == floor.high)
            .map(|floor| floor.low)
            .collect();
        let mut part = Part::default();
        for (result, area) in self.possible() {
            let Some(task) = self.task(area) else { continue };
            part.all += 1;
            if given.contains(&result) {
                part.of += 1;
            } else {
                missing.push(Missing { what: Unexercised::Result(result), task: Some(task) });
            }
        }
        part
    }

    /// Where the rules give each result.
    fn possible(&mut self) -> Vec<(RuleFloor, Area)> {
        let catalogue = self.catalogue();
        let (mut lower, mut lawless) = (Area::EVERYWHERE, Area::EVERYWHERE);
        let mut list = Vec::new();
        for level in Level::all() {
            let mut here = Area::EVERYWHERE;
            for (id, _) in catalogue.roles().filter(|(_, role)| role.level == level) {
                let Some(refused) = self.procedure.post(&mut self.diagrams, id) else { continue };
                here = self.diagrams.both(here, refused.0);
                lawless = self.diagrams.both(lawless, refused.1);
            }
            list.push((RuleFloor::Level(level), self.diagrams.without(lower, here)));
            lower = self.diagrams.both(lower, here);
        }
        list.push((RuleFloor::NeedsPanel, self.diagrams.without(lower, lawless)));
        list.push((RuleFloor::Restricted, lawless));
        list
    }
}

/// Whether a rule is of the pack itself and not of one that it extends.
fn is_own(pack: &Pack, rule: RuleId) -> bool {
    let name = &pack.catalogue.pack;
    let own = format!("{}@{} ", name.name, name.version);
    name.layers.len() < 2 || pack.catalogue.rule(rule).is_some_and(|rule| rule.origin.starts_with(&own))
}
