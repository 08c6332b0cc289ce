//! What may be wrong with a source of a mapping.

use super::lines::Lines;
use super::read::{Problems, repeated};
use super::{ColumnMap, LayoutName, SourceSpec};
use crate::model::{SheetKind, Words};

/// To how many digits codes may be filled up.
const DIGITS: std::ops::RangeInclusive<u8> = 2..=32;
/// In which years the hundred years of two digits may begin: they must end by 2199.
const FROM: std::ops::RangeInclusive<i16> = 1900..=2100;

pub(super) fn check_source(source: &SourceSpec, number: usize, lines: &Lines, problems: &mut Problems) {
    let line = lines.source(number);
    check_files(source, line, problems);
    let sheet = check_sheet(source, line, problems);
    let names = columns_of(source.layout, sheet);
    for (at, column) in source.columns.iter().enumerate() {
        check_column(column, lines.column(number, at), (sheet, &names), problems);
    }
    for at in repeated(source.columns.iter().map(|column| column.ours.as_str())) {
        let ours = source.columns.get(at).map_or("", |column| column.ours.as_str());
        let help = "keep one entry; several columns that are one of ours are listed together in `theirs`";
        problems.add(lines.column(number, at), "ours", ours, "the column is mapped twice", help);
    }
    if let Some(sheet) = sheet {
        check_required(source, (number, sheet), lines, problems);
    }
    for (column, digits) in &source.pad {
        let known =
            names.find(column).is_some() && !SheetKind::ALL.iter().any(|k| k.days().contains(&&**column));
        if !known || !DIGITS.contains(digits) {
            let help = "name a column of the sheet, and 2 to 32 digits";
            problems.add(line, "pad", column, "a number cannot be filled up like that", help);
        }
    }
    if let Some(from) = source.two_digit_years_from.filter(|from| !FROM.contains(from)) {
        let help = "write the first of the hundred years, 1900 to 2100";
        problems.add(line, "two_digit_years_from", &from.to_string(), "not such a year", help);
    }
    if let Some(delimiter) = source.delimiter.filter(|d| !is_delimiter(*d)) {
        let help = "use a comma, a semicolon, a tab, `~` or `|`";
        problems.add(line, "delimiter", &delimiter.to_string(), "cells cannot be parted by this", help);
    }
}

fn is_delimiter(character: char) -> bool {
    character == '\t' || (character.is_ascii_punctuation() && !matches!(character, '"' | '\'' | '-' | '.'))
}

fn check_files(source: &SourceSpec, line: u64, problems: &mut Problems) {
    if source.files.is_empty() {
        problems.add(
            line,
            "files",
            "",
            "the source names no file",
            "name its files; `*` stands for any letters",
        );
    }
    for name in &source.files {
        let is_path = name.contains(['/', '\\', ':']) || matches!(name.as_str(), "" | "." | "..");
        if is_path {
            let help = "name files of the dataset's folder only, without folders";
            problems.add(line, "files", name, "a name of a file is no path", help);
        }
    }
}

/// The sheet of a table.
fn check_sheet(source: &SourceSpec, line: u64, problems: &mut Problems) -> Option<SheetKind> {
    let all: Vec<&str> = SheetKind::ALL.iter().map(|kind| kind.word()).collect();
    match (source.layout, &source.sheet) {
        (LayoutName::Table, None) => {
            let help = format!("add `sheet` with one of: {}", all.join(", "));
            problems.add(line, "sheet", "", "a table needs the sheet that it gives", help);
            None
        }
        (LayoutName::Table, Some(name)) => {
            let sheet = SheetKind::parse(name);
            if sheet.is_none() {
                let help = format!("use one of: {}", all.join(", "));
                problems.add(line, "sheet", name, "there is no such sheet", help);
            }
            sheet
        }
        (_, Some(name)) => {
            let help = "remove it: the layout says what the file gives";
            problems.add(line, "sheet", name, "only a table has a `sheet`", help);
            None
        }
        (_, None) => None,
    }
}

/// Columns of no sheet, by which coded records say whose they are and when they hold.
const OF_RECORDS: [&str; 3] = ["person_id", "valid_from", "valid_to"];

/// Names of columns that may be mapped: of the sheet, else of any.
fn columns_of(layout: LayoutName, sheet: Option<SheetKind>) -> Words {
    let kinds = SheetKind::ALL.into_iter().filter(|kind| sheet.is_none_or(|sheet| sheet == *kind));
    let coded = matches!(layout, LayoutName::EsrGo | LayoutName::EsrGo2);
    let more = OF_RECORDS.iter().filter(|_| coded);
    let columns = kinds.flat_map(|kind| kind.required().iter().chain(kind.optional())).chain(more);
    Words::new(columns.map(|column| (*column).to_owned()))
}

fn check_column(
    column: &ColumnMap,
    line: u64,
    (sheet, names): (Option<SheetKind>, &Words),
    problems: &mut Problems,
) {
    // tasks have a column for each criterion of the pack, which is not known here
    let free = matches!(sheet, Some(SheetKind::Tasks)) && !column.ours.trim().is_empty();
    if names.find(&column.ours).is_none() && !free {
        let help = match names.nearest(&column.ours) {
            Some(near) => format!("write `{near}` if that is meant"),
            None => format!("use one of: {}", names.listed()),
        };
        problems.add(line, "ours", &column.ours, "the sheet has no such column", help);
    }
    let constant = column.constant.as_deref().map(str::trim);
    let message = match (column.theirs.is_empty(), constant) {
        (false, Some(_)) => Some("both a column of theirs and a constant"),
        (true, None | Some("")) => Some("neither a column of theirs nor a constant"),
        _ => None,
    };
    if let Some(message) = message {
        problems.add(
            line,
            "ours",
            &column.ours,
            message,
            "write either `theirs = [..]` or `constant = \"..\"`",
        );
    }
    if let Some(at) = repeated(column.theirs.iter().map(String::as_str)).first() {
        let theirs = column.theirs.get(*at).map_or("", String::as_str);
        problems.add(line, "theirs", theirs, "the same column twice", "name each column once");
    }
    if column.theirs.iter().any(|name| name.trim().is_empty()) {
        problems.add(
            line,
            "theirs",
            "",
            "a column without a name",
            "write its header as it stands in the file",
        );
    }
}

fn check_required(
    source: &SourceSpec,
    (number, sheet): (usize, SheetKind),
    lines: &Lines,
    problems: &mut Problems,
) {
    for name in sheet.required() {
        let found = source.columns.iter().position(|column| column.ours == *name);
        if found.is_none() {
            let message = format!("the required column `{name}` is not mapped");
            let help = "say which column of theirs it is, or a constant";
            problems.add(lines.source(number), "columns", "", message, help);
        }
    }
    let small = matches!(sheet, SheetKind::Competencies | SheetKind::Links | SheetKind::Panel);
    for (at, column) in source.columns.iter().enumerate().filter(|(_, column)| !column.confirmed) {
        let message = if sheet.required().contains(&column.ours.as_str()) {
            "a required column that nobody has confirmed"
        } else if small {
            "a column that nobody has confirmed: of this sheet everything must be, for what is lost could loosen"
        } else {
            continue;
        };
        let help = "look at its evidence, then write `confirmed = true`";
        problems.add(lines.column(number, at), "ours", &column.ours, message, help);
    }
}
