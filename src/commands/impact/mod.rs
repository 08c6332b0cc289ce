//! `check --impact`: every fault with the tasks whose answer hangs on it, dearest first.

mod faults;
mod holdings;
mod staff;
mod tasks;

use std::collections::BTreeSet;

use super::dataset::{Files, Sheets};
use crate::inquiry::{self, Open};
use crate::intake;
use crate::matcher::{self, Inputs, Matched, Rehearsal, Swing};
use crate::model::{FindingCode, Kind, NodeId, Requires, Result, Stand, Status, Task};
use crate::report::{FaultRecord, FaultsRecord};
use crate::rules::Pack;
use crate::sheet::Sheet;
use faults::{Fault, gather};
use holdings::{Holding, Opened};
use staff::Staff;
use tasks::{Mends, Missing, missing};

/// Of how many hundredths of what hangs on faults the fewest faults are told.
const MOST: usize = 80;

/// Prices every fault of a dataset whose other sheets are read; takes the holdings in.
pub(super) fn impact(pack: &Pack, files: &Files, sheets: &mut Sheets) -> Result<FaultsRecord> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut idle = 0;
    let mut starts = Vec::new();
    for (kind, ledger) in &sheets.ledgers {
        let (own, other) = gather(kind, ledger);
        starts.push((*kind, faults.len()..faults.len() + own.len()));
        faults.extend(own);
        idle += other;
    }
    let range =
        |kind: &str| starts.iter().find(|(own, _)| *own == kind).map_or(0..0, |(_, range)| range.clone());
    let of = |kind: &str, faults: &[Fault]| faults.get(range(kind)).unwrap_or_default().to_vec();
    let (of_tasks, of_staff) = (of("tasks", &faults), of("staff", &faults));
    let sheet =
        |kind: &str| files.source(kind).and_then(|source| Sheet::read(source.name, source.bytes).ok());
    let task_sheet = sheet("tasks");
    let lapsed: Vec<u64> = sheets
        .lapsed
        .iter()
        .filter_map(|lapsed| sheets.tasks.get(lapsed.task))
        .map(|task| task.line)
        .collect();
    let mends = task_sheet
        .as_ref()
        .map(|sheet| Mends::new(&pack.catalogue, (&sheets.tasks, sheet), &of_tasks, &lapsed));
    let mends = mends.unwrap_or_default();
    let plan = sheets.plan_varied(pack, |task| mends.of(task));
    let wanted = plan.wanted.clone();
    let held = sheets.holdings(files, pack, &plan, &|_, _| Ok(()))?;
    let of_holdings = sheets.ledgers.last().map(|(kind, ledger)| gather(kind, ledger)).unwrap_or_default();
    idle += of_holdings.1;
    let first_holding = faults.len();
    faults.extend(of_holdings.0.iter().cloned());
    let people = files.people.unwrap_or(matcher::BLOCK);
    let matched = matcher::match_all(sheets.inputs(pack), plan, &held, people)?;
    let inputs = sheets.inputs(pack);
    let rehearsal = Rehearsal::new(&matched, inputs, &held);

    // people: what each row leaves open, and what hangs on that
    let mut open: Vec<(usize, Open)> = Vec::new();
    if let Some((big, pace)) = files.big("staff").filter(|_| !of_staff.is_empty()) {
        let lines = of_staff.iter().map(|fault| fault.line).collect();
        let cited = intake::rows_on(big, &lines, pace)?;
        let staff = Staff::new(&pack.catalogue, &sheets.roster, &cited, &of_staff);
        let numbered = range("staff").zip(&of_staff);
        open.extend(
            numbered.flat_map(|(number, fault)| staff.open(fault).into_iter().map(move |o| (number, o))),
        );
    }
    if let Some((big, pace)) = files.big("holdings").filter(|_| !of_holdings.0.is_empty()) {
        let lines = of_holdings.0.iter().map(|fault| fault.line).collect();
        let cited = &intake::rows_on(big, &lines, pace)?;
        let holding = Holding {
            catalogue: &pack.catalogue,
            codes: &sheets.codes,
            graph: &sheets.graph,
            people: &sheets.roster.people,
            wanted: &wanted,
            cited,
        };
        let Opened { open: here, replays } = holding.open(first_holding, &of_holdings.0);
        open.extend(here);
        open.extend(holding.replay(&replays, (big, pace))?);
    }
    let (numbers, open): (Vec<usize>, Vec<Open>) = open.into_iter().unzip();
    let prices = inquiry::price(&rehearsal, &open);
    for ((number, open), swings) in numbers.into_iter().zip(&open).zip(&prices) {
        faults.get_mut(number).into_iter().for_each(|fault| fault.add(swings, open.is_exact()));
    }

    let mut pricing = Pricing { sheets, inputs, matched: &matched, stands: Vec::new() };
    pricing.stand()?;
    pricing.of_cells(&mut faults, &range("tasks"), &mends)?;
    let links = sheet("links").map(|sheet| (sheet, range("links")));
    let panel = sheet("panel").map(|sheet| (sheet, range("panel")));
    if let Some((sheet, range)) = &links {
        pricing.of_links(&mut faults, range.clone(), sheet);
    }
    pricing.of_codes(&mut faults, range("competencies"));
    if let Some((sheet, range)) = &panel {
        pricing.of_panel(&mut faults, range.clone(), sheet);
    }
    let (more, rows) = task_sheet.as_ref().map(|sheet| missing(sheet, &of_tasks)).unwrap_or_default();
    let start = range("tasks").start;
    for (fault, number) in rows {
        let swing = Swing { task: sheets.tasks.len() + number, worse: false };
        faults.get_mut(start + fault).into_iter().for_each(|fault| fault.add(&[swing], true));
    }
    pricing.of_open_vocabulary(&mut faults, &range("tasks"), &range("links"), files);
    Ok(record(&sheets.tasks, &more, faults, idle))
}

