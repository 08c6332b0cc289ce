//! A job's text to a job that says one thing: every problem of it at once, each with its line and column.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;

use toml::de::DeTable;

use super::document::{At, Document};
use super::query::{Query, is_query, query};
use super::{HistoryOf, Job, LogTo, Pick, Publish};
use crate::files::is_pattern;
use crate::model::{Day, Finding};

/// Words of the program that a job may use.
#[derive(Debug, Clone, Copy)]
pub struct JobWords<'w> {
    /// Conditions of `fail_on`.
    pub fail_on: &'w [&'w str],
    /// Formats of `also`.
    pub also: &'w [&'w str],
    /// The threshold of `share`: as usual, the least, the most.
    pub threshold: [u64; 3],
}

/// Kinds of inputs.
const INPUTS: [&str; 9] =
    ["folder", "staff", "holdings", "tasks", "competencies", "links", "panel", "mapping", "fixed"];
/// Sheets without which nothing can be matched.
const NEEDED: [&str; 3] = ["staff", "holdings", "tasks"];

const TOP: [&str; 10] =
    ["version", "name", "as_at", "rules", "threads", "inputs", "publish", "checks", "retention", "log"];
const PUBLISH: [&str; 13] = [
    "folder",
    "rungs",
    "sensitivity",
    "report",
    "share",
    "threshold",
    "unit_costs",
    "changes",
    "forecast",
    "leavers",
    "also",
    "keep_inputs",
    "memory",
];

/// The most months that are looked ahead.
const MOST_MONTHS: u16 = 36;

/// Reads a job. `Err` lists every problem of it.
pub fn read_job(file: &str, bytes: &[u8], words: JobWords<'_>) -> Result<Job, Vec<Finding>> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let (mut document, _) = Document::open(file, "");
        document.tell(&(0..0), "", "the job is not UTF-8", "save it as UTF-8");
        return Err(document.findings);
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut document, table) = Document::open(file, text);
    let Some(table) = table else { return Err(document.findings) };
    let job = job(&mut document, &table, words);
    if document.findings.is_empty() {
        Ok(job)
    } else {
        document.findings.sort();
        Err(document.findings)
    }
}

fn job(document: &mut Document<'_>, table: &DeTable<'_>, words: JobWords<'_>) -> Job {
    let known: Vec<&str> = TOP.into_iter().chain(["metrics", "history"]).collect();
    document.only(table, "a job", &known);
    if document.number(table, "version") != Some(1) {
        let span = table.get("version").map_or(0..0, toml::Spanned::span);
        document.tell(&span, "", "the version of the format is missing or not known", "write `version = 1`");
    }
    let empty = DeTable::new();
    let inputs = document.table(table, "inputs").unwrap_or(&empty);
    let publish = document.table(table, "publish").unwrap_or(&empty);
    let checks = document.table(table, "checks").unwrap_or(&empty);
    let retention = document.table(table, "retention").unwrap_or(&empty);
    document.only(checks, "[checks]", &["fail_on", "max_drop"]);
    document.only(retention, "[retention]", &["keep_last", "keep_days"]);
    let fail_on = listed(document, checks, "fail_on", words.fail_on);
    let threads = document.number(table, "threads");
    let job = Job {
        name: name(document, table),
        as_at: as_at(document, table),
        rules: document.text(table, "rules").map(|text| text.value),
        threads: threads.and_then(|number| NonZeroUsize::new(usize::try_from(number).ok()?)),
        queries: queries(document, inputs),
        inputs: picks(document, inputs),
        publish: published(document, publish, words),
        fail_on,
        max_drop: max_drop(document, checks),
        keep_last: document.number(retention, "keep_last"),
        keep_days: document.number(retention, "keep_days"),
        log: log(document, table),
        metrics: metrics(document, table),
        history: history(document, table),
    };
    fits(document, table, &job);
    job
}

