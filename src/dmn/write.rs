//! A model to DMN XML, with a plain drawing of its requirements. The same model, the same bytes.

use std::collections::BTreeSet;
use std::fmt::Write;

use quick_xml::escape::{escape, partial_escape};

use super::draw;
use super::feel::UnaryTests;
use super::model::{Decision, InputClause, ItemType, Model, OutputClause, Rule};
use crate::table::HitPolicy;

/// XML being written.
#[derive(Debug, Default)]
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
    ids: BTreeSet<String>,
}

/// Attributes by name; blank ones are left out.
pub(super) type Attributes<'a> = [(&'a str, &'a str)];

impl Xml {
    fn tag(&mut self, name: &str, attributes: &Attributes<'_>, end: &str) {
        self.text.push_str(&"  ".repeat(self.open.len()));
        let _ = write!(self.text, "<{name}");
        for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(self.text, " {name}=\"{}\"", whole(&escape(*value)));
        }
        self.text.push_str(end);
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.tag(name, attributes, "/>\n");
    }

    /// An element with others in it, to be closed.
    pub(super) fn start(&mut self, name: &'static str, attributes: &Attributes<'_>) {
        self.tag(name, attributes, ">\n");
        self.open.push(name);
    }

    pub(super) fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            let _ = writeln!(self.text, "{}</{name}>", "  ".repeat(self.open.len()));
        }
    }

    /// An element with text in it.
    fn text(&mut self, name: &str, text: &str) {
        self.tag(name, &[], &format!(">{}</{name}>\n", whole(&partial_escape(text))));
    }

    /// An element with an element `text` in it.
    fn entry(&mut self, name: &'static str, attributes: &Attributes<'_>, text: &str) {
        self.start(name, attributes);
        self.text("text", text);
        self.end();
    }

    fn description(&mut self, text: &str) {
        if !text.is_empty() {
            self.text("description", text);
        }
    }

    /// An id that is not taken: the one wanted if it can be one, else a like one.
    pub(super) fn id(&mut self, wanted: &str, other: &str) -> String {
        let name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let sound =
            wanted.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && wanted.chars().all(name);
        let base = if sound { wanted } else { other };
        let mut id = base.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{base}_{number}");
            number += 1;
        }
        id
    }
}

/// A carriage return written plainly would be read as a line end.
fn whole(escaped: &str) -> String {
    escaped.replace('\r', "&#13;")
}

/// The version of DMN that a file says it is. What is written is the same in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.3, the one that dmn-js and so Camunda Modeler opens.
    Dmn13,
    /// 1.4.
    Dmn14,
    /// 1.5.
    Dmn15,
}

impl Version {
    /// The version of a number.
    #[must_use]
    pub fn parse(number: &str) -> Option<Self> {
        match number {
            "1.3" => Some(Version::Dmn13),
            "1.4" => Some(Version::Dmn14),
            "1.5" => Some(Version::Dmn15),
            _ => None,
        }
    }

    /// The namespaces of models and of drawings; 1.4 draws as 1.3 does.
    fn namespaces(self) -> [&'static str; 2] {
        match self {
            Version::Dmn13 => [
                "https://www.omg.org/spec/DMN/20191111/MODEL/",
                "https://www.omg.org/spec/DMN/20191111/DMNDI/",
            ],
            Version::Dmn14 => [
                "https://www.omg.org/spec/DMN/20211108/MODEL/",
                "https://www.omg.org/spec/DMN/20191111/DMNDI/",
            ],
            Version::Dmn15 => [
                "https://www.omg.org/spec/DMN/20230324/MODEL/",
                "https://www.omg.org/spec/DMN/20230324/DMNDI/",
            ],
        }
    }
}

/// Writes a model. Ids of inputs and decisions are kept; other elements get ids where they have none.
#[must_use]
pub fn write(model: &Model, version: Version) -> String {
    let [model_space, drawing_space] = version.namespaces();
    let mut xml = Xml { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), ..Xml::default() };
    xml.ids.extend(model.inputs.iter().map(|input| input.id.clone()));
    xml.ids.extend(model.decisions.iter().map(|decision| decision.id.clone()));
    let id = xml.id("definitions", "definitions");
    xml.start(
        "definitions",
        &[
            ("xmlns", model_space),
            ("xmlns:dmndi", drawing_space),
            ("xmlns:dc", "http://www.omg.org/spec/DMN/20180521/DC/"),
            ("xmlns:di", "http://www.omg.org/spec/DMN/20180521/DI/"),
            ("id", &id),
            ("name", &model.name),
            ("namespace", &model.namespace),
            ("exporter", "skillmix"),
            ("exporterVersion", env!("CARGO_PKG_VERSION")),
        ],
    );
    xml.description(&model.description);
    for item in &model.types {
        item_type(&mut xml, item);
    }
    for input in &model.inputs {
        xml.start("inputData", &[("id", &input.id), ("name", &input.name)]);
        xml.description(&input.description);
        let id = xml.id(&format!("{}_variable", input.id), "variable");
        let type_ref = input.type_ref.as_deref().unwrap_or_default();
        xml.empty("variable", &[("id", &id), ("name", &input.name), ("typeRef", type_ref)]);
        xml.end();
    }
    let requirements: Vec<Vec<String>> =
        model.decisions.iter().map(|one| decision(&mut xml, model, one)).collect();
    draw::drawing(&mut xml, model, &requirements);
    xml.end();
    xml.text
}

