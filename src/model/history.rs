//! The history of a job: what is remembered of every run, in numbers; no person is in it.

use std::collections::BTreeMap;

/// How a run of a job ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunEnd {
    /// The job's name.
    pub job: String,
    /// The name of the run's folder (`2026-11-28-2`); `None`: nothing was written.
    pub name: Option<String>,
    /// The day on which it ran, as `2026-11-28`.
    pub day: String,
    /// `published`, `refused`, `failed` or `locked`.
    pub outcome: String,
    /// The exit code, if it is known.
    pub exit_code: Option<u8>,
    /// When it ended by the machine's clock, in UTC, if that is known.
    pub ended_at: Option<String>,
    /// How long it took, in milliseconds, if that is known.
    pub milliseconds: Option<u64>,
    /// What failed, in few words.
    pub trouble: Option<String>,
}

/// The numbers of a run that is whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunNumbers {
    /// The version of the program that made it.
    pub skillmix: String,
    /// Its rules: `name@version#hash`.
    pub pack: String,
    /// The day for which everything was judged.
    pub as_at: String,
    /// The run whose rows were compared with those of this one.
    pub compared_with: Option<String>,
    /// People with an active assignment.
    pub people: u64,
    /// Errors, warnings and notes found.
    pub severities: [u64; 3],
    /// By site, status and level (0: not placed): tasks, and people able at that level, added up over the tasks.
    pub counts: BTreeMap<(String, String, u8), [u64; 2]>,
    /// Rows by file and what became of them.
    pub rows: BTreeMap<(String, &'static str), u64>,
    /// Findings by code.
    pub findings: BTreeMap<String, u64>,
    /// Milliseconds by stage, in order.
    pub stages: Vec<(String, u64)>,
    /// What changed against the run before, by change and kind of cause: tasks.
    pub causes: BTreeMap<(String, String), u64>,
}

/// A run as a history tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastRun {
    /// How it ended.
    pub end: RunEnd,
    /// Its numbers, if it was whole.
    pub numbers: Option<PastNumbers>,
}

/// The numbers of a past run, of all sites or of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastNumbers {
    /// Its rules.
    pub pack: String,
    /// The day for which everything was judged.
    pub as_at: String,
    /// Tasks.
    pub tasks: u64,
    /// Tasks by status.
    pub by_status: BTreeMap<String, u64>,
    /// Placed tasks by level.
    pub by_level: BTreeMap<u8, u64>,
    /// People able at the levels of the answers, added up over the tasks.
    pub able: u64,
    /// People with an active assignment, at all sites.
    pub people: u64,
    /// Errors, warnings and notes of all sites.
    pub severities: [u64; 3],
    /// Refused rows of all files.
    pub rejected: u64,
}

impl PastNumbers {
    /// Tasks that were placed.
    #[must_use]
    pub fn placed(&self) -> u64 {
        self.by_status.get(super::Status::Placed.word()).copied().unwrap_or(0)
    }
}
