//! run.json (part of the result) and timings.json (outside every comparison).

use serde::Serialize;

use super::Summary;

/// What a run was made of.
#[derive(Debug, Clone, Serialize)]
pub struct RunRecord {
    /// The program's version.
    pub skillmix: String,
    /// Options that shape the result.
    pub options: Vec<String>,
    /// Every input.
    pub inputs: Vec<FileRecord>,
    /// The pack's files.
    pub pack_files: Vec<FileRecord>,
    /// The counts.
    pub summary: Summary,
}

/// A file and its hash.
#[derive(Debug, Clone, Serialize)]
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
#[derive(Debug, Clone, Serialize)]
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

/// timings.json.
#[must_use]
pub fn timings_json(timings: &Timings) -> Vec<u8> {
    json(timings)
}

pub(super) fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
