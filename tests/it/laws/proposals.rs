//! Law: what nobody has confirmed makes nobody able.

use std::collections::BTreeMap;

use skillmix::commands::{Answered, Files, answer};
use skillmix::exchange::{FileSeen, Looking, Mapping, Tallied, Vocabulary, Wishes, look, propose};
use skillmix::files::Input;
use skillmix::rules::Pack;

use super::hold;
use crate::random::dice::Dice;
use crate::random::{Bytes, Knobs, World};

/// A world with words of others: headers, roles, levels, states.
fn disguised(world: &World, pack: &Pack, dice: &Dice) -> Bytes {
    let mut world = world.clone();
    let title = |code: &str| {
        let role = pack.catalogue.roles.iter().find(|role| role.code == code);
        role.map_or(code.to_owned(), |role| format!("{} band {}", role.title, role.band))
    };
    let staff = world.data.get_mut("staff.csv").unwrap();
    if dice.chance(50) {
        staff.map("role", |code| if dice.chance(50) { title(code) } else { code.to_owned() });
    }
    if dice.chance(50) {
        staff.map(
            "status",
            |word| if word == "active" { "Active Assignment".to_owned() } else { word.to_owned() },
        );
    }
    rename(
        staff,
        &[("status", "Assignment Status"), ("delegator", "Can delegate"), ("wte", "FTE"), ("site", "Site")],
        dice,
    );
    let holdings = world.data.get_mut("holdings.csv").unwrap();
    if dice.chance(50) {
        holdings
            .map("proficiency", |word| if dice.chance(50) { word.to_uppercase() } else { word.to_owned() });
    }
    rename(
        holdings,
        &[("assessed_on", "Date Achieved"), ("expires_on", "Valid Until"), ("competency", "Skill Name")],
        dice,
    );
    world.data_files()
}

fn rename(sheet: &mut crate::random::sheet::Sheet, names: &[(&str, &str)], dice: &Dice) {
    for (ours, theirs) in names {
        if dice.chance(20)
            && let Some(at) = sheet.column(ours)
        {
            sheet.header[at] = (*theirs).to_owned();
        }
    }
}

fn proposed(data: &Bytes, pack: &Pack) -> Option<Mapping> {
    let mut files = Vec::new();
    for name in ["staff.csv", "holdings.csv"] {
        let input = Input::in_memory(name, data[name].clone());
        let Ok(seen) = look(&input, &Looking::default(), &|_, _| Ok(())).unwrap() else { return None };
        files.push(FileSeen {
            name: name.to_owned(),
            profiled: seen.profiled,
            layout: seen.layout,
            encoding: seen.encoding,
            delimiter: seen.delimiter,
        });
    }
    let mut vocabulary = Vocabulary::new(&pack.catalogue);
    for (name, is_tasks) in [("tasks.csv", true), ("competencies.csv", false)] {
        if let Some(Ok(sheet)) = data.get(name).map(|bytes| skillmix::sheet::Sheet::read(name, bytes)) {
            if is_tasks { vocabulary.add_tasks(&sheet) } else { vocabulary.add_competencies(&sheet) }
        }
    }
    let proposal = propose(&files, &vocabulary, &Wishes::default(), &mut |_| Ok(Tallied::new())).unwrap();
    (!proposal.mapping.sources.is_empty()).then_some(proposal.mapping)
}

fn answered(data: &Bytes, mapping: &Mapping, pack: &Pack) -> Option<Answered> {
    let text = toml::to_string(mapping).unwrap();
    let files = Files::mapped_in_memory(
        data,
        ("mapping.toml", text.as_bytes()),
        &BTreeMap::new(),
        pack.catalogue.as_at,
    )
    .ok()?;
    answer(pack, &files, 1, |_| ()).ok()
}

/// By task, site and role: people able.
fn able(answered: &Answered) -> BTreeMap<(String, String, u16), u64> {
    let mut able = BTreeMap::new();
    for (task, answer) in answered.tasks().iter().zip(&answered.answers) {
        for role in answer.rungs.iter().flat_map(|rung| &rung.roles) {
            able.insert((task.id.clone(), task.site.clone(), role.role.0), role.able);
        }
    }
    able
}

/// A mapping as proposed makes at most those able who are so by the columns alone that have our headers, each word read as
/// it stands: what is proposed and not confirmed adds nobody. Panel decisions are left out, as in all laws that compare people.
#[test]
fn unconfirmed_proposals_make_nobody_able() {
    hold(250, Knobs { panels: false, dirt: false, ..Knobs::ALL }, |world, dice| {
        let pack = world.load();
        let data = disguised(world, &pack, dice);
        let Some(mapping) = proposed(&data, &pack) else { return Ok(0) };
        let Some(fresh) = answered(&data, &mapping, &pack) else { return Ok(1) };
        let mut alone = mapping.clone();
        alone.sources.iter_mut().for_each(|source| source.columns.retain(|column| column.confirmed));
        alone.values.iter_mut().for_each(|values| values.map.retain(|pair| pair.confirmed));
        alone.values.retain(|values| !values.map.is_empty());
        let alone = match answered(&data, &alone, &pack) {
            Some(alone) => able(&alone),
            None => BTreeMap::new(),
        };
        let fresh = able(&fresh);
        for (key, count) in &fresh {
            let most = alone.get(key).copied().unwrap_or(0);
            if *count > most {
                return Err(format!("{key:?}: {count} able by proposals, {most} without\n{mapping:#?}"));
            }
        }
        Ok(fresh.len())
    });
}
