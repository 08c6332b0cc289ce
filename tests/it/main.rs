//! All integration tests, one crate.

mod tidy;
