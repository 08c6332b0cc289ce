//! What can be reached: levels, roles, and whatever a later stage undoes.

use super::laws::{Rung, Undone};
use super::prover::Prover;
use crate::model::{Level, RoleId, Task};
use crate::table::Area;

impl Prover<'_> {
    /// Tasks that law or a veto refuses somebody who then passes.
    pub(super) fn undone(&mut self) -> Vec<Undone> {
        let mut list: Vec<Undone> = Vec::new();
        for (role, verdicts) in self.posts() {
            let Some(facts) = self.pack().catalogue.role_of(role) else { continue };
            let own = self.procedure.own(&mut self.diagrams, facts);
            let kept = self.diagrams.without(self.procedure.retained, own);
            let shared = if facts.practitioner { Area::NOWHERE } else { self.procedure.shared };
            let vetoed = [kept, shared].map(|area| (false, area));
            let unlawful = verdicts.unlawful.iter().map(|area| (true, *area));
            for (law, area) in unlawful.chain(vetoed) {
                // what refuses cannot be undone by what refuses more
                if !verdicts.refused.contains(&area) {
                    let task = self.passing(area, &verdicts.refused);
                    list.extend(task.map(|task| Undone { law, role, task }));
                }
            }
        }
        list
    }

    /// A task of an area for which no part refuses.
    fn passing(&mut self, area: Area, refused: &[Area]) -> Option<Task> {
        let mut passes = area;
        for part in refused {
            passes = self.diagrams.without(passes, *part);
        }
        self.example(passes)
    }

    /// For every level a task whose floor it is.
    pub(super) fn rungs(&mut self) -> Vec<Rung> {
        let posts = self.posts();
        let catalogue = &self.pack().catalogue;
        let (mut plain, mut every) = (self.plain, None);
        let mut lower: Vec<Vec<Area>> = Vec::new();
        let mut rungs = Vec::new();
        for level in Level::all() {
            let at = |id: RoleId| catalogue.role_of(id).is_some_and(|role| role.level == level);
            let here = posts.iter().filter(|(id, _)| at(*id)).map(|(_, verdicts)| verdicts.refused.clone());
            let here: Vec<Vec<Area>> = here.collect();
            let refused = self.by_all(&here, plain);
            let passing = self.diagrams.without(plain, refused);
            plain = refused;
            let mut task = self.example(passing);
            if task.is_none() && !here.is_empty() {
                // among all tasks: what is refused lower down is asked for once, and kept
                let below = every.unwrap_or(Area::EVERYWHERE);
                let below = self.by_all(&std::mem::take(&mut lower), below);
                let refused = self.by_all(&here, below);
                let passing = self.diagrams.without(below, refused);
                task = self.example(passing);
                every = Some(refused);
            } else {
                lower.extend(here.iter().cloned());
            }
            rungs.push(Rung { level, has_role: !here.is_empty(), task });
        }
        rungs
    }

    /// Roles that pass for no task.
    pub(super) fn never(&mut self) -> Vec<RoleId> {
        let posts = self.posts();
        let mut never = Vec::new();
        for (role, verdicts) in posts {
            let reached = [self.plain, Area::EVERYWHERE]
                .into_iter()
                .any(|within| self.passing(within, &verdicts.refused).is_some());
            never.extend((!reached).then_some(role));
        }
        never
    }
}
