//! The page of the graph: competencies and their links as a drawing that can be explored, and the same as a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::competencies::{self, Asked};
use super::html::{Table, count, heading, number, paragraph, some, text};
use super::told::{self, Pairs};
use super::{Report, frame::Section};
use crate::model::{CodeId, Kind, Level, Link, NodeId, Requires};

/// Competencies that are drawn.
const DRAWN: usize = 200;
/// Links that are listed.
const LISTED: usize = 500;
const COLUMN: usize = 216;
const ROW: usize = 52;
const WIDTH: usize = 172;
const HEIGHT: usize = 40;

/// What is drawn: competencies by column, the lowest floor of the tasks that name each, and links between them.
struct Drawing {
    columns: Vec<Vec<CodeId>>,
    links: Vec<Link>,
    place: BTreeMap<CodeId, (usize, usize)>,
}

pub(super) fn section(report: &Report<'_>) -> Section {
    let mut body = String::new();
    let links = &report.holders.links.list;
    let asked = competencies::asked(report);
    let floors = floors(report);
    if links.is_empty() {
        paragraph(
            &mut body,
            "No links between competencies were read: nobody proves one by another, and none needs another.",
        );
        return Section { id: "graph", title: "Graph", body };
    }
    let drawn = chosen(report, &asked);
    let linked = count(links.iter().flat_map(|link| [link.from, link.to]).collect::<BTreeSet<_>>().len());
    paragraph(
        &mut body,
        &format!(
            "{} linked by {}; drawn are {}, those that most tasks name first. An arrow leads from a competency to what \
             it needs (solid) or covers (dashed); dotted lines join names of one competency. In each box: the code, \
             the tasks that name it, the lowest floor among them, the people who prove it.",
            some(linked, "competency is", "competencies are"),
            some(count(links.len()), "link", "links"),
            number(count(drawn.len()))
        ),
    );
    let drawing = Drawing::of(links, &drawn);
    controls(drawn.iter().filter_map(|code| floors.get(code).copied()).collect(), &mut body);
    drawing.write(report, &asked, &floors, &mut body);
    table(report, &mut body);
    Section { id: "graph", title: "Graph", body }
}

/// By code: the lowest floor of the tasks that name it, where the rules decide it.
fn floors(report: &Report<'_>) -> BTreeMap<CodeId, Level> {
    let mut floors: BTreeMap<CodeId, Level> = BTreeMap::new();
    for (task, row) in report.tasks.iter().zip(report.rows) {
        let (Requires::Known(list), Some(floor)) = (&task.requires, row.rules_allow()) else { continue };
        for needed in list {
            floors.entry(needed.code).and_modify(|lowest| *lowest = floor.min(*lowest)).or_insert(floor);
        }
    }
    floors
}

/// The competencies that are drawn: all that have links, or those that most tasks name.
fn chosen(report: &Report<'_>, asked: &BTreeMap<NodeId, Asked>) -> BTreeSet<CodeId> {
    let linked: BTreeSet<CodeId> =
        report.holders.links.list.iter().flat_map(|link| [link.from, link.to]).collect();
    let tasks =
        |code: &CodeId| report.holders.node(*code).and_then(|node| asked.get(&node)).map_or(0, |a| a.tasks);
    let mut order: Vec<CodeId> = linked.into_iter().collect();
    order.sort_by_key(|code| (std::cmp::Reverse(tasks(code)), *code));
    order.truncate(DRAWN);
    order.into_iter().collect()
}

