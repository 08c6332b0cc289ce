//! `rules`: list and show; its other commands have files of their own.

use super::pack::load_pack;
use super::rules_check::RulesCheck;
use super::rules_diff::RulesDiff;
use super::rules_files::{self, RulesWork};
use super::rules_test::RulesTest;
use super::{Common, Outcome, rules_check, rules_diff, rules_test};
use crate::model::{Error, Result, RuleText, Words};
use crate::report;
use crate::rules::{Pack, sources_by_kind};

/// What to do with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulesAction {
    /// Every rule on a line.
    List,
    /// One rule whole.
    Show(String),
    /// Is it sound.
    Check(RulesCheck),
    /// The pack's own cases.
    Test(RulesTest),
    /// Two packs side by side.
    Diff(RulesDiff),
    /// A pack as files.
    Files(RulesWork),
}

/// What `rules` was asked.
#[derive(Debug, Clone)]
pub struct RulesRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// What to do.
    pub action: RulesAction,
}

/// Runs `rules`.
pub fn rules(request: &RulesRequest) -> Result<Outcome> {
    match &request.action {
        RulesAction::List => Ok(list(&load_pack(&request.common)?)),
        RulesAction::Show(id) => show(&load_pack(&request.common)?, id),
        RulesAction::Check(check) => rules_check::check(&request.common, check),
        RulesAction::Test(test) => rules_test::test(&request.common, test),
        RulesAction::Diff(diff) => rules_diff::diff(&request.common, diff),
        RulesAction::Files(work) => rules_files::run(&request.common, work),
    }
}

fn list(pack: &Pack) -> Outcome {
    let kinds = sources_by_kind(&pack.catalogue.sources, &pack.catalogue.rules);
    let stdout = report::rule_list(&pack.catalogue, &pack.in_force, &kinds);
    Outcome { stdout, stderr: report::findings_text(&pack.findings, 50), code: 0 }
}

fn show(pack: &Pack, id: &str) -> Result<Outcome> {
    let rules = &pack.catalogue.rules;
    let ids: Vec<&RuleText> = rules.iter().filter(|rule| rule.id == id || rule.stop == id).collect();
    if ids.is_empty() {
        let known = Words::new(rules.iter().map(|rule| rule.id.clone()));
        let near = known.nearest(id).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Error::Usage(format!("no rule or stop `{id}`{near} (`skillmix rules list` shows all)")));
    }
    let stdout: Vec<String> = rules
        .iter()
        .zip(&pack.in_force)
        .filter(|(rule, _)| rule.id == id || rule.stop == id)
        .map(|(rule, force)| report::rule_show(&pack.catalogue, rule, *force))
        .collect();
    Ok(Outcome { stdout: stdout.join("\n"), stderr: String::new(), code: 0 })
}
