//! What if: which single fact would lower a floor, and why one person can or cannot.

mod changes;
mod impact;
mod person;

pub use changes::changes;
pub use impact::{Direction, Move, Standing, impact};
pub use person::person;
