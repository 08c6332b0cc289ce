//! All integration tests, one crate.

#[cfg(test)]
mod cli;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod tidy;
