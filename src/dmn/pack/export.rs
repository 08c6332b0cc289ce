//! A rule pack to a DMN model.

use super::RuleTable;
use super::columns::{ANNOTATIONS, Condition, Output, condition, conditions, outputs, policy};
use crate::dmn::faults::At;
use crate::dmn::feel::UnaryTests;
use crate::dmn::model::{
    Decision, Entry, InputClause, InputData, ItemType, Model, OutputClause, Rule, Table,
};
use crate::dmn::value::Value;
use crate::dmn::xml::not_of_xml;
use crate::model::{Catalogue, Error};
use crate::table::{Axis, CellError, Part, Test, parse_cell};

/// The model of a pack: `tables` are its rule tables as they are written, `catalogue` the same pack compiled.
pub fn export(tables: &[RuleTable], catalogue: &Catalogue) -> Result<Model, Error> {
    let used = |column: &&str| tables.iter().any(|table| table.header.iter().any(|known| known == column));
    let columns: Vec<&str> = conditions(catalogue).into_iter().filter(used).collect();
    let mut decisions = Vec::new();
    for table in tables {
        decisions.push(decision(table, &columns, catalogue)?);
    }
    let pack = &catalogue.pack;
    Ok(Model {
        description: format!("{} ({}). {}", pack.title, catalogue.pack_label(), pack.notice),
        file: String::new(),
        name: format!("{} {}", pack.name, pack.version),
        namespace: format!("urn:skillmix:pack:{}:{}", pack.name, pack.version),
        types: columns.iter().filter_map(|column| item_type(column, tables, catalogue)).collect(),
        inputs: (1..).zip(&columns).map(|(number, column)| input_data(number, column, catalogue)).collect(),
        decisions,
    })
}

fn type_name(column: &str) -> String {
    format!("t_{column}")
}

/// Ids of XML have fewer letters than names of criteria.
fn input_id(number: usize, column: &str) -> String {
    let plain = column.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if plain { format!("input_{column}") } else { format!("input_{number}") }
}

fn strings<'w>(words: impl IntoIterator<Item = &'w str>) -> Test<Value> {
    Test::OneOf(words.into_iter().map(|word| Part::Value(Value::String(word.to_owned()))).collect())
}

fn single(test: Test<Value>) -> UnaryTests {
    UnaryTests { any_member: false, test }
}

fn item_type(column: &str, tables: &[RuleTable], catalogue: &Catalogue) -> Option<ItemType> {
    let condition = condition(column, catalogue)?;
    let number = |text: &str| Value::Number(text.to_owned());
    let (base, collection, allowed) = match condition {
        Condition::Level => {
            let (low, high) = (number("1"), number("9"));
            let range = Part::Range { low, low_open: false, high, high_open: false };
            ("number", false, Test::OneOf(vec![range]))
        }
        Condition::Word { words, .. } => ("string", false, strings(words.iter())),
        Condition::Set(words) => ("string", true, strings(words.iter())),
        Condition::Authorisations(words) => {
            let mut words = words;
            words.add("PGD:<id>".to_owned());
            for word in mentioned(column, tables).filter(|word| word.starts_with("PGD:")) {
                words.add(word.to_owned());
            }
            ("string", true, strings(words.iter()))
        }
    };
    let allowed = (!allowed.parts().is_empty()).then(|| single(allowed));
    Some(ItemType { name: type_name(column), base: base.to_owned(), collection, allowed, at: At::default() })
}

/// The words of a column that lists authorisations.
fn mentioned<'t>(column: &'t str, tables: &'t [RuleTable]) -> impl Iterator<Item = &'t str> {
    tables.iter().flat_map(move |table| {
        let at = table.header.iter().position(|known| known == column);
        let cells = at.into_iter().flat_map(|at| table.rows.iter().filter_map(move |row| row.get(at)));
        cells.flat_map(|cell| cell.split(',')).map(str::trim)
    })
}

