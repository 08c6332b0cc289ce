//! A tree of elements to a model, or every fault of it at once.

use super::faults::{At, Faults};
use super::feel::{UnaryTests, output, unary_tests};
use super::model::{Decision, Entry, InputClause, InputData, ItemType, Model, OutputClause, Rule, Table};
use super::value::Value;
use super::xml::{self, Element};
use crate::model::{Error, FindingCode};
use crate::table::{CellError, HitPolicy, Test};

/// Elements without meaning for what a model decides: they may stand anywhere and are skipped.
const SKIPPED: [&str; 24] = [
    "description",
    "extensionElements",
    "documentation",
    "question",
    "allowedAnswers",
    "knowledgeSource",
    "authorityRequirement",
    "textAnnotation",
    "association",
    "group",
    "organizationUnit",
    "performanceIndicator",
    "elementCollection",
    "businessContextElement",
    "supportedObjective",
    "impactedPerformanceIndicator",
    "decisionMaker",
    "decisionOwner",
    "usingProcess",
    "usingTask",
    "decisionMade",
    "decisionOwned",
    "impactingDecision",
    "artifact",
];

/// Reads a DMN file. `Error::Input` lists every fault of it.
pub fn read(file: &str, bytes: &[u8]) -> Result<Model, Error> {
    let mut faults = Faults::new(file);
    let Some(root) = xml::read(bytes, &mut faults) else { return Err(Error::Input(faults.list)) };
    let model = Reader { faults: &mut faults }.model(file, &root);
    faults.done(model)
}

fn described(element: &Element) -> String {
    element.one("description").map_or("", Element::text).to_owned()
}

struct Reader<'f> {
    faults: &'f mut Faults,
}

