//! What `diff` found between two runs: which tasks changed, how, and why; tables, text and JSON are made of it.

mod tables;
mod text;

use std::collections::BTreeMap;

use serde::Serialize;

use super::run::json;

pub use tables::{causes, causes_header, changes, changes_header};
pub use text::changes_text;

/// The columns of matches.csv that are compared.
pub const COMPARED: [&str; 7] = ["status", "floor", "level", "roles", "supervision", "able", "able_by_level"];

/// The cells of these columns.
pub type Stood = [String; 7];

/// Which way a task changed, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Law or policy now admits no role.
    Restricted,
    /// No longer placed.
    Unplaced,
    /// Placed at a higher level.
    Up,
    /// Placed where it was, with fewer people able.
    Fewer,
    /// Anything else: another floor, other roles, another status neither before nor after placed.
    Other,
    /// The old run had it, the new one has not.
    Went,
    /// The new run has it, the old one had not.
    Came,
    /// Placed where it was, with more people able.
    More,
    /// Placed at a lower level.
    Down,
    /// Placed where it was not.
    Placed,
}

impl Change {
    /// All, the worst first.
    pub const ALL: [Change; 10] = [
        Change::Restricted,
        Change::Unplaced,
        Change::Up,
        Change::Fewer,
        Change::Other,
        Change::Went,
        Change::Came,
        Change::More,
        Change::Down,
        Change::Placed,
    ];

    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Change::Restricted => "restricted",
            Change::Unplaced => "unplaced",
            Change::Up => "up",
            Change::Fewer => "fewer",
            Change::Other => "other",
            Change::Went => "went",
            Change::Came => "came",
            Change::More => "more",
            Change::Down => "down",
            Change::Placed => "placed",
        }
    }

    /// What it means, in a few words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Change::Restricted => "law or policy now admits no role",
            Change::Unplaced => "no longer placed",
            Change::Up => "placed at a higher level",
            Change::Fewer => "placed where it was, fewer people able",
            Change::Other => "otherwise changed",
            Change::Went => "the new run does not have the task",
            Change::Came => "the old run did not have the task",
            Change::More => "placed where it was, more people able",
            Change::Down => "placed at a lower level",
            Change::Placed => "placed where it was not",
        }
    }

    /// Whether a task got worse: no longer placed, or placed at a higher level.
    #[must_use]
    pub fn is_worse(self) -> bool {
        matches!(self, Change::Restricted | Change::Unplaced | Change::Up)
    }

    /// Which way a task changed that both runs have; `None`: not at all.
    #[must_use]
    pub fn between(from: &Stood, to: &Stood) -> Option<Self> {
        let [was, _, level_was, _, _, able_was, _] = from;
        let [is, _, level_is, _, _, able_is, _] = to;
        let number = |text: &str| text.parse::<u64>().unwrap_or(0);
        let (placed_was, placed_is) = (was == "placed", is == "placed");
        Some(match () {
            () if from == to => return None,
            () if is == "restricted" && was != "restricted" => Change::Restricted,
            () if placed_was && !placed_is => Change::Unplaced,
            () if placed_is && !placed_was => Change::Placed,
            () if level_is > level_was => Change::Up,
            () if level_is < level_was => Change::Down,
            () if number(able_is) < number(able_was) => Change::Fewer,
            () if number(able_is) > number(able_was) => Change::More,
            () => Change::Other,
        })
    }
}

/// One of the two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunSide {
    /// Its folder, as it was named.
    pub folder: String,
    /// The version of the program that made it.
    pub skillmix: String,
    /// Its as-at date.
    pub as_at: String,
    /// Its rules: name@version#hash. Blank if it has no task.
    pub pack: String,
}

/// What undoing a cause does to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The old answer is back, in all that is compared.
    Back,
    /// Something that changed is as it was, or a count nearer to what it was.
    Nearer,
    /// It changed the answer, but not this way: undone, the answer is still further from the old one, or another.
    Against,
    /// Nothing can be undone: the task is not in both runs, or the cause is not known.
    None,
}

