//! The procedure as sets of facts: for whom a task is stopped, vetoed, too low, supervised, short of governance.
//!
//! Written from the rows and docs/procedure.md, apart from the code that decides tasks; tests hold the two together.

use super::candidates::Candidate;
use super::columns::{Columns, authorities, values, yes};
use crate::model::{Level, Need, Role, RoleId, Supervision, Veto};
use crate::rules::{Does, Pack, Row};
use crate::table::{Area, Diagrams};

/// What the rows say whoever does the task.
#[derive(Debug)]
pub(super) struct Procedure<'p> {
    pub(super) pack: &'p Pack,
    pub(super) columns: Columns,
    /// The points that a task can be.
    pub(super) valid: Area,
    /// For every row in force the points that it matches.
    pub(super) matches: Vec<Area>,
    /// By stop: where it binds, where it forbids the word `delegate`, and the admit rows.
    stops: Vec<Stop>,
    /// Where an act of law is on the task that no row lists.
    unlisted: Area,
    /// Where practitioners alone are left, and where those of the task's own profession alone.
    pub(super) shared: Area,
    pub(super) retained: Area,
    /// By level from 1 to 9: where the floor before mitigation is at least this.
    floors: Vec<Area>,
    silent: Area,
    raised: Area,
}

#[derive(Debug, Clone, Default)]
struct Stop {
    law: bool,
    binds: Vec<Area>,
    keeps: Vec<Area>,
    admits: Vec<usize>,
}

/// What the rows say of one candidate, in parts: each thing is so where any of its parts says so.
#[derive(Debug, Clone)]
pub(super) struct Verdicts {
    /// Where law admits them not.
    pub(super) unlawful: Vec<Area>,
    /// Where law or policy admits them not.
    pub(super) stopped: Vec<Area>,
    /// Where stages 2 to 6 refuse them; the parts of law are among these.
    pub(super) refused: Vec<Area>,
    /// Where governance misses something.
    pub(super) missing: Vec<Area>,
    /// Where they need at least remote, indirect and direct supervision.
    pub(super) watched: [Vec<Area>; 3],
}

/// What supervision can be besides none, from weak to strict.
pub(super) const WATCHED: [Supervision; 3] =
    [Supervision::Remote, Supervision::Indirect, Supervision::Direct];

impl<'p> Procedure<'p> {
    pub(super) fn of(pack: &'p Pack, diagrams: &mut Diagrams, columns: Columns) -> Self {
        let valid = columns.valid(diagrams, &pack.catalogue);
        let matches = (0..pack.rows().len())
            .map(|row| columns.area(diagrams, pack.table().row(row).unwrap_or_default()))
            .collect();
        let nowhere = Area::NOWHERE;
        let mut this = Self {
            pack,
            columns,
            valid,
            matches,
            stops: Vec::new(),
            unlisted: nowhere,
            shared: nowhere,
            retained: nowhere,
            floors: Vec::new(),
            silent: nowhere,
            raised: nowhere,
        };
        this.stops = this.read_stops(diagrams);
        let unlisted = (0u16..).zip(&pack.catalogue.acts).map(|(act, _)| act);
        let unlisted: Vec<u16> = unlisted.filter(|act| pack.is_unlisted(*act)).collect();
        this.unlisted = this.columns.any_act(diagrams, unlisted);
        this.shared = this.vetoed(diagrams, Veto::SkillShare);
        this.retained = this.vetoed(diagrams, Veto::Retain);
        this.read_floors(diagrams);
        this.raised = this.read_raised(diagrams);
        this
    }

    fn matches(&self, row: usize) -> Area {
        self.matches.get(row).copied().unwrap_or(Area::NOWHERE)
    }

