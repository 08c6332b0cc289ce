//! A TOML document read key by key: every key that is not known and every value of a wrong kind is told with its place.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Finding, FindingCode, Place, Words};
use crate::sheet::lines_in;

/// The page that says what may be there.
const HELP: &str = "docs/scheduling.md shows every key";

/// A document, and what is wrong with it.
pub(super) struct Document<'t> {
    file: Arc<str>,
    text: &'t str,
    pub(super) findings: Vec<Finding>,
}

/// A value and where it stands.
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

impl<'t> Document<'t> {
    /// Reads a text; `None` if it is no TOML, which is then told.
    pub(super) fn open(file: &str, text: &'t str) -> (Self, Option<DeTable<'t>>) {
        let mut document = Self { file: file.into(), text, findings: Vec::new() };
        match DeTable::parse(text) {
            Ok(table) => (document, Some(table.into_inner())),
            Err(error) => {
                let span = error.span().unwrap_or_default();
                document.tell(&span, "", error.message().replace('\n', ", "), HELP);
                (document, None)
            }
        }
    }

    /// The line and column of a stretch of the text, both from 1; columns count letters, as editors do.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or_default();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Place {
            file: Arc::clone(&self.file),
            line: lines_in(before.as_bytes()) + 1,
            column: column.to_string(),
        }
    }

    pub(super) fn tell(
        &mut self,
        span: &Range<usize>,
        value: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.place(span);
        let (message, help): (String, String) = (message.into(), help.into());
        self.findings.push(Finding::new(FindingCode::JobFile, place, value, message, help));
    }

    /// Refuses keys that a table may not have; the nearest that it may is named.
    pub(super) fn only(&mut self, table: &DeTable<'_>, title: &str, known: &[&str]) {
        let words = Words::new(known.iter().map(|word| (*word).to_owned()));
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let help = match words.nearest(key.get_ref()) {
                Some(near) => format!("did you mean `{near}`? {HELP}"),
                None => format!("{title} may have {}", known.join(", ")),
            };
            self.tell(&key.span(), key.get_ref(), "a key that is not known", help);
        }
    }

    /// Refuses a word that is not one of a list.
    pub(super) fn one_of(&mut self, word: &At<String>, known: &[&str]) {
        if known.contains(&word.value.as_str()) {
            return;
        }
        let words = Words::new(known.iter().map(|word| (*word).to_owned()));
        let near = words.nearest(&word.value).map(|near| format!("did you mean `{near}`? "));
        let help = format!("{}use one of {}", near.unwrap_or_default(), known.join(", "));
        self.tell(&word.span, &word.value, "an unknown word", help);
    }

    /// A table within a table.
    pub(super) fn table<'v, 'd>(&mut self, table: &'v DeTable<'d>, key: &str) -> Option<&'v DeTable<'d>> {
        let value = table.get(key)?;
        let inner = value.get_ref().as_table();
        self.told(inner, value, key, "a table")
    }

    /// A text that says something.
    pub(super) fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<At<String>> {
        let value = table.get(key)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        let text = self.told(text, value, key, "a text in quotes")?;
        if text.trim().is_empty() || text.contains(char::is_control) {
            self.tell(
                &value.span(),
                "",
                format!("`{key}` is blank or has control characters"),
                "write it, or leave the key out",
            );
            return None;
        }
        Some(At { value: text, span: value.span() })
    }

    /// A text that may have several lines.
    pub(super) fn lines(&mut self, table: &DeTable<'_>, key: &str) -> Option<At<String>> {
        let value = table.get(key)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        let value_of = self.told(text, value, key, "a text in quotes")?;
        if value_of.trim().is_empty() || value_of.contains('\0') {
            self.tell(&value.span(), "", format!("`{key}` is blank"), "write it, or leave the key out");
            return None;
        }
        Some(At { value: value_of, span: value.span() })
    }

    /// Texts in brackets.
    pub(super) fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<At<String>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let list = value.get_ref().as_array();
        let texts = list.and_then(|list| {
            let of = |one: &Spanned<DeValue<'_>>| {
                Some(At { value: one.get_ref().as_str()?.to_owned(), span: one.span() })
            };
            list.iter().map(of).collect::<Option<Vec<_>>>()
        });
        self.told(texts, value, key, "a list of texts, as [\"one\", \"two\"]").unwrap_or_default()
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, table: &DeTable<'_>, key: &str, usual: bool) -> bool {
        let Some(value) = table.get(key) else { return usual };
        self.told(value.get_ref().as_bool(), value, key, "true or false").unwrap_or(usual)
    }

    /// A whole number of at least one.
    pub(super) fn number(&mut self, table: &DeTable<'_>, key: &str) -> Option<u64> {
        let value = table.get(key)?;
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
        self.told(number.filter(|number| *number > 0), value, key, "a whole number of at least 1")
    }

    fn told<T>(&mut self, read: Option<T>, value: &Spanned<DeValue<'_>>, key: &str, kind: &str) -> Option<T> {
        if read.is_none() {
            self.tell(&value.span(), "", format!("`{key}` must be {kind}"), HELP);
        }
        read
    }
}
