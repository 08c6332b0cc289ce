//! The pack's own tests: task facts in, outcomes, floor and deciding rules out.

use super::pack::{Case, Pack};
use crate::model::{Decision, Finding, FindingCode, Place, Reason};

/// How a case turned out.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// What turned out otherwise; none: it holds.
    pub failures: Vec<Finding>,
}

/// Runs every case of a pack.
#[must_use]
pub fn run(pack: &Pack) -> Vec<CaseResult> {
    pack.cases.iter().map(|case| run_one(pack, case)).collect()
}

fn run_one(pack: &Pack, case: &Case) -> CaseResult {
    let decision = pack.decide(&case.task);
    let mut failures = Vec::new();
    let mut expect = |column: &str, expected: &str, got: &str| {
        let place = Place { file: "cases.csv".into(), line: case.line, column: column.to_owned() };
        let message = format!("case {} expects `{expected}`, the rules give `{got}`", case.id);
        let help = format!("correct the case, or the rule: {}", case.title);
        failures.push(Finding::new(FindingCode::CaseFailed, place, expected, message, help));
    };
    let outcomes = outcome_words(&decision);
    if sorted(&case.outcomes) != sorted(&outcomes) {
        expect("outcomes", &case.outcomes.join(";"), &outcomes.join(";"));
    }
    let floor = decision.floor.to_string();
    if case.floor != floor {
        expect("floor", &case.floor, &floor);
    }
    let refusals = refusals(pack, &decision);
    for refused in case.refused.iter().filter(|refused| !refusals.contains(refused)) {
        expect("refused", refused, "no such refusal");
    }
    let because = pack.because(&decision);
    for rule in case.because.iter().filter(|rule| !because.contains(rule)) {
        expect("because_rule", rule, &because.join(";"));
    }
    CaseResult { id: case.id.clone(), title: case.title.clone(), failures }
}

fn sorted(list: &[String]) -> Vec<&String> {
    let mut list: Vec<&String> = list.iter().collect();
    list.sort();
    list
}

fn outcome_words(decision: &Decision) -> Vec<String> {
    if decision.decided {
        decision.outcomes.iter().map(|outcome| outcome.word().to_owned()).collect()
    } else {
        vec!["needs-panel".to_owned()]
    }
}

/// Stops that refuse roles, as `STOP@ROLE`.
fn refusals(pack: &Pack, decision: &Decision) -> Vec<String> {
    let mut list = Vec::new();
    for (id, role) in pack.catalogue.roles() {
        for reason in decision.role(id).refusals() {
            if let Reason::Stop(stop) = reason {
                list.push(format!("{}@{}", pack.catalogue.stop_name(stop), role.code));
            }
        }
    }
    list
}

impl Pack {
    /// Ids of the rules that made a decision, in table order (stages 2 to 6).
    #[must_use]
    pub fn because(&self, decision: &Decision) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        for row in decision.trace.iter().filter(|row| row.decides) {
            let id = self.catalogue.rule_id(row.rule).to_owned();
            if !list.contains(&id) {
                list.push(id);
            }
        }
        list
    }
}
