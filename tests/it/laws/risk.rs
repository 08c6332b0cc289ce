//! Law 1: more risk never makes anything easier.

use skillmix::model::Outcome;

use super::hold;
use super::view::{View, task_no_better};
use crate::random::dice::Dice;
use crate::random::{Knobs, World};

/// Raising one ordered criterion of a task by one step never lowers its floor (with blanks: the high end of the range),
/// never makes a role newly pass, ready or safe or a person newly able in a role, never lowers the supervision of a role
/// that passes before and after, and never adds `allocate` or `delegate` where both sides are decided. As more risk
/// takes supervisors away too, no more people are supervised on any level.
///
/// Left out, by the text: tasks with a panel's decision (semantics point 20); tasks read by intervals, whose reading is
/// stricter than the facts (point 11); and packs whose supervision or governance table is silent on some role, for
/// silence is stricter than a row (`direct`, not ready), so a row that begins to speak as risk rises would loosen.
/// `supervision` and `able` of the chosen level are not claimed (point 17).
#[test]
fn more_risk_never_loosens() {
    hold(250, Knobs::MONOTONE, |world, dice| {
        let before = View::of(world);
        let pack = world.load();
        let mut compared = 0;
        for _ in 0..4 {
            let Some((row, column, riskier)) = raise(world, dice) else { continue };
            let mut risky = world.clone();
            let tasks = risky.data.get_mut("tasks.csv").unwrap();
            tasks.set(row, &column, &riskier);
            let key = (tasks.get(row, "task_id").to_owned(), tasks.get(row, "site").to_owned());
            let after = View::under(&risky, &pack);
            let Some((was, now)) = before.tasks.get(&key).zip(after.tasks.get(&key)) else { continue };
            if was.bounded || now.bounded {
                continue;
            }
            let context = |problem: String| format!("{key:?} with {column} = {riskier}: {problem}");
            task_no_better(was, now).map_err(context)?;
            if was.decided && now.decided {
                for outcome in [Outcome::Allocate, Outcome::Delegate] {
                    if now.outcomes.contains(&outcome) && !was.outcomes.contains(&outcome) {
                        return Err(context(format!("now {}", outcome.word())));
                    }
                }
            }
            compared += 1;
        }
        Ok(compared)
    });
}

/// A task row, an ordered criterion that it states, and the next riskier value.
fn raise(world: &World, dice: &Dice) -> Option<(usize, String, String)> {
    let tasks = &world.data["tasks.csv"];
    let row = *dice.pick(&tasks.rows());
    let ordered: Vec<_> = world.words.criteria.iter().filter(|criterion| criterion.ordered).collect();
    let criterion = ordered.get(dice.below(ordered.len()))?;
    let at = criterion.values.iter().position(|value| value == tasks.get(row, &criterion.name))?;
    Some((row, criterion.name.clone(), criterion.values.get(at + 1)?.clone()))
}
