//! The procedure again, slow and obvious, read independently from its description: the oracle of the tests.

mod answer;
mod cells;
mod completions;
mod dates;
mod force;
mod graph;
mod holdings;
mod matching;
mod outcomes;
mod pack;
mod panel;
mod people;
mod records;
mod rules;
mod staff;
mod tables;
mod tasks;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::BTreeMap;

/// The files of a pack or of a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Bytes by name: `pack.toml`, `law.csv`, `staff.csv` ...
    pub files: BTreeMap<String, Vec<u8>>,
}

/// The answer for one accepted row of tasks.csv.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskAnswer {
    /// The task's id.
    pub task_id: String,
    /// Its site as in the file.
    pub site: String,
    /// restricted, needs-panel, placed, not-yet, no-supervisor or nobody-competent.
    pub status: String,
    /// In the order allocate, delegate, skill-share, retain, restricted; empty where the rules do not decide.
    pub outcomes: Vec<String>,
    /// `4`, `needs-panel`, `restricted`, or a range `3..5`.
    pub floor: String,
    /// The lowest safe level, blank unless placed.
    pub level: String,
    /// The safe roles at that level, by the bytes of their codes.
    pub roles: Vec<String>,
    /// `ROLE:mode` for each of them.
    pub supervision: Vec<String>,
    /// How many people are able at that level, blank unless placed.
    pub able: String,
    /// `4:2;5:1`, zeros left out.
    pub able_by_level: String,
    /// The first five able people at that level.
    pub examples: Vec<String>,
    /// What made the answer.
    pub because: Vec<String>,
    /// Who lacks least.
    pub nearest: String,
    /// What they lack: `CODE:proficiency`, `;` between.
    pub gap: String,
    /// The columns that a panel is told of: authority first, then criteria by bytes.
    pub blanks: Vec<String>,
    /// There were too many completions to look at each.
    pub bounded: bool,
    /// Levels 1 to 9.
    pub rungs: Vec<RungAnswer>,
}

/// One level of the ladder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RungAnswer {
    /// The level.
    pub level: u8,
    /// safe, needs-panel, not-yet, no-supervisor, nobody-competent, refused or no-role.
    pub verdict: String,
    /// Distinct people able and supervised in a role whose governance is met.
    pub able: u64,
    /// Its roles, by code.
    pub roles: Vec<RoleAnswer>,
}

/// One role on a rung.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleAnswer {
    /// The role's code.
    pub role: String,
    /// It passes stages 2 and 3.
    pub lawful: bool,
    /// It passes stages 2 to 6.
    pub passes: bool,
    /// Stops that do not admit it, sorted, then `unlisted:<act>`, then `acts`.
    pub refused_stops: Vec<String>,
    /// The supervision that it needs; blank unless it passes.
    pub supervision: String,
    /// What governance misses: `cti`, measures, `silent`; empty unless it passes.
    pub missing: Vec<String>,
    /// safe, needs-panel, not-yet, no-supervisor, nobody-competent or refused.
    pub verdict: String,
}

/// Decides every task of a dataset. An error only when the pack or a file cannot be used, or the as-at date lies
/// outside the pack's.
pub fn decide(pack: &Files, dataset: &Files, as_at: &str) -> Result<Vec<TaskAnswer>, String> {
    let pack = pack::load(pack, as_at)?;
    let dataset = Dataset::read(dataset, &pack)?;
    Ok(dataset.tasks.iter().map(|task| answer::answer(&pack, &dataset, task)).collect())
}

/// The facts hash of every accepted task row, in file order: task id, site, hash.
pub fn facts_hashes(pack: &Files, dataset: &Files, as_at: &str) -> Result<Vec<[String; 3]>, String> {
    let pack = pack::load(pack, as_at)?;
    let dataset = Dataset::read(dataset, &pack)?;
    Ok(dataset.tasks.iter().map(|task| [task.id.clone(), task.site.clone(), task.facts_hash()]).collect())
}

/// A dataset, read.
struct Dataset {
    tasks: Vec<tasks::Task>,
    positions: Vec<staff::Position>,
    /// What each person proves: by `staff_id`, then by competency.
    proven: BTreeMap<String, BTreeMap<String, u8>>,
    graph: graph::Graph,
}

impl Dataset {
    fn read(files: &Files, pack: &pack::Pack) -> Result<Self, String> {
        let roster = staff::read(files, pack)?;
        let task_rows = tasks::read_rows(files, pack)?;
        let codes = graph::read_codes(files, &task_rows)?;
        let graph = graph::read(files, pack, &codes)?;
        let mut tasks = tasks::read(&task_rows, pack, &codes);
        panel::read(files, pack, &mut tasks)?;
        let records = holdings::read(files, pack, &roster.staff_ids, &codes)?;
        let mut proven = BTreeMap::new();
        for staff_id in &roster.staff_ids {
            let direct = holdings::direct(pack, &graph, &codes, &records, staff_id);
            proven.insert(staff_id.clone(), graph.proven(&direct));
        }
        Ok(Self { tasks, positions: roster.positions, proven, graph })
    }
}
