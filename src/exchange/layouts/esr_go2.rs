//! ESR outbound interface, second generation: full snapshots of persons, assignments, positions and, where the mapping
//! says so, records of other kinds, joined in memory by their ids.
//!
//! What a record is, its number of columns says; its code only says whether it is an update, which is refused.

use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::{Aside, Context, Layout, Opened, Problem, Sink};
use super::super::mapping::{SourceSpec, ValueMap};
use super::super::row::Row;
use super::common::{problem, told};
use super::dates::DateRules;
use super::go2_columns::{KINDS, kind, place};
use super::joined::Held;
use super::people::{Dealer, Shape, Store};
use super::record_checks::{check_plan, filled};
use super::records::{Field, Plan};
use crate::model::{Error, Finding, FindingCode, Result, SheetKind};

/// Where values stand unless the mapping says otherwise.
const USUAL: &[(&str, &[&str])] = &[
    ("staff_id", &["PERSON.EmployeeNumber"]),
    ("role", &["ASSIGNMENT.JobName", "ASSIGNMENT.Grade|2"]),
    ("site", &["ASSIGNMENT.OrganisationId"]),
    ("wte", &["ASSIGNMENT.Fte"]),
    ("status", &["ASSIGNMENT.SystemAssignmentStatus"]),
    ("person_id", &["PERSON.PersonId", "ASSIGNMENT.PersonId"]),
    (
        "valid_from",
        &["PERSON.EffectiveStartDate", "ASSIGNMENT.EffectiveStartDate", "POSITION.EffectiveFromDate"],
    ),
    (
        "valid_to",
        &[
            "PERSON.EffectiveEndDate",
            "ASSIGNMENT.EffectiveEndDate",
            "ASSIGNMENT.AssignmentEndDate",
            "POSITION.EffectiveToDate",
        ],
    ),
];

/// The code of an update of an assignment.
const UPDATE: &str = "ASA";
/// A deletion is its code and the id.
const DELETION: usize = 2;

/// The layout.
#[derive(Debug)]
pub(super) struct EsrGo2<'m> {
    spec: &'m SourceSpec,
    values: &'m [ValueMap],
    plan: Plan,
    shape: Shape,
    faults: Vec<Finding>,
    /// Codes of the kinds of records that the mapping names.
    named: BTreeSet<String>,
}

impl<'m> EsrGo2<'m> {
    pub(super) fn new(spec: &'m SourceSpec, values: &'m [ValueMap]) -> Self {
        let (plan, mut faults) = Plan::of(spec, USUAL, place);
        let known =
            |record: &str, column: &str| place(record, column).map(|place| Field::known(record, place));
        let shape = Shape {
            assignment: "ASSIGNMENT",
            person: "PERSON",
            position: known("ASSIGNMENT", "PositionId").zip(known("POSITION", "PositionId")),
            left: [known("PERSON", "ActualTerminationDate"), known("ASSIGNMENT", "LastWorkingDay")]
                .into_iter()
                .flatten()
                .collect(),
            titles: known("ASSIGNMENT", "PositionName").zip(known("ASSIGNMENT", "Grade")),
        };
        faults.extend(check_plan(spec, &plan, &shape));
        let fields = plan.columns.iter().flat_map(|column| &column.fields);
        let named = fields.map(|field| field.record.clone()).filter(|record| !is_known(record)).collect();
        Self { spec, values, plan, shape, faults, named }
    }
}

fn is_known(record: &str) -> bool {
    KINDS.iter().any(|(kind, _)| *kind == record)
}

