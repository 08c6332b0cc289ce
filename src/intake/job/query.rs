//! An input of a job that is a query of a database, as the job says it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::{At, Document};
use crate::model::Place;

/// A query that gives a sheet.
#[derive(Debug, Clone)]
pub struct Query {
    /// The database.
    pub from: Database,
    /// The query itself, or the file that has it.
    pub text: QueryText,
    /// A file with the password.
    pub password_file: Option<String>,
    /// A file with the certificates by which the server is known, if not by those of the system.
    pub root_certificate: Option<String>,
    /// How long it may take.
    pub timeout_seconds: Option<u64>,
    /// Where the job says which database.
    pub place: Place,
    /// Where the job says the query.
    pub query_place: Place,
}

/// A database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Database {
    /// A file of SQLite.
    Sqlite(String),
    /// A server of PostgreSQL: how to connect.
    Postgres(String),
}

/// A query, or the file in which it stands.
#[derive(Debug, Clone)]
pub enum QueryText {
    /// The query.
    Here(String),
    /// The file.
    File(String),
}

const KEYS: [&str; 7] =
    ["sqlite", "postgres", "query", "query_file", "password_file", "root_certificate", "timeout_seconds"];

/// Whether a table says a query, not a file.
pub(super) fn is_query(table: &DeTable<'_>) -> bool {
    ["sqlite", "postgres", "query", "query_file"].iter().any(|key| table.contains_key(*key))
}

/// Reads one.
pub(super) fn query(
    document: &mut Document<'_>,
    value: &Spanned<DeValue<'_>>,
    table: &DeTable<'_>,
) -> Option<Query> {
    document.only(table, "a query", &KEYS);
    let found = document.findings.len();
    let sqlite = document.text(table, "sqlite");
    let postgres = document.text(table, "postgres");
    // a query may have many lines
    let here = document.lines(table, "query");
    let file = document.text(table, "query_file");
    let password_file = document.text(table, "password_file");
    let root_certificate = document.text(table, "root_certificate");
    let timeout_seconds = document.number(table, "timeout_seconds");
    let is_server = table.contains_key("postgres");
    if !is_server && (password_file.is_some() || root_certificate.is_some()) {
        let help = "leave out password_file and root_certificate";
        document.tell(&value.span(), "", "a file of SQLite has neither password nor certificate", help);
    }
    let (from, text) = match (sqlite, postgres, here, file) {
        (Some(path), None, here, file) => (place(Database::Sqlite, path), either(here, file)),
        (None, Some(server), here, file) => (place(Database::Postgres, server), either(here, file)),
        _ if document.findings.len() > found => return None,
        _ => {
            let help = "write one of sqlite = \"hr.db\" and postgres = \"host=... dbname=... user=...\"";
            document.tell(&value.span(), "", "a query needs one database", help);
            return None;
        }
    };
    let Some((text, query_span)) = text else {
        if document.findings.len() == found {
            let help = "write one of query = \"SELECT ...\" and query_file = \"staff.sql\"";
            document.tell(&value.span(), "", "a database needs one query", help);
        }
        return None;
    };
    let (from, span) = from;
    Some(Query {
        from,
        text,
        password_file: password_file.map(|text| text.value),
        root_certificate: root_certificate.map(|text| text.value),
        timeout_seconds,
        place: document.place(&span),
        query_place: document.place(&query_span),
    })
}

type Span = std::ops::Range<usize>;

fn place(of: fn(String) -> Database, text: At<String>) -> (Database, Span) {
    (of(text.value), text.span)
}

fn either(here: Option<At<String>>, file: Option<At<String>>) -> Option<(QueryText, Span)> {
    match (here, file) {
        (Some(At { value, span }), None) => Some((QueryText::Here(value), span)),
        (None, Some(At { value, span })) => Some((QueryText::File(value), span)),
        _ => None,
    }
}
