//! What a task may be called, from stages 1 to 6 (semantics point 19).

use super::facts::{Facts, Mode, is_own};
use super::pack::Pack;
use super::stops::Bound;
use crate::model::{Outcome, Role, Veto, Words};
use crate::table::Input;

/// Which roles pass what, for the outcomes.
pub(super) struct Passing<'a> {
    pub(super) lawful: &'a [bool],
    pub(super) passes: &'a [bool],
    pub(super) stops: &'a [Bound<'a>],
    pub(super) veto: Option<Veto>,
}

/// The outcome set (semantics point 19).
pub(super) fn outcomes(
    pack: &Pack,
    facts: &Facts<'_>,
    inputs: &[Input<'_>],
    mode: Mode,
    passing: &Passing<'_>,
) -> Vec<Outcome> {
    if !passing.lawful.contains(&true) {
        return vec![Outcome::Restricted];
    }
    let test = Test { pack, inputs, mode };
    let passes = |number: usize| passing.passes.get(number).copied().unwrap_or(false);
    let passed = || pack.catalogue.roles.iter().enumerate().filter(|(number, _)| passes(*number));
    let mut set = Vec::new();
    let delegated: Vec<&Role> = passed()
        .filter(|(number, role)| {
            !role.practitioner && passing.stops.iter().all(|stop| stop.passes_delegably(*number))
        })
        .map(|(_, role)| role)
        .collect();
    let routine = || {
        test.is("cognitive", "skill")
            && test.is("problem_solving", "none")
            && test.is_first("steps_established")
    };
    if delegated.iter().any(|role| test.is_routine(role)) && routine() {
        set.push(Outcome::Allocate);
    }
    if !delegated.is_empty() {
        set.push(Outcome::Delegate);
    }
    let other =
        |role: &Role| role.practitioner && role.profession.is_some() && role.profession != facts.profession;
    let shareable = facts.profession.is_some()
        && passing.veto != Some(Veto::Retain)
        && test.is_below("training_need", "degree");
    if shareable && passed().any(|(_, role)| other(role)) {
        set.push(Outcome::SkillShare);
    }
    if set.is_empty() && passed().any(|(_, role)| is_own(role, facts.profession)) {
        set.push(Outcome::Retain);
    }
    set
}

/// Tests of criteria that the outcomes name; a blank fails strictly and passes mildly.
struct Test<'a> {
    pack: &'a Pack,
    inputs: &'a [Input<'a>],
    mode: Mode,
}

impl Test<'_> {
    fn on(&self, name: &str, holds: impl Fn(&Words, u16) -> bool) -> bool {
        let Some(at) = self.pack.catalogue.criterion(name) else { return false };
        let values = self.pack.catalogue.criteria.get(at).map(|criterion| &criterion.values);
        match (self.inputs.get(at + 2), values) {
            (Some(Input::Known(value)), Some(values)) => holds(values, *value),
            (Some(Input::Unknown), Some(_)) => self.mode == Mode::Mild,
            _ => false,
        }
    }

    fn is(&self, name: &str, word: &str) -> bool {
        self.on(name, |values, value| values.find(word) == Some(value))
    }

    fn is_first(&self, name: &str) -> bool {
        self.on(name, |_, value| value == 0)
    }

    fn is_below(&self, name: &str, word: &str) -> bool {
        self.on(name, |values, value| values.find(word).is_some_and(|limit| value < limit))
    }

    fn is_routine(&self, role: &Role) -> bool {
        self.on("activity_kind", |_, value| role.routine.contains(&value))
    }
}
