//! What the rules alone say of every role for one task, ready to be asked role by role.

use crate::model::{Decision, RoleId, RoleSet, Said, Supervision};

/// Sets of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(super) struct Standing {
    /// Roles that pass stages 2 to 6.
    pub(super) passing: RoleSet,
    /// Roles whose governance misses something.
    pub(super) unready: RoleSet,
    /// By supervision below direct, from none: the roles that need it.
    supervision: [RoleSet; 3],
}

impl Standing {
    pub(super) fn of(decision: &Decision) -> Self {
        let mut standing = Self::default();
        for (thing, roles) in decision.roles.iter() {
            match thing {
                Said::Passes => standing.passing = roles,
                Said::Misses(_) => standing.unready |= roles,
                Said::Supervised(needed) => {
                    if let Some(own) = standing.supervision.get_mut(needed as usize) {
                        *own |= roles;
                    }
                }
                Said::Lawful
                | Said::Refused(_)
                | Said::SupervisedBy(_)
                | Said::Needs(_)
                | Said::Loosened(_) => {}
            }
        }
        standing
    }

    /// The supervision that a role needs; of whom nothing is said, that is direct.
    pub(super) fn supervision(&self, role: RoleId) -> Supervision {
        let stated = Supervision::ALL.into_iter().zip(&self.supervision);
        stated
            .into_iter()
            .find(|(_, roles)| roles.contains(role))
            .map_or(Supervision::Direct, |(needed, _)| needed)
    }
}
