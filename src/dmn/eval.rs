//! Evaluation: facts to the result of a decision, with the rules that matched in every decision on the way.

use super::facts::Facts;
use super::faults::{At, Faults, did_you_mean};
use super::model::{Decision, Rule};
use super::order::order_of;
use super::ready::{Column, Of, Ready, ReadyTable};
use super::value::Value;
use crate::model::{Error, Finding, FindingCode, Result};
use crate::table::{Conflict, Hit, HitPolicy};

/// What came of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluated {
    /// The result of the decision asked for.
    pub result: Value,
    /// Every decision evaluated, in order; the one asked for is the last.
    pub decisions: Vec<Decided>,
    /// Notes: inputs that are null because the facts do not have them.
    pub notes: Vec<Finding>,
}

/// One decision evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its name.
    pub name: String,
    /// The letter of its hit policy.
    pub policy: &'static str,
    /// The rules that matched, in order.
    pub matched: Vec<Matched>,
    /// Its result.
    pub result: Value,
    /// Whether the result is the default, for want of a rule.
    pub default: bool,
}

/// A rule that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Its number in the table, from 1.
    pub number: usize,
    /// Its id; may be blank.
    pub id: String,
    /// What it puts out.
    pub output: Value,
}

/// What rules put out, ordered as the output values say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Output {
    ranks: Vec<usize>,
    values: Vec<Value>,
}

/// Evaluates a decision by its name or id. Every fault comes as `Error::Input`.
pub fn evaluate(ready: &Ready<'_>, decision: &str, facts: &Facts) -> Result<Evaluated> {
    let model = ready.model;
    let names = || model.decisions.iter().map(|one| one.name.as_str());
    let found = names().position(|name| name == decision);
    let found = found.or_else(|| model.decisions.iter().position(|one| one.id == decision));
    let Some(wanted) = found else {
        let help = did_you_mean(decision, names());
        return Err(Error::Usage(format!("{} has no decision `{decision}`; {help}", model.file)));
    };
    let order = order_of(&ready.tables, wanted);
    let results = vec![Value::Null; model.decisions.len()];
    let mut run = Run { ready, facts, results, notes: missing(ready, &order, facts) };
    let mut decisions = Vec::with_capacity(order.len());
    for number in &order {
        let (Some(decision), Some(table)) = (model.decisions.get(*number), ready.tables.get(*number)) else {
            continue;
        };
        let decided = run.decide(decision, table)?;
        run.results.get_mut(*number).into_iter().for_each(|result| *result = decided.result.clone());
        decisions.push(decided);
    }
    let result = decisions.last().map_or(Value::Null, |decided| decided.result.clone());
    Ok(Evaluated { result, decisions, notes: run.notes.list })
}

/// The inputs of these decisions that the facts do not have.
fn missing(ready: &Ready<'_>, order: &[usize], facts: &Facts) -> Faults {
    let mut faults = Faults::new(&facts.file);
    let requires =
        order.iter().filter_map(|number| ready.tables.get(*number)).flat_map(|table| &table.requires);
    let mut inputs: Vec<usize> = requires
        .filter_map(|of| match of {
            Of::Input(number) => Some(*number),
            Of::Decision(_) => None,
        })
        .collect();
    inputs.sort_unstable();
    inputs.dedup();
    for number in inputs {
        let input = ready.model.inputs.get(number);
        if let (Some(input), Some(None)) = (input, facts.values.get(number)) {
            let message = "the facts do not have this input: it counts as null";
            faults.add(FindingCode::DmnNull, At::default(), &input.name, message, "");
        }
    }
    faults
}

struct Run<'r> {
    ready: &'r Ready<'r>,
    facts: &'r Facts,
    results: Vec<Value>,
    notes: Faults,
}

