//! The page of competencies as others may read it: how many prove each, where that can be told, and what lapses when.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Report;
use super::competencies::{Asked, named, title};
use super::html::{Table, heading, number, paragraph};
use super::told;
use crate::model::NodeId;
use crate::report::Threshold;
use crate::report::share::{NOT_TOLD, Steps};

pub(super) fn write(
    report: &Report<'_>,
    threshold: Threshold,
    asked: &BTreeMap<NodeId, Asked>,
    body: &mut String,
) {
    paragraph(
        body,
        "Who proves a competency on the as-at day: by a sign-off in date, or over accepted links from others. Sign-offs \
         of competencies that no task needs, directly or over links, are not asked for and not shown.",
    );
    whole(report, asked, body);
    months(report, threshold, body);
}

/// In an order that says nothing of people.
fn whole(report: &Report<'_>, asked: &BTreeMap<NodeId, Asked>, body: &mut String) {
    let pairs = told::pairs(report);
    let mut list: Vec<(Reverse<u64>, Vec<String>)> = Vec::new();
    for (node, asked) in asked {
        let people = report.holders.proving(*node, asked.rank).count;
        let people = report.crowd(people, pairs.get(node).copied().unwrap_or(0));
        let row = vec![
            named(report, asked),
            title(report, asked),
            number(asked.tasks),
            number(asked.placed),
            people,
        ];
        list.push((Reverse(asked.tasks), row));
    }
    list.sort();
    heading(body, "Competencies that tasks need");
    let caption =
        "Most tasks first. People: those who prove it at the highest proficiency that a task asks for";
    let heads = &["Competency", "Title", "#Tasks", "#Placed", "#People"];
    let rows = list.into_iter().map(|(.., row)| row).collect();
    Table { id: "needed", caption, heads, rows }.write(body);
}

/// Months by themselves; the year only where every month is told, for it would give the one away that is not.
fn months(report: &Report<'_>, threshold: Threshold, body: &mut String) {
    let totals: Vec<u64> = report.holders.months.iter().map(|month| month.lapsing.values().sum()).collect();
    let told: Vec<Option<Steps>> = totals.iter().map(|total| threshold.crowd(*total, 0)).collect();
    let words = |told: Option<Steps>| told.map_or(NOT_TOLD.to_owned(), |steps| steps.to_string());
    let names = report.holders.months.iter().map(|month| month.name.clone());
    let mut rows: Vec<Vec<String>> = names.zip(&told).map(|(name, told)| vec![name, words(*told)]).collect();
    let year = if told.iter().all(Option::is_some) { threshold.crowd(totals.iter().sum(), 0) } else { None };
    rows.push(vec!["all twelve".to_owned(), words(year)]);
    heading(body, "What lapses, month by month");
    paragraph(
        body,
        "Sign-offs in date today that lapse if none is renewed: each is counted in the month in which it no longer counts, \
         by its own date or the refresh period of its competency. A month with fewer than the threshold is not shown, and \
         then the year is not either.",
    );
    let heads = &["Month", "#Sign-offs that lapse"];
    Table { id: "months", caption: "Sign-offs that lapse, by month", heads, rows }.write(body);
}
