//! Law 2: a restriction more never adds a candidate.

use super::hold;
use super::view::{View, no_better};
use crate::random::dice::Dice;
use crate::random::pack::{RULE_TABLES, file};
use crate::random::rules::Rules;
use crate::random::{Knobs, World};

/// Adding a stop of law or policy with any admit rows, or a row of veto, floor, mitigation, supervision or governance,
/// never makes a role newly lawful, passing, ready or safe, nor a person newly able in a role; nobody needs less
/// supervision, no more people are able and supervised in a role or on a level, no floor falls, and what is placed is
/// not placed lower. Statuses are not compared: a restriction can make the completions of a blank agree, and so decide.
///
/// Left out, by the text: rows with `relaxes` (semantics point 22); rows that name another in `replaces`; law stops on an
/// act of law that no row in force lists yet (until then it admits nobody: point 2); and, as for law 1, packs whose
/// supervision or governance is silent on some role.
#[test]
fn a_restriction_more_adds_nobody() {
    hold(250, Knobs::MONOTONE, |world, dice| {
        let before = View::of(world);
        for _ in 0..3 {
            let (what, stricter) = restrict(world, dice);
            no_better(&before, &View::of(&stricter)).map_err(|problem| format!("{what}: {problem}"))?;
        }
        Ok(3)
    });
}

fn restrict(world: &World, dice: &Dice) -> super::Change {
    let mut stricter = world.clone();
    let mut rules =
        Rules { words: &world.words, as_at: world.as_at, by_role: true, picky: false, made: 0, prefix: "X" };
    let mut name = *dice.pick(&RULE_TABLES);
    let listed = listed_acts(world);
    if name == "law" && listed.is_empty() {
        name = "policy";
    }
    let rows = match name {
        "law" => rules.stop("law", "XL", &listed, dice),
        "policy" => rules.stop("policy", "XP", &[], dice),
        other => vec![rules.restriction(other, dice)],
    };
    let sheet = stricter.pack.get_mut(file(name)).unwrap();
    for row in &rows {
        sheet.push(row);
    }
    (format!("{name} {rows:?}"), stricter)
}

/// Acts that law can restrict further without beginning to admit anybody.
pub(super) fn listed_acts(world: &World) -> Vec<String> {
    let pack = world.load();
    let unlisted = |name: &str| pack.catalogue.act_names.find(name).is_some_and(|act| pack.is_unlisted(act));
    world.words.acts.iter().map(|act| act.name.clone()).filter(|name| !unlisted(name)).collect()
}
