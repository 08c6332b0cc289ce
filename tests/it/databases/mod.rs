//! Sheets of a job that are queries: of SQLite here, of a real PostgreSQL in `postgres`.

mod postgres;
mod server;

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::job::{Place, told};
use crate::program::{root, skillmix};

/// A job with these inputs, on a dataset in which no row is refused.
pub(crate) fn asking(inputs: &str) -> Place {
    let place = Place::new(&job(inputs));
    fs::remove_dir_all(place.path().join("data")).unwrap();
    crate::program::copy(&root().join("datasets/acute-ward"), &place.path().join("data"));
    place
}

pub(crate) fn job(inputs: &str) -> String {
    format!(
        "version = 1\nname = \"asking\"\nas_at = \"2026-11-01\"\n[inputs]\nfolder = \"data\"\n{inputs}\n[publish]\nfolder = \"published\"\n"
    )
}

/// matches.csv of the files.
pub(crate) fn of_files(place: &Place) -> String {
    let args = ["match", "data", "--as-at", "2026-11-01", "--quiet", "--out", "of-files"];
    assert!(skillmix(place.path(), &args).status.success());
    place.read("of-files/matches.csv")
}

/// A kept copy of the result of a query.
pub(crate) fn kept(place: &Place, kind: &str) -> String {
    let copy = format!("published/latest/inputs/home/published/.queries/{kind}.csv.zst");
    let packed = fs::read(place.path().join(&copy)).unwrap_or_else(|error| panic!("{copy}: {error}"));
    String::from_utf8(zstd::decode_all(&packed[..]).unwrap()).unwrap()
}

/// Nothing was published, and nothing of what was asked is left.
pub(crate) fn nothing_there(place: &Place) {
    let names = place.names("published");
    assert!(names.iter().all(|name| name == ".lock"), "{names:?}");
}

