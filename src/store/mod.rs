//! What outlives a run: a memory of what was read, so that little change is little work.

mod snapshot;

pub use snapshot::{recall, remember};
