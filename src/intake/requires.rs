//! The `requires` cell of a task: every competency it needs, or none of them known.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::entries;
use super::log::{Log, Problem};
use super::reading::Row;
use crate::model::{Catalogue, Code, CodeId, Codes, FindingCode, Rank, Requirement, Requires, Words};

const COLUMN: &str = "requires";

/// Makes the codes that these rows name known, in the order of their bytes.
pub(super) fn add_named<'t>(rows: impl Iterator<Item = Row<'t>>, codes: &mut Codes) {
    let cells = rows.flat_map(|row| entries(row.cell(COLUMN)));
    let named: BTreeSet<&str> = cells.filter_map(split).map(|(code, _)| code).collect();
    for code in named {
        codes.add(Code { code: code.to_owned(), title: String::new(), refresh_months: None });
    }
}

/// What a task needs. One entry that cannot be read makes all of it unknown: never a shorter list.
pub(super) fn requires(
    row: Row<'_>,
    catalogue: &Catalogue,
    codes: &Codes,
    words: &Words,
    log: &mut Log,
) -> Requires {
    let cell = row.cell(COLUMN);
    if cell.is_empty() {
        let message = "the task names no requirements: nobody can be shown to be able";
        let help = "name at least one competency";
        log.find(row, COLUMN, Problem::new(FindingCode::RequiresNone, "", message, help));
        return Requires::None;
    }
    let mut ranks: BTreeMap<CodeId, Rank> = BTreeMap::new();
    let mut complete = true;
    for entry in entries(cell) {
        match read(entry, catalogue, codes, words) {
            Ok(Requirement { code, rank }) => {
                let rank = lift(row, entry, rank, catalogue, log);
                let highest = ranks.entry(code).or_default();
                *highest = rank.max(*highest);
            }
            Err(problem) => {
                complete = false;
                log.find(row, COLUMN, problem);
            }
        }
    }
    if !complete {
        let message = "the requirements are not known as a whole";
        let help = "mend every entry";
        log.find(row, COLUMN, Problem::new(FindingCode::RequiresUnknown, cell, message, help));
        return Requires::Unknown;
    }
    Requires::Known(ranks.into_iter().map(|(code, rank)| Requirement { code, rank }).collect())
}

/// `CODE` or `CODE:proficiency`.
fn split(entry: &str) -> Option<(&str, Option<&str>)> {
    let sound = |part: &str| !part.is_empty() && !part.contains(':');
    let (code, word) = match entry.split_once(':') {
        Some((code, word)) => (code, Some(word)),
        None => (entry, None),
    };
    (sound(code) && word.is_none_or(sound)).then_some((code, word))
}

fn read<'w>(
    entry: &str,
    catalogue: &'w Catalogue,
    codes: &Codes,
    words: &'w Words,
) -> Result<Requirement, Problem<'w>> {
    let Some((code, word)) = split(entry) else {
        let help = "write `CODE` or `CODE:proficiency`, with `;` between entries and none at the end";
        return Err(Problem::new(FindingCode::RequiresUnknown, entry, "not a requirement", help));
    };
    let Some(id) = codes.find(code) else {
        return Err(Problem::word(FindingCode::CompetencyUnknown, code, "no such competency", words));
    };
    let rank = match word {
        None => catalogue.policies.competent,
        Some(word) => catalogue.rank(word).ok_or_else(|| {
            let message = "the pack does not know this proficiency";
            Problem::word(FindingCode::ProficiencyUnknown, word, message, &catalogue.proficiencies)
        })?,
    };
    Ok(Requirement { code: id, rank })
}

fn lift(row: Row<'_>, entry: &str, rank: Rank, catalogue: &Catalogue, log: &mut Log) -> Rank {
    let least = catalogue.policies.min_proficiency;
    if rank < least {
        let message = format!("lifted to the pack's least proficiency {}", catalogue.rank_word(least));
        let help = "write that proficiency";
        log.find(row, COLUMN, Problem::new(FindingCode::RequiresLifted, entry, message, help));
    }
    rank.max(least)
}
