//! The page on the method: the seven stages and where each stands in this data, the rules, their sources, limits.

use std::collections::BTreeSet;

use super::html::{Table, count, heading, list, number, paragraph, some, text};
use super::{Report, frame::Section};
use crate::model::{LayerName, PersonId, Status, Task};

pub(super) fn section(report: &Report<'_>) -> Section {
    let mut body = String::new();
    paragraph(
        &mut body,
        "For every task the rules of the pack are asked in a fixed order: are the facts complete; what does law, then \
         policy, permit; is a judgement involved that vetoes delegation; what is the lowest level; what do missing \
         measures add; what supervision and governance are needed. Then, and only then, people: who at that site is \
         admitted, proves every requirement in date, and has a supervisor. Band, minutes and cost change nothing of it.",
    );
    stages(report, &mut body);
    rules(report, &mut body);
    sources(report, &mut body);
    if report.share.is_none() {
        inputs(report, &mut body);
    }
    limits(report, &mut body);
    Section { id: "method", title: "Method", body }
}

/// The stages of the framework, and what this data shows of each: no more than that.
fn stages(report: &Report<'_>, body: &mut String) {
    let tasks = |fits: &dyn Fn(&Task) -> bool| count(report.tasks.iter().filter(|task| fits(task)).count());
    let all = count(report.tasks.len());
    let of = |value: u64, words: &str| format!("{} of {} {words}", number(value), some(all, "task", "tasks"));
    let ready = count(report.rows.iter().filter(|row| row.missing.is_empty()).count());
    let unsupervised = report.summary.with_status(Status::NoSupervisor);
    let measured =
        of(tasks(&|t| t.minutes.is_some() && t.per_week.is_some()), "have minutes and times a week");
    let known = tasks(&|t| t.facts.iter().all(Option::is_some) && t.acts.is_some() && t.authority.is_some());
    let panel = count(report.rows.iter().filter(|row| row.panel).count());
    let named = tasks(&|t| t.done_by.is_some());
    let stages = [
        ("1 Awareness raising", "Nothing: whether managers and clinicians are engaged is not in these files.".to_owned()),
        ("2 Service analysis", format!("{measured}; {}.", of(named, "say who does them now"))),
        (
            "3 Task analysis",
            format!(
                "{}; {} must be decided by people; {} rest on a panel's decision. The consensus of clinicians is the panel's: these rules prepare it.",
                of(known, "have every fact filled in"),
                some(report.summary.with_status(Status::NeedsPanel), "task", "tasks"),
                number(panel)
            ),
        ),
        ("4 Clinical task instructions", format!("{}.", of(tasks(&|t| t.instruction_current), "have an instruction within its review date"))),
        (
            "5 Supporting systems",
            format!(
                "{}; {} nobody else there to supervise. Reflective practice, appraisal and communication are not in these files.",
                of(ready, "miss nothing that governance asks for at the lowest level that the rules let act"),
                if unsupervised == 1 { "1 task has".to_owned() } else { format!("{} tasks have", number(unsupervised)) },
            ),
        ),
        (
            "6 Training",
            format!(
                "{} recorded as trained to delegate; sign-offs in date are on the page of competencies. How somebody was trained is not in these files.",
                delegating(report),
            ),
        ),
        ("7 Sustainability", "What lapses in the next twelve months is on the page of competencies; reviews of instructions and panels have dates. Induction is not in these files.".to_owned()),
    ];
    heading(body, "The seven stages of the Calderdale Framework");
    paragraph(
        body,
        "The framework's own decision table and risk scale are not public. These rules are aligned with what is \
         published of it; they are not the framework's table.",
    );
    let rows = stages.into_iter().map(|(stage, says)| vec![stage.to_owned(), text(&says)]).collect();
    let heads = &["Stage", "What this data shows of it"];
    Table { id: "stages", caption: "Where each stage stands in this data", heads, rows }.write(body);
}

