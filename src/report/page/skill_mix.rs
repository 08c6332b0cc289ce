//! The page on the skill mix: what is done below its floor, then minutes a week by level in three ways.

use std::collections::BTreeMap;

use super::charts::Chart;
use super::html::{Table, count, heading, list, minutes, number, paragraph, some, text};
use super::rows::{Drift, TaskRow};
use super::{Report, costs, frame::Section};
use crate::model::Level;

/// Thousandths of a minute a week: by the level that does it now, by the lowest safe level with today's people, by the
/// lowest that the rules allow. `None`: no level can be said.
type Mix = BTreeMap<Option<Level>, [u64; 3]>;

const WAYS: [&str; 3] = [
    "the level that does it now",
    "the lowest safe level with today's people",
    "the lowest level that the rules allow",
];

/// Tasks that are listed.
const SHOWN: usize = 20;

pub(super) fn section(report: &Report<'_>) -> Section {
    let mut body = String::new();
    drift(report, &mut body);
    let measured = count(report.rows.iter().filter(|row| row.minutes.is_some()).count());
    let all = count(report.rows.len());
    heading(&mut body, "Minutes a week by level");
    paragraph(
        &mut body,
        &format!(
            "Counted are the {} of {} with minutes and times a week; the three ways have the same total. \
             Nothing here says that anybody has the time.",
            number(measured),
            some(all, "task", "tasks")
        ),
    );
    if measured > 0 {
        whole(report, &mut body);
        by_site(report, &mut body);
        lower(report, &mut body);
    }
    costs::write(report, &mut body);
    Section { id: "skill-mix", title: "Skill mix", body }
}

/// What is done now against the rules, first of all.
fn drift(report: &Report<'_>, body: &mut String) {
    heading(body, "Done now below the floor, or by a role that the rules refuse");
    let mut drifting: Vec<(Drift, usize, &TaskRow)> =
        report.rows.iter().enumerate().filter_map(|(at, row)| Some((row.drift?, at, row))).collect();
    drifting.sort_by_key(|(drift, at, row)| (*drift, std::cmp::Reverse(row.minutes), *at));
    let unknown = count(report.rows.iter().filter(|row| row.now.is_none()).count());
    let open = report.rows.iter().filter(|row| row.floor.low != row.floor.high);
    let judged = format!(
        "Not judged: {} of which the data does not say who does them. Of {} the floor is open: these are listed \
         only if done below the lowest floor that any reading of the facts gives.",
        some(unknown, "task", "tasks"),
        some(count(open.count()), "task", "tasks")
    );
    if drifting.is_empty() {
        paragraph(body, &format!("No task is known to be. {judged}"));
        return;
    }
    let below = count(drifting.iter().filter(|(drift, ..)| *drift == Drift::BelowFloor).count());
    let refused = count(drifting.len()) - below;
    paragraph(
        body,
        &format!(
            "<strong class=\"bad\">{} done below the lowest level that the rules allow, {} by a role that law, policy \
             or another rule refuses.</strong> {judged}",
            some(below, "task is", "tasks are"),
            number(refused)
        ),
    );
    let rows = drifting.iter().take(SHOWN).map(|(drift, at, row)| {
        let words = match drift {
            Drift::BelowFloor => "below the floor",
            Drift::Refused => "refused by the rules",
        };
        let [task, title, site] = report.named(*at);
        let per_week = row.minutes.map_or("(not said)".to_owned(), minutes);
        let why = format!("<strong class=\"bad\">{words}</strong>");
        vec![task, title, site, done_by(report, row), row.floor_words(), why, per_week]
    });
    let caption = format!(
        "The first {} of {}, below the floor first, then by minutes; the list of tasks has all",
        number(count(drifting.len().min(SHOWN))),
        some(count(drifting.len()), "such task", "such tasks")
    );
    let heads =
        &["Task", "Title", "Site", "Done now by", "Rules allow from", "Why it is here", "#Minutes a week"];
    Table { id: "drift", caption: &caption, heads, rows: rows.collect() }.write(body);
}

fn done_by(report: &Report<'_>, row: &TaskRow) -> String {
    row.now.map_or("(not said)".to_owned(), |(role, level)| {
        format!("level {level}: <span class=\"k\">{}</span>", text(report.catalogue.role_code(role)))
    })
}

fn mix<'r>(rows: impl IntoIterator<Item = &'r TaskRow>) -> Mix {
    let mut mix = Mix::new();
    for row in rows {
        let Some(minutes) = row.minutes else { continue };
        let levels = [row.now.map(|(_, level)| level), row.level, row.rules_allow()];
        for (way, level) in levels.into_iter().enumerate() {
            if let Some(sum) = mix.entry(level).or_default().get_mut(way) {
                *sum = sum.saturating_add(minutes);
            }
        }
    }
    mix
}

