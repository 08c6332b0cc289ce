//! The history of jobs: an SQLite file with a row for every run, and the numbers of each; written by one, read by many.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params,
};

use crate::model::{Error, PastNumbers, PastRun, Result, RunEnd, RunNumbers};

/// What makes each version of the file of the one before; the first of an empty file.
const STEPS: [&str; 2] = [include_str!("history_1.sql"), include_str!("history_2.sql")];
/// The mark of a history in the file's head: `skmx`.
const MARK: i64 = 0x736b_6d78;
/// How long another writer is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A history that is open for writing.
#[derive(Debug)]
pub struct History {
    path: PathBuf,
    connection: Connection,
}

/// Which runs are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// Of one job only.
    pub job: Option<&'a str>,
    /// Numbers of one site only.
    pub site: Option<&'a str>,
    /// Of each job the newest only.
    pub last: Option<usize>,
}

impl History {
    /// Opens a history, made if there is none, brought to this version if it is of an older one. A file of anything else,
    /// or of a newer version, is refused and left as it is.
    pub fn open(path: &Path) -> Result<Self> {
        let failed = failed(path);
        let mut connection = Connection::open(path).map_err(&failed)?;
        connection.busy_timeout(PATIENCE).map_err(&failed)?;
        if !is_current(&connection, path)? {
            // readers go on reading while somebody writes, and what was written survives a loss of power
            connection.pragma_update(None, "journal_mode", "WAL").map_err(&failed)?;
            bring_up(&mut connection).map_err(&failed)?;
            is_current(&connection, path)?;
        }
        connection.pragma_update(None, "synchronous", "FULL").map_err(&failed)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(&failed)?;
        Ok(Self { path: path.to_owned(), connection })
    }

    /// Adds a run, all of it or nothing. A run of the same job and name is the same run: it is written anew, and what is
    /// only known while it runs (when it ended, how long it took, its exit code, causes) stays unless it is given.
    pub fn add(&mut self, end: &RunEnd, numbers: Option<&RunNumbers>) -> Result<()> {
        let mut put = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let (run, end, known) = place(&transaction, end)?;
            let run = put_run(&transaction, run, &end, numbers)?;
            if let Some(numbers) = numbers {
                put_counts(&transaction, run, numbers)?;
                put_rest(&transaction, run, numbers, &known)?;
            }
            transaction.commit()
        };
        put().map_err(failed(&self.path))
    }
}

/// Whether a file is a history of this version. `Err`: it is something else, or of a newer one.
fn is_current(connection: &Connection, path: &Path) -> Result<bool> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(failed(path));
    let (mark, version) = (number("PRAGMA application_id")?, number("PRAGMA user_version")?);
    let shown = path.display();
    if mark != MARK {
        return match (mark, number("SELECT count(*) FROM sqlite_schema")?) {
            (0, 0) => Ok(false),
            _ => Err(Error::Usage(format!("`{shown}` is a database, but no history of skillmix"))),
        };
    }
    let newest = count(STEPS.len());
    if version > newest {
        return Err(Error::Usage(format!(
            "`{shown}` is a history of version {version}; this program knows versions up to {newest}: use a newer one"
        )));
    }
    Ok(version == newest)
}

/// Takes every step that the file has not taken. Whoever comes second finds them taken.
fn bring_up(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for (number, step) in (1_i64..).zip(STEPS).filter(|(number, _)| *number > version) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    transaction.pragma_update(None, "application_id", MARK)?;
    transaction.commit()
}

/// Tasks by change and kind of cause.
type Causes = BTreeMap<(String, String), u64>;

/// The number of a run, and with what was known of it how it ended, and causes. What was there of it is gone then.
fn place(transaction: &Transaction<'_>, end: &RunEnd) -> rusqlite::Result<(Option<i64>, RunEnd, Causes)> {
    let mut end = end.clone();
    let old = transaction
        .query_row(
            "SELECT run, exit_code, ended_at, milliseconds, trouble FROM runs WHERE job = ?1 AND name = ?2",
            params![end.job, end.name],
            |row| {
                let milliseconds = row.get::<_, Option<i64>>(3)?;
                Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, milliseconds, row.get(4)?))
            },
        )
        .optional()?;
    let Some((run, exit_code, ended_at, milliseconds, trouble)) = old else {
        return Ok((None, end, Causes::new()));
    };
    let mut known = Causes::new();
    if end.ended_at.is_none() {
        end.exit_code = end.exit_code.or(exit_code);
        end.ended_at = ended_at;
        end.milliseconds = end.milliseconds.or(milliseconds.map(size));
        end.trouble = end.trouble.or(trouble);
        let mut select = transaction.prepare("SELECT change, kind, tasks FROM causes WHERE run = ?1")?;
        let cause = |row: &rusqlite::Row<'_>| Ok(((row.get(0)?, row.get(1)?), size(row.get(2)?)));
        known = select.query_map([run], cause)?.collect::<rusqlite::Result<_>>()?;
    }
    for table in ["counts", "file_rows", "findings", "stages", "causes", "runs"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE run = ?1"), [run])?;
    }
    Ok((Some(run), end, known))
}

