//! The answer for a task: status, level, rungs, reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::completions::{Judgement, judge};
use super::matching::role_matches;
use super::pack::{MODES, Pack, Role};
use super::people::People;
use super::reasons::{self, Known};
use super::tasks::Task;
use super::verdict::{Floor, place};
use super::{Dataset, RoleAnswer, RungAnswer, TaskAnswer, rules};

/// Verdicts, the best first.
const BEST_FIRST: [&str; 6] =
    ["safe", "needs-panel", "not-yet", "no-supervisor", "nobody-competent", "refused"];

/// Answers one task.
pub(super) fn answer(pack: &Pack, dataset: &Dataset, task: &Task) -> TaskAnswer {
    let judgement = judge(pack, task);
    let people = People::find(pack, dataset, task, &judgement);
    let verdicts: BTreeMap<&str, &str> = pack
        .roles
        .iter()
        .map(|role| (role.code.as_str(), role_verdict(pack, task, &judgement, &people, role)))
        .collect();
    let status = status(task, &judgement, &verdicts);
    let safe = |role: &&Role| verdicts.get(role.code.as_str()) == Some(&"safe");
    let level = pack.roles.iter().filter(safe).map(|role| role.level).min().filter(|_| status == "placed");
    let chosen: Vec<&Role> =
        pack.roles.iter().filter(safe).filter(|role| Some(role.level) == level).collect();
    let rungs: Vec<RungAnswer> =
        (1..=9).map(|level| rung(pack, task, &judgement, &people, &verdicts, status, level)).collect();
    let able_here: BTreeSet<&str> = chosen.iter().flat_map(|role| people.supervised_in(role)).collect();
    let (low, high) = judgement.floors();
    let counted: Vec<String> = rungs
        .iter()
        .filter(|rung| rung.able > 0)
        .map(|rung| format!("{}:{}", rung.level, rung.able))
        .collect();
    let nearest = people.nearest(task, None);
    let mode = |role: &&Role| format!("{}:{}", role.code, mode(judgement.supervision(&role.code)));
    TaskAnswer {
        task_id: task.id.clone(),
        site: task.site.clone(),
        status: status.to_owned(),
        outcomes: outcomes(&judgement),
        floor: if low == high { low.to_string() } else { format!("{low}..{high}") },
        level: level.map_or_else(String::new, |level| level.to_string()),
        roles: chosen.iter().map(|role| role.code.clone()).collect(),
        supervision: chosen.iter().map(mode).collect(),
        able: level.map_or_else(String::new, |_| able_here.len().to_string()),
        able_by_level: counted.join(";"),
        examples: able_here.iter().take(5).map(ToString::to_string).collect(),
        because: because(pack, task, &judgement, &chosen),
        nearest: nearest.map_or_else(String::new, |(staff_id, _)| staff_id.to_owned()),
        gap: gap(pack, nearest),
        lower: level.map_or_else(String::new, |level| reasons::lower(&rungs, level)),
        blanks: judgement.blanks.iter().map(ToString::to_string).collect(),
        bounded: judgement.bounded,
        panel: task.panel.is_some() && !judgement.unknown_acts,
        rungs,
    }
}

/// What the nearest person lacks.
fn gap(pack: &Pack, nearest: Option<(&str, &[(&str, u8)])>) -> String {
    let missing = nearest.map_or(&[][..], |(_, missing)| missing);
    let words: Vec<String> =
        missing.iter().map(|(code, rank)| format!("{code}:{}", pack.rank_word(*rank))).collect();
    words.join(";")
}

fn mode(place: usize) -> &'static str {
    MODES.get(place).copied().unwrap_or_default()
}

/// The outcome set, where all completions agree.
fn outcomes(judgement: &Judgement) -> Vec<String> {
    match judgement.verdicts.first() {
        Some(verdict) if judgement.decided => verdict.outcomes.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// Whether people must settle something before anything is called safe.
fn open(task: &Task, judgement: &Judgement) -> bool {
    let unknown = task.acts.is_none() || task.profession.is_empty() || task.requires.is_empty();
    unknown || !judgement.decided || judgement.floors().1 == Floor::NeedsPanel
}

/// The first status that applies.
fn status(task: &Task, judgement: &Judgement, verdicts: &BTreeMap<&str, &str>) -> &'static str {
    let some_role = |verdict: &str| verdicts.values().any(|other| *other == verdict);
    if judgement.restricted() {
        return "restricted";
    }
    if open(task, judgement) {
        return "needs-panel";
    }
    if some_role("safe") {
        return "placed";
    }
    for word in ["not-yet", "no-supervisor"] {
        if some_role(word) {
            return word;
        }
    }
    "nobody-competent"
}

/// A role's verdict before the task's status is looked at.
fn role_verdict(
    pack: &Pack,
    task: &Task,
    judgement: &Judgement,
    people: &People,
    role: &Role,
) -> &'static str {
    if !judgement.passes(&role.code) {
        "refused"
    } else if !people.someone_able(role) {
        "nobody-competent"
    } else if people.supervised_in(role).is_empty() {
        "no-supervisor"
    } else if !missing(pack, task, judgement, role).is_empty() {
        "not-yet"
    } else {
        "safe"
    }
}

