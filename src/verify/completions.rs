//! Stage 1: which blanks matter, every way to fill them, and what the rules say of all of these together.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::{Completion, Matched, Reading};
use super::pack::{AUTHORITIES, Pack};
use super::tasks::Task;
use super::verdict::{Floor, Trace, Verdict, verdict};

/// Criteria that the outcomes test, whatever the rows mention.
const TESTED: [&str; 5] =
    ["activity_kind", "cognitive", "problem_solving", "steps_established", "training_need"];

/// The tables that a panel's decision replaces.
const REPLACED: [&str; 4] = ["policy", "veto", "floor", "mitigation"];

/// The most completions that are looked at one by one.
const MOST: usize = 4096;

/// What the rules say of a task.
pub(super) struct Judgement<'a> {
    /// All completions give the same verdict.
    pub(super) decided: bool,
    pub(super) bounded: bool,
    /// The acts are unknown, or no authority fits them all: law cannot be judged, and nothing has been looked at.
    pub(super) unknown_acts: bool,
    /// The columns that a panel is told of.
    pub(super) blanks: Vec<&'a str>,
    /// The different verdicts.
    pub(super) verdicts: Vec<Verdict<'a>>,
    pub(super) trace: Trace<'a>,
    pub(super) completions: Vec<Completion<'a>>,
}

impl Judgement<'_> {
    /// A role passes stages 2 and 3 in every completion.
    pub(super) fn lawful(&self, role: &str) -> bool {
        !self.unknown_acts && self.verdicts.iter().all(|verdict| verdict.lawful.contains(role))
    }

    /// A role passes stages 2 to 6 in every completion.
    pub(super) fn passes(&self, role: &str) -> bool {
        !self.unknown_acts && self.verdicts.iter().all(|verdict| verdict.passing.contains(role))
    }

    /// The strictest supervision.
    pub(super) fn supervision(&self, role: &str) -> usize {
        self.verdicts.iter().filter_map(|verdict| verdict.supervision.get(role).copied()).max().unwrap_or(0)
    }

    /// The union of what governance needs.
    pub(super) fn needs(&self, role: &str) -> BTreeSet<&str> {
        self.verdicts.iter().filter_map(|verdict| verdict.needs.get(role)).flatten().copied().collect()
    }

    /// The lowest and the highest floor.
    pub(super) fn floors(&self) -> (Floor, Floor) {
        let floors = || self.verdicts.iter().map(|verdict| verdict.floor);
        (floors().min().unwrap_or(Floor::NeedsPanel), floors().max().unwrap_or(Floor::NeedsPanel))
    }

    /// In every completion no role passes law and policy.
    pub(super) fn restricted(&self) -> bool {
        !self.unknown_acts && self.verdicts.iter().all(|verdict| verdict.lawful.is_empty())
    }
}

/// What the rules say of a task.
pub(super) fn judge<'a>(pack: &'a Pack, task: &'a Task) -> Judgement<'a> {
    // an authority that fits none of the task's acts: no value can be given, and none would be right
    let impossible = task.authority.is_empty() && authorities(pack, task).is_empty();
    if task.acts.is_none() || impossible {
        return Judgement {
            decided: false,
            bounded: false,
            unknown_acts: true,
            blanks: Vec::new(),
            verdicts: Vec::new(),
            trace: Trace::default(),
            completions: Vec::new(),
        };
    }
    let columns = enumerated(pack, task);
    let mut product: usize = 1;
    for (_, values) in &columns {
        product = product.saturating_mul(values.len());
    }
    let bounded = product > MOST;
    let completions = if bounded {
        vec![Completion::of(task, Reading::Strict), Completion::of(task, Reading::Mild)]
    } else {
        fill(task, &columns)
    };
    let mut trace = Trace::default();
    // every completion's verdict, as its place among the different ones
    let mut verdicts: Vec<Verdict> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for completion in &completions {
        let verdict = verdict(pack, task, completion, &mut trace);
        let place = verdicts.iter().position(|other| *other == verdict).unwrap_or(verdicts.len());
        if place == verdicts.len() {
            verdicts.push(verdict);
        }
        places.push(place);
    }
    let decided = verdicts.len() == 1;
    let mut blanks: Vec<&str> = Vec::new();
    for (column, _) in &columns {
        if !decided && (bounded || matters(column, &completions, &places)) {
            blanks.push(column);
        }
    }
    Judgement { decided, bounded, unknown_acts: false, blanks, verdicts, trace, completions }
}

/// The blank columns to fill, with their values: authority, then criteria by name.
fn enumerated<'a>(pack: &'a Pack, task: &'a Task) -> Vec<(&'a str, Vec<&'a str>)> {
    let known = Completion::of(task, Reading::Exact);
    let mut columns = Vec::new();
    if !known.columns.contains_key("authority") && mentioned(pack, task, &known, "authority") {
        columns.push(("authority", authorities(pack, task)));
    }
    for criterion in &pack.criteria {
        let name = criterion.name.as_str();
        let tested = TESTED.contains(&name) && task.panel.is_none();
        let wanted = tested || mentioned(pack, task, &known, name);
        if !known.columns.contains_key(name) && wanted {
            columns.push((name, criterion.values.iter().map(String::as_str).collect()));
        }
    }
    columns
}

/// Whether a row in force that may match has a filled cell in a column.
fn mentioned(pack: &Pack, task: &Task, known: &Completion, column: &str) -> bool {
    let may_match = |rule: &super::pack::Rule| known.matched(rule) != Matched::No;
    // a panel's decision stands in for the tables between law and supervision
    let looked_at = |table: &str| task.panel.is_none() || !REPLACED.contains(&table);
    pack.rules.iter().filter(|rule| looked_at(rule.table)).any(|rule| {
        let filled = rule.task_cells.iter().any(|cell| cell.column == column);
        let bound = rule.effect != "admit"
            || pack
                .rules
                .iter()
                .any(|stop| stop.effect == "stop" && stop.stop == rule.stop && may_match(stop));
        filled && bound && may_match(rule)
    })
}

/// The authority words that a task's acts allow.
fn authorities<'a>(pack: &'a Pack, task: &Task) -> Vec<&'a str> {
    let mut words: Vec<&str> = AUTHORITIES.to_vec();
    match &task.acts {
        None => {}
        Some(acts) if acts.is_empty() => words.retain(|word| ["none", "protocol"].contains(word)),
        Some(acts) => {
            for act in acts.iter().filter_map(|act| pack.act(act)) {
                let allows =
                    |word: &str| act.authorities.is_empty() || act.authorities.iter().any(|a| a == word);
                words.retain(|word| allows(word));
            }
        }
    }
    words
}

/// Every way to fill the columns.
fn fill<'a>(task: &'a Task, columns: &[(&'a str, Vec<&'a str>)]) -> Vec<Completion<'a>> {
    let mut completions = vec![Completion::of(task, Reading::Exact)];
    for (column, values) in columns {
        let mut longer = Vec::new();
        for completion in &completions {
            for value in values {
                let mut filled = completion.clone();
                filled.columns.insert(column, value);
                longer.push(filled);
            }
        }
        completions = longer;
    }
    completions
}

/// Whether two completions that differ in this column only have different verdicts.
fn matters(column: &str, completions: &[Completion], places: &[usize]) -> bool {
    let mut first_seen: BTreeMap<BTreeMap<&str, &str>, usize> = BTreeMap::new();
    for (completion, place) in completions.iter().zip(places) {
        let mut others = completion.columns.clone();
        others.remove(column);
        if first_seen.entry(others).or_insert(*place) != place {
            return true;
        }
    }
    false
}
