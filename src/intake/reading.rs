//! The mechanics that all sheets share: columns by header, then faults, blank keys, duplicates, conflicts of keys.

use super::Source;
use super::log::{Fate, Log, Problem};
use crate::model::headers::may_say;
use crate::model::{Finding, FindingCode, Place, Words};
use crate::sheet::{Fault, Head, Record, Sheet};

/// How many unknown columns are listed one by one.
const LISTED: usize = 50;

/// Which columns a sheet has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    /// Must be there; the key comes first.
    pub(super) required: &'a [&'a str],
    /// May be there.
    pub(super) optional: &'a [&'a str],
    /// Cells that must not be blank, else the row is refused.
    pub(super) filled: &'a [&'a str],
    /// How many of the required columns are the key; 0: rows may share all of them.
    pub(super) key: usize,
    /// Optional columns without which something counts for more: a header that is nearly one of them must be mended.
    pub(super) guarded: &'a [&'a str],
    /// Columns that nothing reads and of which nothing is said.
    pub(super) silent: &'a [&'a str],
}

/// A file whose columns are known.
#[derive(Debug)]
pub(super) struct Table {
    sheet: Sheet,
    /// The known columns that it has, in the order of the layout, with their position.
    known: Vec<(String, usize)>,
    /// Rows that are faulty as rows or copies of another.
    skipped: Vec<bool>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table,
    /// Its number, from 0.
    pub(super) index: usize,
    /// As it came.
    pub(super) record: &'t Record,
}

impl<'t> Row<'t> {
    /// The cell of a known column; blank where the file does not have the column.
    pub(super) fn cell(self, column: &str) -> &'t str {
        let found = self.table.known.iter().find(|(name, _)| name == column);
        found.map_or("", |(_, at)| self.record.get(*at))
    }

    /// The line on which it starts.
    pub(super) fn line(self) -> u64 {
        self.record.line
    }

    /// The place of one of its cells.
    pub(super) fn place(self, column: &str) -> Place {
        self.table.sheet.place(self.line(), column)
    }

    /// Its known cells, in the order of the layout.
    fn known(self) -> impl Iterator<Item = &'t str> {
        self.table.known.iter().map(move |(_, at)| self.record.get(*at))
    }
}

impl Table {
    /// Reads a file and refuses faulty rows, rows with blank keys, and rows that share a key; sets copies aside.
    pub(super) fn open(source: Source<'_>, layout: &Layout<'_>) -> Result<(Self, Log), Vec<Finding>> {
        let sheet = read_sheet(source, layout)?;
        check_columns(sheet.head(), layout)?;
        Ok(Self::of(sheet, layout))
    }

    /// The same of a sheet whose columns are known to be right.
    pub(super) fn of(sheet: Sheet, layout: &Layout<'_>) -> (Self, Log) {
        let bound = layout.required.iter().chain(layout.optional);
        let known = bound.filter_map(|name| sheet.column(name).map(|at| ((*name).to_owned(), at))).collect();
        let skipped = sheet.records().iter().map(|record| record.fault.is_some()).collect();
        let mut table = Self { sheet, known, skipped };
        let mut log = Log::default();
        note_unknown_columns(table.sheet.head(), layout, &mut log);
        table.refuse_faults(&mut log);
        table.refuse_blanks(layout, &mut log);
        for copy in table.refuse_copies(layout, &mut log) {
            if let Some(skipped) = table.skipped.get_mut(copy) {
                *skipped = true;
            }
        }
        (table, log)
    }

