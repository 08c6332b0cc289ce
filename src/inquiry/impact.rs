//! What a change of rules does to a dataset: which tasks move, in which direction, and by which rule.

use std::collections::BTreeSet;

use crate::model::{Answer, Catalogue, Level, RuleFloor, Said, Status, Task};
use crate::rules::Pack;

/// Which way a task moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Done at a lower level, or the rules alone permit a lower one.
    Down,
    /// Placed where it was not.
    Placed,
    /// Done at a higher level, or the rules alone ask for a higher one.
    Up,
    /// No longer placed.
    Unplaced,
    /// Law or policy now admits no role.
    Restricted,
    /// Another status, neither before nor after placed.
    Other,
}

impl Direction {
    /// All, in the order of reports.
    pub const ALL: [Direction; 6] = [
        Direction::Down,
        Direction::Placed,
        Direction::Up,
        Direction::Unplaced,
        Direction::Restricted,
        Direction::Other,
    ];

    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Direction::Down => "down",
            Direction::Placed => "placed",
            Direction::Up => "up",
            Direction::Unplaced => "unplaced",
            Direction::Restricted => "restricted",
            Direction::Other => "other",
        }
    }

    /// Whether somebody has to sign it off: the rules are milder for this task than they were.
    #[must_use]
    pub fn is_loosened(self) -> bool {
        matches!(self, Direction::Down | Direction::Placed)
    }
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its status.
    pub status: Status,
    /// Its level, when placed.
    pub level: Option<Level>,
    /// The lowest level that the rules alone permit, in its strictest reading.
    pub floor: RuleFloor,
}

/// A task that moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Its number in tasks.csv.
    pub task: usize,
    /// Which way.
    pub direction: Direction,
    /// Where it stood.
    pub from: Standing,
    /// Where it stands.
    pub to: Standing,
    /// Minutes a week, in thousandths; none where the file does not say.
    pub minutes: Option<u64>,
    /// The rules that make the difference.
    pub rules: Vec<String>,
}

/// Tasks that stand otherwise under another pack, in their order. `changed` are ids of rules that are not the same in both.
#[must_use]
pub fn impact(
    before: (&Pack, &[Answer]),
    after: (&Pack, &[Answer]),
    tasks: &[Task],
    changed: &BTreeSet<String>,
) -> Vec<Move> {
    let mut moves = Vec::new();
    for (number, ((task, was), now)) in tasks.iter().zip(before.1).zip(after.1).enumerate() {
        let (from, to) = (standing(was), standing(now));
        let Some(direction) = direction(from, to) else { continue };
        moves.push(Move {
            task: number,
            direction,
            from,
            to,
            minutes: weekly(task),
            rules: responsible((&before.0.catalogue, was), (&after.0.catalogue, now), changed),
        });
    }
    moves
}

/// Minutes a week of a task, in thousandths; none where the file does not say.
#[must_use]
pub fn weekly(task: &Task) -> Option<u64> {
    let (minutes, times) = task.minutes.zip(task.per_week)?;
    let product = u128::from(minutes).checked_mul(u128::from(times))?;
    u64::try_from(product / 1000).ok()
}

fn standing(answer: &Answer) -> Standing {
    Standing { status: answer.status, level: answer.level, floor: answer.decision.floor.high }
}

fn direction(from: Standing, to: Standing) -> Option<Direction> {
    if from == to {
        return None;
    }
    let placed = |standing: Standing| standing.status == Status::Placed;
    Some(match (from.level, to.level) {
        _ if to.status == Status::Restricted && from.status != Status::Restricted => Direction::Restricted,
        _ if placed(to) && !placed(from) => Direction::Placed,
        _ if placed(from) && !placed(to) => Direction::Unplaced,
        (Some(was), Some(now)) if now < was => Direction::Down,
        (Some(was), Some(now)) if now > was => Direction::Up,
        _ if to.floor < from.floor => Direction::Down,
        _ if to.floor > from.floor => Direction::Up,
        _ => Direction::Other,
    })
}

/// Rules that matched in one of the two and are not the same in both; else those that decided in one and not in the other.
fn responsible(
    before: (&Catalogue, &Answer),
    after: (&Catalogue, &Answer),
    changed: &BTreeSet<String>,
) -> Vec<String> {
    let (was, now) = (matched(before), matched(after));
    let touched: Vec<String> = was.union(&now).filter(|rule| changed.contains(*rule)).cloned().collect();
    if touched.is_empty() { was.symmetric_difference(&now).cloned().collect() } else { touched }
}

/// Ids of the rules that matched, of all stages.
fn matched((catalogue, answer): (&Catalogue, &Answer)) -> BTreeSet<String> {
    let decision = &answer.decision;
    let stages = decision.trace.iter().map(|row| row.rule);
    let watching = decision
        .roles
        .iter()
        .filter_map(|(said, _)| if let Said::SupervisedBy(rule) = said { Some(rule) } else { None });
    stages.chain(watching).map(|rule| catalogue.rule_id(rule).to_owned()).collect()
}
