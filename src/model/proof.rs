//! Why one person can or cannot do one task: what `explain --staff` shows.

use super::{Level, Rank, Reason, Requirement, RoleId, Supervision, Verdict};

/// One person against one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonProof {
    /// Who.
    pub staff_id: String,
    /// Their active posts at the task's site.
    pub posts: Vec<PostProof>,
    /// Each requirement of the task, with what they prove of it.
    pub requirements: Vec<(Requirement, Rank)>,
}

/// One post of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostProof {
    /// The role.
    pub role: RoleId,
    /// Its level.
    pub level: Level,
    /// The person's row shows the register and profession that the post needs.
    pub counts: bool,
    /// Law and policy admit them in it.
    pub admitted: bool,
    /// Stops that they do not pass.
    pub closed: Vec<String>,
    /// Why the role itself does not pass, and what governance misses.
    pub reasons: Vec<Reason>,
    /// They are able in it.
    pub able: bool,
    /// The supervision it needs for this task.
    pub supervision: Supervision,
    /// Where the role stands at this site, everybody taken together.
    pub verdict: Option<Verdict>,
}
