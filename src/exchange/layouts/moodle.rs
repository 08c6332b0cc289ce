//! Moodle competency frameworks as CSV: read as competencies, and written from them.
//!
//! No link comes out of one. The parent of a competency is where it is filed, and a cross reference says that something
//! is similar; neither says that who is signed off in the one is safe to do the other.

use super::super::layout::{Aside, At, Context, Draft, Layout, Opened, Problem, Sink};
use super::super::mapping::SourceSpec;
use super::super::row::Row;
use super::common::{Named, cell, is_blank, place};
use crate::model::{Error, Finding, Result, SheetKind};
use crate::sheet::Table;

/// The columns, in their order.
const HEADER: [&str; 14] = [
    "Parent ID number",
    "ID number",
    "Short name",
    "Description",
    "Description format",
    "Scale values",
    "Scale configuration",
    "Rule type (optional)",
    "Rule outcome (optional)",
    "Rule config (optional)",
    "Cross-referenced competency ID numbers",
    "Exported ID (optional)",
    "Is framework",
    "Taxonomy",
];

/// The layout.
#[derive(Debug)]
pub(super) struct Moodle<'m> {
    spec: &'m SourceSpec,
}

/// The columns that are read.
struct Places {
    id: usize,
    name: usize,
    is_framework: usize,
    named: Named,
}

impl<'m> Moodle<'m> {
    pub(super) fn new(spec: &'m SourceSpec) -> Self {
        Self { spec }
    }

    fn find(&self, file: &Opened<'_>) -> std::result::Result<Places, Vec<Finding>> {
        let header = file.rows.header();
        let (named, mut findings) = Named::find(self.spec, file.name, header);
        let mut find = |name| place(file.name, header, name).map_err(|finding| findings.push(*finding));
        match (find("ID number"), find("Short name"), find("Is framework")) {
            (Ok(id), Ok(name), Ok(is_framework)) if findings.is_empty() => {
                Ok(Places { id, name, is_framework, named })
            }
            _ => Err(findings),
        }
    }
}

impl Layout for Moodle<'_> {
    fn sheets(&self) -> Vec<(SheetKind, Vec<String>)> {
        let known = ["code", "title", "framework"].map(str::to_owned);
        let mut columns = known.to_vec();
        let more = self.spec.columns.iter().map(|column| column.ours.clone());
        columns.extend(more.filter(|ours| !known.contains(ours)));
        vec![(SheetKind::Competencies, columns)]
    }

    fn check(&self, files: &[Opened<'_>]) -> Vec<Finding> {
        files.iter().filter_map(|file| self.find(file).err()).flatten().collect()
    }

    fn read(&self, files: &mut [Opened<'_>], _: Context, sink: &mut dyn Sink) -> Result<()> {
        for (number, file) in files.iter_mut().enumerate() {
            let places = self.find(file).map_err(Error::Input)?;
            let mut framework = String::new();
            let mut row = Row::default();
            while file.rows.read(&mut row)? {
                let at = At { file: number, row: &row };
                if let Some(fault) = row.fault {
                    sink.reject(at, Problem::of_row(&row, fault, file.rows.header().len()))?;
                } else if is_blank(&row) {
                    sink.set_aside(at, Aside::OutOfScope, "blank row")?;
                } else if is_yes(row.get(places.is_framework)) {
                    row.get(places.id).clone_into(&mut framework);
                    sink.set_aside(at, Aside::OutOfScope, "the framework itself")?;
                } else {
                    sink.pass(at, &[places.draft(&row, &framework)])?;
                }
            }
        }
        Ok(())
    }
}

fn is_yes(cell: &str) -> bool {
    ["1", "true", "yes"].iter().any(|yes| cell.eq_ignore_ascii_case(yes))
}

impl Places {
    fn draft<'r>(&'r self, row: &'r Row, framework: &'r str) -> Draft<'r> {
        let mut cells = vec![
            cell("code", row.get(self.id), "ID number"),
            cell("title", row.get(self.name), "Short name"),
            cell("framework", framework, "ID number"),
        ];
        cells.retain(|cell| !self.named.has(&cell.ours));
        cells.extend(self.named.cells(row));
        Draft { sheet: SheetKind::Competencies, cells }
    }
}

