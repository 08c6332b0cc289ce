//! What if: which single fact would lower a floor, and why one person can or cannot.

mod changes;
mod person;

pub use changes::changes;
pub use person::person;
