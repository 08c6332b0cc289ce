//! A DMN model to the rule tables of a pack, refusing what a pack cannot say.

use super::RuleTable;
use super::columns::{ANNOTATIONS, Condition, TABLES, condition, conditions, outputs, policy};
use crate::dmn::faults::{At, Faults, did_you_mean};
use crate::dmn::feel::UnaryTests;
use crate::dmn::model::{Decision, Entry, Model, Table};
use crate::dmn::value::{Value, quoted};
use crate::model::{Catalogue, Error, FindingCode, Words};
use crate::table::{Part, Test, parse_cell};

/// The rule tables of a model, and where in its file they stand.
#[derive(Debug)]
pub struct Imported {
    /// The tables, in the order of the procedure.
    pub tables: Vec<RuleTable>,
    /// By table: the line of its decision, then those of its rules.
    pub lines: Vec<Vec<u64>>,
    /// Rules whose description says something else than their annotations: only the latter are read.
    pub stale: Vec<(u64, String)>,
}

/// Reads the rule tables of a model whose words are those of `catalogue`. `Error::Input` lists what does not fit.
pub fn import(model: &Model, catalogue: &Catalogue) -> Result<Imported, Error> {
    let mut importer = Importer { catalogue, faults: Faults::new(&model.file) };
    let mut imported = Imported { tables: Vec::new(), lines: Vec::new(), stale: Vec::new() };
    for decision in &model.decisions {
        if !TABLES.contains(&decision.name.as_str()) {
            importer.fault(
                decision.at,
                &decision.name,
                "no rule table has this name",
                &did_you_mean(&decision.name, TABLES),
            );
        }
    }
    for name in TABLES {
        let Some(decision) = model.decisions.iter().find(|decision| decision.name == name) else {
            let help = "a pack needs every table; export a pack to see them";
            importer.fault(At::default(), name, "the model lacks a decision for this rule table", help);
            continue;
        };
        imported.tables.push(importer.table(name, decision));
        let rules = decision.table.rules.iter().map(|rule| rule.at.line);
        imported.lines.push(std::iter::once(decision.at.line).chain(rules).collect());
        imported.stale.extend(stale(&decision.table));
    }
    importer.vocabulary(model);
    importer.faults.done(imported)
}

/// What `export` writes as the description of a rule is for modellers that show no annotations.
fn stale(table: &Table) -> Vec<(u64, String)> {
    let place = |name: &str| table.annotations.iter().position(|known| known.value == name);
    let (id, because) = (place("rule"), place("because"));
    let rules = table.rules.iter().filter(|rule| !rule.description.is_empty());
    let text = |rule: &crate::dmn::model::Rule, at: Option<usize>| {
        at.and_then(|at| rule.annotations.get(at)).cloned().unwrap_or_default()
    };
    rules
        .filter(|rule| rule.description != format!("{}: {}", text(rule, id), text(rule, because)))
        .map(|rule| (rule.at.line, rule.description.clone()))
        .collect()
}

struct Importer<'c> {
    catalogue: &'c Catalogue,
    faults: Faults,
}

