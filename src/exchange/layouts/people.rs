//! Staff and holdings out of coded records: assignments with their persons and positions, competences with their persons.

use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::{Aside, Draft, DraftCell, Problem, Sink};
use super::super::mapping::ValueMap;
use super::super::row::Row;
use super::common::{cell, confirmed, problem, told};
use super::dates::DateRules;
use super::joined::{Held, Index, in_force};
use super::lasting::{expiry, shortened};
use super::records::{Column, Field, Force, Plan};
use super::sums;
use crate::model::{Day, FindingCode, Result, SheetKind};

/// The kinds of records that a layout knows.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) assignment: &'static str,
    pub(super) person: &'static str,
    /// Positions: where an assignment names one, and where a position says its id.
    pub(super) position: Option<(Field, Field)>,
    /// Days after which somebody has left.
    pub(super) left: Vec<Field>,
    /// The title of a post and its grade in words, which may contradict each other.
    pub(super) titles: Option<(Field, Field)>,
}

/// Records by kind.
pub(super) type Store = BTreeMap<String, Vec<Held>>;

/// What deals the records of a source.
pub(super) struct Dealer<'d> {
    pub(super) plan: &'d Plan,
    pub(super) shape: &'d Shape,
    pub(super) values: &'d [ValueMap],
    pub(super) dates: DateRules,
    pub(super) as_at: Day,
    /// Names of the files.
    pub(super) files: Vec<String>,
}

/// An assignment that is to be a row of staff.
pub(super) struct Post<'r> {
    pub(super) held: &'r Held,
    pub(super) cells: Vec<DraftCell<'r>>,
}

