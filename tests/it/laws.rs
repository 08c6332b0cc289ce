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
}

#[test]
fn zz_debug() {
    let mut mix: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..400 {
        let world = World::random(seed, Knobs::ALL);
        for answer in world.answer().answers {
            let s = answer.status.word();
            let near = answer.nearest.as_ref().map(|n| n.gap.len());
            *mix.entry(format!("{s} nearest {near:?}")).or_default() += 1;
            if s == "needs-panel" { *mix.entry(format!("  decided {} floor {} blanks {}", answer.decision.decided, answer.decision.floor.high, answer.decision.blanks.len())).or_default() += 1; 
            for b in answer.because.iter().filter(|b| ["acts","profession","requires","no-role","silent:floor"].contains(&b.as_str())) { *mix.entry(format!("  because {b}")).or_default() += 1; } }
            let passing = answer.decision.roles.iter().filter(|r| r.passes).count();
            if s == "nobody-competent" { *mix.entry(format!("  passing {passing} of {}", answer.decision.roles.len())).or_default() += 1; }
            for role in answer.rungs.iter().flat_map(|r| &r.roles) { for r in &role.reasons {
                let k = format!("{r:?}"); let k = k.split('(').next().unwrap().to_string();
                *mix.entry(format!("{s} {k}")).or_default() += 1; } }
        }
    }
    println!("{mix:#?}");
}