/// Makes a table of texts of a CSV file without quotes.
fn load(connection: &Connection, table: &str, file: &Path) {
    let text = fs::read_to_string(file).unwrap();
    let mut lines = text.lines();
    let columns: Vec<String> = lines.next().unwrap().split(',').map(|name| format!("\"{name}\"")).collect();
    connection.execute_batch(&format!("CREATE TABLE {table} ({})", columns.join(", "))).unwrap();
    let marks = vec!["?"; columns.len()].join(", ");
    let mut insert = connection.prepare(&format!("INSERT INTO {table} VALUES ({marks})")).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for line in lines {
        assert!(!line.contains('"'), "quotes");
        let cells: Vec<Option<&str>> =
            line.split(',').map(|cell| Some(cell).filter(|cell| !cell.is_empty())).collect();
        insert.execute(rusqlite::params_from_iter(cells)).unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
}

fn database(place: &Place) -> Connection {
    let connection = Connection::open(place.path().join("hr.db")).unwrap();
    for kind in ["staff", "holdings"] {
        load(&connection, kind, &place.path().join(format!("data/{kind}.csv")));
    }
    connection
}

#[test]
fn a_run_of_sqlite_is_a_run_of_the_files_and_stays_provable() {
    let place = asking(
        "staff = { sqlite = \"hr.db\", query = \"SELECT * FROM staff\" }\n\
         holdings = { sqlite = \"hr.db\", query_file = \"holdings.sql\" }",
    );
    place.write("holdings.sql", "-- all of them\nSELECT *\nFROM holdings -- the end\n");
    let connection = database(&place);
    let expected = of_files(&place);
    for kind in ["staff", "holdings"] {
        fs::remove_file(place.path().join(format!("data/{kind}.csv"))).unwrap();
    }
    place.ends(0, &["--quiet"]);
    assert_eq!(place.read("published/latest/matches.csv"), expected);
    assert!(!place.names("published").contains(&".queries".to_owned()), "the results went with the run");
    let job: serde_json::Value = serde_json::from_str(&place.read("published/latest/job.json")).unwrap();
    assert_eq!(job["queried"][0]["database"], "sqlite hr.db");
    assert_eq!(job["queried"][1]["query"], "SELECT * FROM staff");
    let run = place.read("published/latest/run.json");
    assert!(run.contains("\"published/.queries/staff.csv\""), "{run}");
    // without the database it can still be proved
    drop(connection);
    fs::remove_file(place.path().join("hr.db")).unwrap();
    fs::remove_dir_all(place.path().join("data")).unwrap();
    let verified = skillmix(place.path(), &["verify", "published/latest"]);
    assert!(told(&verified).contains("Verified: nothing differs"), "{}", told(&verified));
}

#[test]
fn cells_are_told_plainly_and_blobs_are_refused() {
    let more = "1 AS one, 2.5 AS half, NULL AS none, 'a,\\\"b' AS text";
    let place = asking(&format!("staff = {{ sqlite = \"hr.db\", query = \"SELECT *, {more} FROM staff\" }}"));
    database(&place);
    let output = place.run(&["--quiet"]);
    assert!(output.status.success(), "{}", told(&output));
    let staff = kept(&place, "staff");
    assert!(staff.lines().next().unwrap().ends_with(",one,half,none,text"), "{staff}");
    assert!(staff.lines().skip(1).all(|line| line.ends_with(",1,2.5,,\"a,\"\"b\"")), "{staff}");
    place.write("job.toml", &job("staff = { sqlite = \"hr.db\", query = \"SELECT x'00ff' AS staff_id\" }"));
    let output = place.ends(2, &[]);
    assert!(
        told(&output).contains("job.toml:6:37: sqlite hr.db: row 1, column `staff_id` is a blob"),
        "{}",
        told(&output)
    );
}

#[test]
fn what_is_no_query_is_refused_and_changes_nothing() {
    let place = asking("");
    let connection = database(&place);
    let count =
        || connection.query_row("SELECT count(*) FROM staff", [], |row| row.get::<_, i64>(0)).unwrap();
    let before = count();
    let cases = [
        ("DELETE FROM staff", "the statement is no query"),
        ("DELETE FROM staff RETURNING *", "the statement is no query"),
        ("SELECT 1; DELETE FROM staff", "Multiple statements"),
        ("SELECT * FROM stuff", "no such table: stuff"),
        ("SELEC 1", "syntax error"),
        ("PRAGMA journal_mode = DELETE", ""),
        ("ATTACH 'other.db' AS other", "the statement is no query"),
    ];
    for (query, says) in cases {
        place.write("job.toml", &job(&format!("staff = {{ sqlite = \"hr.db\", query = \"{query}\" }}")));
        let output = place.ends(2, &[]);
        assert!(told(&output).contains(says), "{query}: {}", told(&output));
        nothing_there(&place);
    }
    assert_eq!(count(), before);
    assert!(!place.names("").contains(&"other.db".to_owned()));
}

#[test]
fn a_job_says_one_database_and_one_query() {
    let place = asking("");
    database(&place);
    place.write("ours.pw", "secret1\n");
    std::process::Command::new("chmod").arg("644").arg(place.path().join("ours.pw")).status().unwrap();
    let far = "postgres = \"host=db.example.org dbname=hr user=reader\"";
    let cases = [
        ("sqlite = \"hr.db\"".to_owned(), "job.toml:6:9: a database needs one query"),
        ("query = \"SELECT 1\"".to_owned(), "job.toml:6:9: a query needs one database"),
        (format!("sqlite = \"hr.db\", {far}, query = \"SELECT 1\""), "a query needs one database"),
        ("sqlite = \"hr.db\", query = \"x\", query_file = \"y\"".to_owned(), "a database needs one query"),
        (
            "sqlite = \"hr.db\", quer = \"x\"".to_owned(),
            "a key that is not known `quer`; did you mean `query`?",
        ),
        ("sqlite = \"none.db\", query = \"x\"".to_owned(), "job.toml:6:20: there is no database `none.db`"),
        ("sqlite = \"hr.db\", query_file = \"none.sql\"".to_owned(), "there is no such file of a query"),
        (
            "sqlite = \"hr.db\", query = \"x\", password_file = \"p\"".to_owned(),
            "has neither password nor certificate",
        ),
        (
            "postgres = \"host=a user=b password=secret1\", query = \"x\"".to_owned(),
            "job.toml:6:22: a password in the job",
        ),
        ("postgres = \"postgres://b:secret1@a/hr\", query = \"x\"".to_owned(), "password_file = "),
        (
            format!("{far}, query = \"x\", password_file = \"ours.pw\""),
            "can be read by others than its owner",
        ),
        (format!("{far}, query = \"x\", timeout_seconds = 0"), "`timeout_seconds` must be a whole number"),
        (
            format!("{far}, query = \"x\", root_certificate = \"none.pem\""),
            "there is no certificate `none.pem`",
        ),
    ];
    for (says, expected) in cases {
        place.write("job.toml", &job(&format!("staff = {{ {says} }}")));
        let output = place.ends(2, &["--dry-run"]);
        assert!(told(&output).contains(expected), "{says}: {}", told(&output));
        assert!(!told(&output).contains("secret1"), "{says}: {}", told(&output));
    }
    place.write(
        "job.toml",
        &job("folder = { sqlite = \"hr.db\", query = \"x\" }").replacen("folder = \"data\"\n", "", 1),
    );
    assert!(told(&place.ends(2, &[])).contains("`folder` is no sheet"));
    // what would be asked is said, and nobody is asked: there is no such host
    place
        .write("job.toml", &job(&format!("staff = {{ {far}, query = \"\"\"\nSELECT *\nFROM staff\"\"\" }}")));
    let output = place.ends(0, &["--dry-run"]);
    let expected = "query    staff         postgres hr on db.example.org as reader: SELECT * FROM staff";
    assert!(told(&output).contains(expected), "{}", told(&output));
    assert!(place.names("published").is_empty());
}
