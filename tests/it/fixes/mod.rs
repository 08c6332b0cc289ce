//! Fixes really applied to the files and matched again; and brute force, that none is missed.

mod brute;
mod edit;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use edit::{About, Data, edited};
use skillmix::commands::{Files, TaskFixes, answer, fixes};
use skillmix::inquiry::Bounds;
use skillmix::model::{Day, Level, Status};
use skillmix::report::FixRecord;
use skillmix::rules::{Pack, embedded, load};

use crate::program::root;
use crate::random::sheet::Sheet;
use crate::random::{Bytes, Knobs, World, cases, start};

/// Status and level.
type Stand = (&'static str, Option<u8>);

fn bytes(data: &Data) -> Bytes {
    data.iter().map(|(name, sheet)| ((*name).to_owned(), sheet.bytes())).collect()
}

/// Where a task stands.
fn stand(pack: &Pack, data: &Data, about: About<'_>) -> Stand {
    let answered = answer(pack, &Files::in_memory(&bytes(data)), 1, |_| ()).unwrap();
    let own = |task: &skillmix::model::Task| task.id == about.task && task.site == about.site;
    let at = answered.tasks().iter().position(own).unwrap();
    let answer = &answered.answers[at];
    (answer.status.word(), answer.level.map(Level::number))
}

/// The files with no other task.
fn alone(data: &Data, about: About<'_>) -> Data {
    let mut data = data.clone();
    for sheet in
        data.iter_mut().filter(|(name, _)| matches!(**name, "tasks.csv" | "panel.csv")).map(|(_, s)| s)
    {
        let (id, site) = (sheet.column("task_id").unwrap(), sheet.column("site").unwrap());
        sheet.lines.retain(|line| match line {
            crate::random::sheet::Line::Cells(cells) => cells[id] == about.task && cells[site] == about.site,
            crate::random::sheet::Line::Raw(_) => false,
        });
    }
    data
}

/// Whether a task stands where fixes are to bring it.
fn works(found: &TaskFixes, (status, level): Stand) -> bool {
    status == Status::Placed.word() && found.fixes.to.is_none_or(|to| level.is_some_and(|level| level <= to))
}

/// What was replayed.
#[derive(Debug, Default)]
struct Replayed {
    sets: usize,
    parts: usize,
    none: usize,
    bounded: usize,
    changes: BTreeMap<&'static str, usize>,
    sizes: BTreeMap<usize, usize>,
}

impl Replayed {
    /// Replays every fix of a dataset, and every part of each.
    fn add(&mut self, pack: &Pack, data: &Data, as_at: i64, found: &[TaskFixes], show: &str) {
        for task in found {
            let about = About { task: &task.task_id, site: &task.site, as_at, panel: task.panel };
            let data = alone(data, about);
            self.none += usize::from(task.fixes.sets.is_empty() && task.fixes.barred.is_none());
            self.bounded += usize::from(task.fixes.bounded);
            for set in &task.fixes.sets {
                let changes: Vec<FixRecord> = set.changes.iter().map(|change| here(change, about)).collect();
                let after = stand(pack, &edited(&data, about, &changes), about);
                assert_eq!(after, (set.status, set.level), "{about:?} {changes:#?}\n{show}");
                assert!(works(task, after), "{about:?} {changes:#?}\n{show}");
                for part in 0..(1usize << changes.len()) - 1 {
                    let some = changes.iter().enumerate().filter(|(at, _)| (part >> at) & 1 == 1);
                    let after = stand(pack, &edited(&data, about, some.map(|(_, change)| change)), about);
                    assert!(!works(task, after), "a part {part:b} does it: {about:?} {changes:#?}\n{show}");
                    self.parts += 1;
                }
                self.sets += 1;
                *self.sizes.entry(changes.len()).or_default() += 1;
                for change in &changes {
                    *self.changes.entry(change.change).or_default() += 1;
                }
            }
        }
    }
}

/// A change with the site to which somebody comes.
fn here(change: &FixRecord, about: About<'_>) -> FixRecord {
    let mut change = change.clone();
    if change.change == "joins" {
        change.value = Some(about.site.to_owned());
    }
    change
}

fn shipped(name: &str) -> Data {
    const FILES: [&str; 6] =
        ["staff.csv", "holdings.csv", "tasks.csv", "competencies.csv", "links.csv", "panel.csv"];
    let folder = root().join("datasets").join(name);
    let there = FILES.into_iter().filter(|file| folder.join(file).exists());
    let sheet = |file: &'static str| {
        let read = skillmix::sheet::Sheet::read(file, &fs::read(folder.join(file)).unwrap()).unwrap();
        let mut sheet = Sheet::new(read.header());
        for record in read.records() {
            let cells: Vec<String> = record.cells().map(str::to_owned).collect();
            sheet.lines.push(crate::random::sheet::Line::Cells(cells));
        }
        (file, sheet)
    };
    there.map(sheet).collect()
}

#[test]
fn every_fix_of_the_shipped_datasets_does_what_it_says() {
    let day = Day::parse_iso("2026-11-01").unwrap();
    let pack = load(&embedded(), day).unwrap();
    let mut replayed = Replayed::default();
    let mut tasks = 0;
    for name in ["acute-ward", "community-rehab"] {
        let data = shipped(name);
        let bounds = Bounds { sets: 8, ..Bounds::USUAL };
        let found = fixes(&pack, &Files::in_memory(&bytes(&data)), bounds).unwrap();
        tasks += found.len();
        replayed.add(&pack, &data, i64::from(day.number()), &found, name);
    }
    assert_eq!(tasks, 105);
    let all = ["delegates", "fact", "gains", "instruction", "joins", "measure"];
    let there: BTreeSet<&str> = replayed.changes.keys().copied().collect();
    assert_eq!(there, BTreeSet::from(all), "{replayed:?}");
    assert!(replayed.sets > 200 && replayed.parts > 500 && replayed.none > 20, "{replayed:?}");
    assert!(replayed.sizes.len() == 3 && replayed.bounded == 0, "{replayed:?}");
}

fn worlds(usual: u32) -> impl Iterator<Item = World> {
    (start()..).take(cases(usual).try_into().unwrap()).map(|seed| World::random(seed, Knobs::ALL))
}

#[test]
fn every_fix_of_random_worlds_does_what_it_says() {
    let mut replayed = Replayed::default();
    for world in worlds(150) {
        let pack = world.load();
        let bounds = Bounds { sets: 12, ..Bounds::USUAL };
        let found = fixes(&pack, &Files::in_memory(&world.data_files()), bounds).unwrap();
        replayed.add(&pack, &world.data, world.as_at, &found, &world.show());
    }
    let all = ["delegates", "fact", "gains", "instruction", "joins", "measure", "shows"];
    let there: BTreeSet<&str> = replayed.changes.keys().copied().collect();
    assert_eq!(there, BTreeSet::from(all), "{replayed:?}");
    assert!(replayed.sizes.len() == 3 && replayed.sets > 200, "{replayed:?}");
}
