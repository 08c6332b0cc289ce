//! Random packs that pass every check.

use std::collections::BTreeMap;

use super::Knobs;
use super::dice::Dice;
use super::rules::{Rules, table};
use super::sheet::Sheet;
use super::words::{self, Words};

/// The rule tables, in the order of the stages.
pub(crate) const RULE_TABLES: [&str; 7] =
    ["law", "policy", "veto", "floor", "mitigation", "supervision", "governance"];

/// A random pack: its words, pack.toml, and its tables by file name.
pub(crate) fn random(
    knobs: Knobs,
    as_at: i64,
    dice: &Dice,
) -> (Words, String, BTreeMap<&'static str, Sheet>) {
    let mut words = Words::random(dice);
    let roles = words::roles(&mut words, dice);
    let mut sheets = words::tables(&words, dice);
    sheets.insert("roles.csv", roles);
    let mut rules =
        Rules { words: &words, as_at, by_role: knobs.by_role, picky: knobs.picky, made: 0, prefix: "R" };
    sheets.insert("law.csv", law(&mut rules, dice));
    sheets.insert("policy.csv", policy(&mut rules, dice));
    sheets.insert("veto.csv", veto(&mut rules, dice));
    sheets.insert("floor.csv", floor(&mut rules, dice));
    sheets.insert("mitigation.csv", plain("mitigation", 0, &mut rules, dice));
    sheets.insert("supervision.csv", spoken("supervision", knobs, &mut rules, dice));
    sheets.insert("governance.csv", spoken("governance", knobs, &mut rules, dice));
    for name in ["policy", "floor", "mitigation", "supervision", "governance"] {
        if let Some(sheet) = sheets.get_mut(file(name)).filter(|_| dice.chance(30)) {
            relax(name, sheet, &mut rules, dice);
        }
    }
    for name in RULE_TABLES {
        if let Some(sheet) = sheets.get_mut(file(name)).filter(|_| dice.chance(30)) {
            replace(sheet, dice);
        }
    }
    sheets.insert("cases.csv", no_cases(&words));
    let settings = words::settings(&words, dice);
    for sheet in sheets.values_mut() {
        dash(sheet, dice);
        sheet.disorder(dice);
    }
    (words, settings, sheets)
}

/// The file of a rule table.
pub(crate) fn file(name: &str) -> &'static str {
    match name {
        "law" => "law.csv",
        "policy" => "policy.csv",
        "veto" => "veto.csv",
        "floor" => "floor.csv",
        "mitigation" => "mitigation.csv",
        "supervision" => "supervision.csv",
        _ => "governance.csv",
    }
}

fn law(rules: &mut Rules<'_>, dice: &Dice) -> Sheet {
    let mut sheet = table("law", rules.words);
    let acts: Vec<String> = rules.words.acts.iter().map(|act| act.name.clone()).collect();
    let restricted: Vec<String> =
        rules.words.acts.iter().filter(|act| act.law).map(|act| act.name.clone()).collect();
    // most acts of law are listed; one that is not admits nobody
    for (number, act) in restricted.iter().enumerate() {
        if dice.chance(90) {
            for row in rules.stop("law", &format!("L{number}"), std::slice::from_ref(act), dice) {
                sheet.push(&row);
            }
        }
    }
    if sheet.lines.is_empty() || dice.chance(30) {
        for row in rules.stop("law", "LX", &acts, dice) {
            sheet.push(&row);
        }
    }
    sheet
}

fn policy(rules: &mut Rules<'_>, dice: &Dice) -> Sheet {
    let mut sheet = table("policy", rules.words);
    for number in 0..dice.below(3) {
        for row in rules.stop("policy", &format!("P{number}"), &[], dice) {
            sheet.push(&row);
        }
    }
    sheet
}

fn veto(rules: &mut Rules<'_>, dice: &Dice) -> Sheet {
    let mut sheet = table("veto", rules.words);
    for _ in 0..dice.within(1, 2) {
        let mut row = rules.restriction("veto", dice);
        // the riskiest value of two criteria: vetoes are to be seldom
        for criterion in rules.words.criteria.iter().filter(|c| c.ordered).take(2) {
            if !row.iter().any(|(column, _)| *column == criterion.name) {
                row.push((&criterion.name, format!(">= {}", criterion.values[criterion.values.len() - 1])));
            }
        }
        sheet.push(&row);
    }
    sheet
}

