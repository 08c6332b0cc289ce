//! The slow reference answers every case folder as the engine does: two readings of one text.

use skillmix::commands::answer;
use skillmix::rules;

use super::{Case, cases};
use crate::agreement::disagreements;

/// Refused packs and unusable files are left out: the reference does not judge packs.
#[test]
fn engine_and_reference_agree_on_every_case() {
    let cases: Vec<Case> = cases().into_iter().filter(|case| !case.expect_error).collect();
    let failures: Vec<String> = cases.iter().flat_map(differences).collect();
    assert!(failures.is_empty(), "{} differences\n\n{}", failures.len(), failures.join("\n"));
}

fn differences(case: &Case) -> Vec<String> {
    let pack = rules::load_layers(&case.layers, case.as_at).unwrap_or_else(|e| panic!("{}: {e}", case.name));
    let answered = case.files(&case.data).and_then(|files| answer(&pack, &files, 1, |_| ()));
    let answered = answered.unwrap_or_else(|e| panic!("{}: {e}", case.name));
    let merged = match case.layers.as_slice() {
        [alone] => alone.files.clone(),
        layers => rules::merge_layers(layers, case.as_at).unwrap_or_else(|e| panic!("{}: {e}", case.name)),
    };
    let files = [merged, case.converted()];
    let lines = disagreements(&pack, &answered, files, &case.as_at.to_string());
    lines.into_iter().map(|line| format!("{}: {line}", case.name)).collect()
}
