//! The only place that touches the file system: reading inputs whole, publishing outputs whole or not at all.

mod big;
mod hash;
mod read;
mod room;
mod stage;
mod unpack;

pub use big::{Batch, Big, Hashed, Pass};
pub use hash::HASHED;
pub use read::{Content, exists, folder, is_folder, read};
pub use room::Room;
pub use stage::{Output, Staged, StagedFile, write_new};
