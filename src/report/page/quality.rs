//! The page on the data: what became of every row, and what is wrong with it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::html::{Table, count, heading, number, paragraph, some, text};
use super::{Report, frame::Section};
use crate::model::{Finding, FindingCode, Severity, SheetKind};

/// Findings that are listed; findings.csv has all.
const SHOWN: usize = 200;

pub(super) fn section(report: &Report<'_>) -> Section {
    let mut body = String::new();
    if report.share.is_some() {
        return shared(report, body);
    }
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|s| report.summary.with_severity(s));
    paragraph(
        &mut body,
        &format!(
            "{}, {}, {}. An unknown word, a broken row or a date that has passed never makes anybody eligible. \
             A value that is wrong but well written is not seen: nothing here says that the data is true. \
             <code>findings.csv</code> has every finding with its value, <code>rejects/</code> every refused row.",
            some(errors, "error", "errors"),
            some(warnings, "warning", "warnings"),
            some(notes, "note", "notes")
        ),
    );
    rows(report, &mut body);
    by_code(report.findings, &mut body);
    list(report.findings, &mut body);
    Section { id: "quality", title: "Data quality", body }
}

/// What may be said to others: of rows of people nothing, and of findings nothing, for they quote cells and name files.
fn shared(report: &Report<'_>, mut body: String) -> Section {
    paragraph(
        &mut body,
        "An unknown word, a broken row or a date that has passed never makes anybody eligible. A value that is wrong but \
         well written is not seen: nothing here says that the data is true. What was found, and what became of the rows of \
         staff and holdings, is in the owner's report.",
    );
    rows(report, &mut body);
    Section { id: "quality", title: "Data quality", body }
}

fn rows(report: &Report<'_>, body: &mut String) {
    let people = [SheetKind::Staff, SheetKind::Holdings].map(SheetKind::word);
    let told = |(file, _): &&(String, [u64; 5])| {
        report.share.is_none() || !people.iter().any(|kind| file.starts_with(kind))
    };
    let of = |(file, counts): &(String, [u64; 5])| {
        std::iter::once(text(file)).chain(counts.iter().map(number)).collect()
    };
    heading(body, "What became of every row");
    let heads = &["Sheet", "#Rows in", "#Used", "#Not asked for", "#Duplicate", "#Refused"];
    let caption = "Rows of every sheet: rows in = used + not asked for + duplicate + refused";
    let rows = report.summary.rows.iter().filter(told).map(of);
    Table { id: "rows", caption, heads, rows: rows.collect() }.write(body);
    if !report.summary.sources.is_empty() && report.share.is_none() {
        let note = "The sheets were made of other files by a mapping; <code>run.json</code> says what became of their rows.";
        paragraph(body, note);
    }
}

fn by_code(findings: &[Finding], body: &mut String) {
    let mut codes: BTreeMap<(Reverse<Severity>, &str), (u64, &Finding)> = BTreeMap::new();
    for finding in findings {
        let key = (Reverse(finding.severity()), finding.code.word());
        codes.entry(key).or_insert((0, finding)).0 += 1;
    }
    heading(body, "Findings by kind");
    if codes.is_empty() {
        paragraph(body, "There is no finding.");
        return;
    }
    let row = |((severity, code), (times, first)): (&(Reverse<Severity>, &str), &(u64, &Finding))| {
        vec![(*code).to_owned(), severity.0.word().to_owned(), number(times), text(&first.message)]
    };
    let heads = &["Kind", "Severity", "#Times", "What is wrong (the first of the kind)"];
    Table {
        id: "kinds",
        caption: "Findings by kind, errors first",
        heads,
        rows: codes.iter().map(row).collect(),
    }
    .write(body);
}

fn list(findings: &[Finding], body: &mut String) {
    let mut worst: Vec<&Finding> = findings.iter().collect();
    // the order among equals is that of the files
    worst.sort_by_key(|finding| Reverse(finding.severity()));
    worst.truncate(SHOWN);
    if worst.is_empty() {
        return;
    }
    heading(body, "Where, and how to mend it");
    let caption = format!(
        "The first {} of {}, errors first; values are in findings.csv",
        number(count(worst.len())),
        some(count(findings.len()), "finding", "findings")
    );
    let heads = &["Place", "Severity", "Kind", "What is wrong", "How to mend it"];
    let rows = worst.iter().map(|finding| row(finding)).collect();
    Table { id: "findings", caption: &caption, heads, rows }.write(body);
}

fn row(finding: &Finding) -> Vec<String> {
    let place = &finding.place;
    let mut at = place.file.to_string();
    for part in [if place.line == 0 { String::new() } else { place.line.to_string() }, place.column.clone()] {
        if !part.is_empty() {
            at = format!("{at}:{part}");
        }
    }
    vec![
        format!("<span class=\"long\">{}</span>", text(&at)),
        finding.severity().word().to_owned(),
        code(finding.code).to_owned(),
        text(&finding.message),
        text(&finding.help),
    ]
}

fn code(code: FindingCode) -> &'static str {
    code.word()
}
