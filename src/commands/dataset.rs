//! Reading a dataset: files, sheets, graph, plan, holdings; every unusable file is reported at once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::DatasetPaths;
use crate::files::{self, Big, Content, Hashed};
use crate::graph::Graph;
use crate::inquiry;
use crate::intake::{self, HoldingsSheet, Ledger, Pace, PanelSheet, Source, StaffSheet};
use crate::matcher::{self, Inputs, Plan};
use crate::model::{
    Accounting, Codes, Error, Finding, FindingCode, Holdings, Kind, Lapsed, LinkFault, Links, PanelDecision,
    Place, Result, Roster, Task,
};
use crate::report::FileRecord;
use crate::rules::Pack;

/// The files of a dataset, in the order in which they are read.
const FILES: [(&str, bool); 6] = [
    ("staff", true),
    ("competencies", false),
    ("tasks", true),
    ("links", false),
    ("panel", false),
    ("holdings", true),
];

/// Told how many bytes and rows of the holdings are read; an error stops the run.
pub(super) type Told<'t> = dyn Fn(u64, u64) -> Result<()> + Sync + 't;

/// Files that may be too large to be held.
const STAFF: &str = "staff";
const HOLDINGS: &str = "holdings";

/// The files of a dataset: all but staff and holdings in memory, by kind (`staff`).
#[derive(Debug, Default)]
pub struct Files {
    found: BTreeMap<&'static str, Content>,
    big: BTreeMap<&'static str, Big>,
    /// Bytes of a block of a large file, if not as usual.
    block: Option<usize>,
    /// People matched at once, if not as usual.
    pub(super) people: Option<usize>,
    /// Files that should be there and are not.
    missing: Vec<Finding>,
}

/// Everything of a dataset but its holdings.
#[derive(Debug)]
pub(super) struct Sheets {
    pub(super) roster: Roster,
    pub(super) codes: Codes,
    pub(super) tasks: Vec<Task>,
    /// Panel decisions that do not bind.
    pub(super) lapsed: Vec<Lapsed>,
    pub(super) graph: Graph,
    /// Of the large files that were read.
    pub(super) hashed: BTreeMap<&'static str, Hashed>,
    /// By kind of file (`staff`).
    pub(super) ledgers: Vec<(&'static str, Ledger)>,
    /// Findings that no row has: files that were not given, cycles.
    pub(super) findings: Vec<Finding>,
}

/// Finds and reads every file. What is missing is kept, to be listed with what is wrong in those that are there.
pub(super) fn read_files(paths: &DatasetPaths) -> Result<Files> {
    let mut files = Files::default();
    for (name, required) in FILES {
        let (path, named) = path_of(paths, name)?;
        let Some(path) = path else { continue };
        let absent = if matches!(name, STAFF | HOLDINGS) {
            Big::open(&path)?.map(|big| drop(files.big.insert(name, big)))
        } else {
            files::read(&path)?.map(|content| drop(files.found.insert(name, content)))
        };
        // an optional file need not be in the folder, but one that was named must exist
        files.missing.extend(absent.err().filter(|_| required || named));
    }
    Ok(files)
}

/// Where a file is, and whether it was named by an option of its own.
fn path_of(paths: &DatasetPaths, name: &str) -> Result<(Option<PathBuf>, bool)> {
    let own = match name {
        "staff" => &paths.staff,
        "holdings" => &paths.holdings,
        "tasks" => &paths.tasks,
        "competencies" => &paths.competencies,
        "links" => &paths.links,
        _ => &paths.panel,
    };
    let required = FILES.iter().any(|(file, required)| *file == name && *required);
    match (own, &paths.folder) {
        (Some(path), _) => Ok((Some(path.clone()), true)),
        (None, Some(folder)) => {
            let there: Vec<PathBuf> = ["csv", "csv.gz", "csv.zst"]
                .iter()
                .map(|ending| folder.join(format!("{name}.{ending}")))
                .filter(|path| files::exists(path))
                .collect();
            match there.as_slice() {
                [] if required => Ok((Some(folder.join(format!("{name}.csv"))), false)),
                [] => Ok((None, false)),
                [one] => Ok((Some(one.clone()), false)),
                [one, other, ..] => Err(Error::Usage(format!(
                    "both {} and {} are there: remove one, or name the file with --{name}",
                    one.display(),
                    other.display()
                ))),
            }
        }
        (None, None) if required => {
            Err(Error::Usage(format!("no {name} file: name a dataset folder, or the file with --{name}")))
        }
        (None, None) => Ok((None, false)),
    }
}

impl Files {
    /// Files that are in memory already: name (`staff.csv`) and bytes. Other names are left out.
    #[must_use]
    pub fn in_memory(files: &BTreeMap<String, Vec<u8>>) -> Self {
        let of = |kind: &'static str| {
            let name = format!("{kind}.csv");
            let bytes = files.get(&name)?.clone();
            let hash = blake3::hash(&bytes).to_hex().to_string();
            Some((kind, Content { name, bytes, hash }))
        };
        let mut found: BTreeMap<&'static str, Content> =
            FILES.iter().filter_map(|(kind, _)| of(kind)).collect();
        let missing = FILES.iter().filter(|(kind, required)| *required && !found.contains_key(kind));
        let missing = missing.map(|(kind, _)| not_there(kind)).collect();
        let mut big = BTreeMap::new();
        for kind in [STAFF, HOLDINGS] {
            let content = found.remove(kind).map(|content| Big::in_memory(&content.name, content.bytes));
            big.extend(content.map(|content| (kind, content)));
        }
        Self { found, big, block: None, people: None, missing }
    }

