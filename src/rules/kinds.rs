//! Sets made once for a pack: which rows are of which kind, and which roles stand where on the ladder.

use super::pack::{Does, Row};
use crate::model::{Catalogue, Level, Role, RoleId, RoleSet, Stage, StopId, Supervision};
use crate::table::RowSet;

/// Rows by what they do. Relaxing rows are of no restricting kind.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    pub(super) stops: RowSet,
    pub(super) vetoes: RowSet,
    pub(super) floors: RowSet,
    pub(super) mitigations: RowSet,
    pub(super) supervision: RowSet,
    pub(super) governance: RowSet,
    /// Rows that grant: those that admit, lift or relax.
    pub(super) granting: RowSet,
    /// Rows of the stages that a panel's decision replaces.
    pub(super) replaced: RowSet,
    /// By stop: the rows that set it, and the rows that admit to it.
    of_stop: Vec<(RowSet, RowSet)>,
}

impl Kinds {
    pub(super) fn new(rows: &[Row], catalogue: &Catalogue) -> Self {
        let mut kinds = Self { of_stop: vec![<_>::default(); catalogue.stops.len()], ..Self::default() };
        for (number, row) in rows.iter().enumerate() {
            kinds.add(number, row);
        }
        kinds
    }

    fn add(&mut self, number: usize, row: &Row) {
        let of_stop = |list: &mut Vec<(RowSet, RowSet)>, stop: StopId, admits: bool| {
            if let Some((sets, admit)) = list.get_mut(usize::from(stop.0)) {
                if admits { admit.insert(number) } else { sets.insert(number) }
            }
        };
        if matches!(row.stage, Stage::Policy | Stage::Veto | Stage::Floor | Stage::Mitigation) {
            self.replaced.insert(number);
        }
        let kind = match row.does {
            _ if row.relaxes => &mut self.granting,
            Does::Admit { stop, .. } => {
                of_stop(&mut self.of_stop, stop, true);
                &mut self.granting
            }
            Does::Stop { stop, .. } => {
                of_stop(&mut self.of_stop, stop, false);
                &mut self.stops
            }
            Does::Lift => &mut self.granting,
            Does::Veto(_) => &mut self.vetoes,
            Does::Floor(_) => &mut self.floors,
            Does::Mitigation(_) => &mut self.mitigations,
            Does::Supervision(_) => &mut self.supervision,
            Does::Governance(_) => &mut self.governance,
        };
        kind.insert(number);
    }

    /// The rows that admit to a stop.
    pub(super) fn admits(&self, stop: usize) -> Option<&RowSet> {
        self.of_stop.get(stop).map(|(_, admits)| admits)
    }

    /// The rows that admit to a stop that none of `rows` sets.
    pub(super) fn idle_admits<'a>(&'a self, rows: &'a RowSet) -> impl Iterator<Item = &'a RowSet> {
        self.of_stop.iter().filter(|(sets, _)| !sets.meets(rows)).map(|(_, admits)| admits)
    }
}

/// Where the roles stand.
#[derive(Debug)]
pub(super) struct Ladder {
    pub(super) all: RoleSet,
    pub(super) practitioners: RoleSet,
    /// Practitioners of a stated profession.
    pub(super) professed: RoleSet,
    /// The lowest level of any practitioner role.
    pub(super) lowest_practitioner: Option<Level>,
    /// Roles that need, whatever the task, at least remote, indirect and direct supervision.
    pub(super) least: [RoleSet; 3],
    /// By level: the roles below it.
    below: Vec<RoleSet>,
    /// By profession: its practitioners.
    own: Vec<RoleSet>,
    /// By kind of activity: the roles of which it is routine work.
    routine: Vec<RoleSet>,
}

/// The supervision that the sets of [`Ladder::least`] and their like are about: at least this.
pub(super) const WATCHED: [Supervision; 3] =
    [Supervision::Remote, Supervision::Indirect, Supervision::Direct];

impl Ladder {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let those = |holds: &dyn Fn(&Role) -> bool| -> RoleSet {
            catalogue.roles().filter(|(_, role)| holds(role)).map(|(id, _)| id).collect()
        };
        let numbers = |count: usize| (0u16..).take(count);
        let kinds = catalogue.criterion("activity_kind").and_then(|at| catalogue.criteria.get(at));
        let kinds = kinds.map_or(0, |criterion| criterion.values.len());
        let least = |role: &Role| {
            let of_all = if role.practitioner { Supervision::None } else { Supervision::Remote };
            role.supervision.max(of_all)
        };
        Self {
            all: those(&|_| true),
            practitioners: those(&|role| role.practitioner),
            professed: those(&|role| role.practitioner && role.profession.is_some()),
            lowest_practitioner: catalogue.roles.iter().filter(|r| r.practitioner).map(|r| r.level).min(),
            least: WATCHED.map(|watched| those(&|role| least(role) >= watched)),
            below: Level::all().map(|level| those(&|role| role.level < level)).collect(),
            own: numbers(catalogue.professions.len())
                .map(|number| those(&|role| role.practitioner && role.profession == Some(number)))
                .collect(),
            routine: numbers(kinds).map(|kind| those(&|role| role.routine.contains(&kind))).collect(),
        }
    }

    /// Roles below a level; without one, all.
    pub(super) fn below(&self, level: Option<Level>) -> RoleSet {
        let set = level.map(|level| self.below.get(usize::from(level.number()) - 1).copied());
        set.map_or(self.all, Option::unwrap_or_default)
    }

    /// Practitioners of the task's own profession.
    pub(super) fn own(&self, profession: Option<u16>) -> RoleSet {
        let set = profession.and_then(|profession| self.own.get(usize::from(profession)));
        set.copied().unwrap_or_default()
    }

    /// Roles of which a kind of activity is routine work.
    pub(super) fn routine(&self, kind: u16) -> RoleSet {
        self.routine.get(usize::from(kind)).copied().unwrap_or_default()
    }
}

/// The lowest level of some roles: they are numbered by level.
pub(super) fn lowest(catalogue: &Catalogue, roles: RoleSet) -> Option<Level> {
    let first: RoleId = roles.first()?;
    catalogue.role_of(first).map(|role| role.level)
}