/// What contradicts itself, or is missing.
fn fits(document: &mut Document<'_>, table: &DeTable<'_>, job: &Job) {
    let at = |section: &str| table.get(section).map_or(0..0, toml::Spanned::span);
    let has = |kind: &str| job.inputs.contains_key(kind) || job.queries.contains_key(kind);
    if !has("folder") {
        for kind in NEEDED.iter().filter(|kind| !has(kind)) {
            let help = format!("name the folder of the dataset, or the file with `{kind}`");
            document.tell(&at("inputs"), "", format!("the job has no {kind} file"), help);
        }
        if has("mapping") {
            let help = "name the folder whose files it maps with `folder`";
            document.tell(&at("inputs"), "", "a mapping without a folder", help);
        }
    }
    if job.inputs.get("mapping").is_some_and(|mapping| mapping.newest) {
        let help = "name the file: which mapping holds must not depend on dates in names";
        document.tell(&at("inputs"), "", "the newest mapping", help);
    }
    let path = |text: &str| text.trim_end_matches('/').trim_start_matches("./").to_owned();
    let folder = job.inputs.get("folder").map(|pick| path(&pick.pattern));
    if folder.is_some_and(|folder| folder == path(&job.publish.folder)) {
        let help = "publish into a folder of its own";
        document.tell(&at("publish"), "", "the job publishes into the folder of its inputs", help);
    }
    let log = job.log.as_ref().and_then(|log| log.file.as_deref()).map(path);
    let metrics = job.metrics.as_deref().map(path);
    if log.is_some() && log == metrics {
        document.tell(&at("log"), "", "log and metrics are one file", "name two files");
    }
    let Some(history) = job.history.as_ref().map(|history| path(&history.file)) else { return };
    if [log, metrics].contains(&Some(history.clone())) {
        document.tell(&at("history"), "", "the history is the file of log or metrics", "name another file");
    }
    if Path::new(&history).starts_with(path(&job.publish.folder)) {
        let help = "keep it beside the folder of the runs: what is in there is of the runs alone";
        document.tell(&at("history"), "", "the history lies in the folder of the runs", help);
    }
}

fn name(document: &mut Document<'_>, table: &DeTable<'_>) -> String {
    let Some(At { value, span }) = document.text(table, "name") else {
        if !table.contains_key("name") {
            document.tell(
                &(0..0),
                "",
                "the job has no name",
                "write `name = \"nightly\"`: logs and metrics need it",
            );
        }
        return String::new();
    };
    if !value.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter)) {
        document.tell(
            &span,
            &value,
            "a name with other letters than a-z, 0-9, -, _ and .",
            "write one plain word",
        );
    }
    value
}

fn as_at(document: &mut Document<'_>, table: &DeTable<'_>) -> Option<Day> {
    let Some(At { value, span }) = document.text(table, "as_at") else {
        if !table.contains_key("as_at") {
            let help = "write `as_at = \"today\"`, or a day as \"2026-11-01\"";
            document.tell(&(0..0), "", "the job names no day", help);
        }
        return None;
    };
    let day = Day::parse_iso(&value);
    if day.is_none() && value != "today" {
        document.tell(&span, &value, "not a day", "write \"today\", or a day as \"2026-11-01\"");
    }
    day
}

fn picks(document: &mut Document<'_>, table: &DeTable<'_>) -> BTreeMap<&'static str, Pick> {
    document.only(table, "[inputs]", &INPUTS);
    INPUTS.into_iter().filter_map(|kind| Some((kind, pick(document, table, kind)?))).collect()
}

/// Sheets that are queries.
fn queries(document: &mut Document<'_>, table: &DeTable<'_>) -> BTreeMap<&'static str, Query> {
    let mut queries = BTreeMap::new();
    for kind in INPUTS {
        let Some(value) = table.get(kind) else { continue };
        let Some(inner) = value.get_ref().as_table().filter(|inner| is_query(inner)) else { continue };
        if matches!(kind, "folder" | "mapping" | "fixed") {
            document.tell(
                &value.span(),
                "",
                format!("`{kind}` is no sheet"),
                "a query gives a sheet: staff, holdings, tasks, competencies, links or panel",
            );
            continue;
        }
        queries.extend(query(document, value, inner).map(|query| (kind, query)));
    }
    queries
}

