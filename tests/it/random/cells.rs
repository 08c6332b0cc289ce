//! Random cells of rule rows that the checks of a pack accept.

use super::dice::Dice;
use super::words::{AUTHORITIES, Criterion, Words};

/// Which way a cell on an ordered criterion must be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// With a value, every riskier one.
    Upward,
    /// With a value, every safer one.
    Downward,
}

/// A cell on a criterion.
pub(crate) fn criterion(criterion: &Criterion, closed: Closed, dice: &Dice) -> String {
    match closed {
        _ if !criterion.ordered => unordered(&criterion.values, dice),
        Closed::Upward => upward(&criterion.values, dice),
        Closed::Downward => downward(&criterion.values, dice),
    }
}

fn upward(values: &[String], dice: &Dice) -> String {
    let last = values.len() - 1;
    // seldom from the first value on: such a cell is not blank, yet matches all that is known
    let from = dice.within(usize::from(dice.chance(90)), last);
    match dice.below(6) {
        0 if from > 0 => format!("> {}", values[from - 1]),
        1 => values[from..].join(", "),
        2 => format!("[{}..{}]", values[from], values[last]),
        3 if from > 0 => format!("({}..{}]", values[from - 1], values[last]),
        4 if from > 0 => format!("not({})", values[..from].join(", ")),
        _ => format!(">= {}", values[from]),
    }
}

fn downward(values: &[String], dice: &Dice) -> String {
    let last = values.len() - 1;
    let to = dice.below(if dice.chance(90) { last } else { last + 1 });
    match dice.below(6) {
        0 if to < last => format!("< {}", values[to + 1]),
        1 => values[..=to].join(","),
        2 => format!("[{}..{}]", values[0], values[to]),
        3 if to < last => format!("[{}..{})", values[0], values[to + 1]),
        4 if to < last => format!("not({})", values[to + 1..].join(", ")),
        _ => format!("<= {}", values[to]),
    }
}

/// A list, or everything but a list.
pub(crate) fn unordered(values: &[String], dice: &Dice) -> String {
    let mut chosen = dice.some_one(values, 50);
    if chosen.len() == values.len() {
        chosen.truncate(1);
    }
    if dice.chance(35) && values.len() > 1 {
        format!("not({})", chosen.join(", "))
    } else {
        chosen.join(", ")
    }
}

pub(crate) fn acts(words: &Words, dice: &Dice) -> String {
    let names: Vec<String> = words.acts.iter().map(|act| act.name.clone()).collect();
    dice.some_one(&names, 45).join(", ")
}

pub(crate) fn authority(dice: &Dice) -> String {
    dice.some_one(&AUTHORITIES, 55).join(", ")
}

fn level(dice: &Dice) -> String {
    let (low, high) = (dice.within(1, 4), dice.within(4, 9));
    match dice.below(5) {
        0 => format!("<= {high}"),
        1 => format!("[{low}..{high}]"),
        2 => format!("{low}, {high}"),
        3 => format!("not({low})"),
        _ => format!(">= {low}"),
    }
}

/// A condition on the role or the person.
pub(crate) fn person(column: &str, words: &Words, dice: &Dice) -> String {
    let codes: Vec<String> = words.roles.iter().map(|role| role.code.clone()).collect();
    match column {
        "role" => unordered(&codes, dice),
        "level" => level(dice),
        "practitioner" => dice.word(&["yes", "no", "not(no)"]),
        "register" => unordered(&words.registers, dice),
        "profession" => unordered(&words.professions, dice),
        "field" => unordered(&words.fields, dice),
        "annotations" => dice.some_one(&words.annotations, 50).join(", "),
        _ => match dice.below(4) {
            0 => "PGD:<id>".to_owned(),
            1 => "PGD:flu".to_owned(),
            2 => format!("PGD:<id>, {}", dice.word(&words.authorisations)),
            _ => dice.some_one(&words.authorisations, 50).join(", "),
        },
    }
}
