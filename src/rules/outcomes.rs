//! What a task may be called, from stages 1 to 6 (semantics point 19).

use super::facts::{Facts, Mode};
use super::kinds::Ladder;
use crate::model::{Catalogue, Outcome, Outcomes, RoleSet, Veto, Words};
use crate::table::Input;

/// Criteria at which the outcomes look whatever the tables say: their meaning is fixed (semantics point 19).
pub const FIXED: [&str; 5] =
    ["activity_kind", "cognitive", "problem_solving", "steps_established", "training_need"];

/// What of them the pack has.
#[derive(Debug)]
pub(super) struct Named {
    activity_kind: Option<usize>,
    /// cognitive = skill, `problem_solving` = none, `steps_established` = its first value.
    routine: [Option<Test>; 3],
    /// `training_need` below `degree`.
    below_degree: Option<Test>,
}

/// Whether the value on an axis is one of a range.
#[derive(Debug, Clone, Copy)]
struct Test {
    axis: usize,
    from: u16,
    to: u16,
}

/// What the named criteria of one completion say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Nature {
    /// Roles of which it is routine work, if it is routine at all.
    routine: RoleSet,
    below_degree: bool,
}

impl Named {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let test = |name: &str, range: &dyn Fn(&Words) -> Option<(u16, u16)>| {
            let at = catalogue.criterion(name)?;
            let (from, to) = catalogue.criteria.get(at).and_then(|c| range(&c.values)).unwrap_or_default();
            Some(Test { axis: at + 2, from, to })
        };
        let just = |word| move |values: &Words| values.find(word).map(|value| (value, value + 1));
        Self {
            activity_kind: catalogue.criterion("activity_kind").map(|at| at + 2),
            routine: [
                test("cognitive", &just("skill")),
                test("problem_solving", &just("none")),
                test("steps_established", &|_| Some((0, 1))),
            ],
            below_degree: test("training_need", &|values| values.find("degree").map(|limit| (0, limit))),
        }
    }

    /// What they say; a blank fails strictly and passes mildly.
    pub(super) fn read(&self, ladder: &Ladder, inputs: &[Input<'_>], mode: Mode) -> Nature {
        let holds = |test: &Option<Test>| {
            test.is_some_and(|test| match inputs.get(test.axis) {
                Some(Input::Known(value)) => (test.from..test.to).contains(value),
                Some(Input::Unknown) => mode == Mode::Mild,
                _ => false,
            })
        };
        let kind = self.activity_kind.and_then(|axis| inputs.get(axis));
        let routine = match kind.filter(|_| self.routine.iter().all(holds)) {
            Some(Input::Known(kind)) => ladder.routine(*kind),
            Some(Input::Unknown) if mode == Mode::Mild => ladder.all,
            _ => RoleSet::default(),
        };
        Nature { routine, below_degree: holds(&self.below_degree) }
    }
}

/// Which roles pass what, for the outcomes.
pub(super) struct Passing {
    pub(super) lawful: RoleSet,
    pub(super) passes: RoleSet,
    /// Roles that pass every stop in a way that may be called `delegate`.
    pub(super) delegably: RoleSet,
    pub(super) veto: Option<Veto>,
}

/// The outcome set (semantics point 19).
pub(super) fn outcomes(ladder: &Ladder, facts: &Facts<'_>, nature: Nature, passing: &Passing) -> Outcomes {
    let mut set = Outcomes::default();
    if passing.lawful.is_empty() {
        set.insert(Outcome::Restricted);
        return set;
    }
    let own = ladder.own(facts.profession);
    let delegated = (passing.passes & passing.delegably) - ladder.practitioners;
    if delegated.meets(&nature.routine) {
        set.insert(Outcome::Allocate);
    }
    if !delegated.is_empty() {
        set.insert(Outcome::Delegate);
    }
    let shareable = facts.profession.is_some() && passing.veto != Some(Veto::Retain) && nature.below_degree;
    if shareable && passing.passes.meets(&(ladder.professed - own)) {
        set.insert(Outcome::SkillShare);
    }
    if set.is_empty() && passing.passes.meets(&own) {
        set.insert(Outcome::Retain);
    }
    set
}
