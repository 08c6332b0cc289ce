//! The facts of a task as columns: where each stands, and how a point is told as a task.

use crate::model::{Authority, Catalogue, Task, Words};
use crate::rules::{Does, Pack};
use crate::table::{Area, Cell, Diagrams, RowSet};

/// Where the facts of one pack's tasks stand among the columns of diagrams that several packs may share. Acts come last:
/// what a set of them does is told by few nodes.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// By criterion of the pack: its column.
    pub(super) criteria: Vec<Column>,
    /// Measures that some row looks at, with their columns (0 absent, 1 there).
    pub(super) measures: Vec<(u16, usize)>,
    /// Whether a current instruction is there (0 no, 1 yes).
    pub(super) instruction: usize,
    /// The task's profession; the last value is blank.
    pub(super) profession: Column,
    /// The authority.
    pub(super) authority: usize,
    /// By act of the pack: its column (0 not on the task, 1 on it); none for an act that the others do not know.
    acts: Vec<Option<usize>>,
    sizes: Vec<usize>,
}

/// A column, and by word of the pack the value there: none for a word that the others do not know.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) values: Vec<Option<usize>>,
}

/// The patient group direction of every task made here.
pub(super) const DIRECTION: &str = "example";

/// The names that columns and their values stand for, in order.
struct Frame {
    criteria: Vec<(String, Vec<String>)>,
    measures: Vec<String>,
    professions: Vec<String>,
    acts: Vec<String>,
}

impl Frame {
    fn of(pack: &Pack) -> Self {
        let catalogue = &pack.catalogue;
        let owned = |words: &Words| words.iter().map(str::to_owned).collect::<Vec<String>>();
        Self {
            criteria: catalogue.criteria.iter().map(|one| (one.name.clone(), owned(&one.values))).collect(),
            measures: measures(pack)
                .iter()
                .map(|word| catalogue.mitigations.name(*word).to_owned())
                .collect(),
            professions: owned(&catalogue.professions),
            acts: owned(&catalogue.act_names),
        }
    }

    /// What both know. A criterion or measure of one only is a column that the other does not look at.
    fn shared(mut self, other: Self) -> Self {
        for (name, values) in &mut self.criteria {
            if let Some((_, theirs)) = other.criteria.iter().find(|(theirs, _)| theirs == name) {
                values.retain(|value| theirs.contains(value));
            }
        }
        let new =
            |name: &String, known: &[(String, Vec<String>)]| known.iter().all(|(known, _)| known != name);
        let more: Vec<_> = other.criteria.into_iter().filter(|(name, _)| new(name, &self.criteria)).collect();
        self.criteria.extend(more);
        let more: Vec<String> =
            other.measures.into_iter().filter(|word| !self.measures.contains(word)).collect();
        self.measures.extend(more);
        self.professions.retain(|word| other.professions.contains(word));
        self.acts.retain(|word| other.acts.contains(word));
        self
    }

    fn columns(&self, pack: &Pack) -> Columns {
        let catalogue = &pack.catalogue;
        let value_of = |words: &[String], word: &str| words.iter().position(|known| known == word);
        let criteria = catalogue.criteria.iter().map(|criterion| {
            let at = self.criteria.iter().position(|(name, _)| *name == criterion.name);
            let words = at.and_then(|at| self.criteria.get(at)).map(|(_, words)| words.as_slice());
            let values = criterion.values.iter().map(|word| value_of(words.unwrap_or_default(), word));
            Column { at: at.unwrap_or(usize::MAX), values: values.collect() }
        });
        let first_measure = self.criteria.len();
        let measures = measures(pack).into_iter().filter_map(|word| {
            let at = value_of(&self.measures, catalogue.mitigations.name(word))?;
            Some((word, first_measure + at))
        });
        let instruction = first_measure + self.measures.len();
        let professions = catalogue.professions.iter().map(|word| value_of(&self.professions, word));
        let first_act = instruction + 3;
        let acts = catalogue.act_names.iter().map(|act| value_of(&self.acts, act).map(|at| first_act + at));
        let mut sizes: Vec<usize> = self.criteria.iter().map(|(_, words)| words.len()).collect();
        sizes.extend(self.measures.iter().map(|_| 2));
        sizes.extend([2, self.professions.len() + 1, Authority::WORDS.len()]);
        sizes.extend(self.acts.iter().map(|_| 2));
        Columns {
            criteria: criteria.collect(),
            measures: measures.collect(),
            instruction,
            profession: Column { at: instruction + 1, values: professions.collect() },
            authority: instruction + 2,
            acts: acts.collect(),
            sizes,
        }
    }
}

impl Columns {
    /// The columns of one pack.
    pub(super) fn of(pack: &Pack) -> Self {
        Frame::of(pack).columns(pack)
    }

    /// The columns of two packs over the facts that both know.
    pub(super) fn shared(one: &Pack, other: &Pack) -> (Self, Self) {
        let frame = Frame::of(one).shared(Frame::of(other));
        (frame.columns(one), frame.columns(other))
    }

    pub(super) fn diagrams(&self) -> Diagrams {
        Diagrams::new(self.sizes.clone())
    }

    /// The column of a measure.
    pub(super) fn measure(&self, word: u16) -> Option<usize> {
        self.measures.iter().find(|(measure, _)| *measure == word).map(|(_, column)| *column)
    }

    /// The column of an act.
    pub(super) fn act(&self, act: u16) -> Option<usize> {
        self.acts.get(usize::from(act)).copied().flatten()
    }

