//! Why: the ids and words that made an answer.

use crate::model::{Decision, Requires, RoleId, Said, Stage, Supervision, Task};
use crate::rules::Pack;

/// Ids in table order, then what a panel is told.
pub(super) fn because(
    pack: &Pack,
    task: &Task,
    decision: &Decision,
    roles: &[(RoleId, Supervision)],
) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if !list.contains(&text) {
            list.push(text);
        }
    };
    let catalogue = &pack.catalogue;
    let deciding = |stages: &'static [Stage]| {
        decision.trace.iter().filter(move |r| r.decides && stages.contains(&r.stage))
    };
    for row in deciding(&[Stage::Law, Stage::Policy]) {
        add(catalogue.rule_id(row.rule).to_owned());
    }
    let judged = task.acts.iter().filter(|_| decision.completions > 0);
    for act in judged.flatten().filter(|act| pack.is_unlisted(**act)) {
        add(format!("unlisted:{}", catalogue.act_names.name(*act)));
    }
    for row in deciding(&[Stage::Veto, Stage::Floor, Stage::Mitigation]) {
        add(catalogue.rule_id(row.rule).to_owned());
    }
    let watched = roles.iter().flat_map(|(id, _)| decision.role(*id).supervision_rows());
    let loosened = decision.roles.iter().filter_map(|(said, _)| match said {
        Said::Loosened(rule) => Some(rule),
        _ => None,
    });
    let mut watched: Vec<_> = watched.chain(loosened).collect();
    watched.sort_unstable();
    for rule in watched {
        add(catalogue.rule_id(rule).to_owned());
    }
    for column in &decision.blanks {
        add(format!("blank:{}", catalogue.column_name(*column)));
    }
    for word in open_words(task, decision) {
        add(word.to_owned());
    }
    list
}

/// What a panel is told besides blank columns.
fn open_words(task: &Task, decision: &Decision) -> Vec<&'static str> {
    let words = [
        (task.acts.is_none() || decision.completions == 0, "acts"),
        (task.profession.is_none(), "profession"),
        (!matches!(task.requires, Requires::Known(_)), "requires"),
        (decision.silent, "silent:floor"),
        (decision.no_role, "no-role"),
        (decision.panel, "panel"),
        (decision.bounded, "bounded"),
    ];
    words.into_iter().filter(|(applies, _)| *applies).map(|(_, word)| word).collect()
}
