//! A rule pack, compiled once, decides what the rules alone say of a task: stages 1 to 8.

mod cases;
mod completions;
mod decide;
mod duties;
mod embedded;
mod evaluate;
mod facts;
mod height;
mod kinds;
mod levers;
mod load;
mod matched;
mod outcomes;
mod pack;
mod panel;
mod post;
mod reading;
mod stops;

pub use cases::{CaseResult, run as run_cases};
pub use embedded::embedded;
pub use levers::{Leverage, Levers};
pub use load::{
    Layer, MOST_LAYERS, PACK_FILES, PackFiles, columns, criteria_as_written, examine, examine_layers,
    extends, format, load, load_layers, merge_layers, name_and_version, sources_by_kind,
};
pub use outcomes::FIXED;
pub use pack::{AuthorisationTest, Case, Does, Pack, PersonTest, Row};
pub use post::{AdmitRow, PostFacts, post_facts};
