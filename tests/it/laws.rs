//! Laws.

use std::collections::BTreeMap;

use crate::random::{Knobs, World, cases};

#[test]
fn random_worlds_reach_every_status() {
    let mut mix: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bounded = 0;
    let mut panels = 0;
    for seed in 0..u64::from(cases(300)) {
        let world = World::random(seed, Knobs::ALL);
        for answer in world.answer().answers {
            *mix.entry(answer.status.word()).or_default() += 1;
            bounded += usize::from(answer.decision.bounded);
            panels += usize::from(answer.decision.panel);
        }
    }
    println!("{mix:?} bounded {bounded} panels {panels}");
    assert_eq!(mix.len(), 6);
    assert!(bounded > 0 && panels > 0);
}
