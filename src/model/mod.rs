//! The nouns of the field, findings and the one error: no input or output, no serde, no rayon.

mod answer;
mod calendar;
mod catalogue;
mod competency;
mod day;
mod decision;
mod error;
mod finding;
mod fix;
pub mod headers;
mod history;
mod holdings;
mod ids;
mod level;
mod panel;
mod profile;
mod proof;
mod roles;
mod sensitivity;
mod sheet_kind;
mod staff;
mod task;
mod unit_costs;
mod usual_headers;
mod words;

pub use answer::{Answer, Lower, Nearest, Rung, RungRole, Status, Verdict};
pub use calendar::Calendar;
pub use catalogue::{
    Act, Catalogue, Criterion, LayerName, PackName, Policies, Relaxation, Role, RoleId, RuleId, RuleText,
    SourceText, StopId,
};
pub use competency::{Code, CodeId, Codes, Kind, Link, LinkFault, Links, NodeId, Rank, Wanted, WantedCode};
pub use day::{Day, Until};
pub use decision::{
    Column, Decision, FloorRange, Grant, Need, Outcome, Outcomes, Reason, RoleDecision, RuleFloor, Stage,
    Supervision, TraceRow, Veto,
};
pub use error::{Error, Result};
pub use finding::{Finding, FindingCode, Place, Severity};
pub use fix::{Barred, Fix, FixKind, FixSet, Fixes};
pub use history::{PastNumbers, PastRun, RunEnd, RunNumbers};
pub use holdings::{Held, Holdings, Symbols};
pub use ids::{Ids, Key, fold};
pub use level::Level;
pub use panel::{Lapsed, Looser, PanelDecision, TableFloor, Worksheet};
pub use profile::{ColumnProfile, DateParts, FileProfile, Lines, Remark, RowsProfile, TextProfile};
pub use proof::{PersonProof, PostProof};
pub use roles::{RoleSet, Said, Sayings};
pub use sensitivity::{Change, Direction, Robustness, Stand, Step};
pub use sheet_kind::SheetKind;
pub use staff::{Authorisation, People, Person, PersonId, Position, Roster, SiteId, WantedPerson};
pub use task::{Accounting, Authority, Requirement, Requires, Task, TaskId};
pub use unit_costs::{UnitCost, UnitCosts};
pub use words::Words;