/// What governance misses: the instruction, measures in the order of the pack, silence.
fn missing(pack: &Pack, task: &Task, judgement: &Judgement, role: &Role) -> Vec<String> {
    let needs = judgement.needs(&role.code);
    let mut missing = Vec::new();
    if needs.contains("cti") && !task.instruction_counts {
        missing.push("cti".to_owned());
    }
    for measure in pack.words("mitigations") {
        if needs.contains(measure.as_str()) && !task.mitigations.contains(measure) {
            missing.push(measure.clone());
        }
    }
    if needs.contains("silent") {
        missing.push("silent".to_owned());
    }
    missing
}

fn rung(
    pack: &Pack,
    task: &Task,
    judgement: &Judgement,
    people: &People,
    verdicts: &BTreeMap<&str, &str>,
    status: &str,
    level: u8,
) -> RungAnswer {
    let mut roles = Vec::new();
    let mut able: BTreeSet<&str> = BTreeSet::new();
    for role in pack.roles.iter().filter(|role| role.level == level) {
        let verdict = verdicts.get(role.code.as_str()).copied().unwrap_or_default();
        let passes = judgement.passes(&role.code);
        if verdict == "safe" {
            able.extend(people.supervised_in(role));
        }
        let missing = if passes { missing(pack, task, judgement, role) } else { Vec::new() };
        let known = Known {
            unknown_acts: judgement.unknown_acts,
            passes,
            open: open(task, judgement),
            missing: &missing,
            verdict,
        };
        let supervision = if passes { mode(judgement.supervision(&role.code)) } else { "" };
        roles.push(RoleAnswer {
            role: role.code.clone(),
            lawful: judgement.lawful(&role.code),
            passes,
            refused_stops: refused_stops(pack, task, judgement, role),
            supervision: supervision.to_owned(),
            reasons: reasons::reasons(&judgement.trace.refusals, task, people, role, &known),
            missing,
            verdict: if verdict == "safe" && status == "needs-panel" { status } else { verdict }.to_owned(),
        });
    }
    let best = BEST_FIRST.into_iter().find(|word| roles.iter().any(|role| role.verdict == *word));
    let nearest = people.nearest(task, Some(level)).filter(|_| best == Some("nobody-competent"));
    RungAnswer {
        level,
        verdict: best.unwrap_or("no-role").to_owned(),
        able: able.len() as u64,
        roles,
        gap: gap(pack, nearest),
    }
}

/// The stops that do not admit a role, and the other reasons of law.
fn refused_stops(pack: &Pack, task: &Task, judgement: &Judgement, role: &Role) -> Vec<String> {
    let mut stops = BTreeSet::new();
    for verdict in &judgement.verdicts {
        for (stop, rows) in &verdict.grants {
            if !rows.iter().filter_map(|id| pack.rule(id)).any(|row| role_matches(row, role)) {
                stops.insert((*stop).to_owned());
            }
        }
    }
    let mut refused: Vec<String> = stops.into_iter().collect();
    if judgement.unknown_acts {
        refused.push("acts".to_owned());
    } else {
        refused.extend(rules::unlisted(pack, task).iter().map(|act| format!("unlisted:{act}")));
    }
    refused
}

/// What made the answer: row ids in the order of the tables, then what is open.
fn because(pack: &Pack, task: &Task, judgement: &Judgement, chosen: &[&Role]) -> Vec<String> {
    let mut rows: BTreeSet<(usize, String)> = BTreeSet::new();
    for (table, id) in &judgement.trace.rows {
        rows.insert((2 * table, (*id).to_owned()));
    }
    // behind the rows of policy, before those of the veto
    for act in rules::unlisted(pack, task).iter().filter(|_| !judgement.unknown_acts) {
        rows.insert((2 * place("policy") + 1, format!("unlisted:{act}")));
    }
    let completions = judgement.completions.iter().filter(|_| !chosen.is_empty());
    for completion in completions {
        let matching = rules::matching(pack, completion, "supervision");
        for role in chosen {
            let need = judgement.supervision(&role.code);
            for stands in rules::standing_for(role, &matching) {
                if stands.number == need {
                    rows.insert((2 * place("supervision"), stands.row.id.clone()));
                }
            }
        }
    }
    for table in ["supervision", "governance"] {
        for completion in &judgement.completions {
            let matching = rules::matching(pack, completion, table);
            for role in pack.roles.iter().filter(|role| judgement.passes(&role.code)) {
                let loosening =
                    rules::standing_for(role, &matching).into_iter().filter(|s| !s.row.relaxes.is_empty());
                rows.extend(loosening.map(|stands| (2 * place(table), stands.row.id.clone())));
            }
        }
    }
    let mut because: Vec<String> = rows.into_iter().map(|(_, id)| id).collect();
    because.extend(judgement.blanks.iter().map(|column| format!("blank:{column}")));
    for (open, word) in [
        (judgement.unknown_acts, "acts"),
        (task.profession.is_empty(), "profession"),
        (task.requires.is_empty(), "requires"),
        (judgement.trace.silent, "silent:floor"),
        (judgement.trace.no_role, "no-role"),
        (task.panel.is_some() && !judgement.unknown_acts, "panel"),
        (judgement.bounded, "bounded"),
    ] {
        if open {
            because.push(word.to_owned());
        }
    }
    because
}
