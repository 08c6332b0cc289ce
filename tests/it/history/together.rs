//! Readers, a writer, and whoever is killed: nobody fails, and nobody sees half a run.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use skillmix::model::{RunEnd, RunNumbers};
use skillmix::store::{Asked, History, past_runs};

use super::{HISTORY, rows};
use crate::job::{Place, told, with};
use crate::program::skillmix;

const SITES: u64 = 60;

/// A made run: the same number of tasks at every site.
fn made(number: u64) -> (RunEnd, RunNumbers) {
    let day = format!("20{:02}-{:02}-{:02}", 10 + number / 336, 1 + number / 28 % 12, 1 + number % 28);
    let end = RunEnd {
        job: "made".to_owned(),
        name: Some(day.clone()),
        day,
        outcome: "published".to_owned(),
        ..RunEnd::default()
    };
    let counts = (0..SITES).flat_map(|site| {
        let key = |status: &str, level| (format!("site {site}"), status.to_owned(), level);
        [(key("placed", 4), [number, 2]), (key("not-yet", 0), [1_000 - number, 0])]
    });
    let numbers = RunNumbers {
        pack: "made@1".to_owned(),
        counts: counts.collect(),
        rows: [(("staff".to_owned(), "rejected"), number)].into_iter().collect(),
        ..RunNumbers::default()
    };
    (end, numbers)
}

#[test]
fn two_readers_and_a_writer_do_not_disturb_each_other() {
    const RUNS: u64 = 150;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("h.sqlite");
    History::open(&file).unwrap();
    let done = AtomicBool::new(false);
    let read = |path: &Path| {
        let mut seen = 0;
        let mut looks = 0;
        while !done.load(Ordering::Relaxed) || looks == 0 {
            let (runs, _) = past_runs(path, Asked::default()).unwrap();
            for (number, run) in (0..).zip(&runs) {
                let numbers = run.numbers.as_ref().unwrap();
                assert_eq!(numbers.tasks, 1_000 * SITES, "half a run");
                assert_eq!((numbers.placed(), numbers.rejected), (number * SITES, number));
            }
            assert!(runs.len() >= seen, "a run went");
            seen = runs.len();
            looks += 1;
        }
        looks
    };
    std::thread::scope(|scope| {
        let readers = [scope.spawn(|| read(&file)), scope.spawn(|| read(&file))];
        for number in 0..RUNS {
            let (end, numbers) = made(number);
            // opened anew each time, as nights do
            History::open(&file).unwrap().add(&end, Some(&numbers)).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            assert!(reader.join().unwrap() > 1, "it looked while it was written");
        }
    });
    assert_eq!(past_runs(&file, Asked::default()).unwrap().0.len(), usize::try_from(RUNS).unwrap());
}

#[test]
fn two_writers_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("h.sqlite");
    std::thread::scope(|scope| {
        for half in 0..2 {
            let file = &file;
            scope.spawn(move || {
                for number in (0..40).filter(|number| number % 2 == half) {
                    let (end, numbers) = made(number);
                    History::open(file).unwrap().add(&end, Some(&numbers)).unwrap();
                }
            });
        }
    });
    let (runs, sites) = past_runs(&file, Asked::default()).unwrap();
    assert_eq!((runs.len(), sites.len()), (40, 60));
}

/// A run as its folder tells it, in the folders of many days.
fn many(place: &Place, many: usize) -> Vec<String> {
    place.ends(0, &["--quiet"]);
    let from = place.path().join("published").join(place.latest());
    let name = |number: usize| format!("old/20{:02}-01-{:02}", 10 + number / 28, 1 + number % 28);
    for number in 0..many {
        let to = place.path().join(name(number));
        std::fs::create_dir_all(&to).unwrap();
        for file in ["run.json", "job.json", "timings.json", "matches.csv"] {
            std::fs::copy(from.join(file), to.join(file)).unwrap();
        }
    }
    (0..many).map(name).collect()
}

#[test]
fn killed_while_it_adds_it_leaves_whole_runs() {
    let place = Place::new(&with(HISTORY));
    let runs = many(&place, 400);
    let file = place.path().join("h.sqlite");
    let there = || rows(&file, "SELECT count(*) FROM runs")[0].parse::<usize>().unwrap();
    let mut killed_within = 0;
    for enough in [2, 40, 90] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_skillmix"))
            .args(["history", "h.sqlite", "--quiet", "--add"])
            .args(&runs)
            .current_dir(place.path())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while there() < enough && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = there();
        killed_within += usize::from(left < runs.len() + 1);
        assert_eq!(rows(&file, "PRAGMA integrity_check"), ["ok"]);
        assert!(rows(&file, "PRAGMA foreign_key_check").is_empty());
        let whole = rows(
            &file,
            "SELECT DISTINCT (SELECT sum(tasks) FROM counts WHERE counts.run = runs.run) FROM runs",
        );
        assert_eq!(whole, ["60"], "every run that is there is whole");
    }
    assert!(killed_within > 0, "it was never killed in the middle");
    let args: Vec<&str> = ["history", "h.sqlite", "--quiet", "--add"]
        .into_iter()
        .chain(runs.iter().map(String::as_str))
        .collect();
    let added = skillmix(place.path(), &args);
    assert!(added.status.success(), "{}", told(&added));
    assert_eq!(there(), runs.len() + 1);
}
