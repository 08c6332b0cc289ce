//! Faults priced: the rows and cells on which most answers hang, as a table or JSON.

use std::fmt::Write;

use serde::Serialize;

/// A fault with its price.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct FaultRecord {
    /// Which sheet (`staff`).
    pub kind: &'static str,
    /// The file as the user named it.
    pub file: String,
    /// The line on which its row begins.
    pub line: u64,
    /// The columns of its findings; none: the row as a whole.
    pub columns: Vec<String>,
    /// What was found, each code once, sorted.
    pub codes: Vec<String>,
    /// The value of its first finding; blank where values are withheld.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Tasks that have another status or level if the truth is another.
    pub tasks: usize,
    /// Their numbers in the order of tasks.csv; those of refused rows follow behind.
    #[serde(skip)]
    pub numbers: Vec<usize>,
    /// Of them those that may be worse: no longer placed, or placed higher up.
    pub worse: usize,
    /// Their minutes a week, in thousandths, as far as the tasks say.
    pub minutes: u64,
    /// Just these tasks; else at most these.
    pub exact: bool,
    /// The line of one of the tasks in the tasks file; 0: there is none.
    pub example_line: u64,
    /// Its id and site; blank where values are withheld.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub example: String,
}

/// All faults with their prices.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct FaultsRecord {
    /// Tasks of the dataset, those of refused rows included.
    pub tasks: usize,
    /// Tasks whose answer hangs on some fault that is priced exactly.
    pub hanging: usize,
    /// Their minutes a week, in thousandths.
    pub hanging_minutes: u64,
    /// The fewest of these faults, taken greedily, on which at least 80 % of them hang.
    pub fewest: usize,
    /// Tasks that hang on these few.
    pub covered: usize,
    /// Tasks that may hang on faults of which only a bound is known, and on no other.
    pub possible: usize,
    /// Their minutes a week, in thousandths.
    pub possible_minutes: u64,
    /// Faults priced exactly.
    pub exact: usize,
    /// Faults on which no answer hangs.
    pub without_effect: usize,
    /// Findings that leave nothing open.
    pub findings_without_price: usize,
    /// Rows that the mapping refused: they never became rows of a sheet and have no price.
    pub refused_by_mapping: u64,
    /// Dearest first: minutes, then tasks, then the order of the files.
    pub faults: Vec<FaultRecord>,
}

impl FaultsRecord {
    /// The same without what stands in cells of the data.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        for fault in &mut self.faults {
            fault.value.clear();
            fault.example.clear();
        }
        self
    }
}

/// Faults as JSON.
#[must_use]
pub fn faults_json(record: &FaultsRecord) -> String {
    format!("{}\n", serde_json::to_string_pretty(record).unwrap_or_default())
}

/// The dearest faults as text, at most `top` of those priced exactly and as many of those of which a bound is known: the
/// two are not of one kind, and a wide bound would hide what is known.
#[must_use]
pub fn faults_text(record: &FaultsRecord, top: usize) -> String {
    let mut text = String::new();
    let mut line = |content: &str| {
        // writing into a string does not fail
        let _ = writeln!(text, "{content}");
    };
    line("Faults priced: of how many tasks status or level turns on each");
    for (exact, title) in
        [(true, "Exactly"), (false, "At most: what the row or cell may mean is not known more closely")]
    {
        let own = record.faults.iter().filter(|fault| fault.tasks > 0 && fault.exact == exact);
        let own: Vec<&FaultRecord> = own.collect();
        if own.is_empty() {
            continue;
        }
        line(&format!("\n{title}"));
        line("  minutes a week    tasks    worse  where, what, an example");
        own.iter().take(top).for_each(|fault| line(&row(fault)));
        if own.len() > top {
            line(&format!("  ... and {} more (--top)", own.len() - top));
        }
    }
    line("");
    totals(&mut line, record);
    text
}

fn row(fault: &FaultRecord) -> String {
    let most = if fault.exact { "" } else { "<= " };
    let columns =
        if fault.columns.is_empty() { String::new() } else { format!(":{}", fault.columns.join(",")) };
    let value = if fault.value.is_empty() { String::new() } else { format!(" `{}`", fault.value) };
    let (minutes, tasks) = (format!("{most}{}", minutes(fault.minutes)), format!("{most}{}", fault.tasks));
    let FaultRecord { worse, file, line, .. } = fault;
    let codes = fault.codes.join(",");
    let example = match fault.example.as_str() {
        "" => format!("tasks line {}", fault.example_line),
        name => name.to_owned(),
    };
    format!("  {minutes:>14} {tasks:>8} {worse:>8}  {file}:{line}{columns} {codes}{value}; {example}")
}

fn totals(line: &mut impl FnMut(&str), record: &FaultsRecord) {
    let all = record.faults.len();
    line(&format!(
        "{all} faults: {} priced exactly, {} at most (<=); on {} of them no answer hangs",
        record.exact,
        all - record.exact,
        record.without_effect
    ));
    if let Some(share) = (record.covered * 100).checked_div(record.hanging) {
        line(&format!(
            "The answers for {} of {} tasks ({} minutes a week) hang on these faults:",
            record.hanging,
            record.tasks,
            minutes(record.hanging_minutes)
        ));
        let rows = if record.fewest == 1 { "row decides" } else { "rows decide" };
        line(&format!("{} {rows} {share} % of what is undecided ({} tasks)", record.fewest, record.covered));
    }
    if record.refused_by_mapping > 0 {
        line(&format!(
            "{} rows were refused as the mapping was applied and have no price: mend these first",
            record.refused_by_mapping
        ));
    }
    if record.possible > 0 {
        line(&format!(
            "At most {} tasks more ({} minutes) may hang on faults that could mean many things",
            record.possible,
            minutes(record.possible_minutes)
        ));
    }
}

/// Whole minutes.
fn minutes(thousandths: u64) -> u64 {
    thousandths.saturating_add(500) / 1000
}
