//! The strict reading of several completions: what all of them allow, and everything that any of them asks.

use std::collections::BTreeSet;

use super::evaluate::Evaluated;
use crate::model::{
    FloorRange, Grant, Need, Outcome, Reason, RuleFloor, RuleId, Supervision, TraceRow, Veto,
};

/// All completions added so far, read strictly. Adding is insensitive to order.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) grants: BTreeSet<Grant>,
    pub(super) veto: Option<Veto>,
    pub(super) floor: Option<FloorRange>,
    pub(super) silent: bool,
    pub(super) no_role: bool,
    /// Of the last completion: of use only when all have the same verdict.
    pub(super) outcomes: Vec<Outcome>,
    pub(super) trace: BTreeSet<TraceRow>,
    pub(super) roles: Vec<RoleReading>,
}

/// The same for one role.
#[derive(Debug, Clone)]
pub(super) struct RoleReading {
    pub(super) lawful: bool,
    pub(super) passes: bool,
    pub(super) refusals: BTreeSet<Reason>,
    pub(super) supervision: Supervision,
    pub(super) supervision_rows: BTreeSet<RuleId>,
    pub(super) needs: BTreeSet<Need>,
}

impl Reading {
    pub(super) fn new(roles: usize) -> Self {
        let role = RoleReading {
            lawful: true,
            passes: true,
            refusals: BTreeSet::new(),
            supervision: Supervision::None,
            supervision_rows: BTreeSet::new(),
            needs: BTreeSet::new(),
        };
        Self {
            grants: BTreeSet::new(),
            veto: None,
            floor: None,
            silent: false,
            no_role: false,
            outcomes: Vec::new(),
            trace: BTreeSet::new(),
            roles: vec![role; roles],
        }
    }

    pub(super) fn add(&mut self, one: &Evaluated) {
        for grant in &one.verdict.grants {
            if !self.grants.contains(grant) {
                self.grants.insert(grant.clone());
            }
        }
        self.veto = self.veto.max(one.verdict.veto);
        let floor = one.verdict.floor;
        self.floor = Some(match self.floor {
            None => FloorRange { low: floor, high: floor },
            Some(range) => FloorRange { low: range.low.min(floor), high: range.high.max(floor) },
        });
        let open = floor == RuleFloor::NeedsPanel;
        self.silent |= open && one.silent;
        self.no_role |= open && !one.silent;
        self.outcomes.clone_from(&one.verdict.outcomes);
        self.trace.extend(one.trace.iter().copied());
        let verdicts = one.verdict.lawful.iter().zip(&one.verdict.passes);
        let duties = one.supervision.iter().zip(&one.needs);
        for (role, (((lawful, passes), refusals), (watch, needs))) in
            self.roles.iter_mut().zip(verdicts.zip(&one.refusals).zip(duties))
        {
            role.lawful &= lawful;
            role.passes &= passes;
            role.refuse(refusals);
            role.watch(watch.0, &watch.1);
            role.needs.extend(needs.iter().copied());
        }
    }
}

impl RoleReading {
    fn refuse(&mut self, reasons: &[Reason]) {
        for reason in reasons {
            if !self.refusals.contains(reason) {
                self.refusals.insert(reason.clone());
            }
        }
    }

    fn watch(&mut self, supervision: Supervision, rows: &[RuleId]) {
        if supervision > self.supervision {
            self.supervision = supervision;
            self.supervision_rows.clear();
        }
        if supervision == self.supervision {
            self.supervision_rows.extend(rows.iter().copied());
        }
    }
}
