//! Proposals for files: the sheet or layout that each is, its columns, and how it is written.

use std::collections::BTreeSet;

use super::{FileSeen, SourceDraft, Tallied, Vocabulary};
use crate::exchange::mapping::{ColumnMap, DateOrder, LayoutName, SourceSpec};
use crate::exchange::meaning::{Known, Meant, Reading, kind_of, likely_sheet, read_as};
use crate::exchange::profile::{shortened, usual_width};
use crate::model::headers::plain;
use crate::model::{ColumnProfile, SheetKind};

/// Headers by which ESR exports are known to name the person (the layout finds these itself).
const ESR_STAFF: [&str; 6] =
    ["staff_identifier", "esr_id", "person_number", "employee_number", "identifier", "assignment_number"];

/// A source for every file that is like anything, and the names of the others.
pub(super) fn sources(files: &[FileSeen], vocabulary: &Vocabulary<'_>) -> (Vec<SourceDraft>, Vec<String>) {
    let mut known = vocabulary.known();
    // whom the staff files name is known before the other files are read
    let staff: Vec<&FileSeen> =
        files.iter().filter(|file| reads_as(file, &known) == Some(SheetKind::Staff)).collect();
    for file in &staff {
        let reading = read_as(&file.profiled, SheetKind::Staff, &known);
        if let Some(id) = reading.meant.iter().find(|meant| meant.ours == "staff_id") {
            let held = file.profiled.held.get(id.column).map(Vec::as_slice).unwrap_or_default();
            known.add("staff_id", held.iter().map(|(value, _)| value.clone()));
        }
    }
    let (mut drafts, mut unknown): (Vec<SourceDraft>, Vec<String>) = (Vec::new(), Vec::new());
    for file in files {
        let Some(draft) = of_file(file, files, &known) else {
            unknown.push(file.name.clone());
            continue;
        };
        // the records of an interface are joined across its files
        let joint = drafts.iter_mut().find(|other| {
            other.spec.layout == draft.spec.layout
                && matches!(draft.spec.layout, LayoutName::EsrGo | LayoutName::EsrGo2)
        });
        match joint {
            // what there is to say of their cells is said once
            Some(other) => other.spec.files.extend(draft.spec.files),
            None => drafts.push(draft),
        }
    }
    (drafts, unknown)
}

fn reads_as(file: &FileSeen, known: &Known) -> Option<SheetKind> {
    if layout_of(file).is_some() {
        return None;
    }
    likely_sheet(&file.profiled, known).map(|reading| reading.sheet)
}

/// The layout that a file's content or header tells, other than a table.
fn layout_of(file: &FileSeen) -> Option<LayoutName> {
    if file.layout.is_some() {
        return file.layout;
    }
    let headers: BTreeSet<String> = file.profiled.profile.columns.iter().map(|c| plain(&c.header)).collect();
    let has = |names: &[&str]| names.iter().any(|name| headers.contains(*name));
    let esr = has(&["competency_name", "competancy_name"])
        && has(&["vpd", "date_last_awarded", "min_requirement", "compliance_status"])
        && has(&["competence_level", "expiry_date"]);
    if esr {
        Some(LayoutName::EsrCompetency)
    } else if has(&["uniqueworkerid"]) && has(&["mainjobrole"]) {
        Some(LayoutName::AscWdsWorker)
    } else if has(&["uniqueworkerid"]) && has(&["trainingname", "validity"]) && has(&["datecompleted"]) {
        Some(LayoutName::AscWdsTraining)
    } else if has(&["parent_id_number"]) && has(&["id_number"]) && has(&["is_framework"]) {
        Some(LayoutName::MoodleFramework)
    } else {
        None
    }
}