fn pick(document: &mut Document<'_>, table: &DeTable<'_>, kind: &'static str) -> Option<Pick> {
    let value = table.get(kind)?;
    let place = document.place(&value.span());
    let Some(inner) = value.get_ref().as_table() else {
        let pattern = document.text(table, kind)?.value;
        return Some(Pick { pattern, newest: false, max_age_days: None, place });
    };
    if is_query(inner) {
        return None;
    }
    document.only(inner, "an input", &["newest", "max_age_days"]);
    let max_age_days = document.number(inner, "max_age_days");
    if !inner.contains_key("newest") {
        let help = format!("write {kind} = {{ newest = \"exports/{kind}_*.csv\" }}, or a path in quotes");
        document.tell(&value.span(), "", format!("`{kind}` names no file"), help);
    }
    let At { value: pattern, span } = document.text(inner, "newest")?;
    if !is_pattern(&pattern) {
        let help = "put a * where the date is, or write the path without `newest`";
        document.tell(&span, &pattern, "the newest of one name", help);
    }
    Some(Pick { pattern, newest: true, max_age_days, place })
}

fn published(document: &mut Document<'_>, table: &DeTable<'_>, words: JobWords<'_>) -> Publish {
    document.only(table, "[publish]", &PUBLISH);
    let folder = document.text(table, "folder");
    if folder.is_none() && !table.contains_key("folder") {
        let help = "write `folder = \"published\"` under [publish]";
        document.tell(&(0..0), "", "the job has no folder to publish into", help);
    }
    if let Some(At { value, span }) = folder.as_ref().filter(|folder| is_pattern(&folder.value)) {
        document.tell(span, value, "a pattern where a folder must be", "name one folder");
    }
    let publish = Publish {
        folder: folder.map(|folder| folder.value).unwrap_or_default(),
        rungs: document.flag(table, "rungs", false),
        sensitivity: document.flag(table, "sensitivity", false),
        report: document.flag(table, "report", false),
        share: shared(document, table, words.threshold),
        unit_costs: document.text(table, "unit_costs").map(|text| text.value),
        changes: document.flag(table, "changes", false),
        forecast: ahead(document, table),
        leavers: document.text(table, "leavers").map(|text| text.value),
        also: listed(document, table, "also", words.also),
        keep_inputs: document.flag(table, "keep_inputs", true),
        memory: document.flag(table, "memory", false),
    };
    needs(document, table, &publish);
    publish
}

/// Keys that are of no use without another.
fn needs(document: &mut Document<'_>, table: &DeTable<'_>, publish: &Publish) {
    let paper = publish.report || publish.share.is_some();
    for (key, said, has, help) in [
        ("unit_costs", publish.unit_costs.is_some(), paper, "write `report = true` or `share = true` too"),
        ("changes", publish.changes, publish.report, "write `report = true` too"),
        (
            "leavers",
            publish.leavers.is_some(),
            table.contains_key("forecast"),
            "write `forecast = \"12m\"` too",
        ),
    ] {
        if said && !has {
            let span = table.get(key).map_or(0..0, toml::Spanned::span);
            document.tell(&span, "", format!("`{key}`, but nothing that would say it"), help);
        }
    }
}

fn ahead(document: &mut Document<'_>, table: &DeTable<'_>) -> Option<u16> {
    let At { value, span } = document.text(table, "forecast")?;
    let read = months(&value);
    if let Err(problem) = &read {
        document.tell(&span, &value, "not a number of months", problem.clone());
    }
    read.ok()
}

