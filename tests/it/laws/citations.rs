//! Laws 8 and 9: every verdict cites a row with a source, and no row can be without.

use skillmix::model::{Day, Error, FindingCode, Status};
use skillmix::rules::load;

use super::hold;
use crate::random::{Knobs, World};

/// Law 8: what is placed or restricted cites at least one rule row, and every row cited has a source in sources.csv.
/// Panel decisions are left out: they stand in for the rows, and are cited as `panel`.
#[test]
fn every_verdict_cites_a_row_with_a_source() {
    hold(250, Knobs { panels: false, ..Knobs::ALL }, |world, _| {
        let pack = world.load();
        let answered = world.answer_under(&pack, 1);
        let decided = [Status::Placed, Status::Restricted];
        let mut compared = 0;
        for answer in &answered.answers {
            let cited: Vec<_> =
                pack.catalogue.rules.iter().filter(|rule| answer.because.contains(&rule.id)).collect();
            let sourced = |key: &str| pack.catalogue.sources.iter().any(|source| source.key == key);
            if cited.iter().any(|rule| rule.because.is_empty() || !sourced(&rule.source)) {
                return Err(format!("a row without source among {:?}", answer.because));
            }
            if decided.contains(&answer.status) && cited.is_empty() {
                return Err(format!("{} because {:?}", answer.status.word(), answer.because));
            }
            compared += usize::from(decided.contains(&answer.status));
        }
        Ok(compared)
    });
}

/// Law 9: blanking the source or the reason of any row of any table, or removing a source that a row names, refuses the
/// pack.
#[test]
fn a_pack_with_a_citation_less_is_refused() {
    hold(25, Knobs::ALL, |world, _| {
        let mut compared = 0;
        for (name, sheet) in world.pack.iter().filter(|(_, sheet)| sheet.column("source").is_some()) {
            for row in sheet.rows() {
                let mut without = world.clone();
                let changed = without.pack.get_mut(name).unwrap();
                if *name == "sources.csv" {
                    let key = sheet.get(row, "source");
                    let mut others = world.pack.iter().filter(|(other, _)| **other != "sources.csv");
                    if !others.any(|(_, sheet)| !sheet.rows_with("source", key).is_empty()) {
                        continue;
                    }
                    changed.lines.remove(row);
                } else {
                    changed.set(row, if compared % 2 == 0 { "source" } else { "because" }, "");
                }
                refused(&without).map_err(|problem| format!("{name} row {row}: {problem}"))?;
                compared += 1;
            }
        }
        Ok(compared)
    });
}

fn refused(world: &World) -> Result<(), String> {
    match load(&world.pack_files(), Day::parse_iso(&world.day()).unwrap()) {
        Err(Error::Input(findings)) if findings.iter().any(|f| f.code == FindingCode::RuleSource) => Ok(()),
        Err(other) => Err(format!("refused for another reason: {other:?}")),
        Ok(_) => Err("accepted".to_owned()),
    }
}
