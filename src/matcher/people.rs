//! The able people of one task: in which roles, and supervised by whom.

use super::capacity::Capacity;
use super::class::Admission;
use super::posts::{Acting, Cohort, Posts};
use super::standing::Standing;
use super::supervision::Supervisors;
use super::tallies::Tally;
use crate::model::{Catalogue, Level, PersonId, RoleId, RoleSet};

/// People alike in roles and supervision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group<'t> {
    /// Roles in which they are able.
    roles: RoleSet,
    capacity: Capacity,
    /// Of the roles, those in which they are supervised where needed.
    supervised: RoleSet,
    count: u64,
    /// The first by `staff_id`.
    first: &'t [u32],
}

/// All able people of a task.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct People<'t> {
    groups: Vec<Group<'t>>,
    /// By role: able, and able and supervised.
    counts: Vec<(u64, u64)>,
}

impl<'t> People<'t> {
    pub(super) fn of(
        catalogue: &Catalogue,
        posts: &Posts,
        class: &Admission,
        standing: &Standing,
        tally: Tally<'t>,
    ) -> Self {
        let groups = tally.able().filter_map(|able| {
            let cohort = posts.cohort(able.cohort)?;
            let roles = posts.admitted(cohort, class);
            let capacity = capacity(catalogue, standing, cohort, roles);
            let supervised = RoleSet::default();
            Some(Group { roles, capacity, supervised, count: u64::from(able.count), first: able.first })
        });
        Self::settled(catalogue, standing, groups.collect())
    }

    /// Of people by roles and capacity, nobody named.
    pub(super) fn unnamed(
        catalogue: &Catalogue,
        standing: &Standing,
        groups: impl Iterator<Item = (RoleSet, Capacity, u64)>,
    ) -> Self {
        let group = |(roles, capacity, count)| Group {
            roles,
            capacity,
            supervised: RoleSet::default(),
            count,
            first: &[],
        };
        Self::settled(catalogue, standing, groups.filter(|(.., count)| *count > 0).map(group).collect())
    }

    /// Says who is supervised, and counts.
    fn settled(catalogue: &Catalogue, standing: &Standing, groups: Vec<Group<'t>>) -> Self {
        let mut supervisors = Supervisors::default();
        for group in &groups {
            supervisors.add(group.capacity, group.count);
        }
        let mut people = Self { groups, counts: vec![(0, 0); catalogue.roles.len()] };
        for group in &mut people.groups {
            let role_of = |id: &RoleId| catalogue.role_of(*id);
            let supervised = |id: &RoleId| {
                let needed = standing.supervision(*id);
                role_of(id).is_some_and(|role| supervisors.supervise(role, group.capacity, needed))
            };
            group.supervised = group.roles.iter().filter(supervised).collect();
            for id in group.roles.iter() {
                if let Some((able, supervised)) = people.counts.get_mut(usize::from(id.0)) {
                    *able += group.count;
                    *supervised += if group.supervised.contains(id) { group.count } else { 0 };
                }
            }
        }
        people
    }

    /// People able in a role, supervised or not.
    pub(super) fn able(&self, role: RoleId) -> u64 {
        self.counts.get(usize::from(role.0)).map_or(0, |(able, _)| *able)
    }

    /// People able in a role and supervised where needed.
    pub(super) fn supervised(&self, role: RoleId) -> u64 {
        self.counts.get(usize::from(role.0)).map_or(0, |(_, supervised)| *supervised)
    }

    /// People able and supervised in at least one of these roles: each person once.
    pub(super) fn in_any(&self, roles: RoleSet) -> u64 {
        self.groups.iter().filter(|group| group.supervised.meets(&roles)).map(|group| group.count).sum()
    }

    /// The first of them by `staff_id`.
    pub(super) fn first_in_any(&self, roles: RoleSet, most: usize) -> Vec<PersonId> {
        let groups = self.groups.iter().filter(|group| group.supervised.meets(&roles));
        let mut first: Vec<u32> = groups.flat_map(|group| group.first.iter().copied()).collect();
        first.sort_unstable();
        first.truncate(most);
        first.into_iter().map(PersonId).collect()
    }

    /// The lowest level at which anybody is able, and the first of them there.
    pub(super) fn lowest(&self, catalogue: &Catalogue) -> Option<(Level, PersonId)> {
        let each = self.groups.iter().filter_map(|group| {
            // roles are numbered by level
            let level = catalogue.role_of(group.roles.first()?)?.level;
            Some((level, PersonId(*group.first.first()?)))
        });
        each.min()
    }
}

/// What the people of a cohort can supervise, admitted in these roles.
pub(super) fn capacity(
    catalogue: &Catalogue,
    standing: &Standing,
    cohort: &Cohort,
    roles: RoleSet,
) -> Capacity {
    let mut capacity = Capacity::default();
    let mut add = |acting: &Acting| {
        if let Some(role) = catalogue.role_of(acting.role).filter(|_| roles.contains(acting.role)) {
            capacity.add(catalogue, role, acting.profession, standing.supervision(acting.role));
        }
    };
    match cohort {
        Cohort::One(acting, true) => add(acting),
        Cohort::Several(posts, true) => posts.iter().for_each(|(acting, _)| add(acting)),
        Cohort::One(_, false) | Cohort::Several(_, false) => {}
    }
    capacity
}