impl Effect {
    /// All words of outputs.
    pub const ALL: [Effect; 4] = [Effect::Back, Effect::Nearer, Effect::Against, Effect::None];

    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Effect::Back => "back",
            Effect::Nearer => "nearer",
            Effect::Against => "against",
            Effect::None => "none",
        }
    }

    /// What undoing did, with the old answer, the new one, and the one with the cause undone; `None`: nothing.
    #[must_use]
    pub fn of(old: &Stood, new: &Stood, undone: &Stood) -> Option<Self> {
        if undone == new {
            return None;
        }
        if undone == old {
            return Some(Effect::Back);
        }
        let nearer = (0..COMPARED.len()).any(|at| {
            let cells = [old, new, undone].map(|stood| stood.get(at).map_or("", String::as_str));
            let [old, new, undone] = cells;
            old != new && (old == undone || is_nearer(at, old, new, undone))
        });
        Some(if nearer { Effect::Nearer } else { Effect::Against })
    }
}

/// Whether a count, or the counts by level, are nearer to the old ones than the new ones are.
fn is_nearer(at: usize, old: &str, new: &str, undone: &str) -> bool {
    let name = COMPARED.get(at).copied().unwrap_or_default();
    let counts = |text: &str| -> BTreeMap<String, u64> {
        let each = text.split(';').filter(|part| !part.is_empty());
        each.map(|part| {
            let (level, count) = part.split_once(':').unwrap_or(("", part));
            (level.to_owned(), count.parse().unwrap_or(0))
        })
        .collect()
    };
    let apart = |a: &str, b: &str| -> u64 {
        let (a, b) = (counts(a), counts(b));
        let of = |counts: &BTreeMap<String, u64>, level: &String| counts.get(level).copied().unwrap_or(0);
        let levels: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        levels.into_iter().map(|level| of(&a, level).abs_diff(of(&b, level))).sum()
    };
    matches!(name, "able" | "able_by_level") && apart(old, undone) < apart(old, new)
}

/// One thing that is not the same in both runs' inputs, or that is seen otherwise on the new day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AtomRecord {
    /// What kind of thing, one of [`CAUSES`].
    pub kind: &'static str,
    /// What happened, without naming a person. May hold cells of the data.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// The person.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub staff_id: String,
    /// The file in which it stands; blank: none.
    pub file: String,
    /// Its line; 0: the whole file, or none.
    pub line: u64,
}

/// Kinds of causes, and what they mean.
pub const CAUSES: [(&str, &str); 24] = [
    ("holding-lapsed", "a sign-off in both runs, in date on the old day and out on the new one"),
    ("holding-removed", "a sign-off that the new run does not have"),
    ("holding-added", "a sign-off that the old run did not have"),
    ("holding-changed", "a sign-off with another proficiency or other dates"),
    ("person-left", "a person who is no longer active on the roster"),
    ("person-came", "a person who was not active on the roster before"),
    ("role-changed", "a person in another role at the site"),
    ("site-changed", "a person at another site"),
    ("post-added", "one more assignment of a person"),
    ("post-removed", "one assignment less of a person"),
    ("person-changed", "register, profession, field, annotations, authorisations or delegation of a person"),
    ("competency-changed", "a row of competencies.csv"),
    ("link-changed", "a row of links.csv"),
    ("task-changed", "a cell of the task's own row"),
    ("panel-changed", "the panel's decision on the task"),
    ("rule-added", "a row that the old rules did not have"),
    ("rule-removed", "a row that the new rules do not have"),
    ("rule-changed", "a row of the rules with other cells"),
    ("rules-file-changed", "a file of the rules that is compared as a whole"),
    ("date-passed", "a day of a row that is in both runs, not yet come or past on one day only"),
    ("together", "only changes of these kinds, all undone together, bring the old answer back"),
    ("task-added", "the task is new"),
    ("task-removed", "the task is gone"),
    ("cause-not-known", "inputs of a run are not as they were, so nothing can be undone"),
];

/// One cause of a change: one thing, or several that were undone together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CauseRecord {
    /// What was undone; several only where no single one does it.
    pub atoms: Vec<AtomRecord>,
    /// What undoing exactly this does.
    pub effect: Effect,
    /// The answer with it undone, all else as in the new run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone: Option<Stood>,
}