/// Writes the row of a run; `run` is its number if it had one. Gives its number.
fn put_run(
    transaction: &Transaction<'_>,
    run: Option<i64>,
    end: &RunEnd,
    numbers: Option<&RunNumbers>,
) -> rusqlite::Result<i64> {
    // within a day runs stand in the order of their names, and one without a name behind those before it
    let number = match &end.name {
        Some(name) => name.get(11..).and_then(|number| number.parse().ok()).unwrap_or(1),
        None => transaction.query_row(
            "SELECT coalesce(max(number), 0) FROM runs WHERE job = ?1 AND day = ?2",
            params![end.job, end.day],
            |row| row.get::<_, i64>(0),
        )?,
    };
    let severity =
        |place: usize| numbers.and_then(|numbers| numbers.severities.get(place)).map(|n| whole(*n));
    transaction.execute(
        "INSERT INTO runs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        params![
            run,
            end.job,
            end.name,
            end.day,
            number,
            end.outcome,
            end.exit_code,
            end.ended_at,
            end.milliseconds.map(whole),
            end.trouble,
            numbers.map(|numbers| &numbers.skillmix),
            numbers.map(|numbers| &numbers.pack),
            numbers.map(|numbers| &numbers.as_at),
            numbers.and_then(|numbers| numbers.compared_with.as_ref()),
            numbers.map(|numbers| whole(numbers.people)),
            severity(0),
            severity(1),
            severity(2),
        ],
    )?;
    Ok(run.unwrap_or_else(|| transaction.last_insert_rowid()))
}

