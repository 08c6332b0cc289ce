//! The columns of every table of a pack, in the order in which they are written.

use super::rows::Shape;
use super::rules;
use crate::model::Stage;

/// The vocabulary tables and cases, with their own columns; criteria come behind those of cases.csv.
const OTHERS: [(&str, &[&str]); 6] = [
    ("criteria.csv", &["criterion", "title", "ordered", "values", "because", "source"]),
    ("acts.csv", &["act", "title", "kind", "authorities", "because", "source"]),
    (
        "roles.csv",
        &[
            "role",
            "title",
            "level",
            "register",
            "profession",
            "field",
            "practitioner",
            "delegates",
            "supervisor",
            "routine",
            "supervision",
            "band",
            "because",
            "source",
        ],
    ),
    ("proficiency.csv", &["proficiency", "rank", "title", "because", "source"]),
    ("sources.csv", &["source", "title", "kind", "jurisdiction", "url", "read_on", "read_whole", "note"]),
    (
        "cases.csv",
        &[
            "case",
            "title",
            "profession",
            "authority",
            "acts",
            "mitigations",
            "cti",
            "outcomes",
            "floor",
            "refused",
            "because_rule",
        ],
    ),
];

/// The column in which a merged table says where each row comes from. It decides nothing.
pub(super) const ORIGIN: &str = "origin";

/// The columns that a table must and may have; none for a file that is no table of a pack.
pub(super) fn shape(file: &str, criteria: &[String]) -> Shape {
    if let Some(stage) = stage_of(file) {
        return rules::shape(stage, criteria);
    }
    let own = OTHERS.iter().find(|(name, _)| *name == file).map_or(&[][..], |(_, columns)| *columns);
    if file == "cases.csv" {
        let mut shape = Shape::new(own, &[]);
        shape.required.extend(criteria.iter().cloned());
        return shape;
    }
    Shape::new(own, &[ORIGIN])
}

/// The stage of a rule table.
pub(super) fn stage_of(file: &str) -> Option<Stage> {
    rules::TABLES.iter().find(|(_, name)| *name == file).map(|(stage, _)| *stage)
}

/// The columns that a table of a pack may have, in the order in which they are written; criteria stand in the order
/// given. Of pack.toml none.
#[must_use]
pub fn columns(file: &str, criteria: &[String]) -> Vec<String> {
    let Some(stage) = stage_of(file) else {
        let shape = shape(file, &[]);
        let mut columns = shape.required;
        if file == "cases.csv" {
            // facts, then what is expected
            let expected = columns.iter().position(|column| column == "outcomes").unwrap_or(columns.len());
            let behind = columns.split_off(expected);
            columns.extend(criteria.iter().cloned());
            columns.extend(behind);
        }
        columns.extend(shape.optional);
        return columns;
    };
    let shape = rules::shape(stage, criteria);
    let known = |column: &str| shape.required.iter().chain(&shape.optional).any(|c| c == column);
    let before =
        ["rule", "stop", "effect", "delegable", "veto", "floor", "mitigation", "supervision", "needs"];
    let behind = [
        "authority",
        "register",
        "profession",
        "field",
        "annotations",
        "authorisations",
        "practitioner",
        "level",
        "role",
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
        ORIGIN,
    ];
    let fixed = |list: &[&str]| list.iter().filter(|c| known(c)).map(ToString::to_string).collect::<Vec<_>>();
    let mut columns = fixed(&before);
    columns.push("acts".to_owned());
    if stage != Stage::Law {
        columns.extend(criteria.iter().cloned());
    }
    columns.extend(fixed(&behind));
    columns
}