impl Drawing {
    /// What is needed or covered stands left of what needs or covers it.
    fn of(all: &[Link], drawn: &BTreeSet<CodeId>) -> Self {
        let links: Vec<Link> = all
            .iter()
            .filter(|link| drawn.contains(&link.from) && drawn.contains(&link.to))
            .copied()
            .collect();
        let mut depth: BTreeMap<CodeId, usize> = drawn.iter().map(|code| (*code, 0)).collect();
        // links may run in circles: then the depth stops growing here
        for _ in 0..12 {
            for link in &links {
                let of = |code| depth.get(&code).copied().unwrap_or(0);
                let least = of(link.to) + usize::from(link.kind != Kind::SameAs);
                if of(link.from) < least.min(11) {
                    depth.insert(link.from, least);
                }
            }
        }
        let mut columns: Vec<Vec<CodeId>> = vec![Vec::new(); depth.values().max().map_or(0, |most| most + 1)];
        for (code, column) in depth {
            if let Some(list) = columns.get_mut(column) {
                list.push(code);
            }
        }
        let mut place: BTreeMap<CodeId, (usize, usize)> = BTreeMap::new();
        for (column, list) in columns.iter_mut().enumerate() {
            // beside what it needs or covers, so that fewer lines cross
            let beside = |code: &CodeId| {
                let own = links.iter().filter(|link| link.from == *code);
                let rows: Vec<usize> =
                    own.filter_map(|link| place.get(&link.to)).map(|(_, row)| *row).collect();
                rows.iter().sum::<usize>().checked_div(rows.len())
            };
            list.sort_by_cached_key(|code| (beside(code), *code));
            place.extend(list.iter().enumerate().map(|(row, code)| (*code, (column, row))));
        }
        Self { columns, links, place }
    }

    fn write(
        &self,
        report: &Report<'_>,
        asked: &BTreeMap<NodeId, Asked>,
        floors: &BTreeMap<CodeId, Level>,
        body: &mut String,
    ) {
        let pairs = told::pairs(report);
        let rows = self.columns.iter().map(Vec::len).max().unwrap_or(0);
        let (wide, high) = (self.columns.len() * COLUMN, rows * ROW + 8);
        // writing into a string does not fail
        let _ = writeln!(
            body,
            "<div class=\"scroll graph\" role=\"region\" aria-label=\"Drawing of the graph\" tabindex=\"0\">\n\
             <svg id=\"drawing\" role=\"group\" aria-label=\"Competencies and their links\" viewBox=\"0 0 {wide} {high}\" \
             width=\"{wide}\" height=\"{high}\">\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" \
             markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>"
        );
        for link in &self.links {
            self.link(link, body);
        }
        for (code, (column, row)) in &self.place {
            let (x, y) = (column * COLUMN + 4, row * ROW + 4);
            node(report, (asked, floors, &pairs), *code, (x, y), body);
        }
        body.push_str("</svg>\n</div>\n");
    }

    fn link(&self, link: &Link, body: &mut String) {
        let (Some(from), Some(to)) = (self.place.get(&link.from), self.place.get(&link.to)) else { return };
        let middle = |row: usize| row * ROW + 4 + HEIGHT / 2;
        let (x1, y1) = (from.0 * COLUMN + 4, middle(from.1));
        let (x2, y2) = (to.0 * COLUMN + 4 + WIDTH, middle(to.1));
        let bend = (COLUMN - WIDTH) / 2;
        let path = if from.0 > to.0 {
            format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1.saturating_sub(bend), x2 + bend)
        } else {
            // in one column: around the right side
            let right = x1 + WIDTH;
            format!("M{right} {y1}C{} {y1} {} {y2} {x2} {y2}", right + bend, x2 + bend)
        };
        let _ = writeln!(
            body,
            "<path class=\"{}\" data-from=\"{}\" data-to=\"{}\" d=\"{path}\"/>",
            link.kind.word(),
            link.from.0,
            link.to.0
        );
    }
}

