//! cases.csv to tasks: the facts of a case, checked word by word.

use super::problems::Problems;
use super::rows::{Row, Rows, Shape, split_list};
use crate::model::{Authority, Catalogue, Finding, FindingCode, Task, Words};
use crate::rules::cases::{Case, bare_task};

/// A row of cases.csv being read.
#[derive(Debug)]
pub(in crate::rules) struct CaseRow<'a, 'p> {
    row: Row<'a>,
    problems: std::cell::RefCell<&'p mut Problems>,
}

/// Reads every row; faults are findings.
pub(in crate::rules) fn case_rows(
    bytes: Option<&Vec<u8>>,
    catalogue: &Catalogue,
    findings: &mut Vec<Finding>,
    case: impl Fn(&CaseRow<'_, '_>) -> Case,
) -> Vec<Case> {
    let mut problems = Problems::default();
    let columns = [
        "case",
        "title",
        "profession",
        "authority",
        "acts",
        "mitigations",
        "cti",
        "outcomes",
        "floor",
        "refused",
        "because_rule",
    ];
    let mut shape = Shape::new(&columns, &[]);
    shape.required.extend(catalogue.criteria.iter().map(|criterion| criterion.name.clone()));
    let rows = Rows::read("cases.csv", bytes, &shape, &mut problems);
    let mut cases: Vec<Case> = Vec::new();
    for row in rows.iter() {
        let read = case(&CaseRow { row, problems: std::cell::RefCell::new(&mut problems) });
        if read.id.is_empty() || cases.iter().any(|other| other.id == read.id) {
            let message = "an id that is blank or repeated";
            problems.at(FindingCode::RuleShape, row.at("case"), &read.id, message, "name each case once");
        }
        cases.push(read);
    }
    findings.extend(problems.findings);
    cases
}

impl CaseRow<'_, '_> {
    pub(in crate::rules) fn text(&self, column: &str) -> &str {
        self.row.text(column)
    }

    pub(in crate::rules) fn line(&self) -> u64 {
        self.row.line()
    }

    fn word(&self, column: &str, text: &str, words: &Words) -> Option<u16> {
        self.row.one_word(column, text, words, &mut self.problems.borrow_mut())
    }

    fn fault(&self, column: &str, message: &str, help: &str) {
        let value = self.row.text(column);
        self.problems.borrow_mut().at(FindingCode::RuleCell, self.row.at(column), value, message, help);
    }

    /// The facts as a task. Contradictory acts and authority are a fault of the case.
    pub(in crate::rules) fn task(&self, catalogue: &Catalogue) -> Task {
        let authority = Authority::parse(self.text("authority"));
        if authority.is_none() && !self.text("authority").is_empty() {
            self.fault("authority", "not an authority", "use none, prescription, psd, pgd:<id> or protocol");
        }
        let mut task = bare_task(self.text("case"), authority, self.acts(catalogue));
        let profession = self.text("profession");
        if !profession.is_empty() {
            task.profession = self.word("profession", profession, &catalogue.professions);
        }
        let mitigations = split_list(self.text("mitigations"));
        task.mitigations = mitigations
            .iter()
            .filter_map(|word| self.word("mitigations", word, &catalogue.mitigations))
            .collect();
        task.instruction_current = match self.text("cti") {
            "" => false,
            "current" => true,
            _ => {
                self.fault("cti", "unknown word", "use current, or leave it blank");
                false
            }
        };
        for criterion in &catalogue.criteria {
            let text = self.text(&criterion.name);
            let value =
                if text.is_empty() { None } else { self.word(&criterion.name, text, &criterion.values) };
            task.stated.push(value.and_then(|value| u8::try_from(value).ok()));
        }
        task.facts.clone_from(&task.stated);
        if let Some(at) = catalogue.criterion("steps_established").filter(|_| !task.instruction_current)
            && let (Some(fact), Some(criterion)) = (task.facts.get_mut(at), catalogue.criteria.get(at))
        {
            *fact = u8::try_from(criterion.values.len()).ok().and_then(|count| count.checked_sub(1));
        }
        task
    }

    fn acts(&self, catalogue: &Catalogue) -> Option<Vec<u16>> {
        let text = self.text("acts");
        if text.is_empty() {
            return None;
        }
        if text == "none" {
            return Some(Vec::new());
        }
        let words = split_list(text);
        let mut acts: Vec<u16> =
            words.iter().filter_map(|word| self.word("acts", word, &catalogue.act_names)).collect();
        acts.sort_unstable();
        acts.dedup();
        Some(acts)
    }
}