/// Competencies (code, title) as a framework of this id, in the order given.
#[must_use]
pub fn moodle_framework<'c>(
    framework: &str,
    competencies: impl IntoIterator<Item = (&'c str, &'c str)>,
) -> Vec<u8> {
    const SCALE: &str = "Not yet competent,Competent";
    const CONFIGURATION: &str = r#"[{"scaleid":"2"},{"id":2,"scaledefault":1,"proficient":1}]"#;
    let mut table = Table::new(HEADER, false);
    table.row([
        "",
        framework,
        framework,
        "",
        "1",
        SCALE,
        CONFIGURATION,
        "",
        "",
        "",
        "",
        "",
        "1",
        "competency",
    ]);
    for (code, title) in competencies {
        table.row(["", code, title, "", "1", "", "", "", "", "", "", "", "", ""]);
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Fate, Lines, map};
    use super::*;
    use crate::sheet::Sheet;

    const MAPPING: &str = "version = 1\n[[source]]\nfiles = [\"one\"]\nlayout = \"moodle-framework\"\n";

    #[test]
    fn a_framework_gives_competencies_and_no_links() {
        let text = format!(
            "{}\n;FW;Framework;;1;a,b;;;;;;;1;\n;A;Walking;;1;;;;;;B;;;\nA;B;Walking indoors;;1;;;;;;;;;\nA;C\n;;;;;;;;;;;;;",
            HEADER.join(";")
        );
        let kept = map(MAPPING, vec![Lines::table(&text, ';')]).unwrap();
        let drafts = kept.drafts(SheetKind::Competencies);
        let read: Vec<[&str; 3]> =
            drafts.iter().map(|d| [&*d["code"], &*d["title"], &*d["framework"]]).collect();
        assert_eq!(read, [["A", "Walking", "FW"], ["B", "Walking indoors", "FW"]]);
        assert!(kept.drafts(SheetKind::Links).is_empty());
        assert_eq!((kept.aside(Aside::OutOfScope), kept.rejected().len()), (2, 1));
        assert!(matches!(kept.fates[&(0, 5)], Fate::Rejected(_)));
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        let findings = map(MAPPING, vec![Lines::table("ID number;Name", ';')]).unwrap_err();
        assert_eq!(findings.len(), 2);
    }

    use proptest::prelude::*;

    proptest! {
        /// Every row has one fate (`map` asserts it), and a row that is damaged gives no competency.
        #[test]
        fn damage_never_adds(rows in prop::collection::vec(("[A-C]{0,2}", "[01]?", any::<bool>()), 0..8)) {
            let line = |(id, framework, damaged): &(String, String, bool)| {
                let more = if *damaged { ";one more" } else { "" };
                format!(";{id};Walking;;1;;;;;;;;{framework};x{more}")
            };
            let lines: Vec<String> = rows.iter().map(line).collect();
            let text = format!("{}\n{}", HEADER.join(";"), lines.join("\n"));
            let kept = map(MAPPING, vec![Lines::table(&text, ';')]).unwrap();
            let sound = rows.iter().filter(|(_, framework, damaged)| framework != "1" && !damaged).count();
            prop_assert_eq!(kept.drafts(SheetKind::Competencies).len(), sound);
            prop_assert_eq!(kept.rejected().len(), rows.iter().filter(|row| row.2).count());
        }

        /// What is written is read back: the same codes and titles in the same order.
        #[test]
        fn round_trip(rows in prop::collection::vec(("[A-Z\"=,]{1,6}", "[a-z\",=\n ]{0,9}x"), 0..6)) {
            let bytes = moodle_framework("FW", rows.iter().map(|(c, t)| (c.as_str(), t.as_str())));
            let sheet = Sheet::read("one", &bytes).unwrap();
            let codes: Vec<(&str, &str)> =
                sheet.records().iter().skip(1).map(|r| (r.get(1), r.get(2))).collect();
            let expected: Vec<(&str, &str)> =
                rows.iter().map(|(c, t)| (c.as_str(), t.trim_matches([' ', '\t']))).collect();
            prop_assert_eq!(codes, expected);
        }
    }
}
