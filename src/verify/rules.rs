//! Stages 2 to 8 over rows: what stands of a table, stops and their grants, floor, supervision, governance.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::{Completion, role_matches};
use super::pack::{MODES, Pack, Role, Rule};
use super::tasks::Task;

/// The rows of a table that match the task.
pub(super) fn matching<'a>(pack: &'a Pack, completion: &Completion, table: &str) -> Vec<&'a Rule> {
    pack.rules.iter().filter(|rule| rule.table == table && completion.counts(rule)).collect()
}

/// A row that stands: it matches and nothing relaxes it, or it relaxes another that matches.
pub(super) struct Stands<'a> {
    pub(super) row: &'a Rule,
    /// The row's output, or the mildest of the rows that relax the same one.
    pub(super) number: usize,
    /// In governance: what the row needs, or what all the rows need that relax the same one.
    needs: BTreeSet<&'a str>,
}

/// Of a table's matching rows: each row itself, or the matching rows that relax it, all with the mildest output.
pub(super) fn standing<'a>(matching: &[&'a Rule]) -> Vec<Stands<'a>> {
    let mut standing = Vec::new();
    for rule in matching {
        if !rule.relaxes.is_empty() {
            continue; // only ever in another row's place
        }
        let relaxing: Vec<&Rule> =
            matching.iter().copied().filter(|other| other.relaxes == rule.id).collect();
        if relaxing.is_empty() {
            let needs = rule.needs.iter().map(String::as_str).collect();
            standing.push(Stands { row: rule, number: rule.number, needs });
        }
        for one in &relaxing {
            let number = relaxing.iter().map(|other| other.number).min().unwrap_or(one.number);
            let mut needs: BTreeSet<&str> = one.needs.iter().map(String::as_str).collect();
            needs.retain(|need| relaxing.iter().all(|other| other.needs.iter().any(|n| n == need)));
            standing.push(Stands { row: one, number, needs });
        }
    }
    standing
}

/// A triggered stop and the admit rows that match, of which a person must satisfy one.
pub(super) struct Grant<'a> {
    pub(super) stop: &'a str,
    pub(super) triggers: Vec<&'a Rule>,
    pub(super) admits: Vec<&'a Rule>,
}

/// The triggered stops by name; policy does not bind where a panel has decided.
pub(super) fn grants<'a>(pack: &'a Pack, task: &Task, completion: &Completion) -> Vec<Grant<'a>> {
    let law = matching(pack, completion, "law");
    let policy = matching(pack, completion, "policy");
    let mut rows: Vec<&Rule> = standing(&law).iter().map(|stands| stands.row).collect();
    if task.panel.is_none() {
        rows.extend(standing(&policy).iter().map(|stands| stands.row));
    }
    let mut stops: BTreeMap<&str, Grant> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.effect == "stop") {
        let fresh = || Grant { stop: &row.stop, triggers: Vec::new(), admits: Vec::new() };
        stops.entry(&row.stop).or_insert_with(fresh).triggers.push(*row);
    }
    for row in rows.iter().filter(|row| row.effect == "admit") {
        if let Some(grant) = stops.get_mut(row.stop.as_str()) {
            grant.admits.push(*row);
        }
    }
    stops.into_values().collect()
}

/// The task's acts of kind law that no law stop row lists.
pub(super) fn unlisted<'a>(pack: &'a Pack, task: &'a Task) -> BTreeSet<&'a str> {
    let mut unlisted = BTreeSet::new();
    for act in task.acts.iter().flatten() {
        let law = pack.act(act).is_some_and(|act| act.law);
        let listed = pack.rules.iter().any(|rule| {
            let lists = rule.task_cells.iter().any(|cell| cell.column == "acts" && cell.words.contains(act));
            rule.table == "law" && rule.effect == "stop" && lists
        });
        if law && !listed {
            unlisted.insert(act.as_str());
        }
    }
    unlisted
}