impl Run<'_> {
    fn decide(&mut self, decision: &Decision, table: &ReadyTable) -> Result<Decided> {
        let inputs = table.columns.iter().zip(&decision.table.inputs);
        let inputs = inputs.map(|(column, clause)| self.input(column, decision, &clause.expression));
        let inputs: Vec<Value> = inputs.collect::<Result<_>>()?;
        let rules = decision.table.rules.iter().enumerate();
        let rules: Vec<(usize, &Rule)> = rules
            .filter(|(number, _)| {
                table.columns.iter().zip(&inputs).all(|(column, value)| matches(column, *number, value))
            })
            .collect();
        let names: Vec<&str> = decision.table.outputs.iter().map(|output| output.name.as_str()).collect();
        let show = |values: Vec<Value>| match values.len() {
            1 => values.into_iter().next().unwrap_or(Value::Null),
            _ => Value::Context(names.iter().map(|name| (*name).to_owned()).zip(values).collect()),
        };
        let values = |rule: &Rule| rule.outputs.iter().map(|entry| entry.value.clone()).collect::<Vec<_>>();
        let outputs: Vec<(usize, Output)> = rules
            .iter()
            .map(|(number, rule)| {
                let ranks = table.ranks.get(*number).cloned().unwrap_or_default();
                (*number, Output { ranks, values: values(rule) })
            })
            .collect();
        let policy = decision.table.policy;
        let (result, default) = if outputs.is_empty() {
            nothing(decision, show)
        } else {
            (self.hit(decision, &outputs, &show)?, false)
        };
        let matched = |(number, rule): (usize, &Rule)| Matched {
            number: number + 1,
            id: rule.id.clone(),
            output: show(values(rule)),
        };
        let matched = rules.into_iter().map(matched).collect();
        Ok(Decided { name: decision.name.clone(), policy: policy.letter(), matched, result, default })
    }

    /// The value of a column.
    fn input(&mut self, column: &Column, decision: &Decision, expression: &str) -> Result<Value> {
        let whole = match column.of {
            Of::Input(number) => self.facts.values.get(number).and_then(Option::as_ref),
            Of::Decision(number) => self.results.get(number),
        };
        let mut value = whole.unwrap_or(&Value::Null);
        for name in &column.path {
            let Value::Context(entries) = value else {
                value = &Value::Null;
                break;
            };
            let found = entries.iter().find(|(known, _)| known == name);
            if found.is_none() {
                let help = did_you_mean(name, entries.iter().map(|(known, _)| known.as_str()));
                let message = format!("there is no `{name}` in it: it counts as null");
                self.notes.add(FindingCode::DmnNull, At::default(), expression, &message, &help);
            }
            value = found.map_or(&Value::Null, |(_, value)| value);
        }
        column.kind.fit_all(value.clone()).map_err(|(message, help)| {
            let mut faults = Faults::new(&self.facts.file);
            let message = format!("`{expression}`, which `{}` tests, is {message}", decision.name);
            faults.add(FindingCode::DmnFacts, At::default(), &value.to_string(), &message, &help);
            Error::Input(faults.list)
        })
    }

    /// What the hit policy makes of the rules that match.
    fn hit(
        &self,
        decision: &Decision,
        outputs: &[(usize, Output)],
        show: &impl Fn(Vec<Value>) -> Value,
    ) -> Result<Value> {
        let policy = decision.table.policy;
        let places = decimals(outputs);
        let number = |output: &Output| match output.values.as_slice() {
            [Value::Number(text)] => scaled(text, places),
            _ => None,
        };
        let hit = policy.apply(outputs, number).map_err(|conflict| self.conflict(decision, &conflict))?;
        Ok(match hit {
            Hit::Nothing => Value::Null,
            Hit::One(output) => show(output.values),
            Hit::Many(list) => Value::List(list.into_iter().map(|output| show(output.values)).collect()),
            Hit::Number(count) if policy == HitPolicy::CollectCount => Value::Number(count.to_string()),
            Hit::Number(number) => unscaled(number, places),
        })
    }

    fn conflict(&self, decision: &Decision, conflict: &Conflict) -> Error {
        let mut faults = Faults::new(&self.ready.model.file);
        let rule = |number: &usize| match decision.table.rules.get(*number) {
            Some(rule) if rule.id.is_empty() => format!("{} (line {})", number + 1, rule.at.line),
            Some(rule) => format!("{} ({}, line {})", number + 1, rule.id, rule.at.line),
            None => String::new(),
        };
        let list = |rows: &[usize]| rows.iter().map(rule).collect::<Vec<_>>().join(" and ");
        let first =
            |rows: &[usize]| rows.first().and_then(|row| decision.table.rules.get(*row)).map(|rule| rule.at);
        let name = &decision.name;
        let (at, message, help) = match conflict {
            Conflict::NotUnique(rows) => (
                first(rows),
                format!("rules {} all match, and `{name}` is U: only one may", list(rows)),
                "make their conditions exclude each other, or choose another hit policy",
            ),
            Conflict::Differ(rows) => (
                first(rows),
                format!("rules {} all match, and `{name}` is A: they must say the same", list(rows)),
                "make their outputs equal, or choose another hit policy",
            ),
            Conflict::NotNumber(row) => (
                first(&[*row]),
                format!("the output of rule {} is no number that can be reckoned with", list(&[*row])),
                "write a number of at most 18 digits, all decimals of the table counted",
            ),
            Conflict::TooGreat => (
                Some(decision.table.at),
                format!("the numbers of `{name}` are too great to add"),
                "use smaller numbers",
            ),
        };
        faults.add(FindingCode::DmnHit, at.unwrap_or_default(), "", &message, help);
        Error::Input(faults.list)
    }
}

