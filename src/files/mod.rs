//! The only place that touches the file system: reading inputs whole, publishing outputs whole or not at all.

mod read;
mod stage;

pub use read::{Content, folder, is_folder, read};
pub use stage::{Output, Staged};
