//! Brute force over all small sets of changes, made from the files alone: the search misses none.

use std::collections::{BTreeMap, BTreeSet};

use skillmix::commands::{Files, TaskFixes, answer, fixes};
use skillmix::inquiry::Bounds;
use skillmix::model::Level;
use skillmix::report::FixRecord;
use skillmix::rules::Pack;

use super::edit::{About, Data, edited, same_as};
use super::{bytes, works};
use crate::random::people::PERSON;
use crate::random::sheet::Sheet;
use crate::random::words::AUTHORITIES;
use crate::random::{Knobs, World, cases, start};

fn change(change: &'static str) -> FixRecord {
    FixRecord { change, ..FixRecord::default() }
}

/// Every change of a task.
fn of_task(world: &World, about: About<'_>) -> Vec<FixRecord> {
    let tasks = &world.data["tasks.csv"];
    let row = row_of(tasks, about);
    let fact = |column: &str, value: &str| FixRecord {
        column: Some(column.to_owned()),
        value: Some(value.to_owned()),
        ..change("fact")
    };
    let mut all = vec![change("instruction")];
    for criterion in &world.words.criteria {
        let now = criterion.values.iter().position(|value| *value == tasks.get(row, &criterion.name));
        let offered =
            |at: &usize| now.is_none_or(|now| if criterion.ordered { *at < now } else { *at != now });
        let values = (0..criterion.values.len()).filter(offered);
        all.extend(values.map(|at| fact(&criterion.name, &criterion.values[at])));
    }
    let acts: Vec<String> = tasks
        .get(row, "acts")
        .split(';')
        .filter(|act| *act != "none")
        .map(|act| act.trim().to_owned())
        .collect();
    let allowed = world.words.authorities(&acts);
    for word in AUTHORITIES.into_iter().filter(|word| *word != "pgd" && allowed.iter().any(|own| own == word))
    {
        all.extend((tasks.get(row, "authority") != word).then(|| fact("authority", word)));
    }
    if !world.words.professions.iter().any(|word| word == tasks.get(row, "profession")) {
        all.extend(world.words.professions.iter().map(|word| fact("profession", word)));
    }
    let stated: Vec<&str> = tasks.get(row, "mitigations").split(';').map(str::trim).collect();
    let missing = world.words.mitigations.iter().filter(|word| !stated.contains(&word.as_str()));
    all.extend(missing.map(|word| FixRecord { value: Some(word.clone()), ..change("measure") }));
    all
}

fn row_of(tasks: &Sheet, about: About<'_>) -> usize {
    let rows = tasks.rows_with("task_id", about.task);
    rows.into_iter().find(|row| tasks.get(*row, "site") == about.site).unwrap()
}

/// Every change of people for a site. Of people whose rows contradict each other nothing is changed.
fn of_people(world: &World, site: &str) -> Vec<FixRecord> {
    let staff = &world.data["staff.csv"];
    let ids: BTreeSet<&str> = staff.rows().into_iter().map(|row| staff.get(row, "staff_id")).collect();
    let mut codes: BTreeSet<String> = BTreeSet::new();
    if let Some(sheet) = world.data.get("competencies.csv") {
        codes.extend(sheet.rows().into_iter().map(|row| sheet.get(row, "code").to_owned()));
    }
    let tasks = &world.data["tasks.csv"];
    for row in tasks.rows() {
        let entries = tasks.get(row, "requires").split(';').map(str::trim);
        codes.extend(entries.map(|entry| entry.split(':').next().unwrap().to_owned()));
    }
    let mut all = Vec::new();
    for id in ids.into_iter().filter(|id| !id.is_empty()) {
        let rows = staff.rows_with("staff_id", id);
        let agree =
            |column: &&str| rows.iter().all(|row| staff.get(*row, column) == staff.get(rows[0], column));
        if !PERSON.iter().all(agree) {
            continue;
        }
        let own = |kind| FixRecord { staff_id: Some(id.to_owned()), ..change(kind) };
        let counts = |row: &&usize| {
            let active = staff.column("status").is_none() || staff.get(**row, "status") == "active";
            // rows of one post that say different things are all refused
            let post = |row: usize| (staff.get(row, "role"), staff.get(row, "site"));
            let clear = rows
                .iter()
                .all(|other| post(*other) != post(**row) || staff.lines[*other] == staff.lines[**row]);
            active && clear && world.words.roles.iter().any(|role| role.code == staff.get(**row, "role"))
        };
        let posts: BTreeSet<(&str, &str)> = rows
            .iter()
            .filter(counts)
            .map(|row| (staff.get(*row, "role"), staff.get(*row, "site")))
            .collect();
        let here: Vec<&str> = posts.iter().filter(|(_, at)| *at == site).map(|(role, _)| *role).collect();
        let elsewhere: BTreeSet<&str> =
            posts.iter().map(|(role, _)| *role).filter(|role| !here.contains(role)).collect();
        all.extend((staff.get(rows[0], "delegator") != "yes").then(|| own("delegates")));
        all.extend(elsewhere.into_iter().map(|role| FixRecord {
            role: Some(role.to_owned()),
            value: Some(site.to_owned()),
            ..own("joins")
        }));
        if here.is_empty() {
            continue;
        }
        all.extend(shows(world, rows[0], &here).into_iter().map(|(register, profession)| FixRecord {
            register,
            profession,
            ..own("shows")
        }));
        for word in &world.words.proficiencies {
            all.extend(codes.iter().map(|code| FixRecord {
                competency: Some(code.clone()),
                proficiency: Some(word.clone()),
                ..own("gains")
            }));
        }
    }
    all
}

