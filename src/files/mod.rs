//! The only place that touches the file system: reading inputs whole, publishing outputs whole or not at all.

mod big;
mod fresh;
mod hash;
mod input;
mod journal;
mod keep;
mod key;
mod pattern;
mod read;
mod replace;
mod room;
mod run_name;
mod scratch;
mod secret;
mod shelf;
mod spool;
mod stage;
mod unpack;

pub use big::{Batch, Big, Hashed, Pass};
pub use fresh::{must_be_new, write_new};
pub use hash::HASHED;
pub use input::{Input, Stream};
pub use journal::{Journal, put};
pub use keep::{Unfolded, is_packed};
pub use key::Key;
pub use pattern::{find, is_pattern};
pub use read::{Content, exists, folder, is_folder, names, place, plain_length, read};
pub use replace::replace;
pub use room::Room;
pub use run_name::RunName;
pub use scratch::{Scratch, ScratchFile};
pub use secret::secret;
pub use shelf::{Opened, Shelf, ShelfRun, free_name, latest, leftovers, shelf_runs};
pub use spool::Spool;
pub use stage::{Output, Staged, StagedFile};