/// Months to look ahead as `12m`, from 1 to 36.
pub fn months(text: &str) -> Result<u16, String> {
    let digits = text.strip_suffix('m').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits.filter(|digits| !digits.starts_with('0')).and_then(|digits| digits.parse().ok());
    let number = number.filter(|number| (1..=MOST_MONTHS).contains(number));
    number.ok_or_else(|| format!("write months from 1m to {MOST_MONTHS}m, as 12m"))
}

/// Below which number counts of people are suppressed in what is shared, if anything is.
fn shared(document: &mut Document<'_>, table: &DeTable<'_>, [usual, least, most]: [u64; 3]) -> Option<u64> {
    let share = document.flag(table, "share", false);
    let threshold = document.number(table, "threshold");
    let span = table.get("threshold").map_or(0..0, toml::Spanned::span);
    if threshold.is_some() && !share {
        document.tell(&span, "", "a threshold, but nothing is shared", "write `share = true` too");
    }
    if threshold.is_some_and(|number| !(least..=most).contains(&number)) {
        let help = format!("write a whole number from {least} to {most}");
        document.tell(&span, "", "a threshold out of range", help);
    }
    share.then(|| threshold.unwrap_or(usual))
}

/// Words of a closed list.
fn listed(document: &mut Document<'_>, table: &DeTable<'_>, key: &str, known: &[&str]) -> Vec<String> {
    let words = document.texts(table, key);
    for word in &words {
        document.one_of(word, known);
    }
    words.into_iter().map(|word| word.value).collect()
}

fn max_drop(document: &mut Document<'_>, table: &DeTable<'_>) -> Option<u64> {
    let At { value, span } = document.text(table, "max_drop")?;
    let read = share(&value);
    if let Err(problem) = &read {
        document.tell(&span, &value, "not a share", problem.clone());
    }
    read.ok()
}

/// A share as `5%` or `2.5%`, in hundredths of a percent.
pub fn share(text: &str) -> Result<u64, String> {
    let fault = || "write a percentage from 0% to 99.99%, as 5% or 2.5%".to_owned();
    let number = text.strip_suffix('%').ok_or_else(fault)?;
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let digits =
        |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 2) || !digits(decimals, 2) {
        return Err(fault());
    }
    format!("{whole}{decimals:0<2}").parse().map_err(|_| fault())
}

fn log(document: &mut Document<'_>, table: &DeTable<'_>) -> Option<LogTo> {
    let log = document.table(table, "log")?;
    document.only(log, "[log]", &["file", "format"]);
    let file = document.text(log, "file").map(|text| text.value);
    let format = document.text(log, "format");
    if let Some(word) = &format {
        document.one_of(word, &["text", "json"]);
    }
    Some(LogTo { file, json: format.is_some_and(|word| word.value == "json") })
}

fn metrics(document: &mut Document<'_>, table: &DeTable<'_>) -> Option<String> {
    let metrics = document.table(table, "metrics")?;
    document.only(metrics, "[metrics]", &["file"]);
    let At { value, span } = document.text(metrics, "file")?;
    if Path::new(&value).extension().is_none_or(|ending| ending != "prom") {
        document.tell(
            &span,
            &value,
            "a file of metrics that is not called *.prom",
            "the collector reads *.prom only",
        );
    }
    Some(value)
}

fn history(document: &mut Document<'_>, table: &DeTable<'_>) -> Option<HistoryOf> {
    let history = document.table(table, "history")?;
    document.only(history, "[history]", &["file", "causes"]);
    let causes = document.flag(history, "causes", false);
    let At { value: file, span } = document.text(history, "file").or_else(|| {
        if !history.contains_key("file") {
            let span = table.get("history").map_or(0..0, toml::Spanned::span);
            document.tell(&span, "", "the history names no file", "write `file = \"history.sqlite\"`");
        }
        None
    })?;
    Some(HistoryOf { place: document.place(&span), file, causes })
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