fn of_file(file: &FileSeen, files: &[FileSeen], known: &Known) -> Option<SourceDraft> {
    let spec = SourceSpec {
        files: vec![file.name.clone()],
        encoding: file.encoding,
        delimiter: file.delimiter,
        ..SourceSpec::of_layout(LayoutName::Table)
    };
    let mut draft =
        SourceDraft { spec, notes: Vec::new(), column_notes: Vec::new(), unknown: Vec::new(), plain: false };
    if let Some(layout) = layout_of(file) {
        draft.spec.layout = layout;
        of_layout(file, layout, known, &mut draft);
        dates(
            &mut draft,
            file,
            &file.profiled.profile.columns.iter().filter(|c| is_dates(c)).collect::<Vec<_>>(),
        );
        return Some(draft);
    }
    let reading = likely_sheet(&file.profiled, known)?;
    draft.spec.sheet = Some(reading.sheet.word().to_owned());
    columns(file, &reading, known, &mut draft);
    let days: Vec<&ColumnProfile> = reading
        .meant
        .iter()
        .filter(|meant| reading.sheet.days().contains(&meant.ours))
        .filter_map(|meant| file.profiled.profile.columns.get(meant.column))
        .collect();
    dates(&mut draft, file, &days);
    pads(&mut draft, file, files, &reading, known);
    written(&mut draft, file);
    draft.plain = is_plain(&draft, file, &reading);
    Some(draft)
}

fn is_dates(column: &ColumnProfile) -> bool {
    let rows: u64 =
        column.types.iter().filter(|(words, _)| words.starts_with("date")).map(|(_, rows)| *rows).sum();
    rows * 2 > column.filled
}

/// A layout knows its columns; only whom an ESR export is about may stand under a header that it does not know.
fn of_layout(file: &FileSeen, layout: LayoutName, known: &Known, draft: &mut SourceDraft) {
    written(draft, file);
    if matches!(layout, LayoutName::EsrGo | LayoutName::EsrGo2) {
        let example = if layout == LayoutName::EsrGo { "esr-go" } else { "esr-go2" };
        draft.notes.push(format!(
            "cells of records that are not documented must be named in `columns`: mappings/{example}.toml shows how"
        ));
    }
    if layout != LayoutName::EsrCompetency {
        return;
    }
    let headers: Vec<String> =
        file.profiled.profile.columns.iter().map(|column| plain(&column.header)).collect();
    if headers.iter().any(|header| ESR_STAFF.contains(&header.as_str())) {
        return;
    }
    let reading = read_as(&file.profiled, SheetKind::Holdings, known);
    match reading.meant.iter().find(|meant| meant.ours == "staff_id") {
        Some(meant) => draft.spec.columns.push(column_of(file, meant, &[])),
        None => draft.notes.push(
            "no column says whose competences these are: ask for the export with the employee number"
                .to_owned(),
        ),
    }
}

fn header(file: &FileSeen, column: usize) -> String {
    file.profiled.profile.columns.get(column).map_or_else(String::new, |column| column.header.clone())
}

fn column_of(file: &FileSeen, meant: &Meant, more: &[usize]) -> ColumnMap {
    let theirs = std::iter::once(meant.column).chain(more.iter().copied()).map(|column| header(file, column));
    let same = meant.same && more.is_empty();
    ColumnMap {
        ours: meant.ours.to_owned(),
        theirs: theirs.collect(),
        constant: None,
        confirmed: same,
        confidence: (!same).then_some(meant.confidence),
        evidence: if same { String::new() } else { meant.evidence.clone() },
    }
}

fn columns(file: &FileSeen, reading: &Reading, known: &Known, draft: &mut SourceDraft) {
    let all = &file.profiled.profile.columns;
    for meant in &reading.meant {
        let more = if meant.ours == "role" { grade_beside(file, meant, reading, known) } else { Vec::new() };
        let mut column = column_of(file, meant, &more);
        if !more.is_empty() {
            column.evidence = format!("{}; the grade beside it says the band", meant.evidence);
            column.confidence = Some(meant.confidence.min(95));
        }
        draft.spec.columns.push(column);
    }
    // criteria of the pack are columns of tasks by their own names
    let criteria = if reading.sheet == SheetKind::Tasks { known.of("criterion") } else { None };
    for (at, column) in all.iter().enumerate().filter(|(at, _)| reading.of_column(*at).is_none()) {
        if criteria.is_some_and(|criteria| criteria.contains(&column.header)) {
            let meant = Meant { column: at, ours: "", same: true, confidence: 100, evidence: String::new() };
            let mut entry = column_of(file, &meant, &[]);
            entry.ours.clone_from(&column.header);
            draft.spec.columns.push(entry);
        } else if !draft.spec.columns.iter().any(|c| c.theirs.contains(&column.header)) {
            draft.unknown.push(column.header.clone());
        }
    }
    for (ours, tied, confidence) in &reading.tied {
        let names: Vec<String> = tied.iter().map(|column| format!("`{}`", header(file, *column))).collect();
        draft
            .column_notes
            .push(format!("{ours}: as likely ({confidence} %) {}: choose one", names.join(" or ")));
    }
    let mapped = |ours: &str| draft.spec.columns.iter().any(|column| column.ours == ours);
    let missing: Vec<&str> = reading.sheet.required().iter().copied().filter(|ours| !mapped(ours)).collect();
    for ours in missing {
        if ours == "proficiency"
            && reading.sheet == SheetKind::Holdings
            && !reading.tied.iter().any(|(o, ..)| *o == ours)
        {
            draft.spec.columns.push(ColumnMap {
                ours: ours.to_owned(),
                theirs: Vec::new(),
                constant: Some("taught".to_owned()),
                confirmed: false,
                confidence: Some(50),
                evidence: "no column says how well: taught is the least that a record can mean".to_owned(),
            });
        } else {
            draft.column_notes.push(format!(
                "{ours} is required, and no column here surely is it: name one in `theirs`, or a `constant`"
            ));
        }
    }
}

