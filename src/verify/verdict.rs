//! The rule verdict of one completion, and the rows that made it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::matching::{Completion, role_matches};
use super::outcomes;
use super::pack::{Pack, Role};
use super::reasons::Refusals;
use super::rules;
use super::tables::TABLES;
use super::tasks::Task;

/// The floor of the rules, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Floor {
    Level(u8),
    NeedsPanel,
    Restricted,
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Floor::Level(level) => level.fmt(f),
            Floor::NeedsPanel => f.write_str("needs-panel"),
            Floor::Restricted => f.write_str("restricted"),
        }
    }
}

/// All that two completions must agree on for a task to be decided. Roles by code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Verdict<'a> {
    /// For every triggered stop the admit rows that match.
    pub(super) grants: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Roles that pass stages 2 and 3.
    pub(super) lawful: BTreeSet<&'a str>,
    /// Roles that pass stages 2 to 6.
    pub(super) passing: BTreeSet<&'a str>,
    pub(super) veto: &'a str,
    pub(super) floor: Floor,
    pub(super) outcomes: Vec<&'static str>,
    /// Of the passing roles.
    pub(super) supervision: BTreeMap<&'a str, usize>,
    /// Of the passing roles.
    pub(super) needs: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// The rows that made verdicts: the place of the table, and the row's id.
#[derive(Debug, Default)]
pub(super) struct Trace<'a> {
    pub(super) rows: BTreeSet<(usize, &'a str)>,
    /// The floor table said nothing, and nothing else did.
    pub(super) silent: bool,
    /// The floor is open although the rules speak: no role of the pack is left.
    pub(super) no_role: bool,
    pub(super) refusals: Refusals<'a>,
}

impl<'a> Trace<'a> {
    fn add(&mut self, rows: &[&'a super::pack::Rule]) {
        for row in rows {
            self.rows.insert((place(row.table), &row.id));
        }
    }
}

impl<'a> Trace<'a> {
    /// The rows that trigger stops, and those that lift them.
    fn add_stops(
        &mut self,
        pack: &'a Pack,
        task: &Task,
        completion: &Completion,
        grants: &[rules::Grant<'a>],
    ) {
        for grant in grants {
            self.add(&grant.triggers);
        }
        let policy = rules::standing(&rules::matching(pack, completion, "policy"));
        if task.panel.is_none() {
            let lifting = policy.iter().map(|stands| stands.row).filter(|row| row.effect == "lift");
            self.add(&lifting.collect::<Vec<_>>());
        }
    }
}

/// The place of a table among the stages.
pub(super) fn place(table: &str) -> usize {
    TABLES.iter().position(|name| *name == table).unwrap_or(TABLES.len())
}

/// Stages 2 to 8 for one completion.
pub(super) fn verdict<'a>(
    pack: &'a Pack,
    task: &'a Task,
    completion: &Completion,
    trace: &mut Trace<'a>,
) -> Verdict<'a> {
    let grants = rules::grants(pack, task, completion);
    let nobody = task.acts.is_none() || !rules::unlisted(pack, task).is_empty();
    let passes_stop =
        |grant: &rules::Grant, role: &Role| grant.admits.iter().any(|row| role_matches(row, role));
    let mut lawful: Vec<&Role> = pack.roles.iter().collect();
    lawful.retain(|role| !nobody && grants.iter().all(|grant| passes_stop(grant, role)));

    let (veto, veto_rows) = rules::veto(pack, task, completion);
    let mut admitted = lawful.clone();
    admitted.retain(|role| rules::passes_veto(veto, task, role));

    let table_floor = rules::table_floor(pack, task, completion, veto);
    let mut passing = admitted;
    passing.retain(|role| table_floor.level.is_some_and(|floor| usize::from(role.level) >= floor));
    let floor = match passing.iter().map(|role| role.level).min() {
        _ if lawful.is_empty() => Floor::Restricted,
        Some(level) => Floor::Level(level),
        None => Floor::NeedsPanel,
    };
    if floor == Floor::NeedsPanel {
        trace.silent |= table_floor.silent;
        trace.no_role |= !table_floor.silent;
    }
    trace.refusals.add(pack, task, completion, &grants, &table_floor);
    trace.add_stops(pack, task, completion, &grants);
    trace.add(&veto_rows);
    trace.add(&table_floor.rows);

    let supervision_rows = rules::matching(pack, completion, "supervision");
    let governance_rows = rules::matching(pack, completion, "governance");
    let mut supervision = BTreeMap::new();
    let mut needs = BTreeMap::new();
    for role in &passing {
        let rows = rules::standing_for(role, &supervision_rows);
        supervision.insert(role.code.as_str(), rules::supervision(task, role, &rows));
        let rows = rules::standing_for(role, &governance_rows);
        needs.insert(role.code.as_str(), rules::needs(task, role, &rows));
    }
    Verdict {
        outcomes: outcomes::outcomes(pack, task, completion, &grants, lawful.is_empty(), &passing, veto),
        grants: grants.iter().map(|grant| (grant.stop, ids(&grant.admits))).collect(),
        lawful: codes(&lawful),
        passing: codes(&passing),
        veto,
        floor,
        supervision,
        needs,
    }
}

fn ids<'a>(rows: &[&'a super::pack::Rule]) -> BTreeSet<&'a str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

fn codes<'a>(roles: &[&'a Role]) -> BTreeSet<&'a str> {
    roles.iter().map(|role| role.code.as_str()).collect()
}
