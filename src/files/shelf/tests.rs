//! Tests of the folder in which a job publishes.

use super::*;

fn day(day: i8) -> Day {
    Day::from_ymd(2026, 11, day).unwrap()
}

fn ours(folder: &Path) -> Shelf {
    match Shelf::open(folder, "pid 1").unwrap() {
        Opened::Ours(shelf) => shelf,
        Opened::Taken(by) => panic!("taken by {by}"),
    }
}

fn staged(shelf: &Shelf, name: RunName) -> Staged {
    let staged = shelf.begin(name).unwrap();
    for mark in MARKS {
        staged.write(mark, b"{}").unwrap();
    }
    staged.write("rejects/staff.csv", name.to_string().as_bytes()).unwrap();
    staged
}

#[test]
fn a_run_is_published_and_pointed_to_and_a_refused_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("a/published");
    let shelf = ours(&folder);
    assert_eq!(latest(&folder).unwrap(), None);
    let first = shelf.free_name(day(28)).unwrap();
    shelf.publish(staged(&shelf, first), first).unwrap();
    assert_eq!(latest(&folder).unwrap(), Some(first));
    assert_eq!(fs::read_to_string(folder.join("latest/rejects/staff.csv")).unwrap(), "2026-11-28");
    let second = shelf.free_name(day(28)).unwrap();
    shelf.set_apart(staged(&shelf, second), second).unwrap();
    assert_eq!(latest(&folder).unwrap(), Some(first));
    let third = shelf.free_name(day(28)).unwrap();
    assert_eq!(third.to_string(), "2026-11-28-3", "a refused run keeps its name");
    shelf.publish(staged(&shelf, third), third).unwrap();
    assert_eq!(latest(&folder).unwrap(), Some(third));
    let paths: Vec<PathBuf> = shelf_runs(&folder).unwrap().iter().map(ShelfRun::path).collect();
    assert_eq!(paths, ["2026-11-28", "refused/2026-11-28-2", "2026-11-28-3"].map(PathBuf::from));
    let run = ShelfRun { name: first, refused: false };
    assert_eq!(run.files(&folder).unwrap(), ["job.json", "rejects/staff.csv", "run.json"]);
    shelf.remove(&run).unwrap();
    assert!(!folder.join("2026-11-28").exists() && leftovers(&folder).unwrap().is_empty());
    assert_eq!(shelf.free_name(day(28)).unwrap().to_string(), "2026-11-28-4", "no name comes again");
    assert_eq!(shelf.free_name(day(29)).unwrap().to_string(), "2026-11-29");
}

#[test]
fn a_second_run_is_kept_out_until_the_first_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let first = ours(folder.path());
    match Shelf::open(folder.path(), "pid 2").unwrap() {
        Opened::Taken(by) => assert_eq!(by, "pid 1"),
        Opened::Ours(_) => panic!("two runs at once"),
    }
    drop(first);
    drop(ours(folder.path()));
}

#[test]
fn what_killed_runs_left_goes_and_nothing_else_does() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    fs::create_dir(place.path().join("elsewhere")).unwrap();
    fs::write(place.path().join("elsewhere/thesis.txt"), "years of work").unwrap();
    for name in [
        ".2026-11-28.partial-9/rejects",
        ".2026-11-27.removing",
        "refused/.2026-11-28.partial-9",
        ".mine.partial-9",
    ] {
        fs::create_dir_all(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("a.csv"), "half").unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.path().join("elsewhere"), folder.join(".latest.partial-9")).unwrap();
    let shelf = ours(folder);
    let cleaned = shelf.clean().unwrap();
    assert_eq!(cleaned.len(), if cfg!(unix) { 4 } else { 3 }, "{cleaned:?}");
    assert!(folder.join(".mine.partial-9/a.csv").is_file(), "not a name that a run gives");
    assert!(place.path().join("elsewhere/thesis.txt").is_file(), "a link is removed, not what it leads to");
    assert!(shelf.clean().unwrap().is_empty());
}

#[test]
fn a_pointer_that_leads_to_no_run_is_refused_and_what_is_no_run_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("2026-11-01")).unwrap();
    fs::write(folder.join("2026-11-01/run.json"), "{}").unwrap();
    assert!(shelf_runs(folder).unwrap().is_empty(), "without job.json it is not of a job");
    fs::create_dir(folder.join("latest")).unwrap();
    assert!(matches!(Shelf::open(folder, ""), Err(Error::Usage(_))));
    fs::remove_dir(folder.join("latest")).unwrap();
    #[cfg(unix)]
    for to in ["2026-11-01", "elsewhere", "../2026-11-01"] {
        std::os::unix::fs::symlink(to, folder.join("latest")).unwrap();
        assert!(matches!(Shelf::open(folder, ""), Err(Error::Usage(_))), "{to}");
        fs::remove_file(folder.join("latest")).unwrap();
    }
    assert!(matches!(Shelf::open(folder, "").unwrap(), Opened::Ours(_)));
}
