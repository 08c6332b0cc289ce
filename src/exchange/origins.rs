//! Where the rows of our sheets come from: line of a sheet to file and line of a source, and columns back to theirs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Finding, Place};

/// The origins of one sheet's rows.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// Neighbouring rows that come from neighbouring lines of one file are one run.
    runs: Vec<Run>,
    /// By file and our column: their column.
    columns: BTreeMap<usize, BTreeMap<String, String>>,
}

/// Rows from one line of a sheet on, and the file and line of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    sheet_line: u64,
    file: usize,
    line: u64,
}

impl Origins {
    /// The row on this line of the sheet comes from there. Lines of the sheet come in their order.
    pub(super) fn add(&mut self, sheet_line: u64, file: usize, line: u64) {
        let goes_on = self.runs.last().is_some_and(|run| {
            run.file == file && line.checked_sub(run.line) == Some(sheet_line - run.sheet_line)
        });
        if !goes_on {
            self.runs.push(Run { sheet_line, file, line });
        }
    }

    /// Their column for ours in a file, said as often as one likes.
    pub(super) fn name(&mut self, file: usize, ours: &str, theirs: &str) {
        let columns = self.columns.entry(file).or_default();
        if !columns.contains_key(ours) {
            columns.insert(ours.to_owned(), theirs.to_owned());
        }
    }

    /// File and line of a row.
    pub(super) fn of(&self, sheet_line: u64) -> Option<(usize, u64)> {
        let after = self.runs.partition_point(|run| run.sheet_line <= sheet_line);
        let run = self.runs.get(after.checked_sub(1)?)?;
        Some((run.file, run.line + (sheet_line - run.sheet_line)))
    }

    /// The files that rows come from, by number.
    fn files(&self) -> Vec<usize> {
        let mut files: Vec<usize> = self.runs.iter().map(|run| run.file).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// A finding about the sheet as one about its source; `names` are those of the files.
    pub(super) fn told(&self, mut finding: Finding, names: &[Arc<str>]) -> Finding {
        let name = |file: usize| names.get(file).map_or("", |name| &**name);
        let at = self.of(finding.place.line).filter(|_| finding.place.line > 1);
        let file = match at {
            Some((file, _)) => name(file).to_owned(),
            None => self.files().into_iter().map(name).collect::<Vec<_>>().join(" + "),
        };
        let theirs =
            at.and_then(|(file, _)| self.columns.get(&file)).or_else(|| self.columns.values().next());
        let ours = &finding.place.column;
        let column = theirs.and_then(|columns| columns.get(ours)).unwrap_or(ours).clone();
        let own = at.map(|(file, _)| file);
        let line_text = |line: u64| match self.of(line) {
            Some((file, line)) if Some(file) == own || own.is_none() && self.columns.len() < 2 => {
                line.to_string()
            }
            Some((file, line)) => format!("{line} of {}", name(file)),
            None => line.to_string(),
        };
        for text in [&mut finding.message, &mut finding.help] {
            if let Some(said) = lines_said(text, line_text) {
                *text = said.into();
            }
        }
        finding.place = Place { file: file.into(), line: at.map_or(0, |(_, line)| line), column };
        finding
    }
}

/// A text in which `line 3` and `lines 3, 5` say other numbers; `None` if it names no line. What stands between
/// backquotes is data and stays.
fn lines_said(text: &str, say: impl Fn(u64) -> String) -> Option<String> {
    text.contains(" line").then(|| {
        let parts = text.split('`').enumerate();
        let said = parts.map(
            |(number, part)| {
                if number % 2 == 0 { numbers_said(part, &say) } else { part.to_owned() }
            },
        );
        said.collect::<Vec<_>>().join("`")
    })
}

fn numbers_said(text: &str, say: &impl Fn(u64) -> String) -> String {
    let mut said = String::new();
    // a number is a line's if it comes behind `line` or `lines`, directly or in a list
    let mut in_list = false;
    for (number, word) in text.split(' ').enumerate() {
        if number > 0 {
            said.push(' ');
        }
        let digits = word.trim_end_matches([',', '.', ';', ')']);
        match digits.parse::<u64>() {
            Ok(line) if in_list => {
                said.push_str(&say(line));
                said.push_str(word.get(digits.len()..).unwrap_or_default());
                in_list = word.ends_with(',');
            }
            _ => {
                said.push_str(word);
                in_list = matches!(word, "line" | "lines") || (in_list && word == "and");
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FindingCode;

    #[test]
    fn rows_are_found_again_in_few_runs() {
        let mut origins = Origins::default();
        let rows = [(2, 0, 2), (3, 0, 3), (4, 0, 7), (5, 0, 8), (6, 1, 9), (7, 1, 10)];
        for (sheet, file, line) in rows {
            origins.add(sheet, file, line);
        }
        assert_eq!(origins.runs.len(), 3);
        for (sheet, file, line) in rows {
            assert_eq!(origins.of(sheet), Some((file, line)));
        }
        assert_eq!(origins.of(1), None);
    }

    #[test]
    fn findings_speak_of_the_source() {
        let mut origins = Origins::default();
        origins.add(2, 0, 12);
        origins.add(3, 0, 14);
        origins.add(4, 1, 4);
        origins.name(0, "role", "Job Role");
        let names: Vec<Arc<str>> = vec!["a.csv".into(), "b.csv".into()];
        let told = |line: u64, help: &str| {
            let place = Place { file: "staff.csv".into(), line, column: "role".into() };
            let finding = Finding::new(FindingCode::RoleUnknown, place, "x", "no 3 lines", help.to_owned());
            origins.told(finding, &names)
        };
        let one = told(3, "keep one of the rows on lines 2, 4 and 7 more");
        assert_eq!(
            (one.place.to_string(), &*one.help),
            ("a.csv:14:Job Role".to_owned(), "keep one of the rows on lines 12, 4 of b.csv and 7 more")
        );
        assert_eq!(one.message, "no 3 lines");
        assert_eq!(
            told(2, "remove it: the row on line 3 stands").help,
            "remove it: the row on line 14 stands"
        );
        assert_eq!(told(2, "write `line 3`").help, "write `line 3`");
        assert_eq!(told(0, "").place.to_string(), "a.csv + b.csv:Job Role");
    }
}
