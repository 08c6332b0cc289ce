//! Answers to bytes: tables, run.json, and what the terminal shows. Pure: the same answers, the same bytes.

#[cfg(feature = "dmn")]
mod dmn;
mod explain;
mod findings;
mod generated;
mod matches;
mod person;
mod rules;
mod run;
mod rungs;
mod summary;
mod words;

#[cfg(feature = "dmn")]
pub use dmn::{
    DecidedRecord, EvaluatedRecord, ImportedRecord, MatchedRecord, Shown, evaluated_json, evaluated_text,
    imported_text,
};
pub use explain::{Explained, explain};
pub use findings::{findings, findings_header, findings_text, rejects, rejects_header};
pub use generated::{GeneratedRecord, Written, generated_json, generated_text};
pub use matches::{matches, matches_header};
pub use person::person;
pub use rules::{case_results, rule_list, rule_show};
pub use run::{FileRecord, RunRecord, Timings, run_json, timings_json};
pub use rungs::{rungs, rungs_header};
pub use summary::{Counts, Summary, check_text, summary_json, summary_text};
