//! Findings about one DMN file, collected with their places in it.

use std::sync::Arc;

use crate::model::{Error, Finding, FindingCode, Place, Words};

/// A place in a file: line and column from 1, in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The line.
    pub line: u64,
    /// The column.
    pub column: u64,
}

/// Collects what is wrong with a file.
#[derive(Debug)]
pub(super) struct Faults {
    file: Arc<str>,
    pub(super) list: Vec<Finding>,
}

impl Faults {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.into(), list: Vec::new() }
    }

    pub(super) fn place(&self, at: At) -> Place {
        let column = if at.column == 0 { String::new() } else { at.column.to_string() };
        Place { file: Arc::clone(&self.file), line: at.line, column }
    }

    pub(super) fn add(&mut self, code: FindingCode, at: At, value: &str, message: &str, help: &str) {
        let finding = Finding::new(code, self.place(at), value, message.to_owned(), help.to_owned());
        self.list.push(finding);
    }

    /// Adds one about a model that does not fit together.
    pub(super) fn model(&mut self, at: At, value: &str, message: &str, help: &str) {
        self.add(FindingCode::DmnModel, at, value, message, help);
    }

    /// What `list` gave, or every fault found.
    pub(super) fn done<T>(self, value: T) -> Result<T, Error> {
        if self.list.is_empty() { Ok(value) } else { Err(Error::Input(self.list)) }
    }
}

/// Help for a word that is not among those known.
pub(super) fn did_you_mean<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> String {
    let known = Words::new(known.into_iter().map(str::to_owned));
    match known.nearest(word) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "there are none".to_owned(),
        None => format!("known: {}", known.listed()),
    }
}
