//! skillmix matches clinical tasks to the lowest safe role level, by delegation rules that can be read, tested and
//! cited, with a reason for every level it refuses.
//!
//! ```
//! use std::collections::BTreeMap;
//! use skillmix::{commands, model::Day, rules};
//!
//! let day = Day::from_ymd(2026, 11, 1).expect("a day of the calendar");
//! let pack = rules::load(&rules::embedded(), day)?;
//! let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
//! let dataset = BTreeMap::from([
//!     file("staff.csv", "staff_id,role,site\nS1,HCSW-3,north\n"),
//!     file("holdings.csv", "staff_id,competency,proficiency,assessed_on,expires_on\nS1,OBS,competent,2026-01-05,never\n"),
//!     file("tasks.csv", "task_id,site,title,requires,acts,authority,profession\nT1,north,Observations,OBS,none,none,nurse\n"),
//! ]);
//! let answered = commands::answer(&pack, &commands::Files::in_memory(&dataset), 1, |_| ())?;
//! // every criterion is blank: the engine does not guess, it asks for a panel
//! assert_eq!(answered.answers[0].status.word(), "needs-panel");
//! # Ok::<(), skillmix::model::Error>(())
//! ```

pub mod audit;
#[cfg(feature = "cli")]
pub mod cli;
pub mod commands;
#[cfg(feature = "jobs")]
pub mod database;
#[cfg(feature = "dmn")]
pub mod dmn;
pub mod exchange;
pub mod files;
pub mod generate;
pub mod graph;
pub mod inquiry;
pub mod intake;
pub mod matcher;
pub mod model;
pub mod report;
pub mod rules;
pub mod sheet;
pub mod store;
pub mod table;
pub mod verify;