fn input_data(number: usize, column: &str, catalogue: &Catalogue) -> InputData {
    let criterion = catalogue.criteria.iter().find(|criterion| criterion.name == column);
    InputData {
        description: criterion.map(|criterion| criterion.title.clone()).unwrap_or_default(),
        id: input_id(number, column),
        name: column.to_owned(),
        type_ref: Some(type_name(column)),
        at: At::default(),
    }
}

/// A table with its columns sorted by what they are in DMN.
struct Sorted<'t> {
    table: &'t RuleTable,
    /// Conditions: the number of the input, its name.
    looks: Vec<(usize, &'t str)>,
    outputs: Vec<Output>,
    annotations: Vec<&'t str>,
}

impl<'t> Sorted<'t> {
    fn new(table: &'t RuleTable, columns: &[&'t str], catalogue: &Catalogue) -> Result<Self, Error> {
        let place = |column: &str| table.header.iter().position(|known| known == column);
        let looks =
            (1..).zip(columns).filter_map(|(number, column)| place(column).map(|_| (number, *column)));
        let outputs =
            outputs(table.name, catalogue).into_iter().filter(|output| place(output.name).is_some());
        let annotations = ANNOTATIONS.into_iter().filter(|name| place(name).is_some());
        let this = Self {
            table,
            looks: looks.collect(),
            outputs: outputs.collect(),
            annotations: annotations.collect(),
        };
        let known = |column: &str| {
            let output = this.outputs.iter().any(|output| output.name == column);
            output || this.annotations.contains(&column) || this.looks.iter().any(|(_, look)| *look == column)
        };
        match table.header.iter().find(|column| !known(column)) {
            Some(column) => Err(Error::Defect(format!(
                "the column `{column}` of {}.csv would be lost in DMN",
                table.name
            ))),
            None => Ok(this),
        }
    }

    /// A cell of a row; blank if the table has no such column.
    fn cell<'r>(&self, row: &'r [String], column: &str) -> &'r str {
        let at = self.table.header.iter().position(|known| known == column);
        match at.and_then(|at| row.get(at)).map_or("", String::as_str) {
            "-" => "",
            text => text,
        }
    }

    fn rule(&self, row: &[String], catalogue: &Catalogue) -> Result<Rule, Error> {
        let text = |column: &str| self.cell(row, column).to_owned();
        if row.iter().any(|cell| cell.contains(not_of_xml)) {
            let (name, id) = (self.table.name, text("rule"));
            let message =
                format!("{name}.csv has a character in rule `{id}` that XML does not allow; remove it");
            return Err(Error::Usage(message));
        }
        let mut tests = Vec::with_capacity(self.looks.len());
        for (_, column) in &self.looks {
            let test = test(column, self.cell(row, column), catalogue).map_err(|error| {
                // the pack has been loaded, so every cell of it can be read
                Error::Defect(format!(
                    "a cell of {}.csv that was read cannot be exported: {error}",
                    self.table.name
                ))
            })?;
            tests.push(entry(test));
        }
        let output = |output: &Output| entry(output_value(output, self.cell(row, output.name)));
        Ok(Rule {
            description: format!("{}: {}", text("rule"), text("because")),
            id: text("rule"),
            tests,
            outputs: self.outputs.iter().map(output).collect(),
            annotations: self.annotations.iter().map(|name| text(name)).collect(),
            at: At::default(),
        })
    }
}

fn decision(table: &RuleTable, columns: &[&str], catalogue: &Catalogue) -> Result<Decision, Error> {
    let sorted = Sorted::new(table, columns, catalogue)?;
    let rules = table.rows.iter().map(|row| sorted.rule(row, catalogue)).collect::<Result<_, _>>()?;
    let requires = sorted.looks.iter().map(|(number, column)| entry(input_id(*number, column)));
    Ok(Decision {
        description: about(table.name).to_owned(),
        id: table.name.to_owned(),
        name: table.name.to_owned(),
        type_ref: None,
        requires: requires.collect(),
        table: Table {
            policy: policy(table.name),
            inputs: sorted.looks.iter().map(|(_, column)| input_clause(column)).collect(),
            outputs: sorted.outputs.into_iter().map(output_clause).collect(),
            annotations: sorted.annotations.into_iter().map(|name| entry(name.to_owned())).collect(),
            rules,
            at: At::default(),
        },
        at: At::default(),
    })
}

