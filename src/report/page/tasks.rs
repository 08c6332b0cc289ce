//! The page of tasks: what the script fills in, and what stands there without it.

use std::fmt::Write;

use super::frame::Section;
use super::html::{Table, count, number, paragraph, some, text};
use super::rows::ORDER;
use super::{Report, part_name};
use crate::model::Status;
use crate::report::Threshold;

/// What the tasks page says of itself when not all tasks are on it: which part of how many, of how many tasks.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// From 1.
    pub number: usize,
    /// Parts there are.
    pub of: usize,
    /// Tasks on it.
    pub tasks: usize,
    /// Tasks in all.
    pub all: usize,
    /// To be shared: how people are counted.
    pub share: Option<Threshold>,
}

pub(super) fn section(part: Part) -> Section {
    let mut body = String::new();
    let whole = if part.of > 1 {
        format!(
            "Part {} of {}: {} of {}. Search and filters look at this part only. ",
            number(part.number),
            number(part.of),
            number(part.tasks),
            some(count(part.all), "task", "tasks")
        )
    } else {
        String::new()
    };
    let (table, proof) = match part.share {
        Some(_) => ("shared-matches.csv", ""),
        None => ("matches.csv", "; <code>skillmix explain</code> prints a proof"),
    };
    // writing into a string does not fail
    let _ = write!(
        body,
        "<p>{whole}Listed worst first: {}. A task opens its whole proof. \
         Printed are the tasks of the list that is shown, and the proof that is open.</p>\n\
         <noscript><p><strong>The list and the proofs need script, which this browser does not run.</strong> \
         <code>{table}</code> beside this file has every task{proof}.</p></noscript>\n",
        text(ORDER)
    );
    body.push_str(FORM);
    Section { id: "tasks", title: "Tasks", body }
}

/// The pages of tasks of a report in a folder.
pub(super) fn contents(report: &Report<'_>) -> Section {
    let mut body = String::new();
    let parts = report.part_of.unwrap_or_default();
    let of = parts.iter().copied().max().unwrap_or(0);
    paragraph(
        &mut body,
        &format!(
            "{} stand on {}, worst first: {}. Search and filters look at one page at a time; {} has all in one.",
            some(count(parts.len()), "task", "tasks"),
            some(count(of), "page", "pages"),
            text(ORDER),
            if report.share.is_some() { "shared-matches.csv" } else { "matches.csv" }
        ),
    );
    let mut counts: Vec<[u64; 1 + Status::ALL.len()]> = vec![Default::default(); of];
    for (part, row) in parts.iter().zip(report.rows) {
        let Some(counts) = part.checked_sub(1).and_then(|at| counts.get_mut(at)) else { continue };
        let status = Status::ALL.iter().position(|status| *status == row.status);
        let places = [row.drift.map(|_| 0), status.map(|at| at + 1)];
        for place in places.into_iter().flatten() {
            if let Some(sum) = counts.get_mut(place) {
                *sum += 1;
            }
        }
    }
    let rows = counts.iter().enumerate().map(|(at, counts)| {
        let name = part_name(at + 1);
        let link = format!("<a href=\"{name}\">Part {}</a>", at + 1);
        std::iter::once(link).chain(counts.iter().map(number)).collect()
    });
    let mut heads = vec!["Page".to_owned(), "#Done against the rules".to_owned()];
    heads.extend(Status::ALL.iter().map(|status| format!("#{}", status.word())));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    Table { id: "parts", caption: "Pages of tasks, worst first", heads: &heads, rows: rows.collect() }
        .write(&mut body);
    Section { id: "tasks", title: "Tasks", body }
}

const FORM: &str = r#"<form class="filters" id="filters" role="search" aria-label="Tasks" hidden>
<p><label for="f-q">Search id and title</label> <input id="f-q" name="q" type="search" autocomplete="off"></p>
<p><label for="f-site">Site</label> <select id="f-site" name="site"><option value="">all</option></select></p>
<p><label for="f-status">Status</label> <select id="f-status" name="status"><option value="">all</option></select></p>
<p><label for="f-level">Level</label> <select id="f-level" name="level"><option value="">all</option></select></p>
<p><label for="f-code">Competency</label> <select id="f-code" name="code"><option value="">all</option></select></p>
<p><label for="f-drift">Done now</label> <select id="f-drift" name="drift"><option value="">in any way</option><option value="1">below the floor</option><option value="2">by a role that the rules refuse</option></select></p>
<p><button type="reset">Clear</button></p>
</form>
<article id="proof" aria-labelledby="proof-title" hidden></article>
<p id="found" role="status" aria-live="polite"></p>
<div id="list"></div>
"#;
