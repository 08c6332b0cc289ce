//! The first page: tasks by status and level, and what to look at first.

use super::charts::Chart;
use super::html::{Table, count, heading, number, paragraph, some, text};
use super::rows::Drift;
use super::{Report, frame::Section, told};
use crate::model::{Level, Severity, Status};
use crate::report::{LooserRecord, PanelSummary, words};

pub(super) fn section(report: &Report<'_>) -> Section {
    let mut body = String::new();
    let summary = report.summary;
    let placed = summary.with_status(Status::Placed);
    paragraph(
        &mut body,
        &format!(
            "<strong>{} of {} have a lowest safe level with today's people</strong> ({}, {}). \
             The others are not placed; the reasons are below and with every task.",
            number(placed),
            some(summary.tasks, "task", "tasks"),
            match report.share {
                Some(_) => format!("active people: {}", report.active(summary.people, None)),
                None => some(summary.people, "active person", "active people"),
            },
            some(summary.sites, "site", "sites")
        ),
    );
    if let Some(threshold) = report.share {
        told::about(report, threshold, &mut body);
    }
    if let Some(changes) = report.changes {
        paragraph(&mut body, &super::changes::headline(changes));
    }
    if let Some(trend) = super::trends::headline(report) {
        paragraph(&mut body, &trend);
    }
    first(report, &mut body);
    by_status(report, &mut body);
    by_level(report, &mut body);
    stopping(report, &mut body);
    loosened(report, &mut body);
    Section { id: "headline", title: "Headline", body }
}

/// What needs somebody's eyes, worst first.
fn first(report: &Report<'_>, body: &mut String) {
    let drifting = |kind| count(report.rows.iter().filter(|row| row.drift == Some(kind)).count());
    let single = count(report.rows.iter().filter(|row| row.only.is_some()).count());
    let unknown = count(report.rows.iter().filter(|row| row.now.is_none()).count());
    let line = |value: u64, words: &str, page: &str, bad: bool| {
        let class = if bad && value > 0 { " class=\"bad\"" } else { "" };
        vec![format!("<a href=\"#{page}\">{words}</a>"), format!("<span{class}>{}</span>", number(value))]
    };
    let mut rows = vec![
        line(
            drifting(Drift::BelowFloor),
            "tasks done now below the lowest level that the rules allow",
            "skill-mix",
            true,
        ),
        line(drifting(Drift::Refused), "tasks done now by a role that the rules refuse", "skill-mix", true),
        line(unknown, "tasks of which the data does not say who does them now", "skill-mix", false),
    ];
    let owner = report.share.is_none();
    if owner {
        rows.push(line(single, "tasks that only one person there could safely do", "competencies", false));
    }
    let panel = report.summary.with_status(Status::NeedsPanel);
    rows.push(line(panel, "tasks that people must decide", "tasks", false));
    if owner {
        let errors = report.summary.with_severity(Severity::Error);
        rows.push(line(errors, "errors found in the data", "quality", false));
        rows.push(line(report.summary.rejected(), "rows refused", "quality", false));
    }
    heading(body, "Look at first");
    Table { id: "first", caption: "What needs somebody's eyes", heads: &["What", "#Number"], rows }
        .write(body);
}

fn by_status(report: &Report<'_>, body: &mut String) {
    let of: Vec<u64> = Status::ALL.iter().map(|status| report.summary.with_status(*status)).collect();
    heading(body, "Tasks by status");
    Chart {
        id: "chart-status",
        title: "Tasks by status",
        says: said(Status::ALL.iter().map(|status| status.word()).zip(of.iter().copied())),
        axis: "status",
        categories: Status::ALL.iter().map(|status| status.word().to_owned()).collect(),
        series: vec![("tasks", of.clone())],
    }
    .write(body);
    let meaning = |status: Status| match status {
        Status::Placed => "a lowest safe level, with able and supervised people",
        other => words::meaning(other),
    };
    let row = |(status, tasks): (&Status, u64)| {
        vec![status.word().to_owned(), number(tasks), text(meaning(*status))]
    };
    let rows = Status::ALL.iter().zip(of).map(row).collect();
    let heads = &["Status", "#Tasks", "What it means"];
    Table { id: "status", caption: "What each status means", heads, rows }.write(body);
}

