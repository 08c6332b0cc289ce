//! The procedure again, slow and obvious, read independently from its description: the oracle of the tests.

mod answer;
mod cells;
mod compare;
mod completions;
mod dates;
mod force;
mod graph;
mod holdings;
mod label;
mod lines;
mod matching;
mod outcomes;
mod pack;
mod panel;
mod people;
mod reasons;
mod records;
mod rules;
mod sample;
mod staff;
mod tables;
mod tasks;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

pub use compare::{Compared, Difference, Expected, compare};
pub use label::label;
pub use lines::{MATCHES, RUNGS};

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
    /// The next level down that has a role, and what stops it there; blank unless placed.
    pub lower: String,
    /// Who lacks least.
    pub nearest: String,
    /// What they lack: `CODE:proficiency`, `;` between.
    pub gap: String,
    /// The columns that a panel is told of: authority first, then criteria by bytes.
    pub blanks: Vec<String>,
    /// There were too many completions to look at each.
    pub bounded: bool,
    /// It rests on a panel's decision.
    pub panel: bool,
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
    /// What the nearest person of the level lacks, where people are admitted and nobody proves all.
    pub gap: String,
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
    /// Every reason against it, as codes.
    pub reasons: Vec<String>,
}

/// Hands over the text of a file piece by piece; every call begins again. An error is that of whoever reads the file.
pub type Pour<'p> = dyn Fn(&mut dyn FnMut(&[u8])) -> Result<(), String> + 'p;

/// A dataset as it is given: two files may be too large to be held.
pub struct Given<'p> {
    /// All other files.
    pub files: &'p Files,
    /// staff.csv.
    pub staff: &'p Pour<'p>,
    /// holdings.csv.
    pub holdings: &'p Pour<'p>,
}

impl std::fmt::Debug for Given<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Given").field("files", &self.files.files.keys()).finish_non_exhaustive()
    }
}

/// A dataset under a pack, ready to be asked for the answer of each task.
#[derive(Debug)]
pub struct Reference {
    pack: pack::Pack,
    dataset: Dataset,
    /// The places of the tasks that are answered.
    chosen: BTreeSet<usize>,
}

impl Reference {
    /// Reads pack and dataset. With a sample only so many tasks are answered, and only people at their sites are read.
    /// An error only when the pack or a file cannot be used, or the as-at date lies outside the pack's.
    pub fn read(pack: &Files, given: &Given<'_>, as_at: &str, sample: Option<usize>) -> Result<Self, String> {
        let pack = pack::load(pack, as_at)?;
        let (dataset, chosen) = Dataset::read(given, &pack, sample)?;
        Ok(Self { pack, dataset, chosen })
    }

    /// Task id and site of every accepted row of tasks.csv, in file order.
    #[must_use]
    pub fn tasks(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.dataset.tasks.iter().map(|task| (task.id.as_str(), task.site.as_str()))
    }

    /// The answers of the chosen tasks with their places, in file order.
    pub fn answers(&self) -> impl Iterator<Item = (usize, TaskAnswer)> {
        let chosen = self.dataset.tasks.iter().enumerate().filter(|(at, _)| self.chosen.contains(at));
        chosen.map(|(at, task)| (at, answer::answer(&self.pack, &self.dataset, task)))
    }
}

/// Decides every task of a dataset in memory.
pub fn decide(pack: &Files, dataset: &Files, as_at: &str) -> Result<Vec<TaskAnswer>, String> {
    let reference = in_memory(pack, dataset, as_at)?;
    Ok(reference.answers().map(|(_, answer)| answer).collect())
}

/// The facts hash of every accepted task row, in file order: task id, site, hash.
pub fn facts_hashes(pack: &Files, dataset: &Files, as_at: &str) -> Result<Vec<[String; 3]>, String> {
    let reference = in_memory(pack, dataset, as_at)?;
    let hashes = reference.dataset.tasks.iter();
    Ok(hashes.map(|task| [task.id.clone(), task.site.clone(), task.facts_hash()]).collect())
}

fn in_memory(pack: &Files, dataset: &Files, as_at: &str) -> Result<Reference, String> {
    let pour = |name: &'static str| {
        move |piece: &mut dyn FnMut(&[u8])| {
            let bytes = dataset.files.get(name).ok_or_else(|| format!("{name} is missing"))?;
            piece(bytes);
            Ok(())
        }
    };
    let (staff, holdings) = (pour("staff.csv"), pour("holdings.csv"));
    let given = Given { files: dataset, staff: &staff, holdings: &holdings };
    Reference::read(pack, &given, as_at, None)
}

/// A dataset, read.
#[derive(Debug)]
struct Dataset {
    tasks: Vec<tasks::Task>,
    /// Active positions by site.
    by_site: BTreeMap<String, Vec<staff::Position>>,
    /// What each person proves: by `staff_id`, then by competency.
    proven: BTreeMap<String, BTreeMap<String, u8>>,
    graph: graph::Graph,
}

impl Dataset {
    /// The dataset, and the places of the tasks that are to be answered.
    fn read(
        given: &Given<'_>,
        pack: &pack::Pack,
        sample: Option<usize>,
    ) -> Result<(Self, BTreeSet<usize>), String> {
        let files = given.files;
        let task_rows = tasks::read_rows(files, pack)?;
        let codes = graph::read_codes(files, &task_rows)?;
        let graph = graph::read(files, pack, &codes)?;
        let mut tasks = tasks::read(&task_rows, pack, &codes);
        drop(task_rows);
        panel::read(files, pack, &mut tasks)?;
        let chosen = match sample {
            None => (0..tasks.len()).collect(),
            Some(most) => sample::chosen(&tasks, files.files.get("tasks.csv"), most),
        };
        let here = tasks.iter().enumerate().filter(|(at, _)| chosen.contains(at));
        let sites: BTreeSet<&str> = here.map(|(_, task)| task.site.as_str()).collect();
        let roster = staff::read(given.staff, pack, sample.map(|_| &sites))?;
        let holdings = holdings::read(given.holdings, pack, &roster.staff_ids, &codes)?;
        let mut proven = BTreeMap::new();
        for (staff_id, own) in &holdings {
            let direct = holdings::direct(pack, &graph, &codes, own);
            proven.insert(staff_id.clone(), graph.proven(&direct));
        }
        Ok((Self { tasks, by_site: roster.by_site, proven, graph }, chosen))
    }
}