impl Layout for EsrGo2<'_> {
    fn sheets(&self) -> Vec<(SheetKind, Vec<String>)> {
        filled(self.spec, &self.plan)
    }

    fn check(&self, _: &[Opened<'_>]) -> Vec<Finding> {
        self.faults.clone()
    }

    fn read(&self, files: &mut [Opened<'_>], context: Context, sink: &mut dyn Sink) -> Result<()> {
        let mut sorter =
            Sorter { named: &self.named, store: Store::new(), codes: BTreeMap::new(), odd: Vec::new() };
        let mut findings = Vec::new();
        for (number, file) in files.iter_mut().enumerate() {
            let mut changes = None;
            let mut row = Row::default();
            while file.rows.read(&mut row)? {
                if let Some(fault) = row.fault {
                    let held = Held { file: number, row: row.clone() };
                    sink.reject(held.at(), Problem::of_row(&row, fault, row.cells.len()))?;
                } else if is_change(&row) {
                    changes.get_or_insert((row.line, row.get(0).to_owned()));
                } else {
                    sorter.take(number, &row);
                }
            }
            findings.extend(changes.map(|(line, code)| told(file.name, line, change(&code))));
        }
        let first = files.first().map_or("", |file| file.name);
        findings.extend(sorter.faults().into_iter().map(|fault| told(first, 0, fault)));
        if !findings.is_empty() {
            return Err(Error::Input(findings));
        }
        let dealer = Dealer {
            plan: &self.plan,
            shape: &self.shape,
            values: self.values,
            dates: DateRules::of(self.spec),
            as_at: context.as_at,
            files: files.iter().map(|file| file.name.to_owned()).collect(),
        };
        let store = sorter.finish(sink)?;
        dealer.deal(store, sink)
    }
}

fn is_change(row: &Row) -> bool {
    row.get(0) == UPDATE || row.cells.len() == DELETION
}

fn change(code: &str) -> Problem {
    let message = "this file has changes, not a full snapshot";
    let help = "ask for full snapshots of all files of the same day: no state is kept to which changes could be applied";
    problem(FindingCode::FileOfChanges, "", code, message, help)
}

/// Sorts records by kind.
struct Sorter<'n> {
    named: &'n BTreeSet<String>,
    store: Store,
    /// By known kind: the codes that its records have.
    codes: BTreeMap<&'static str, BTreeSet<String>>,
    /// Records of no kind that is used.
    odd: Vec<Held>,
}

impl Sorter<'_> {
    fn take(&mut self, file: usize, row: &Row) {
        let code = row.get(0);
        let held = Held { file, row: row.clone() };
        if self.named.contains(code) {
            self.store.entry(code.to_owned()).or_default().push(held);
        } else if let Some(kind) = kind(row.cells.len()) {
            self.codes.entry(kind).or_default().insert(code.to_owned());
            self.store.entry(kind.to_owned()).or_default().push(held);
        } else {
            self.odd.push(held);
        }
    }

    /// Records of one kind with two codes are no snapshot of one kind.
    fn faults(&self) -> Vec<Problem> {
        let mixed = self.codes.iter().filter(|(_, codes)| codes.len() > 1).map(|(kind, codes)| {
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            let message = format!("records with the columns of {kind} have several codes");
            let help = "ask for full snapshots only; if these are kinds of the site's own, name them in the mapping by their codes";
            problem(FindingCode::FileOfChanges, "", &codes.join(", "), message, help)
        });
        mixed.collect()
    }

    /// A record with the code of a known kind and other columns is damaged; others are not used.
    fn finish(self, sink: &mut dyn Sink) -> Result<Store> {
        for held in &self.odd {
            let code = held.row.get(0);
            let known = self.codes.iter().find(|(_, codes)| codes.contains(code)).map(|(kind, _)| *kind);
            match known.and_then(|kind| KINDS.iter().find(|(name, _)| *name == kind)) {
                Some((kind, columns)) => {
                    let message = format!("a record of {kind} has another number of cells than others");
                    let help = format!(
                        "it has {} cells in place of {}",
                        held.row.cells.len(),
                        columns.split(',').count()
                    );
                    sink.reject(held.at(), problem(FindingCode::RowRagged, "", code, message, help))?;
                }
                None => sink.set_aside(held.at(), Aside::OutOfScope, "record of a kind that is not used")?,
            }
        }
        Ok(self.store)
    }
}

#[cfg(test)]
mod tests;
