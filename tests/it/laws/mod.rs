//! The laws of the procedure, each over random worlds: what they claim is said at each, with what it leaves out and why.

mod citations;
mod dirt;
mod exchange;
mod format;
mod layers;
mod memory;
mod proposals;
mod records;
mod restrictions;
mod risk;
mod sameness;
mod unknowns;
mod view;

use std::cell::Cell;
use std::collections::BTreeMap;

use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::random::dice::Dice;
use crate::random::{Knobs, World, cases, start};

/// Holds a law over as many worlds as usual, more if `SKILLMIX_CASES` asks for it. The law says how many comparisons it made:
/// one that never compares anything is no law.
fn hold(usual: u32, knobs: Knobs, law: impl Fn(&World, &Dice) -> Result<usize, String>) {
    let config =
        Config { cases: cases(usual), max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&start().to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let compared = Cell::new(0);
    let held = runner.run(&any::<u64>(), |seed| {
        let world = World::random(seed, knobs);
        match law(&world, &Dice::new(!seed)) {
            Ok(count) => {
                compared.set(compared.get() + count);
                Ok(())
            }
            Err(problem) => Err(TestCaseError::fail(format!("{problem}\n{}", world.show()))),
        }
    });
    say(&format!("{} worlds, {} comparisons", cases(usual), compared.get()));
    if let Err(error) = held {
        panic!("{error}");
    }
    assert!(compared.get() > 0, "nothing was compared");
}

/// For whoever asks with `--nocapture`.
#[expect(clippy::print_stdout, reason = "the runner keeps it unless it is asked for")]
fn say(what: &str) {
    println!("{what}");
}

/// A change of a world that a law speaks of, and what it is called when the law fails.
type Change = (String, World);

/// The generators are worth nothing if they never reach the interesting places.
#[test]
fn random_worlds_reach_every_status() {
    let mut mix: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut bounded, mut panels) = (0, 0);
    let count = cases(300);
    for seed in 0..u64::from(count) {
        let world = World::random(seed, Knobs::ALL);
        for answer in world.answer().answers {
            *mix.entry(answer.status.word()).or_default() += 1;
            bounded += usize::from(answer.decision.bounded);
            panels += usize::from(answer.decision.panel);
        }
    }
    say(&format!("{mix:?} bounded {bounded} panels {panels}"));
    assert_eq!(mix.len(), 6);
    assert!(count < 300 || (bounded > 0 && panels > 0 && mix["placed"] * 20 > mix.values().sum()));
}
