//! Stages 7 and 8 for one completion: supervision and governance, per role.

use std::collections::BTreeSet;

use super::facts::{Facts, Mode, is_own};
use super::matched::Matched;
use super::pack::Pack;
use crate::model::{Need, Role, RuleId, Supervision};
use crate::table::Input;

pub(super) type Duties = (Vec<(Supervision, Vec<RuleId>)>, Vec<Vec<Need>>);

/// Stages 7 and 8 for every role.
pub(super) fn duties(pack: &Pack, facts: &Facts<'_>, inputs: &[Input<'_>], mode: Mode) -> Duties {
    let watching = Matched::new(&pack.supervision, inputs, mode);
    let governing = Matched::new(&pack.governance, inputs, mode);
    let roles = pack.catalogue.roles.iter().enumerate();
    roles
        .map(|(number, role)| {
            let own = is_own(role, facts.profession);
            (supervision(pack, facts, &watching, number, role), needs(pack, &governing, number, own))
        })
        .unzip()
}

fn supervision(
    pack: &Pack,
    facts: &Facts<'_>,
    matched: &Matched,
    number: usize,
    role: &Role,
) -> (Supervision, Vec<RuleId>) {
    let mut rows: Vec<(RuleId, Supervision)> = Vec::new();
    let mut decisive: Vec<RuleId> = Vec::new();
    for (row, relaxing) in matched.standing(&pack.supervision, Some(number)) {
        match relaxing.iter().map(|r| r.output).min() {
            None => rows.push((row.rule, row.output)),
            Some(mildest) => {
                decisive.extend(relaxing.iter().map(|r| r.rule));
                rows.extend(relaxing.iter().map(|r| (r.rule, mildest)));
            }
        }
    }
    // silence of the table: direct for whoever is not a practitioner (semantics point 2)
    let silence = if role.practitioner { Supervision::None } else { Supervision::Direct };
    let asked = rows.iter().map(|(_, supervision)| *supervision).max().unwrap_or(silence);
    let least = if role.practitioner { Supervision::None } else { Supervision::Remote };
    let panel = facts.panel.and_then(|panel| panel.supervision).unwrap_or(Supervision::None);
    let result = asked.max(role.supervision).max(least).max(panel);
    let as_asked = rows.into_iter().filter(|(_, supervision)| *supervision == result);
    decisive.extend(as_asked.map(|(rule, _)| rule));
    (result, decisive)
}

fn needs(pack: &Pack, matched: &Matched, number: usize, own: bool) -> Vec<Need> {
    let rows = matched.standing(&pack.governance, Some(number));
    if rows.is_empty() && !own {
        return vec![Need::Silent];
    }
    let mut needs = BTreeSet::new();
    for (row, relaxing) in rows {
        // several rows may stand in: what all of them ask for is asked
        let asked = row.output.iter().filter(|need| relaxing.iter().all(|r| r.output.contains(need)));
        needs.extend(asked.copied());
    }
    needs.into_iter().filter(|need| !(own && *need == Need::Instruction)).collect()
}
