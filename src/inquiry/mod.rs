//! What if: which single fact would lower a floor, why one person can or cannot, what one step of a criterion would change.

mod changes;
mod faults;
mod fixes;
mod greedy;
mod impact;
mod person;
mod renewals;
mod sensitivity;
mod undone;

pub use changes::changes;
pub use faults::{Open, fewest, is_worse, price};
pub use fixes::{Bounds, fixes};
pub use impact::{Direction, Move, Standing, impact, weekly};
pub use person::person;
pub use renewals::{Renewal, renewals};
pub use sensitivity::{robustness, stepped, steps};
pub use undone::{Bench, State, states};