/// How far the causes explain a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HowFar {
    /// The causes undone together bring the old answer back.
    ByCauses,
    /// All changes of the kinds of the causes undone together bring the old answer back.
    ByKinds,
    /// The cause is not known.
    Not,
}

impl HowFar {
    /// All words of outputs.
    pub const ALL: [HowFar; 3] = [HowFar::ByCauses, HowFar::ByKinds, HowFar::Not];

    /// The word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            HowFar::ByCauses => "by-causes",
            HowFar::ByKinds => "by-kinds",
            HowFar::Not => "not",
        }
    }
}

/// A task that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedTask {
    /// Its id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub task_id: String,
    /// Its site.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// The line of its row in the new matches.csv; of one that went, in the old.
    pub line: u64,
    /// Which way.
    pub change: Change,
    /// Where it stood; none: it came.
    pub from: Option<Stood>,
    /// Where it stands; none: it went.
    pub to: Option<Stood>,
    /// How far the causes explain it.
    pub explained: HowFar,
    /// Why.
    pub causes: Vec<CauseRecord>,
}

impl ChangedTask {
    /// How many causes there are by kind, in the order of kinds; those that worked against the change are left out.
    #[must_use]
    pub fn kinds(&self) -> BTreeMap<&'static str, usize> {
        let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
        for cause in self.causes.iter().filter(|cause| cause.effect != Effect::Against) {
            let mut of: Vec<&str> = cause.atoms.iter().map(|atom| atom.kind).collect();
            of.dedup();
            for atom in cause.atoms.iter().filter(|atom| of.contains(&atom.kind)) {
                *kinds.entry(atom.kind).or_default() += 1;
            }
        }
        kinds
    }
}

/// Everything found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangesRecord {
    /// The old run.
    pub old: RunSide,
    /// The new run.
    pub new: RunSide,
    /// Tasks in both.
    pub in_both: usize,
    /// Tasks that stand as they stood.
    pub same: usize,
    /// Why causes are not known; empty: they are.
    pub not_known: Vec<String>,
    /// Every task that changed, the worst first.
    pub changed: Vec<ChangedTask>,
}

impl ChangesRecord {
    /// How many tasks changed this way.
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        self.changed.iter().filter(|task| task.change == change).count()
    }

    /// By kind of cause: how many causes, in how many tasks.
    #[must_use]
    pub fn by_kind(&self) -> Vec<(&'static str, usize, usize)> {
        let mut sums: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
        for (kind, count) in self.changed.iter().flat_map(ChangedTask::kinds) {
            let sum = sums.entry(kind).or_default();
            sum.0 += count;
            sum.1 += 1;
        }
        let known = CAUSES.iter().filter_map(|(kind, _)| {
            let (causes, tasks) = sums.get(kind)?;
            Some((*kind, *causes, *tasks))
        });
        known.collect()
    }

    /// The same without tasks, people and what stands in cells of the data: what may be shown to anybody.
    #[must_use]
    pub fn withheld(&self) -> Self {
        let mut plain = self.clone();
        for task in &mut plain.changed {
            (task.task_id, task.site) = (String::new(), String::new());
            for atom in task.causes.iter_mut().flat_map(|cause| &mut cause.atoms) {
                (atom.what, atom.staff_id) = (String::new(), String::new());
            }
        }
        plain
    }
}

/// What was found, as JSON.
#[must_use]
pub fn changes_json(record: &ChangesRecord) -> Vec<u8> {
    #[derive(Serialize)]
    struct Counted<'r> {
        by_change: BTreeMap<&'static str, usize>,
        by_cause: Vec<(&'static str, usize, usize)>,
        compared: [&'static str; 7],
        #[serde(flatten)]
        record: &'r ChangesRecord,
    }
    let of = |change: &Change| (change.word(), record.count(*change));
    let by_change = Change::ALL.iter().map(of).filter(|(_, count)| *count > 0).collect();
    json(&Counted { by_change, by_cause: record.by_kind(), compared: COMPARED, record })
}