fn by_level(report: &Report<'_>, body: &mut String) {
    let at = |level: Level| report.summary.placed_by_level.get(&level.to_string()).copied().unwrap_or(0);
    let of: Vec<u64> = Level::all().map(at).collect();
    heading(body, "Placed tasks by lowest safe level");
    Chart {
        id: "chart-level",
        title: "Placed tasks by lowest safe level",
        says: said(Level::all().map(|level| format!("level {level}")).zip(of.iter().copied())),
        axis: "Career Framework level",
        categories: Level::all().map(|level| level.to_string()).collect(),
        series: vec![("tasks", of.clone())],
    }
    .write(body);
    let roles = |level| {
        let roles = report.catalogue.at_level(level).filter_map(|id| report.catalogue.role_of(id));
        let codes: Vec<&str> = roles.map(|role| role.code.as_str()).collect();
        if codes.is_empty() { "none".to_owned() } else { text(&codes.join(", ")) }
    };
    let rows =
        Level::all().zip(of).map(|(level, tasks)| vec![level.to_string(), number(tasks), roles(level)]);
    let heads = &["Level", "#Tasks", "Roles of the pack at this level"];
    let caption = "Career Framework levels: not pay bands, not education levels";
    Table { id: "level", caption, heads, rows: rows.collect() }.write(body);
}

fn stopping(report: &Report<'_>, body: &mut String) {
    let list = &report.summary.stopping;
    // what the nearest person lacks is nobody's but the owner's
    if list.is_empty() || report.share.is_some() {
        return;
    }
    heading(body, "What most often stops a lower level");
    let row = |(code, title, tasks): &(String, String, u64)| vec![text(code), text(title), number(tasks)];
    let caption = "Competencies that the nearest person of a lower level lacks (the first five)";
    let heads = &["Competency", "Title", "#Tasks"];
    Table { id: "stopping", caption, heads, rows: list.iter().map(row).collect() }.write(body);
}

/// What loosened rules, and what panels decided.
fn loosened(report: &Report<'_>, body: &mut String) {
    if let Some(panel) = &report.summary.panel {
        panels(panel, report.share.is_some(), body);
    }
    let list = &report.summary.loosened;
    if list.is_empty() {
        return;
    }
    heading(body, "Loosened by approval");
    let rows = list.iter().map(|one| {
        let cells = [&one.rule, &one.relaxes, &one.approver, &one.approved_on, &one.expires_on, &one.reason];
        let mut row: Vec<String> = cells.map(|cell| text(cell)).into();
        row.push(number(one.tasks));
        row
    });
    let heads = &["Rule", "Relaxes", "Approved by", "On", "Until", "Why", "#Tasks"];
    Table { id: "loosened", caption: "Rules that loosened others", heads, rows: rows.collect() }.write(body);
}

fn panels(panel: &PanelSummary, shared: bool, body: &mut String) {
    heading(body, "Decisions of panels");
    let rests = some(panel.decided, "answer rests", "answers rest");
    let looser = number(count(panel.looser.len()));
    let words = "looser than the rules, with a rationale; law is never loosened";
    paragraph(body, &format!("{rests} on a panel's decision; decisions that are {words}: {looser}."));
    if panel.looser.is_empty() {
        return;
    }
    // what a panel wrote may name people
    let heads: &[&str] = if shared {
        &["Task", "Site", "In what it is looser", "Review on"]
    } else {
        &["Task", "Site", "In what it is looser", "Rationale", "Dissent", "Review on"]
    };
    let row = |one: &LooserRecord| {
        let cells: &[&String] = if shared {
            &[&one.task_id, &one.site, &one.looser, &one.review_on]
        } else {
            &[&one.task_id, &one.site, &one.looser, &one.rationale, &one.dissent, &one.review_on]
        };
        cells.iter().map(|cell| text(cell)).collect()
    };
    let rows = panel.looser.iter().map(row).collect();
    Table { id: "panels", caption: "Decisions of panels that are looser than the rules", heads, rows }
        .write(body);
}

/// `placed 3, not-yet 4`, without what is nothing.
pub(super) fn said<N: std::fmt::Display>(values: impl Iterator<Item = (N, u64)>) -> String {
    let some: Vec<String> = values
        .filter(|(_, value)| *value > 0)
        .map(|(name, value)| format!("{name} {}", number(value)))
        .collect();
    if some.is_empty() { "nothing".to_owned() } else { some.join(", ") }
}
