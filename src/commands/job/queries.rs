//! The sheets of a job that are queries of databases: looked at before anything is read, then asked, and written as CSV.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::log::Log;
use crate::commands::Host;
use crate::database::{self, Ended, Server, Trouble};
use crate::files::{self, Scratch};
use crate::intake::{Database, Job, Query, QueryText};
use crate::model::{Error, Finding, FindingCode, Place, Result};
use crate::report::{Fact, Queried};

/// Where the results lie while a run goes on, in the folder of all runs.
const FOLDER: &str = ".queries";
/// How long the queries of a database may take, unless that is said.
const SECONDS: u64 = 600;

/// A query that could be asked.
#[derive(Debug)]
pub(super) struct Ready<'j> {
    pub(super) kind: &'static str,
    query: &'j Query,
    pub(super) sql: String,
    from: database::From,
    /// The database without secrets.
    pub(super) shown: String,
}

/// The file that a query makes.
pub(super) fn file(job: &Job, kind: &str) -> PathBuf {
    Path::new(&job.publish.folder).join(FOLDER).join(format!("{kind}.csv"))
}

/// Looks at all queries of a job; nothing is asked. Everything that is wrong is told at once.
pub(super) fn look(job: &Job) -> Result<Vec<Ready<'_>>> {
    let (mut ready, mut findings) = (Vec::new(), Vec::new());
    for (kind, query) in &job.queries {
        let sql = sql(query).map_err(|fault| findings.push(finding(&query.query_place, fault)));
        let from = from(query).map_err(|fault| findings.push(finding(&query.place, fault)));
        if let (Ok(sql), Ok((from, shown))) = (sql, from) {
            ready.push(Ready { kind, query, sql, from, shown });
        }
    }
    if findings.is_empty() { Ok(ready) } else { Err(Error::Input(findings)) }
}

/// What is wrong, and what to do.
type Fault = [String; 2];

fn finding(place: &Place, [message, help]: Fault) -> Finding {
    Finding::new(FindingCode::JobFile, place.clone(), "", message, help)
}

fn sql(query: &Query) -> std::result::Result<String, Fault> {
    let path = match &query.text {
        QueryText::Here(text) => return Ok(text.clone()),
        QueryText::File(path) => Path::new(path),
    };
    let help = || "paths lead from the folder of the job file".to_owned();
    let content = files::read(path).ok().and_then(std::result::Result::ok);
    let content = content.ok_or_else(|| ["there is no such file of a query".to_owned(), help()])?;
    let text =
        String::from_utf8(content.bytes).ok().filter(|text| !text.trim().is_empty() && !text.contains('\0'));
    text.ok_or_else(|| {
        ["the file of the query is blank or no UTF-8".to_owned(), "write the query into it".to_owned()]
    })
}

fn from(query: &Query) -> std::result::Result<(database::From, String), Fault> {
    let help = || "paths lead from the folder of the job file".to_owned();
    match &query.from {
        Database::Sqlite(path) if files::plain_length(Path::new(path)).is_none() => {
            Err([format!("there is no database `{path}`"), help()])
        }
        Database::Sqlite(path) => Ok((database::From::Sqlite(PathBuf::from(path)), format!("sqlite {path}"))),
        Database::Postgres(text) => {
            let mut server = Server::read(text, query.timeout_seconds.unwrap_or(SECONDS))?;
            if let Some(file) = &query.password_file {
                let secret = files::secret(Path::new(file));
                server.with_password(&secret.map_err(|error| [error.to_string(), help()])?);
            }
            if let Some(file) = &query.root_certificate {
                let pem = files::read(Path::new(file)).ok().and_then(std::result::Result::ok);
                server.with_roots(
                    pem.ok_or_else(|| [format!("there is no certificate `{file}`"), help()])?.bytes,
                );
            }
            let shown = server.shown();
            Ok((database::From::Postgres(Box::new(server)), shown))
        }
    }
}

/// Asks all queries; those of one database in one transaction. The files are there as long as what this gives lives.
pub(super) fn ask(
    job: &Job,
    ready: &[Ready<'_>],
    log: &Log<'_>,
    host: Host<'_>,
) -> Result<Option<(Scratch, Vec<Queried>)>> {
    if ready.is_empty() {
        return Ok(None);
    }
    let scratch = Scratch::open(&Path::new(&job.publish.folder).join(FOLDER))?;
    let mut databases: BTreeMap<&Database, Vec<&Ready<'_>>> = BTreeMap::new();
    for one in ready {
        log.info("query", &[("kind", Fact::Text(one.kind)), ("database", Fact::Text(&one.shown))]);
        databases.entry(&one.query.from).or_default().push(one);
    }
    for queries in databases.values() {
        ask_one(&scratch, queries, host)?;
    }
    let queried = ready.iter().map(|one| Queried {
        input: one.kind.to_owned(),
        database: one.shown.clone(),
        query: one.sql.clone(),
        file: file(job, one.kind).display().to_string(),
    });
    Ok(Some((scratch, queried.collect())))
}

/// Asks the queries of one database.
fn ask_one(scratch: &Scratch, queries: &[&Ready<'_>], host: Host<'_>) -> Result<()> {
    let Some(first) = queries.first() else { return Ok(()) };
    let mut out =
        queries.iter().map(|one| scratch.file(&format!("{}.csv", one.kind))).collect::<Result<Vec<_>>>()?;
    let seconds =
        queries.iter().map(|one| one.query.timeout_seconds.unwrap_or(SECONDS)).max().unwrap_or(SECONDS);
    let begun = (host.clock)();
    let late = Cell::new(false);
    let go_on = || {
        late.set((host.clock)().saturating_sub(begun) > Duration::from_secs(seconds));
        if late.get() || (host.stopped)() { Err(Error::Stopped) } else { Ok(()) }
    };
    let texts = queries.iter().map(|one| one.sql.clone()).collect();
    let take = |query: usize, bytes: &[u8]| out.get_mut(query).map_or(Ok(()), |out| out.write(bytes));
    let ended = database::ask(first.from.clone(), texts, take, go_on);
    let told = |query: Option<usize>, message: String, machine: bool| {
        let of = query.and_then(|query| queries.get(query));
        let place = of.map_or(&first.query.place, |of| &of.query.query_place);
        let message = message.replace('\n', " ");
        if machine {
            let path = PathBuf::from(format!("{place}: {}", first.shown));
            return Error::Machine { path, source: io::Error::other(message) };
        }
        let help = "nothing of a query that failed is used; try it in a client of the database".to_owned();
        Error::Input(vec![finding(place, [format!("{}: {message}", first.shown), help])])
    };
    match ended {
        Ended::Whole => {
            for file in out {
                file.close()?;
            }
            Ok(())
        }
        Ended::Trouble(Trouble { query, message, machine }) => Err(told(query, message, machine)),
        Ended::Stopped(Error::Stopped) if late.get() => {
            Err(told(None, format!("no whole answer within {seconds} seconds (timeout_seconds)"), true))
        }
        Ended::Stopped(error) => Err(error),
    }
}
