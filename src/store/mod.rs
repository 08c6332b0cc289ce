//! What outlives a run.

#[cfg(feature = "jobs")]
mod history;

#[cfg(feature = "jobs")]
pub use history::{Asked, History, past_runs};