/// A column of grades beside the column of roles, if the roles are texts of theirs.
fn grade_beside(file: &FileSeen, role: &Meant, reading: &Reading, known: &Known) -> Vec<usize> {
    let held = file.profiled.held.get(role.column).map(Vec::as_slice).unwrap_or_default();
    let roles = known.of("role");
    let ours = held.iter().filter(|(value, _)| roles.is_some_and(|roles| roles.contains(value))).count();
    let is_grade = |column: &ColumnProfile| {
        let rows: u64 =
            column.types.iter().filter(|(words, _)| words.starts_with("grade")).map(|(_, rows)| *rows).sum();
        rows * 2 > column.filled && column.filled > 0
    };
    if ours * 2 > held.len() {
        return Vec::new();
    }
    let columns = file.profiled.profile.columns.iter().enumerate();
    let free = columns
        .filter(|(at, column)| *at != role.column && is_grade(column) && reading.of_column(*at).is_none());
    free.map(|(at, _)| at).take(1).collect()
}

/// The order of day and month: said only if every column of dates that needs it settles it by itself, all alike.
fn dates(draft: &mut SourceDraft, file: &FileSeen, days: &[&ColumnProfile]) {
    let open: Vec<&&ColumnProfile> = days.iter().filter(|column| column.parts.any()).collect();
    let orders: BTreeSet<Option<bool>> = open.iter().map(|column| column.parts.day_first()).collect();
    let counts = |column: &&&ColumnProfile| {
        let parts = column.parts;
        format!(
            "`{}`: {} with a first part above 12, {} with a second, {} that may be either",
            column.header, parts.first_above, parts.second_above, parts.either
        )
    };
    let evidence: Vec<String> = open.iter().map(counts).collect();
    let settled: Vec<Option<bool>> = orders.into_iter().collect();
    match settled.as_slice() {
        [] => {}
        [Some(day_first)] => {
            draft.spec.dates =
                Some(if *day_first { DateOrder::DayMonthYear } else { DateOrder::MonthDayYear });
            draft.notes.push(format!("dates: settled by the values: {}", evidence.join("; ")));
        }
        _ => draft.notes.push(format!(
            "dates = \"day-month-year\"  # not settled, so such dates are refused until you say: {}",
            evidence.join("; ")
        )),
    }
    let short: u64 = days.iter().map(|column| column.parts.short_years).sum();
    if short > 0 {
        draft.notes.push(format!("two_digit_years_from = 1950  # {short} dates of {} have years of two digits, refused until you say", file.name));
    }
    let serials: u64 = days
        .iter()
        .flat_map(|column| &column.remarks)
        .filter(|r| r.code == "date-serials")
        .map(|r| r.rows)
        .sum();
    if serials > 0 {
        draft.notes.push(format!(
            "excel_serials = true  # {serials} bare numbers among dates, refused until you say"
        ));
    }
}

