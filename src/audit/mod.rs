//! Is a pack sound: what its tables say twice, never or not at all, and whether more risk can loosen anything.

mod candidates;
mod check;
mod columns;
mod compare;
mod coverage;
mod found;
mod group;
mod laws;
mod procedure;
mod provenance;
mod prover;
mod reach;
mod regions;
mod replay;
mod rows;
mod sides;
mod tables;
mod words;

pub use check::{Checked, check};
pub use compare::{Difference, Matter, Meaning, compare, translated, translated_task};
pub use coverage::{Coverage, Missing, Part, Unexercised, coverage};
pub use found::Found;
pub use laws::{Breach, Change, Claim, Laws, Rung, Undone, laws};
pub use replay::{person_text, shows, undoes, verdict};
pub use rows::{RowChange, What, row_changes};
