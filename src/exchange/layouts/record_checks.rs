//! What a mapping of coded records must say before any row is read, and which columns it fills.

use super::super::mapping::SourceSpec;
use super::common::{problem, told};
use super::people::Shape;
use super::records::Plan;
use crate::model::{Finding, FindingCode, SheetKind};

/// The sheets and columns that a plan fills, constants included.
pub(super) fn filled(spec: &SourceSpec, plan: &Plan) -> Vec<(SheetKind, Vec<String>)> {
    let columns = |sheet| -> Vec<String> {
        let known = plan.of_sheet(sheet).map(|column| column.ours.clone());
        let mut columns: Vec<String> = known.collect();
        let named = spec.columns.iter().map(|column| &column.ours);
        let of_sheet =
            |ours: &&String| sheet.required().iter().chain(sheet.optional()).any(|column| column == ours);
        for ours in named.filter(of_sheet) {
            if !columns.contains(ours) {
                columns.push(ours.clone());
            }
        }
        columns
    };
    let mut sheets = vec![(SheetKind::Staff, columns(SheetKind::Staff))];
    if plan.holding().is_some() {
        let mut holdings = columns(SheetKind::Holdings);
        // a period in the competence's name makes an expiry where the source has none
        if !holdings.iter().any(|column| column == "expires_on") {
            holdings.push("expires_on".to_owned());
        }
        sheets.push((SheetKind::Holdings, holdings));
    }
    sheets
}

/// What a plan lacks.
pub(super) fn check_plan(spec: &SourceSpec, plan: &Plan, shape: &Shape) -> Vec<Finding> {
    let file = spec.files.first().map_or("", String::as_str);
    let lacks = |value: &str, message: &'static str, help: String| {
        told(file, 0, problem(FindingCode::ColumnMissing, "", value, message, help))
    };
    let mut findings = Vec::new();
    let needed = SheetKind::Staff.required().iter().chain(if plan.holding().is_some() {
        SheetKind::Holdings.required().iter()
    } else {
        [].iter()
    });
    for ours in needed.filter(|ours| plan.column(ours).is_none()) {
        let help = format!(
            "columns = [{{ ours = \"{ours}\", theirs = [\"{}.2\"] }}] with the right position",
            shape.assignment
        );
        findings.push(lacks(ours, "the mapping does not say where the records have this", help));
    }
    let position = shape.position.as_ref().map(|(_, id)| id.record.as_str());
    let mut records: Vec<&str> =
        plan.columns.iter().flat_map(|column| &column.fields).map(|f| f.record.as_str()).collect();
    records.extend([shape.assignment, shape.person]);
    records.sort_unstable();
    records.dedup();
    for record in
        records.iter().filter(|record| Some(**record) != position && !plan.person.contains_key(**record))
    {
        let help = format!(
            "columns = [{{ ours = \"person_id\", theirs = [\"{record}.2\"] }}] with the right position"
        );
        findings.push(lacks(record, "the mapping does not say where these records name the person", help));
    }
    let own = [Some(shape.assignment), Some(shape.person), position];
    let of_staff =
        plan.of_sheet(SheetKind::Staff).flat_map(|column| &column.fields).map(|f| f.record.as_str());
    let mut others: Vec<&str> = of_staff.filter(|record| !own.contains(&Some(record))).collect();
    others.sort_unstable();
    others.dedup();
    for record in
        others.iter().filter(|record| plan.force.get(**record).is_none_or(|force| force.to.is_empty()))
    {
        let help = format!(
            "columns = [{{ ours = \"valid_to\", theirs = [\"{record}.4\"] }}] with the right position"
        );
        findings.push(lacks(record, "the mapping does not say until when these records hold", help));
    }
    findings
}
