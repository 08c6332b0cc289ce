//! Why a task is not done at one level: what decides, every role's reasons with their sources, what would change it.

use serde::Serialize;

use super::explain::{Explained, Page, alike};
use super::fixes::FixesRecord;
use super::words;
use crate::model::{Answer, Catalogue, Decision, Level, Reason, Rung, Stage, Verdict};

/// What decides for one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deciding {
    /// The stage that stops it; none: nothing does.
    pub stage: Option<u8>,
    /// What kind of thing that is.
    pub kind: &'static str,
    /// In a sentence.
    pub text: String,
}

impl Deciding {
    /// For a level of an answer.
    #[must_use]
    pub fn new(catalogue: &Catalogue, answer: &Answer, level: Level) -> Self {
        let said = |kind, text: String| Self { stage: None, kind, text };
        let Some(rung) = answer.rungs.iter().find(|rung| rung.level == level) else {
            return said("no-role", format!("There is no level {level}."));
        };
        match (rung.verdict, answer.level) {
            (Verdict::NoRole, _) => {
                said("no-role", format!("Nothing decides: the pack has no role at level {level}."))
            }
            (Verdict::Safe, Some(placed)) if placed == level => {
                said("safe", format!("Nothing stops it: it is placed at level {level}."))
            }
            (Verdict::Safe, Some(placed)) => said(
                "safe",
                format!(
                    "Nothing stops it: level {level} is safe too, and the task is placed lower, at {placed}."
                ),
            ),
            (Verdict::NeedsPanel, _) => {
                let columns = told(catalogue, &answer.decision);
                let text = format!("Stage 1, completeness, stops it: a panel must settle {columns} first.");
                Self { stage: Some(1), kind: "completeness", text }
            }
            _ => Self::of_rung(catalogue, answer, rung),
        }
    }

    /// The first reason, in the order of stages, against the role that comes furthest.
    fn of_rung(catalogue: &Catalogue, answer: &Answer, rung: &Rung) -> Self {
        let nearest = rung.roles.iter().filter(|role| role.verdict == rung.verdict);
        let first = nearest.filter_map(|role| {
            let reasons = answer.reasons(role);
            let standing =
                |reason: &&Reason| rung.verdict == Verdict::Refused || speaks(rung.verdict, **reason);
            let reason =
                reasons.iter().filter(standing).min_by_key(|reason| words::stage(catalogue, **reason))?;
            Some((words::stage(catalogue, *reason), *reason, role.role))
        });
        // of roles that come as far, the first
        let furthest = first.reduce(|best, other| if other.0.0 > best.0.0 { other } else { best });
        let Some(((stage, kind), reason, role)) = furthest else {
            return Self { stage: None, kind: "unknown", text: rung.verdict.word().to_owned() };
        };
        let of = if rung.roles.len() > 1 {
            format!(" ({} comes nearest)", catalogue.role_code(role))
        } else {
            String::new()
        };
        let sentence = words::sentence(catalogue, reason);
        let text = format!("Stage {stage}, {kind}, stops it{of}: {}.", sentence.trim_end_matches('.'));
        Self { stage: Some(stage), kind, text }
    }
}

/// Whether a reason is what a verdict rests on.
fn speaks(verdict: Verdict, reason: Reason) -> bool {
    match verdict {
        Verdict::NotYet => matches!(reason, Reason::Missing(_)),
        Verdict::NoSupervisor => matches!(reason, Reason::NoSupervisor),
        _ => matches!(reason, Reason::NobodyThere | Reason::NobodyCompetent | Reason::Requires),
    }
}

/// What a panel must settle.
fn told(catalogue: &Catalogue, decision: &Decision) -> String {
    let columns: Vec<&str> = decision.blanks.iter().map(|column| catalogue.column_name(*column)).collect();
    if columns.is_empty() { "the profession".to_owned() } else { columns.join(", ") }
}

/// The proof for one level.
#[must_use]
pub fn why_not(what: Explained<'_>, level: Level, fixes: &FixesRecord) -> String {
    let Explained { catalogue, answer, .. } = what;
    let mut page = Page::new(what);
    page.panel();
    page.section(&format!("Why not at level {level}"));
    page.line(&format!("  {}", Deciding::new(catalogue, answer, level).text));
    if let Some(rung) = answer.rungs.iter().find(|rung| rung.level == level && !rung.roles.is_empty()) {
        page.section(&format!("Its roles: {} ({} able)", rung.verdict.word(), rung.able));
        for (reasons, roles) in alike(catalogue, answer, rung) {
            let safe = if reasons.is_empty() { " safe" } else { "" };
            page.line(&format!("    {}:{safe}", roles.join(", ")));
            for reason in reasons {
                page.line(&format!("      - {}", words::sentence(catalogue, reason)));
                for cited in cited(catalogue, &answer.decision, reason) {
                    page.line(&format!("          {cited}"));
                }
            }
        }
        page.gap(rung);
    }
    page.line("");
    for line in fixes.lines() {
        page.line(&line);
    }
    page.end().written()
}

/// The fixes of a task.
#[must_use]
pub fn fixes(what: Explained<'_>, fixes: &FixesRecord) -> String {
    let mut page = Page::new(what);
    page.panel();
    page.line("");
    for line in fixes.lines() {
        page.line(&line);
    }
    page.end().written()
}

/// The rows behind a reason, with their sources: those that set a stop, or the row itself.
fn cited(catalogue: &Catalogue, decision: &Decision, reason: Reason) -> Vec<String> {
    match reason {
        Reason::Stop(stop) => {
            let name = catalogue.stop_name(stop);
            let sets = decision.trace.iter().filter(|row| row.decides);
            let stages = [Stage::Law, Stage::Policy];
            let rules =
                sets.filter(|row| stages.contains(&row.stage)).filter_map(|row| catalogue.rule(row.rule));
            let own = rules.filter(|rule| rule.stop == name);
            own.map(|rule| format!("{}: {} {}", rule.id, rule.because, words::cited(catalogue, rule)))
                .collect()
        }
        Reason::Rule(rule) => {
            catalogue.rule(rule).map(|rule| words::cited(catalogue, rule)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
