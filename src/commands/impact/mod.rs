//! `check --impact`: every fault with the tasks whose answer hangs on it, dearest first.

mod faults;
mod holdings;
mod pricing;
mod record;
mod staff;
mod tasks;

use std::ops::Range;

use super::dataset::{Sheets, read_sheets};
use super::given::Files;
use crate::inquiry::{self, Open};
use crate::intake::{self, Ledger};
use crate::matcher::{self, Rehearsal, Swing};
use crate::model::{Finding, FindingCode, Place, Result, Wanted};
use crate::report::FaultsRecord;
use crate::rules::Pack;
use crate::sheet::Sheet;
use faults::{Fault, gather};
use holdings::{Holding, Opened};
use pricing::Pricing;
use record::record;
use staff::Staff;
use tasks::{Mends, Missing, missing};

/// Every fault of a dataset under a pack, priced; nothing is written to disk.
pub fn faults(pack: &Pack, files: &Files) -> Result<FaultsRecord> {
    impact(pack, files, &mut read_sheets(files, pack)?)
}

/// Prices every fault of a dataset whose other sheets are read; takes the holdings in.
pub(super) fn impact(pack: &Pack, files: &Files, sheets: &mut Sheets) -> Result<FaultsRecord> {
    let mut found = Found::default();
    for (kind, ledger) in &sheets.ledgers {
        found.take(kind, ledger);
    }
    let texts = Texts::read(files);
    let mends = found.mends(pack, sheets, &texts);
    let plan = sheets.plan_varied(pack, |task| mends.of(task));
    let wanted = plan.wanted.clone();
    let held = sheets.holdings(files, pack, &plan, &|_, _| Ok(()))?;
    if let Some((kind, ledger)) = sheets.ledgers.last() {
        found.take(kind, ledger);
    }
    let people = files.people.unwrap_or(matcher::BLOCK);
    let matched = matcher::match_all(sheets.inputs(pack), plan, &held, people)?;
    let inputs = sheets.inputs(pack);

    let mut open = found.open_staff(pack, files, sheets)?;
    open.extend(found.open_holdings(pack, files, sheets, &wanted)?);
    let (numbers, open): (Vec<usize>, Vec<Open>) = open.into_iter().unzip();
    let prices = inquiry::price(&Rehearsal::new(&matched, inputs, &held), &open);
    for ((number, open), swings) in numbers.into_iter().zip(&open).zip(&prices) {
        found.faults.get_mut(number).into_iter().for_each(|fault| fault.add(swings, open.is_exact()));
    }
    let pricing = Pricing::new(sheets, inputs, &matched)?;
    let more = found.price_the_rest(&pricing, &mends, &texts)?;
    Ok(record(&sheets.tasks, &more, &found.faults, found.idle))
}

/// The same, told of the files from which a mapping made the sheets, with the rows that it refused before.
pub(super) fn retold(files: &Files, mut record: FaultsRecord) -> FaultsRecord {
    let Some(mapped) = &files.mapped else { return record };
    record.refused_by_mapping = mapped.rows().iter().map(|rows| rows.rejected).sum();
    let told = |kind: &str, file: &str, line: u64, column: &str| {
        let place = Place { file: file.into(), line, column: column.to_owned() };
        let finding = Finding::new(FindingCode::RowRagged, place, "", "", "");
        mapped.told(kind, vec![finding]).pop().map(|finding| finding.place)
    };
    for fault in &mut record.faults {
        let columns = fault.columns.iter().filter_map(|c| told(fault.kind, &fault.file, fault.line, c));
        fault.columns = columns.map(|place| place.column).collect();
        if let Some(place) = told(fault.kind, &fault.file, fault.line, "") {
            fault.line = place.line;
            fault.file = place.file.to_string();
        }
        let tasks = files.source("tasks").map_or("", |source| source.name);
        if let Some(place) = told("tasks", tasks, fault.example_line, "").filter(|_| fault.example_line > 0) {
            fault.example_line = place.line;
        }
    }
    record
}

/// The sheets that are held, row by row.
struct Texts {
    tasks: Option<Sheet>,
    links: Option<Sheet>,
    panel: Option<Sheet>,
    /// There is a competencies file: no other file makes a code known.
    closed: bool,
}

impl Texts {
    fn read(files: &Files) -> Self {
        let sheet =
            |kind: &str| files.source(kind).and_then(|source| Sheet::read(source.name, source.bytes).ok());
        let closed = files.source("competencies").is_some();
        Self { tasks: sheet("tasks"), links: sheet("links"), panel: sheet("panel"), closed }
    }
}

