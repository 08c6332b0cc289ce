//! competencies.csv: the codes that holdings, links and tasks may name.

use super::log::{Fate, Log, Problem};
use super::reading::{Layout, Row, Table};
use super::{Ledger, Source};
use crate::model::{Code, Codes, Finding, FindingCode, Place, SheetKind, Words};

const LAYOUT: Layout<'_> = Layout {
    required: SheetKind::Competencies.required(),
    optional: SheetKind::Competencies.optional(),
    filled: &["code"],
    key: 1,
    guarded: SheetKind::Competencies.guarded(),
    silent: &[],
};

/// Reads competencies.csv. Without a file the vocabulary is open (`true`): what tasks and links name is known.
pub fn competencies(source: Option<Source<'_>>) -> Result<(Codes, bool, Ledger), Vec<Finding>> {
    let Some(source) = source else {
        let mut log = Log::default();
        let place = Place { file: "competencies.csv".into(), line: 0, column: String::new() };
        let message = "no such file: the codes that tasks and links name are known, without refresh periods";
        let help = "add the file, so that a misspelt code is found";
        log.place(place, Problem::new(FindingCode::ColumnAbsent, "", message, help));
        return Ok((Codes::default(), true, log.without_file()));
    };
    let (table, mut log) = Table::open(source, &LAYOUT)?;
    let mut list = Vec::new();
    for row in table.rows() {
        let refresh_months = log.or_reject(row, "refresh_months", months(row));
        if !log.is_rejected(row) {
            log.settle(Fate::Used);
            let (code, title) = (row.cell("code").to_owned(), row.cell("title").to_owned());
            list.push(Code { code, title, refresh_months });
        }
    }
    list.sort_unstable_by(|a, b| a.code.cmp(&b.code));
    let mut codes = Codes::default();
    for code in list {
        codes.add(code);
    }
    Ok((codes, false, log.close(&table)))
}

fn months(row: Row<'_>) -> Result<Option<u16>, Problem<'static>> {
    let text = row.cell("refresh_months");
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.parse().ok().filter(|months| digits && (1..=1200).contains(months)) {
        Some(months) => Ok(Some(months)),
        None => Err(Problem::new(
            FindingCode::NumberBad,
            text,
            "not a number of months",
            "write a whole number from 1 to 1200, or leave it blank",
        )),
    }
}

/// The known codes as words, to find the nearest.
pub(super) fn words(codes: &Codes) -> Words {
    Words::new(codes.by_code.keys().cloned())
}

#[cfg(test)]
mod tests;
