//! A model made ready: names resolved, types known, cells compiled; or every reason why it cannot be evaluated.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::faults::{At, Faults, did_you_mean};
use super::feel::UnaryTests;
use super::model::{Decision, Entry, InputClause, Model};
use super::order;
use super::outputs;
use super::tester::Tester;
use super::types::{Kind, Types, first_kind};
use super::value::{Type, Value};
use crate::model::{Error, FindingCode};
use crate::table::{HitPolicy, Part};

/// A model that can be evaluated.
#[derive(Debug)]
pub struct Ready<'m> {
    pub(super) model: &'m Model,
    /// By input data.
    pub(super) inputs: Vec<Kind>,
    /// By decision.
    pub(super) tables: Vec<ReadyTable>,
}

/// A decision's table, compiled.
#[derive(Debug)]
pub(super) struct ReadyTable {
    /// What it needs, in the order of the file.
    pub(super) requires: Vec<Of>,
    pub(super) columns: Vec<Column>,
    /// By rule, under P and O: its place in the order of outputs.
    pub(super) ranks: Vec<Vec<usize>>,
}

/// An element of the model by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Input(usize),
    Decision(usize),
}

/// An input column.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) of: Of,
    pub(super) path: Vec<String>,
    pub(super) kind: Kind,
    pub(super) tests: Tester,
}

/// Checks and compiles a model. `Error::Input` lists every fault.
pub fn ready(model: &Model) -> Result<Ready<'_>, Error> {
    let mut faults = Faults::new(&model.file);
    let types = Types::new(model, &mut faults);
    let inputs: Vec<Kind> = model
        .inputs
        .iter()
        .map(|input| types.resolve(input.type_ref.as_deref(), input.at, &mut faults))
        .collect();
    let outputs =
        model.decisions.iter().map(|decision| outputs::kinds(decision, &types, &mut faults)).collect();
    let mut checker =
        Checker { model, ids: BTreeMap::new(), types, inputs: &inputs, outputs, faults: &mut faults };
    checker.names();
    let tables: Vec<ReadyTable> =
        model.decisions.iter().enumerate().map(|(number, one)| checker.decision(number, one)).collect();
    order::check_cycles(model, &tables, &mut faults);
    faults.done(Ready { model, inputs, tables })
}

struct Checker<'m, 'f> {
    model: &'m Model,
    ids: BTreeMap<&'m str, Of>,
    types: Types,
    inputs: &'f [Kind],
    outputs: Vec<Vec<Kind>>,
    faults: &'f mut Faults,
}

