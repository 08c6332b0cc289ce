//! The ESR Compliance and Competency export: one row, one holding.
//!
//! The date of assessment is the first of these that a row has: Date Last Awarded (the latest award is the latest
//! assessment), Completion Date, Certification Date, Date Start (when the record began, the least it can mean).

use super::super::layout::{Aside, At, Context, Draft, DraftCell, Layout, Opened, Problem, Sink};
use super::super::mapping::{SourceSpec, ValueMap};
use super::super::row::Row;
use super::common::{Named, cell, filled, is_blank, problem, told};
use super::competence_name::parse;
use super::dates::DateRules;
use super::esr_headers::{Field, Fields, find};
use super::lasting::{SAY_ORDER, expiry, shortened};
use crate::model::{Day, Error, Finding, FindingCode, Result, SheetKind, Until};

/// The layout.
#[derive(Debug)]
pub(super) struct EsrCompetency<'m> {
    spec: &'m SourceSpec,
    values: &'m [ValueMap],
}

impl<'m> EsrCompetency<'m> {
    pub(super) fn new(spec: &'m SourceSpec, values: &'m [ValueMap]) -> Self {
        Self { spec, values }
    }
}

impl Layout for EsrCompetency<'_> {
    fn sheets(&self) -> Vec<(SheetKind, Vec<String>)> {
        vec![(SheetKind::Holdings, filled(SheetKind::Holdings, self.spec))]
    }

    fn check(&self, files: &[Opened<'_>]) -> Vec<Finding> {
        files.iter().flat_map(|file| find(self.spec, file.name, file.rows.header()).2).collect()
    }

    fn read(&self, files: &mut [Opened<'_>], context: Context, sink: &mut dyn Sink) -> Result<()> {
        for (number, file) in files.iter_mut().enumerate() {
            let (named, fields, findings) = find(self.spec, file.name, file.rows.header());
            if !findings.is_empty() {
                return Err(Error::Input(findings));
            }
            let reader = Reader {
                named,
                fields,
                dates: DateRules::of(self.spec),
                values: self.values,
                as_at: context.as_at,
            };
            let mut row = Row::default();
            while file.rows.read(&mut row)? {
                reader.row(file.name, At { file: number, row: &row }, sink)?;
            }
        }
        Ok(())
    }
}

/// What is needed for every row of a file.
struct Reader<'m> {
    named: Named,
    fields: Fields,
    dates: DateRules,
    values: &'m [ValueMap],
    as_at: Day,
}

/// A holding as the export has it.
struct Holding<'r> {
    staff: DraftCell<'r>,
    competency: DraftCell<'r>,
    proficiency: DraftCell<'r>,
    assessed: DraftCell<'r>,
    expires: DraftCell<'r>,
}

