//! The page of competencies: who holds them, how many tasks rest on them, what hangs on one person, what lapses when.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::charts::Chart;
use super::html::{Table, count, heading, number, paragraph, some, text};
use super::{Report, frame::Section, shared};
use crate::model::{CodeId, NodeId, Rank, Requires, SiteId, Status};

/// Rows that are listed of what hangs on one person.
const SHOWN: usize = 100;

/// What tasks ask of one competency.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) tasks: u64,
    pub(super) placed: u64,
    /// The highest proficiency that a task asks for.
    pub(super) rank: Rank,
    /// Tasks by the site at which they are.
    pub(super) sites: BTreeMap<SiteId, u64>,
    /// Names of it that tasks use.
    pub(super) codes: BTreeSet<CodeId>,
}

/// What tasks ask, by competency.
pub(super) fn asked(report: &Report<'_>) -> BTreeMap<NodeId, Asked> {
    let mut all: BTreeMap<NodeId, Asked> = BTreeMap::new();
    for (task, row) in report.tasks.iter().zip(report.rows) {
        let Requires::Known(list) = &task.requires else { continue };
        let mut seen = BTreeSet::new();
        for needed in list {
            let Some(node) = report.holders.node(needed.code) else { continue };
            let asked = all.entry(node).or_default();
            asked.rank = asked.rank.max(needed.rank);
            asked.codes.insert(needed.code);
            // two names of one competency are one need
            if seen.insert(node) {
                asked.tasks += 1;
                asked.placed += u64::from(row.status == Status::Placed);
                if let Some(site) = task.site_id {
                    *asked.sites.entry(site).or_default() += 1;
                }
            }
        }
    }
    all
}

pub(super) fn section(report: &Report<'_>) -> Section {
    let mut body = String::new();
    let asked = asked(report);
    if let Some(threshold) = report.share {
        shared::write(report, threshold, &asked, &mut body);
        return Section { id: "competencies", title: "Competencies", body };
    }
    paragraph(
        &mut body,
        "Who proves a competency on the as-at day: by a sign-off in date, or over accepted links from others. Sign-offs \
         of competencies that no task needs, directly or over links, are not asked for and not shown. People are \
         named by their ids.",
    );
    whole(report, &asked, &mut body);
    tasks_of_one(report, &mut body);
    held_by_one(report, &asked, &mut body);
    months(report, &asked, &mut body);
    Section { id: "competencies", title: "Competencies", body }
}

fn whole(report: &Report<'_>, asked: &BTreeMap<NodeId, Asked>, body: &mut String) {
    let mut list: Vec<(u64, Reverse<u64>, Vec<String>)> = Vec::new();
    for (node, asked) in asked {
        let holders = report.holders.proving(*node, asked.rank);
        let mut names: Vec<String> =
            holders.first.iter().map(|id| text(report.roster.staff_id(*id))).collect();
        if count(names.len()) < holders.count {
            names.push(format!("and {} more", number(holders.count - count(names.len()))));
        }
        let alone =
            asked.sites.keys().filter(|site| report.holders.proving_at(**site, *node, asked.rank).count == 1);
        let none =
            asked.sites.keys().filter(|site| report.holders.proving_at(**site, *node, asked.rank).count == 0);
        let row = vec![
            named(report, asked),
            title(report, asked),
            number(asked.tasks),
            number(asked.placed),
            number(holders.count),
            number(count(alone.count())),
            number(count(none.count())),
            number(report.holders.lapsing(*node, 3)),
            number(report.holders.lapsing(*node, 12)),
            names.join(", "),
        ];
        list.push((holders.count, Reverse(asked.tasks), row));
    }
    list.sort();
    heading(body, "Competencies that tasks need");
    let caption = "Fewest people first: those who prove it at the highest proficiency that a task asks for. Sites are \
         those with tasks that need it; what lapses are people's own sign-offs, if none is renewed";
    let heads = &[
        "Competency",
        "Title",
        "#Tasks",
        "#Placed",
        "#People",
        "#Sites with one",
        "#Sites with nobody",
        "#Lapse in 3 months",
        "#Lapse in 12",
        "Who",
    ];
    let rows = list.into_iter().map(|(.., row)| row).collect();
    Table { id: "needed", caption, heads, rows }.write(body);
}

/// All names of a competency that tasks use, each with a place that links can lead to.
pub(super) fn named(report: &Report<'_>, asked: &Asked) -> String {
    let names = asked.codes.iter().map(|code| {
        let code = report.codes.name(*code);
        format!("<span id=\"c-{0}\">{0}</span>", text(code))
    });
    names.collect::<Vec<_>>().join(", same as ")
}

pub(super) fn title(report: &Report<'_>, asked: &Asked) -> String {
    let first = asked.codes.first().and_then(|code| report.codes.get(*code));
    first.map(|code| text(&code.title)).unwrap_or_default()
}

