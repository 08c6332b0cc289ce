//! On which line each part of a mapping stands, so that what is said of it can be found.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::sheet::lines_in;

/// Lines of a mapping's parts; a part that is not there has line 0.
#[derive(Debug, Default)]
pub(super) struct Lines {
    sources: Vec<(u64, Vec<u64>)>,
    values: Vec<(u64, Vec<u64>)>,
}

impl Lines {
    /// Of a text that is TOML.
    pub(super) fn of(text: &str) -> Self {
        let Ok(table) = DeTable::parse(text) else { return Self::default() };
        Self {
            sources: parts(text, table.get_ref(), "source", "columns"),
            values: parts(text, table.get_ref(), "values", "map"),
        }
    }

    pub(super) fn source(&self, number: usize) -> u64 {
        self.sources.get(number).map_or(0, |(line, _)| *line)
    }

    pub(super) fn column(&self, source: usize, column: usize) -> u64 {
        inner(&self.sources, source, column)
    }

    pub(super) fn value(&self, values: usize) -> u64 {
        self.values.get(values).map_or(0, |(line, _)| *line)
    }

    pub(super) fn pair(&self, values: usize, pair: usize) -> u64 {
        inner(&self.values, values, pair)
    }
}

fn inner(parts: &[(u64, Vec<u64>)], outer: usize, inner: usize) -> u64 {
    parts.get(outer).and_then(|(_, lines)| lines.get(inner)).copied().unwrap_or(0)
}

fn parts(text: &str, table: &DeTable<'_>, outer: &str, inner: &str) -> Vec<(u64, Vec<u64>)> {
    let list = |table: &DeTable<'_>, key: &str, each: &mut dyn FnMut(&Spanned<DeValue<'_>>)| {
        let array = table.get(key).and_then(|value| value.get_ref().as_array());
        array.into_iter().flat_map(|array| array.iter()).for_each(each);
    };
    let mut lines = Vec::new();
    list(table, outer, &mut |part| {
        let mut inside = Vec::new();
        if let Some(table) = part.get_ref().as_table() {
            list(table, inner, &mut |one| inside.push(line_at(text, &one.span())));
        }
        lines.push((line_at(text, &part.span()), inside));
    });
    lines
}

/// The line of a stretch of the text, from 1.
pub(super) fn line_at(text: &str, span: &Range<usize>) -> u64 {
    let before = text.as_bytes().get(..span.start).unwrap_or_default();
    lines_in(before) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_however_they_are_written() {
        let text = "version = 1\n\n[[source]]\nfiles = []\ncolumns = [\n  { ours = \"a\" },\n  { ours = \"b\" },\n]\n\
                    [[source]]\n[[source.columns]]\nours = \"c\"\n[[values]]\nfield = \"x\"\nmap = [\n{ theirs = \"y\" }]\n";
        let lines = Lines::of(text);
        assert_eq!((lines.source(0), lines.column(0, 0), lines.column(0, 1)), (3, 6, 7));
        assert_eq!((lines.source(1), lines.column(1, 0)), (9, 10));
        assert_eq!((lines.value(0), lines.pair(0, 0), lines.pair(0, 9)), (12, 15, 0));
        assert_eq!(Lines::of("= nonsense").source(0), 0);
    }
}
