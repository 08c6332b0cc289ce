//! The rule tables: rows with their conditions and outputs.

use super::Files;
use super::cells::{positive_list, unary_test};
use super::pack::{AUTHORITIES, Cell, MODES, Pack, Rule, cell, date};
use super::records::{self, Row};

/// The rule tables, in the order of the stages.
pub(super) const TABLES: [&str; 7] =
    ["law", "policy", "veto", "floor", "mitigation", "supervision", "governance"];

/// Columns that are no conditions.
const OTHER_COLUMNS: [&str; 19] = [
    "rule",
    "because",
    "source",
    "jurisdiction",
    "effective_from",
    "effective_until",
    "replaces",
    "stop",
    "effect",
    "delegable",
    "veto",
    "floor",
    "mitigation",
    "needs",
    "relaxes",
    "approver",
    "approved_on",
    "reason",
    "origin",
];

/// Condition columns of people and roles.
const PERSON_COLUMNS: [&str; 8] =
    ["role", "level", "practitioner", "register", "profession", "field", "annotations", "authorisations"];

/// Reads all rule tables.
pub(super) fn read(files: &Files, pack: &Pack) -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    for table in TABLES {
        let file = format!("{table}.csv");
        let mut columns: Vec<&str> = OTHER_COLUMNS.to_vec();
        columns.extend(["supervision", "acts", "authority"]);
        columns.extend(PERSON_COLUMNS);
        columns.extend(pack.criteria.iter().map(|criterion| criterion.name.as_str()));
        let records = records::read(files, &file, &["rule"], &columns)?;
        if let Some(header) = records.header.iter().find(|header| !columns.contains(&header.as_str())) {
            return Err(format!("{file}: column `{header}` is not known"));
        }
        for row in &records.rows {
            let rule = read_rule(table, row, &records.header, pack);
            rules.push(rule.map_err(|problem| format!("{file}:{}: {problem}", row.line))?);
        }
    }
    Ok(rules)
}

fn read_rule(table: &'static str, row: &Row, header: &[String], pack: &Pack) -> Result<Rule, String> {
    if row.faulty || cell(row, "rule").is_empty() {
        return Err("the row cannot be read".to_owned());
    }
    let text = |column: &str| cell(row, column).to_owned();
    let mut rule = Rule {
        table,
        id: text("rule"),
        stop: text("stop"),
        effect: text("effect"),
        relaxes: text("relaxes"),
        replaces: text("replaces"),
        delegable: match cell(row, "delegable") {
            "" | "yes" => true,
            "no" => false,
            other => return Err(format!("delegable `{other}` is neither yes nor no")),
        },
        word: String::new(),
        number: 0,
        needs: Vec::new(),
        task_cells: Vec::new(),
        person_cells: Vec::new(),
        jurisdiction: text("jurisdiction"),
        from: date(cell(row, "effective_from"))?,
        until: date(cell(row, "effective_until"))?,
    };
    read_output(&mut rule, row, pack)?;
    for column in header {
        let text = cell(row, column);
        let output = table == "supervision" && column == "supervision";
        if text.is_empty() || output || OTHER_COLUMNS.contains(&column.as_str()) {
            continue;
        }
        let words = read_cell(column, text, pack).map_err(|problem| format!("{column}: {problem}"))?;
        let condition = Cell { column: column.clone(), words };
        if PERSON_COLUMNS.contains(&column.as_str()) {
            rule.person_cells.push(condition);
        } else {
            rule.task_cells.push(condition);
        }
    }
    Ok(rule)
}

/// What the row puts out.
fn read_output(rule: &mut Rule, row: &Row, pack: &Pack) -> Result<(), String> {
    let unknown = |word: &str| Err(format!("`{word}` cannot be put out by {}", rule.table));
    if !rule.relaxes.is_empty() && ["law", "veto"].contains(&rule.table) {
        return Err("law and veto cannot be relaxed".to_owned());
    }
    match rule.table {
        "law" | "policy" => {
            let effect = rule.effect.as_str();
            let lift = rule.table == "policy" && effect == "lift" && !rule.relaxes.is_empty();
            let plain =
                ["stop", "admit"].contains(&effect) && rule.relaxes.is_empty() && !rule.stop.is_empty();
            if !lift && !plain {
                return unknown(effect);
            }
        }
        "veto" => {
            let word = cell(row, "veto");
            if !["retain", "skill-share"].contains(&word) {
                return unknown(word);
            }
            word.clone_into(&mut rule.word);
        }
        "floor" => match cell(row, "floor").parse() {
            Ok(level @ 1..=9) => rule.number = level,
            _ => return unknown(cell(row, "floor")),
        },
        "mitigation" => {
            let word = cell(row, "mitigation");
            let blank = word.is_empty() && !rule.relaxes.is_empty();
            if !blank && !pack.has_word("mitigations", word) {
                return unknown(word);
            }
            word.clone_into(&mut rule.word);
        }
        "supervision" => match MODES.iter().position(|mode| *mode == cell(row, "supervision")) {
            Some(place) => rule.number = place,
            None => return unknown(cell(row, "supervision")),
        },
        _ => {
            let needs = records::list(cell(row, "needs"));
            if let Some(word) =
                needs.iter().find(|word| *word != "cti" && !pack.has_word("mitigations", word))
            {
                return unknown(word);
            }
            rule.needs = needs;
        }
    }
    Ok(())
}

/// The words that a filled cell matches.
fn read_cell(column: &str, cell: &str, pack: &Pack) -> Result<Vec<String>, String> {
    let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<String>>();
    match column {
        "acts" => positive_list(cell, |word| pack.act(word).is_some()),
        "authority" => positive_list(cell, |word| AUTHORITIES.contains(&word)),
        "annotations" => positive_list(cell, |word| pack.has_word("annotations", word)),
        "authorisations" => positive_list(cell, |word| pack.is_authorisation(word)),
        "register" => unary_test(cell, pack.words("registers"), false),
        "profession" => unary_test(cell, pack.words("professions"), false),
        "field" => unary_test(cell, pack.words("fields"), false),
        "practitioner" => unary_test(cell, &owned(&["yes", "no"]), false),
        "level" => unary_test(cell, &owned(&["1", "2", "3", "4", "5", "6", "7", "8", "9"]), true),
        "role" => {
            let codes: Vec<String> = pack.roles.iter().map(|role| role.code.clone()).collect();
            unary_test(cell, &codes, false)
        }
        _ => {
            let criterion = pack.criterion(column).ok_or("the column is not known here")?;
            unary_test(cell, &criterion.values, criterion.ordered)
        }
    }
}