/// Who is trained to delegate, of whom.
fn delegating(report: &Report<'_>) -> String {
    let people: BTreeSet<PersonId> = report.roster.positions.iter().map(|post| post.person).collect();
    let trained =
        |id: &&PersonId| report.roster.person(**id).and_then(|person| person.delegator) == Some(true);
    let delegators = count(people.iter().filter(trained).count());
    if report.share.is_some() {
        return format!("Active people: {}", report.crowd(delegators, 0));
    }
    format!(
        "{} of {}",
        number(delegators),
        some(count(people.len()), "active person is", "active people are")
    )
}

fn rules(report: &Report<'_>, body: &mut String) {
    heading(body, "The rules");
    let approved = |layer: &LayerName| {
        if layer.approved_by.is_empty() {
            "not approved: needs local clinical sign-off".to_owned()
        } else {
            format!("{} on {}", text(&layer.approved_by), text(&layer.approved_on))
        }
    };
    let row = |layer: &LayerName| {
        vec![
            text(&layer.name),
            text(&layer.title),
            text(&layer.version),
            format!("<code>{}</code>", text(&layer.hash)),
            approved(layer),
        ]
    };
    let rows = report.catalogue.pack.layers.iter().map(row).collect();
    let heads = &["Layer", "Title", "Version", "Hash", "Approved by"];
    let caption = "The rule pack: itself, then what it extends";
    Table { id: "layers", caption, heads, rows }.write(body);
}

fn sources(report: &Report<'_>, body: &mut String) {
    let sources = &report.catalogue.sources;
    heading(body, "Sources of the rules");
    let judged = sources.iter().filter(|source| source.kind == "judgement").count();
    let unread = sources.iter().filter(|source| source.read_whole != "yes").count();
    paragraph(
        body,
        &format!(
            "{} of {} judgement and want a clinician's; {} not read whole when the rules were written.",
            number(count(judged)),
            some(count(sources.len()), "source is", "sources are"),
            if unread == 1 { "1 was".to_owned() } else { format!("{} were", number(count(unread))) }
        ),
    );
    let rows = sources.iter().map(|source| {
        vec![
            text(&source.key),
            link(&source.url, &source.title),
            text(&source.kind),
            text(&source.read_whole),
        ]
    });
    let heads = &["Source", "Title", "Kind", "Read whole"];
    Table { id: "sources", caption: "Sources of the rules", heads, rows: rows.collect() }.write(body);
}

/// A title that leads to an address, if a browser can follow that.
fn link(url: &str, title: &str) -> String {
    if url.starts_with("https://") || url.starts_with("http://") {
        format!("<a rel=\"noreferrer\" href=\"{}\">{}</a>", text(url), text(title))
    } else {
        text(title)
    }
}

fn inputs(report: &Report<'_>, body: &mut String) {
    heading(body, "The files");
    let rows = report.inputs.iter().map(|file| {
        vec![
            text(&file.role),
            text(&file.file),
            number(file.bytes),
            format!("<code>{}</code>", text(file.blake3.get(..16).unwrap_or(&file.blake3))),
        ]
    });
    let heads = &["Sheet", "File", "#Bytes", "BLAKE3 (first 16 digits)"];
    let caption = "What was read; run.json has the whole hashes";
    Table { id: "inputs", caption, heads, rows: rows.collect() }.write(body);
}

const LIMITS: [&str; 7] = [
    "The rules need local clinical sign-off before anybody relies on them.",
    "An answer is about a task as it is described, not about a patient. Eligible is not delegated.",
    "Published work shows that experienced teams agree on about two thirds of such decisions: where yours differ, record a panel's decision with its reasons.",
    "Whether people have time is not looked at: one able person may be the answer to many tasks.",
    "Minutes, times a week and who does a task now are as tasks.csv says; nobody has observed them.",
    "What is not in the files does not count: a skill that nobody signed off, or whose date has passed, is not there.",
    "No saving is stated: published reviews found no study of the cost-effectiveness of such delegation.",
];

/// Where unit costs were given.
const COSTED: &str = "What minutes would cost is arithmetic on unit costs that somebody gave, under the assumptions beside it. It is \
     no saving.";

fn limits(report: &Report<'_>, body: &mut String) {
    heading(body, "Limits");
    list(body, &LIMITS);
    if report.costs.is_some() {
        list(body, &[COSTED]);
    }
}
