//! Stages 2 to 8 for one completion of a task's facts.

use std::collections::BTreeSet;

use super::duties::duties;
use super::facts::{Facts, Mode};
use super::height::{floor, height};
use super::matched::note;
use super::outcomes::{Passing, outcomes};
use super::pack::Pack;
use super::stops::{bound, grants};
use crate::model::{Grant, Need, Outcome, Reason, RuleFloor, RuleId, Stage, Supervision, TraceRow, Veto};
use crate::table::Input;

/// The rule verdict: what must be the same in every completion for the rules to have decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Verdict {
    pub(super) grants: Vec<Grant>,
    pub(super) lawful: Vec<bool>,
    pub(super) passes: Vec<bool>,
    pub(super) veto: Option<Veto>,
    pub(super) floor: RuleFloor,
    pub(super) outcomes: Vec<Outcome>,
    /// For roles that pass.
    pub(super) duties: Vec<Option<(Supervision, Vec<Need>)>>,
}

/// A verdict with what made it.
#[derive(Debug, Clone)]
pub(super) struct Evaluated {
    pub(super) verdict: Verdict,
    pub(super) refusals: Vec<Vec<Reason>>,
    pub(super) supervision: Vec<(Supervision, Vec<RuleId>)>,
    pub(super) needs: Vec<Vec<Need>>,
    pub(super) trace: Vec<TraceRow>,
    /// The floor stage has nothing to say.
    pub(super) silent: bool,
}

/// Runs stages 2 to 8. `inputs` are acts, authority, then the criteria.
pub(super) fn evaluate(pack: &Pack, facts: &Facts<'_>, inputs: &[Input<'_>], mode: Mode) -> Evaluated {
    let roles = &pack.catalogue.roles;
    let mut trace = BTreeSet::new();
    let mut stops = bound(&pack.law, Stage::Law, inputs, mode, &mut trace);
    if facts.panel.is_none() {
        stops.extend(bound(&pack.policy, Stage::Policy, inputs, mode, &mut trace));
    }
    for stop in &stops {
        note(&mut trace, stop.stage, stop.setters.iter().copied(), |_| true);
        note(&mut trace, stop.stage, stop.admits.iter().map(|(row, _, _)| row.rule), |_| false);
    }
    let unlisted: Vec<u16> = facts.acts.iter().copied().filter(|act| pack.unlisted.contains(act)).collect();
    let height = height(pack, facts, inputs, mode, &mut trace);
    let mut refusals = Vec::new();
    let mut lawful = Vec::new();
    let mut passes = Vec::new();
    for (number, role) in roles.iter().enumerate() {
        let mut reasons: Vec<Reason> = unlisted.iter().map(|act| Reason::Unlisted(*act)).collect();
        let closed = stops.iter().filter(|stop| !stop.passes(number));
        reasons.extend(closed.map(|stop| Reason::Stop(stop.name.to_owned())));
        lawful.push(reasons.is_empty());
        height.refusals(role, facts.profession, &mut reasons);
        passes.push(reasons.is_empty());
        refusals.push(reasons);
    }
    let (supervision, needs) = duties(pack, facts, inputs, mode);
    let floor = floor(roles, &lawful, &height, facts.profession);
    let outcomes = outcomes(
        pack,
        facts,
        inputs,
        mode,
        &Passing { lawful: &lawful, passes: &passes, stops: &stops, veto: height.veto },
    );
    let duties = passes
        .iter()
        .zip(supervision.iter().zip(&needs))
        .map(|(passes, ((supervision, _), needs))| passes.then(|| (*supervision, needs.clone())))
        .collect();
    let verdict =
        Verdict { grants: grants(&stops), lawful, passes, veto: height.veto, floor, outcomes, duties };
    Evaluated {
        verdict,
        refusals,
        supervision,
        needs,
        trace: trace.into_iter().collect(),
        silent: height.is_silent(),
    }
}