    /// The text below.
    pub(super) fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Whether the file has a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.known.iter().any(|(name, _)| name == column)
    }

    /// A place that is no row.
    pub(super) fn place(&self, column: &str) -> Place {
        self.sheet.place(0, column)
    }

    /// Rows that can be read and are no copies; some may be refused already, their cells are looked at all the same.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.all().zip(&self.skipped).filter(|(_, skipped)| !**skipped).map(|(row, _)| row)
    }

    /// Rows that cannot be read as rows.
    pub(super) fn faulty(&self) -> impl Iterator<Item = Row<'_>> {
        self.all().filter(|row| row.record.fault.is_some())
    }

    fn all(&self) -> impl Iterator<Item = Row<'_>> {
        self.sheet.records().iter().enumerate().map(|(index, record)| Row { table: self, index, record })
    }

    fn refuse_faults(&self, log: &mut Log) {
        let width = self.sheet.header().len();
        for row in self.faulty() {
            if let Some(fault) = row.record.fault {
                log.reject(row, "", row_problem(fault, row.record.len(), width));
            }
        }
    }

    fn refuse_blanks(&self, layout: &Layout<'_>, log: &mut Log) {
        for row in self.rows() {
            for column in layout.filled.iter().filter(|column| row.cell(column).is_empty()) {
                log.reject(row, column, blank_problem());
            }
        }
    }

    /// Settles copies and returns their numbers; of rows that share a key with other values none is left.
    fn refuse_copies(&self, layout: &Layout<'_>, log: &mut Log) -> Vec<usize> {
        let mut rows: Vec<Row<'_>> = self.rows().filter(|row| !log.is_rejected(*row)).collect();
        // key columns come first in the layout, so rows of one key are neighbours, and copies among them too
        rows.sort_unstable_by(|a, b| a.known().cmp(b.known()).then(a.index.cmp(&b.index)));
        let mut copies = Vec::new();
        for same_key in rows.chunk_by(|a, b| a.known().take(layout.key).eq(b.known().take(layout.key))) {
            let mut firsts: Vec<Row<'_>> = Vec::new();
            for same in same_key.chunk_by(|a, b| a.known().eq(b.known())) {
                let Some((first, rest)) = same.split_first() else { continue };
                if layout.key > 0 {
                    firsts.push(*first);
                }
                for copy in rest {
                    log.find(*copy, "", copy_problem(first.line()));
                    log.settle(Fate::Duplicate);
                    copies.push(copy.index);
                }
            }
            if firsts.len() > 1 {
                refuse_conflict(layout, &firsts, log);
            }
        }
        copies
    }
}

/// Notes columns that nothing reads.
pub(super) fn note_unknown_columns(head: &Head, layout: &Layout<'_>, log: &mut Log) {
    let bound = || layout.required.iter().chain(layout.optional).map(|name| (*name).to_owned());
    let absent = Words::new(bound().filter(|name| head.column(name).is_none()));
    let all = Words::new(bound());
    let mut unknown = head
        .header
        .iter()
        .filter(|header| all.find(header).is_none() && !layout.silent.contains(&header.as_str()));
    for header in unknown.by_ref().take(LISTED) {
        let help = match absent.nearest(header) {
            Some(near) => format!("rename it to `{near}` if that is meant"),
            None => "nothing to do if it is only for people".to_owned(),
        };
        let problem = Problem::new(FindingCode::ColumnUnknown, header, "nothing reads this column", help);
        log.place(head.place(0, header), problem);
    }
    let more = unknown.count();
    if more > 0 {
        let message = format!("nothing reads {more} more columns");
        let problem = Problem::new(FindingCode::ColumnUnknown, "", message, "check the header row");
        log.place(head.place(0, ""), problem);
    }
}

/// What is wrong with a row as a row.
pub(super) fn row_problem(fault: Fault, cells: usize, width: usize) -> Problem<'static> {
    match fault {
        Fault::Ragged => Problem::new(
            FindingCode::RowRagged,
            &format!("{cells} cells"),
            "the row has another number of cells than the header",
            format!("give it {width} cells; a cell with a comma in it needs quotes around it"),
        ),
        Fault::Quoting => Problem::new(
            FindingCode::RowQuoting,
            "",
            "quotes do not pair in this row",
            "quote whole cells only and write a quote within a quoted cell twice",
        ),
        Fault::Encoding => {
            Problem::new(FindingCode::RowEncoding, "", "the row is not UTF-8", "save the file as `CSV UTF-8`")
        }
        Fault::Broken => Problem::new(
            FindingCode::RowBroken,
            "",
            "a cell of the row holds an error instead of a value",
            "mend the formula in the workbook, or clear the cell",
        ),
    }
}

