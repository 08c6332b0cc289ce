//! cases.csv to tasks: the facts of a case, checked word by word.

use std::cell::RefCell;

use super::problems::Problems;
use super::rows::{Row, Rows, split_list};
use crate::model::{Authority, Catalogue, Finding, FindingCode, Task, Words};
use crate::rules::pack::Case;

/// A row of cases.csv being read.
#[derive(Debug)]
struct CaseRow<'a, 'p> {
    row: Row<'a>,
    problems: RefCell<&'p mut Problems>,
}

/// Reads cases.csv; its faults are findings.
pub(super) fn read(bytes: Option<&Vec<u8>>, catalogue: &Catalogue, findings: &mut Vec<Finding>) -> Vec<Case> {
    let mut problems = Problems::default();
    let criteria: Vec<String> = catalogue.criteria.iter().map(|criterion| criterion.name.clone()).collect();
    let shape = super::shapes::shape("cases.csv", &criteria);
    let rows = Rows::read("cases.csv", bytes, &shape, &mut problems);
    let mut cases: Vec<Case> = Vec::new();
    for row in rows.iter() {
        let case = CaseRow { row, problems: RefCell::new(&mut problems) }.case(catalogue);
        if case.id.is_empty() || cases.iter().any(|other| other.id == case.id) {
            let message = "an id that is blank or repeated";
            problems.at(FindingCode::RuleShape, row.at("case"), &case.id, message, "name each case once");
        }
        cases.push(case);
    }
    findings.extend(problems.findings);
    cases
}

impl CaseRow<'_, '_> {
    fn case(&self, catalogue: &Catalogue) -> Case {
        let list = |column: &str| split_list(self.text(column));
        Case {
            id: self.text("case").to_owned(),
            title: self.text("title").to_owned(),
            line: self.row.line(),
            task: self.task(catalogue),
            outcomes: list("outcomes"),
            floor: self.text("floor").to_owned(),
            refused: list("refused"),
            because: list("because_rule"),
        }
    }

    fn text(&self, column: &str) -> &str {
        self.row.text(column)
    }

    fn word(&self, column: &str, text: &str, words: &Words) -> Option<u16> {
        self.row.one_word(column, text, words, &mut self.problems.borrow_mut())
    }

    fn fault(&self, column: &str, message: &str, help: &str) {
        let value = self.row.text(column);
        self.problems.borrow_mut().at(FindingCode::RuleCell, self.row.at(column), value, message, help);
    }

    /// The facts as a task. Contradictory acts and authority are a fault of the case.
    fn task(&self, catalogue: &Catalogue) -> Task {
        let authority = Authority::parse(self.text("authority"));
        if authority.is_none() && !self.text("authority").is_empty() {
            self.fault("authority", "not an authority", "use none, prescription, psd, pgd:<id> or protocol");
        }
        let mut task = Task::bare(self.text("case"), authority, self.acts(catalogue));
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
