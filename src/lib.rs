//! skillmix matches clinical tasks to the lowest safe role level, by delegation rules that can be read, tested and
//! cited, with a reason for every level it refuses.

pub mod model;
pub mod sheet;
pub mod verify;
