//! Everybody matched, to be gone through again person by person: what one person more or less would change.

use std::collections::BTreeMap;

use super::finish::Ground;
use super::posts::Posts;
use super::scene::Scene;
use super::{Inputs, Matched, Plan};
use crate::model::{Holdings, NodeId, Requires};

/// What scenes are made from.
#[derive(Debug)]
pub struct Rehearsal<'a> {
    pub(super) inputs: Inputs<'a>,
    pub(super) plan: &'a Plan,
    pub(super) posts: &'a Posts,
    pub(super) holdings: &'a Holdings,
    /// By required competency: those from whose holding it may be proved, itself included; sorted.
    pub(super) cones: BTreeMap<NodeId, Vec<NodeId>>,
    /// By site as the tasks name it: the tasks that the rules leave to people.
    sites: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Rehearsal<'a> {
    /// Of what was matched; `inputs` and `holdings` are those that were matched.
    #[must_use]
    pub fn new(matched: &'a Matched, inputs: Inputs<'a>, holdings: &'a Holdings) -> Self {
        let mut this = Self {
            inputs,
            plan: &matched.plan,
            posts: &matched.posts,
            holdings,
            cones: BTreeMap::new(),
            sites: BTreeMap::new(),
        };
        for (number, (task, decision)) in inputs.tasks.iter().zip(&matched.plan.decisions).enumerate() {
            let Requires::Known(requires) = &task.requires else { continue };
            for requirement in requires {
                if let Some(node) = inputs.graph.node(requirement.code) {
                    this.cones.entry(node).or_insert_with(|| inputs.graph.needed_for(&[node]));
                }
            }
            // a blank site is no place at which anybody could work
            if !decision.nobody && !task.site.is_empty() && Ground::of(task, decision).is_left_to_people() {
                this.sites.entry(&task.site).or_default().push(number);
            }
        }
        this
    }

    /// The sites that have tasks left to people, whether anybody works there or not.
    #[must_use]
    pub fn sites(&self) -> Vec<&'a str> {
        self.sites.keys().copied().collect()
    }

    /// Tasks that the rules leave to people, ascending.
    #[must_use]
    pub fn left_to_people(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.sites.values().flatten().copied().collect();
        all.sort_unstable();
        all
    }

    /// A site by its name.
    #[must_use]
    pub fn scene(&self, site: &str) -> Scene<'_> {
        Scene::new(self, self.sites.get(site).map_or(&[], Vec::as_slice))
    }
}
