//! findings.csv, the refused rows, and findings as text.

use crate::model::{Finding, FindingCode};
use crate::sheet::{Table, plain_cell};

/// The header of findings.csv.
#[must_use]
pub fn findings_header() -> Vec<u8> {
    Table::new(["code", "severity", "file", "line", "column", "value", "message", "help"], true).finish()
}

/// Rows of findings.csv, in the order given.
#[must_use]
pub fn findings(list: &[Finding]) -> Vec<u8> {
    let mut table = Table::headless(true);
    for finding in list {
        let line = if finding.place.line == 0 { String::new() } else { finding.place.line.to_string() };
        table.row([
            finding.code.word(),
            finding.severity().word(),
            &*finding.place.file,
            &line,
            &finding.place.column,
            &finding.value,
            &finding.message,
            &finding.help,
        ]);
    }
    table.finish()
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

/// Findings as lines of text, at most `most` of them, then how many more there are.
#[must_use]
pub fn findings_text(list: &[Finding], most: usize) -> String {
    let mut lines: Vec<String> = list.iter().take(most).map(ToString::to_string).collect();
    if list.len() > most {
        lines.push(format!("... and {} more", list.len() - most));
    }
    lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect()
}