fn put_counts(transaction: &Transaction<'_>, run: i64, numbers: &RunNumbers) -> rusqlite::Result<()> {
    let mut site_put = transaction.prepare("INSERT OR IGNORE INTO sites (name) VALUES (?1)")?;
    let mut site_of = transaction.prepare("SELECT site FROM sites WHERE name = ?1")?;
    let mut put = transaction.prepare("INSERT INTO counts VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut sites: BTreeMap<&str, i64> = BTreeMap::new();
    for ((site, status, level), [tasks, able]) in &numbers.counts {
        let known = if let Some(known) = sites.get(site.as_str()) {
            *known
        } else {
            site_put.execute([site])?;
            let known = site_of.query_row([site], |row| row.get(0))?;
            sites.insert(site, known);
            known
        };
        put.execute(params![run, known, status, level, whole(*tasks), whole(*able)])?;
    }
    Ok(())
}

/// `known` are causes that were there, unless others are given.
fn put_rest(
    transaction: &Transaction<'_>,
    run: i64,
    numbers: &RunNumbers,
    known: &Causes,
) -> rusqlite::Result<()> {
    let mut put = transaction.prepare("INSERT INTO file_rows VALUES (?1, ?2, ?3, ?4)")?;
    for ((file, fate), rows) in &numbers.rows {
        put.execute(params![run, file, fate, whole(*rows)])?;
    }
    let mut put = transaction.prepare("INSERT INTO findings VALUES (?1, ?2, ?3)")?;
    for (code, findings) in &numbers.findings {
        put.execute(params![run, code, whole(*findings)])?;
    }
    let mut put = transaction.prepare("INSERT INTO stages VALUES (?1, ?2, ?3, ?4)")?;
    for (place, (stage, milliseconds)) in (1_i64..).zip(&numbers.stages) {
        put.execute(params![run, place, stage, whole(*milliseconds)])?;
    }
    let mut put = transaction.prepare("INSERT INTO causes VALUES (?1, ?2, ?3, ?4)")?;
    let causes = if numbers.causes.is_empty() { known } else { &numbers.causes };
    for ((change, kind), tasks) in causes {
        put.execute(params![run, change, kind, whole(*tasks)])?;
    }
    Ok(())
}

/// The runs of a history by job, then oldest first, as they stand at one moment; and the names of all sites in it.
pub fn past_runs(path: &Path, asked: Asked<'_>) -> Result<(Vec<PastRun>, Vec<String>)> {
    let failed = failed(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(&failed)?;
    connection.busy_timeout(PATIENCE).map_err(&failed)?;
    // an older file has all that is asked for here
    is_current(&connection, path)?;
    let mut read = || {
        // one moment for all that is asked: a run that is being added is there whole or not at all
        let transaction = connection.transaction()?;
        let mut runs = ends(&transaction, asked)?;
        for (number, run) in &mut runs {
            if let Some(numbers) = &mut run.numbers {
                count_up(&transaction, *number, numbers, asked.site)?;
            }
        }
        let mut of_sites = transaction.prepare("SELECT name FROM sites ORDER BY name")?;
        let sites = of_sites.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok((runs.into_iter().map(|(_, run)| run).collect(), sites))
    };
    read().map_err(&failed)
}

/// The runs without their counts, each with its number.
fn ends(transaction: &Transaction<'_>, asked: Asked<'_>) -> rusqlite::Result<Vec<(i64, PastRun)>> {
    let mut select = transaction.prepare(
        "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY job ORDER BY day DESC, number DESC, run DESC) AS back
            FROM runs WHERE ?1 IS NULL OR job = ?1)
        WHERE ?2 IS NULL OR back <= ?2
        ORDER BY job, back DESC",
    )?;
    let rows = select.query_map(params![asked.job, asked.last.map(count)], |row| {
        let severity = |name: &str| row.get(name).map(size);
        let pack: Option<String> = row.get("pack")?;
        let numbers = match pack {
            None => None,
            Some(pack) => Some(PastNumbers {
                pack,
                as_at: row.get("as_at")?,
                people: size(row.get("people")?),
                severities: [severity("errors")?, severity("warnings")?, severity("notes")?],
                ..PastNumbers::default()
            }),
        };
        let end = RunEnd {
            job: row.get("job")?,
            name: row.get("name")?,
            day: row.get("day")?,
            outcome: row.get("outcome")?,
            exit_code: row.get("exit_code")?,
            ended_at: row.get("ended_at")?,
            milliseconds: row.get::<_, Option<i64>>("milliseconds")?.map(size),
            trouble: row.get("trouble")?,
        };
        Ok((row.get("run")?, PastRun { end, numbers }))
    })?;
    rows.collect()
}

/// Adds the counts of a run, of one site or of all.
fn count_up(
    transaction: &Transaction<'_>,
    run: i64,
    numbers: &mut PastNumbers,
    site: Option<&str>,
) -> rusqlite::Result<()> {
    let mut select = transaction.prepare(
        "SELECT status, level, sum(tasks), sum(able) FROM counts
        WHERE run = ?1 AND (?2 IS NULL OR site = (SELECT site FROM sites WHERE name = ?2))
        GROUP BY status, level",
    )?;
    let mut rows = select.query(params![run, site])?;
    while let Some(row) = rows.next()? {
        let (status, level): (String, u8) = (row.get(0)?, row.get(1)?);
        let (tasks, able) = (size(row.get(2)?), size(row.get(3)?));
        numbers.tasks += tasks;
        numbers.able += able;
        *numbers.by_status.entry(status).or_default() += tasks;
        if level > 0 {
            *numbers.by_level.entry(level).or_default() += tasks;
        }
    }
    let rejected = "SELECT coalesce(sum(rows), 0) FROM file_rows WHERE run = ?1 AND fate = 'rejected'";
    numbers.rejected = size(transaction.prepare(rejected)?.query_row([run], |row| row.get(0))?);
    Ok(())
}

/// A count as SQLite keeps it.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A length as SQLite keeps it.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count that SQLite kept.
fn size(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// What SQLite says as the one error.
fn failed(path: &Path) -> impl Fn(rusqlite::Error) -> Error + '_ {
    |error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            Error::Usage(format!("`{}` is no history: it is no SQLite file", path.display()))
        }
        _ => Error::Machine { path: path.to_owned(), source: io::Error::other(error) },
    }
}