/// Rows that match every task, then others.
fn floor(rules: &mut Rules<'_>, dice: &Dice) -> Sheet {
    let mut sheet = plain("floor", 0, rules, dice);
    let base = dice.within(1, 3).to_string();
    let split: Vec<_> = rules.words.criteria.iter().filter(|c| !c.ordered).collect();
    match split.first().filter(|_| dice.chance(20)) {
        None => {
            let mut row = rules.always(dice);
            row.push(("floor", base));
            sheet.push(&row);
        }
        // two rows that together leave no gap
        Some(criterion) => {
            for (cell, floor) in
                [(criterion.values[0].clone(), base), (format!("not({})", criterion.values[0]), "2".into())]
            {
                let mut row = rules.always(dice);
                row.extend([("floor", floor), (&criterion.name, cell)]);
                sheet.push(&row);
            }
        }
    }
    sheet
}

fn plain(name: &'static str, least: usize, rules: &mut Rules<'_>, dice: &Dice) -> Sheet {
    let mut sheet = table(name, rules.words);
    for _ in 0..dice.within(least, least + 3) {
        sheet.push(&rules.restriction(name, dice));
    }
    sheet
}

/// Supervision or governance; with rows for every task and role unless the table may be silent.
fn spoken(name: &'static str, knobs: Knobs, rules: &mut Rules<'_>, dice: &Dice) -> Sheet {
    let mut sheet = plain(name, 0, rules, dice);
    let gaps = knobs.silence && dice.chance(30);
    for practitioner in ["yes", "no"] {
        if gaps && !sheet.lines.is_empty() && dice.chance(60) {
            continue;
        }
        let mut row = rules.always(dice);
        row.push(("practitioner", practitioner.to_owned()));
        row.push(match (name, practitioner) {
            ("governance", _) => ("needs", dice.word(&["plan", "score", "cti", "check;plan"])),
            (_, "yes") => ("supervision", dice.word(&["none", "none", "none", "remote"])),
            _ => ("supervision", dice.word(&["none", "remote", "remote", "indirect"])),
        });
        sheet.push(&row);
    }
    sheet
}

fn relax(name: &'static str, sheet: &mut Sheet, rules: &mut Rules<'_>, dice: &Dice) {
    let mut targets = sheet.rows();
    targets.retain(|row| sheet.get(*row, "effect") != "admit");
    if targets.is_empty() {
        return;
    }
    let target = *dice.pick(&targets);
    for _ in 0..dice.within(1, 2) {
        let row = rules.relaxation(name, sheet, target, dice);
        sheet.push(&row);
    }
}

/// Lets a row replace another of its effect that has ended, or one that has not.
fn replace(sheet: &mut Sheet, dice: &Dice) {
    let rows = sheet.rows();
    if rows.len() < 2 {
        return;
    }
    for _ in 0..dice.within(1, 2) {
        let (one, other) = (*dice.pick(&rows), *dice.pick(&rows));
        let plain =
            |row: usize| sheet.get(row, "relaxes").is_empty() && sheet.get(row, "replaces").is_empty();
        // the row replaced does not replace another yet, so there are chains but no circles
        let replaced = |row: usize| {
            let id = sheet.get(row, "rule");
            rows.iter().any(|other| sheet.get(*other, "replaces") == id)
        };
        let same_effect = sheet.get(one, "effect") == sheet.get(other, "effect");
        if one != other && same_effect && plain(one) && plain(other) && (!replaced(one) || dice.chance(50)) {
            let id = sheet.get(other, "rule").to_owned();
            sheet.set(one, "replaces", &id);
        }
    }
}

/// cases.csv without cases.
fn no_cases(words: &Words) -> Sheet {
    let mut header = vec![
        "case",
        "title",
        "profession",
        "authority",
        "acts",
        "mitigations",
        "cti",
        "outcomes",
        "floor",
        "refused",
        "because_rule",
    ];
    header.extend(words.criteria.iter().map(|criterion| criterion.name.as_str()));
    Sheet::new(&header)
}

/// A dash for some blank cells of conditions: it means the same.
fn dash(sheet: &mut Sheet, dice: &Dice) {
    for row in sheet.rows() {
        for column in ["acts", "level", "practitioner", "replaces", "effective_from"] {
            if sheet.get(row, column).is_empty() && dice.chance(5) {
                sheet.set(row, column, "-");
            }
        }
    }
}
