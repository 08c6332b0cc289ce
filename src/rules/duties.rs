//! Stages 7 and 8 for one completion: supervision and governance of every role.

use super::facts::Facts;
use super::kinds::WATCHED;
use super::matched::{Matched, add};
use super::pack::{Does, Row};
use crate::model::{Need, RoleSet, RuleId, Supervision};

/// Supervision and governance, of every role.
#[derive(Debug, Default)]
pub(super) struct Duties {
    /// Roles that need at least remote, indirect and direct supervision.
    pub(super) watched: [RoleSet; 3],
    /// Rows that make it so.
    pub(super) watching: Vec<(RuleId, RoleSet)>,
    /// What governance asks for.
    pub(super) needs: Vec<(Need, RoleSet)>,
    /// Relaxing rows that stand in for another.
    pub(super) loosened: Vec<(RuleId, RoleSet)>,
}

impl Duties {
    /// Stages 7 and 8.
    pub(super) fn read(&mut self, matched: Matched<'_>, facts: &Facts<'_>) {
        self.loosened.clear();
        self.supervision(matched, facts);
        self.governance(matched, facts);
    }

    fn supervision(&mut self, matched: Matched<'_>, facts: &Facts<'_>) {
        let ladder = &matched.pack.ladder;
        self.watched = ladder.least;
        let panel = facts.panel.and_then(|panel| panel.supervision).unwrap_or(Supervision::None);
        ask(&mut self.watched, panel, ladder.all);
        let mut spoken = RoleSet::default();
        for (_, row) in matched.of(&matched.pack.kinds.supervision) {
            let mut rest = row.roles;
            spoken |= rest;
            // where several rows stand in the mildest counts
            for mildest in Supervision::ALL.into_iter().filter(|_| !row.relaxed_by.is_empty()) {
                let standing = matched.relaxing(row).filter(|(_, other)| asks(other) == Some(mildest));
                let relaxed = standing.fold(RoleSet::default(), |all, (_, other)| all | other.roles) & rest;
                ask(&mut self.watched, mildest, relaxed);
                rest -= relaxed;
            }
            ask(&mut self.watched, asks(row).unwrap_or(Supervision::Direct), rest);
        }
        // silence of the table: direct for whoever is not a practitioner (semantics point 2)
        ask(&mut self.watched, Supervision::Direct, ladder.all - ladder.practitioners - spoken);
        self.watching.clear();
        for (_, row) in matched.of(&matched.pack.kinds.supervision) {
            let mut rest = row.roles;
            for (_, other) in matched.relaxing(row) {
                add(&mut self.watching, other.rule, row.roles & other.roles);
                add(&mut self.loosened, other.rule, row.roles & other.roles);
                rest -= other.roles;
            }
            let as_asked = asks(row).map(|asked| exactly(asked, &self.watched, ladder.all));
            add(&mut self.watching, row.rule, rest & as_asked.unwrap_or_default());
        }
    }

    fn governance(&mut self, matched: Matched<'_>, facts: &Facts<'_>) {
        let own = matched.pack.ladder.own(facts.profession);
        let mut silent = matched.pack.ladder.all - own;
        self.needs.clear();
        for (_, row) in matched.of(&matched.pack.kinds.governance) {
            silent -= row.roles;
            for (_, other) in matched.relaxing(row) {
                add(&mut self.loosened, other.rule, row.roles & other.roles);
            }
            for need in needs(row) {
                // several rows may stand in: what all of them ask for is asked
                let waived = matched.relaxing(row).filter(|(_, other)| !needs(other).contains(need));
                let mut asked = waived.fold(row.roles, |asked, (_, other)| asked - other.roles);
                if *need == Need::Instruction {
                    asked -= own;
                }
                add(&mut self.needs, *need, asked);
            }
        }
        add(&mut self.needs, Need::Silent, silent);
    }
}

fn asks(row: &Row) -> Option<Supervision> {
    if let Does::Supervision(supervision) = row.does { Some(supervision) } else { None }
}

fn needs(row: &Row) -> &[Need] {
    if let Does::Governance(needs) = &row.does { needs } else { &[] }
}

/// Asks for supervision of some roles.
fn ask(watched: &mut [RoleSet; 3], asked: Supervision, roles: RoleSet) {
    for (_, set) in WATCHED.iter().zip(watched).filter(|(least, _)| asked >= **least) {
        *set |= roles;
    }
}

/// The roles that need just this.
pub(super) fn exactly(supervision: Supervision, watched: &[RoleSet; 3], all: RoleSet) -> RoleSet {
    let [remote, indirect, direct] = *watched;
    match supervision {
        Supervision::None => all - remote,
        Supervision::Remote => remote - indirect,
        Supervision::Indirect => indirect - direct,
        Supervision::Direct => direct,
    }
}