/// How the result of a table is to be read.
fn about(table: &str) -> &'static str {
    match table {
        "law" | "policy" => {
            "A stop that is in the list with effect stop binds, unless it is there with effect admit too: facts of the \
             task and of one person. A rule with relaxes takes that rule back."
        }
        "veto" => "retain comes before skill-share; null: none.",
        "floor" => "The lowest level at which the task may be done.",
        "mitigation" => "Each measure that the task does not have raises the floor by one level.",
        "supervision" => "The strictest that is asked of the role; null: the rules are silent.",
        "governance" => "What must be in place for the role; null: the rules are silent.",
        _ => "",
    }
}

fn input_clause(column: &str) -> InputClause {
    InputClause {
        expression: column.to_owned(),
        type_ref: Some(type_name(column)),
        values: None,
        at: At::default(),
    }
}

fn output_clause(output: Output) -> OutputClause {
    let values = output.words.filter(|words| !words.is_empty());
    OutputClause {
        name: output.name.to_owned(),
        type_ref: Some(if output.number { "number" } else { "string" }.to_owned()),
        values: values.map(|words| single(strings(words.iter()))),
        default: None,
        at: At::default(),
    }
}

fn output_value(output: &Output, text: &str) -> Value {
    match text {
        "" => Value::Null,
        _ if output.number => Value::number(text).unwrap_or(Value::Null),
        _ => Value::String(text.to_owned()),
    }
}

/// A cell as DMN has it.
fn test(column: &str, cell: &str, catalogue: &Catalogue) -> Result<UnaryTests, CellError> {
    let members = |words: Test<Value>| UnaryTests { any_member: true, test: words };
    let condition = condition(column, catalogue).filter(|_| !cell.is_empty());
    Ok(match condition {
        None => single(Test::Any),
        Some(Condition::Authorisations(_)) => members(strings(cell.split(',').map(str::trim))),
        Some(Condition::Set(_)) => {
            let test = parse_cell(cell)?;
            members(strings(test.parts().iter().flat_map(Part::values).map(String::as_str)))
        }
        Some(Condition::Word { words, ordered: true }) => {
            let cell = Axis::words(words.clone(), true).read(cell)?;
            single(strings(cell.positions().map(|position| words.name(position))))
        }
        Some(Condition::Word { .. }) => {
            let test = parse_cell(cell)?;
            let mut listed: Vec<_> =
                test.parts().iter().map(|part| map(part, |word| Value::String(word.clone()))).collect();
            if matches!(test, Test::NotOneOf(_)) {
                // in DMN `not("a")` may be true of null; in a pack it is true of known values only
                listed.push(Part::Value(Value::Null));
                return Ok(single(Test::NotOneOf(listed)));
            }
            single(Test::OneOf(listed))
        }
        Some(Condition::Level) => {
            let test = parse_cell(cell)?;
            let listed =
                test.parts().iter().map(|part| map(part, |level| Value::Number(level.clone()))).collect();
            let negated = matches!(test, Test::NotOneOf(_));
            single(if negated { Test::NotOneOf(listed) } else { Test::OneOf(listed) })
        }
    })
}

fn map<V, W>(part: &Part<V>, to: impl Fn(&V) -> W) -> Part<W> {
    match part {
        Part::Value(value) => Part::Value(to(value)),
        Part::Compare(op, value) => Part::Compare(*op, to(value)),
        Part::Range { low, low_open, high, high_open } => {
            Part::Range { low: to(low), low_open: *low_open, high: to(high), high_open: *high_open }
        }
    }
}

fn entry<T>(value: T) -> Entry<T> {
    Entry { value, at: At::default() }
}
