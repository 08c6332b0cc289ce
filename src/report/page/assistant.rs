//! The page on assistant practitioners: tasks whose floor is level 4, the way there and on, the Core Standards.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::html::{Table, count, heading, minutes, number, paragraph, some, text};
use super::rows::TaskRow;
use super::{Report, frame::Section};
use crate::model::{Level, NodeId, Rank, Reason, Requires, Supervision, Verdict};
use crate::report::words;

/// The Career Framework level of an assistant practitioner.
const ASSISTANT: u8 = 4;

/// Rows of a list.
const SHOWN: usize = 100;

pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let level = Level::new(ASSISTANT)?;
    let below = Level::new(ASSISTANT - 1)?;
    let mut body = String::new();
    let roles: Vec<&str> =
        report.catalogue.at_level(level).map(|role| report.catalogue.role_code(role)).collect();
    paragraph(
        &mut body,
        &format!(
            "An assistant practitioner stands at level 4 of the Career Framework; the level of the education (5) and the \
             pay band are other scales. {} Roles of the pack there: {}.",
            match (people(report, level), report.share) {
                (people, Some(_)) => {
                    format!("Active people at level 4: {}.", report.active(people, Some(level)))
                }
                (people, None) => format!("{} active at level 4.", some(people, "person is", "people are")),
            },
            text(&roles.join(", "))
        ),
    );
    tasks(report, level, &mut body);
    heading(&mut body, "From level 3 to level 4");
    pathway(report, ("to-assistant", below, level), &mut body);
    let registered =
        report.catalogue.roles.iter().filter(|role| role.practitioner).map(|role| role.level).min();
    if let Some(registered) = registered.filter(|registered| *registered > level) {
        heading(&mut body, "From level 4 to a registered role");
        registration(report, registered, &mut body);
        pathway(report, ("to-registered", level, registered), &mut body);
    }
    standards(report, level, &mut body);
    Some(Section { id: "assistant", title: "Assistant practitioners", body })
}

fn people(report: &Report<'_>, level: Level) -> u64 {
    report.holders.people.get(&level).copied().unwrap_or(0)
}

fn tasks(report: &Report<'_>, level: Level, body: &mut String) {
    heading(body, "Tasks whose floor is level 4");
    let mut here: Vec<(bool, Reverse<Option<u64>>, usize, &TaskRow)> = Vec::new();
    for (at, row) in report.rows.iter().enumerate().filter(|(_, row)| row.rules_allow() == Some(level)) {
        here.push((row.level == Some(level), Reverse(row.minutes), at, row));
    }
    here.sort_by_key(|(done, minutes, at, _)| (*done, *minutes, *at));
    let done = count(here.iter().filter(|(done, ..)| *done).count());
    paragraph(
        body,
        &format!(
            "{} a floor of level 4 by the rules alone; {} safe there with today's people.",
            some(count(here.len()), "task has", "tasks have"),
            some(done, "is", "are")
        ),
    );
    if here.is_empty() {
        return;
    }
    let rows = here.iter().take(SHOWN).map(|(_, per_week, at, row)| {
        let [task, title, site] = report.named(*at);
        let placed = row.level.map_or("not placed".to_owned(), |level| format!("level {level}"));
        let per_week = per_week.0.map_or("(not said)".to_owned(), minutes);
        vec![task, title, site, placed, per_week, text(&takes(report, row))]
    });
    let caption = format!(
        "The first {}, those not safe at level 4 first, then by minutes",
        number(count(here.len().min(SHOWN)))
    );
    let heads = &["Task", "Title", "Site", "Today", "#Minutes a week", "What it would take at level 4"];
    Table { id: "floor-4", caption: &caption, heads, rows: rows.collect() }.write(body);
}

