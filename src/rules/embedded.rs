//! The pack that ships, inside the binary.

use super::PackFiles;

const FILES: [(&str, &[u8]); 14] = [
    ("pack.toml", include_bytes!("../../rules/calderdale/pack.toml")),
    ("criteria.csv", include_bytes!("../../rules/calderdale/criteria.csv")),
    ("acts.csv", include_bytes!("../../rules/calderdale/acts.csv")),
    ("roles.csv", include_bytes!("../../rules/calderdale/roles.csv")),
    ("proficiency.csv", include_bytes!("../../rules/calderdale/proficiency.csv")),
    ("sources.csv", include_bytes!("../../rules/calderdale/sources.csv")),
    ("law.csv", include_bytes!("../../rules/calderdale/law.csv")),
    ("policy.csv", include_bytes!("../../rules/calderdale/policy.csv")),
    ("veto.csv", include_bytes!("../../rules/calderdale/veto.csv")),
    ("floor.csv", include_bytes!("../../rules/calderdale/floor.csv")),
    ("mitigation.csv", include_bytes!("../../rules/calderdale/mitigation.csv")),
    ("supervision.csv", include_bytes!("../../rules/calderdale/supervision.csv")),
    ("governance.csv", include_bytes!("../../rules/calderdale/governance.csv")),
    ("cases.csv", include_bytes!("../../rules/calderdale/cases.csv")),
];

/// The files of the shipped pack, `rules/calderdale/`.
#[must_use]
pub fn embedded() -> PackFiles {
    FILES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
}
