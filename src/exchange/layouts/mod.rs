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

pub(super) use case_rows::{CaseRows, LARGEST};
pub use moodle::moodle_framework;

use super::layout::Layout;
use super::mapping::{LayoutName, SourceSpec, ValueMap};

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