/// What the posts of somebody need that their row does not show.
fn shows(world: &World, row: usize, here: &[&str]) -> BTreeSet<(Option<String>, Option<String>)> {
    let staff = &world.data["staff.csv"];
    let missing = |column: &str, known: &[String], needed: &str| {
        let shown = known.iter().any(|word| word == staff.get(row, column));
        (!shown && !needed.is_empty()).then(|| needed.to_owned())
    };
    let roles = world.words.roles.iter().filter(|role| here.contains(&role.code.as_str()));
    let needs = roles.filter(|role| !role.register.is_empty()).map(|role| {
        let register = missing("register", &world.words.registers, &role.register);
        (register, missing("profession", &world.words.professions, &role.profession))
    });
    needs.filter(|needs| *needs != (None, None)).collect()
}

/// Every set of at most so many, no two of one fact.
fn sets(universe: &[FixRecord], most: usize) -> Vec<Vec<&FixRecord>> {
    let mut all: Vec<(usize, Vec<&FixRecord>)> = vec![(0, Vec::new())];
    let mut at = 0;
    while at < all.len() {
        let (from, own) = all[at].clone();
        at += 1;
        if own.len() == most {
            continue;
        }
        for (next, one) in universe.iter().enumerate().skip(from) {
            let clash = own.iter().any(|other| other.column.is_some() && other.column == one.column)
                || own.iter().any(|other| {
                    let both = |a: &str, b: &str| {
                        (one.change, other.change) == (a, b) || (one.change, other.change) == (b, a)
                    };
                    // nobody is trained for a post that they would only then have
                    other.staff_id == one.staff_id && (both("shows", "shows") || both("joins", "gains"))
                });
            if !clash {
                all.push((next + 1, [own.as_slice(), &[one]].concat()));
            }
        }
    }
    all.into_iter().map(|(_, set)| set).collect()
}

/// Whether a change that was found asks no more than one that works.
fn is_less(world: &World, found: &FixRecord, other: &FixRecord) -> bool {
    if found.change != other.change || found.staff_id != other.staff_id {
        return false;
    }
    match found.change {
        "instruction" | "delegates" => true,
        "measure" => found.value == other.value,
        "joins" => found.role == other.role,
        "shows" => (&found.register, &found.profession) == (&other.register, &other.profession),
        "gains" => {
            let place = |word: &Option<String>| {
                world.words.proficiencies.iter().position(|own| Some(own) == word.as_ref()).unwrap()
            };
            let code = found.competency.as_ref().unwrap();
            let same = world.data.get("links.csv").map(|links| same_as(links, code));
            let other_code = other.competency.as_ref().unwrap();
            same.map_or(code == other_code, |same| same.contains(other_code))
                && place(&found.proficiency) <= place(&other.proficiency)
        }
        _ => {
            let criterion = world.words.criteria.iter().find(|own| Some(&own.name) == found.column.as_ref());
            let place = |value: &Option<String>| {
                criterion.and_then(|own| own.values.iter().position(|own| Some(own) == value.as_ref()))
            };
            let ordered = criterion.is_some_and(|own| own.ordered);
            found.column == other.column
                && (found.value == other.value || (ordered && place(&found.value) >= place(&other.value)))
        }
    }
}

