//! What the columns of rule tables are in DMN, and which words they know.

use crate::model::{Authority, Catalogue, Supervision, Veto, Words};
use crate::table::HitPolicy;

/// The rule tables in the order of the procedure.
pub const TABLES: [&str; 7] = ["law", "policy", "veto", "floor", "mitigation", "supervision", "governance"];

/// What a condition column looks at.
#[derive(Debug, Clone)]
pub(super) enum Condition {
    /// Several words at once, of which one is enough.
    Set(Words),
    /// As `Set`; patient group directions are known too.
    Authorisations(Words),
    /// One word; in their order if `ordered`.
    Word { words: Words, ordered: bool },
    /// A level: a number.
    Level,
}

/// An output column: its name and, where they are a closed list, its words.
#[derive(Debug, Clone)]
pub(super) struct Output {
    pub(super) name: &'static str,
    pub(super) number: bool,
    pub(super) words: Option<Words>,
}

/// Columns that say where a rule is from and how long it holds.
pub(super) const ANNOTATIONS: [&str; 12] = [
    "rule",
    "because",
    "source",
    "jurisdiction",
    "effective_from",
    "effective_until",
    "replaces",
    "relaxes",
    "approver",
    "approved_on",
    "reason",
    "origin",
];

/// Columns of conditions that every pack has; criteria come after them.
pub(super) const CONDITIONS: [&str; 10] = [
    "acts",
    "authority",
    "register",
    "profession",
    "field",
    "annotations",
    "authorisations",
    "practitioner",
    "level",
    "role",
];

/// All condition columns that a pack may have.
pub(super) fn conditions(catalogue: &Catalogue) -> Vec<&str> {
    let criteria = catalogue.criteria.iter().map(|criterion| criterion.name.as_str());
    CONDITIONS.into_iter().chain(criteria).collect()
}

/// What a condition column looks at; `None`: it is none.
pub(super) fn condition(column: &str, catalogue: &Catalogue) -> Option<Condition> {
    let word = |words: Words| Condition::Word { words, ordered: false };
    Some(match column {
        "acts" => Condition::Set(catalogue.act_names.clone()),
        "annotations" => Condition::Set(catalogue.annotations.clone()),
        "authorisations" => Condition::Authorisations(catalogue.authorisations.clone()),
        "authority" => word(owned(&Authority::WORDS)),
        "register" => word(catalogue.registers.clone()),
        "profession" => word(catalogue.professions.clone()),
        "field" => word(catalogue.fields.clone()),
        "practitioner" => word(owned(&["yes", "no"])),
        "role" => word(Words::new(catalogue.roles.iter().map(|role| role.code.clone()))),
        "level" => Condition::Level,
        criterion => {
            let found = catalogue.criteria.iter().find(|known| known.name == criterion)?;
            Condition::Word { words: found.values.clone(), ordered: found.ordered }
        }
    })
}

/// The output columns of a table.
pub(super) fn outputs(table: &str, catalogue: &Catalogue) -> Vec<Output> {
    let one = |name, words| Output { name, number: false, words };
    match table {
        "law" | "policy" => vec![
            one("stop", Some(catalogue.stops.clone())),
            one(
                "effect",
                Some(owned(if table == "law" { &["stop", "admit"] } else { &["stop", "admit", "lift"] })),
            ),
            one("delegable", Some(owned(&["yes", "no"]))),
        ],
        // the first comes first under hit policy P
        "veto" => vec![one("veto", Some(owned(&[Veto::Retain.word(), Veto::SkillShare.word()])))],
        "floor" => vec![Output { name: "floor", number: true, words: None }],
        "mitigation" => vec![one("mitigation", Some(catalogue.mitigations.clone()))],
        "supervision" => {
            let mut words = Supervision::ALL.map(Supervision::word);
            words.reverse();
            vec![one("supervision", Some(owned(&words)))]
        }
        "governance" => vec![one("needs", None)],
        _ => Vec::new(),
    }
}

/// The hit policy of a table. The strictest supervision is `C>` over words, which DMN has only for numbers: there it is P.
pub(super) fn policy(table: &str) -> HitPolicy {
    match table {
        "veto" | "supervision" => HitPolicy::Priority,
        "floor" => HitPolicy::CollectMax,
        _ => HitPolicy::Collect,
    }
}

fn owned(words: &[&str]) -> Words {
    Words::new(words.iter().map(ToString::to_string))
}
