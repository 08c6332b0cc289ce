//! The layouts there are: what each makes of its files.

mod asc_wds;
mod case;
mod case_rows;
mod common;
mod competence_name;
mod dates;
mod esr_competency;
mod esr_go;
mod esr_go2;
mod esr_headers;
mod go2_columns;
mod joined;
mod lasting;
mod moodle;
mod people;
mod record_checks;
mod records;
mod sums;
mod table;
#[cfg(test)]
mod testing;

pub use moodle::moodle_framework;

use super::layout::Layout;
use super::mapping::{LayoutName, SourceSpec, ValueMap};
use super::open::{self, About, FileKind, LineEnds, OpenedFile, Opening};
use crate::files::Input;
use crate::model::{Finding, Result};

/// The layout of a source; `None` for a table of no sheet. Drafts have a cell for every entry of the source's `columns`
/// that names a column of the sheet by `theirs`, besides the columns that the layout knows; constants come later. `values`
/// only tell which words of theirs become the same word of ours.
/// Layouts of records (`esr-go`, `esr-go2`) have the columns `person_id`, `valid_from` and `valid_to` besides, which are
/// of no sheet: they say where the records to be joined have them.
pub(super) fn layout<'m>(spec: &'m SourceSpec, values: &'m [ValueMap]) -> Option<Box<dyn Layout + 'm>> {
    Some(match spec.layout {
        LayoutName::Table => Box::new(table::Table::new(spec)?),
        LayoutName::EsrCompetency => Box::new(esr_competency::EsrCompetency::new(spec, values)),
        LayoutName::EsrGo => Box::new(esr_go::EsrGo::new(spec, values)),
        LayoutName::EsrGo2 => Box::new(esr_go2::EsrGo2::new(spec, values)),
        LayoutName::AscWdsWorker => Box::new(asc_wds::AscWds::worker(spec)),
        LayoutName::AscWdsTraining => Box::new(asc_wds::AscWds::training(spec)),
        LayoutName::MoodleFramework => Box::new(moodle::Moodle::new(spec)),
        LayoutName::Case => Box::new(case::Case),
    })
}

/// Opens a file of a source. `Err` within lists what makes it unusable.
pub(super) fn open<'i>(
    input: &'i Input,
    spec: &SourceSpec,
) -> Result<std::result::Result<OpenedFile<'i>, Vec<Finding>>> {
    if spec.layout != LayoutName::Case {
        return open::open(input, &Opening::of(spec));
    }
    let bytes = match input.whole(case_rows::LARGEST)? {
        Ok(bytes) => bytes,
        Err(finding) => return Ok(Err(vec![finding])),
    };
    let about = About {
        kind: FileKind::Json,
        encoding: None,
        mark: false,
        delimiter: None,
        line_ends: LineEnds::default(),
        worksheet: None,
        notes: Vec::new(),
    };
    let rows = case_rows::CaseRows::read(input.name(), &bytes);
    Ok(rows.map(|rows| OpenedFile { rows: Box::new(rows), about }))
}