impl Importer<'_> {
    fn fault(&mut self, at: At, value: &str, message: &str, help: &str) {
        self.faults.add(FindingCode::DmnPack, at, value, message, help);
    }

    /// A word that the pack's vocabulary does not have is nowhere in its types either.
    fn vocabulary(&mut self, model: &Model) {
        for input in &model.inputs {
            let Some(item) = model.types.iter().find(|item| Some(&item.name) == input.type_ref.as_ref())
            else {
                continue;
            };
            let condition = condition(&input.name, self.catalogue);
            let Some(Condition::Set(words) | Condition::Word { words, .. }) = condition else { continue };
            let named = item.allowed.iter().flat_map(|allowed| allowed.test.parts()).flat_map(Part::values);
            for value in named.map(Value::plain).filter(|word| words.find(word).is_none()) {
                let message =
                    format!("an allowed value of `{}` that the base pack does not have", input.name);
                let help =
                    "the words of a pack are in its own files: add it there, and name that pack with --rules";
                self.fault(item.at, &value, &message, help);
            }
        }
    }

    fn table(&mut self, name: &'static str, decision: &Decision) -> RuleTable {
        let (table, wanted) = (&decision.table, policy(name));
        if table.policy != wanted {
            let help = format!("the hit policy of `{name}` is {}", wanted.letter());
            self.fault(table.at, table.policy.letter(), "another hit policy than this rule table has", &help);
        }
        let mut header: Vec<String> = table.annotations.iter().map(|name| name.value.clone()).collect();
        for annotation in table.annotations.iter().filter(|name| !ANNOTATIONS.contains(&name.value.as_str()))
        {
            let message = "an annotation column that a rule table does not have";
            self.fault(
                annotation.at,
                &annotation.value,
                message,
                &did_you_mean(&annotation.value, ANNOTATIONS),
            );
        }
        header.extend(self.output_names(name, decision));
        for clause in &table.inputs {
            if condition(&clause.expression, self.catalogue).is_none() {
                let help = did_you_mean(&clause.expression, conditions(self.catalogue));
                self.fault(clause.at, &clause.expression, "an input column that no rule table has", &help);
            }
            header.push(clause.expression.clone());
        }
        let repeated =
            header.iter().enumerate().find(|(at, column)| header.iter().take(*at).any(|one| one == *column));
        if let Some((_, column)) = repeated {
            self.fault(table.at, column, "two columns of one name", "remove one of them");
        }
        let rows = table.rules.iter().map(|rule| {
            let mut row = rule.annotations.clone();
            row.extend(rule.outputs.iter().map(|entry| match &entry.value {
                Value::Null => String::new(),
                value => value.plain(),
            }));
            let tests = rule.tests.iter().zip(&table.inputs);
            row.extend(tests.map(|(entry, clause)| self.cell(&clause.expression, entry)));
            row
        });
        let rows = rows.collect();
        RuleTable { name, header, rows }
    }

    /// The names of the output columns, which must be the table's own; the order of P is part of what it says.
    fn output_names(&mut self, name: &str, decision: &Decision) -> Vec<String> {
        let known = outputs(name, self.catalogue);
        let mut names = Vec::new();
        for clause in &decision.table.outputs {
            let found = match (clause.name.as_str(), known.as_slice()) {
                // the one output of a decision may be called like the decision
                ("", [only]) => Some(only),
                (wanted, _) => known.iter().find(|output| output.name == wanted),
            };
            let Some(output) = found else {
                let help = did_you_mean(&clause.name, known.iter().map(|output| output.name));
                let message = format!("an output column that `{name}` does not have");
                self.fault(clause.at, &clause.name, &message, &help);
                continue;
            };
            names.push(output.name.to_owned());
            let order: Vec<String> = clause
                .values
                .iter()
                .flat_map(|values| values.test.parts())
                .flat_map(Part::values)
                .map(Value::plain)
                .collect();
            let right = |words: &Words| words.iter().eq(order.iter().map(String::as_str));
            let ordered = policy(name) == crate::table::HitPolicy::Priority;
            if let Some(words) = output.words.as_ref().filter(|words| ordered && !right(words)) {
                let help = format!("list them in this order: {}", words.listed());
                self.fault(
                    clause.at,
                    &order.join(", "),
                    "another order of output values than this rule table has",
                    &help,
                );
            }
            if clause.default.is_some() {
                let help = "remove it: where no rule matches, a rule table is silent";
                self.fault(clause.at, output.name, "a default output, which a rule table cannot have", help);
            }
        }
        names
    }

    /// An input entry as a cell; blank, with a finding, if a pack cannot ask that.
    fn cell(&mut self, column: &str, entry: &Entry<UnaryTests>) -> String {
        let UnaryTests { any_member, test } = &entry.value;
        let Some(condition) = condition(column, self.catalogue) else { return String::new() };
        if *test == Test::Any {
            return String::new();
        }
        let set = matches!(condition, Condition::Set(_) | Condition::Authorisations(_));
        if *any_member != set {
            let help = if set {
                "write `some x in ? satisfies x in (\"a\", \"b\")`"
            } else {
                "write `\"a\", \"b\"`"
            };
            self.fault(
                entry.at,
                &entry.value.to_string(),
                &format!("not a test that `{column}` can have"),
                help,
            );
            return String::new();
        }
        let read = match &condition {
            Condition::Level => level(test),
            Condition::Set(words) => listed(test, |word| words.find(word).is_some(), words),
            Condition::Authorisations(words) => {
                listed(test, |word| words.find(word).is_some() || word.starts_with("PGD:"), words)
            }
            Condition::Word { words, ordered } => {
                let cell = listed(test, |word| words.find(word).is_some(), words);
                if *ordered { cell.and_then(|_| shortest(test, words)) } else { cell }
            }
        };
        read.unwrap_or_else(|(value, message, help)| {
            self.fault(entry.at, &value, &message, &help);
            String::new()
        })
    }
}

