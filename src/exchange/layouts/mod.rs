//! The layouts there are: what each makes of its files, and how such files are usually written.

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

pub(super) use case_rows::{CaseRows, LARGEST};
pub use moodle::moodle_framework;

use super::layout::Layout;
use super::mapping::{LayoutName, SourceSpec, ValueMap};

/// How files of a layout are written, where the mapping does not say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Usual {
    /// Whether the first row is a header; if not, `Rows::header` is empty and no row is ragged.
    pub(super) header: bool,
    /// The character between cells, where the layout has one of its own.
    pub(super) delimiter: Option<char>,
    /// Whether cells may be quoted.
    pub(super) quotes: bool,
    /// JSON: `case_rows` makes rows of it, not the reader of tables.
    pub(super) json: bool,
}

/// How files of a layout are usually written.
pub(super) const fn usual(layout: LayoutName) -> Usual {
    let table = Usual { header: true, delimiter: None, quotes: true, json: false };
    match layout {
        LayoutName::EsrGo => Usual { header: false, delimiter: Some(','), ..table },
        LayoutName::EsrGo2 => Usual { header: false, delimiter: Some('~'), quotes: false, ..table },
        LayoutName::Case => Usual { json: true, ..table },
        LayoutName::Table
        | LayoutName::EsrCompetency
        | LayoutName::AscWdsWorker
        | LayoutName::AscWdsTraining
        | LayoutName::MoodleFramework => table,
    }
}

/// The layout of a source; `None` for a table of no sheet. Drafts have a cell for every entry of the source's `columns`
/// that names a column of the sheet by `theirs`, besides the columns that the layout knows; constants come later. `values`
/// only tell which words of theirs become the same word of ours.
/// Layouts of records (`esr-go`, `esr-go2`) have the columns `person_id`, `valid_from` and `valid_to` besides, which are
/// of no sheet: they say where the records to be joined have them.
pub(super) fn layout<'m>(spec: &'m SourceSpec, values: &'m [ValueMap]) -> Option<Box<dyn Layout + 'm>> {
    Some(match spec.layout {
        LayoutName::Table => Box::new(table::Table::new(spec)?),
        LayoutName::EsrCompetency => Box::new(esr_competency::EsrCompetency::new(spec.clone())),
        LayoutName::EsrGo => Box::new(esr_go::EsrGo::new(spec, values)),
        LayoutName::EsrGo2 => Box::new(esr_go2::EsrGo2::new(spec, values)),
        LayoutName::AscWdsWorker => Box::new(asc_wds::AscWds::worker(spec)),
        LayoutName::AscWdsTraining => Box::new(asc_wds::AscWds::training(spec)),
        LayoutName::MoodleFramework => Box::new(moodle::Moodle::new(spec)),
        LayoutName::Case => Box::new(case::Case),
    })
}
