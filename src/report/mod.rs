//! Answers to bytes: tables, run.json, and what the terminal shows. Pure: the same answers, the same bytes.

mod audit;
mod changes;
mod converted;
mod coverage;
mod difference;
#[cfg(feature = "dmn")]
mod dmn;
mod explain;
mod faults;
mod findings;
mod fixes;
mod forecast;
mod generated;
mod history;
mod job;
mod jsonl;
mod layers;
mod matches;
mod page;
mod panel;
#[cfg(feature = "arrow")]
mod parquet;
mod person;
mod profile;
mod profile_html;
mod profile_json;
mod proof;
mod proof_json;
mod proposed;
mod pseudonymised;
mod records;
mod rules;
mod run;
mod rungs;
mod schema;
mod sensitivity;
mod share;
mod sources;
mod summary;
mod verified;
mod watch;
mod why_not;
mod witness;
mod words;
mod worksheet;

pub use audit::{Proof, Witnessed, audit_json, audit_sarif, audit_text, task_facts};
pub use changes::{
    AtomRecord, CAUSES, COMPARED, CauseRecord, Change, ChangedTask, ChangesRecord, Effect, HowFar, RunSide,
    Stood, causes, causes_header, changes, changes_header, changes_json, changes_text,
};
pub use converted::{ConvertedRecord, converted_json, converted_text};
pub use coverage::{CoverageText, as_case, coverage_json, coverage_text, suggested_cases};
pub use difference::{
    DifferenceText, Moved, Population, Region, RowChange, difference_json, difference_text,
};
#[cfg(feature = "dmn")]
pub use dmn::{
    DecidedRecord, EvaluatedRecord, ImportedRecord, MatchedRecord, Shown, evaluated_json, evaluated_text,
    imported_text,
};
pub use explain::{Explained, explain};
pub use faults::{FaultRecord, FaultsRecord, faults_json, faults_text};
pub use findings::{findings, findings_header, findings_text, findings_withheld, rejects, rejects_header};
pub use fixes::{FixRecord, FixSetRecord, FixesOf, FixesRecord};
pub use forecast::{
    ForecastMonth, ForecastSummary, LOSSES, LostTask, RenewalRecord, forecast, forecast_header,
    forecast_months, forecast_months_header, lost, renewals, renewals_header,
};
pub use generated::{GeneratedRecord, Written, generated_json, generated_text};
pub use history::{history_json, history_text};
pub use job::{
    Chosen, Drop, EarlierJob, JobPlan, JobRecord, JobTold, Kept, Queried, earlier_job, job_json, job_line,
    job_plan_json, job_plan_text, job_text, job_told_json, share_text,
};
pub use jsonl::jsonl;
pub use layers::{LayerRecord, Loosening};
pub use matches::{matches, matches_header, shared_matches, shared_matches_header, stood};
pub use page::{
    A_PART, Crowd, Holders, Month, ONE_FILE, Part, Report, TaskData, TaskRow, part_name, report_html,
    report_index, report_part, uncosted, worst_first,
};
pub use panel::{LooserRecord, PanelSummary};
#[cfg(feature = "arrow")]
pub use parquet::ParquetTable;
pub use person::person;
pub use profile::profile_text;
pub use profile_html::profile_html;
pub use profile_json::profile_json;
pub use proof_json::{explain_json, person_json, why_not_json};
pub use proposed::{ProposedEntry, ProposedGroup, ProposedRecord, proposed_json, proposed_text};
pub use pseudonymised::{PseudonymisedFile, PseudonymisedRecord, pseudonymised_json, pseudonymised_text};
pub use records::Records;
pub use rules::{case_results, rule_list, rule_show};
pub use run::{
    EarlierRows, EarlierRun, EarlierSource, FileRecord, Given, GivenLayer, RunRecord, Timings, earlier_run,
    earlier_timings, run_json, same_run, timings_json,
};
pub use rungs::{rungs, rungs_header};
pub use schema::{Field, Holds, Link, TableShape, csvw, data_package, dictionary, table_schema, tables};
pub use sensitivity::{SensitivityCounts, SensitivitySummary, sensitivity, sensitivity_header};
pub use share::Threshold;
pub use sources::{FixedCounts, SourceRows};
pub use summary::{Counts, Summary, check_text, summary_json, summary_text};
pub use verified::{
    ChangedFile, VerifiedDifference, VerifiedRecord, VerifiedTable, verified_json, verified_text,
};
pub use watch::{Fact, Measured, log_line, metrics};
pub use why_not::{Deciding, fixes, why_not};
pub use witness::witness_dataset;
pub use worksheet::{Agenda, WorksheetRecord, worksheet, worksheet_json, worksheet_text};
