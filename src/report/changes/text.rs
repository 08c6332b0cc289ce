//! What `diff` prints: counts by change and by cause, then the worst, without a cell of the data unless asked for.

use std::fmt::Write;

use super::{COMPARED, Change, ChangedTask, ChangesRecord, Effect, HowFar, RunSide, Stood};

/// Causes of a task that the terminal shows.
const CAUSES: usize = 3;

/// What was found, for the terminal; `most` tasks are listed.
#[must_use]
pub fn changes_text(record: &ChangesRecord, most: usize, show_values: bool) -> String {
    let mut text = String::new();
    let ChangesRecord { old, new, in_both, same, changed, not_known } = record;
    let (came, went) = (record.count(Change::Came), record.count(Change::Went));
    let both = in_both.saturating_sub(*same);
    // writing into a string does not fail
    let _ = writeln!(text, "Old: {}\nNew: {}", side(old), side(new));
    let _ = writeln!(
        text,
        "Tasks in both: {in_both}; {same} as they were, {both} changed. Came: {came}; went: {went}"
    );
    for change in Change::ALL {
        let count = record.count(change);
        if count > 0 {
            let _ = writeln!(text, "  {:<10} {count:>6}  {}", change.word(), change.meaning());
        }
    }
    if !not_known.is_empty() {
        text.push_str("Causes are not known:\n");
        for why in not_known {
            let _ = writeln!(text, "  {why}");
        }
    } else if !changed.is_empty() {
        text.push_str("Causes, each undone alone in the new run:\n");
        for (kind, causes, tasks) in record.by_kind() {
            let of = if tasks == 1 { "task" } else { "tasks" };
            let _ = writeln!(text, "  {kind:<18} {causes:>6}  in {tasks} {of}");
        }
    }
    if !changed.is_empty() {
        text.push_str("Worst first:\n");
    }
    for task in changed.iter().take(most) {
        one(&mut text, task, show_values);
    }
    if changed.len() > most {
        let _ = writeln!(text, "  and {} more: --out DIR writes them all", changed.len() - most);
    }
    text
}

fn side(side: &RunSide) -> String {
    let RunSide { folder, skillmix, as_at, pack } = side;
    let pack = if pack.is_empty() { String::new() } else { format!(", {pack}") };
    format!("{folder} (skillmix {skillmix}, as at {as_at}{pack})")
}

fn one(text: &mut String, task: &ChangedTask, show_values: bool) {
    let (line, change) = (task.line, task.change.word());
    let of = if task.change == Change::Went { "old matches.csv" } else { "matches.csv" };
    let name = match (show_values, task.site.as_str()) {
        (false, _) => String::new(),
        (true, "") => format!(" {}", task.task_id),
        (true, site) => format!(" {} at {site}", task.task_id),
    };
    let change_of = match (&task.from, &task.to) {
        (Some(from), Some(to)) => moved(from, to),
        (Some(from), None) => stood(from),
        (None, Some(to)) => stood(to),
        (None, None) => String::new(),
    };
    let _ = writeln!(text, "  {of}:{line}{name} {change}: {change_of}");
    let causes: Vec<_> = task.causes.iter().filter(|cause| cause.effect != Effect::Against).collect();
    for cause in causes.iter().take(CAUSES) {
        let atoms = cause.atoms.iter().map(|atom| {
            let place = match (atom.file.as_str(), atom.line) {
                ("", _) => String::new(),
                (file, 0) => format!(" {file}"),
                (file, line) => format!(" {file}:{line}"),
            };
            let said =
                [atom.staff_id.as_str(), atom.what.as_str()].into_iter().filter(|text| !text.is_empty());
            let said: Vec<&str> = said.filter(|_| show_values).collect();
            let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
            format!("{}{place}{said}", atom.kind)
        });
        let atoms: Vec<String> = atoms.collect();
        let gives = match (&cause.undone, cause.effect) {
            (Some(undone), Effect::Nearer) => format!("; undone: {}", stood(undone)),
            (_, Effect::Back) => "; undone: as it was".to_owned(),
            _ => String::new(),
        };
        let _ = writeln!(text, "    {}{gives}", atoms.join(" and "));
    }
    if causes.len() > CAUSES {
        let _ = writeln!(text, "    and {} more causes", causes.len() - CAUSES);
    }
    if task.explained == HowFar::Not && task.causes.is_empty() {
        text.push_str("    cause not known\n");
    }
}

/// `placed 3 with 4 able, floor 2`.
fn stood(stood: &Stood) -> String {
    let [status, floor, level, _, _, able, _] = stood;
    let level = if level.is_empty() { String::new() } else { format!(" {level} with {able} able") };
    format!("{status}{level}, floor {floor}")
}

/// From where to where; of what is the same in short, the other columns that differ.
fn moved(from: &Stood, to: &Stood) -> String {
    let (was, is) = (stood(from), stood(to));
    if was != is {
        return format!("{was} to {is}");
    }
    let cells = COMPARED.iter().zip(from.iter().zip(to)).filter(|(_, (was, is))| was != is);
    let shown = |cell: &str| if cell.is_empty() { "none".to_owned() } else { cell.to_owned() };
    let cells = cells.map(|(name, (was, is))| format!("{name} {} to {}", shown(was), shown(is)));
    format!("{is}; {}", cells.collect::<Vec<_>>().join(", "))
}
