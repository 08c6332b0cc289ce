//! run.json (part of the result) and timings.json (outside every comparison).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Summary;

/// What a run was made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunRecord {
    /// The program's version.
    pub skillmix: String,
    /// Options that shape the result.
    pub options: Vec<String>,
    /// Where dataset and pack were.
    pub given: Given,
    /// Every input.
    pub inputs: Vec<FileRecord>,
    /// The pack's files.
    pub pack_files: Vec<FileRecord>,
    /// Every output but this one and timings.json.
    pub outputs: Vec<FileRecord>,
    /// The counts.
    pub summary: Summary,
    /// What could not be said although it was asked for; for whoever runs it, no part of run.json.
    #[serde(skip)]
    pub warnings: Vec<String>,
}

/// Where dataset and pack were, as the user typed it: paths lead from the folder in which the program ran.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The folder of the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// Files named by options of their own, by kind (`staff`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
    /// The mapping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
    /// The folder of mended rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// The folder of the pack; none: the pack that ships.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// The layers of the pack: itself, then what it extends.
    pub layers: Vec<GivenLayer>,
}

/// A layer of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenLayer {
    /// The name before its files in `pack_files`, where there are several layers.
    pub name: String,
    /// Its folder; none: it ships with the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
}

/// What run.json of an earlier run says of its making. Other keys are left out, and what an older version did not write
/// is not there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EarlierRun {
    /// The program's version.
    pub skillmix: String,
    /// Options that shape the result.
    pub options: Vec<String>,
    /// Where dataset and pack were.
    pub given: Option<Given>,
    /// Every input.
    pub inputs: Vec<FileRecord>,
    /// The pack's files.
    pub pack_files: Vec<FileRecord>,
    /// Every output but run.json and timings.json.
    #[serde(default)]
    pub outputs: Vec<FileRecord>,
    /// Its counts of rows, if they can be read.
    #[serde(default)]
    pub summary: Option<EarlierRows>,
}

/// The counts of an earlier run, of rows and people above all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EarlierRows {
    /// The pack: `name@version#hash`.
    #[serde(default)]
    pub pack: String,
    /// The as-at date.
    #[serde(default)]
    pub as_at: String,
    /// People with an active assignment.
    pub people: u64,
    /// By file: rows, used, not asked for, duplicate, rejected.
    pub rows: Vec<(String, [u64; 5])>,
    /// Rows of other people's files.
    #[serde(default)]
    pub sources: Vec<EarlierSource>,
    /// Findings by code.
    #[serde(default)]
    pub findings: BTreeMap<String, u64>,
    /// Findings by severity.
    #[serde(default)]
    pub severities: BTreeMap<String, u64>,
}

/// The rows of a file of other people's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EarlierSource {
    /// The sheets that it gave.
    pub gives: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows that became rows of sheets.
    pub passed: u64,
    /// Rows that are part of others.
    #[serde(default)]
    pub joined: u64,
    /// Rows that were there before.
    #[serde(default)]
    pub duplicate: u64,
    /// Rows that are not about what is matched.
    #[serde(default)]
    pub out_of_scope: u64,
    /// Refused rows.
    #[serde(default)]
    pub rejected: u64,
}

/// A file and its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// What it is (`staff`).
    pub role: String,
    /// The name the user gave it.
    pub file: String,
    /// BLAKE3, in hex.
    pub blake3: String,
    /// Its size.
    pub bytes: u64,
}

/// How long each stage took.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Timings {
    /// Milliseconds by stage, in order.
    pub stages: Vec<(String, u64)>,
    /// Threads used.
    pub threads: usize,
}

/// run.json.
#[must_use]
pub fn run_json(record: &RunRecord) -> Vec<u8> {
    json(record)
}

/// Reads run.json as this version writes it; `None` if it is another's, by so much as a byte.
#[must_use]
pub fn same_run(bytes: &[u8]) -> Option<RunRecord> {
    let record: RunRecord = serde_json::from_slice(bytes).ok()?;
    (run_json(&record) == bytes).then_some(record)
}

/// Reads run.json; `None` if it is none.
#[must_use]
pub fn earlier_run(bytes: &[u8]) -> Option<EarlierRun> {
    serde_json::from_slice(bytes).ok()
}

/// timings.json.
#[must_use]
pub fn timings_json(timings: &Timings) -> Vec<u8> {
    json(timings)
}

/// Reads timings.json; `None` if it is none.
#[must_use]
pub fn earlier_timings(bytes: &[u8]) -> Option<Timings> {
    serde_json::from_slice(bytes).ok()
}

pub(super) fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
