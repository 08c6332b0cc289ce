//! A pack table as rows of named cells, with the checks that every table shares.

use super::problems::{At, Problems};
use crate::model::{Day, FindingCode, Supervision, Words};
use crate::sheet::{Fault, Record, Sheet};

/// The columns of a table: those it must have and those it may have.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) required: Vec<String>,
    pub(super) optional: Vec<String>,
}

impl Shape {
    pub(super) fn new(required: &[&str], optional: &[&str]) -> Self {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        Self { required: owned(required), optional: owned(optional) }
    }
}

/// A table read and checked for its columns and the wholeness of its rows.
#[derive(Debug)]
pub(super) struct Rows {
    file: String,
    sheet: Option<Sheet>,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    record: &'a Record,
}

impl Rows {
    /// Reads a table; whatever is wrong with it as a table goes to `problems`, and it then has no rows.
    pub(super) fn read(file: &str, bytes: Option<&Vec<u8>>, shape: &Shape, problems: &mut Problems) -> Self {
        let nothing = Self { file: file.to_owned(), sheet: None };
        let Some(bytes) = bytes else {
            problems.push(
                FindingCode::PackFile,
                file,
                0,
                "",
                "",
                "the pack lacks this file",
                "add it, with its header row",
            );
            return nothing;
        };
        let sheet = match Sheet::read(file, bytes) {
            Ok(sheet) => sheet,
            Err(findings) => {
                problems.findings.extend(findings);
                return nothing;
            }
        };
        let before = problems.findings.len();
        check_columns(file, &sheet, shape, problems);
        check_rows(file, &sheet, problems);
        if problems.findings.len() > before {
            nothing
        } else {
            Self { file: file.to_owned(), sheet: Some(sheet) }
        }
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Whether it is a table and has no rows; one that cannot be read has its own findings.
    pub(super) fn is_empty(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| sheet.records().is_empty())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.sheet
            .iter()
            .flat_map(|sheet| sheet.records().iter().map(|record| Row { file: &self.file, sheet, record }))
    }
}

fn check_columns(file: &str, sheet: &Sheet, shape: &Shape, problems: &mut Problems) {
    for column in shape.required.iter().filter(|column| sheet.column(column).is_none()) {
        problems.push(
            FindingCode::ColumnMissing,
            file,
            1,
            column,
            "",
            "the table lacks this column",
            "add it",
        );
    }
    let known = Words::new(shape.required.iter().chain(&shape.optional).cloned());
    for header in sheet.header().iter().filter(|header| known.find(header).is_none()) {
        let no_relaxing = ["law.csv", "veto.csv"].iter().any(|table| file.ends_with(table));
        let help = match known.nearest(header) {
            _ if header == "relaxes" && no_relaxing => "law and veto are never relaxed: remove it".to_owned(),
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("columns of this table: {}", known.listed()),
        };
        problems.push(
            FindingCode::RuleShape,
            file,
            1,
            header,
            header,
            "a column that this table does not know",
            &help,
        );
    }
}

fn check_rows(file: &str, sheet: &Sheet, problems: &mut Problems) {
    for record in sheet.records() {
        let (code, message, help) = match record.fault {
            None => continue,
            Some(Fault::Ragged) => (
                FindingCode::RowRagged,
                "another number of cells than the header",
                "quote cells that hold a comma",
            ),
            Some(Fault::Quoting) => (
                FindingCode::RowQuoting,
                "quotes that do not pair",
                "double every quote inside a quoted cell",
            ),
            Some(Fault::Encoding) => (FindingCode::RowEncoding, "not UTF-8", "save the table as CSV UTF-8"),
            Some(Fault::Broken) => (FindingCode::RowBroken, "an error instead of a value", "clear the cell"),
        };
        problems.push(code, file, record.line, "", &String::from_utf8_lossy(&record.raw), message, help);
    }
}

impl<'a> Row<'a> {
    /// A cell; blank when the table has no such column. `-` counts as blank.
    pub(super) fn text(&self, column: &str) -> &'a str {
        let cell = self.sheet.column(column).map_or("", |at| self.record.get(at));
        if cell == "-" { "" } else { cell }
    }

    pub(super) fn line(&self) -> u64 {
        self.record.line
    }

    pub(super) fn at<'b>(&self, column: &'b str) -> At<'b>
    where
        'a: 'b,
    {
        At { file: self.file, line: self.record.line, column }
    }

    /// The filled cells of a rule row that are neither its name, its output nor its provenance.
    pub(super) fn conditions(&self) -> Vec<(String, String)> {
        const OTHERS: [&str; 18] = [
            "rule",
            "stop",
            "effect",
            "delegable",
            "veto",
            "floor",
            "mitigation",
            "supervision",
            "needs",
            "because",
            "source",
            "jurisdiction",
            "effective_from",
            "effective_until",
            "replaces",
            "approver",
            "approved_on",
            super::shapes::ORIGIN,
        ];
        let filled = self.sheet.header().iter().filter(|column| !OTHERS.contains(&column.as_str()));
        filled
            .map(|column| (column.clone(), self.text(column).to_owned()))
            .filter(|(_, cell)| !cell.is_empty())
            .collect()
    }

    /// A required yes or no.
    pub(super) fn yes_no(&self, column: &str, problems: &mut Problems) -> Option<bool> {
        self.choice(column, &["no", "yes"], problems).map(|at| at == 1)
    }

    /// A required word of a short list, by its place there.
    pub(super) fn choice(&self, column: &str, words: &[&str], problems: &mut Problems) -> Option<usize> {
        let text = self.text(column);
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            let help = format!("use {}", words.join(" or "));
            problems.at(FindingCode::RuleCell, self.at(column), text, "unknown word", &help);
        }
        found
    }

    /// A required supervision word.
    pub(super) fn supervision(&self, column: &str, problems: &mut Problems) -> Option<Supervision> {
        let words = Supervision::ALL.map(Supervision::word);
        self.choice(column, &words, problems).and_then(|at| Supervision::ALL.get(at).copied())
    }

    /// A word of a list, or blank.
    pub(super) fn word(&self, column: &str, words: &Words, problems: &mut Problems) -> Option<u16> {
        let text = self.text(column);
        if text.is_empty() { None } else { self.one_word(column, text, words, problems) }
    }

    /// A word of a list.
    pub(super) fn one_word(
        &self,
        column: &str,
        text: &str,
        words: &Words,
        problems: &mut Problems,
    ) -> Option<u16> {
        let found = words.find(text);
        if found.is_none() {
            problems.unknown(self.at(column), text, words);
        }
        found
    }

    /// An ISO day, or blank.
    pub(super) fn day(&self, column: &str, problems: &mut Problems) -> Option<Day> {
        let text = self.text(column);
        let day = Day::parse_iso(text);
        if day.is_none() && !text.is_empty() {
            problems.at(
                FindingCode::DateBad,
                self.at(column),
                text,
                "not a day of the calendar",
                "write YYYY-MM-DD",
            );
        }
        day
    }
}

/// A `;` list: trimmed, blanks left out.
pub(super) fn split_list(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|word| !word.is_empty()).map(String::from).collect()
}