fn whole(report: &Report<'_>, body: &mut String) {
    let mix = mix(report.rows);
    let of = |level: Option<Level>, way: usize| {
        mix.get(&level).and_then(|sums| sums.get(way)).copied().unwrap_or(0)
    };
    let levels: Vec<Level> = Level::all().collect();
    let series = WAYS.iter().enumerate().map(|(way, name)| {
        (*name, levels.iter().map(|level| (of(Some(*level), way) + 500) / 1_000).collect())
    });
    Chart {
        id: "chart-mix",
        title: "Minutes a week by level",
        says: "Three columns for every level; the table below has their numbers.".to_owned(),
        axis: "Career Framework level",
        categories: levels.iter().map(Level::to_string).collect(),
        series: series.collect(),
    }
    .write(body);
    let mut rows: Vec<Vec<String>> = levels
        .iter()
        .filter(|level| mix.contains_key(&Some(**level)))
        .map(|level| row(&level.to_string(), [0, 1, 2].map(|way| of(Some(*level), way))))
        .collect();
    rows.push(row("no level: not said, not placed, not decided", [0, 1, 2].map(|way| of(None, way))));
    let total =
        |way: usize| mix.values().filter_map(|sums| sums.get(way)).fold(0, |a: u64, b| a.saturating_add(*b));
    rows.push(row("all", [0, 1, 2].map(total)));
    let heads = &["Level", "#a Done now", "#b Today's people", "#c Rules allow"];
    let caption = "Minutes a week by level, all sites";
    Table { id: "mix", caption, heads, rows }.write(body);
}

fn row(name: &str, sums: [u64; 3]) -> Vec<String> {
    std::iter::once(text(name)).chain(sums.map(minutes)).collect()
}

fn by_site(report: &Report<'_>, body: &mut String) {
    let mut sites: BTreeMap<&str, Vec<&TaskRow>> = BTreeMap::new();
    for (task, row) in report.tasks.iter().zip(report.rows) {
        sites.entry(&task.site).or_default().push(row);
    }
    if sites.len() < 2 {
        return;
    }
    let mut rows = Vec::new();
    for (site, of_site) in sites {
        for (level, sums) in mix(of_site) {
            let level = level.map_or("none".to_owned(), |level| level.to_string());
            let mut cells = row(if site.is_empty() { "(no site)" } else { site }, sums);
            cells.insert(1, level);
            rows.push(cells);
        }
    }
    heading(body, "By site");
    let heads = &["Site", "Level", "#a Done now", "#b Today's people", "#c Rules allow"];
    let caption = "Minutes a week by site and level; none: not said, not placed, not decided";
    Table { id: "mix-site", caption, heads, rows }.write(body);
}

/// What a lower level could do: a potential, never a saving.
fn lower(report: &Report<'_>, body: &mut String) {
    let mut moves: BTreeMap<(Level, Level), (u64, u64)> = BTreeMap::new();
    for row in report.rows {
        let (Some(between), Some(minutes)) = (row.could_go_down(), row.minutes) else { continue };
        let sums = moves.entry(between).or_default();
        *sums = (sums.0 + 1, sums.1.saturating_add(minutes));
    }
    heading(body, "What today's rules and people would let a lower level do");
    if moves.is_empty() {
        paragraph(body, "Nothing that has minutes, a role that does it now, and a lower safe level.");
        return;
    }
    paragraph(
        body,
        "Minutes that today's rules and people would let a lower level do: <strong>a potential, not a saving</strong>, under these assumptions:",
    );
    list(body, &ASSUMPTIONS);
    let row = |((from, to), (tasks, sum)): (&(Level, Level), &(u64, u64))| {
        vec![format!("{from} to {to}"), number(tasks), minutes(*sum)]
    };
    let heads = &["From level, to level", "#Tasks", "#Minutes a week"];
    let caption =
        "Tasks placed below the level that does them now; those that the rules refuse to it are left out";
    Table { id: "lower", caption, heads, rows: moves.iter().map(row).collect() }.write(body);
}

pub(super) const ASSUMPTIONS: [&str; 5] = [
    "minutes, times a week and who does a task now are right in tasks.csv;",
    "the people who are able have the time: nobody's time was counted, and one person may be the answer to many tasks;",
    "a task takes a lower level no longer, and splitting it off costs the patient nothing;",
    "supervision, delegation, assessment and training take no time: they do, and it is not taken off;",
    "a registrant delegates each time.",
];