    /// The points with this value of a criterion.
    pub(super) fn value(&self, diagrams: &mut Diagrams, criterion: usize, value: u16) -> Area {
        values(diagrams, self.criteria.get(criterion), [value])
    }

    /// The points that a row of cells (acts, authority, criteria) matches.
    pub(super) fn area(&self, diagrams: &mut Diagrams, cells: &[Cell]) -> Area {
        let mut parts = Vec::new();
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_any()) {
            parts.push(match at {
                0 => self.any_act(diagrams, cell.positions()),
                1 => diagrams.column(self.authority, &cell.positions().map(usize::from).collect()),
                _ => values(diagrams, self.criteria.get(at - 2), cell.positions()),
            });
        }
        diagrams.all(parts)
    }

    /// The points with any of these acts.
    pub(super) fn any_act(&self, diagrams: &mut Diagrams, acts: impl IntoIterator<Item = u16>) -> Area {
        let columns: Vec<usize> = acts.into_iter().filter_map(|act| self.act(act)).collect();
        let on: Vec<Area> = columns.into_iter().map(|column| yes(diagrams, column)).collect();
        diagrams.any(on)
    }

    /// The points that a task can be: its authority is one that its acts allow, and its steps are not more established
    /// than its instruction shows (semantics points 12 and 23).
    pub(super) fn valid(&self, diagrams: &mut Diagrams, catalogue: &Catalogue) -> Area {
        let all = (0u16..).zip(&catalogue.acts).map(|(act, _)| act);
        let any = self.any_act(diagrams, all);
        let plain = diagrams.column(self.authority, &authorities(&["none", "protocol"]));
        let mut parts = vec![diagrams.either(any, plain)];
        if let Some(steps) = catalogue.criterion("steps_established") {
            let last = catalogue.criteria.get(steps).map_or(1, |criterion| criterion.values.len().max(1)) - 1;
            let unsettled = self.value(diagrams, steps, u16::try_from(last).unwrap_or(0));
            let current = yes(diagrams, self.instruction);
            parts.push(diagrams.either(current, unsettled));
        }
        for (act, facts) in (0u16..).zip(&catalogue.acts).filter(|(_, act)| !act.authorities.is_empty()) {
            let words: Vec<&str> = facts.authorities.iter().map(Authority::word).collect();
            let allowed = diagrams.column(self.authority, &authorities(&words));
            let on = self.any_act(diagrams, [act]);
            let off = diagrams.not(on);
            parts.push(diagrams.either(off, allowed));
        }
        diagrams.all(parts)
    }

    /// The plainest points: no acts, the authority `none`, every measure, a current instruction.
    pub(super) fn plain(&self, diagrams: &mut Diagrams, catalogue: &Catalogue) -> Area {
        let all = (0u16..).zip(&catalogue.acts).map(|(act, _)| act);
        let acts = self.any_act(diagrams, all);
        let mut parts = vec![diagrams.not(acts), diagrams.column(self.authority, &authorities(&["none"]))];
        let there = self.measures.iter().map(|(_, column)| *column).chain([self.instruction]);
        parts.extend(there.map(|column| yes(diagrams, column)));
        diagrams.all(parts)
    }

    /// A point as a task of the pack.
    pub(super) fn task(&self, catalogue: &Catalogue, point: &[u16]) -> Task {
        let at = |column: usize| point.get(column).copied().map_or(0, usize::from);
        let word = |column: &Column| {
            let value = at(column.at);
            column.values.iter().position(|known| *known == Some(value))
        };
        let facts: Vec<Option<u8>> = self
            .criteria
            .iter()
            .map(|column| word(column).and_then(|word| u8::try_from(word).ok()))
            .collect();
        let authority = Authority::WORDS.get(at(self.authority)).copied().unwrap_or("none");
        let acts = (0u16..).zip(&catalogue.acts).map(|(act, _)| act);
        let measures = self.measures.iter().filter(|(_, column)| at(*column) == 1).map(|(word, _)| *word);
        let acts = acts.filter(|act| self.act(*act).is_some_and(|column| at(column) == 1)).collect();
        Task {
            profession: word(&self.profession).and_then(|word| u16::try_from(word).ok()),
            instruction_current: at(self.instruction) == 1,
            mitigations: measures.collect(),
            stated: facts.clone(),
            facts,
            ..Task::bare("", Authority::from_word(authority, DIRECTION), Some(acts))
        }
    }
}

/// The points with one of these words in a column.
pub(super) fn values(
    diagrams: &mut Diagrams,
    column: Option<&Column>,
    words: impl IntoIterator<Item = u16>,
) -> Area {
    let Some(column) = column else { return Area::NOWHERE };
    let known = |word: u16| column.values.get(usize::from(word)).copied().flatten();
    diagrams.column(column.at, &words.into_iter().filter_map(known).collect())
}

/// The points where a column of two values says yes.
pub(super) fn yes(diagrams: &mut Diagrams, column: usize) -> Area {
    diagrams.column(column, &RowSet::from_iter([1]))
}

/// The values of some authority words.
pub(super) fn authorities(words: &[&str]) -> RowSet {
    (0..).zip(Authority::WORDS).filter(|(_, word)| words.contains(word)).map(|(at, _)| at).collect()
}

/// The measures that some row looks at, sorted.
fn measures(pack: &Pack) -> Vec<u16> {
    let mut words: Vec<u16> = Vec::new();
    for row in pack.rows() {
        match &row.does {
            Does::Mitigation(word) => words.extend(word),
            Does::Governance(needs) => words.extend(needs.iter().filter_map(|need| need.measure())),
            _ => {}
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}