/// All faults in the order of the files, and how many findings leave nothing open.
#[derive(Debug, Default)]
struct Found {
    faults: Vec<Fault>,
    idle: usize,
    ranges: Vec<(&'static str, Range<usize>)>,
}

impl Found {
    fn take(&mut self, kind: &'static str, ledger: &Ledger) {
        let (own, idle) = gather(kind, ledger);
        self.ranges.push((kind, self.faults.len()..self.faults.len() + own.len()));
        self.faults.extend(own);
        self.idle += idle;
    }

    /// The numbers of a file's faults.
    fn range(&self, kind: &str) -> Range<usize> {
        let own = self.ranges.iter().find(|(other, _)| *other == kind);
        own.map_or(0..0, |(_, range)| range.clone())
    }

    fn of(&self, kind: &str) -> &[Fault] {
        self.faults.get(self.range(kind)).unwrap_or_default()
    }

    fn of_mut(&mut self, kind: &str) -> &mut [Fault] {
        let range = self.range(kind);
        self.faults.get_mut(range).unwrap_or_default()
    }

    fn mends(&self, pack: &Pack, sheets: &Sheets, texts: &Texts) -> Mends {
        let lapsed = sheets.lapsed.iter().filter_map(|lapsed| sheets.tasks.get(lapsed.task));
        let lapsed: Vec<u64> = lapsed.map(|task| task.line).collect();
        let of = |sheet| Mends::new(&pack.catalogue, (&sheets.tasks, sheet), self.of("tasks"), &lapsed);
        texts.tasks.as_ref().map(of).unwrap_or_default()
    }

    fn open_staff(&self, pack: &Pack, files: &Files, sheets: &Sheets) -> Result<Vec<(usize, Open)>> {
        let own = self.of("staff");
        let Some((big, pace)) = files.big("staff").filter(|_| !own.is_empty()) else { return Ok(Vec::new()) };
        let cited = intake::rows_on(big, &own.iter().map(|fault| fault.line).collect(), pace)?;
        let staff = Staff::new(&pack.catalogue, &sheets.roster, &cited, own);
        let numbered = self.range("staff").zip(own);
        Ok(numbered
            .flat_map(|(number, fault)| staff.open(fault).into_iter().map(move |o| (number, o)))
            .collect())
    }

    fn open_holdings(
        &self,
        pack: &Pack,
        files: &Files,
        sheets: &Sheets,
        wanted: &Wanted,
    ) -> Result<Vec<(usize, Open)>> {
        let own = self.of("holdings");
        let Some((big, pace)) = files.big("holdings").filter(|_| !own.is_empty()) else {
            return Ok(Vec::new());
        };
        let cited = intake::rows_on(big, &own.iter().map(|fault| fault.line).collect(), pace)?;
        let holding = Holding {
            catalogue: &pack.catalogue,
            codes: &sheets.codes,
            graph: &sheets.graph,
            people: &sheets.roster.people,
            wanted,
            cited: &cited,
        };
        let Opened { mut open, replays } = holding.open(self.range("holdings").start, own);
        open.extend(holding.replay(&replays, (big, pace))?);
        Ok(open)
    }

    /// Prices what is not about people; gives the tasks that are missing.
    fn price_the_rest(
        &mut self,
        pricing: &Pricing<'_>,
        mends: &Mends,
        texts: &Texts,
    ) -> Result<Vec<Missing>> {
        pricing.of_cells(self.of_mut("tasks"), mends)?;
        if let Some(sheet) = &texts.links {
            pricing.of_links(self.of_mut("links"), sheet);
        }
        pricing.of_codes(self.of_mut("competencies"));
        if let Some(sheet) = &texts.panel {
            pricing.of_panel(self.of_mut("panel"), sheet);
        }
        let (more, rows) =
            texts.tasks.as_ref().map(|sheet| missing(sheet, self.of("tasks"))).unwrap_or_default();
        let own = self.of_mut("tasks");
        for (fault, number) in rows {
            let swing = Swing { task: pricing.stands.len() + number, worse: false };
            own.get_mut(fault).into_iter().for_each(|fault| fault.add(&[swing], true));
        }
        let links_wait = self.of("links").iter().any(|fault| fault.has(FindingCode::CompetencyUnknown));
        if !texts.closed && links_wait {
            pricing.of_open_vocabulary(self.of_mut("tasks"));
        }
        Ok(more)
    }
}