/// A box, which leads to its row of the table.
fn node(
    report: &Report<'_>,
    (asked, floors, pairs): (&BTreeMap<NodeId, Asked>, &BTreeMap<CodeId, Level>, &Pairs),
    code: CodeId,
    (x, y): (usize, usize),
    body: &mut String,
) {
    let name = report.codes.name(code);
    let title = report.codes.get(code).map(|code| code.title.as_str()).unwrap_or_default();
    let of = report.holders.node(code).and_then(|node| asked.get(&node).map(|asked| (node, asked)));
    let said = match of {
        Some((node, asked)) => {
            let floor = floors.get(&code).map(|floor| format!(", floor {floor}")).unwrap_or_default();
            let people = report.holders.proving(node, asked.rank).count;
            let people = match report.share {
                Some(_) => format!("people {}", report.crowd(people, pairs.get(&node).copied().unwrap_or(0))),
                None => some(people, "person", "people"),
            };
            format!("{}{floor}; {people}", some(asked.tasks, "task", "tasks"))
        }
        None => "no task names it".to_owned(),
    };
    let floor = floors.get(&code).map(Level::to_string).unwrap_or_default();
    let short: String = if name.chars().count() > 19 {
        name.chars().take(18).chain(['…']).collect()
    } else {
        name.to_owned()
    };
    let _ = writeln!(
        body,
        "<a href=\"#g-{0}\" data-node=\"{0}\" data-floor=\"{floor}\" aria-label=\"{1} {said}: {2}\">\
         <title>{1}: {2}</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"3\"/>\
         <text x=\"{3}\" y=\"{4}\" font-size=\"13\" font-weight=\"bold\">{5}</text> \
         <text x=\"{3}\" y=\"{6}\" font-size=\"11\">{said}</text></a>",
        code.0,
        text(name),
        text(title),
        x + 6,
        y + 17,
        text(&short),
        y + 32
    );
}

/// What the script makes use of; without it the drawing stands as it is.
fn controls(levels: BTreeSet<Level>, body: &mut String) {
    body.push_str("<div class=\"filters graph-help\" id=\"graph-filter\" hidden><p><label for=\"graph-level\">Mark what tasks need whose lowest floor is</label> <select id=\"graph-level\"><option value=\"\">any</option>");
    for level in levels {
        let _ = write!(body, "<option value=\"{level}\">level {level}</option>");
    }
    body.push_str("</select></p><p><button type=\"button\" data-zoom=\"in\">Larger</button> <button type=\"button\" data-zoom=\"out\">Smaller</button> <button type=\"button\" data-zoom=\"whole\">Whole width</button></p><p id=\"graph-said\" role=\"status\" aria-live=\"polite\">A box that is pointed at or reached by Tab shows its links; it leads to its row of the table.</p></div>\n");
}

/// Every competency with links, and what they are.
fn table(report: &Report<'_>, body: &mut String) {
    let mut by_code: BTreeMap<CodeId, [Vec<String>; 4]> = BTreeMap::new();
    let name = |code: CodeId| text(report.codes.name(code));
    for link in &report.holders.links.list {
        let (mine, theirs) = match link.kind {
            Kind::Prerequisite => (0, 1),
            Kind::Covers => (2, 1),
            Kind::SameAs => (3, 3),
        };
        let says = if link.kind == Kind::Covers {
            format!("covered by {}", name(link.from))
        } else {
            name(link.from)
        };
        for (code, at, other) in [(link.from, mine, name(link.to)), (link.to, theirs, says)] {
            if let Some(list) = by_code.entry(code).or_default().get_mut(at) {
                list.push(other);
            }
        }
    }
    let all = count(by_code.len());
    let rows = by_code.into_iter().take(LISTED).map(|(code, [needs, wanted, covers, same])| {
        let title = report.codes.get(code).map(|code| code.title.as_str()).unwrap_or_default();
        let place = format!("<span id=\"g-{}\" tabindex=\"-1\">{}</span>", code.0, name(code));
        let joined = |list: Vec<String>| if list.is_empty() { "-".to_owned() } else { list.join(", ") };
        vec![place, text(title), joined(needs), joined(covers), joined(same), joined(wanted)]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    heading(body, "The same as a table");
    let caption =
        format!("{} of {} with links", number(count(rows.len())), some(all, "competency", "competencies"));
    let heads = &["Competency", "Title", "Needs", "Covers", "Same as", "Needed by, covered by"];
    Table { id: "links", caption: &caption, heads, rows }.write(body);
}
