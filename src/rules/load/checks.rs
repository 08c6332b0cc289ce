//! Checks of a compiled pack as a whole: the floor table is never silent, no act of law goes unlisted.

use super::cells::table_at;
use super::problems::Problems;
use crate::model::{FindingCode, Stage};
use crate::rules::pack::{Does, Pack};
use crate::table::Cell;

/// Completes a pack with what only the whole of it shows.
pub(super) fn finish(mut pack: Pack, problems: &mut Problems) -> Pack {
    pack.unlisted = unlisted(&pack);
    // of a pack that is refused, the rows at fault may be those that list the acts
    if problems.fatal() {
        return pack;
    }
    for act in &pack.unlisted {
        let message = "an act of law that no law row in force lists: it admits nobody";
        let name = pack.catalogue.act_names.name(*act);
        problems.at(FindingCode::ActUnlisted, table_at("acts.csv"), name, message, "add its stop to law.csv");
    }
    check_floor(&pack, problems);
    pack
}

fn unlisted(pack: &Pack) -> Vec<u16> {
    let lists = |act: u16| {
        pack.rows.iter().enumerate().any(|(number, row)| {
            row.stage == Stage::Law
                && matches!(row.does, Does::Stop { .. })
                && pack.table.cell(number, 0).is_some_and(|cell| !cell.is_any() && cell.contains(act))
        })
    };
    (0u16..)
        .zip(&pack.catalogue.acts)
        .filter(|(act, facts)| facts.law && !lists(*act))
        .map(|(act, _)| act)
        .collect()
}

/// Every fully known task meets at least one floor row (semantics point 4). Acts only add rows, so they are left out.
fn check_floor(pack: &Pack, problems: &mut Problems) {
    let covering = pack.kinds.floors.iter();
    let covering = covering.filter(|row| pack.table.cell(*row, 0).is_some_and(Cell::is_any)).collect();
    let Some(point) = pack.table.gap(&covering) else { return };
    let facts: Vec<String> = pack
        .catalogue
        .criteria
        .iter()
        .zip(point.iter().skip(2))
        .map(|(criterion, value)| format!("{}={}", criterion.name, criterion.values.name(*value)))
        .collect();
    let message = format!("no floor row matches a fully known task, such as {}", facts.join(" "));
    let help = "add a row for it, or one without conditions";
    problems.at(FindingCode::RuleGap, table_at("floor.csv"), "", &message, help);
}
