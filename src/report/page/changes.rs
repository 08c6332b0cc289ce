//! The page of changes since an earlier run: how many, why, and which, the worst first. It names no person.

use super::html::{Table, count, heading, number, paragraph, some, text};
use super::{Report, frame::Section};
use crate::report::{CAUSES, Change, ChangedTask, ChangesRecord, HowFar, Stood};

/// Changed tasks that are listed.
const LISTED: usize = 500;

pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let changes = report.changes?;
    let mut body = String::new();
    paragraph(&mut body, &format!("{} {}", sentence(changes), told_of(changes)));
    by_change(changes, &mut body);
    by_cause(changes, &mut body);
    tasks(report, changes, &mut body);
    Some(Section { id: "changes", title: "Changes", body })
}

/// What the headline says of it.
pub(super) fn headline(changes: &ChangesRecord) -> String {
    let link = "<a href=\"#changes\">What changed, and why</a>";
    format!("<strong>{}</strong> {link}.", sentence(changes))
}

fn sentence(changes: &ChangesRecord) -> String {
    let moved = count(changes.in_both.saturating_sub(changes.same));
    let of = |change: Change| count(changes.count(change));
    let worse = Change::ALL.into_iter().filter(|change| change.is_worse()).map(of).sum::<u64>();
    let better = of(Change::Placed) + of(Change::Down);
    let verb = if moved == 1 { "stands" } else { "stand" };
    format!(
        "Since the run as at {}, {} of {} {verb} otherwise: {} no longer placed or at a higher level, {} placed again or \
         at a lower level, {} with fewer people able, {} with more; {} came, {} went.",
        text(&changes.old.as_at),
        some(moved, "task", "tasks"),
        number(count(changes.in_both)),
        number(worse),
        number(better),
        number(of(Change::Fewer)),
        number(of(Change::More)),
        number(of(Change::Came)),
        number(of(Change::Went)),
    )
}

fn told_of(changes: &ChangesRecord) -> String {
    if changes.not_known.is_empty() {
        "Each cause was undone alone in the new run, all else as it is there, and matched again. \
         <code>skillmix diff</code> writes every cause with its place in the files."
            .to_owned()
    } else {
        "Causes are not known: inputs or rules of one of the runs are not as they were.".to_owned()
    }
}

fn by_change(changes: &ChangesRecord, body: &mut String) {
    heading(body, "What changed");
    let row = |change: &Change| {
        vec![change.word().to_owned(), number(changes.count(*change)), text(change.meaning())]
    };
    let rows = Change::ALL.iter().filter(|change| changes.count(**change) > 0).map(row).collect();
    let heads = &["Change", "#Tasks", "What it means"];
    Table { id: "changes-kinds", caption: "Tasks by change, the worst first", heads, rows }.write(body);
}

fn by_cause(changes: &ChangesRecord, body: &mut String) {
    heading(body, "Why");
    let meaning =
        |kind: &str| CAUSES.iter().find(|(word, _)| *word == kind).map_or("", |(_, meaning)| meaning);
    let row = |(kind, causes, tasks): &(&'static str, usize, usize)| {
        vec![(*kind).to_owned(), number(causes), number(tasks), text(meaning(kind))]
    };
    let rows = changes.by_kind().iter().map(row).collect();
    let heads = &["Cause", "#Causes", "#Tasks", "What it means"];
    Table { id: "changes-causes", caption: "Causes by kind", heads, rows }.write(body);
}

fn tasks(report: &Report<'_>, changes: &ChangesRecord, body: &mut String) {
    heading(body, "Which tasks");
    if changes.changed.len() > LISTED {
        let all = number(count(changes.changed.len()));
        paragraph(body, &format!("The worst {} of {all}.", number(count(LISTED))));
    }
    let numbers: std::collections::BTreeMap<(&str, &str), usize> =
        (0..).zip(report.tasks).map(|(at, task)| ((task.id.as_str(), task.site.as_str()), at)).collect();
    let row = |task: &ChangedTask| {
        let own = numbers.get(&(task.task_id.as_str(), task.site.as_str())).filter(|_| task.to.is_some());
        let gone = || [text(&task.task_id), String::new(), text(&task.site)];
        let mut cells: Vec<String> = own.map_or_else(gone, |at| report.named(*at)).into();
        let stood = |stood: &Option<Stood>| stood.as_ref().map_or("none".to_owned(), place);
        cells.extend([task.change.word().to_owned(), stood(&task.from), stood(&task.to), why(task)]);
        cells
    };
    let rows = changes.changed.iter().take(LISTED).map(row).collect();
    let heads = &["Task", "Title", "Site", "Change", "From", "To", "Causes"];
    let caption = "Tasks that are not as they were, the worst first";
    Table { id: "changes-tasks", caption, heads, rows }.write(body);
}

/// `placed 3, 4 able, floor 2`.
fn place([status, floor, level, _, _, able, _]: &Stood) -> String {
    let placed = if level.is_empty() { String::new() } else { format!(" {level}, {able} able") };
    text(&format!("{status}{placed}, floor {floor}"))
}

/// Kinds of causes with how many; what all tasks share is told by its row.
fn why(task: &ChangedTask) -> String {
    if task.explained == HowFar::Not {
        return "not known".to_owned();
    }
    let kinds = task.kinds().into_iter().map(|(kind, count)| match count {
        1 => kind.to_owned(),
        count => format!("{kind} ({})", number(count)),
    });
    text(&kinds.collect::<Vec<_>>().join(", "))
}