impl Reader<'_> {
    fn row(&self, file: &str, at: At<'_>, sink: &mut dyn Sink) -> Result<()> {
        if let Some(fault) = at.row.fault {
            return sink.reject(at, Problem::of_row(at.row, fault, self.fields.width()));
        }
        let holding = self.holding(at.row);
        if let Some(why) = self.no_holding(at.row, &holding) {
            return sink.set_aside(at, Aside::OutOfScope, why);
        }
        if let Some(problem) = self.unsure(at.row) {
            return sink.reject(at, problem);
        }
        match expiry(&holding.competency, &holding.assessed, &holding.expires, (self.dates, self.values)) {
            Err(problem) => sink.reject(at, problem),
            Ok((expires, is_shorter)) => {
                let notes = [
                    is_shorter.then(|| shortened(&holding.expires)),
                    self.contradicts(at.row, &expires.value),
                ];
                for problem in notes.into_iter().flatten() {
                    sink.note(told(file, at.row.line, problem));
                }
                sink.pass(at, &[self.draft(at.row, &holding, expires)])
            }
        }
    }

    /// A column of ours: where the mapping says, else the first field that has something.
    fn get<'r>(&'r self, row: &'r Row, ours: &'static str, fields: &[Field]) -> DraftCell<'r> {
        if let Some(cell) = self.named.get(ours, row) {
            return cell;
        }
        let places = || fields.iter().filter_map(|field| self.fields.place(*field));
        let place = places().find(|place| !row.get(*place).is_empty()).or_else(|| places().next());
        place
            .map_or_else(|| cell(ours, "", ""), |place| cell(ours, row.get(place), self.fields.header(place)))
    }

    fn holding<'r>(&'r self, row: &'r Row) -> Holding<'r> {
        let competency = self.get(row, "competency", &[Field::Competence]);
        let mut proficiency = self.get(row, "proficiency", &[Field::Level]);
        if proficiency.value.is_empty() && !self.named.has("proficiency") {
            let level = parse(&competency.value).level;
            if !level.is_empty() {
                proficiency = cell("proficiency", level.to_owned(), competency.theirs.clone());
            }
        }
        let dates = [Field::Awarded, Field::Completed, Field::Certified, Field::Started];
        Holding {
            staff: self.get(row, "staff_id", &[Field::Staff]),
            proficiency,
            assessed: self.get(row, "assessed_on", &dates),
            expires: self.get(row, "expires_on", &[Field::Expiry]),
            competency,
        }
    }

    /// Why a row tells of no holding at all, if so.
    fn no_holding(&self, row: &Row, holding: &Holding<'_>) -> Option<&'static str> {
        let filled = || row.cells.iter().filter(|cell| !cell.is_empty());
        if is_blank(row) {
            Some("blank row")
        } else if self.fields.is_header(&row.cells) {
            Some("header again")
        } else if filled().any(|cell| is_total(cell))
            && filled().all(|cell| is_total(cell) || is_number(cell))
        {
            Some("total row")
        } else if holding.staff.value.is_empty() && holding.competency.value.is_empty() {
            Some("row without staff and competence")
        } else {
            None
        }
    }

    /// The export's own colour says that the person does not comply, and its expiry says that they do.
    fn contradicts(&self, row: &Row, expires: &str) -> Option<Problem> {
        let place = self.fields.place(Field::Status)?;
        let status = row.get(place);
        let valid = self.dates.until(expires).is_some_and(|until| until >= Until::Day(self.as_at));
        let message = "the status says not compliant, though the competence has not expired";
        let help = "the status decides nothing here; find out at the source why it says so";
        let header = self.fields.header(place);
        (valid && is_red(status))
            .then(|| problem(FindingCode::ComplianceDiffers, header, status, message, help))
    }

    fn draft<'r>(&'r self, row: &'r Row, holding: &Holding<'r>, expires: DraftCell<'r>) -> Draft<'r> {
        let known = [
            holding.staff.clone(),
            holding.competency.clone(),
            holding.proficiency.clone(),
            self.begun(row, holding),
            expires,
        ];
        let others = self.named.cells(row).filter(|cell| known.iter().all(|known| known.ours != cell.ours));
        let cells = known.iter().cloned().chain(others).collect();
        Draft { sheet: SheetKind::Holdings, cells }
    }

    /// The date of assessment; for a record that only begins after the as-at day that later day, so that it does not
    /// count before.
    fn begun<'r>(&'r self, row: &'r Row, holding: &Holding<'r>) -> DraftCell<'r> {
        match self.start(row) {
            Some((text, header)) if self.dates.day(text).is_some_and(|day| day > self.as_at) => {
                cell("assessed_on", text, header)
            }
            _ => holding.assessed.clone(),
        }
    }

    /// When the record begins, as written, and its header.
    fn start<'r>(&'r self, row: &'r Row) -> Option<(&'r str, &'r str)> {
        let place = self.fields.place(Field::Started)?;
        Some((row.get(place), self.fields.header(place))).filter(|(text, _)| !text.is_empty())
    }

    /// A record may not have begun yet, which must be sure.
    fn unsure(&self, row: &Row) -> Option<Problem> {
        let (text, header) = self.start(row)?;
        let message = "whether the record has begun cannot be read for sure";
        let unsure = self.dates.day(text).is_none();
        unsure.then(|| problem(FindingCode::DateBad, header, text, message, SAY_ORDER))
    }
}

fn is_total(cell: &str) -> bool {
    ["total", "totals", "grand total", "sub total", "subtotal"]
        .iter()
        .any(|word| cell.eq_ignore_ascii_case(word))
}

fn is_number(cell: &str) -> bool {
    cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'))
}

fn is_red(status: &str) -> bool {
    let status = status.to_lowercase().replace('-', " ");
    status == "red" || status == "non compliant" || status == "not compliant"
}

#[cfg(test)]
mod tests;
