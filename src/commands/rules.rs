//! `rules list`, `rules show` and `rules test`.

use super::pack::load_pack;
use super::rules_files::{self, RulesWork};
use super::{Common, Outcome};
use crate::model::{Error, Finding, Result, RuleText, Words};
use crate::report;
use crate::rules::{Pack, run_cases, sources_by_kind};

/// What to do with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulesAction {
    /// Every rule on a line.
    List,
    /// One rule whole.
    Show(String),
    /// The pack's own cases.
    Test,
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
    let pack = || load_pack(&request.common);
    match &request.action {
        RulesAction::List => {
            let pack = pack()?;
            let kinds = sources_by_kind(&pack.catalogue.sources, &pack.catalogue.rules);
            let stdout = report::rule_list(&pack.catalogue, &pack.in_force, &kinds);
            Ok(Outcome { stdout, stderr: report::findings_text(&pack.findings, 50), code: 0 })
        }
        RulesAction::Show(id) => show(&pack()?, id),
        RulesAction::Test => Ok(test(&pack()?)),
        RulesAction::Files(work) => rules_files::run(&request.common, work),
    }
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

/// Exit 1 when a case turns out otherwise than it says.
fn test(pack: &Pack) -> Outcome {
    let results = run_cases(pack);
    let failures: Vec<Finding> = results.iter().flat_map(|result| result.failures.iter().cloned()).collect();
    let stdout = report::case_results(results.len(), &failures);
    Outcome { stdout, stderr: String::new(), code: u8::from(!failures.is_empty()) }
}