/// A sheet of tasks without rows that has every column that a change may fill.
fn tasks_with_every_column(world: &World, tasks: &Sheet) -> Sheet {
    let mut rows = Sheet::new(&tasks.header);
    let criteria = world.words.criteria.iter().map(|own| own.name.as_str());
    for column in ["cti", "cti_review_on", "mitigations"].into_iter().chain(criteria) {
        if rows.column(column).is_none() {
            rows.add_column(column, "");
        }
    }
    rows
}

/// Looks at one site of a world: sets tried, sets that work.
fn site(world: &World, pack: &Pack, site: &str, found: &[&TaskFixes]) -> (usize, usize) {
    let about = |task| About { task, site, as_at: world.as_at, panel: false };
    let people = of_people(world, site);
    let universes: Vec<Vec<FixRecord>> =
        found.iter().map(|task| of_task(world, about(task.task_id.as_str()))).collect();
    let most = if people.len() + universes.iter().map(Vec::len).max().unwrap_or(0) <= 34 { 3 } else { 2 };
    let mut data: Data = world.data.clone();
    data.remove("panel.csv");
    let (mut tried, mut working) = (0, 0);
    for of_people in sets(&people, most) {
        let mut with = edited(&data, about(""), of_people.iter().copied());
        let mut rows = tasks_with_every_column(world, &with["tasks.csv"]);
        let mut asked: BTreeMap<String, (usize, Vec<&FixRecord>)> = BTreeMap::new();
        for (number, (task, universe)) in found.iter().zip(&universes).enumerate() {
            let of_task = about(task.task_id.as_str());
            let mut own = data["tasks.csv"].clone();
            own.lines = vec![own.lines[row_of(&own, of_task)].clone()];
            let own: Data = BTreeMap::from([("tasks.csv", own)]);
            for set in sets(universe, most - of_people.len()) {
                let changed = edited(&own, of_task, set.iter().copied());
                let id = format!("v{}", asked.len());
                let cells: Vec<(&str, String)> = changed["tasks.csv"]
                    .header
                    .iter()
                    .map(|column| (column.as_str(), changed["tasks.csv"].get(0, column).to_owned()))
                    .collect();
                rows.push(&cells);
                let last = rows.lines.len() - 1;
                rows.set(last, "task_id", &id);
                asked.insert(id, (number, set));
            }
        }
        with.insert("tasks.csv", rows);
        let answered = answer(pack, &Files::in_memory(&bytes(&with)), 1, |_| ()).unwrap();
        for (task, answer) in answered.tasks().iter().zip(&answered.answers) {
            let (number, set) = &asked[&task.id];
            let stand = (answer.status.word(), answer.level.map(Level::number));
            let all: Vec<&FixRecord> = of_people.iter().chain(set).copied().collect();
            tried += 1;
            if !works(found[*number], stand) || all.is_empty() {
                continue;
            }
            working += 1;
            let told =
                found[*number].fixes.sets.iter().any(|own| {
                    own.changes.iter().all(|own| all.iter().any(|other| is_less(world, own, other)))
                });
            assert!(
                told,
                "{} at {site} misses {all:#?}\n{:#?}\n{}",
                found[*number].task_id,
                found[*number],
                world.show()
            );
        }
    }
    (tried, working)
}

#[test]
fn no_set_is_missed() {
    let (mut tried, mut working, mut sites) = (0, 0, 0);
    for seed in (start()..).take(cases(12).try_into().unwrap()) {
        let world = World::random(seed, Knobs { dirt: false, panels: false, ..Knobs::ALL });
        let pack = world.load();
        let bounds = Bounds { changes: 3, sets: 100_000, tried: usize::MAX };
        let found = fixes(&pack, &Files::in_memory(&world.data_files()), bounds).unwrap();
        let open = found.iter().filter(|task| task.fixes.barred.is_none() && !task.fixes.bounded);
        let mut by_site: BTreeMap<&str, Vec<&TaskFixes>> = BTreeMap::new();
        for task in open {
            by_site.entry(&task.site).or_default().push(task);
        }
        for (name, tasks) in by_site {
            let (some, worked) = site(&world, &pack, name, &tasks);
            (tried, working, sites) = (tried + some, working + worked, sites + 1);
        }
    }
    assert!(tried > 5_000 && working > 100, "{sites} sites: {tried} sets tried, {working} work");
}
