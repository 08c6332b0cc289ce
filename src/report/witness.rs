//! The tasks that show faults of a pack as a dataset, so that `explain` can play them again.

use std::collections::BTreeMap;

use serde_json::json;

use super::audit::task_facts;
use crate::model::{Catalogue, Day, Task, Words};
use crate::sheet::Table;

/// The site of every witness.
const SITE: &str = "witness";
/// What every witness needs, and everybody holds.
const COMPETENCY: &str = "ANY";

/// A dataset of these tasks, each under its id, with one person in every post who holds whatever can be held.
#[must_use]
pub fn witness_dataset(catalogue: &Catalogue, tasks: &[(String, &Task)]) -> BTreeMap<String, Vec<u8>> {
    let file = |name: &str, bytes: Vec<u8>| (name.to_owned(), bytes);
    let ids: Vec<&str> = tasks.iter().map(|(id, _)| id.as_str()).collect();
    BTreeMap::from([
        file("staff.csv", staff(catalogue)),
        file("holdings.csv", holdings(catalogue)),
        file("tasks.csv", tasks_csv(catalogue, tasks)),
        file("competencies.csv", competencies()),
        file("README.md", readme(catalogue)),
        file(
            "witnesses.json",
            format!("{:#}\n", json!({ "pack": catalogue.pack_label(), "tasks": ids })).into_bytes(),
        ),
    ])
}

fn readme(catalogue: &Catalogue) -> Vec<u8> {
    format!(
        "Synthetic: tasks that show what `skillmix rules check` found in {}, and one made-up person in every post.\n\n\
         Play one again: `skillmix explain TASK . --as-at {} --rules PACK`\n",
        catalogue.pack_label(),
        catalogue.as_at
    )
    .into_bytes()
}

fn competencies() -> Vec<u8> {
    let mut table = Table::new(["code", "title", "framework", "refresh_months"], false);
    table.row([COMPETENCY, "Whatever the task needs", "", ""]);
    table.finish()
}

fn staff_id(code: &str) -> String {
    format!("IN-{code}")
}

fn staff(catalogue: &Catalogue) -> Vec<u8> {
    let header = [
        "staff_id",
        "role",
        "site",
        "register",
        "profession",
        "field",
        "annotations",
        "authorisations",
        "delegator",
        "status",
    ];
    let mut table = Table::new(header, false);
    let until = Day::from_ymd(2199, 12, 31).map_or(String::new(), |day| day.to_string());
    let dated =
        |words: &Words| words.iter().map(|word| format!("{word}@{until}")).collect::<Vec<_>>().join(";");
    let authorisations = format!("{};PGD:example@{until}", dated(&catalogue.authorisations));
    for (_, role) in catalogue.roles() {
        let name =
            |word: Option<u16>, words: &Words| word.map_or(String::new(), |word| words.name(word).to_owned());
        let annotations = if role.register.is_some() { dated(&catalogue.annotations) } else { String::new() };
        table.row([
            staff_id(&role.code).as_str(),
            &role.code,
            SITE,
            &name(role.register, &catalogue.registers),
            &name(role.profession, &catalogue.professions),
            &name(role.field, &catalogue.fields),
            &annotations,
            authorisations.trim_start_matches(';'),
            "yes",
            "active",
        ]);
    }
    table.finish()
}

fn holdings(catalogue: &Catalogue) -> Vec<u8> {
    let mut table = Table::new(["staff_id", "competency", "proficiency", "assessed_on", "expires_on"], false);
    let best = catalogue.proficiencies.iter().last().unwrap_or("");
    let day = catalogue.as_at.to_string();
    for (_, role) in catalogue.roles() {
        table.row([staff_id(&role.code).as_str(), COMPETENCY, best, &day, "never"]);
    }
    table.finish()
}

fn tasks_csv(catalogue: &Catalogue, tasks: &[(String, &Task)]) -> Vec<u8> {
    let Some((_, first)) = tasks.first() else { return Table::new(["task_id", "site"], false).finish() };
    let columns: Vec<String> = task_facts(catalogue, first).into_iter().map(|(column, _)| column).collect();
    let mut header = vec!["task_id", "site", "title", "requires", "cti_review_on"];
    header.extend(columns.iter().map(String::as_str));
    let mut table = Table::new(header, false);
    let review = Day::from_ymd(2199, 12, 31).map_or(String::new(), |day| day.to_string());
    for (id, task) in tasks {
        let facts = task_facts(catalogue, task);
        let review = if task.instruction_current { review.as_str() } else { "" };
        let mut row = vec![id.as_str(), SITE, "A witness", COMPETENCY, review];
        row.extend(facts.iter().map(|(_, value)| value.as_str()));
        table.row(row);
    }
    table.finish()
}
