//! Other people's databases: queries that only read, all of one moment, their rows handed over as CSV.
//!
//! The work is done on a thread of its own, so that whoever waits can stop at any time, however long a database is
//! silent. What arrives is worth nothing until the end was said: a result that was cut off is no result.

mod postgres;
mod server;
mod sqlite;

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

pub use server::Server;

/// Where queries are asked.
#[derive(Debug, Clone)]
pub enum From {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A server of PostgreSQL.
    Postgres(Box<Server>),
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The query by its place in the list; `None`: the database itself.
    pub query: Option<usize>,
    /// What the database said.
    pub message: String,
    /// Asking again may help: the connection was lost, or could not be made.
    pub machine: bool,
}

/// What a database hands over.
enum Said {
    /// How to stop it, once that is known.
    Stop(Box<dyn FnOnce() + Send>),
    /// Bytes of CSV of a query by its place in the list.
    Bytes(usize, Vec<u8>),
    /// Everything was said.
    End,
    Trouble(Trouble),
}

/// The way from a database to whoever waits. `Err`: nobody waits any more.
struct Way(SyncSender<Said>);

impl Way {
    fn say(&self, said: Said) -> Result<(), Trouble> {
        let gone = || Trouble { query: None, message: "nobody waits any more".to_owned(), machine: true };
        self.0.send(said).map_err(|_| gone())
    }
}

/// How waiting ended.
#[derive(Debug)]
pub enum Ended<E> {
    /// All queries were answered whole.
    Whole,
    /// The database gave no answer.
    Trouble(Trouble),
    /// Whoever waited did not want to go on.
    Stopped(E),
}

/// Asks a database some queries in one transaction that only reads, so that their answers are of one moment. `take` gets
/// the CSV of each piece by piece, header first; `go_on` is asked again and again whether to wait.
pub fn ask<E>(
    from: From,
    queries: Vec<String>,
    mut take: impl FnMut(usize, &[u8]) -> Result<(), E>,
    go_on: impl Fn() -> Result<(), E>,
) -> Ended<E> {
    let (sender, receiver) = mpsc::sync_channel(16);
    let asked = thread::Builder::new().name("database".to_owned()).spawn(move || {
        let way = Way(sender);
        let ended = match &from {
            From::Sqlite(path) => sqlite::ask(path, &queries, &way),
            From::Postgres(server) => postgres::ask(server, &queries, &way),
        };
        // nobody may wait any more
        drop(way.say(ended.map_or_else(Said::Trouble, |()| Said::End)));
    });
    if let Err(error) = asked {
        return Ended::Trouble(Trouble { query: None, message: error.to_string(), machine: true });
    }
    let mut stop = None;
    let ended = wait(&receiver, &mut stop, &mut take, &go_on);
    if let (Ended::Stopped(_), Some(stop)) = (&ended, stop.take()) {
        stopping(stop);
    }
    ended
}

fn wait<E>(
    receiver: &Receiver<Said>,
    stop: &mut Option<Box<dyn FnOnce() + Send>>,
    take: &mut impl FnMut(usize, &[u8]) -> Result<(), E>,
    go_on: &impl Fn() -> Result<(), E>,
) -> Ended<E> {
    loop {
        if let Err(error) = go_on() {
            return Ended::Stopped(error);
        }
        match receiver.recv_timeout(Duration::from_millis(100)) {
            Ok(Said::Stop(how)) => *stop = Some(how),
            Ok(Said::Bytes(query, bytes)) => {
                if let Err(error) = take(query, &bytes) {
                    return Ended::Stopped(error);
                }
            }
            Ok(Said::End) => return Ended::Whole,
            Ok(Said::Trouble(trouble)) => return Ended::Trouble(trouble),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                let message = "the client ended without a word".to_owned();
                return Ended::Trouble(Trouble { query: None, message, machine: true });
            }
        }
    }
}

/// Tells the database to stop, but does not wait long for it to hear.
fn stopping(stop: Box<dyn FnOnce() + Send>) {
    let (sender, receiver) = mpsc::channel();
    let told = thread::Builder::new().spawn(move || {
        stop();
        // nobody may wait any more
        let _ = sender.send(());
    });
    if told.is_ok() {
        // whether it was heard or not, the connection goes with the program
        let _ = receiver.recv_timeout(Duration::from_secs(2));
    }
}
