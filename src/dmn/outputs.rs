//! Output columns of a decision: their types, whether every output fits, and the order that P and O go by.

use std::collections::BTreeSet;

use super::faults::Faults;
use super::model::{Decision, Entry, OutputClause};
use super::types::{Kind, Types, first_kind};
use super::value::{Type, Value, quoted};
use crate::model::FindingCode;
use crate::table::{HitPolicy, Part};

/// The types of a decision's output columns: what the column says, else the decision, else its literals.
pub(super) fn kinds(decision: &Decision, types: &Types, faults: &mut Faults) -> Vec<Kind> {
    let table = &decision.table;
    let whole = types.resolve(decision.type_ref.as_deref(), decision.at, faults);
    let one = |(at, clause): (usize, &OutputClause)| {
        let mut kind = types.resolve(clause.type_ref.as_deref(), clause.at, faults);
        // a count is a number, whatever is counted
        if clause.type_ref.is_none() && table.outputs.len() == 1 && table.policy != HitPolicy::CollectCount {
            kind = whole.clone();
        }
        kind.collection = false;
        let literals = || table.rules.iter().filter_map(|rule| rule.outputs.get(at)?.value.kind());
        let listed = clause.values.as_ref().and_then(|values| first_kind([values]));
        kind.single = kind.single.or(listed).or_else(|| literals().next());
        if let Some(values) = &clause.values {
            kind.allow(&Entry { value: values.clone(), at: clause.at }, faults);
        }
        kind
    };
    table.outputs.iter().enumerate().map(one).collect()
}

/// Every output has the type of its column and is one of its values; names are there where they are needed.
pub(super) fn check(decision: &Decision, kinds: &[Kind], faults: &mut Faults) {
    let table = &decision.table;
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (clause, kind) in table.outputs.iter().zip(kinds) {
        let name = clause.name.as_str();
        if table.outputs.len() > 1 && (name.is_empty() || !names.insert(name)) {
            let message = "an output column without a name of its own";
            faults.model(clause.at, name, message, "name it: the result has one entry for each");
        }
        if let Some(default) = clause.default.clone() {
            fits(kind, &Entry { value: default, at: clause.at }, faults);
        }
    }
    for (entry, kind) in table.rules.iter().flat_map(|rule| rule.outputs.iter().zip(kinds)) {
        fits(kind, entry, faults);
    }
    aggregates(decision, kinds, faults);
}

fn fits(kind: &Kind, entry: &Entry<Value>, faults: &mut Faults) {
    let mut fitted = kind.fit(&entry.value);
    if let (Value::String(text), Ok(Value::Date(_) | Value::Duration(_))) = (&entry.value, &fitted) {
        // facts come as strings; a literal of a model can say what it is
        fitted = Err(("a string".to_owned(), format!("write @{}", quoted(text))));
    }
    if let Err((message, help)) = fitted {
        let message = format!("an output that is {message}");
        faults.add(FindingCode::DmnCell, entry.at, &entry.value.to_string(), &message, &help);
    }
}

fn aggregates(decision: &Decision, kinds: &[Kind], faults: &mut Faults) {
    use HitPolicy::{CollectCount, CollectMax, CollectMin, CollectSum};
    let policy = decision.table.policy;
    let letter = policy.letter();
    if matches!(policy, CollectSum | CollectMin | CollectMax | CollectCount) && kinds.len() > 1 {
        let message = format!("hit policy {letter} over several outputs");
        faults.model(decision.table.at, &decision.name, &message, "make a decision of each output");
    }
    let other = kinds.first().and_then(|kind| kind.single).filter(|kind| *kind != Type::Number);
    if let (CollectSum | CollectMin | CollectMax, Some(kind)) = (policy, other) {
        let message = format!("hit policy {letter} over outputs of type {}", kind.name());
        faults.model(decision.table.at, &decision.name, &message, "it needs numbers");
    }
}

/// Under P and O: by rule, where its outputs stand in the output values.
pub(super) fn ranks(decision: &Decision, faults: &mut Faults) -> Vec<Vec<usize>> {
    let table = &decision.table;
    if !matches!(table.policy, HitPolicy::Priority | HitPolicy::OutputOrder) {
        return vec![Vec::new(); table.rules.len()];
    }
    let orders: Vec<Vec<&Value>> =
        table.outputs.iter().map(|clause| order(clause, table.policy, faults)).collect();
    let mut place = |entry: &Entry<Value>, order: &[&Value]| {
        let place = order.iter().position(|value| **value == entry.value);
        // any other output that is not listed has been told of as one that is not allowed
        if place.is_none() && entry.value == Value::Null && !order.is_empty() {
            let (code, message) = (FindingCode::DmnCell, "an output that is not among the output values");
            faults.add(code, entry.at, "null", message, "every rule needs one of them");
        }
        place.unwrap_or(usize::MAX)
    };
    let ranks = table
        .rules
        .iter()
        .map(|rule| rule.outputs.iter().zip(&orders).map(|(entry, order)| place(entry, order)).collect());
    ranks.collect()
}

/// The values of a column, the first to count first.
fn order<'d>(clause: &'d OutputClause, policy: HitPolicy, faults: &mut Faults) -> Vec<&'d Value> {
    let parts = clause.values.as_ref().map_or(&[][..], |values| values.test.parts());
    let single = |part: &'d Part<Value>| if let Part::Value(value) = part { Some(value) } else { None };
    let values: Vec<&Value> = parts.iter().map_while(single).collect();
    if values.is_empty() || values.len() < parts.len() {
        let message = format!("hit policy {} needs the output values in their order", policy.letter());
        faults.model(clause.at, &clause.name, &message, "list them, the first to count first");
    }
    values
}
