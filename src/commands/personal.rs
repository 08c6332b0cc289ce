//! Personal columns of our own sheets: nothing reads them, they are told of, and refused rows are shown without them.

use std::collections::BTreeSet;

use crate::exchange::{Blanked, is_personal};
use crate::intake::Ledger;
use crate::model::{Finding, FindingCode, Place};

/// Tells of personal columns that were dropped, and takes their cells out of the refused rows unless they may be shown.
pub(super) fn drop_columns(ledger: &mut Ledger, show_values: bool) {
    let unknown = ledger.findings.iter().filter(|finding| finding.code == FindingCode::ColumnUnknown);
    let names: BTreeSet<&str> = unknown.map(|finding| finding.value.as_str()).collect();
    let personal: Vec<&str> = names.iter().copied().filter(|name| is_personal(name)).collect();
    let file = ledger.findings.iter().find(|finding| finding.code == FindingCode::ColumnUnknown);
    let Some(file) = file.filter(|_| !personal.is_empty()).map(|finding| finding.place.file.clone()) else {
        return;
    };
    let header = ledger.rejects.header.as_deref().unwrap_or_default();
    if let Some(blanked) = Blanked::new(header, &names).filter(|_| !show_values) {
        for row in &mut ledger.rejects.rows {
            row.raw = blanked.row(&row.raw);
        }
    }
    let place = Place { file, line: 0, column: String::new() };
    let message =
        format!("columns that may be personal were dropped at the door, in {} rows", ledger.accounting.rows);
    let help = "nothing reads these columns; leave them out of the file if you can";
    let note = Finding::new(FindingCode::ColumnPersonal, place, personal.join(", "), message, help);
    ledger.findings.push(note);
    ledger.findings.sort();
}