fn item_type(xml: &mut Xml, item: &ItemType) {
    let collection = if item.collection { "true" } else { "" };
    let id = xml.id(&item.name, "type");
    xml.start("itemDefinition", &[("id", &id), ("name", &item.name), ("isCollection", collection)]);
    xml.text("typeRef", &item.base);
    values(xml, "allowedValues", item.allowed.as_ref());
    xml.end();
}

fn values(xml: &mut Xml, name: &'static str, values: Option<&UnaryTests>) {
    if let Some(values) = values {
        xml.entry(name, &[], &values.to_string());
    }
}

/// Gives the ids of its requirements.
fn decision(xml: &mut Xml, model: &Model, decision: &Decision) -> Vec<String> {
    xml.start("decision", &[("id", &decision.id), ("name", &decision.name)]);
    xml.description(&decision.description);
    let id = xml.id(&format!("{}_variable", decision.id), "variable");
    let type_ref = decision.type_ref.as_deref().unwrap_or_default();
    xml.empty("variable", &[("id", &id), ("name", &decision.name), ("typeRef", type_ref)]);
    let mut requirements = Vec::new();
    for required in &decision.requires {
        let id = xml.id(&format!("{}_needs_{}", decision.id, required.value), "requirement");
        xml.start("informationRequirement", &[("id", &id)]);
        let is_input = model.inputs.iter().any(|input| input.id == required.value);
        let name = if is_input { "requiredInput" } else { "requiredDecision" };
        xml.empty(name, &[("href", &format!("#{}", required.value))]);
        xml.end();
        requirements.push(id);
    }
    table(xml, decision);
    xml.end();
    requirements
}

fn table(xml: &mut Xml, decision: &Decision) {
    let (policy, aggregation) = match decision.table.policy {
        HitPolicy::Unique => ("UNIQUE", ""),
        HitPolicy::Any => ("ANY", ""),
        HitPolicy::Priority => ("PRIORITY", ""),
        HitPolicy::First => ("FIRST", ""),
        HitPolicy::RuleOrder => ("RULE ORDER", ""),
        HitPolicy::OutputOrder => ("OUTPUT ORDER", ""),
        HitPolicy::Collect => ("COLLECT", ""),
        HitPolicy::CollectSum => ("COLLECT", "SUM"),
        HitPolicy::CollectMin => ("COLLECT", "MIN"),
        HitPolicy::CollectMax => ("COLLECT", "MAX"),
        HitPolicy::CollectCount => ("COLLECT", "COUNT"),
    };
    let base = format!("{}_table", decision.id);
    let id = xml.id(&base, "table");
    xml.start("decisionTable", &[("id", &id), ("hitPolicy", policy), ("aggregation", aggregation)]);
    for (at, clause) in (1..).zip(&decision.table.inputs) {
        input(xml, clause, &format!("{}_in_{at}", decision.id));
    }
    for (at, clause) in (1..).zip(&decision.table.outputs) {
        output(xml, clause, &format!("{}_out_{at}", decision.id));
    }
    for name in &decision.table.annotations {
        xml.empty("annotation", &[("name", &name.value)]);
    }
    for (at, one) in (1..).zip(&decision.table.rules) {
        rule(xml, one, &format!("{}_rule_{at}", decision.id));
    }
    xml.end();
}

fn input(xml: &mut Xml, clause: &InputClause, id: &str) {
    let (clause_id, expression_id) = (xml.id(id, "in"), xml.id(&format!("{id}_expression"), "expression"));
    xml.start("input", &[("id", &clause_id), ("label", &clause.expression)]);
    let type_ref = clause.type_ref.as_deref().unwrap_or_default();
    xml.entry("inputExpression", &[("id", &expression_id), ("typeRef", type_ref)], &clause.expression);
    values(xml, "inputValues", clause.values.as_ref());
    xml.end();
}

fn output(xml: &mut Xml, clause: &OutputClause, id: &str) {
    let id = xml.id(id, "out");
    let type_ref = clause.type_ref.as_deref().unwrap_or_default();
    let attributes = [("id", id.as_str()), ("name", &clause.name), ("typeRef", type_ref)];
    if clause.values.is_none() && clause.default.is_none() {
        xml.empty("output", &attributes);
        return;
    }
    xml.start("output", &attributes);
    values(xml, "outputValues", clause.values.as_ref());
    if let Some(default) = &clause.default {
        xml.entry("defaultOutputEntry", &[], &default.to_string());
    }
    xml.end();
}

fn rule(xml: &mut Xml, rule: &Rule, other: &str) {
    let id = xml.id(&rule.id, other);
    xml.start("rule", &[("id", &id)]);
    xml.description(&rule.description);
    for (at, entry) in (1..).zip(&rule.tests) {
        let id = xml.id(&format!("{id}_in_{at}"), "entry");
        xml.entry("inputEntry", &[("id", &id)], &entry.value.to_string());
    }
    for (at, entry) in (1..).zip(&rule.outputs) {
        let id = xml.id(&format!("{id}_out_{at}"), "entry");
        xml.entry("outputEntry", &[("id", &id)], &entry.value.to_string());
    }
    for annotation in &rule.annotations {
        xml.entry("annotationEntry", &[], annotation);
    }
    xml.end();
}
