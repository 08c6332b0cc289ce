//! Why a level is refused: every reason against every role, in the order of the stages.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::{Completion, role_matches};
use super::pack::{Pack, Role};
use super::people::People;
use super::rules::{self, Grant, TableFloor};
use super::tasks::Task;
use super::verdict::place;
use super::{RoleAnswer, RungAnswer};

/// What refuses a role by the rules, in the order of outputs: acts that no law row lists, stops, then the tables from
/// the veto on, a panel, silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Refusal<'a> {
    Unlisted(&'a str),
    Stop(&'a str),
    /// The place of the table, and the row.
    Row(usize, &'a str),
    Panel,
    Silent,
}

/// What refuses each role, in any completion.
#[derive(Debug, Default)]
pub(super) struct Refusals<'a> {
    of_role: BTreeMap<&'a str, BTreeSet<Refusal<'a>>>,
}

impl<'a> Refusals<'a> {
    /// Adds what refuses roles in one completion.
    pub(super) fn add(
        &mut self,
        pack: &'a Pack,
        task: &'a Task,
        completion: &Completion,
        grants: &[Grant<'a>],
        table_floor: &TableFloor<'a>,
    ) {
        let (veto, vetoes) = rules::veto(pack, task, completion);
        let floors = rules::standing(&rules::matching(pack, completion, "floor"));
        let highest = floors.iter().map(|floor| floor.number).max();
        let amber = rules::standing(&rules::matching(pack, completion, "mitigation"));
        for role in &pack.roles {
            let mut why = BTreeSet::new();
            let below = |level: Option<usize>| level.is_none_or(|level| usize::from(role.level) < level);
            why.extend(rules::unlisted(pack, task).into_iter().map(Refusal::Unlisted));
            for grant in grants {
                if !grant.admits.iter().any(|row| role_matches(row, role)) {
                    why.insert(Refusal::Stop(grant.stop));
                }
            }
            if task.panel.is_some() {
                if !rules::passes_veto(veto, task, role) || below(table_floor.level) {
                    why.insert(Refusal::Panel);
                }
            } else {
                let vetoing = vetoes.iter().filter(|row| !rules::passes_veto(&row.word, task, role));
                why.extend(vetoing.map(|row| Refusal::Row(place("veto"), &row.id)));
                let high = floors.iter().filter(|floor| Some(floor.number) == highest && below(highest));
                why.extend(high.map(|floor| Refusal::Row(place("floor"), &floor.row.id)));
                if table_floor.silent {
                    why.insert(Refusal::Silent);
                } else if below(table_floor.level) {
                    let raising = amber.iter().map(|stands| stands.row);
                    let raising =
                        raising.filter(|row| row.relaxes.is_empty() && !task.mitigations.contains(&row.word));
                    why.extend(raising.map(|row| Refusal::Row(place("mitigation"), &row.id)));
                }
            }
            self.of_role.entry(&role.code).or_default().extend(why);
        }
    }

    /// The reasons against a role, as codes.
    fn codes(&self, role: &Role) -> Vec<String> {
        let of_role = self.of_role.get(role.code.as_str()).into_iter().flatten();
        let code = |refusal: &Refusal| match refusal {
            Refusal::Unlisted(act) => format!("unlisted:{act}"),
            Refusal::Stop(name) => (*name).to_owned(),
            Refusal::Row(_, id) => (*id).to_owned(),
            Refusal::Panel => "panel".to_owned(),
            Refusal::Silent => "silent:floor".to_owned(),
        };
        of_role.map(code).collect()
    }
}

/// What is known of a role, when its reasons are told.
pub(super) struct Known<'k> {
    pub(super) unknown_acts: bool,
    pub(super) passes: bool,
    /// People must settle something before anything is called safe.
    pub(super) open: bool,
    pub(super) missing: &'k [String],
    /// Before a panel is asked.
    pub(super) verdict: &'k str,
}

/// Every reason against a role: the rules', what governance misses, its people, and that a panel must settle the task.
pub(super) fn reasons(
    refusals: &Refusals,
    task: &Task,
    people: &People,
    role: &Role,
    known: &Known,
) -> Vec<String> {
    if known.unknown_acts {
        return vec!["acts".to_owned()];
    }
    let mut reasons = refusals.codes(role);
    if !known.passes {
        return reasons;
    }
    reasons.extend(known.missing.iter().map(|need| format!("not-yet:{need}")));
    let of_people = match known.verdict {
        "nobody-competent" if task.requires.is_empty() => "requires",
        "nobody-competent" if people.someone_admitted(role) => "nobody-competent",
        "nobody-competent" => "nobody-there",
        "no-supervisor" => "no-supervisor",
        _ => "",
    };
    if !of_people.is_empty() {
        reasons.push(of_people.to_owned());
    }
    if known.open {
        reasons.push("needs-panel".to_owned());
    }
    reasons
}

/// The next level below `placed` that has a role, and what stops those of its roles that come nearest to safe. A reason
/// that all of them have is told once, of `*`.
pub(super) fn lower(rungs: &[RungAnswer], placed: u8) -> String {
    let below = rungs.iter().rev().filter(|rung| rung.level < placed);
    let Some(next) = below.into_iter().find(|rung| rung.verdict != "no-role") else {
        return String::new();
    };
    let nearest: Vec<&RoleAnswer> = next.roles.iter().filter(|role| role.verdict == next.verdict).collect();
    let mut told: Vec<String> = Vec::new();
    for role in &nearest {
        for reason in &role.reasons {
            let all = nearest.len() > 1 && nearest.iter().all(|other| other.reasons.contains(reason));
            let of = if all { "*" } else { role.role.as_str() };
            let text = format!("{reason}@{of}");
            if !told.contains(&text) {
                told.push(text);
            }
        }
    }
    format!("{}: {}", next.level, told.join(";"))
}
