//! `rules diff`: two packs row by row, by meaning, and by what the change does to a dataset.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::answer::answer;
use super::given::read_files;
use super::pack::load_named;
use super::sign_off::SignOff;
use super::{Common, DatasetPaths, Outcome};
use crate::audit::{self, Difference, Matter, What};
use crate::inquiry::{self, Direction, Move, Standing};
use crate::model::{Result, Status, Task};
use crate::report::{self, DifferenceText, Moved, Population, Region, RowChange};
use crate::rules::Pack;

/// What `rules diff` was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesDiff {
    /// The two packs: folders, or the name of the pack that ships.
    pub packs: [PathBuf; 2],
    /// A dataset to try both on.
    pub dataset: Option<PathBuf>,
    /// How other people's files of the dataset become our sheets.
    pub mapping: Option<PathBuf>,
    /// Exit 1 if a task is loosened without sign-off.
    pub fail_on_loosened: bool,
    /// Changes that somebody has signed off.
    pub sign_off: Option<PathBuf>,
    /// JSON on standard output.
    pub json: bool,
}

/// Moves that are listed as text.
const LISTED: usize = 50;

/// Exit 1 when something is loosened that nobody has signed off, if that was asked.
pub(super) fn diff(common: &Common, request: &RulesDiff) -> Result<Outcome> {
    let [one, other] = &request.packs;
    let (before, after) = (load_named(one, common.as_at)?, load_named(other, common.as_at)?);
    let rows = audit::row_changes(&before, &after);
    let meaning = audit::compare(&before, &after);
    let sign_off = request.sign_off.as_deref().map(SignOff::read).transpose()?;
    let changed: BTreeSet<String> = rows.iter().map(|row| row.id.clone()).collect();
    let population = match &request.dataset {
        None => None,
        Some(folder) => {
            let dataset = (folder.clone(), request.mapping.clone());
            Some(population(&before, &after, dataset, &changed, sign_off.as_ref())?)
        }
    };
    let unsigned = match &population {
        Some(population) => population.moved.iter().any(|moved| moved.sign_off == Some(false)),
        // without a dataset nothing can be signed off task by task: any loosened meaning counts
        None => meaning.differences.iter().any(|difference| difference.loosened),
    };
    let text = DifferenceText {
        packs: [before.catalogue.pack_label(), after.catalogue.pack_label()],
        rows: rows.into_iter().map(row).collect(),
        regions: meaning.differences.iter().map(|one| region(&before, &after, one)).collect(),
        combinations: meaning.combinations,
        apart: meaning.apart,
        population,
    };
    let stdout = if request.json {
        report::difference_json(&before.catalogue, &text)
    } else {
        report::difference_text(&before.catalogue, &text, LISTED)
    };
    let failed = request.fail_on_loosened && unsigned;
    let stderr = if failed { "skillmix: loosened without sign-off\n".to_owned() } else { String::new() };
    Ok(Outcome { stdout, stderr, code: u8::from(failed) })
}

fn row(change: audit::RowChange) -> RowChange {
    let (what, cells) = match change.what {
        What::Added => ("added", Vec::new()),
        What::Removed => ("removed", Vec::new()),
        What::Changed(cells) => ("changed", cells),
    };
    RowChange { what, table: change.table, id: change.id, cells }
}

fn region(before: &Pack, after: &Pack, one: &Difference) -> Region {
    let catalogue = &before.catalogue;
    let codes = one.roles.iter().map(|role| catalogue.role_code(*role).to_owned()).collect();
    let role = one.roles.first().copied();
    let there = role.and_then(|role| after.catalogue.role(catalogue.role_code(role)));
    let person =
        one.person.as_ref().and_then(|person| audit::translated(catalogue, &after.catalogue, person));
    let twin = audit::translated_task(catalogue, &after.catalogue, &one.witness);
    Region {
        direction: if one.loosened { "loosened" } else { "tightened" },
        matter: match one.matter {
            Matter::Permitted => "who may",
            Matter::Supervision => "supervision",
            Matter::Governance => "governance",
        },
        roles: codes,
        person: one.person.as_ref().map_or(String::new(), |person| audit::person_text(catalogue, person)),
        combinations: one.combinations,
        boxes: one.regions.clone(),
        left_out: one.left_out,
        witness: one.witness.clone(),
        verdicts: [
            audit::verdict(before, &one.witness, role, one.person.as_ref()),
            audit::verdict(after, &twin, there, person.as_ref()),
        ],
    }
}

fn population(
    before: &Pack,
    after: &Pack,
    (folder, mapping): (PathBuf, Option<PathBuf>),
    changed: &BTreeSet<String>,
    sign_off: Option<&SignOff>,
) -> Result<Population> {
    let paths = DatasetPaths { folder: Some(folder), mapping, ..DatasetPaths::default() };
    let files = read_files(&paths, before.catalogue.as_at, &|_| Ok(()))?;
    let was = answer(before, &files, 0, |_| ())?;
    let now = answer(after, &files, 0, |_| ())?;
    let moves = inquiry::impact((before, &was.answers), (after, &now.answers), was.tasks(), changed);
    let mut totals: BTreeMap<Direction, (usize, u64)> = BTreeMap::new();
    for one in &moves {
        let total = totals.entry(one.direction).or_default();
        total.0 += 1;
        total.1 = total.1.saturating_add(one.minutes.unwrap_or(0));
    }
    let of = |one: Move| was.tasks().get(one.task).map(|task| moved(task, one, sign_off));
    Ok(Population {
        tasks: was.answers.len(),
        totals: Direction::ALL
            .into_iter()
            .filter_map(|direction| {
                totals.get(&direction).map(|(tasks, minutes)| (direction.word(), *tasks, *minutes))
            })
            .collect(),
        moved: moves.into_iter().filter_map(of).collect(),
    })
}

fn moved(task: &Task, one: Move, sign_off: Option<&SignOff>) -> Moved {
    let (from, to) = (standing(one.from), standing(one.to));
    let signed = || sign_off.is_some_and(|list| list.covers(&task.id, &task.site, &from, &to));
    Moved {
        task_id: task.id.clone(),
        site: task.site.clone(),
        direction: one.direction.word(),
        sign_off: one.direction.is_loosened().then(signed),
        from: from.clone(),
        to: to.clone(),
        minutes: one.minutes,
        rules: one.rules,
    }
}

/// `placed 4, floor 4`.
fn standing(standing: Standing) -> String {
    let level = match (standing.status, standing.level) {
        (Status::Placed, Some(level)) => format!(" {level}"),
        _ => String::new(),
    };
    format!("{}{level}, floor {}", standing.status.word(), standing.floor)
}