/// Tasks that one person alone could do.
fn tasks_of_one(report: &Report<'_>, body: &mut String) {
    heading(body, "Tasks that hang on one person");
    let mut alone: Vec<(Reverse<Option<u64>>, usize, &str)> = Vec::new();
    for (at, row) in report.rows.iter().enumerate() {
        if let Some(only) = &row.only {
            alone.push((Reverse(row.minutes), at, only));
        }
    }
    alone.sort_unstable();
    if alone.is_empty() {
        paragraph(body, "No task has exactly one person who could safely do it, at whatever level.");
        return;
    }
    let all = some(count(alone.len()), "task has", "tasks have");
    paragraph(
        body,
        &format!(
            "{all} exactly one person at the site who is able, and supervised where that is needed, at whatever level."
        ),
    );
    let rows = alone.iter().take(SHOWN).map(|(minutes, at, only)| {
        let [task, title, site] = report.named(*at);
        let level = report.rows.get(*at).and_then(|row| row.level);
        let level = level.map_or("not placed".to_owned(), |level| level.to_string());
        vec![
            task,
            title,
            site,
            text(only),
            level,
            minutes.0.map_or("(not said)".to_owned(), super::html::minutes),
        ]
    });
    let caption = format!("The first {}, most minutes first", number(count(alone.len().min(SHOWN))));
    let heads = &["Task", "Title", "Site", "The one person", "Level", "#Minutes a week"];
    Table { id: "alone", caption: &caption, heads, rows: rows.collect() }.write(body);
}

/// Competencies that one person of a site alone proves, where tasks need them.
fn held_by_one(report: &Report<'_>, asked: &BTreeMap<NodeId, Asked>, body: &mut String) {
    let mut single: Vec<(Reverse<u64>, SiteId, NodeId, Vec<String>)> = Vec::new();
    for (node, asked) in asked {
        for (site, tasks) in &asked.sites {
            let crowd = report.holders.proving_at(*site, *node, asked.rank);
            let Some(person) = crowd.first.first().filter(|_| crowd.count == 1) else { continue };
            let place = usize::try_from(site.0).ok().and_then(|at| report.roster.sites.get(at));
            let row = vec![
                named_only(report, asked),
                title(report, asked),
                text(place.map_or("", String::as_str)),
                text(report.roster.staff_id(*person)),
                number(tasks),
            ];
            single.push((Reverse(*tasks), *site, *node, row));
        }
    }
    single.sort();
    heading(body, "Competencies that one person of a site holds alone");
    if single.is_empty() {
        paragraph(body, "None, where tasks need them.");
        return;
    }
    let caption = format!(
        "The first {} of {}, most tasks first",
        number(count(single.len().min(SHOWN))),
        number(count(single.len()))
    );
    let rows = single.into_iter().take(SHOWN).map(|(.., row)| row).collect();
    let heads = &["Competency", "Title", "Site", "The one person", "#Tasks there"];
    Table { id: "single", caption: &caption, heads, rows }.write(body);
}

fn named_only(report: &Report<'_>, asked: &Asked) -> String {
    text(&asked.codes.iter().map(|code| report.codes.name(*code)).collect::<Vec<_>>().join(", same as "))
}

fn months(report: &Report<'_>, asked: &BTreeMap<NodeId, Asked>, body: &mut String) {
    heading(body, "What lapses, month by month");
    let months = &report.holders.months;
    let totals: Vec<u64> = months.iter().map(|month| month.lapsing.values().sum()).collect();
    paragraph(
        body,
        &format!(
            "{} in date today lapse within twelve months if none is renewed: each is counted in the month in which it \
             no longer counts, by its own date or the refresh period of its competency.",
            some(totals.iter().sum(), "sign-off", "sign-offs")
        ),
    );
    Chart {
        id: "chart-months",
        title: "Sign-offs that lapse, by month",
        says: super::headline::said(months.iter().map(|month| &month.name).zip(totals.iter().copied())),
        axis: "month",
        categories: months.iter().map(|month| month.name.clone()).collect(),
        series: vec![("sign-offs", totals.clone())],
    }
    .write(body);
    let rows = months.iter().zip(totals).map(|(month, total)| {
        let mut worst: Vec<(Reverse<u64>, String)> = Vec::new();
        for (node, lapsing) in &month.lapsing {
            let name = asked.get(node).map(|asked| named_only(report, asked));
            worst.extend(name.map(|name| (Reverse(*lapsing), name)));
        }
        worst.sort();
        let worst: Vec<String> =
            worst.iter().take(5).map(|(lapsing, name)| format!("{name} {}", number(lapsing.0))).collect();
        vec![
            month.name.clone(),
            number(total),
            if worst.is_empty() { "none".to_owned() } else { worst.join(", ") },
        ]
    });
    let heads = &["Month", "#Sign-offs that lapse", "Most of them (competencies that tasks name)"];
    Table { id: "months", caption: "Sign-offs that lapse, by month", heads, rows: rows.collect() }
        .write(body);
}