    /// Rows that bind by themselves, with their numbers.
    fn rows(&self) -> impl Iterator<Item = (usize, &'p Row)> + use<'p> {
        self.pack.rows().iter().enumerate().filter(|(_, row)| !row.relaxes)
    }

    /// Where any of these rows matches.
    fn any(&self, diagrams: &mut Diagrams, rows: impl IntoIterator<Item = usize>) -> Area {
        let areas: Vec<Area> = rows.into_iter().map(|row| self.matches(row)).collect();
        diagrams.any(areas)
    }

    /// Where a row matches and none stands in for it.
    fn unrelaxed(&self, diagrams: &mut Diagrams, number: usize, row: &Row) -> Area {
        let relaxing = self.any(diagrams, row.relaxed_by.iter().copied());
        diagrams.without(self.matches(number), relaxing)
    }

    fn read_stops(&self, diagrams: &mut Diagrams) -> Vec<Stop> {
        let mut stops = vec![Stop::default(); self.pack.catalogue.stops.len()];
        for (number, row) in self.rows() {
            match row.does {
                Does::Stop { stop, delegable } => {
                    let binds = self.unrelaxed(diagrams, number, row);
                    let Some(stop) = stops.get_mut(usize::from(stop.0)) else { continue };
                    stop.law |= row.stage == crate::model::Stage::Law;
                    stop.binds.push(binds);
                    stop.keeps.extend((!delegable).then_some(binds));
                }
                Does::Admit { stop, .. } => {
                    if let Some(stop) = stops.get_mut(usize::from(stop.0)) {
                        stop.admits.push(number);
                    }
                }
                _ => {}
            }
        }
        stops
    }

    fn vetoed(&self, diagrams: &mut Diagrams, wanted: Veto) -> Area {
        let rows = self.rows().filter(|(_, row)| matches!(row.does, Does::Veto(veto) if veto == wanted));
        self.any(diagrams, rows.map(|(number, _)| number))
    }

    fn read_floors(&mut self, diagrams: &mut Diagrams) {
        let veto = diagrams.either(self.shared, self.retained);
        let floors: Vec<(usize, &Row, u8)> = self
            .rows()
            .filter_map(|(number, row)| level_of(row).map(|level| (number, row, level.number())))
            .collect();
        let spoken = self.any(diagrams, floors.iter().map(|(number, ..)| *number));
        let spoken = diagrams.either(spoken, veto);
        self.silent = diagrams.not(spoken);
        let practitioners = self.pack.catalogue.roles.iter().filter(|role| role.practitioner);
        let lowest = practitioners.map(|role| role.level).min();
        for level in Level::all() {
            let mut areas: Vec<Area> = Vec::new();
            for (number, row, _) in &floors {
                let counts = |row: &Row| level_of(row).is_some_and(|floor| floor >= level);
                areas.push(self.at_least(diagrams, *number, row, |_| true, counts));
            }
            areas.extend((lowest.is_some_and(|lowest| lowest >= level)).then_some(veto));
            self.floors.push(diagrams.any(areas));
        }
    }

    /// Where a row asks for something, seen with the rows that stand in for it: of those that match, the mildest.
    fn at_least(
        &self,
        diagrams: &mut Diagrams,
        number: usize,
        row: &Row,
        speaks: impl Fn(&Row) -> bool,
        asks: impl Fn(&Row) -> bool,
    ) -> Area {
        let standing: Vec<(usize, &Row)> = row
            .relaxed_by
            .iter()
            .filter_map(|at| Some((*at, self.pack.rows().get(*at)?)))
            .filter(|(_, row)| speaks(row))
            .collect();
        let any = self.any(diagrams, standing.iter().map(|(at, _)| *at));
        let mild = self.any(diagrams, standing.iter().filter(|(_, row)| !asks(row)).map(|(at, _)| *at));
        let strict = diagrams.without(any, mild);
        let relaxed = diagrams.both(self.matches(number), strict);
        let own = if asks(row) { diagrams.without(self.matches(number), any) } else { Area::NOWHERE };
        diagrams.either(own, relaxed)
    }

    fn read_raised(&self, diagrams: &mut Diagrams) -> Area {
        let mut areas = Vec::new();
        for (number, row) in self.rows() {
            let Does::Mitigation(measure) = row.does else { continue };
            let amber = self.unrelaxed(diagrams, number, row);
            let answered = self.answered(diagrams, measure);
            areas.push(diagrams.without(amber, answered));
        }
        diagrams.any(areas)
    }

    /// Where a measure is on the task.
    fn answered(&self, diagrams: &mut Diagrams, measure: Option<u16>) -> Area {
        match measure.and_then(|word| self.columns.measure(word)) {
            Some(column) => yes(diagrams, column),
            None => Area::NOWHERE,
        }
    }

    /// Where the veto and the floor refuse a role.
    fn too_low(&self, diagrams: &mut Diagrams, role: &Role, own: Area) -> Vec<Area> {
        let floor = |level: u8| self.floors.get(usize::from(level) - 1).copied().unwrap_or(Area::NOWHERE);
        let level = role.level.number();
        let raised = diagrams.both(self.raised, floor(level));
        let kept = diagrams.without(self.retained, own);
        let shared = if role.practitioner { Area::NOWHERE } else { self.shared };
        vec![self.silent, floor(level + 1), raised, kept, shared]
    }

    /// Where the task is of this role's own profession.
    pub(super) fn own(&self, diagrams: &mut Diagrams, role: &Role) -> Area {
        match role.profession.filter(|_| role.practitioner) {
            Some(word) => values(diagrams, Some(&self.columns.profession), [word]),
            None => Area::NOWHERE,
        }
    }

    /// Where each stop refuses a candidate, and whether it is one of law.
    pub(super) fn stopped(&self, diagrams: &mut Diagrams, candidate: &Candidate) -> Vec<(bool, Area)> {
        let direction = diagrams.column(self.columns.authority, &authorities(&["pgd"]));
        let mut refused = vec![(true, self.unlisted)];
        for stop in &self.stops {
            let mut admits = Vec::new();
            for (row, own) in candidate.passes.iter().filter(|(row, _)| stop.admits.contains(row)) {
                let area = self.matches(*row);
                admits.push(if *own { diagrams.both(area, direction) } else { area });
            }
            let admits = diagrams.any(admits);
            let binds = diagrams.any(stop.binds.iter().copied());
            refused.push((stop.law, diagrams.without(binds, admits)));
        }
        refused
    }

    /// Everything said of a candidate.
    pub(super) fn verdicts(&self, diagrams: &mut Diagrams, candidate: &Candidate) -> Option<Verdicts> {
        let id = candidate.role;
        let role = self.pack.catalogue.role_of(id)?;
        let own = self.own(diagrams, role);
        let stopped = self.stopped(diagrams, candidate);
        let all: Vec<Area> = stopped.iter().map(|(_, area)| *area).collect();
        let mut refused = all.clone();
        refused.extend(self.too_low(diagrams, role, own));
        Some(Verdicts {
            stopped: parts(all),
            unlawful: parts(stopped.into_iter().filter(|(law, _)| *law).map(|(_, area)| area).collect()),
            refused: parts(refused),
            missing: parts(self.missing(diagrams, id, own)),
            watched: WATCHED.map(|least| parts(self.watched(diagrams, id, role, least))),
        })
    }

    /// Where a post is refused by stages 2 to 6, and where by law and policy alone.
    pub(super) fn post(&self, diagrams: &mut Diagrams, id: RoleId) -> Option<(Area, Area)> {
        let role = self.pack.catalogue.role_of(id)?;
        let own = self.own(diagrams, role);
        let stopped = self.stopped(diagrams, &Candidate::post(self.pack, id));
        let stopped = diagrams.any(stopped.into_iter().map(|(_, area)| area));
        let low = self.too_low(diagrams, role, own);
        let low = diagrams.any(low);
        Some((diagrams.either(stopped, low), stopped))
    }

    /// Where a role needs at least this supervision.
    fn watched(&self, diagrams: &mut Diagrams, id: RoleId, role: &Role, least: Supervision) -> Vec<Area> {
        let always = if role.practitioner { Supervision::None } else { Supervision::Remote };
        if role.supervision.max(always) >= least {
            return vec![Area::EVERYWHERE];
        }
        let (mut areas, mut spoken) = (Vec::new(), Vec::new());
        for (number, row) in self.rows().filter(|(_, row)| row.roles.contains(id)) {
            let Does::Supervision(_) = row.does else { continue };
            let asks = |row: &Row| matches!(row.does, Does::Supervision(asked) if asked >= least);
            areas.push(self.at_least(diagrams, number, row, |row| row.roles.contains(id), asks));
            spoken.push(number);
        }
        let spoken = self.any(diagrams, spoken);
        if !role.practitioner {
            areas.push(diagrams.not(spoken));
        }
        areas
    }

    /// Where governance misses something for a role.
    fn missing(&self, diagrams: &mut Diagrams, id: RoleId, own: Area) -> Vec<Area> {
        let (mut areas, mut spoken) = (Vec::new(), Vec::new());
        for (number, row) in self.rows().filter(|(_, row)| row.roles.contains(id)) {
            let Does::Governance(needs) = &row.does else { continue };
            spoken.push(number);
            for need in needs {
                let asks = |row: &Row| matches!(&row.does, Does::Governance(needs) if needs.contains(need));
                let asked = self.at_least(diagrams, number, row, |row| row.roles.contains(id), asks);
                let met = self.met(diagrams, *need, own);
                areas.push(diagrams.without(asked, met));
            }
        }
        let spoken = self.any(diagrams, spoken);
        let said = diagrams.either(spoken, own);
        areas.push(diagrams.not(said));
        areas
    }

    /// Where a need is met, or not asked of a practitioner of the task's own profession.
    fn met(&self, diagrams: &mut Diagrams, need: Need, own: Area) -> Area {
        match need {
            Need::Silent => Area::NOWHERE,
            Need::Measure(word) => self.answered(diagrams, Some(word)),
            Need::Instruction => {
                let current = yes(diagrams, self.columns.instruction);
                let approved = match self.pack.catalogue.criterion("steps_established") {
                    Some(criterion) => self.columns.value(diagrams, criterion, 0),
                    None => Area::EVERYWHERE,
                };
                let met = diagrams.both(current, approved);
                diagrams.either(met, own)
            }
        }
    }

    /// Where a stop keeps a role from passing in a way that may be called `delegate`.
    pub(super) fn undelegable(&self, diagrams: &mut Diagrams, id: RoleId) -> Vec<Area> {
        let mut areas = Vec::new();
        for stop in &self.stops {
            let admits = stop.admits.iter().copied().filter(|number| {
                self.pack.rows().get(*number).is_some_and(|row| {
                    row.roles.contains(id) && matches!(row.does, Does::Admit { delegable: true, .. })
                })
            });
            let admits = self.any(diagrams, admits);
            let keeps = diagrams.any(stop.keeps.iter().copied());
            let admits = diagrams.without(admits, keeps);
            let binds = diagrams.any(stop.binds.iter().copied());
            areas.push(diagrams.without(binds, admits));
        }
        parts(areas)
    }
}

/// Parts, each once, without those that say nothing.
fn parts(mut areas: Vec<Area>) -> Vec<Area> {
    areas.sort_unstable();
    areas.dedup();
    areas.retain(|area| !area.is_nowhere());
    areas
}

fn level_of(row: &Row) -> Option<Level> {
    if let Does::Floor(level) = row.does { Some(level) } else { None }
}