/// What is needed to price faults that are not about people.
struct Pricing<'a> {
    sheets: &'a Sheets,
    inputs: Inputs<'a>,
    matched: &'a Matched,
    /// By task: where it stands.
    stands: Vec<Stand>,
}

impl Pricing<'_> {
    fn stand(&mut self) -> Result<()> {
        let all = 0..self.inputs.tasks.len();
        self.stands = all.map(|number| self.matched.stand(self.inputs, number)).collect::<Result<_>>()?;
        Ok(())
    }

    /// The answer for a task may be any.
    fn any(&self, task: usize) -> Swing {
        let placed = self.stands.get(task).is_some_and(|stand| stand.status == Status::Placed);
        Swing { task, worse: placed }
    }

    /// Tasks that no competency, link or decision can change: law and policy admit no role, and no panel has a say.
    fn is_settled(&self, task: usize) -> bool {
        let restricted = self.stands.get(task).is_some_and(|stand| stand.status == Status::Restricted);
        let panel = self.sheets.tasks.get(task).is_some_and(|task| task.panel.is_some())
            || self.sheets.lapsed.iter().any(|lapsed| lapsed.task == task);
        restricted && !panel
    }

    fn all(&self) -> Vec<Swing> {
        (0..self.stands.len()).filter(|task| !self.is_settled(*task)).map(|task| self.any(task)).collect()
    }

    /// Cells of accepted tasks.
    fn of_cells(&self, faults: &mut [Fault], range: &std::ops::Range<usize>, mends: &Mends) -> Result<()> {
        let own = faults.get_mut(range.clone()).unwrap_or_default();
        for (number, task) in self.inputs.tasks.iter().enumerate() {
            let Some(stands) = self.matched.stands(self.inputs, number)? else { continue };
            for (variant, stand) in stands.others {
                let changes = stand.is_answered_otherwise(&stands.first);
                let fault = mends.fault_of(task.line, variant).filter(|_| changes);
                let Some(fault) = fault.and_then(|fault| own.get_mut(fault)) else { continue };
                let swing = Swing { task: number, worse: inquiry::is_worse(stands.first, stand) };
                fault.add(&[swing], true);
            }
        }
        let by_line = |line: u64| self.inputs.tasks.iter().position(|task| task.line == line);
        for fault in &mends.anything {
            let Some(fault) = own.get_mut(*fault) else { continue };
            let Some(task) = by_line(fault.line) else { continue };
            let stand = self.stands.get(task).map(|stand| stand.status);
            let by_rules = matches!(stand, Some(Status::Restricted | Status::NeedsPanel));
            let has_panel = self.sheets.tasks.get(task).is_some_and(|task| task.panel.is_some());
            // where people stand has no part in what the rules leave open
            if !(fault.has(FindingCode::SiteUnknown) && by_rules && !has_panel) {
                fault.add(&[self.any(task)], false);
            }
        }
        Ok(())
    }

    /// Refused links, and links of circles: at most the tasks that rest on what the link may join.
    fn of_links(&self, faults: &mut [Fault], range: std::ops::Range<usize>, sheet: &Sheet) {
        let node = |code: &str| self.sheets.graph.node(self.sheets.codes.find(code)?);
        let column = |name: &str| sheet.column(name).unwrap_or(usize::MAX);
        for fault in faults.get_mut(range).unwrap_or_default() {
            let Some(record) = sheet.records().iter().find(|record| record.line == fault.line) else {
                continue;
            };
            let cell = |name: &str| record.get(column(name));
            let (from, to) = (node(cell("from")), node(cell("to")));
            let ends = match Some(cell("kind")).filter(|_| record.fault.is_none()) {
                // what rests on the other end is not touched
                Some(kind) if kind == Kind::Covers.word() => vec![to],
                Some(kind) if kind == Kind::Prerequisite.word() => vec![from],
                _ if record.fault.is_none() => vec![from, to],
                _ => vec![None],
            };
            let swings = match ends.into_iter().collect::<Option<Vec<NodeId>>>() {
                Some(ends) => self.resting_on(&ends),
                None => self.all(),
            };
            fault.add(&swings, false);
        }
    }

    /// Tasks whose requirements links join to any of these.
    fn resting_on(&self, nodes: &[NodeId]) -> Vec<Swing> {
        let joined = self.sheets.graph.joined_to(nodes);
        let rests = |task: &Task| match &task.requires {
            Requires::Known(list) => list.iter().any(|requirement| {
                let node = self.sheets.graph.node(requirement.code);
                node.is_some_and(|node| joined.binary_search(&node).is_ok())
            }),
            Requires::None | Requires::Unknown => false,
        };
        let all = self.inputs.tasks.iter().enumerate();
        let resting = all.filter(|(number, task)| rests(task) && !self.is_settled(*number));
        resting.map(|(number, _)| self.any(number)).collect()
    }

    /// A code that may be known, or last otherwise: whatever is not settled by the rules.
    fn of_codes(&self, faults: &mut [Fault], range: std::ops::Range<usize>) {
        for fault in faults.get_mut(range).unwrap_or_default() {
            fault.add(&self.all(), false);
        }
    }

    /// A decision that may bind: the answer for its task may be any; for any task, if it does not say for which.
    fn of_panel(&self, faults: &mut [Fault], range: std::ops::Range<usize>, sheet: &Sheet) {
        let column = |name: &str| sheet.column(name).unwrap_or(usize::MAX);
        for fault in faults.get_mut(range).unwrap_or_default() {
            let Some(record) = sheet.records().iter().find(|record| record.line == fault.line) else {
                continue;
            };
            let [id, site] = ["task_id", "site"].map(|name| record.get(column(name)));
            let own = self.inputs.tasks.iter().position(|task| task.id == id && task.site == site);
            let swings = match own.filter(|_| record.fault.is_none()) {
                Some(task) => vec![self.any(task)],
                None => (0..self.stands.len()).map(|task| self.any(task)).collect(),
            };
            fault.add(&swings, false);
        }
    }

    /// Where tasks make codes known, a mended task may make a link count that names a code nobody knows.
    fn of_open_vocabulary(
        &self,
        faults: &mut [Fault],
        tasks: &std::ops::Range<usize>,
        links: &std::ops::Range<usize>,
        files: &Files,
    ) {
        let of_links = faults.get(links.clone()).unwrap_or_default();
        let turns = of_links.iter().any(|fault| fault.has(FindingCode::CompetencyUnknown));
        if files.source("competencies").is_some() || !turns {
            return;
        }
        let all = self.all();
        let own = faults.get_mut(tasks.clone()).unwrap_or_default();
        for fault in own.iter_mut().filter(|fault| fault.refused || fault.is_in("requires")) {
            fault.add(&all, false);
        }
    }
}

