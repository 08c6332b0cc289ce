//! ESR outbound interface of 2009: `HDR`, then `PER` and `ASG` records, then `FTR` with the file's name and their number.
//!
//! Where persons and assignments have which value is not published: the mapping says it by position (`ASG.4`), and how
//! the two belong together by `person_id`. Whether `FTR` counts itself and `HDR` is not published either: both readings
//! are accepted, any other number is a file cut off.

use super::super::layout::{Aside, Context, Layout, Opened, Problem, Sink};
use super::super::mapping::{SourceSpec, ValueMap};
use super::super::row::Row;
use super::common::{problem, told};
use super::dates::DateRules;
use super::joined::Held;
use super::people::{Dealer, Shape, Store};
use super::record_checks::{check_plan, filled};
use super::records::Plan;
use crate::model::{Error, Finding, FindingCode, Result, SheetKind};

/// The layout.
#[derive(Debug)]
pub(super) struct EsrGo<'m> {
    spec: &'m SourceSpec,
    values: &'m [ValueMap],
    plan: Plan,
    shape: Shape,
    faults: Vec<Finding>,
}

impl<'m> EsrGo<'m> {
    pub(super) fn new(spec: &'m SourceSpec, values: &'m [ValueMap]) -> Self {
        let (plan, mut faults) = Plan::of(spec, &[], |_, _| None);
        let shape =
            Shape { assignment: "ASG", person: "PER", position: None, left: Vec::new(), titles: None };
        faults.extend(check_plan(spec, &plan, &shape));
        Self { spec, values, plan, shape, faults }
    }
}

impl Layout for EsrGo<'_> {
    fn sheets(&self) -> Vec<(SheetKind, Vec<String>)> {
        filled(self.spec, &self.plan)
    }

    fn check(&self, _: &[Opened<'_>]) -> Vec<Finding> {
        self.faults.clone()
    }

    fn read(&self, files: &mut [Opened<'_>], context: Context, sink: &mut dyn Sink) -> Result<()> {
        let mut store = Store::new();
        let mut findings = Vec::new();
        let mut frames = Vec::new();
        for (number, file) in files.iter_mut().enumerate() {
            let mut frame = Frame::default();
            let mut row = Row::default();
            while file.rows.read(&mut row)? {
                frame.take(number, &row, &mut store, sink)?;
            }
            findings.extend(frame.faults().into_iter().map(|fault| told(file.name, 0, fault)));
            frames.push(frame);
        }
        if !findings.is_empty() {
            return Err(Error::Input(findings));
        }
        for frame in &frames {
            frame.finish(sink)?;
        }
        let dealer = Dealer {
            plan: &self.plan,
            shape: &self.shape,
            values: self.values,
            dates: DateRules::of(self.spec),
            as_at: context.as_at,
            files: files.iter().map(|file| file.name.to_owned()).collect(),
        };
        dealer.deal(store, sink)
    }
}

/// The first and the last record of a file, and what lies between.
#[derive(Debug, Default)]
struct Frame {
    first: Option<Held>,
    last: Option<Held>,
    /// All rows of the file.
    rows: u64,
    misplaced: bool,
}

impl Frame {
    fn take(&mut self, file: usize, row: &Row, store: &mut Store, sink: &mut dyn Sink) -> Result<()> {
        self.rows += 1;
        let held = || Held { file, row: row.clone() };
        let code = row.get(0);
        // a faulty row is no frame: what it says cannot be trusted
        if row.fault.is_none() && self.rows == 1 && code == "HDR" {
            self.first = Some(held());
            return Ok(());
        }
        if self.last.is_some() {
            self.misplaced = true;
        }
        if let Some(fault) = row.fault {
            let width = row.cells.len();
            return sink.reject(held().at(), Problem::of_row(row, fault, width));
        }
        match code {
            "FTR" if self.last.is_none() => self.last = Some(held()),
            "PER" | "ASG" => store.entry(code.to_owned()).or_default().push(held()),
            _ => {
                let message = "a record is neither HDR, PER, ASG nor FTR";
                let help = "a Full file has no others; ask for it again";
                sink.reject(held().at(), problem(FindingCode::RecordUnknown, "", code, message, help))?;
            }
        }
        Ok(())
    }

    /// Why the file cannot be used, if so.
    fn faults(&self) -> Vec<Problem> {
        let again = "ask for the file again: a file cut off is never used";
        let incomplete = |value: &str, message: &'static str| {
            problem(FindingCode::FileIncomplete, "", value, message, again)
        };
        let (Some(first), Some(last)) = (&self.first, &self.last) else {
            let value = if self.first.is_none() { "HDR" } else { "FTR" };
            return vec![incomplete(value, "the file does not begin with HDR and end with FTR")];
        };
        let mut faults = Vec::new();
        if self.misplaced {
            faults.push(incomplete("FTR", "there are records behind the last one"));
        }
        let (name, again_name) = (first.row.get(1), last.row.get(1));
        if name != again_name || name.is_empty() {
            faults.push(incomplete(again_name, "HDR and FTR name different files"));
        }
        if !is_full(name) {
            let message = "this is no full file";
            let help = "ask for the Full file: changes alone say nothing of people who did not change, and no state is kept";
            faults.push(problem(FindingCode::FileOfChanges, "", name, message, help));
        }
        let count: Option<u64> = last.row.get(2).parse().ok();
        let between = self.rows.saturating_sub(2);
        if count != Some(between) && count != Some(self.rows) {
            let value = format!("{} for {between}", last.row.get(2));
            faults.push(incomplete(&value, "FTR counts other records than the file has"));
        }
        faults
    }

    fn finish(&self, sink: &mut dyn Sink) -> Result<()> {
        for held in self.first.iter().chain(&self.last) {
            sink.set_aside(held.at(), Aside::OutOfScope, "first or last record of a file")?;
        }
        Ok(())
    }
}

/// `GO_123_ASG_20090706_Full_31820181.DAT`
fn is_full(name: &str) -> bool {
    name.split('_').any(|part| part.eq_ignore_ascii_case("full"))
}

#[cfg(test)]
mod tests;
