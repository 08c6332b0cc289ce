//! What a faulty cell of tasks.csv may be: the task with each value that it may have.

use std::collections::BTreeMap;

use super::faults::Fault;
use crate::intake::parse_thousandths;
use crate::model::{Authority, Catalogue, FindingCode, Task};
use crate::sheet::Sheet;

/// The criterion that counts only while the task instruction is current.
const STEPS: &str = "steps_established";

/// What a cell may be.
enum May {
    /// Each of these.
    Be(Vec<Task>),
    /// So many things that the answer may be any.
    BeAnything,
}

/// The variants of tasks with faulty cells.
#[derive(Debug, Default)]
pub(super) struct Mends {
    /// By line: the number of a fault, and its variants.
    variants: BTreeMap<u64, Vec<(usize, Vec<Task>)>>,
    /// Faults after which the answer for the task on their line may be any.
    pub(super) anything: Vec<usize>,
}

impl Mends {
    /// Of the faults of accepted rows; `lapsed` are the lines of tasks with a panel's decision that does not bind. A
    /// mended cell may make a decision bind, or bind no longer.
    pub(super) fn new(
        catalogue: &Catalogue,
        (tasks, sheet): (&[Task], &Sheet),
        faults: &[Fault],
        lapsed: &[u64],
    ) -> Self {
        let mut mends = Self::default();
        let by_line: BTreeMap<u64, &Task> = tasks.iter().map(|task| (task.line, task)).collect();
        let cti = sheet.column("cti").unwrap_or(usize::MAX);
        let with_cti =
            |line: u64| sheet.records().iter().any(|row| row.line == line && !row.get(cti).is_empty());
        for (number, fault) in faults.iter().enumerate().filter(|(_, fault)| !fault.refused) {
            let Some(task) = by_line.get(&fault.line) else { continue };
            let may = may(catalogue, task, fault, || with_cti(fault.line));
            match may {
                May::Be(variants) if task.panel.is_none() && !lapsed.contains(&fault.line) => {
                    mends.variants.entry(fault.line).or_default().push((number, variants));
                }
                May::Be(_) | May::BeAnything => mends.anything.push(number),
            }
        }
        mends
    }

    /// The task as it is and then every variant; nothing for a task without a faulty cell.
    pub(super) fn of(&self, task: &Task) -> Vec<Task> {
        let Some(own) = self.variants.get(&task.line) else { return Vec::new() };
        std::iter::once(task).chain(own.iter().flat_map(|(_, variants)| variants)).cloned().collect()
    }

    /// The fault of a variant by its number, the task as it is being 0.
    pub(super) fn fault_of(&self, line: u64, variant: usize) -> Option<usize> {
        let mut rest = variant.checked_sub(1)?;
        for (fault, variants) in self.variants.get(&line)? {
            match rest.checked_sub(variants.len()) {
                Some(less) => rest = less,
                None => return Some(*fault),
            }
        }
        None
    }
}

fn may(catalogue: &Catalogue, task: &Task, fault: &Fault, with_cti: impl Fn() -> bool) -> May {
    let column = fault.columns().into_iter().next().unwrap_or_default().to_owned();
    if fault.has(FindingCode::StepsDiffer) {
        return May::Be(vec![with_instruction(catalogue, task)]);
    }
    match column.as_str() {
        "profession" => {
            let all = 0..u16::try_from(catalogue.professions.len()).unwrap_or(u16::MAX);
            May::Be(all.map(|profession| Task { profession: Some(profession), ..task.clone() }).collect())
        }
        "authority" if fault.has(FindingCode::WordUnknown) => authorities(catalogue, task),
        "mitigations" => {
            let all = 0..u16::try_from(catalogue.mitigations.len()).unwrap_or(u16::MAX);
            let others = all.filter(|word| !task.mitigations.contains(word));
            let with = others.map(|word| {
                let mut more = task.clone();
                more.mitigations.push(word);
                more.mitigations.sort_unstable();
                more
            });
            May::Be(with.collect())
        }
        "cti_review_on" if with_cti() => May::Be(vec![with_instruction(catalogue, task)]),
        "cti_review_on" => May::Be(Vec::new()),
        name => match catalogue.criterion(name).and_then(|at| Some((at, catalogue.criteria.get(at)?))) {
            Some((at, criterion)) => {
                let all = 0..u8::try_from(criterion.values.len()).unwrap_or(u8::MAX);
                let counts = name != STEPS || task.instruction_current;
                let with = all.map(|value| {
                    let mut other = task.clone();
                    set(&mut other.stated, at, value);
                    if counts {
                        set(&mut other.facts, at, value);
                    }
                    other
                });
                May::Be(with.collect())
            }
            // acts, requires, site, and an authority that contradicts the acts
            None => May::BeAnything,
        },
    }
}

