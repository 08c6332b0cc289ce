//! What a pack is made of and what it loosens: layers with who approved them, relaxations with their papers.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::model::{Catalogue, LayerName, Relaxation, RuleText};

/// One layer of the pack.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LayerRecord {
    /// Its id.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The first 12 hex digits of the BLAKE3 hash of its own files.
    pub hash: String,
    /// Its title.
    pub title: String,
    /// Who has approved it; blank: nobody.
    pub approved_by: String,
    /// When.
    pub approved_on: String,
}

/// A rule that loosened another for tasks of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Loosening {
    /// Its id.
    pub rule: String,
    /// The rule it loosens.
    pub relaxes: String,
    /// A post or committee.
    pub approver: String,
    /// The day of approval.
    pub approved_on: String,
    /// Its last day.
    pub expires_on: String,
    /// Why.
    pub reason: String,
    /// Tasks that it touched: those whose `because` names it.
    pub tasks: u64,
}

/// The layers of a pack: itself, then what it extends.
pub(super) fn layers(catalogue: &Catalogue) -> Vec<LayerRecord> {
    let record = |layer: &LayerName| LayerRecord {
        name: layer.name.clone(),
        version: layer.version.clone(),
        hash: layer.hash.clone(),
        title: layer.title.clone(),
        approved_by: layer.approved_by.clone(),
        approved_on: layer.approved_on.clone(),
    };
    catalogue.pack.layers.iter().map(record).collect()
}

/// What loosened tasks, by table and id, from how many tasks each rule touched.
pub(super) fn loosened(catalogue: &Catalogue, touched: &BTreeMap<String, u64>) -> Vec<Loosening> {
    let of = |(rule, papers): (&RuleText, &Relaxation)| {
        touched.get(&rule.id).map(|tasks| Loosening {
            rule: rule.id.clone(),
            relaxes: papers.relaxes.clone(),
            approver: papers.approver.clone(),
            approved_on: papers.approved_on.clone(),
            expires_on: papers.expires_on.clone(),
            reason: papers.reason.clone(),
            tasks: *tasks,
        })
    };
    catalogue.relaxing().filter_map(of).collect()
}

/// A line for each layer; nothing for a pack of one.
pub(super) fn layers_text(layers: &[LayerRecord]) -> String {
    let mut text = String::new();
    for layer in layers.iter().filter(|_| layers.len() > 1) {
        let approved = if layer.approved_by.is_empty() {
            "not approved".to_owned()
        } else {
            format!("approved by {} on {}", layer.approved_by, layer.approved_on)
        };
        // writing into a string does not fail
        let _ = writeln!(text, "  layer {}@{}#{}: {approved}", layer.name, layer.version, layer.hash);
    }
    text
}

/// The loosenings of a run, with their papers; nothing if there is none.
pub(super) fn loosened_text(list: &[Loosening]) -> String {
    let mut text = String::new();
    if !list.is_empty() {
        text.push_str("\nLoosened for tasks of this run, by approval\n");
    }
    for one in list {
        let papers = papers(&one.relaxes, [&one.approver, &one.approved_on, &one.expires_on, &one.reason]);
        // writing into a string does not fail
        let _ = writeln!(text, "  {:<16} {:>5}  {papers}", one.rule, one.tasks);
    }
    text
}

/// The papers of a relaxation in three lines.
fn papers(relaxes: &str, [approver, approved_on, expires_on, reason]: [&str; 4]) -> String {
    let indent = " ".repeat(26);
    format!("relaxes {relaxes} until {expires_on}\n{indent}{approver}, {approved_on}\n{indent}{reason}")
}

/// What loosened an answer, for its proof.
pub(super) fn because_text(catalogue: &Catalogue, because: &[String]) -> String {
    let mut text = String::new();
    for (rule, of) in catalogue.relaxing().filter(|(rule, _)| because.contains(&rule.id)) {
        if text.is_empty() {
            text.push_str("\nLoosened by approval\n");
        }
        let papers = papers(&of.relaxes, [&of.approver, &of.approved_on, &of.expires_on, &of.reason]);
        // writing into a string does not fail
        let _ = writeln!(text, "  {:<24}{papers}", rule.id);
    }
    text
}
