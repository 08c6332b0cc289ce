//! The summary of a run: placed by level, why the rest is not, what most often stops a lower level, findings.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::layers::{self, LayerRecord, Loosening};
use super::sources::{self, FixedCounts, SourceRows};
use super::{ForecastSummary, PanelSummary, SensitivitySummary, words};
use crate::model::{
    Accounting, Answer, Catalogue, CodeId, Codes, Finding, Level, Severity, Status, Task, Verdict,
};

/// The counts of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    /// `name@version#hash`.
    pub pack: String,
    /// What the pack says must be printed.
    pub notice: String,
    /// The layers of the pack: itself, then what it extends.
    pub layers: Vec<LayerRecord>,
    /// The as-at date.
    pub as_at: String,
    /// Tasks answered.
    pub tasks: u64,
    /// People with an active assignment.
    pub people: u64,
    /// Sites at which anybody works.
    pub sites: u64,
    /// Tasks by status.
    pub by_status: BTreeMap<String, u64>,
    /// Placed tasks by level.
    pub placed_by_level: BTreeMap<String, u64>,
    /// Competencies that most often stop a lower level: code, title, tasks.
    pub stopping: Vec<(String, String, u64)>,
    /// What loosened the rules of a task of this run.
    pub loosened: Vec<Loosening>,
    /// The panel's part, if it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<PanelSummary>,
    /// How far the answers turn on single criteria, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<SensitivitySummary>,
    /// What is ahead, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forecast: Option<ForecastSummary>,
    /// Findings by code.
    pub findings: BTreeMap<String, u64>,
    /// Findings by severity.
    pub severities: BTreeMap<String, u64>,
    /// Rows by file: rows, used, not asked for, duplicate, rejected.
    pub rows: Vec<(String, [u64; 5])>,
    /// Rows of other people's files, of which the sheets were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRows>,
    /// Rows that were mended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<FixedCounts>,
}

/// What is counted of answers; counts of parts of a run add up to those of the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    by_status: BTreeMap<Status, u64>,
    placed_by_level: BTreeMap<Level, u64>,
    /// By competency: tasks that it stops from a level below the answer (any level, where there is no answer), the
    /// nearest person of that level lacking it.
    stopping: BTreeMap<CodeId, u64>,
    /// By rule that loosens another: tasks in whose answers it had a part.
    loosened: BTreeMap<String, u64>,
    /// Tasks whose answer rests on a panel's decision.
    panel: u64,
}

impl Counts {
    /// Counts answers.
    #[must_use]
    pub fn of<'a>(catalogue: &Catalogue, answers: impl IntoIterator<Item = &'a Answer>) -> Self {
        let mut counts = Self::default();
        let relaxing: BTreeSet<&str> = catalogue.relaxing().map(|(rule, _)| rule.id.as_str()).collect();
        for answer in answers {
            for rule in answer.because.iter().filter(|rule| relaxing.contains(rule.as_str())) {
                *counts.loosened.entry(rule.clone()).or_default() += 1;
            }
            *counts.by_status.entry(answer.status).or_default() += 1;
            if let Some(level) = answer.level {
                *counts.placed_by_level.entry(level).or_default() += 1;
            }
            counts.panel += u64::from(answer.decision.panel);
            for code in stops(answer) {
                *counts.stopping.entry(code).or_default() += 1;
            }
        }
        counts
    }

    /// Adds the counts of other answers.
    pub fn add(&mut self, other: &Self) {
        sum(&mut self.by_status, &other.by_status);
        sum(&mut self.placed_by_level, &other.placed_by_level);
        sum(&mut self.stopping, &other.stopping);
        sum(&mut self.loosened, &other.loosened);
        self.panel += other.panel;
    }
}

fn sum<K: Ord + Clone>(ours: &mut BTreeMap<K, u64>, theirs: &BTreeMap<K, u64>) {
    for (key, number) in theirs {
        *ours.entry(key.clone()).or_default() += number;
    }
}

