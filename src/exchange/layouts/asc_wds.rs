//! ASC-WDS bulk upload: the worker file gives staff, the training file holdings. Dates are DD/MM/YYYY, nothing else.
//!
//! Whether a worker's id is unique beyond its workplace is not published, so both together are the id.

use super::super::layout::{Aside, At, Context, Draft, DraftCell, Layout, Opened, Problem, Sink};
use super::super::mapping::{ColumnMap, DateOrder, SourceSpec};
use super::super::row::Row;
use super::common::{Named, is_blank, problem, told};
use super::dates::DateRules;
use crate::model::{Error, Finding, FindingCode, Result, SheetKind};

/// Where columns come from unless the mapping says otherwise.
const WORKER: &[(&str, &[&str])] = &[
    ("staff_id", &["LOCALESTID", "UNIQUEWORKERID"]),
    ("role", &["MAINJOBROLE"]),
    ("site", &["LOCALESTID"]),
    ("status", &["STATUS"]),
    ("register", &["NMCREG"]),
];
const TRAINING: &[(&str, &[&str])] = &[
    ("staff_id", &["LOCALESTID", "UNIQUEWORKERID"]),
    ("competency", &["CATEGORY", "TRAININGNAME"]),
    ("assessed_on", &["DATECOMPLETED"]),
    ("expires_on", &["EXPIRYDATE"]),
];

/// The layout of both files.
#[derive(Debug)]
pub(super) struct AscWds {
    sheet: SheetKind,
    /// With what is usual added to what the mapping says.
    spec: SourceSpec,
}

impl AscWds {
    /// The worker file.
    pub(super) fn worker(spec: &SourceSpec) -> Self {
        Self { sheet: SheetKind::Staff, spec: with_usual(spec, WORKER) }
    }

    /// The training file.
    pub(super) fn training(spec: &SourceSpec) -> Self {
        Self { sheet: SheetKind::Holdings, spec: with_usual(spec, TRAINING) }
    }

    fn find(&self, file: &Opened<'_>) -> (Named, Vec<Finding>) {
        let (named, mut findings) = Named::find(&self.spec, file.name, file.rows.header());
        let lacks = self.sheet.required().iter().filter(|ours| !named.has(ours));
        findings.extend(lacks.map(|ours| {
            let help = if *ours == "proficiency" {
                "say in the mapping what a training shows: completed is taught, not assessed as competent"
            } else {
                "say in the mapping which column it is"
            };
            let message = "no column of the file gives this";
            told(file.name, 0, problem(FindingCode::ColumnMissing, "", ours, message, help))
        }));
        (named, findings)
    }
}

fn with_usual(spec: &SourceSpec, usual: &[(&str, &[&str])]) -> SourceSpec {
    let mut spec = spec.clone();
    for (ours, theirs) in usual {
        if spec.columns.iter().any(|column| column.ours == *ours) {
            continue;
        }
        spec.columns.push(ColumnMap {
            ours: (*ours).to_owned(),
            theirs: theirs.iter().map(|header| (*header).to_owned()).collect(),
            constant: None,
            confirmed: true,
            confidence: None,
            evidence: String::new(),
        });
    }
    spec.dates = Some(DateOrder::DayMonthYear);
    spec
}

impl Layout for AscWds {
    fn sheets(&self) -> Vec<(SheetKind, Vec<String>)> {
        vec![(self.sheet, self.spec.columns.iter().map(|column| column.ours.clone()).collect())]
    }