    /// The same, but large files are read in blocks of this many bytes, and this many people are matched at once: that
    /// changes nothing of the answers.
    #[must_use]
    pub fn in_blocks(self, bytes: usize, people: usize) -> Self {
        Self { block: Some(bytes.max(1)), people: Some(people.max(1)), ..self }
    }

    /// Whether there is a file of this kind.
    fn has(&self, kind: &str) -> bool {
        self.found.contains_key(kind) || self.big.contains_key(kind)
    }

    /// A file that may be too large to be held, and how it is read.
    pub(super) fn big(&self, kind: &str) -> Option<(&Big, Pace<'_>)> {
        self.big.get(kind).map(|big| (big, self.pace(&|_, _| Ok(()))))
    }

    /// How many bytes of holdings there are to read, if that is known before.
    pub(super) fn length_of_holdings(&self) -> Option<u64> {
        self.big.get(HOLDINGS).and_then(Big::length)
    }

    /// How large files are read.
    fn pace<'p>(&self, told: &'p Told<'p>) -> Pace<'p> {
        let usual = Pace::default();
        Pace { block: self.block.unwrap_or(usual.block), told, ..usual }
    }

    /// A file that is held, by kind.
    pub(super) fn source(&self, name: &str) -> Option<Source<'_>> {
        self.found.get(name).map(|content| Source { name: &content.name, bytes: &content.bytes })
    }

    /// Names and hashes, for run.json, by kind; those of large files are known once they were read.
    pub(super) fn records(&self, hashed: &BTreeMap<&'static str, Hashed>) -> Vec<FileRecord> {
        let record = |role: &str, file: &str, blake3: &str, bytes| FileRecord {
            role: role.to_owned(),
            file: file.to_owned(),
            blake3: blake3.to_owned(),
            bytes,
        };
        let of = |(role, content): (&&str, &Content)| {
            let bytes = u64::try_from(content.bytes.len()).unwrap_or(u64::MAX);
            record(role, &content.name, &content.hash, bytes)
        };
        let mut records: Vec<FileRecord> = self.found.iter().map(of).collect();
        let of = |(kind, big): (&&str, &Big)| {
            hashed.get(kind).map(|hashed| record(kind, big.name(), &hashed.hash, hashed.bytes))
        };
        records.extend(self.big.iter().filter_map(of));
        records.sort_by(|a, b| a.role.cmp(&b.role));
        records
    }
}

