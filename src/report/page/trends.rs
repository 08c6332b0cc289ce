//! The page of trends: the published runs of a job before this one and this one, as lines and as a table. No person is in it.

use std::fmt::Write;

use super::html::{Table, count, heading, number, paragraph, some, text};
use super::{Report, frame::Section};
use crate::model::Status;

/// Most runs that are shown, this one with them.
const MOST: usize = 60;

/// A run as it is drawn.
struct Point {
    name: String,
    as_at: String,
    tasks: u64,
    placed: u64,
    able: Option<u64>,
    people: u64,
    rejected: u64,
}

pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let points = points(report);
    if points.len() < 2 {
        return None;
    }
    let mut body = String::new();
    paragraph(&mut body, &sentence(&points));
    paragraph(
        &mut body,
        "Tasks, people and rules change from run to run: <code>skillmix diff</code> says why answers did.",
    );
    heading(&mut body, "Tasks placed and not placed");
    chart(&points, &mut body);
    table(&points, &mut body);
    Some(Section { id: "trends", title: "Trends", body })
}

/// What the headline says of it; `None`: there is no such page.
pub(super) fn headline(report: &Report<'_>) -> Option<String> {
    let points = points(report);
    (points.len() > 1).then(|| format!("{} <a href=\"#trends\">Trends</a>.", sentence(&points)))
}

/// The runs that are drawn, oldest first; none if the report is to be shared, or has no history.
fn points(report: &Report<'_>) -> Vec<Point> {
    if report.share.is_some() || report.trend.is_empty() {
        return Vec::new();
    }
    let past = report.trend.iter().filter(|run| run.end.outcome == "published").filter_map(|run| {
        let numbers = run.numbers.as_ref()?;
        Some(Point {
            name: run.end.name.clone().unwrap_or_default(),
            as_at: numbers.as_at.clone(),
            tasks: numbers.tasks,
            placed: numbers.placed(),
            able: Some(numbers.able),
            people: numbers.people,
            rejected: numbers.rejected,
        })
    });
    let summary = report.summary;
    let own = Point {
        name: "this run".to_owned(),
        as_at: summary.as_at.clone(),
        tasks: summary.tasks,
        placed: summary.with_status(Status::Placed),
        able: None,
        people: summary.people,
        rejected: summary.rejected(),
    };
    let mut points: Vec<Point> = past.chain([own]).collect();
    points.drain(..points.len().saturating_sub(MOST));
    points
}

fn sentence(points: &[Point]) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let before = points.iter().rev().nth(1).unwrap_or(first);
    let against = match last.placed.cmp(&before.placed) {
        std::cmp::Ordering::Less => format!("{} fewer than", number(before.placed - last.placed)),
        std::cmp::Ordering::Equal => "as many as".to_owned(),
        std::cmp::Ordering::Greater => format!("{} more than", number(last.placed - before.placed)),
    };
    let placed = points.iter().map(|point| point.placed);
    let (low, high) = (placed.clone().min().unwrap_or(0), placed.max().unwrap_or(0));
    format!(
        "{} placed, {against} at the run before ({}); in the last {} from {} to {}.",
        some(last.placed, "task", "tasks"),
        text(&before.name),
        some(count(points.len()), "run", "runs"),
        number(low),
        number(high),
    )
}

const WIDTH: u32 = 720;
const HEIGHT: u32 = 240;
const LEFT: u32 = 64;
const RIGHT: u32 = 28;
const TOP: u32 = 18;
const BOTTOM: u32 = 36;

/// Two lines, each with a letter, a dash and marks of its own; what they show stands in the table below.
fn chart(points: &[Point], body: &mut String) {
    let most = points.iter().map(|point| point.tasks).max().unwrap_or(0).max(1);
    let says = sentence(points);
    // writing into a string does not fail
    let _ = write!(
        body,
        "<figure>\n<figcaption>Tasks by run: a placed, b not placed</figcaption>\n<div class=\"scroll\" role=\"region\" \
         aria-label=\"Chart: tasks by run\" tabindex=\"0\"><svg class=\"chart\" role=\"img\" aria-labelledby=\"trend-t trend-d\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\"><title id=\"trend-t\">Tasks by run</title><desc id=\"trend-d\">{says}</desc>"
    );
    for (value, shown) in [(0, 0), (most.div_ceil(2), most.div_ceil(2)), (most, most)] {
        let y = height(value, most);
        let _ = write!(
            body,
            "<line x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"#C8C8C8\"/><text x=\"{}\" y=\"{}\" font-size=\"13\" \
             text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 6,
            y + 4,
            number(shown)
        );
    }
    line(body, points, most, "a", |point| point.placed);
    line(body, points, most, "b", |point| point.tasks.saturating_sub(point.placed));
    let ends = [(points.first(), LEFT, "start"), (points.last(), WIDTH - RIGHT, "end")];
    for (point, x, anchor) in ends {
        let name = point.map(|point| text(&point.name)).unwrap_or_default();
        let y = HEIGHT - 14;
        let _ =
            write!(body, "<text x=\"{x}\" y=\"{y}\" font-size=\"13\" text-anchor=\"{anchor}\">{name}</text>");
    }
    body.push_str("</svg></div>\n</figure>\n");
}

fn line(body: &mut String, points: &[Point], most: u64, letter: &str, value: fn(&Point) -> u64) {
    let steps = count(points.len()).saturating_sub(1).max(1);
    let across = u64::from(WIDTH - LEFT - RIGHT);
    let places: Vec<(u64, u32)> = (0..)
        .zip(points)
        .map(|(at, point): (u64, &Point)| (u64::from(LEFT) + across * at / steps, height(value(point), most)))
        .collect();
    let drawn: Vec<String> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let dash = if letter == "b" { " stroke-dasharray=\"6 4\"" } else { "" };
    let _ = write!(
        body,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#4C6272\" stroke-width=\"2\"{dash}/>",
        drawn.join(" ")
    );
    for (x, y) in &places {
        let _ = match letter {
            "a" => write!(body, "<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"#003087\"/>"),
            _ => write!(
                body,
                "<rect x=\"{}\" y=\"{}\" width=\"5\" height=\"5\" fill=\"#0072CE\"/>",
                x - 2,
                y.saturating_sub(2)
            ),
        };
    }
    if let Some((x, y)) = places.last() {
        let _ = write!(body, "<text x=\"{}\" y=\"{}\" font-size=\"13\">{letter}</text>", x + 8, y + 4);
    }
}

/// Where a value stands, from the top.
fn height(value: u64, most: u64) -> u32 {
    let room = u128::from(HEIGHT - TOP - BOTTOM);
    let up = u32::try_from(u128::from(value) * room / u128::from(most.max(1))).unwrap_or(0);
    (HEIGHT - BOTTOM).saturating_sub(up)
}

fn table(points: &[Point], body: &mut String) {
    let row = |point: &Point| {
        let share = (point.placed * 1_000).checked_div(point.tasks).unwrap_or(0);
        vec![
            text(&point.name),
            text(&point.as_at),
            number(point.tasks),
            number(point.placed),
            format!("{}.{}%", share / 10, share % 10),
            number(point.tasks.saturating_sub(point.placed)),
            point.able.map(number).unwrap_or_default(),
            number(point.people),
            number(point.rejected),
        ]
    };
    let rows = points.iter().rev().map(row).collect();
    let heads = &[
        "Run",
        "As at",
        "#Tasks",
        "#Placed",
        "#Share",
        "#Not placed",
        "#Able, over tasks",
        "#People",
        "#Rows refused",
    ];
    Table { id: "trends-runs", caption: "Published runs, the newest first", heads, rows }.write(body);
}
