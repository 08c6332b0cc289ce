//! Queries of PostgreSQL: one transaction that only reads and sees one moment; each result by COPY, so that the server
//! itself says when it is whole.

use std::error::Error as _;
use std::io::BufRead;

use postgres::types::Type;
use postgres::{Error, IsolationLevel, Transaction};

use super::server::Server;
use super::{Said, Trouble, Way};

/// Asks all queries.
pub(super) fn ask(server: &Server, queries: &[String], way: &Way) -> Result<(), Trouble> {
    let trouble = |message| Trouble { query: None, message, machine: false };
    let tls = server.tls().map_err(trouble)?;
    let mut client = server.config.connect(tls.clone()).map_err(|error| told(None, &error))?;
    let cancel = client.cancel_token();
    way.say(Said::Stop(Box::new(move || drop(cancel.cancel_query(tls)))))?;
    let settings = format!(
        "SET datestyle = 'ISO, YMD'; SET client_encoding = 'UTF8'; SET statement_timeout = {}",
        server.timeout.as_millis().min(2_147_483_647)
    );
    client.batch_execute(&settings).map_err(|error| told(None, &error))?;
    let begun = client.build_transaction().read_only(true).isolation_level(IsolationLevel::RepeatableRead);
    let mut transaction = begun.start().map_err(|error| told(None, &error))?;
    for (number, query) in queries.iter().enumerate() {
        copy(&mut transaction, number, query, way)?;
    }
    transaction.commit().map_err(|error| told(None, &error))
}

fn copy(transaction: &mut Transaction<'_>, number: usize, query: &str, way: &Way) -> Result<(), Trouble> {
    let query = query.trim_end_matches(|letter: char| letter == ';' || letter.is_whitespace());
    // alone first: what is no statement of its own must not become one between our words
    let statement = transaction.prepare(query).map_err(|error| told(Some(number), &error))?;
    let blob = statement.columns().iter().find(|column| *column.type_() == Type::BYTEA);
    if let Some(column) = blob {
        let message = format!("column `{}` is a blob (bytea), not a value", column.name());
        return Err(Trouble { query: Some(number), message, machine: false });
    }
    let copy = format!("COPY (\n{query}\n) TO STDOUT (FORMAT csv, HEADER)");
    let mut reader = transaction.copy_out(copy.as_str()).map_err(|error| told(Some(number), &error))?;
    loop {
        let bytes = reader.fill_buf().map_err(|error| {
            let of_server = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
            of_server.map_or_else(
                || Trouble { query: Some(number), message: error.to_string(), machine: true },
                |error| told(Some(number), error),
            )
        })?;
        if bytes.is_empty() {
            return Ok(());
        }
        let length = bytes.len();
        way.say(Said::Bytes(number, bytes.to_vec()))?;
        reader.consume(length);
    }
}

/// What server or connection said.
fn told(query: Option<usize>, error: &Error) -> Trouble {
    if let Some(said) = error.as_db_error() {
        let code = said.code().code();
        // connections, resources, somebody who stopped it, the system: asking again may help
        let machine = ["08", "53", "57", "58", "XX"].iter().any(|class| code.starts_with(class));
        return Trouble { query, message: format!("{} ({code})", said.message()), machine };
    }
    let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    let message = format!("{error}");
    let message =
        if message.ends_with(source.trim_start_matches(": ")) { message } else { message + &source };
    // a certificate that is not known is nothing that trying again could mend
    Trouble { query, machine: !message.contains("certificate"), message }
}