/// What stands between a task and its floor.
fn takes(report: &Report<'_>, row: &TaskRow) -> String {
    let missing: Vec<String> =
        row.missing.iter().map(|need| words::sentence(report.catalogue, Reason::Missing(*need))).collect();
    let missing = missing.join(", ");
    let then = if missing.is_empty() { String::new() } else { format!("; and governance: {missing}") };
    match row.at_floor {
        Some(Verdict::Safe) => "nothing: safe there today".to_owned(),
        Some(Verdict::NotYet) => format!("people are able; governance: {missing}"),
        Some(Verdict::NoSupervisor) => "people are able; somebody else there who can supervise".to_owned(),
        Some(Verdict::NobodyCompetent) if row.gap.is_empty() || report.share.is_some() => {
            format!("somebody at level 4 there whom law and policy admit, with every competency{then}")
        }
        Some(Verdict::NobodyCompetent) => {
            let gap = words::requirements(report.catalogue, report.codes, &row.gap).replace(';', ", ");
            format!("the nearest person at level 4 lacks {gap}{then}")
        }
        Some(Verdict::NeedsPanel) | None => "people must decide the task first".to_owned(),
        Some(Verdict::Refused | Verdict::NoRole) => "the rules admit no role there".to_owned(),
    }
}

/// What people of one level lack of what the tasks of another ask.
fn pathway(report: &Report<'_>, (id, from, to): (&str, Level, Level), body: &mut String) {
    let people = people(report, from);
    let mut asked: BTreeMap<NodeId, (u64, Rank, String, String)> = BTreeMap::new();
    for (task, _) in report.tasks.iter().zip(report.rows).filter(|(_, row)| row.rules_allow() == Some(to)) {
        let Requires::Known(list) = &task.requires else { continue };
        let mut seen = BTreeSet::new();
        for needed in list {
            let Some(node) = report.holders.node(needed.code) else { continue };
            let title = report.codes.get(needed.code).map(|code| code.title.clone()).unwrap_or_default();
            let name = report.codes.name(needed.code).to_owned();
            let entry = asked.entry(node).or_insert((0, Rank::NOTHING, name, title));
            entry.0 += u64::from(seen.insert(node));
            entry.1 = entry.1.max(needed.rank);
        }
    }
    if report.share.is_some() {
        needs(id, to, asked, body);
        return;
    }
    if asked.is_empty() || people == 0 {
        paragraph(
            body,
            &format!(
                "Nothing can be said: {people} active people at level {from}, {} asked for by tasks with floor {to}.",
                some(count(asked.len()), "competency", "competencies")
            ),
        );
        return;
    }
    let mut list: Vec<(Reverse<u64>, u64, Vec<String>)> = Vec::new();
    for (node, (tasks, rank, name, title)) in &asked {
        let proving = report.holders.proving_in(from, *node, *rank);
        let lacking = people.saturating_sub(proving);
        let row = vec![text(name), text(title), number(tasks), number(proving), number(lacking)];
        list.push((Reverse(*tasks), proving, row));
    }
    list.sort();
    let caption = format!(
        "The first {} of {} that tasks with floor {to} ask for, most tasks first, and who of the {} at level {from} \
         proves them in date",
        number(count(list.len().min(SHOWN))),
        some(count(list.len()), "competency", "competencies"),
        some(people, "person", "people")
    );
    let heads = &["Competency", "Title", "#Tasks", "#Prove it", "#Lack it"];
    let rows = list.into_iter().take(SHOWN).map(|(.., row)| row).collect();
    Table { id, caption: &caption, heads, rows }.write(body);
    let note = "The graph shows what each competency needs and covers, and can be limited to the tasks of one floor.";
    paragraph(body, &format!("<a href=\"#graph\">{note}</a>"));
}

/// The same without people: who of a level proves what, next to who does at all, would tell the rest.
fn needs(id: &str, to: Level, asked: BTreeMap<NodeId, (u64, Rank, String, String)>, body: &mut String) {
    let mut list: Vec<(Reverse<u64>, String, String)> =
        asked.into_values().map(|(tasks, _, name, title)| (Reverse(tasks), name, title)).collect();
    list.sort();
    let row = |(tasks, name, title): &(Reverse<u64>, String, String)| {
        vec![text(name), text(title), number(tasks.0)]
    };
    let caption = format!(
        "What tasks with floor {to} ask for, most tasks first; how many of a level prove it is left out"
    );
    let heads = &["Competency", "Title", "#Tasks"];
    Table { id, caption: &caption, heads, rows: list.iter().map(row).collect() }.write(body);
}

