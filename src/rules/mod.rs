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
pub use load::{PACK_FILES, PackFiles, load, sources_by_kind};
pub use pack::Pack;
pub use post::{AdmitRow, PostFacts, post_facts};