fn set(values: &mut [Option<u8>], at: usize, value: u8) {
    if let Some(own) = values.get_mut(at) {
        *own = Some(value);
    }
}

/// The task as if its instruction were current: then the column of its steps counts.
fn with_instruction(catalogue: &Catalogue, task: &Task) -> Task {
    let mut current = Task { instruction_current: true, ..task.clone() };
    if let Some(at) = catalogue.criterion(STEPS)
        && let Some((fact, stated)) = current.facts.get_mut(at).zip(task.stated.get(at))
    {
        *fact = *stated;
    }
    current
}

/// Every authority that does not contradict the acts. The directions that there may be are not known.
fn authorities(catalogue: &Catalogue, task: &Task) -> May {
    let allowed = |word: &str| match task.acts.as_deref() {
        None => true,
        Some([]) => matches!(word, "none" | "protocol"),
        Some(acts) => acts.iter().all(|act| {
            let act = catalogue.acts.get(usize::from(*act));
            act.is_some_and(|a| a.authorities.is_empty() || a.authorities.iter().any(|x| x.word() == word))
        }),
    };
    if task.acts.is_none() || allowed("pgd") {
        return May::BeAnything;
    }
    let words = Authority::WORDS.into_iter().filter(|word| *word != "pgd" && allowed(word));
    let with = words
        .filter_map(|word| Some(Task { authority: Some(Authority::from_word(word, "")?), ..task.clone() }));
    May::Be(with.collect())
}

/// A task whose row is refused: it is answered by nothing, and may be answered by anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    /// The line of its first refused row.
    pub(super) line: u64,
    /// Minutes a week in thousandths, as far as the row says.
    pub(super) minutes: Option<u64>,
}

/// The tasks that are missing, and for each refused row its number among them. Rows of one key are one task.
pub(super) fn missing(sheet: &Sheet, faults: &[Fault]) -> (Vec<Missing>, Vec<(usize, usize)>) {
    let column = |name: &str| sheet.column(name).unwrap_or(usize::MAX);
    let [id, site, minutes, per_week] = ["task_id", "site", "minutes", "per_week"].map(column);
    let records: BTreeMap<u64, _> = sheet.records().iter().map(|record| (record.line, record)).collect();
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut list, mut of) = (Vec::new(), Vec::new());
    for (number, fault) in faults.iter().enumerate().filter(|(_, fault)| fault.refused) {
        let Some(record) = records.get(&fault.line) else { continue };
        let readable = record.fault.is_none();
        let next = list.len();
        let own = match (readable && fault.has(FindingCode::KeyConflict), record.get(id), record.get(site)) {
            (true, id, site) => *known.entry((id, site)).or_insert(next),
            _ => next,
        };
        if own == next {
            let number_in = |at| parse_thousandths(record.get(at)).filter(|_| readable);
            let product = number_in(minutes).zip(number_in(per_week)).and_then(|(a, b)| a.checked_mul(b));
            list.push(Missing { line: fault.line, minutes: product.map(|product| product / 1000) });
        }
        of.push((number, own));
    }
    (list, of)
}
