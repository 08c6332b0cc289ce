//! What somebody might gain to prove a competency: itself, what covers it, and what these count only with.

use super::{Graph, place};
use crate::model::{NodeId, Rank};

impl Graph {
    /// Every direct holding, with the least rank that has an effect, that may have a part in proving `node` at `rank`: the
    /// competency itself, covers links backwards and unmet prerequisites forwards, to any depth; sorted. Whoever comes to
    /// prove it by gaining some competencies gains at least one of these at this rank or above.
    #[must_use]
    pub fn ways(&self, node: NodeId, rank: Rank) -> Vec<(NodeId, Rank)> {
        let mut found = Vec::new();
        let mut open = vec![(node, rank)];
        while let Some((node, rank)) = open.pop() {
            let Some(links) = self.get(node).filter(|links| !links.disabled) else { continue };
            if found.contains(&(node, rank)) {
                continue;
            }
            found.push((node, rank));
            let binding = links.prerequisites.iter().filter(|link| link.cap < rank);
            open.extend(binding.map(|link| (link.to, link.to_rank)));
            for from in &links.covered_by {
                let covers = self.nodes.get(place(from.0)).into_iter().flat_map(|from| &from.covers);
                let enough = covers.filter(|link| link.to == node && link.to_rank >= rank);
                open.extend(enough.map(|link| (*from, link.from_rank)));
            }
        }
        found.sort_unstable();
        found
    }
}