/// A cell that must be filled.
pub(super) fn blank_problem() -> Problem<'static> {
    Problem::new(FindingCode::KeyBlank, "", "a cell that must be filled is blank", "fill it in")
}

/// A row that was there before.
pub(super) fn copy_problem(first: u64) -> Problem<'static> {
    let help = format!("remove it: the row on line {first} stands");
    Problem::new(FindingCode::RowDuplicate, "", "the same row again", help)
}

fn refuse_conflict(layout: &Layout<'_>, rows: &[Row<'_>], log: &mut Log) {
    let columns = layout.required.get(..layout.key).unwrap_or_default();
    let mut lines: Vec<u64> = rows.iter().map(|row| row.line()).collect();
    lines.sort_unstable();
    let help = format!("keep one of the rows on lines {}", listed(&lines));
    for row in rows {
        let key: Vec<&str> = columns.iter().map(|column| row.cell(column)).collect();
        let message = format!("rows with the same {} differ", columns.join(", "));
        let problem = Problem::new(FindingCode::KeyConflict, &key.join(", "), message, help.clone());
        log.reject(*row, columns.first().copied().unwrap_or_default(), problem);
    }
}

/// Line numbers as a short list.
pub(super) fn listed(lines: &[u64]) -> String {
    let shown: Vec<String> = lines.iter().take(6).map(ToString::to_string).collect();
    let more = lines.len().saturating_sub(shown.len());
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// Reads the text; where only headers are at fault, missing ones are listed with repeated ones.
fn read_sheet(source: Source<'_>, layout: &Layout<'_>) -> Result<Sheet, Vec<Finding>> {
    Sheet::read(source.name, source.bytes)
        .map_err(|findings| with_missing(findings, source.name, source.bytes, layout))
}

/// What is wrong with a header, with the columns that are missing if nothing worse is wrong than repeated ones.
pub(super) fn with_missing(
    mut findings: Vec<Finding>,
    file: &str,
    bytes: &[u8],
    layout: &Layout<'_>,
) -> Vec<Finding> {
    let repeated = findings.iter().all(|f| f.code == FindingCode::ColumnRepeated);
    if repeated && let Some(header) = Sheet::headers(bytes) {
        findings.extend(column_faults(&file.into(), &header, layout));
    }
    findings
}

/// Refuses a file that lacks columns.
pub(super) fn check_columns(head: &Head, layout: &Layout<'_>) -> Result<(), Vec<Finding>> {
    let problems = column_faults(&head.file, &head.header, layout);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Required columns that are missing, and optional ones that are misspelt where leaving them out is not safe.
fn column_faults(file: &std::sync::Arc<str>, header: &[String], layout: &Layout<'_>) -> Vec<Finding> {
    let known = Words::new(layout.required.iter().chain(layout.optional).map(|name| (*name).to_owned()));
    let strange = Words::new(header.iter().filter(|h| known.find(h).is_none()).cloned());
    let absent = |name: &str| !header.iter().any(|h| h == name);
    let place = |name: &str| Place { file: file.clone(), line: 0, column: name.to_owned() };
    let mut findings = Vec::new();
    for name in layout.required.iter().filter(|name| absent(name)) {
        let near = strange.nearest(name);
        let help = match near {
            Some(_) => "rename this column",
            None => "add the column; headers are case-sensitive",
        };
        let message = format!("the column `{name}` is missing");
        let value = near.unwrap_or_default();
        findings.push(Finding::new(FindingCode::ColumnMissing, place(name), value, message, help));
    }
    for name in layout.guarded.iter().filter(|name| absent(name)) {
        let usual = || strange.iter().find(|header| may_say(header, name));
        let found = match strange.nearest(name) {
            Some(near) => Some((near, format!("the column `{name}` seems to be misspelt"))),
            None => usual().map(|other| (other, format!("the column `{name}` seems to have another name"))),
        };
        if let Some((near, message)) = found {
            let help = format!("rename it to `{name}`, or to something quite different");
            findings.push(Finding::new(FindingCode::ColumnMissing, place(name), near, message, help));
        }
    }
    findings
}

#[cfg(test)]
mod tests;