/// A file that the memory does not hold.
fn not_there(kind: &str) -> Finding {
    let place = Place { file: format!("{kind}.csv").into(), line: 0, column: String::new() };
    Finding::new(FindingCode::FileUnusable, place, "", "there is no such file", "add it to the dataset")
}

/// Collects what makes files unusable, so that one run tells of all.
struct Unusable {
    findings: Vec<Finding>,
}

impl Unusable {
    /// What a file says, if it is there; one that should be and is not was told of before.
    fn read<T: Default>(
        &mut self,
        source: Option<Source<'_>>,
        read: impl FnOnce(Source<'_>) -> std::result::Result<T, Vec<Finding>>,
    ) -> T {
        source.map(|source| self.take(read(source))).unwrap_or_default()
    }

    fn take<T: Default>(&mut self, read: std::result::Result<T, Vec<Finding>>) -> T {
        read.unwrap_or_else(|findings| {
            self.findings.extend(findings);
            T::default()
        })
    }
}

/// Reads every sheet but holdings. If any file is unusable, the holdings file's header is checked too, so that the
/// list of problems is whole.
pub(super) fn read_sheets(files: &Files, pack: &Pack) -> Result<Sheets> {
    let catalogue = &pack.catalogue;
    let mut unusable = Unusable { findings: files.missing.clone() };
    let StaffSheet { roster, ledger: staff_ledger, hashed } = match files.big.get(STAFF) {
        Some(big) => unusable.take(intake::staff(big, catalogue, files.pace(&|_, _| Ok(())))?),
        None => StaffSheet::default(),
    };
    let hashed = BTreeMap::from([(STAFF, hashed)]);
    let (mut codes, open, code_ledger): (Codes, bool, Ledger) =
        unusable.take(intake::competencies(files.source("competencies")));
    let (mut tasks, task_ledger): (Vec<Task>, Ledger) = unusable
        .read(files.source("tasks"), |source| intake::tasks(source, catalogue, &mut codes, open, &roster));
    let (links, link_ledger): (Links, Ledger) =
        unusable.take(intake::links(files.source("links"), catalogue, &mut codes, open));
    let judge = |task: &Task, decision: &PanelDecision| pack.looser(task, decision);
    let PanelSheet { ledger: panel_ledger, lapsed } =
        unusable.take(intake::panel(files.source("panel"), catalogue, &codes, &mut tasks, &judge));
    if !unusable.findings.is_empty() {
        if let Some(big) = files.big.get(HOLDINGS) {
            unusable.take::<()>(intake::holdings_header(big)?);
        }
        return Err(Error::Input(unusable.findings));
    }
    let (graph, faults) = Graph::build(&codes, &links, catalogue.policies.competent);
    let link_file = files.source("links").map_or("links.csv", |source| source.name).to_owned();
    let cycles = faults.iter().map(|fault| cycle(fault, &codes, &link_file));
    let ledgers = [
        ("staff", staff_ledger),
        ("competencies", code_ledger),
        ("tasks", task_ledger),
        ("links", link_ledger),
        ("panel", panel_ledger),
    ];
    let (read, absent): (Vec<_>, Vec<_>) = ledgers.into_iter().partition(|(kind, _)| files.has(kind));
    // a file that was not given has no rows to account for, but something may be said of its absence
    let findings = absent.into_iter().flat_map(|(_, ledger)| ledger.findings).chain(cycles).collect();
    let ledgers = read.into_iter().map(|(kind, ledger)| Ok((kind, checked(ledger)?)));
    let ledgers = ledgers.collect::<Result<_>>()?;
    Ok(Sheets { roster, codes, tasks, lapsed, graph, hashed, ledgers, findings })
}

/// A ledger whose rows add up; anything else is a defect of the program.
fn checked(ledger: Ledger) -> Result<Ledger> {
    if ledger.accounting.adds_up() {
        Ok(ledger)
    } else {
        Err(Error::Defect(format!("rows do not add up: {:?}", ledger.accounting)))
    }
}

/// A cycle as a finding that names its whole path.
fn cycle(fault: &LinkFault, codes: &Codes, file: &str) -> Finding {
    let path: Vec<&str> = fault.path.iter().map(|code| codes.name(*code)).collect();
    let lines: Vec<String> = fault.lines.iter().map(u64::to_string).collect();
    let (code, message) = match fault.kind {
        Kind::Prerequisite => {
            (FindingCode::CyclePrerequisite, "competencies that need each other: nobody proves them")
        }
        Kind::Covers | Kind::SameAs => {
            (FindingCode::CycleCovers, "competencies that cover each other: these links prove nothing")
        }
    };
    let help = match lines.as_slice() {
        [line] => format!("remove the link on line {line}"),
        lines => format!("remove one of the links on lines {}", lines.join(", ")),
    };
    let line = fault.lines.first().copied().unwrap_or(0);
    let place = Place { file: file.into(), line, column: String::new() };
    Finding::new(code, place, path.join(" > "), message, help)
}

impl Sheets {
    /// The matcher's inputs.
    pub(super) fn inputs<'a>(&'a self, pack: &'a Pack) -> Inputs<'a> {
        Inputs { pack, codes: &self.codes, graph: &self.graph, roster: &self.roster, tasks: &self.tasks }
    }