/// What the nearest person of each level below the answer lacks, where that stops the level; each competency once.
fn stops(answer: &Answer) -> Vec<CodeId> {
    if matches!(answer.status, Status::Restricted | Status::NeedsPanel) {
        return Vec::new();
    }
    let below = answer.rungs.iter().filter(|rung| answer.level.is_none_or(|level| rung.level < level));
    let lacking = below.filter(|rung| rung.verdict == Verdict::NobodyCompetent).flat_map(|rung| &rung.gap);
    let mut codes: Vec<CodeId> = lacking.map(|requirement| requirement.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

impl Summary {
    /// Of a run's counts.
    #[must_use]
    pub fn new(
        catalogue: &Catalogue,
        codes: &Codes,
        counts: &Counts,
        findings: &[Finding],
        rows: &[(String, Accounting)],
    ) -> Self {
        let mut by_code: BTreeMap<String, u64> = BTreeMap::new();
        let mut severities: BTreeMap<String, u64> = BTreeMap::new();
        for finding in findings {
            *by_code.entry(finding.code.word().to_owned()).or_default() += 1;
            *severities.entry(finding.severity().word().to_owned()).or_default() += 1;
        }
        let by_status = counts.by_status.iter().map(|(status, number)| (status.word().to_owned(), *number));
        let by_level = counts.placed_by_level.iter().map(|(level, number)| (level.to_string(), *number));
        Self {
            pack: catalogue.pack_label(),
            notice: catalogue.pack.notice.clone(),
            layers: layers::layers(catalogue),
            as_at: catalogue.as_at.to_string(),
            tasks: counts.by_status.values().sum(),
            people: 0,
            sites: 0,
            by_status: by_status.collect(),
            placed_by_level: by_level.collect(),
            stopping: stopping(codes, counts),
            loosened: layers::loosened(catalogue, &counts.loosened),
            panel: None,
            sensitivity: None,
            forecast: None,
            findings: by_code,
            severities,
            rows: rows.iter().map(|(file, a)| (file.clone(), row_counts(*a))).collect(),
            sources: Vec::new(),
            fixed: Vec::new(),
        }
    }

    /// Adds the panel's part.
    #[must_use]
    pub fn with_panel(mut self, catalogue: &Catalogue, tasks: &[Task], counts: &Counts) -> Self {
        self.panel = PanelSummary::new(catalogue, tasks, counts.panel);
        self
    }

    /// Adds the size of the roster.
    #[must_use]
    pub fn with_roster(mut self, people: usize, sites: usize) -> Self {
        self.people = count(people);
        self.sites = count(sites);
        self
    }

    /// Adds what became of the rows of other people's files, and of mended rows.
    #[must_use]
    pub fn with_sources(mut self, (sources, fixed): &(Vec<SourceRows>, Vec<FixedCounts>)) -> Self {
        self.sources.clone_from(sources);
        self.fixed.clone_from(fixed);
        self
    }

    /// Tasks with a status.
    #[must_use]
    pub fn with_status(&self, status: Status) -> u64 {
        self.by_status.get(status.word()).copied().unwrap_or(0)
    }

    /// Findings of a severity.
    #[must_use]
    pub fn with_severity(&self, severity: Severity) -> u64 {
        self.severities.get(severity.word()).copied().unwrap_or(0)
    }

    /// Refused rows in all files.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        let of_sheets: u64 = self.rows.iter().map(|(_, [.., rejected])| rejected).sum();
        of_sheets + self.sources.iter().map(|source| source.rejected).sum::<u64>()
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn row_counts(a: Accounting) -> [u64; 5] {
    [a.rows, a.used, a.not_asked_for, a.duplicate, a.rejected]
}

/// The five competencies that stop most tasks.
fn stopping(codes: &Codes, counts: &Counts) -> Vec<(String, String, u64)> {
    let mut list: Vec<(u64, String, String)> = counts
        .stopping
        .iter()
        .map(|(code, tasks)| {
            let title = codes.get(*code).map(|code| code.title.clone()).unwrap_or_default();
            (*tasks, codes.name(*code).to_owned(), title)
        })
        .collect();
    list.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    list.into_iter().take(5).map(|(tasks, code, title)| (code, title, tasks)).collect()
}

/// The summary as JSON, for `--json`.
#[must_use]
pub fn summary_json(summary: &Summary) -> String {
    let text = serde_json::to_string_pretty(summary).unwrap_or_default();
    format!("{text}\n")
}

/// The summary as text for a terminal of 80 columns.
#[must_use]
pub fn summary_text(summary: &Summary, written: &str) -> String {
    let mut text = String::new();
    head(&mut text, summary);
    let placed = summary.with_status(Status::Placed);
    line(&mut text, &format!("\nPlaced: {placed} of {} tasks, at the lowest safe level", summary.tasks));
    for (level, number) in &summary.placed_by_level {
        line(&mut text, &format!("  level {level}          {}", bar(*number, placed)));
    }
    line(&mut text, &format!("\nNot placed: {}", summary.tasks - placed));
    for status in Status::ALL.into_iter().filter(|status| *status != Status::Placed) {
        let number = summary.with_status(status);
        line(&mut text, &format!("  {:<16} {number:>5}  {}", status.word(), words::meaning(status)));
    }
    if !summary.stopping.is_empty() {
        line(&mut text, "\nCompetencies that most often stop a lower level");
        for (code, title, number) in &summary.stopping {
            line(&mut text, &format!("  {code:<16} {number:>5}  {title}"));
        }
    }
    text.push_str(&layers::loosened_text(&summary.loosened));
    let panel = summary.panel.as_ref().map(PanelSummary::lines);
    let robustness = summary.sensitivity.as_ref().map(SensitivitySummary::lines);
    let ahead = summary.forecast.as_ref().map(ForecastSummary::lines);
    for block in panel.into_iter().chain(robustness).chain(ahead) {
        line(&mut text, &format!("\n{}", block.join("\n")));
    }
    tail(&mut text, summary, written);
    text
}

/// What `check` says at its end.
#[must_use]
pub fn check_text(summary: &Summary, tasks: usize) -> String {
    let mut text = String::new();
    line(&mut text, &format!("\nskillmix: {} on {}", summary.pack, summary.as_at));
    line(
        &mut text,
        &format!("{tasks} tasks, {} people, {} sites; nothing was matched", summary.people, summary.sites),
    );
    tail(&mut text, summary, "");
    text
}

fn head(text: &mut String, summary: &Summary) {
    line(text, &format!("skillmix: {} on {}", summary.pack, summary.as_at));
    text.push_str(&layers::layers_text(&summary.layers));
    line(text, &format!("{} tasks, {} people, {} sites", summary.tasks, summary.people, summary.sites));
    if !summary.notice.is_empty() {
        line(text, &summary.notice);
    }
    line(text, "Eligible is not delegated: a registrant delegates, for this patient, this time.");
}

fn tail(text: &mut String, summary: &Summary, written: &str) {
    let severities = Severity::word;
    let errors = summary.with_severity(Severity::Error);
    let warnings = summary.with_severity(Severity::Warning);
    let notes = summary.with_severity(Severity::Note);
    line(
        text,
        &format!(
            "\nFindings: {errors} {}s, {warnings} {}s, {notes} {}s",
            severities(Severity::Error),
            severities(Severity::Warning),
            severities(Severity::Note)
        ),
    );
    for (code, number) in &summary.findings {
        line(text, &format!("  {code:<22} {number:>5}"));
    }
    line(text, "\nRows                 in      used  not asked  duplicate  rejected");
    for (file, [rows, used, not_asked, duplicate, rejected]) in &summary.rows {
        line(
            text,
            &format!("  {file:<16} {rows:>6} {used:>9} {not_asked:>10} {duplicate:>10} {rejected:>9}"),
        );
    }
    text.push_str(&sources::sources_text(&summary.sources, &summary.fixed));
    if !written.is_empty() {
        line(text, &format!("\n{written}"));
    }
}

fn line(text: &mut String, content: &str) {
    // writing into a string does not fail
    let _ = writeln!(text, "{content}");
}

/// A number and its share of a whole as a bar of at most 40 characters.
fn bar(number: u64, whole: u64) -> String {
    let width = (number * 40).checked_div(whole).unwrap_or(0);
    let width = usize::try_from(width.max(u64::from(number > 0))).unwrap_or(40);
    format!("{number:>5}  {}", "#".repeat(width))
}