fn matches(column: &Column, rule: usize, value: &Value) -> bool {
    match value {
        Value::List(members) if column.kind.collection => {
            column.tests.is_blank(rule) || members.iter().any(|member| column.tests.matches(rule, member))
        }
        // no list is not an empty list, but neither has a member
        Value::Null if column.kind.collection => column.tests.is_blank(rule),
        single => column.tests.matches(rule, single),
    }
}

/// What a table answers when no rule matches, and whether that is its default.
fn nothing(decision: &Decision, show: impl Fn(Vec<Value>) -> Value) -> (Value, bool) {
    let table = &decision.table;
    let list = matches!(table.policy, HitPolicy::RuleOrder | HitPolicy::OutputOrder | HitPolicy::Collect);
    if table.outputs.iter().any(|output| output.default.is_some()) {
        let defaults = table.outputs.iter().map(|output| output.default.clone().unwrap_or(Value::Null));
        let default = show(defaults.collect());
        return (if list { Value::List(vec![default]) } else { default }, true);
    }
    let value = match table.policy {
        _ if list => Value::List(Vec::new()),
        HitPolicy::CollectCount => Value::Number("0".to_owned()),
        _ => Value::Null,
    };
    (value, false)
}

/// The most decimal places among the numbers.
fn decimals(outputs: &[(usize, Output)]) -> usize {
    let places = outputs.iter().flat_map(|(_, output)| &output.values).map(|value| match value {
        Value::Number(text) => text.split_once('.').map_or(0, |(_, fraction)| fraction.len()),
        _ => 0,
    });
    places.max().unwrap_or(0)
}

/// A number counted in its last decimal place; `None` where that is more than 64 bits hold.
fn scaled(text: &str, places: usize) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if places > 18 {
        return None;
    }
    format!("{whole}{fraction:0<places$}").parse().ok()
}

fn unscaled(number: i64, places: usize) -> Value {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let text = if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
    Value::number(&text).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_reckoned_exactly() {
        let outputs: Vec<_> = ["0.1", "0.2", "-1"]
            .iter()
            .map(|text| (0, Output { ranks: Vec::new(), values: vec![Value::Number((*text).to_owned())] }))
            .collect();
        let places = decimals(&outputs);
        let sum: i64 =
            outputs.iter().map(|(_, output)| scaled(&output.values[0].plain(), places).unwrap()).sum();
        assert_eq!(unscaled(sum, places), Value::Number("-0.7".to_owned()));
        assert_eq!(unscaled(300, 2), Value::Number("3".to_owned()));
        assert_eq!(scaled("-0.05", 3), Some(-50));
        assert_eq!(scaled("1", 19), None);
    }
}