/// Why a test is no cell: value, message, help.
type Refusal = (String, String, String);

/// A list of known words.
fn listed(test: &Test<Value>, known: impl Fn(&str) -> bool, words: &Words) -> Result<String, Refusal> {
    let mut list = Vec::new();
    for part in test.parts() {
        match part {
            Part::Value(Value::String(word)) if known(word) => list.push(shown(word)),
            Part::Value(Value::String(word)) => {
                let help = did_you_mean(word, words.iter());
                return Err((word.clone(), "not a word of this column".to_owned(), help));
            }
            // what is not known is never among those that are not listed
            Part::Value(Value::Null) if matches!(test, Test::NotOneOf(_)) => {}
            part => {
                let value = part.values().next().map(ToString::to_string).unwrap_or_default();
                let message = "only a list of words may stand here".to_owned();
                return Err((value, message, "list every word that is meant: `\"a\", \"b\"`".to_owned()));
            }
        }
    }
    let list = list.join(", ");
    match test {
        Test::NotOneOf(_) if list.is_empty() => {
            let message = "a cell that only asks for a value that is known".to_owned();
            Err(("not(null)".to_owned(), message, "list the words that are meant".to_owned()))
        }
        Test::NotOneOf(_) => Ok(format!("not({list})")),
        _ => Ok(list),
    }
}

/// A word as a cell has it: in quotes only where it would be read otherwise without them.
fn shown(word: &str) -> String {
    let plain = parse_cell(word) == Ok(Test::OneOf(vec![Part::Value(word.to_owned())]));
    if plain { word.to_owned() } else { quoted(word) }
}

/// Words of an ordered column: as a comparison where they are all from one up, or all down from one.
fn shortest(test: &Test<Value>, words: &Words) -> Result<String, Refusal> {
    let named =
        |word: &str| test.parts().iter().any(|part| *part == Part::Value(Value::String(word.to_owned())));
    let wanted = |word: &&str| named(word) != matches!(test, Test::NotOneOf(_));
    let list: Vec<&str> = words.iter().filter(wanted).collect();
    let same = |others: &mut dyn Iterator<Item = &str>| others.eq(list.iter().copied());
    match list.as_slice() {
        // blank would mean any
        [] => Err((String::new(), "a test that no word satisfies".to_owned(), "remove the rule".to_owned())),
        [first, _, ..] if same(&mut words.iter().skip(words.len() - list.len())) => {
            Ok(format!(">= {}", shown(first)))
        }
        [_, .., last] if same(&mut words.iter().take(list.len())) => Ok(format!("<= {}", shown(last))),
        _ => Ok(list.into_iter().map(shown).collect::<Vec<_>>().join(", ")),
    }
}

/// Levels: numbers, compared as in a pack.
fn level(test: &Test<Value>) -> Result<String, Refusal> {
    let mut list = Vec::new();
    for part in test.parts() {
        if let Some(value) = part.values().find(|value| !matches!(value, Value::Number(_))) {
            let help = "levels are numbers: `>= 3`, `[2..4]`, `5, 6`".to_owned();
            return Err((value.to_string(), "not a level".to_owned(), help));
        }
        list.push(match part {
            Part::Value(value) => value.plain(),
            Part::Compare(op, value) => format!("{} {value}", op.sign()),
            Part::Range { low, low_open, high, high_open } => {
                let (open, close) = (if *low_open { '(' } else { '[' }, if *high_open { ')' } else { ']' });
                format!("{open}{low}..{high}{close}")
            }
        });
    }
    let list = list.join(", ");
    Ok(if matches!(test, Test::NotOneOf(_)) { format!("not({list})") } else { list })
}
