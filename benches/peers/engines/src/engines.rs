//! The same tables in other engines, each prepared as its documentation advises.

use std::sync::Arc;

use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicySet, Request};
use serde_json::{Map, json};
use zen_engine::model::DecisionContent;
use zen_engine::{Decision, DecisionEngine, EvaluationOptions};

use crate::drawn::{Condition, Drawn, Value};

fn object(point: &[Value]) -> serde_json::Value {
    let field = |(column, value): (usize, &Value)| {
        let value = match value {
            Value::Word(word) => json!(format!("w{word}")),
            Value::Number(number) => json!(number),
        };
        (format!("c{column}"), value)
    };
    serde_json::Value::Object(point.iter().enumerate().map(field).collect::<Map<_, _>>())
}

/// The conditions of a row, joined; a row without any always holds.
fn all(row: &[Condition], cell: impl Fn((usize, &Condition)) -> Option<String>, and: &str) -> String {
    let conditions: Vec<String> = row.iter().enumerate().filter_map(cell).collect();
    if conditions.is_empty() { "true".to_owned() } else { conditions.join(and) }
}

/// ZEN: one decision table node, hit policy collect, compiled.
pub struct Zen {
    runtime: tokio::runtime::Runtime,
    decision: Decision,
    points: Vec<serde_json::Value>,
    trace: bool,
}

impl Zen {
    pub fn new(drawn: &Drawn, trace: bool) -> Self {
        let cell = |condition: &Condition| match condition {
            Condition::Any => String::new(),
            Condition::OneOf(a, b) => format!("\"w{a}\", \"w{b}\""),
            Condition::AtLeast(low) => format!(">= {low}"),
            Condition::Between(low, high) => format!("[{low}..{high})"),
        };
        let rule = |(number, row): (usize, &Vec<Condition>)| {
            let mut rule: Map<String, serde_json::Value> = row
                .iter()
                .enumerate()
                .map(|(column, condition)| (format!("c{column}"), json!(cell(condition))))
                .collect();
            rule.insert("_id".to_owned(), json!(format!("r{number}")));
            rule.insert("row".to_owned(), json!(number.to_string()));
            serde_json::Value::Object(rule)
        };
        let inputs: Vec<_> = (0..drawn.rows[0].len())
            .map(|column| json!({"id": format!("c{column}"), "name": format!("c{column}"), "field": format!("c{column}")}))
            .collect();
        let content = json!({
            "nodes": [
                {"id": "in", "name": "in", "type": "inputNode"},
                {"id": "table", "name": "table", "type": "decisionTableNode", "content": {
                    "hitPolicy": "collect",
                    "inputs": inputs,
                    "outputs": [{"id": "row", "name": "row", "field": "row"}],
                    "rules": drawn.rows.iter().enumerate().map(rule).collect::<Vec<_>>(),
                }},
                {"id": "out", "name": "out", "type": "outputNode"},
            ],
            "edges": [
                {"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
                {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"},
            ],
        });
        let content: DecisionContent = serde_json::from_value(content).unwrap();
        let mut decision = DecisionEngine::default().create_decision(Arc::new(content));
        decision.compile();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { runtime, decision, points: drawn.points.iter().map(|point| object(point)).collect(), trace }
    }

    pub fn decide(&mut self, point: usize) -> Vec<usize> {
        let options = EvaluationOptions { trace: self.trace, ..EvaluationOptions::default() };
        let input = self.points[point].clone().into();
        let response = self.runtime.block_on(self.decision.evaluate_with_opts(input, options)).unwrap();
        let result: serde_json::Value = response.result.into();
        let rows = result.as_array().cloned().unwrap_or_default();
        rows.iter().filter_map(|row| row["row"].as_u64()).map(|row| usize::try_from(row).unwrap()).collect()
    }
}

/// Cedar: one permit policy a row; the determining policies are the trace.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    requests: Vec<Request>,
}

impl Cedar {
    pub fn new(drawn: &Drawn) -> Self {
        let cell = |(column, condition): (usize, &Condition)| match condition {
            Condition::Any => None,
            Condition::OneOf(a, b) => Some(format!("[\"w{a}\", \"w{b}\"].contains(context.c{column})")),
            Condition::AtLeast(low) => Some(format!("context.c{column} >= {low}")),
            Condition::Between(low, high) => {
                Some(format!("context.c{column} >= {low} && context.c{column} < {high}"))
            }
        };
        let policy = |row: &Vec<Condition>| {
            format!("permit(principal, action, resource) when {{ {} }};\n", all(row, cell, " && "))
        };
        let policies: PolicySet = drawn.rows.iter().map(policy).collect::<String>().parse().unwrap();
        let uid = |text: &str| text.parse::<EntityUid>().unwrap();
        let request = |point: &Vec<Value>| {
            let context = Context::from_json_value(object(point), None).unwrap();
            Request::new(uid("U::\"a\""), uid("Action::\"do\""), uid("R::\"b\""), context, None).unwrap()
        };
        Self {
            authorizer: Authorizer::new(),
            policies,
            entities: Entities::empty(),
            requests: drawn.points.iter().map(request).collect(),
        }
    }

    pub fn decide(&mut self, point: usize) -> Vec<usize> {
        let response = self.authorizer.is_authorized(&self.requests[point], &self.policies, &self.entities);
        let number =
            |id: &cedar_policy::PolicyId| id.to_string().trim_start_matches("policy").parse().unwrap();
        let mut rows: Vec<usize> = response.diagnostics().reason().map(number).collect();
        rows.sort_unstable();
        rows
    }
}

/// Rego by regorus: a set rule with one body a row.
pub struct Rego {
    engine: regorus::Engine,
    points: Vec<regorus::Value>,
}

impl Rego {
    pub fn new(drawn: &Drawn) -> Self {
        let cell = |(column, condition): (usize, &Condition)| match condition {
            Condition::Any => None,
            Condition::OneOf(a, b) => Some(format!("input.c{column} in {{\"w{a}\", \"w{b}\"}}")),
            Condition::AtLeast(low) => Some(format!("input.c{column} >= {low}")),
            Condition::Between(low, high) => {
                Some(format!("input.c{column} >= {low}; input.c{column} < {high}"))
            }
        };
        let rule = |(number, row): (usize, &Vec<Condition>)| {
            format!("matched contains {number} if {{ {} }}\n", all(row, cell, "; "))
        };
        let rules: String = drawn.rows.iter().enumerate().map(rule).collect();
        let mut engine = regorus::Engine::new();
        engine.add_policy("t.rego".to_owned(), format!("package t\nimport rego.v1\n{rules}")).unwrap();
        let value = |point: &Vec<Value>| regorus::Value::from_json_str(&object(point).to_string()).unwrap();
        Self { engine, points: drawn.points.iter().map(value).collect() }
    }

    pub fn decide(&mut self, point: usize) -> Vec<usize> {
        self.engine.set_input(self.points[point].clone());
        let matched = self.engine.eval_rule("data.t.matched".to_owned()).unwrap();
        let numbers: Vec<usize> = serde_json::from_str(&matched.to_json_str().unwrap()).unwrap();
        let mut rows = numbers;
        rows.sort_unstable();
        rows
    }
}