    fn check(&self, files: &[Opened<'_>]) -> Vec<Finding> {
        files.iter().flat_map(|file| self.find(file).1).collect()
    }

    fn read(&self, files: &mut [Opened<'_>], _: Context, sink: &mut dyn Sink) -> Result<()> {
        for (number, file) in files.iter_mut().enumerate() {
            let (named, findings) = self.find(file);
            if !findings.is_empty() {
                return Err(Error::Input(findings));
            }
            let mut row = Row::default();
            while file.rows.read(&mut row)? {
                let at = At { file: number, row: &row };
                if let Some(fault) = row.fault {
                    sink.reject(at, Problem::of_row(&row, fault, file.rows.header().len()))?;
                } else if is_blank(&row) {
                    sink.set_aside(at, Aside::OutOfScope, "blank row")?;
                } else if row.cells == file.rows.header() {
                    sink.set_aside(at, Aside::OutOfScope, "header again")?;
                } else {
                    self.pass(&named, at, sink)?;
                }
            }
        }
        Ok(())
    }
}

impl AscWds {
    fn pass(&self, named: &Named, at: At<'_>, sink: &mut dyn Sink) -> Result<()> {
        let mut cells = Vec::new();
        for cell in named.cells(at.row) {
            let is_day = self.sheet.days().contains(&&*cell.ours);
            match if is_day { self.iso(cell) } else { Ok(cell) } {
                Ok(cell) => cells.push(cell),
                Err(problem) => return sink.reject(at, problem),
            }
        }
        sink.pass(at, &[Draft { sheet: self.sheet, cells }])
    }

    /// A date of the only form that the format allows.
    fn iso<'r>(&self, date: DraftCell<'r>) -> std::result::Result<DraftCell<'r>, Problem> {
        if date.value.is_empty() {
            return Ok(date);
        }
        let (text, theirs) = (date.value.clone(), date.theirs.clone());
        let shape = text.len() == 10 && text.chars().filter(|c| *c == '/').count() == 2;
        let day = if shape { DateRules::of(&self.spec).day(&text) } else { None };
        match day {
            // `2026/12/31` has ten letters too
            Some(day) if text.get(2..3) == Some("/") => {
                Ok(DraftCell { value: day.to_string().into(), ..date })
            }
            _ => {
                let message = "the date is not a day written DD/MM/YYYY";
                let help = "the format has no other dates; correct it at its source";
                Err(problem(FindingCode::DateBad, &theirs, &text, message, help))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Kept, Lines, map};
    use super::*;

    const TRAINING_HEADER: &str =
        "LOCALESTID,UNIQUEWORKERID,CATEGORY,TRAININGNAME,ACCREDITED,DATECOMPLETED,EXPIRYDATE,NOTES";

    fn training(rows: &str) -> Kept {
        let mapping = "version = 1\n[[source]]\nfiles = [\"one\"]\nlayout = \"asc-wds-training\"\n\
                       columns = [{ ours = \"proficiency\", constant = \"taught\" }]\n";
        map(mapping, vec![Lines::table(&format!("{TRAINING_HEADER}\n{rows}"), ',')]).unwrap()
    }

    #[test]
    fn a_training_is_a_holding_of_the_worker_at_the_workplace() {
        let kept = training("E1,W1,8,Walking practice,Yes,03/04/2026,,free text");
        let drafts = kept.drafts(SheetKind::Holdings);
        assert_eq!(drafts[0]["staff_id"], "E1|W1");
        assert_eq!(drafts[0]["competency"], "8|Walking practice");
        assert_eq!(drafts[0]["assessed_on"], "2026-04-03");
        assert_eq!(drafts[0]["expires_on"], "");
        assert!(!drafts[0].values().any(|value| value.contains("free text")));
    }

    #[test]
    fn dates_of_another_form_are_refused() {
        for date in
            ["2026-04-03", "3/4/2026", "03/04/26", "03-04-2026", "31/02/2026", "2026/04/03", "03/04/2026 "]
        {
            let kept = training(&format!("E1,W1,8,Walking,Yes,{date},,\n"));
            let expected: &[FindingCode] = if date.ends_with(' ') { &[] } else { &[FindingCode::DateBad] };
            assert_eq!(kept.rejected(), expected, "{date}");
        }
    }

    #[test]
    fn what_a_training_shows_must_be_said() {
        let mapping = "version = 1\n[[source]]\nfiles = [\"one\"]\nlayout = \"asc-wds-training\"\n";
        let findings = map(mapping, vec![Lines::table(TRAINING_HEADER, ',')]).unwrap_err();
        assert_eq!((findings.len(), findings[0].value.as_str()), (1, "proficiency"));
    }

    #[test]
    fn optional_columns_change_the_header_and_nothing_else() {
        let mapping = "version = 1\n[[source]]\nfiles = [\"one\"]\nlayout = \"asc-wds-worker\"\n";
        let plain =
            "LOCALESTID,UNIQUEWORKERID,STATUS,NINUMBER,MAINJOBROLE,NMCREG\nE1,W1,UPDATE,QQ,8,1\nE1,W2\n,,,,,";
        let more = "LOCALESTID,UNIQUEWORKERID,CHGUNIQUEWRKID,STATUS,NINUMBER,MAINJOBROLE,NMCREG\nE1,W1,,UPDATE,QQ,8,1\nE1,W2\n,,,,,,";
        let read = |text| map(mapping, vec![Lines::table(text, ',')]).unwrap();
        assert_eq!(read(plain).fates, read(more).fates);
        let kept = read(plain);
        let drafts = kept.drafts(SheetKind::Staff);
        assert_eq!(
            drafts[0].values().map(String::as_str).collect::<Vec<_>>(),
            ["1", "8", "E1", "E1|W1", "UPDATE"]
        );
        assert_eq!((kept.rejected().len(), kept.aside(Aside::OutOfScope)), (1, 1));
    }

    use proptest::prelude::*;

    proptest! {
        /// Every row has one fate (`map` asserts it), and a row of which a date is damaged gives no holding.
        #[test]
        fn damage_never_adds_a_holding(dates in prop::collection::vec("[0-9/]{0,10}", 1..8)) {
            let rows: Vec<String> = dates.iter().map(|date| format!("E1,W1,8,Walking,Yes,{date},,")).collect();
            let kept = training(&rows.join("\n"));
            let good = dates.iter().filter(|d| d.is_empty() || DateRules::of(&with_usual(
                &super::super::testing::mapping("version = 1\n[[source]]\nfiles = [\"a\"]\nlayout = \"asc-wds-training\"\n").sources[0],
                TRAINING)).day(d).is_some()).count();
            prop_assert!(kept.drafts(SheetKind::Holdings).len() <= good);
            prop_assert_eq!(kept.drafts(SheetKind::Holdings).len() + kept.rejected().len(), dates.len());
        }
    }
}