    /// Decides the tasks and says which holdings matter.
    pub(super) fn plan(&self, pack: &Pack) -> Plan {
        let decisions = matcher::decide_all(pack, &self.tasks);
        Plan::new(self.inputs(pack), decisions)
    }

    /// The same, with every criterion of every task moved one step as well.
    pub(super) fn plan_with_steps(&self, pack: &Pack) -> Plan {
        self.plan_varied(pack, |task| inquiry::stepped(&pack.catalogue, task))
    }

    /// The same, with the steps of one task by its number.
    pub(super) fn plan_with_steps_of(&self, pack: &Pack, number: usize) -> Plan {
        let line = self.tasks.get(number).map(|task| task.line);
        let of = |task: &Task| {
            if line == Some(task.line) { inquiry::stepped(&pack.catalogue, task) } else { Vec::new() }
        };
        self.plan_varied(pack, of)
    }

    /// The same, with variants of tasks: none of a task, or the one to compare with first.
    pub(super) fn plan_varied(&self, pack: &Pack, vary: impl Fn(&Task) -> Vec<Task> + Sync) -> Plan {
        let variants = matcher::vary(pack, &self.tasks, vary);
        Plan::varied(self.inputs(pack), matcher::decide_all(pack, &self.tasks), variants)
    }

    /// Reads the holdings that matter.
    pub(super) fn holdings(
        &mut self,
        files: &Files,
        pack: &Pack,
        plan: &Plan,
        told: &Told<'_>,
    ) -> Result<Holdings> {
        let absent = || Error::Usage("the dataset has no holdings file".to_owned());
        let big = files.big.get(HOLDINGS).ok_or_else(absent)?;
        let (people, catalogue) = (&self.roster.people, &pack.catalogue);
        let sheet = intake::holdings(big, &plan.wanted, people, catalogue, files.pace(told))?;
        let HoldingsSheet { holdings, ledger, hashed } = sheet;
        self.ledgers.push((HOLDINGS, checked(ledger)?));
        self.hashed.insert(HOLDINGS, hashed);
        Ok(holdings)
    }

    /// Takes out every finding: the pack's, each file's, then those of the graph.
    pub(super) fn take_findings(&mut self, pack: &Pack) -> Vec<Finding> {
        let mut all = pack.findings.clone();
        let of_files = self.ledgers.iter_mut().map(|(_, ledger)| &mut ledger.findings);
        for some in of_files.chain([&mut self.findings]) {
            if all.len() < some.len() {
                // the larger list stays where it is
                std::mem::swap(&mut all, some);
                all.splice(0..0, some.drain(..));
            } else {
                all.append(some);
            }
            *some = Vec::new();
        }
        all
    }

    /// What became of every file's rows.
    pub(super) fn rows(&self) -> Vec<(String, Accounting)> {
        self.ledgers.iter().map(|(kind, ledger)| ((*kind).to_owned(), ledger.accounting)).collect()
    }
}