/// The veto: `retain`, `skill-share` or blank, and the rows that make it.
pub(super) fn veto<'a>(pack: &'a Pack, task: &'a Task, completion: &Completion) -> (&'a str, Vec<&'a Rule>) {
    if let Some(panel) = &task.panel {
        return (&panel.veto, Vec::new());
    }
    let rows: Vec<&Rule> =
        standing(&matching(pack, completion, "veto")).iter().map(|stands| stands.row).collect();
    let word = ["retain", "skill-share"].into_iter().find(|word| rows.iter().any(|row| row.word == *word));
    (word.unwrap_or(""), rows)
}

/// Whether a role passes stage 4.
pub(super) fn passes_veto(veto: &str, task: &Task, role: &Role) -> bool {
    match veto {
        "retain" => role.practitioner && !task.profession.is_empty() && role.profession == task.profession,
        "skill-share" => role.practitioner,
        _ => true,
    }
}

/// Stages 5 and 6.
pub(super) struct TableFloor<'a> {
    /// The level, above 9 too; none: the rules are silent.
    pub(super) level: Option<usize>,
    /// The rows that had a part in it.
    pub(super) rows: Vec<&'a Rule>,
    /// No floor row matches, and nothing vetoes.
    pub(super) silent: bool,
}

/// The table floor.
pub(super) fn table_floor<'a>(
    pack: &'a Pack,
    task: &Task,
    completion: &Completion,
    veto: &str,
) -> TableFloor<'a> {
    let practitioner = pack.lowest_practitioner().filter(|_| !veto.is_empty()).map(usize::from);
    if let Some(panel) = &task.panel {
        let level = Some(panel.floor).max(practitioner);
        return TableFloor { level, rows: Vec::new(), silent: false };
    }
    let floors = standing(&matching(pack, completion, "floor"));
    let highest = floors.iter().map(|floor| floor.number).max();
    let mut rows: Vec<&Rule> = Vec::new();
    for floor in &floors {
        if Some(floor.number) == highest || !floor.row.relaxes.is_empty() {
            rows.push(floor.row);
        }
    }
    let mut step = 0;
    for Stands { row, .. } in standing(&matching(pack, completion, "mitigation")) {
        if !row.relaxes.is_empty() {
            rows.push(row);
        } else if !task.mitigations.contains(&row.word) {
            rows.push(row);
            step = 1;
        }
    }
    let silent = highest.is_none() && veto.is_empty();
    TableFloor { level: highest.max(practitioner).map(|level| level + step), rows, silent }
}

/// Stages 7 and 8: of the rows that match the task those that stand for a role.
pub(super) fn standing_for<'a>(role: &Role, matching: &[&'a Rule]) -> Vec<Stands<'a>> {
    let mut rows = matching.to_vec();
    rows.retain(|row| role_matches(row, role));
    standing(&rows)
}

/// Stage 7: the supervision that a role needs, as a place in [`MODES`]; `rows` are those that stand for it.
pub(super) fn supervision(task: &Task, role: &Role, rows: &[Stands]) -> usize {
    let direct = MODES.len() - 1;
    let mut need = role.supervision;
    for row in rows {
        need = need.max(row.number);
    }
    if !role.practitioner {
        need = need.max(1);
        if rows.is_empty() {
            need = direct;
        }
    }
    need.max(task.panel.as_ref().map_or(0, |panel| panel.supervision))
}

/// Stage 8: what governance needs of a role, `silent` if no row speaks of it; `rows` are those that stand for it.
pub(super) fn needs<'a>(task: &Task, role: &Role, rows: &[Stands<'a>]) -> BTreeSet<&'a str> {
    let own = role.practitioner && !task.profession.is_empty() && role.profession == task.profession;
    let mut needs = BTreeSet::new();
    if rows.is_empty() && !own {
        needs.insert("silent");
    }
    for row in rows {
        needs.extend(row.needs.iter().filter(|need| !(own && **need == "cti")));
    }
    needs
}