impl<'m> Checker<'m, '_> {
    fn name(&self, of: Of) -> &'m str {
        match of {
            Of::Input(number) => self.model.inputs.get(number).map_or("", |input| &input.name),
            Of::Decision(number) => self.model.decisions.get(number).map_or("", |decision| &decision.name),
        }
    }

    /// Ids and names are unique.
    fn names(&mut self) {
        let inputs = self.model.inputs.iter().enumerate();
        let inputs = inputs.map(|(number, input)| (Of::Input(number), &input.id, &input.name, input.at));
        let decisions = self.model.decisions.iter().enumerate();
        let decisions = decisions.map(|(number, one)| (Of::Decision(number), &one.id, &one.name, one.at));
        let mut names: BTreeMap<&str, At> = BTreeMap::new();
        for (of, id, name, at) in inputs.chain(decisions) {
            if !id.is_empty() && self.ids.insert(id, of).is_some() {
                self.faults.model(at, id, "an id that another element has", "give it an id of its own");
            }
            if !name.is_empty() && names.insert(name, at).is_some() {
                self.faults.model(
                    at,
                    name,
                    "a name that another input or decision has",
                    "rename one of them",
                );
            }
        }
    }

    fn decision(&mut self, number: usize, decision: &'m Decision) -> ReadyTable {
        let mut requires: Vec<Of> = Vec::new();
        let mut scope: BTreeMap<&str, Of> = BTreeMap::new();
        for required in &decision.requires {
            let Some(of) = self.ids.get(required.value.as_str()) else {
                let help = did_you_mean(&required.value, self.ids.keys().copied());
                let message = "no input or decision with this id";
                self.faults.model(required.at, &required.value, message, &help);
                continue;
            };
            if scope.insert(self.name(*of), *of).is_none() {
                requires.push(*of);
            }
        }
        let columns = decision.table.inputs.iter().enumerate();
        let columns = columns.filter_map(|(at, clause)| self.column(decision, at, clause, &scope)).collect();
        let kinds = self.outputs.get(number).map_or(&[][..], Vec::as_slice);
        outputs::check(decision, kinds, self.faults);
        ReadyTable { requires, columns, ranks: outputs::ranks(decision, self.faults) }
    }

    fn column(
        &mut self,
        decision: &Decision,
        at: usize,
        clause: &InputClause,
        scope: &BTreeMap<&str, Of>,
    ) -> Option<Column> {
        let entries: Vec<_> = decision.table.rules.iter().filter_map(|rule| rule.tests.get(at)).collect();
        let (of, path) = self.find(clause, scope)?;
        let mut kind = self.types.resolve(clause.type_ref.as_deref(), clause.at, self.faults);
        let source = self.source_kind(of, &path, clause)?;
        if kind.single.is_some() && source.single.is_some() && kind.single != source.single {
            let (ours, theirs) = (kind.single.map_or("", Type::name), source.single.map_or("", Type::name));
            let message = format!("a column of {ours} over values of {theirs}");
            self.faults.model(clause.at, &clause.expression, &message, "give both the same type");
            return None;
        }
        kind.single = kind.single.or(source.single);
        kind.single = kind.single.or_else(|| first_kind(entries.iter().map(|entry| &entry.value)));
        kind.collection |= source.collection;
        if let Some(values) = &clause.values {
            kind.allow(&Entry { value: values.clone(), at: clause.at }, self.faults);
        }
        for entry in &entries {
            let blank = matches!(entry.value.test, crate::table::Test::Any);
            if !blank && entry.value.any_member != kind.collection {
                let (message, help) = if kind.collection {
                    (
                        "a test of one value in a column of lists",
                        "write `some x in ? satisfies x in (\"a\", \"b\")`",
                    )
                } else {
                    ("a test of members in a column of single values", "write `\"a\", \"b\"`")
                };
                let shown = entry.value.to_string();
                self.faults.add(FindingCode::DmnCell, entry.at, &shown, message, help);
                return None;
            }
        }
        for entry in &entries {
            self.can_match(&kind, &source, entry);
        }
        match Tester::new(kind.single, &entries) {
            Ok(tests) => Some(Column { of, path, kind, tests }),
            Err((number, error)) => {
                let at = entries.get(number).map_or(clause.at, |entry| entry.at);
                self.faults.add(FindingCode::DmnCell, at, &error.value, &error.message, &error.help);
                None
            }
        }
    }

    /// A value that a column cannot have is misspelt: its rule would never match, and nobody would notice.
    fn can_match(&mut self, kind: &Kind, source: &Kind, entry: &Entry<UnaryTests>) {
        for part in entry.value.test.parts() {
            let Part::Value(value) = part else { continue };
            let allowed = kind.allowed.iter().chain(&source.allowed);
            let fits = |tester: &&Arc<Tester>| {
                *value == Value::Null || value.kind() != kind.single || tester.matches(0, value)
            };
            if let Some(tester) = allowed.into_iter().find(|tester| !fits(tester)) {
                let message = "a value that this column cannot have";
                let help = tester.nearest(value);
                self.faults.add(FindingCode::DmnCell, entry.at, &value.to_string(), message, &help);
            }
        }
    }

    /// What an input expression names: something that the decision requires, then parts of it.
    fn find(&mut self, clause: &InputClause, scope: &BTreeMap<&str, Of>) -> Option<(Of, Vec<String>)> {
        let text = clause.expression.as_str();
        let splits =
            text.match_indices('.').map(|(at, _)| (text.get(..at).unwrap_or(""), text.get(at + 1..)));
        // a name may have points in it: the longest that is known counts
        let found = [(text, None)].into_iter().chain(splits.collect::<Vec<_>>().into_iter().rev());
        let found = found.filter_map(|(name, path)| Some((*scope.get(name.trim())?, path)));
        if let Some((of, path)) = found.into_iter().next() {
            let path = path.map(|path| path.split('.').map(|part| part.trim().to_owned()).collect());
            return Some((of, path.unwrap_or_default()));
        }
        if text.is_empty() {
            return None;
        }
        let all = || {
            let inputs = self.model.inputs.iter().map(|input| input.name.as_str());
            inputs.chain(self.model.decisions.iter().map(|decision| decision.name.as_str()))
        };
        let first = text.split('.').next().unwrap_or("").trim();
        let (code, message, help) = if all().any(|name| name == text || name == first) {
            let help = "draw an information requirement from it to this decision".to_owned();
            (FindingCode::DmnModel, "an input expression that names what the decision does not require", help)
        } else if text.contains(|c: char| "()[]{}+*/<>=\"?,".contains(c)) {
            let help = "name an input or a required decision, or a part of it: `a.b`".to_owned();
            (
                FindingCode::DmnUnsupported,
                "an input expression that is not a name or path is not supported",
                help,
            )
        } else {
            let help = did_you_mean(first, all());
            (FindingCode::DmnModel, "an input expression that names no input and no decision", help)
        };
        self.faults.add(code, clause.at, text, message, &help);
        None
    }

    /// The type of what a column looks at.
    fn source_kind(&mut self, of: Of, path: &[String], clause: &InputClause) -> Option<Kind> {
        let number = match of {
            Of::Input(number) if path.is_empty() => return self.inputs.get(number).cloned(),
            Of::Input(number) => {
                if let Some(kind) = self.inputs.get(number).and_then(|kind| kind.single) {
                    let message = format!("a part of an input that is {}", kind.one());
                    self.faults.model(clause.at, &clause.expression, &message, "name the input alone");
                }
                return Some(Kind::default());
            }
            Of::Decision(number) => number,
        };
        let decision = self.model.decisions.get(number)?;
        let outputs = &decision.table.outputs;
        let list = matches!(
            decision.table.policy,
            HitPolicy::RuleOrder | HitPolicy::OutputOrder | HitPolicy::Collect
        );
        let at = match (outputs.len(), path) {
            (1, []) => Some(0),
            (1, _) | (_, []) => None,
            (_, [name]) if !list => outputs.iter().position(|output| output.name == *name),
            _ => None,
        };
        let Some(at) = at else {
            let help = match (outputs.len(), list) {
                (1, _) => format!("the decision has one output: write `{}`", decision.name),
                (_, true) => "a list of contexts cannot be tested".to_owned(),
                _ => {
                    let wanted = path.first().map_or("", String::as_str);
                    let known = did_you_mean(wanted, outputs.iter().map(|output| output.name.as_str()));
                    format!("write `{}.` and an output; {known}", decision.name)
                }
            };
            let message = "not one output of that decision";
            self.faults.model(clause.at, &clause.expression, message, &help);
            return None;
        };
        let kind = self.outputs.get(number).and_then(|kinds| kinds.get(at))?;
        let counts = decision.table.policy == HitPolicy::CollectCount;
        let single = if counts { Some(Type::Number) } else { kind.single };
        let allowed = if counts { Vec::new() } else { kind.allowed.clone() };
        Some(Kind { single, collection: list, allowed })
    }
}
