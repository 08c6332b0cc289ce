//! Histories of other versions, and databases of others.

use std::fs;

use rusqlite::Connection;

use super::{HISTORY, rows, there};
use crate::job::{Place, told, with};
use crate::program::{root, skillmix};

#[test]
fn a_file_of_version_1_is_read_as_it_is_and_brought_up_when_a_run_is_added() {
    let place = Place::new(&with(HISTORY));
    let file = place.path().join("h.sqlite");
    let first = fs::read_to_string(root().join("src/store/history_1.sql")).unwrap();
    let old = Connection::open(&file).unwrap();
    old.execute_batch(&first).unwrap();
    old.execute_batch(
        "PRAGMA application_id = 0x736b6d78; PRAGMA user_version = 1;
        INSERT INTO runs VALUES (7, 'test', '2020-01-02', '2020-01-02', 1, 'published', 0, NULL, 1500, NULL,
            '0.0.9', 'pack@1', '2020-01-02', NULL, 4, 0, 0, 0);
        INSERT INTO sites VALUES (3, 'north');
        INSERT INTO counts VALUES (7, 3, 'placed', 4, 9, 20);",
    )
    .unwrap();
    drop(old);
    let shown = skillmix(place.path(), &["history", "h.sqlite"]);
    assert!(told(&shown).contains("2020-01-02    published        9        9"), "{}", told(&shown));
    assert_eq!(rows(&file, "PRAGMA user_version"), ["1"], "who reads changes nothing");
    place.ends(0, &["--quiet"]);
    assert_eq!(rows(&file, "PRAGMA user_version"), ["2"]);
    assert_eq!(rows(&file, "PRAGMA journal_mode"), ["wal"]);
    assert_eq!(there(&place, "SELECT run, tasks, placed, able FROM run_summary WHERE run = 7"), ["7|9|9|20"]);
    assert_eq!(there(&place, "SELECT count(*) FROM runs"), ["2"]);
    // a file that grew up is as one that was born so
    let schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2";
    place.write("job.toml", &with("[history]\nfile = \"new.sqlite\"\n"));
    place.ends(0, &["--quiet"]);
    assert_eq!(rows(&place.path().join("new.sqlite"), schema), rows(&file, schema));
}

#[test]
fn a_newer_file_and_those_of_others_are_refused_and_left_as_they_are() {
    let place = Place::new(&with(HISTORY));
    place.ends(0, &["--quiet"]);
    let file = place.path().join("h.sqlite");
    let refused = |says: &str| {
        let bytes = fs::read(&file).unwrap();
        let shown = skillmix(place.path(), &["history", "h.sqlite"]);
        assert!(shown.status.code() == Some(2) && told(&shown).contains(says), "{}", told(&shown));
        let run = place.ends(3, &[]);
        assert!(told(&run).contains(says), "{}", told(&run));
        assert!(fs::read(&file).unwrap() == bytes, "it was changed");
    };
    Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 3").unwrap();
    refused("is a history of version 3; this program knows versions up to 2");
    fs::remove_file(&file).unwrap();
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE runs (run)").unwrap();
    refused("is a database, but no history of skillmix");
    fs::write(&file, "no database at all, but long enough that nobody takes it for an empty one".repeat(10))
        .unwrap();
    refused("is no history: it is no SQLite file");
}
