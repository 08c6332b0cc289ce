//! Table by table: rows that say nothing new, rows that never fire, rows that could be one, facts of which nothing is said.

use super::found::{Found, Spot};
use super::group::{Entry, Group, Needless};
use super::sides::Sides;
use crate::model::{FindingCode, Level, Need, Role, RoleId, RoleSet, StopId, Supervision, Veto};
use crate::rules::{Does, Pack, Row};
use crate::table::{Region, RowSet, gap};

/// All that can be said of one table after the other.
pub(super) fn check(pack: &Pack, found: &mut Vec<Found>) {
    let tables = Tables { pack, sides: Sides::of(pack), spot: Spot::of(pack) };
    for stop in (0u16..).map(StopId).take(pack.catalogue.stops.len()) {
        tables.stop(stop, found);
    }
    tables.vetoes(found);
    tables.floors(found);
    tables.mitigation(found);
    tables.supervision(found);
    tables.governance(found);
    tables.relaxing(found);
}

struct Tables<'p> {
    pack: &'p Pack,
    sides: Sides<'p>,
    spot: Spot<'p>,
}

impl<'p> Tables<'p> {
    /// Rows that neither relax nor are relaxed: what a removal of the others would do depends on more than boxes.
    fn plain(&self) -> impl Iterator<Item = (usize, &'p Row)> + use<'p> {
        let rows = self.pack.rows().iter().enumerate();
        rows.filter(|(_, row)| !row.relaxes && row.relaxed_by.is_empty())
    }

    fn group<O>(
        &self,
        output: impl Fn(&'p Row) -> Option<O>,
        area: impl Fn(usize) -> Region,
        says: fn(&O, &O) -> bool,
    ) -> Group<O> {
        let entries = self
            .plain()
            .filter_map(|(row, facts)| output(facts).map(|output| Entry { row, area: area(row), output }));
        Group { entries: entries.collect(), says }
    }

    fn stop(&self, stop: StopId, found: &mut Vec<Found>) {
        let sets = |row: &Row| match row.does {
            Does::Stop { stop: other, delegable } if other == stop => Some(!delegable),
            _ => None,
        };
        self.tell(&self.group(sets, |row| self.sides.task(row), |one, other| other >= one), found);
        let admits = |row: &Row| match row.does {
            Does::Admit { stop: other, delegable, .. } if other == stop => Some(delegable),
            _ => None,
        };
        let group = self.group(admits, |row| self.sides.person(row), |one, other| other >= one);
        self.tell(&group, found);
        self.closed(stop, found);
    }

    /// Facts under which a stop lets nobody pass, and admit rows that can never be asked.
    fn closed(&self, stop: StopId, found: &mut Vec<Found>) {
        let rows = self.pack.rows().iter().enumerate();
        let sets =
            rows.clone().filter(|(_, row)| matches!(row.does, Does::Stop { stop: s, .. } if s == stop));
        let admits: Vec<(usize, &Row)> =
            rows.filter(|(_, row)| matches!(row.does, Does::Admit { stop: s, .. } if s == stop)).collect();
        let asked: Vec<Region> = sets.flat_map(|(row, _)| self.sides.asked(row)).collect();
        for (number, row) in &admits {
            let asks = |area: &Region| asked.iter().any(|other| other.overlap(area).is_some());
            let (message, help) = if row.roles.is_empty() {
                ("admits nobody: no post of the pack can hold what it asks", "correct it, or add the role")
            } else if !asks(&self.sides.task(*number)) {
                let help = "correct its authority, or the act's authorities in acts.csv";
                ("never asked: the acts of its stop allow none of its authorities", help)
            } else if !asks(&self.sides.admitting(*number)) {
                let help = "name `pgd` among its authorities";
                ("admits nobody: it asks for the task's own direction where no authority is one", help)
            } else {
                continue;
            };
            found.push(self.spot.at(FindingCode::RuleNever, *number, message, help));
        }
        let areas: Vec<Region> = admits.iter().map(|(number, _)| self.sides.admitting(*number)).collect();
        let areas: Vec<&Region> = areas.iter().collect();
        if let Some(point) = asked.iter().find_map(|space| gap(space, &areas)) {
            let name = self.pack.catalogue.stop_name(stop);
            let message = format!("stop {name} lets nobody pass for some tasks");
            let help = "nothing to do if that is meant; else add the row that admits";
            let task = self.sides.task_at(&point);
            found.extend(self.spot.stop(FindingCode::StopClosed, stop, message, help).map(|f| f.with(task)));
        }
    }

    fn vetoes(&self, found: &mut Vec<Found>) {
        let veto = |row: &Row| if let Does::Veto(veto) = row.does { Some(veto) } else { None };
        self.tell(&self.group(veto, |row| self.sides.task(row), |one: &Veto, other| other >= one), found);
    }

    /// A veto counts as a floor at the lowest practitioner's level (semantics point 16), so it can mask a floor row too.
    fn floors(&self, found: &mut Vec<Found>) {
        let practitioners = self.pack.catalogue.roles.iter().filter(|role| role.practitioner);
        let lowest = practitioners.map(|role| role.level).min();
        let floor = |row: &Row| match row.does {
            Does::Floor(level) => Some((level, false)),
            Does::Veto(_) => lowest.map(|level| (level, true)),
            _ => None,
        };
        let says = |one: &(Level, bool), other: &(Level, bool)| !one.1 && other.0 >= one.0;
        let mut group = self.group(floor, |row| self.sides.task(row), says);
        self.tell_needless(&group, found);
        // vetoes are told of in their own table
        group.entries.retain(|entry| !entry.output.1);
        self.tell_mergeable(&group, found);
    }

    fn mitigation(&self, found: &mut Vec<Found>) {
        let measure = |row: &Row| if let Does::Mitigation(Some(word)) = row.does { Some(word) } else { None };
        self.tell(&self.group(measure, |row| self.sides.task(row), |one: &u16, other| one == other), found);
    }

    fn supervision(&self, found: &mut Vec<Found>) {
        let asked = |row: &Row| if let Does::Supervision(asked) = row.does { Some(asked) } else { None };
        let says = |one: &Supervision, other: &Supervision| other >= one;
        self.tell(&self.group(asked, |row| self.sides.role(row), says), found);
        self.always(found);
        let role = |id: RoleId| self.pack.catalogue.role_of(id).is_some_and(|role| !role.practitioner);
        self.silence(
            |row| matches!(row.does, Does::Supervision(_)),
            role,
            "direct supervision is asked",
            found,
        );
    }

    /// Supervision rows that ask for no more than their roles always need, or other rows ask. Of a role that is no
    /// practitioner's some row must still speak: silence asks for more.
    fn always(&self, found: &mut Vec<Found>) {
        let roles = |wanted: &dyn Fn(&Role) -> bool| -> RoleSet {
            self.pack.catalogue.roles().filter(|(_, role)| wanted(role)).map(|(id, _)| id).collect()
        };
        let asked = |row: &Row| if let Does::Supervision(asked) = row.does { Some(asked) } else { None };
        for (number, row) in self.plain() {
            let Some(own) = asked(row).filter(|_| !row.roles.is_empty()) else { continue };
            if found.iter().any(|known| known.row == Some(number)) {
                continue;
            }
            let enough = roles(&|role| {
                role.supervision.max(if role.practitioner { Supervision::None } else { Supervision::Remote })
                    >= own
            });
            let alone = roles(&|role| role.practitioner && role.supervision >= own);
            let mut areas = vec![self.sides.whole(alone)];
            for (other, facts) in self.plain().filter(|(other, _)| *other != number) {
                let Some(theirs) = asked(facts) else { continue };
                let mut area = self.sides.role(other);
                if theirs < own {
                    area = area.intersection(&self.sides.whole(enough));
                }
                areas.push(area);
            }
            if gap(&self.sides.role(number), &areas.iter().collect::<Vec<_>>()).is_none() {
                let message = "never decides: its roles always need as much, or other rows ask for it";
                found.push(self.spot.at(
                    FindingCode::RuleMasked,
                    number,
                    message,
                    "remove it, or ask for more",
                ));
            }
        }
    }

    fn governance(&self, found: &mut Vec<Found>) {
        let needs = |row: &'p Row| if let Does::Governance(needs) = &row.does { Some(needs) } else { None };
        let says = |one: &&Vec<Need>, other: &&Vec<Need>| one.iter().all(|need| other.contains(need));
        self.tell(&self.group(needs, |row| self.sides.role(row), says), found);
        // what one row does not ask for several may together
        for (number, row) in self.plain() {
            let Some(needs) = needs(row).filter(|needs| needs.len() > 1) else { continue };
            let own = self.sides.role(number);
            let covers = |need: &Need| {
                let others: Vec<Region> = self
                    .plain()
                    .filter(|(other, facts)| {
                        *other != number
                            && matches!(&facts.does, Does::Governance(needs) if needs.contains(need))
                    })
                    .map(|(other, _)| self.sides.role(other))
                    .collect();
                gap(&own, &others.iter().collect::<Vec<_>>()).is_none()
            };
            if needs.iter().all(covers) && !found.iter().any(|known| known.row == Some(number)) {
                let message = "other rows together ask for all that it asks";
                found.push(self.spot.at(FindingCode::RuleMasked, number, message, "remove it"));
            }
        }
        self.silence(|row| matches!(row.does, Does::Governance(_)), |_| true, "nothing can be ready", found);
    }

    /// Facts and a role of which a table says nothing.
    fn silence(
        &self,
        is: impl Fn(&Row) -> bool,
        asked: impl Fn(RoleId) -> bool,
        what: &str,
        found: &mut Vec<Found>,
    ) {
        let rows = self.pack.rows().iter().enumerate().filter(|(_, row)| is(row) && !row.relaxes);
        let rows: Vec<(usize, &Row)> = rows.collect();
        let areas: Vec<Region> = rows.iter().map(|(number, _)| self.sides.role(*number)).collect();
        let areas: Vec<&Region> = areas.iter().collect();
        let roles: RoleSet =
            self.pack.catalogue.roles().map(|(id, _)| id).filter(|role| asked(*role)).collect();
        let Some((first, _)) = rows.first() else { return };
        if let Some(point) = gap(&self.sides.whole(roles), &areas) {
            let role = point.last().map(|role| RoleId(*role));
            let code = role.map_or("", |role| self.pack.catalogue.role_code(role));
            let message = format!("no row speaks of {code} for some tasks: {what}");
            let mut silent =
                self.spot.table(FindingCode::StageSilent, *first, message, "add a row that does");
            silent.role = role;
            found.push(silent.with(self.sides.task_at(&point)));
        }
    }

    /// Rows that stand in for a row with which they never match.
    fn relaxing(&self, found: &mut Vec<Found>) {
        for (target, row) in self.pack.rows().iter().enumerate() {
            for relaxing in &row.relaxed_by {
                let by_role = matches!(row.does, Does::Supervision(_) | Does::Governance(_));
                let area = |row: usize| if by_role { self.sides.role(row) } else { self.sides.task(row) };
                if !self.sides.can_meet(&area(target), &area(*relaxing)) {
                    let message = "never matches together with the row that it relaxes";
                    let help = "correct its conditions, or remove it";
                    found.push(self.spot.at(FindingCode::RuleNever, *relaxing, message, help));
                }
            }
        }
        let speaks = |row: &Row| matches!(row.does, Does::Supervision(_) | Does::Governance(_));
        for (number, row) in self.pack.rows().iter().enumerate().filter(|(_, row)| speaks(row)) {
            if row.roles.is_empty() {
                let message = "speaks of no role of the pack";
                found.push(self.spot.at(FindingCode::RuleNever, number, message, "correct its role cells"));
            }
        }
    }

    fn tell<O: PartialEq>(&self, group: &Group<O>, found: &mut Vec<Found>) {
        self.tell_needless(group, found);
        self.tell_mergeable(group, found);
    }

    fn tell_mergeable<O: PartialEq>(&self, group: &Group<O>, found: &mut Vec<Found>) {
        for (one, other) in group.mergeable() {
            if let Some(column) = self.spot.differ_in(one, other) {
                let message =
                    format!("differs from {} in {column} only: they could be one row", self.spot.id(one));
                let help = "write one row if one reason serves for both";
                found.push(self.spot.at(FindingCode::RulesMerge, other, message, help));
            }
        }
    }

    fn tell_needless<O: PartialEq>(&self, group: &Group<O>, found: &mut Vec<Found>) {
        for (row, why) in group.needless() {
            let id = |row: usize| self.spot.id(row);
            let (code, message) = match &why {
                Needless::Same(other) if self.spot.reads_alike(row, *other) => {
                    (FindingCode::RuleIdentical, format!("the same as {}", id(*other)))
                }
                Needless::Same(other) => {
                    (FindingCode::RuleEquivalent, format!("says in other words what {} says", id(*other)))
                }
                Needless::Within(other) => {
                    (FindingCode::RuleSubsumed, format!("{} says the same of more tasks", id(*other)))
                }
                Needless::Outdone(other) => {
                    let message = format!("never decides: {} asks for more wherever it matches", id(*other));
                    (FindingCode::RuleMasked, message)
                }
                Needless::Masked(others) => {
                    let others: Vec<&str> = others.iter().map(|other| id(*other)).collect();
                    (
                        FindingCode::RuleMasked,
                        format!("never decides: {} leave it nothing", others.join(", ")),
                    )
                }
            };
            let mut needless = self.spot.at(code, row, message, "remove it, or say what it adds");
            let area = group.entries.iter().find(|entry| entry.row == row).map(|entry| &entry.area);
            needless.tasks.extend(area.and_then(|area| self.sides.shown(area)));
            found.push(needless);
        }
    }
}

/// The numbers of some roles.
pub(super) fn numbers(roles: RoleSet) -> RowSet {
    roles.iter().map(|role| usize::from(role.0)).collect()
}
