//! findings.csv, the refused rows, and findings as text.

use std::borrow::Cow;

use super::Records;
use crate::model::{Finding, FindingCode, SheetKind};
use crate::sheet::{Table, plain_cell};

const HEADER: [&str; 8] = ["code", "severity", "file", "line", "column", "value", "message", "help"];

/// The header of findings.csv.
#[must_use]
pub fn findings_header() -> Vec<u8> {
    Table::new(HEADER, true).finish()
}

/// Rows of findings.csv, in the order given.
#[must_use]
pub fn findings(list: &[Finding]) -> Records<'_> {
    let mut records = Records::new(HEADER.len());
    for finding in list {
        let line = if finding.place.line == 0 { String::new() } else { finding.place.line.to_string() };
        records.row([
            finding.code.word().into(),
            finding.severity().word().into(),
            (*finding.place.file).into(),
            Cow::Owned(line),
            finding.place.column.as_str().into(),
            finding.value.as_str().into(),
            (*finding.message).into(),
            (*finding.help).into(),
        ]);
    }
    records
}

/// The header of `rejects/<file>.csv`: that of the file with two more columns.
#[must_use]
pub fn rejects_header(header: &[u8]) -> Vec<u8> {
    [b"line,codes,", header, b"\n"].concat()
}

/// Rows of `rejects/<file>.csv`: each refused row as it came, behind its line and codes.
#[must_use]
pub fn rejects<'a>(rows: impl IntoIterator<Item = (u64, &'a [FindingCode], &'a [u8])>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (line, codes, raw) in rows {
        let codes: Vec<&str> = codes.iter().map(|code| code.word()).collect();
        bytes.extend_from_slice(format!("{line},{},", plain_cell(&codes.join(";"))).as_bytes());
        bytes.extend_from_slice(raw);
        bytes.push(b'\n');
    }
    bytes
}

/// Findings as lines of text without anything that stands in a cell of the data: it may be somebody's name, whatever the
/// column, where cells have moved. What packs and models say is shown.
#[must_use]
pub fn findings_withheld(list: &[Finding], most: usize) -> String {
    let shown: Vec<Finding> = list.iter().take(most).map(withheld).collect();
    let hides = list.iter().take(most).zip(&shown).any(|(as_found, shown)| as_found != shown);
    let mut text = findings_text(&shown, most);
    if list.len() > most {
        text.push_str(&more(list.len() - most));
    }
    if hides {
        text.push_str("Values of the data are withheld; --show-values shows them\n");
    }
    text
}

/// A finding without values of the data.
fn withheld(finding: &Finding) -> Finding {
    let mut shown = finding.clone();
    if !finding.code.is_of_data() {
        return shown;
    }
    // an unknown column is named by its place
    if finding.code == FindingCode::ColumnUnknown {
        shown.value.clear();
    } else if !finding.value.is_empty() {
        shown.value.clear();
        shown.message = format!("{} (value withheld)", finding.message).into();
    }
    // these helps name sites and codes as the data has them
    match finding.code {
        FindingCode::SiteUnknown => {
            shown.help = "write a site that an accepted row of the staff file has".into();
        }
        FindingCode::CompetencyUnknown => shown.help = "write a code that the competencies file has".into(),
        // a file without a header row has somebody's cells in its place
        FindingCode::ColumnRepeated if !SheetKind::ALL.iter().any(|kind| kind.has(&finding.place.column)) => {
            shown.place.column.clear();
        }
        _ => {}
    }
    shown
}

fn more(number: usize) -> String {
    format!("... and {number} more\n")
}

/// Findings as lines of text, at most `most` of them, then how many more there are.
#[must_use]
pub fn findings_text(list: &[Finding], most: usize) -> String {
    let lines = list.iter().take(most).map(ToString::to_string);
    let mut text: String = lines.flat_map(|line| [line, "\n".to_owned()]).collect();
    if list.len() > most {
        text.push_str(&more(list.len() - most));
    }
    text
}