/// Everything priced, dearest first.
fn record(tasks: &[Task], more: &[Missing], faults: Vec<Fault>, idle: usize) -> FaultsRecord {
    let minutes: Vec<u64> = tasks
        .iter()
        .map(inquiry::weekly)
        .chain(more.iter().map(|missing| missing.minutes))
        .map(Option::unwrap_or_default)
        .collect();
    let name = |number: usize| match tasks.get(number) {
        Some(task) => format!("{} at {}", task.id, task.site),
        None => {
            let missing = number.checked_sub(tasks.len()).and_then(|at| more.get(at));
            format!("the task on line {}", missing.map_or(0, |missing| missing.line))
        }
    };
    let tasks_of = |fault: &Fault| fault.swings.iter().map(|swing| swing.task).collect::<BTreeSet<usize>>();
    let weight = |tasks: &BTreeSet<usize>| tasks.iter().filter_map(|task| minutes.get(*task)).sum::<u64>();
    let of_all = |exact: bool| -> Vec<BTreeSet<usize>> {
        faults.iter().filter(|fault| fault.exact == exact).map(tasks_of).collect()
    };
    let (exact, bounded) = (of_all(true), of_all(false));
    let sure: BTreeSet<usize> = exact.iter().flatten().copied().collect();
    let possible: BTreeSet<usize> =
        bounded.iter().flatten().copied().filter(|task| !sure.contains(task)).collect();
    let (fewest, covered, of) = inquiry::fewest(&exact, MOST);
    let mut list: Vec<FaultRecord> = faults
        .iter()
        .map(|fault| {
            let tasks = tasks_of(fault);
            let worse: BTreeSet<usize> = fault.swings.iter().filter(|s| s.worse).map(|s| s.task).collect();
            FaultRecord {
                file: fault.file.to_string(),
                line: fault.line,
                columns: fault.columns().into_iter().map(str::to_owned).collect(),
                codes: fault
                    .found
                    .iter()
                    .map(|(code, _)| code.word().to_owned())
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect(),
                value: fault.value.clone(),
                minutes: weight(&tasks),
                exact: fault.exact,
                worse: worse.len(),
                example: tasks.first().copied().map(name).unwrap_or_default(),
                tasks: tasks.len(),
                kind: fault.kind,
            }
        })
        .collect();
    // the sort is stable: equals stay in the order of the files
    list.sort_by_key(|fault| (std::cmp::Reverse(fault.minutes), std::cmp::Reverse(fault.tasks)));
    FaultsRecord {
        findings_without_price: idle,
        without_effect: list.iter().filter(|fault| fault.tasks == 0).count(),
        exact: list.iter().filter(|fault| fault.exact).count(),
        fewest,
        covered,
        hanging: of,
        hanging_minutes: weight(&sure),
        possible: possible.len(),
        possible_minutes: weight(&possible),
        tasks: tasks.len() + more.len(),
        faults: list,
    }
}
