//! All integration tests, one crate.

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod random;
