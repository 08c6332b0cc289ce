//! Law 11: a row that can no longer be read never adds anybody.

use skillmix::model::{Accounting, FindingCode};

use super::hold;
use super::records::caps;
use super::view::{View, no_better};
use crate::random::sheet::Line;
use crate::random::{Knobs, mutate};

/// Random bytes changed in one accepted row of one file so that the row is refused make nobody newly able and no role
/// newly pass, ready or safe, and lower no floor.
///
/// Changes that leave a readable row say something else, not less, and are left out; so are those after which another
/// number of rows is refused than one more. Left out by the text: holdings that cap (semantics point 10); same-as links,
/// and codes where there are any, for what they joined then counts apart; links and codes where links run in a circle, for
/// a circle that is broken no longer disables the rest of it; a prerequisite of which not even the code that it binds can
/// be read any more, for then it binds nobody; and panel decisions, which may ask for more than the pack.
#[test]
fn a_spoilt_row_adds_nobody() {
    hold(250, Knobs { panels: false, ..Knobs::ALL }, |world, dice| {
        let pack = world.load();
        let before = View::under(world, &pack);
        let circles = before.answered.findings.iter().any(|finding| {
            [FindingCode::CycleCovers, FindingCode::CyclePrerequisite].contains(&finding.code)
        });
        let joined =
            world.data.get("links.csv").is_some_and(|links| !links.rows_with("kind", "same-as").is_empty());
        let files: Vec<&str> = world.data.keys().copied().collect();
        let mut compared = 0;
        for _ in 0..8 {
            let name = *dice.pick(&files);
            let rows = world.data[name].rows();
            let Some(row) = rows.get(dice.below(rows.len())).copied() else { continue };
            let left_out = match name {
                "holdings.csv" => caps(world, row),
                "competencies.csv" => circles || joined,
                "links.csv" => circles || world.data[name].get(row, "kind") == "same-as",
                _ => false,
            };
            if left_out {
                continue;
            }
            let mut dirty = world.clone();
            let spoilt = mutate(world.data[name].row_bytes(row), dice);
            let shown = String::from_utf8_lossy(&spoilt).into_owned();
            if name == "links.csv" && !names(&shown, world.data[name].get(row, "from")) {
                continue;
            }
            dirty.data.get_mut(name).unwrap().lines[row] = Line::Raw(spoilt);
            let after = View::under(&dirty, &pack);
            if one_more_refused(&before, &after, name) {
                no_better(&before, &after)
                    .map_err(|problem| format!("{name} row {row} `{shown}`: {problem}"))?;
                compared += 1;
            }
        }
        Ok(compared)
    });
}

/// Whether a code still stands in a cell of its own.
fn names(row: &str, code: &str) -> bool {
    row.split(',').any(|cell| cell.trim_matches([' ', '\t', '"']) == code)
}

/// Whether of that file one row more is refused, and none has run into another.
fn one_more_refused(before: &View, after: &View, name: &str) -> bool {
    let of = |view: &View| -> Accounting {
        let rows = view.answered.rows();
        rows.iter().find(|(kind, _)| name.strip_suffix(".csv") == Some(kind)).map(|(_, rows)| *rows).unwrap()
    };
    let (was, now) = (of(before), of(after));
    now.rows == was.rows && now.rejected == was.rejected + 1
}
