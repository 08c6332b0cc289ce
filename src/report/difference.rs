//! What `rules diff` prints: rows, meaning, and what it does to a dataset.

use std::fmt::Write;

use serde_json::{Value, json};

use super::audit::task_facts;
use crate::model::{Catalogue, Task};

/// A rule that is not the same in both.
#[derive(Debug, Clone)]
pub struct RowChange {
    /// `added`, `removed` or `changed`.
    pub what: &'static str,
    /// Its table.
    pub table: &'static str,
    /// Its id.
    pub id: String,
    /// Cells that differ: column, before, after.
    pub cells: Vec<(String, String, String)>,
}

/// Facts that are decided differently.
#[derive(Debug, Clone)]
pub struct Region {
    /// `loosened` or `tightened`.
    pub direction: &'static str,
    /// What about: `who may`, `supervision`, `governance`.
    pub matter: &'static str,
    /// For whom.
    pub roles: Vec<String>,
    /// What sort of person it takes to see it; blank: it is so for the post.
    pub person: String,
    /// How many combinations of facts.
    pub combinations: Option<u128>,
    /// Conditions of each box; none: any facts.
    pub boxes: Vec<Vec<(String, String)>>,
    /// How many combinations the boxes leave out.
    pub left_out: Option<u128>,
    /// A task.
    pub witness: Task,
    /// What the first pack says of it, and the second.
    pub verdicts: [String; 2],
}

/// A task that moves.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Its id.
    pub task_id: String,
    /// Its site.
    pub site: String,
    /// Which way.
    pub direction: &'static str,
    /// Whether it needs sign-off, and has it.
    pub sign_off: Option<bool>,
    /// Where it stood (`placed 4, floor 4`).
    pub from: String,
    /// Where it stands.
    pub to: String,
    /// Minutes a week, in thousandths.
    pub minutes: Option<u64>,
    /// The rules that make the difference.
    pub rules: Vec<String>,
}

