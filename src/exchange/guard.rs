//! Columns without which more would count: a file that seems to have one which its mapping leaves out is refused.

use super::layout::{Layout, Opened};
use super::mapping::SourceSpec;
use crate::model::headers::{plain, says};
use crate::model::{Finding, FindingCode, Place};

/// Columns of a file that seem to say when a sign-off ends, who has left and the like, where nothing of the sheet says it
/// and nobody wrote that they are not meant.
pub(super) fn left_out(spec: &SourceSpec, layout: &dyn Layout, file: &Opened<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (kind, filled) in layout.sheets() {
        for ours in kind.guarded().iter().filter(|ours| !filled.iter().any(|own| own == *ours)) {
            let seems = |header: &&String| {
                let read = spec.columns.iter().any(|column| column.theirs.contains(header));
                !read && !spec.unread.contains(header) && says(&plain(header), kind, ours) > 0
            };
            findings.extend(file.rows.header().iter().filter(seems).map(|header| {
                let place = Place { file: file.name.into(), line: 0, column: header.clone() };
                let message = format!("seems to be `{ours}`, which the mapping leaves out: more would count");
                let help =
                    format!("map it to `{ours}`, or list it under `unread` if something else is meant");
                Finding::new(FindingCode::ColumnMissing, place, header.as_str(), message, help)
            }));
        }
    }
    findings
}
