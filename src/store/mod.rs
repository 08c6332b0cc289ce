//! What outlives a run: the history of a job, and a memory of what was read, so that little change is little work.

#[cfg(feature = "jobs")]
mod history;
mod snapshot;

#[cfg(feature = "jobs")]
pub use history::{Asked, History, past_runs};
pub use snapshot::{recall, remember};
