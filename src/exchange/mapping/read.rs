//! A mapping's text to a mapping that says one thing: every problem of it at once, each with its line.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::check_source::check_source;
use super::check_values::check_values;
use super::lines::{Lines, line_at};
use super::{Mapping, SourceSpec};
use crate::model::{Finding, FindingCode, Place};

/// The version of the format that is read here.
const VERSION: u32 = 1;

/// A mapping that was read, and where its parts stand.
#[derive(Debug)]
pub struct ReadMapping {
    pub(in crate::exchange) mapping: Mapping,
    pub(in crate::exchange) file: Arc<str>,
    pub(super) lines: Lines,
}

impl ReadMapping {
    /// Reads a mapping. `Err` lists every problem of it.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Vec<Finding>> {
        let mut problems = Problems { file: file.into(), findings: Vec::new() };
        let Ok(text) = std::str::from_utf8(bytes) else {
            problems.add(0, "", "", "the mapping is not UTF-8", "save it as UTF-8");
            return Err(problems.findings);
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mapping: Mapping = match toml::from_str(text) {
            Ok(mapping) => mapping,
            Err(error) => {
                let line = error.span().map_or(0, |span| line_at(text, &span));
                let message = error.message().to_owned();
                problems.add(line, "", "", message, "docs/mapping.md says what a mapping may hold");
                return Err(problems.findings);
            }
        };
        let lines = Lines::of(text);
        check(&mapping, &lines, &mut problems);
        if problems.findings.is_empty() {
            Ok(Self { mapping, file: problems.file, lines })
        } else {
            problems.findings.sort();
            Err(problems.findings)
        }
    }

    /// The mapping as written.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The sources, in their order.
    #[must_use]
    pub fn sources(&self) -> &[SourceSpec] {
        &self.mapping.sources
    }

    /// A place in the mapping.
    pub(in crate::exchange) fn place(&self, line: u64, key: &str) -> Place {
        Place { file: Arc::clone(&self.file), line, column: key.to_owned() }
    }

    /// The place of an entry.
    pub(in crate::exchange) fn place_of(&self, entry: Entry) -> Place {
        match entry {
            Entry::Source(number) => self.place(self.lines.source(number), ""),
            Entry::Column(source, column) => self.place(self.lines.column(source, column), "columns"),
            Entry::Pair(values, pair) => self.place(self.lines.pair(values, pair), "map"),
        }
    }
}

/// A part of a mapping, by its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange) enum Entry {
    Source(usize),
    Column(usize, usize),
    Pair(usize, usize),
}

/// What is wrong with a mapping.
pub(super) struct Problems {
    file: Arc<str>,
    findings: Vec<Finding>,
}

impl Problems {
    pub(super) fn add(
        &mut self,
        line: u64,
        key: &str,
        value: &str,
        message: impl Into<std::borrow::Cow<'static, str>>,
        help: impl Into<std::borrow::Cow<'static, str>>,
    ) {
        let place = Place { file: Arc::clone(&self.file), line, column: key.to_owned() };
        self.findings.push(Finding::new(FindingCode::MappingFile, place, value, message, help));
    }
}

fn check(mapping: &Mapping, lines: &Lines, problems: &mut Problems) {
    if mapping.version != VERSION {
        let value = mapping.version.to_string();
        problems.add(0, "version", &value, "a version that is not known", "write `version = 1`");
    }
    if mapping.sources.is_empty() {
        problems.add(0, "source", "", "the mapping names no source", "add a `[[source]]` with its files");
    }
    for (number, source) in mapping.sources.iter().enumerate() {
        check_source(source, number, lines, problems);
    }
    check_values(mapping, lines, problems);
}

