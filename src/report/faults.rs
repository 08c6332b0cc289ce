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
    /// Of them those that may be worse: no longer placed, or placed higher up.
    pub worse: usize,
    /// Their minutes a week, in thousandths, as far as the tasks say.
    pub minutes: u64,
    /// Just these tasks; else at most these.
    pub exact: bool,
    /// One of the tasks.
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
    /// Dearest first: minutes, then tasks, then the order of the files.
    pub faults: Vec<FaultRecord>,
}

impl FaultsRecord {
    /// The same without what stands in cells of the data.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        self.faults.iter_mut().for_each(|fault| fault.value.clear());
        self
    }
}

/// Faults as JSON.
#[must_use]
pub fn faults_json(record: &FaultsRecord) -> String {
    format!("{}\n", serde_json::to_string_pretty(record).unwrap_or_default())
}

/// The dearest faults as text, at most `top` of them.
#[must_use]
pub fn faults_text(record: &FaultsRecord, top: usize) -> String {
    let mut text = String::new();
    let mut line = |content: &str| {
        // writing into a string does not fail
        let _ = writeln!(text, "{content}");
    };
    line("\nFaults priced: what each leaves open, and how many answers hang on it");
    let dear: Vec<&FaultRecord> = record.faults.iter().filter(|fault| fault.tasks > 0).collect();
    if !dear.is_empty() {
        line("  minutes a week      tasks      worse  where");
    }
    for fault in dear.iter().take(top) {
        let most = if fault.exact { "" } else { "<=" };
        let columns =
            if fault.columns.is_empty() { String::new() } else { format!(":{}", fault.columns.join(",")) };
        let value = if fault.value.is_empty() { String::new() } else { format!(" `{}`", fault.value) };
        line(&format!(
            "  {:>14} {:>10} {:>10}  {}:{}{columns} {}{value}",
            format!("{most}{}", minutes(fault.minutes)),
            format!("{most}{}", fault.tasks),
            fault.worse,
            fault.file,
            fault.line,
            fault.codes.join(","),
        ));
        line(&format!("  {:>38}e.g. {}", "", fault.example));
    }
    if dear.len() > top {
        line(&format!("  ... and {} more with a price; --top shows more", dear.len() - top));
    }
    totals(&mut line, record);
    text
}

fn totals(line: &mut impl FnMut(&str), record: &FaultsRecord) {
    let all = record.faults.len();
    line(&format!(
        "{all} faults: {} priced exactly, {} at most (<=); on {} of them no answer hangs",
        record.exact,
        all - record.exact,
        record.without_effect
    ));
    if record.hanging > 0 {
        let share = record.covered * 100 / record.hanging;
        line(&format!(
            "The answers for {} of {} tasks ({} minutes a week) hang on these faults:",
            record.hanging,
            record.tasks,
            minutes(record.hanging_minutes)
        ));
        let rows = if record.fewest == 1 { "row decides" } else { "rows decide" };
        line(&format!("{} {rows} {share} % of what is undecided ({} tasks)", record.fewest, record.covered));
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