/// What it does to a dataset.
#[derive(Debug, Clone, Default)]
pub struct Population {
    /// Tasks compared.
    pub tasks: usize,
    /// By direction: tasks, and minutes a week in thousandths.
    pub totals: Vec<(&'static str, usize, u64)>,
    /// Every task that moves, in the order of tasks.csv.
    pub moved: Vec<Moved>,
}

/// All of a comparison.
#[derive(Debug, Clone)]
pub struct DifferenceText {
    /// The two packs.
    pub packs: [String; 2],
    /// Rows.
    pub rows: Vec<RowChange>,
    /// Meaning.
    pub regions: Vec<Region>,
    /// How many combinations of facts both packs know.
    pub combinations: Option<u128>,
    /// Words of one pack only.
    pub apart: Vec<String>,
    /// A dataset.
    pub population: Option<Population>,
}

fn number(count: Option<u128>) -> String {
    count.map_or("more than 10^38".to_owned(), |count| count.to_string())
}

/// To read. Moves are listed up to a number.
#[must_use]
pub fn difference_text(catalogue: &Catalogue, one: &DifferenceText, most: usize) -> String {
    let mut text =
        format!("{}\n  to {}\n", one.packs.first().map_or("", |p| p), one.packs.last().map_or("", |p| p));
    for row in &one.rows {
        let _ = writeln!(text, "{} {} {}", row.what, row.table, row.id);
        for (column, before, after) in &row.cells {
            let _ = writeln!(text, "    {column}: `{before}` to `{after}`");
        }
    }
    if !one.apart.is_empty() {
        let _ = writeln!(text, "of one pack only, not compared: {}", one.apart.join(", "));
    }
    for region in &one.regions {
        region_text(catalogue, &mut text, region);
    }
    if one.regions.is_empty() {
        let both = if one.apart.is_empty() { "" } else { " that both know" };
        let _ = writeln!(
            text,
            "decides the same for all {} combinations of facts{both}",
            number(one.combinations)
        );
    }
    if let Some(population) = &one.population {
        population_text(&mut text, population, most);
    }
    text
}

fn region_text(catalogue: &Catalogue, text: &mut String, region: &Region) {
    let person = if region.person.is_empty() { String::new() } else { format!(" ({})", region.person) };
    let _ = writeln!(
        text,
        "{} {}: {}{person}, for {} combinations of facts",
        region.direction,
        region.matter,
        region.roles.join(", "),
        number(region.combinations)
    );
    for conditions in &region.boxes {
        let told: Vec<String> =
            conditions.iter().map(|(column, words)| format!("{column}: {words}")).collect();
        let _ = writeln!(
            text,
            "    where {}",
            if told.is_empty() { "always".to_owned() } else { told.join("; ") }
        );
    }
    if region.left_out != Some(0) {
        let _ = writeln!(text, "    and {} combinations more", number(region.left_out));
    }
    let facts = task_facts(catalogue, &region.witness).into_iter().filter(|(_, value)| !value.is_empty());
    let facts: Vec<String> = facts.map(|(column, value)| format!("{column}={value}")).collect();
    let [was, now] = &region.verdicts;
    let _ = writeln!(text, "    such as {}\n      -> was {was}\n      -> now {now}", facts.join(" "));
}

fn population_text(text: &mut String, population: &Population, most: usize) {
    let moving = if population.moved.is_empty() { "none moves" } else { "of which move:" };
    let _ = writeln!(text, "{} tasks, {moving}", population.tasks);
    for (direction, tasks, minutes) in &population.totals {
        let _ = writeln!(text, "  {direction:<10} {tasks} tasks, {} minutes a week", minutes / 1000);
    }
    for moved in population.moved.iter().take(most) {
        let sign_off = match moved.sign_off {
            None => "",
            Some(true) => ", signed off",
            Some(false) => ", needs sign-off",
        };
        let _ = writeln!(
            text,
            "  {} {} {}: {} to {} by {}{sign_off}",
            moved.direction,
            moved.task_id,
            moved.site,
            moved.from,
            moved.to,
            moved.rules.join(", ")
        );
    }
    if population.moved.len() > most {
        let _ = writeln!(text, "  ... and {} more (--json lists all)", population.moved.len() - most);
    }
}

/// For programs. Counts beyond 53 bits are text.
#[must_use]
pub fn difference_json(catalogue: &Catalogue, one: &DifferenceText) -> String {
    let cell = |(column, before, after): &(String, String, String)| json!({ "column": column, "before": before, "after": after });
    let rows: Vec<Value> = one
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<Value> = row.cells.iter().map(cell).collect();
            json!({ "what": row.what, "table": row.table, "rule": row.id, "cells": cells })
        })
        .collect();
    let regions: Vec<Value> = one.regions.iter().map(|region| region_json(catalogue, region)).collect();
    let value = json!({
        "packs": one.packs,
        "rows": rows,
        "combinations": one.combinations.map(|count| count.to_string()),
        "apart": one.apart,
        "meaning": regions,
        "population": one.population.as_ref().map(population_json),
    });
    format!("{value:#}\n")
}

fn region_json(catalogue: &Catalogue, region: &Region) -> Value {
    let map = |list: &[(String, String)]| -> Value {
        list.iter().map(|(column, words)| (column.clone(), Value::String(words.clone()))).collect()
    };
    let boxes: Vec<Value> = region.boxes.iter().map(|conditions| map(conditions)).collect();
    json!({
        "direction": region.direction,
        "matter": region.matter,
        "roles": region.roles,
        "person": region.person,
        "combinations": region.combinations.map(|count| count.to_string()),
        "where": boxes,
        "left_out": region.left_out.map(|count| count.to_string()),
        "witness": map(&task_facts(catalogue, &region.witness)),
        "was": region.verdicts.first(),
        "now": region.verdicts.last(),
    })
}

fn population_json(population: &Population) -> Value {
    let totals: Vec<Value> = population
        .totals
        .iter()
        .map(|(direction, tasks, minutes)| {
            json!({ "direction": direction, "tasks": tasks, "minutes_a_week": minutes / 1000 })
        })
        .collect();
    let moved: Vec<Value> = population
        .moved
        .iter()
        .map(|moved| {
            json!({
                "task_id": moved.task_id,
                "site": moved.site,
                "direction": moved.direction,
                "needs_sign_off": moved.sign_off.is_some(),
                "signed_off": moved.sign_off == Some(true),
                "from": moved.from,
                "to": moved.to,
                "minutes_a_week": moved.minutes.map(|minutes| minutes / 1000),
                "rules": moved.rules,
            })
        })
        .collect();
    json!({ "tasks": population.tasks, "totals": totals, "moved": moved })
}
