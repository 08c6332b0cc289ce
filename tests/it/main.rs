//! All integration tests, one crate.

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod ahead;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod changed;
#[cfg(test)]
mod checking;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod costed;
#[cfg(test)]
#[cfg(all(feature = "jobs", unix))]
mod databases;
#[cfg(test)]
#[cfg(feature = "dmn")]
mod dmn;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod fixes;
#[cfg(test)]
mod fuzzed;
#[cfg(test)]
mod generate;
#[cfg(test)]
#[cfg(feature = "jobs")]
mod history;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod job;
#[cfg(test)]
#[cfg(unix)]
mod job_kills;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod mended;
#[cfg(test)]
mod nightly;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod page;
#[cfg(test)]
mod panel;
#[cfg(test)]
mod priced;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod program;
#[cfg(test)]
mod proposals;
#[cfg(test)]
mod random;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod sensitivity;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod tabular;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod verified;