/// Zeros in front of ids that a spreadsheet took away: a proposal in a comment, for a setting has no `confirmed`.
fn pads(draft: &mut SourceDraft, file: &FileSeen, files: &[FileSeen], reading: &Reading, known: &Known) {
    let Some(id) = reading.meant.iter().find(|meant| meant.ours == "staff_id") else { return };
    let held = file.profiled.held.get(id.column).map(Vec::as_slice).unwrap_or_default();
    for other in files.iter().filter(|other| other.name != file.name && layout_of(other).is_none()) {
        let Some(theirs) = likely_sheet(&other.profiled, known) else { continue };
        let Some(of) = theirs.meant.iter().find(|meant| meant.ours == "staff_id") else { continue };
        let whole = other.profiled.held.get(of.column).map(Vec::as_slice).unwrap_or_default();
        let (Some(lost), Some(width)) = (shortened(held, whole), usual_width(whole)) else { continue };
        draft.notes.push(format!(
            "pad = {{ staff_id = {width} }}  # 85 %: {} the ids of {2} have; {1} rows",
            lost.message, lost.rows, other.name
        ));
        return;
    }
    let remarks = file
        .profiled
        .profile
        .columns
        .get(id.column)
        .map(|column| column.remarks.as_slice())
        .unwrap_or_default();
    if let (Some(lost), Some(width)) = (remarks.iter().find(|r| r.code == "zeros-lost"), usual_width(held)) {
        draft.notes.push(format!("pad = {{ staff_id = {width} }}  # 60 %: {}", lost.message));
    }
}

/// What a setting says of the encoding.
fn written(draft: &mut SourceDraft, file: &FileSeen) {
    let Some(text) = &file.profiled.profile.text else { return };
    if file.encoding.is_some() && text.bad_lines > 0 {
        draft.notes.push(format!(
            "encoding: {} lines are not UTF-8 and none is UTF-8 beyond ASCII; {} bytes 80 to 9F (quotes, dashes), {} bytes A0 to FF",
            text.bad_lines, text.c1_bytes, text.high_bytes
        ));
    } else if text.bad_lines > 0 && text.utf8_lines > 0 {
        draft.notes.push(format!(
            "encoding: mixed: {} lines are not UTF-8, {} are; the former are refused until the file is written anew",
            text.bad_lines, text.utf8_lines
        ));
    }
}

/// Whether a file is a sheet of ours as it is.
fn is_plain(draft: &SourceDraft, file: &FileSeen, reading: &Reading) -> bool {
    let stem =
        ["csv", "csv.gz", "csv.zst"].iter().any(|end| file.name == format!("{}.{end}", reading.sheet.word()));
    let required = reading.sheet.required();
    let same = |ours: &&&str| reading.meant.iter().any(|meant| meant.same && meant.ours == **ours);
    stem && draft.spec.encoding.is_none()
        && draft.spec.delimiter.is_none()
        && draft.notes.is_empty()
        && draft.spec.columns.iter().all(|column| column.confirmed)
        && required.iter().filter(same).count() == required.len()
}

/// Whether a source gives words of one of these kinds.
pub(super) fn gives(spec: &SourceSpec, kinds: &[&str]) -> bool {
    let tasks = spec.sheet.as_deref() == Some(SheetKind::Tasks.word());
    !tasks && spec.columns.iter().any(|column| kinds.contains(&kind_of(&column.ours)))
}

/// Whether the words of a table can be had from its columns one by one.
pub(super) fn is_simple(spec: &SourceSpec) -> bool {
    spec.layout == LayoutName::Table && spec.columns.iter().all(|column| column.theirs.len() <= 1)
}

/// The words of a table of staff or holdings, by kind.
pub(super) fn tally(spec: &SourceSpec, files: &[FileSeen]) -> Tallied {
    let mut tallied = Tallied::new();
    let sheet = spec.sheet.as_deref().and_then(SheetKind::parse);
    if !matches!(sheet, Some(SheetKind::Staff | SheetKind::Holdings)) {
        return tallied;
    }
    for file in files.iter().filter(|file| spec.files.contains(&file.name)) {
        for column in spec.columns.iter().filter(|column| counts(&column.ours)) {
            let at = |theirs: &String| file.profiled.profile.columns.iter().position(|c| c.header == *theirs);
            let Some(at) = column.theirs.first().and_then(at) else { continue };
            let words = tallied.entry(kind_of(&column.ours).to_owned()).or_default();
            for (value, held) in file.profiled.held.get(at).map(Vec::as_slice).unwrap_or_default() {
                *words.entry(value.clone()).or_default() += held.rows;
            }
        }
    }
    tallied
}

/// Whether a column's values are words of a closed kind: ids and days are not.
pub(in crate::exchange) fn counts(ours: &str) -> bool {
    !matches!(
        ours,
        "staff_id" | "wte" | "assessed_on" | "expires_on" | "annotations" | "authorisations" | "person_id"
    )
}