/// Words that come again, each time they do: their positions.
pub(super) fn repeated<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    words.into_iter().enumerate().filter(|(_, word)| !seen.insert(*word)).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
version = 1
[[source]]
files = ["staff*.csv"]
layout = "table"
sheet = "staff"
columns = [
  { ours = "staff_id", theirs = ["Number"] },
  { ours = "role", theirs = ["Group", "Role"] },
  { ours = "site", constant = "north" },
]
pad = { staff_id = 8 }
[[values]]
field = "role"
map = [
  { theirs = "A|B", ours = "RN-ADULT" },
  { theirs = "A|C", leave_out = true },
]
"#;

    fn faults(text: &str) -> Vec<String> {
        let findings = ReadMapping::read("m.toml", text.as_bytes()).err().unwrap_or_default();
        findings.iter().map(|f| format!("{} {}", f.place, f.message)).collect()
    }

    #[test]
    fn a_good_mapping_is_read() {
        assert!(faults(GOOD).is_empty(), "{:?}", faults(GOOD));
    }

    #[test]
    fn every_contradiction_is_told_with_its_line() {
        let cases = [
            ("version = 1", "version = 2", "m.toml:version a version that is not known"),
            ("\"table\"", "\"tabel\"", "m.toml:5 "),
            ("sheet = \"staff\"", "sheet = \"staf\"", "m.toml:3:sheet there is no such sheet"),
            ("sheet = \"staff\"\n", "", "m.toml:3:sheet a table needs the sheet that it gives"),
            ("staff*.csv", "../x.csv", "m.toml:3:files a name of a file is no path"),
            ("staff*.csv", "a/x.csv", "m.toml:3:files a name of a file is no path"),
            ("[\"staff*.csv\"]", "[]", "m.toml:3:files the source names no file"),
            ("\"site\"", "\"sight\"", "m.toml:10:ours the sheet has no such column"),
            ("\"site\"", "\"role\"", "m.toml:10:ours the column is mapped twice"),
            ("[\"Group\", \"Role\"]", "[\"Role\", \"Role\"]", "m.toml:9:theirs the same column twice"),
            ("constant = \"north\"", "constant = \"x\", theirs = [\"y\"]", "m.toml:10:ours both"),
            (", constant = \"north\"", "", "m.toml:10:ours neither"),
            (
                "constant = \"north\"",
                "constant = \"x\", confirmed = false",
                "m.toml:10:ours a required column",
            ),
            ("staff_id = 8", "staff_id = 1", "m.toml:3:pad "),
            ("staff_id = 8", "sttaff_id = 8", "m.toml:3:pad "),
            ("\"A|C\", leave_out", "\"A|B\", leave_out", "m.toml:17:theirs the value is mapped twice"),
            (", leave_out = true", "", "m.toml:17:ours "),
            ("ours = \"RN-ADULT\"", "ours = \"RN\", leave_out = true", "m.toml:16:ours "),
            ("ours = \"RN-ADULT\"", "ours = \"\"", "m.toml:16:ours "),
            ("field = \"role\"", "field = \"rolle\"", "m.toml:13:field "),
            ("field = \"role\"", "field = \"proficiency\"", "m.toml:17:leave_out "),
            ("\"A|C\"", "\"\"", "m.toml:17:theirs "),
            ("layout = \"table\"", "layout = \"table\"\ndelimiter = \"a\"", "m.toml:3:delimiter "),
            (
                "layout = \"table\"",
                "layout = \"table\"\ntwo_digit_years_from = 20",
                "m.toml:3:two_digit_years_from ",
            ),
        ];
        for (from, to, expected) in cases {
            assert!(GOOD.contains(from), "{from}");
            let faults = faults(&GOOD.replacen(from, to, 1));
            assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{to}: {faults:?}");
        }
        let missing = faults(&GOOD.replacen("  { ours = \"site\", constant = \"north\" },\n", "", 1));
        assert_eq!(missing, ["m.toml:3:columns the required column `site` is not mapped"]);
        assert!(ReadMapping::read("m.toml", b"\xff").is_err());
    }
}