impl Reader<'_> {
    fn model(&mut self, file: &str, root: &Element) -> Model {
        if root.name != "definitions" {
            self.faults.model(
                root.at,
                &root.name,
                "the root element is not `definitions`",
                "is this a DMN model?",
            );
        }
        self.language(root);
        self.only(root, &["itemDefinition", "inputData", "decision"]);
        let text = |name| root.attribute(name).unwrap_or_default().to_owned();
        let decisions = root.all("decision").filter_map(|decision| self.decision(decision)).collect();
        let types = root.all("itemDefinition").map(|item| self.item(item)).collect();
        let inputs = root.all("inputData").map(|input| self.input_data(input)).collect();
        Model {
            description: described(root),
            file: file.to_owned(),
            name: text("name"),
            namespace: text("namespace"),
            types,
            inputs,
            decisions,
        }
    }

    fn unsupported(&mut self, element: &Element, what: &str, help: &str) {
        let code = FindingCode::DmnUnsupported;
        self.faults.add(code, element.at, &element.name, &format!("{what} is not supported"), help);
    }

    /// Refuses children that are neither known nor without meaning; says whether there were none.
    fn only(&mut self, element: &Element, known: &[&str]) -> bool {
        let before = self.faults.list.len();
        let strange = |child: &&Element| {
            !known.contains(&child.name.as_str()) && !SKIPPED.contains(&child.name.as_str())
        };
        for child in element.children.iter().filter(strange) {
            let help = match child.name.as_str() {
                "import" => "put everything into one file".to_owned(),
                _ => format!("supported in `{}`: {}", element.name, known.join(", ")),
            };
            self.unsupported(child, "this element", &help);
        }
        self.faults.list.len() == before
    }

    /// Refuses an expression language other than FEEL.
    fn language(&mut self, element: &Element) {
        let language = element.attribute("expressionLanguage").or(element.attribute("queryLanguage"));
        if let Some(language) = language.filter(|language| !language.to_lowercase().contains("feel")) {
            let code = FindingCode::DmnUnsupported;
            self.faults.add(
                code,
                element.at,
                language,
                "this expression language is not supported",
                "use FEEL",
            );
        }
    }

    /// A required attribute.
    fn required(&mut self, element: &Element, name: &str) -> String {
        let found = element.attribute(name);
        if found.is_none() {
            let message = format!("`{}` has no `{name}`", element.name);
            self.faults.model(element.at, "", &message, "give it one");
        }
        found.unwrap_or_default().to_owned()
    }

    fn item(&mut self, item: &Element) -> ItemType {
        self.only(item, &["typeRef", "allowedValues"]);
        let name = self.required(item, "name");
        let base = item.one("typeRef").map_or("", Element::text);
        let components =
            item.children.iter().any(|child| matches!(&*child.name, "itemComponent" | "functionItem"));
        if base.is_empty() && !components {
            let help = "give it the type of its values: string, number, boolean, date or a duration";
            self.faults.model(item.at, &name, "an item definition without a type", help);
        }
        ItemType {
            name,
            base: base.to_owned(),
            collection: item.attribute("isCollection") == Some("true"),
            allowed: self.values(item, "allowedValues"),
            at: item.at,
        }
    }

    fn input_data(&mut self, input: &Element) -> InputData {
        self.only(input, &["variable"]);
        let type_ref = input.one("variable").and_then(|variable| variable.attribute("typeRef"));
        InputData {
            description: described(input),
            id: input.attribute("id").unwrap_or_default().to_owned(),
            name: self.required(input, "name"),
            type_ref: type_ref.map(str::to_owned),
            at: input.at,
        }
    }

    fn decision(&mut self, decision: &Element) -> Option<Decision> {
        let supported = self.only(decision, &["variable", "informationRequirement", "decisionTable"]);
        let name = self.required(decision, "name");
        let Some(table) = decision.one("decisionTable") else {
            if supported {
                let help = "supported: decisions that are decision tables";
                self.faults.model(decision.at, &name, "a decision without a decision table", help);
            }
            return None;
        };
        if let Some(second) = decision.all("decisionTable").nth(1) {
            self.faults.model(second.at, &name, "a second decision table", "make it a decision of its own");
        }
        let variable = decision.one("variable").and_then(|variable| variable.attribute("typeRef"));
        let type_ref = variable.or(table.attribute("typeRef")).map(str::to_owned);
        let id = decision.attribute("id").unwrap_or_default().to_owned();
        let requires = decision.all("informationRequirement").flat_map(|one| self.requirement(one)).collect();
        let description = described(decision);
        Some(Decision {
            description,
            id,
            type_ref,
            requires,
            table: self.table(table)?,
            name,
            at: decision.at,
        })
    }

    fn requirement(&mut self, requirement: &Element) -> Vec<Entry<String>> {
        self.only(requirement, &["requiredInput", "requiredDecision"]);
        let mut list = Vec::new();
        for required in requirement.children.iter().filter(|child| child.name.starts_with("required")) {
            let href = self.required(required, "href");
            match href.strip_prefix('#') {
                Some(id) => list.push(Entry { value: id.to_owned(), at: required.at }),
                None if href.is_empty() => {}
                None => {
                    self.unsupported(required, "an element of another file", "put everything into one file");
                }
            }
        }
        list
    }

    fn table(&mut self, table: &Element) -> Option<Table> {
        self.only(table, &["input", "output", "annotation", "rule"]);
        let policy = self.policy(table)?;
        let inputs: Vec<_> = table.all("input").map(|input| self.input(input)).collect();
        let outputs: Vec<_> = table.all("output").map(|output| self.output(output)).collect();
        if outputs.is_empty() {
            self.faults.model(table.at, "", "a table without an output", "add an output column");
        }
        let annotations = table
            .all("annotation")
            .map(|one| Entry { value: one.attribute("name").unwrap_or_default().to_owned(), at: one.at });
        let annotations: Vec<_> = annotations.collect();
        let rules =
            table.all("rule").map(|rule| self.rule(rule, &inputs, &outputs, annotations.len())).collect();
        Some(Table { policy, inputs, outputs, annotations, rules, at: table.at })
    }

    fn policy(&mut self, table: &Element) -> Option<HitPolicy> {
        let policy = table.attribute("hitPolicy").unwrap_or("UNIQUE");
        let aggregation = table.attribute("aggregation");
        let letter = match (policy, aggregation) {
            ("UNIQUE", None) => "U",
            ("ANY", None) => "A",
            ("PRIORITY", None) => "P",
            ("FIRST", None) => "F",
            ("RULE ORDER", None) => "R",
            ("OUTPUT ORDER", None) => "O",
            ("COLLECT", None) => "C",
            ("COLLECT", Some("SUM")) => "C+",
            ("COLLECT", Some("MIN")) => "C<",
            ("COLLECT", Some("MAX")) => "C>",
            ("COLLECT", Some("COUNT")) => "C#",
            _ => "",
        };
        let found = HitPolicy::parse(letter);
        if found.is_none() {
            let value = format!("{policy} {}", aggregation.unwrap_or_default());
            let help = "use UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER or COLLECT, the last alone or with \
                        SUM, MIN, MAX or COUNT";
            self.faults.model(table.at, value.trim(), "not a hit policy with its aggregation", help);
        }
        found
    }

    fn input(&mut self, input: &Element) -> InputClause {
        self.only(input, &["inputExpression", "inputValues"]);
        let expression = input.one("inputExpression");
        if let Some(expression) = expression {
            self.only(expression, &["text"]);
            self.language(expression);
        }
        let (text, at) = expression.map_or(("", input.at), Element::entry);
        if text.is_empty() {
            self.faults.model(
                input.at,
                "",
                "an input column without an expression",
                "name the input that it tests",
            );
        }
        InputClause {
            expression: text.to_owned(),
            type_ref: expression.and_then(|one| one.attribute("typeRef")).map(str::to_owned),
            values: self.values(input, "inputValues"),
            at,
        }
    }

    fn output(&mut self, output: &Element) -> OutputClause {
        self.only(output, &["outputValues", "defaultOutputEntry"]);
        let default = output.one("defaultOutputEntry").map(|entry| self.literal(entry).value);
        OutputClause {
            name: output.attribute("name").unwrap_or_default().to_owned(),
            type_ref: output.attribute("typeRef").map(str::to_owned),
            values: self.values(output, "outputValues"),
            default,
            at: output.at,
        }
    }

    fn rule(
        &mut self,
        rule: &Element,
        inputs: &[InputClause],
        outputs: &[OutputClause],
        annotations: usize,
    ) -> Rule {
        self.only(rule, &["inputEntry", "outputEntry", "annotationEntry"]);
        let tests: Vec<_> = rule.all("inputEntry").map(|entry| self.tests(entry)).collect();
        let values: Vec<_> = rule.all("outputEntry").map(|entry| self.literal(entry)).collect();
        for (what, found, wanted) in
            [("input", tests.len(), inputs.len()), ("output", values.len(), outputs.len())]
        {
            if found != wanted {
                let message = format!("a rule with {found} {what} entries for {wanted} {what} columns");
                self.faults.model(
                    rule.at,
                    "",
                    &message,
                    "give every column one entry, `-` where any will do",
                );
            }
        }
        let mut notes: Vec<_> = rule.all("annotationEntry").map(|entry| entry.entry().0.to_owned()).collect();
        if notes.len() > annotations {
            let message = "a rule with more annotations than there are annotation columns";
            self.faults.model(rule.at, "", message, "add the column, or remove the annotation");
        }
        notes.resize(annotations, String::new());
        let id = rule.attribute("id").unwrap_or_default().to_owned();
        let description = described(rule);
        Rule { description, id, tests, outputs: values, annotations: notes, at: rule.at }
    }

    fn tests(&mut self, entry: &Element) -> Entry<UnaryTests> {
        self.language(entry);
        self.only(entry, &["text"]);
        let (text, at) = entry.entry();
        let nothing = UnaryTests { any_member: false, test: Test::Any };
        Entry { value: self.cell(at, unary_tests(text)).unwrap_or(nothing), at }
    }

    fn literal(&mut self, entry: &Element) -> Entry<Value> {
        self.language(entry);
        let (text, at) = entry.entry();
        Entry { value: self.cell(at, output(text)).unwrap_or(Value::Null), at }
    }

    /// `allowedValues`, `inputValues` or `outputValues`; absent where blank.
    fn values(&mut self, element: &Element, name: &str) -> Option<UnaryTests> {
        let (text, at) = element.one(name)?.entry();
        self.cell(at, unary_tests(text)).filter(|tests| tests.test != Test::Any)
    }

    fn cell<T>(&mut self, at: At, read: Result<T, CellError>) -> Option<T> {
        read.map_err(|error| {
            let beyond = error.message.contains("not supported");
            let code = if beyond { FindingCode::DmnUnsupported } else { FindingCode::DmnCell };
            self.faults.add(code, at, &error.value, &error.message, &error.help);
        })
        .ok()
    }
}