/// What an assignment is.
enum Made<'r> {
    Post(Vec<DraftCell<'r>>),
    Aside(Aside, &'static str),
    Refused(Problem),
}

type Joined = BTreeMap<String, Index>;

impl Dealer<'_> {
    /// Gives every record its fate.
    pub(super) fn deal(&self, mut store: Store, sink: &mut dyn Sink) -> Result<()> {
        let assignments = store.remove(self.shape.assignment).unwrap_or_default();
        let holdings = self.plan.holding().and_then(|record| store.remove(record)).unwrap_or_default();
        let mut joined = Joined::new();
        for (record, held) in store {
            if let Some(id) = self.id_of(&record) {
                let force = self.force(&record);
                joined.insert(record, Index::of(held, &id, &force, self.dates, self.as_at));
            } else {
                for one in held {
                    sink.set_aside(one.at(), Aside::OutOfScope, "record of a kind that is not used")?;
                }
            }
        }
        let mut used = BTreeSet::new();
        self.staff(&assignments, &joined, &mut used, sink)?;
        self.holdings(&holdings, &joined, &mut used, sink)?;
        for (record, mut index) in joined {
            for (_, id) in used.iter().filter(|(kind, _)| *kind == record) {
                index.joined(id);
            }
            index.finish(sink)?;
        }
        Ok(())
    }

    /// Where records of a kind that others are joined to say their id.
    fn id_of(&self, record: &str) -> Option<Field> {
        match &self.shape.position {
            Some((_, id)) if id.record == record => Some(id.clone()),
            _ => self.plan.person.get(record).cloned(),
        }
    }

    fn force(&self, record: &str) -> Force {
        self.plan.force.get(record).cloned().unwrap_or_default()
    }

    fn staff(
        &self,
        assignments: &[Held],
        joined: &Joined,
        used: &mut BTreeSet<(String, String)>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut groups: BTreeMap<Vec<String>, Vec<Post<'_>>> = BTreeMap::new();
        for held in assignments {
            match self.post(&held.row, joined) {
                Made::Refused(problem) => sink.reject(held.at(), problem)?,
                Made::Aside(aside, why) => sink.set_aside(held.at(), aside, why)?,
                Made::Post(cells) => {
                    self.use_of(self.shape.assignment, &held.row, joined, used);
                    self.note_titles(held, joined, sink);
                    groups.entry(self.key(&cells)).or_default().push(Post { held, cells });
                }
            }
        }
        for posts in groups.into_values() {
            sums::deal(self, posts, sink)?;
        }
        Ok(())
    }

    /// Which records a row was joined to.
    fn use_of(&self, base: &str, row: &Row, joined: &Joined, used: &mut BTreeSet<(String, String)>) {
        for record in joined.keys() {
            let id = self.id_at(base, row, record).unwrap_or_default();
            used.insert((record.clone(), id.to_owned()));
        }
    }

    /// What a row of kind `base` says of the id of the record to be joined to it.
    fn id_at<'r>(&self, base: &str, row: &'r Row, record: &str) -> Option<&'r str> {
        match &self.shape.position {
            Some((at, id)) if id.record == record => (at.record == base).then(|| at.of(row)),
            _ => self.plan.person.get(base).map(|field| field.of(row)),
        }
    }

    /// The value of a field for a row of kind `base`; none where there is no record in force.
    fn value<'r>(&self, field: &Field, base: &str, row: &'r Row, joined: &'r Joined) -> Option<&'r str> {
        if field.record == base {
            return Some(field.of(row));
        }
        let id = self.id_at(base, row, &field.record)?;
        joined.get(&field.record)?.get(id).map(|other| field.of(other))
    }

    fn cells<'r>(
        &'r self,
        sheet: SheetKind,
        base: &str,
        row: &'r Row,
        joined: &'r Joined,
    ) -> Vec<DraftCell<'r>> {
        let columns = self.plan.of_sheet(sheet).filter(|column| !column.fields.is_empty());
        columns.map(|column: &Column| column.cell(|field| self.value(field, base, row, joined))).collect()
    }

    fn post<'r>(&'r self, row: &'r Row, joined: &'r Joined) -> Made<'r> {
        let base = self.shape.assignment;
        match in_force(&self.force(base), row, self.dates, self.as_at) {
            Err(problem) => return Made::Refused(problem),
            Ok(false) => return Made::Aside(Aside::OutOfScope, "assignment that is not in force"),
            Ok(true) => {}
        }
        if let Err(problem) = self.has_person(base, row, joined) {
            return Made::Refused(problem);
        }
        let mut cells = self.cells(SheetKind::Staff, base, row, joined);
        for field in &self.shape.left {
            let text = self.value(field, base, row, joined).unwrap_or_default();
            match (text.is_empty(), self.dates.day(text)) {
                (true, _) => {}
                (false, None) => {
                    let message = "the day on which somebody left cannot be read";
                    let help = "write it as 20260331";
                    return Made::Refused(problem(FindingCode::DateBad, &field.record, text, message, help));
                }
                (false, Some(day)) if day >= self.as_at => {}
                (false, Some(_)) => {
                    cells.retain(|cell| cell.ours != "status");
                    cells.push(cell("status", "left", field.record.clone()));
                }
            }
        }
        Made::Post(cells)
    }

    fn has_person(&self, base: &str, row: &Row, joined: &Joined) -> std::result::Result<(), Problem> {
        let id = self.id_at(base, row, self.shape.person).unwrap_or_default();
        let there = joined.get(self.shape.person).is_some_and(|index| index.get(id).is_some());
        if there {
            return Ok(());
        }
        let message = "no record in force says who this is";
        let help = "give the file of persons of the same snapshot too";
        Err(problem(FindingCode::StaffUnknown, base, id, message, help))
    }

    /// Person, role and site, in the words that they will become.
    fn key(&self, cells: &[DraftCell<'_>]) -> Vec<String> {
        let word = |ours: &str| {
            let text = cells.iter().find(|cell| cell.ours == ours).map_or("", |cell| &*cell.value);
            self.word(ours, text).to_owned()
        };
        ["staff_id", "role", "site"].map(word).to_vec()
    }

    /// The word that a word of theirs will become.
    pub(super) fn word<'w>(&'w self, kind: &str, theirs: &'w str) -> &'w str {
        confirmed(self.values, kind, theirs).unwrap_or(theirs)
    }

    /// A title that names another band than the grade does.
    fn note_titles(&self, held: &Held, joined: &Joined, sink: &mut dyn Sink) {
        let Some((title, grade)) = &self.shape.titles else { return };
        let value = |field| self.value(field, self.shape.assignment, &held.row, joined).unwrap_or_default();
        let (title, grade) = (value(title), value(grade));
        let (Some(said), Some(counts)) = (band(title), band(grade)) else { return };
        if said != counts {
            let message = "the title of the post names another band than its grade";
            let help = "the grade counts; correct the title at its source";
            let problem = problem(FindingCode::GradeDiffers, "PositionName", title, message, help);
            sink.note(told(self.file(held), held.row.line, problem));
        }
    }

    pub(super) fn file(&self, held: &Held) -> &str {
        self.files.get(held.file).map_or("", String::as_str)
    }

    fn holdings(
        &self,
        holdings: &[Held],
        joined: &Joined,
        used: &mut BTreeSet<(String, String)>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let Some(base) = self.plan.holding() else { return Ok(()) };
        for held in holdings {
            if let Err(problem) = self.has_person(base, &held.row, joined) {
                sink.reject(held.at(), problem)?;
                continue;
            }
            let mut cells = self.cells(SheetKind::Holdings, base, &held.row, joined);
            let get = |ours: &'static str| {
                cells.iter().find(|cell| cell.ours == ours).cloned().unwrap_or_else(|| cell(ours, "", ""))
            };
            let expires = get("expires_on");
            match expiry(&get("competency"), &get("assessed_on"), &expires, (self.dates, self.values)) {
                Err(problem) => sink.reject(held.at(), problem)?,
                Ok((ends, is_shorter)) => {
                    if is_shorter {
                        sink.note(told(self.file(held), held.row.line, shortened(&expires)));
                    }
                    cells.retain(|cell| cell.ours != "expires_on");
                    cells.push(ends);
                    self.use_of(base, &held.row, joined, used);
                    sink.pass(held.at(), &[Draft { sheet: SheetKind::Holdings, cells }])?;
                }
            }
        }
        Ok(())
    }
}

/// The band that a text names: `Band 5`, `8a`.
fn band(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find("band ")?;
    let rest = lower.get(at + 5..)?;
    let band: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    band.starts_with(|c: char| c.is_ascii_digit()).then_some(band)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_read_out_of_titles() {
        for (text, said) in [
            ("Bank Nurse Band 5", Some("5")),
            ("Review Body Band 8a|", Some("8a")),
            ("Banding", None),
            ("Band x", None),
        ] {
            assert_eq!(band(text).as_deref(), said, "{text}");
        }
    }
}
