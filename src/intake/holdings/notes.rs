//! The last read of holdings.csv: only the rows with something to say of, and what is said of them.

use super::columns::{Columns, LAYOUT};
use super::judge::{CELLS, Judge, Judged, fault};
use crate::files::Big;
use crate::intake::hints::Hints;
use crate::intake::log::Problem;
use crate::intake::reading::{blank_problem, copy_problem, row_problem};
use crate::intake::walk::revisit;
use crate::intake::{Pace, Reject};
use crate::model::{Catalogue, Finding, FindingCode, People, Result, Words};
use crate::sheet::{Cells, Fault, Head, RawRow};

/// A row with something to say of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Noted {
    /// Where it begins in the text.
    pub(super) place: u64,
    /// Its line.
    pub(super) line: u64,
    /// It is a copy of the row on this line.
    pub(super) copy_of: Option<u64>,
}

/// What is needed to say it.
#[derive(Debug)]
pub(super) struct Notes<'n> {
    pub(super) big: &'n Big,
    pub(super) head: &'n Head,
    pub(super) judge: &'n Judge<'n>,
    pub(super) columns: Columns,
    pub(super) people: &'n People,
    pub(super) catalogue: &'n Catalogue,
    pub(super) codes: Words,
    pub(super) pace: Pace<'n>,
}

impl Notes<'_> {
    /// Says what there is to say of each of these rows, which are in the order of the file.
    pub(super) fn say(
        &self,
        noted: &[Noted],
        mut each: impl FnMut(Vec<Finding>, Option<Reject>),
    ) -> Result<()> {
        let spots: Vec<(u64, u64)> = noted.iter().map(|noted| (noted.place, noted.line)).collect();
        let mut hints = Hints::default();
        let mut cells = Cells::default();
        let mut noted = noted.iter();
        revisit(self.big, self.pace, &spots, |_, row| {
            if let Some(noted) = noted.next() {
                let (findings, reject) = self.of_row(&row, *noted, &mut cells, &mut hints);
                each(findings, reject);
            }
        })
    }

    fn of_row(
        &self,
        row: &RawRow<'_>,
        noted: Noted,
        cells: &mut Cells,
        hints: &mut Hints,
    ) -> (Vec<Finding>, Option<Reject>) {
        if let Some(first) = noted.copy_of {
            return (vec![copy_problem(first).at(self.head.place(noted.line, ""), hints)], None);
        }
        let width = self.head.header.len();
        let fault = cells.read(row).or((cells.len() != width).then_some(Fault::Ragged));
        let problems = match fault {
            Some(fault) => vec![("", row_problem(fault, cells.len(), width))],
            None => self.problems(self.columns.cells(cells)),
        };
        let mut codes: Vec<FindingCode> = problems.iter().map(|(_, problem)| problem.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        let place = |column: &str| self.head.place(noted.line, column);
        let mut findings: Vec<Finding> =
            problems.into_iter().map(|(column, problem)| problem.at(place(column), hints)).collect();
        findings.sort();
        let refused = !matches!(codes.as_slice(), [FindingCode::DateFuture]);
        let reject = refused.then(|| Reject { line: noted.line, codes, raw: row.raw.to_vec() });
        (findings, reject)
    }

    fn problems(&self, cells: [&[u8]; CELLS]) -> Vec<(&'static str, Problem<'_>)> {
        let judged = self.judge.judge(cells);
        let [id, code, rank, assessed, expires] =
            cells.map(|cell| std::str::from_utf8(cell).unwrap_or_default());
        let [by_id, by_code, by_rank] = ["staff_id", "competency", "proficiency"];
        debug_assert_eq!(LAYOUT.required, [by_id, by_code, by_rank]);
        let blanks = [(fault::NO_ID, by_id), (fault::NO_CODE, by_code), (fault::NO_RANK, by_rank)];
        let blank = blanks.into_iter().filter(|(which, _)| judged.faults & which != 0);
        let mut problems: Vec<(&'static str, Problem<'_>)> =
            blank.map(|(_, column)| (column, blank_problem())).collect();
        problems.extend(self.word_problems(&judged, [id, code, rank]));
        problems.extend(day_problems(&judged, assessed, expires));
        problems
    }

    fn word_problems<'n>(
        &'n self,
        judged: &Judged,
        [id, code, rank]: [&str; 3],
    ) -> Vec<(&'static str, Problem<'n>)> {
        let mut problems = Vec::new();
        if judged.faults & fault::STAFF != 0 {
            let (message, help) = if self.people.find(id).is_some() {
                ("every row of this person in the staff file was refused", "mend the staff file")
            } else {
                ("nobody in the staff file has this id", "correct the id or add the person")
            };
            problems.push(("staff_id", Problem::new(FindingCode::StaffUnknown, id, message, help)));
        }
        if judged.faults & fault::CODE != 0 {
            let message = "no such competency";
            let problem = Problem::word(FindingCode::CompetencyUnknown, code, message, &self.codes);
            problems.push(("competency", problem));
        }
        if judged.faults & fault::RANK != 0 {
            let message = "the pack does not know this proficiency";
            let words = &self.catalogue.proficiencies;
            let problem = Problem::word(FindingCode::ProficiencyUnknown, rank, message, words);
            problems.push(("proficiency", problem));
        }
        problems
    }
}

fn day_problems(judged: &Judged, assessed: &str, expires: &str) -> Vec<(&'static str, Problem<'static>)> {
    let mut problems = Vec::new();
    if judged.faults & fault::ASSESSED != 0 {
        problems.extend(crate::intake::cells::day(assessed).err().map(|problem| ("assessed_on", problem)));
    }
    if judged.faults & fault::EXPIRES != 0 {
        problems.extend(crate::intake::cells::until(expires).err().map(|problem| ("expires_on", problem)));
    }
    if judged.faults & fault::ORDER != 0 {
        let message = "expires before it was assessed";
        let help = "correct one of the two days";
        problems.push(("expires_on", Problem::new(FindingCode::DateOrder, expires, message, help)));
    }
    if judged.faults == 0 && judged.future {
        let message = "assessed after the as-at date: it does not count yet";
        let help = "nothing to do if the day is right";
        problems.push(("assessed_on", Problem::new(FindingCode::DateFuture, assessed, message, help)));
    }
    problems
}
