//! Rows in memory and a sink that keeps everything, for the tests of layouts.

use std::collections::BTreeMap;

use super::super::layout::{Aside, At, Context, Draft, Layout, Opened, Problem, Sink};
use super::super::mapping::Mapping;
use super::super::row::{Row, Rows};
use crate::model::{Day, Error, Finding, FindingCode, Result, SheetKind};
use crate::sheet::Fault;

/// Rows in memory. A line is cut at its delimiter, without quotes.
pub(super) struct Lines {
    header: Vec<String>,
    rows: Vec<Row>,
    at: usize,
}

impl Lines {
    /// A text whose first line is the header; rows with another number of cells are ragged.
    pub(super) fn table(text: &str, delimiter: char) -> Self {
        let mut lines = Self::records(text, delimiter);
        lines.header = lines.rows.remove(0).cells;
        for row in &mut lines.rows {
            if row.cells.len() != lines.header.len() {
                row.fault = Some(Fault::Ragged);
            }
        }
        lines
    }

    /// A text without a header.
    pub(super) fn records(text: &str, delimiter: char) -> Self {
        let rows = (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty()).map(|(line, text)| Row {
            line,
            cells: text.split(delimiter).map(|cell| cell.trim().to_owned()).collect(),
            fault: None,
            raw: text.as_bytes().to_vec(),
        });
        Self { header: Vec::new(), rows: rows.collect(), at: 0 }
    }
}

impl Rows for Lines {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut Row) -> Result<bool> {
        let Some(next) = self.rows.get(self.at) else { return Ok(false) };
        row.clone_from(next);
        self.at += 1;
        Ok(true)
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    Passed(Vec<(SheetKind, BTreeMap<String, String>)>),
    Aside(Aside, &'static str),
    Rejected(FindingCode),
}

/// Everything that a layout said.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) fates: BTreeMap<(usize, u64), Fate>,
    pub(super) notes: Vec<Finding>,
}

impl Kept {
    fn give(&mut self, at: At<'_>, fate: Fate) {
        let before = self.fates.insert((at.file, at.row.line), fate);
        assert_eq!(before, None, "a second fate of line {}", at.row.line);
    }

    /// The drafts of one sheet, by line.
    pub(super) fn drafts(&self, kind: SheetKind) -> Vec<&BTreeMap<String, String>> {
        let passed = self.fates.values().filter_map(|fate| match fate {
            Fate::Passed(drafts) => Some(drafts),
            _ => None,
        });
        passed.flatten().filter(|(sheet, _)| *sheet == kind).map(|(_, cells)| cells).collect()
    }

    /// The codes of the rows that were refused.
    pub(super) fn rejected(&self) -> Vec<FindingCode> {
        let code = |fate: &Fate| if let Fate::Rejected(code) = fate { Some(*code) } else { None };
        self.fates.values().filter_map(code).collect()
    }

    /// How many rows were set aside, and as what.
    pub(super) fn aside(&self, aside: Aside) -> usize {
        self.fates.values().filter(|fate| matches!(fate, Fate::Aside(kind, _) if *kind == aside)).count()
    }
}

impl Sink for Kept {
    fn pass(&mut self, at: At<'_>, drafts: &[Draft<'_>]) -> Result<()> {
        let owned = drafts.iter().map(|draft| {
            let mut cells = BTreeMap::new();
            for cell in &draft.cells {
                let before = cells.insert(cell.ours.to_string(), cell.value.to_string());
                assert_eq!(before, None, "{} twice in a draft", cell.ours);
            }
            (draft.sheet, cells)
        });
        self.give(at, Fate::Passed(owned.collect()));
        Ok(())
    }

    fn set_aside(&mut self, at: At<'_>, aside: Aside, why: &'static str) -> Result<()> {
        self.give(at, Fate::Aside(aside, why));
        Ok(())
    }

    fn reject(&mut self, at: At<'_>, problem: Problem) -> Result<()> {
        assert!(!problem.message.is_empty() && !problem.help.is_empty());
        self.give(at, Fate::Rejected(problem.code));
        Ok(())
    }

    fn note(&mut self, finding: Finding) {
        self.notes.push(finding);
    }
}

/// A mapping; its first source counts.
pub(super) fn mapping(text: &str) -> Mapping {
    toml::from_str(text).unwrap()
}

/// Checks and reads files by a mapping.
pub(super) fn map(text: &str, files: Vec<Lines>) -> std::result::Result<Kept, Vec<Finding>> {
    let mapping = mapping(text);
    read(&*super::layout(&mapping.sources[0], &mapping.values).unwrap(), files)
}

/// Checks and reads files as on 2026-11-01; every row must get a fate.
pub(super) fn read(layout: &dyn Layout, files: Vec<Lines>) -> std::result::Result<Kept, Vec<Finding>> {
    const NAMES: [&str; 4] = ["one", "two", "three", "four"];
    let count: usize = files.iter().map(|lines| lines.rows.len()).sum();
    let mut opened: Vec<Opened<'_>> =
        files.into_iter().zip(NAMES).map(|(rows, name)| Opened { name, rows: Box::new(rows) }).collect();
    let findings = layout.check(&opened);
    if !findings.is_empty() {
        return Err(findings);
    }
    let mut kept = Kept::default();
    let context = Context { as_at: Day::from_ymd(2026, 11, 1).unwrap() };
    match layout.read(&mut opened, context, &mut kept) {
        Ok(()) => {
            assert_eq!(kept.fates.len(), count, "every row has one fate");
            Ok(kept)
        }
        Err(Error::Input(findings)) => Err(findings),
        Err(other) => panic!("{other}"),
    }
}
