//! skillmix matches clinical tasks to the lowest safe role level, by delegation rules that can be read, tested and
//! cited, with a reason for every level it refuses.

#[cfg(feature = "cli")]
pub mod cli;
pub mod commands;
pub mod files;
pub mod graph;
pub mod inquiry;
pub mod intake;
pub mod matcher;
pub mod model;
pub mod report;
pub mod rules;
pub mod sheet;
pub mod table;
pub mod verify;
