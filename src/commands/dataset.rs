//! Reading a dataset: files, sheets, graph, plan, holdings; every unusable file is reported at once.

use std::collections::BTreeMap;

use super::given::{Files, HOLDINGS, STAFF};
use super::personal;
use crate::files::Hashed;
use crate::graph::Graph;
use crate::inquiry;
use crate::intake::{self, HoldingsSheet, Ledger, Memory, PanelSheet, Source, StaffSheet};
use crate::matcher::{self, Inputs, Plan};
use crate::model::{
    Accounting, CodeId, Codes, Error, Finding, FindingCode, Holdings, Kind, Lapsed, LinkFault, Links, NodeId,
    PanelDecision, Place, Requires, Result, Roster, Task,
};
use crate::rules::Pack;

/// Told how many bytes and rows of the holdings are read; an error stops the run.
pub(super) type Told<'t> = dyn Fn(u64, u64) -> Result<()> + Sync + 't;

/// Everything of a dataset but its holdings.
#[derive(Debug)]
pub(super) struct Sheets {
    pub(super) roster: Roster,
    pub(super) codes: Codes,
    pub(super) tasks: Vec<Task>,
    /// Panel decisions that do not bind.
    pub(super) lapsed: Vec<Lapsed>,
    pub(super) graph: Graph,
    /// The links as they were accepted.
    pub(super) links: Links,
    /// Of the large files that were read.
    pub(super) hashed: BTreeMap<&'static str, Hashed>,
    /// By kind of file (`staff`).
    pub(super) ledgers: Vec<(&'static str, Ledger)>,
    /// Findings that no row has: files that were not given, cycles.
    pub(super) findings: Vec<Finding>,
    /// What was read of holdings, if it was to be remembered.
    pub(super) memory: Option<Memory>,
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
        return Err(Error::Input(files.told_all(unusable.findings)));
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
    let mut findings: Vec<Finding> = absent.into_iter().flat_map(|(_, ledger)| ledger.findings).collect();
    findings.extend(files.told("links", cycles.collect()));
    findings.extend(files.fixed.findings.iter().cloned());
    findings.extend(files.mapped.iter().flat_map(|mapped| mapped.exchanged().findings.iter().cloned()));
    let ledgers = read.into_iter().map(|(kind, ledger)| Ok((kind, checked(files, kind, ledger)?)));
    let ledgers = ledgers.collect::<Result<_>>()?;
    Ok(Sheets { roster, codes, tasks, lapsed, graph, links, hashed, ledgers, findings, memory: None })
}

/// A ledger whose rows add up, told of the files that the user knows; rows that do not are a defect of the program.
fn checked(files: &Files, kind: &str, mut ledger: Ledger) -> Result<Ledger> {
    if let Some(mapped) = &files.mapped {
        mapped.checked(kind, ledger.accounting.rows)?;
    }
    if ledger.accounting.adds_up() {
        match &files.mapped {
            Some(mapped) if mapped.gives(kind) && !files.untold => {
                ledger.findings = mapped.told(kind, ledger.findings);
            }
            Some(mapped) if mapped.gives(kind) => {}
            _ => personal::drop_columns(&mut ledger, files.show_values),
        }
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

    /// The codes that have a part in proving what a task by its number asks for.
    pub(super) fn cone(&self, number: usize) -> Vec<&str> {
        let requires = self.tasks.get(number).map(|task| &task.requires);
        let Some(Requires::Known(list)) = requires else { return Vec::new() };
        let asked: Vec<NodeId> = list.iter().filter_map(|need| self.graph.node(need.code)).collect();
        let needed = self.graph.needed_for(&asked);
        let all = (0..).map(CodeId).zip(&self.codes.list);
        let own = all
            .filter(|(id, _)| self.graph.node(*id).is_some_and(|node| needed.binary_search(&node).is_ok()));
        own.map(|(_, code)| code.code.as_str()).collect()
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
        let HoldingsSheet { holdings, ledger, hashed, memory } = sheet;
        self.memory = memory;
        self.ledgers.push((HOLDINGS, checked(files, HOLDINGS, ledger)?));
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
