//! In what a panel's decision is looser than the rules that it stands in for.

use super::pack::{Does, Pack};
use crate::model::{Looser, PanelDecision, StopId, TableFloor, Task};

impl Pack {
    /// In what a decision is looser than stages 3 to 6 of the rules for a task. `None`: in nothing; nor where the acts are
    /// unknown, for then the rules are not run and no decision stands in for them.
    ///
    /// Each stage is compared as the strictest completion of the blanks has it. Where no completion has a floor the panel's
    /// is its own, not a lower one.
    #[must_use]
    pub fn looser(&self, task: &Task, panel: &PanelDecision) -> Option<Looser> {
        let alone = self.decide(&Task { panel: None, ..task.clone() });
        if alone.completions == 0 {
            return None;
        }
        let least = panel.veto.and(self.ladder.lowest_practitioner);
        let own = least.map_or(panel.floor, |level| level.max(panel.floor));
        let floor = alone.table_floor.filter(|rules| *rules > TableFloor::Level(own));
        let veto = alone.veto.filter(|rules| Some(*rules) > panel.veto);
        let stops = alone.grants.iter().map(|grant| grant.stop);
        let mut stops: Vec<StopId> = stops.filter(|stop| self.is_policy(*stop)).collect();
        stops.dedup();
        let nothing = floor.is_none() && veto.is_none() && stops.is_empty();
        (!nothing).then(|| Looser {
            floor: floor.map(|rules| (rules, own)),
            veto: veto.map(|rules| (rules, panel.veto)),
            stops,
        })
    }

    /// Whether a stop is set by policy; no stop is set by both law and policy.
    fn is_policy(&self, stop: StopId) -> bool {
        let sets = |does: &Does| matches!(does, Does::Stop { stop: own, .. } if *own == stop);
        self.rows.iter().any(|row| row.stage == crate::model::Stage::Policy && sets(&row.does))
    }
}