fn registration(report: &Report<'_>, level: Level, body: &mut String) {
    let roles = report.catalogue.roles.iter().filter(|role| role.level == level && role.practitioner);
    let registers: BTreeSet<u16> = roles.filter_map(|role| role.register).collect();
    let names: Vec<&str> =
        registers.iter().map(|register| report.catalogue.registers.name(*register)).collect();
    paragraph(
        body,
        &format!(
            "No competency makes anybody registered: practitioner roles at level {level} need a register ({}), and with it \
             an approved programme of education. The table says only what sign-offs of level 4 already reach.",
            text(&names.join(", "))
        ),
    );
}

/// Clause, what it asks in other words, whether data of this kind could check it.
const STANDARDS: [(&str, &str, &str); 19] = [
    ("1", "The role is recognised and valued in its own right", "no"),
    ("1.1", "Employers recognise them as valued workers who support registered practitioners", "no"),
    ("1.2", "May work under distant guidance, and alone where appropriate", "partly"),
    ("1.3", "Usable in most settings and across professional boundaries", "partly"),
    ("1.4", "The job description reflects scope and responsibility and is reviewed", "yes"),
    ("2", "Capable candidates are recruited to a post and a training programme", "partly"),
    ("2.1", "There is a formal selection process", "yes"),
    ("2.2", "The employer takes part in recruitment and selection", "partly"),
    ("2.3", "Education providers accept diverse entry qualifications and experience", "no"),
    ("2.4", "Literacy, language and numeracy for level 4 by the end of training", "yes"),
    ("2.5", "Trainees have relevant experience of the environment", "partly"),
    ("3", "Education makes a practice-focused, competent individual", "partly"),
    ("3.1", "Education is work based and led by the employer", "partly"),
    ("3.2", "Education at level 5 (the text read ends within this clause)", "yes"),
    ("3.3 and on", "", ""),
    ("4", "", ""),
    ("5", "", ""),
    ("6.1", "Continuing professional development is available within the role", "yes"),
    ("6.2 and on", "", ""),
];

fn standards(report: &Report<'_>, level: Level, body: &mut String) {
    heading(body, "Core Standards for assistant practitioners (Skills for Health)");
    paragraph(
        body,
        "The clauses are told in other words, from public copies of parts of the document. What was not read is listed \
         as such: nothing is said of it. Data could check some clauses if it had columns for them; this data has few.",
    );
    let rows = STANDARDS.iter().map(|(clause, asks, checkable)| {
        if asks.is_empty() {
            let not = "not read: nothing is said of it".to_owned();
            return vec![text(clause), not, "not known".to_owned(), "nothing".to_owned()];
        }
        vec![text(clause), text(asks), (*checkable).to_owned(), text(&shows(report, clause, level))]
    });
    let heads = &["Clause", "What it asks", "Could data check it", "What this data shows"];
    Table { id: "standards", caption: "Core Standards, clause by clause", heads, rows: rows.collect() }
        .write(body);
}

fn shows(report: &Report<'_>, clause: &str, level: Level) -> String {
    let placed = || report.tasks.iter().zip(report.rows).filter(|(_, row)| row.level == Some(level));
    match clause {
        "1.2" => {
            let of =
                |mode: Supervision| count(placed().filter(|(_, row)| row.supervision == Some(mode)).count());
            let modes: Vec<String> = Supervision::ALL
                .into_iter()
                .filter(|mode| of(*mode) > 0)
                .map(|mode| format!("{} {}", mode.word(), number(of(mode))))
                .collect();
            let modes = if modes.is_empty() { "none".to_owned() } else { modes.join(", ") };
            format!(
                "supervision that the tasks placed at level 4 need: {modes}; lone working is in no column"
            )
        }
        "1.3" => {
            let professions: BTreeSet<u16> = placed().filter_map(|(task, _)| task.profession).collect();
            let sites: BTreeSet<&str> = placed().map(|(task, _)| task.site.as_str()).collect();
            format!(
                "tasks placed at level 4 are work of {}, at {}",
                some(count(professions.len()), "profession", "professions"),
                some(count(sites.len()), "site", "sites")
            )
        }
        _ => "nothing: no column for it".to_owned(),
    }
}
