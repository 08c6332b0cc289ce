//! The only place that touches the file system: reading inputs whole, publishing outputs whole or not at all.

mod big;
mod fresh;
mod hash;
mod input;
mod key;
mod read;
mod replace;
mod room;
mod spool;
mod stage;
mod unpack;

pub use big::{Batch, Big, Hashed, Pass};
pub use fresh::{must_be_new, write_new};
pub use hash::HASHED;
pub use input::{Input, Stream};
pub use key::Key;
pub use read::{Content, exists, folder, is_folder, names, place, read};
pub use replace::replace;
pub use room::Room;
pub use spool::Spool;
pub use stage::{Output, Staged, StagedFile};
