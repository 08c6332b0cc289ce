//! What `rules list`, `rules show` and `rules test` print.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::layers;
use crate::model::{Catalogue, Finding, RuleText};

fn line(text: &mut String, content: &str) {
    // writing into a string does not fail
    let _ = writeln!(text, "{content}");
}

/// Every rule on a line, table by table, with counts by kind of source.
#[must_use]
pub fn rule_list(catalogue: &Catalogue, in_force: &[bool], by_kind: &BTreeMap<String, usize>) -> String {
    let mut text = String::new();
    line(&mut text, &format!("{}: {}", catalogue.pack_label(), catalogue.pack.title));
    text.push_str(&layers::layers_text(&layers::layers(catalogue)));
    line(&mut text, &catalogue.pack.notice);
    let mut table = "";
    for (rule, force) in catalogue.rules.iter().zip(in_force) {
        if rule.table != table {
            table = rule.table;
            line(&mut text, &format!("\n{table}"));
        }
        let mark = if *force { " " } else { "x" };
        let layer = layer_of(catalogue, rule);
        line(&mut text, &format!("{mark} {:<10} {:<34} {}{layer}", rule.id, rule.output, rule.because));
    }
    let kinds: Vec<String> = by_kind.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    line(
        &mut text,
        &format!("\n{} rules by source: {} (x: not in force)", catalogue.rules.len(), kinds.join(", ")),
    );
    text
}

/// The layer that a rule comes from, where it is not the last.
fn layer_of(catalogue: &Catalogue, rule: &RuleText) -> String {
    let upper = catalogue.pack.layers.split_last().map_or(&[][..], |(_, upper)| upper);
    let from = rule.origin.split('@').next().unwrap_or_default();
    let layer = upper.iter().find(|layer| layer.name == from);
    layer.map_or_else(String::new, |layer| format!(" [{}]", layer.name))
}

/// One rule with everything it says of itself.
#[must_use]
pub fn rule_show(catalogue: &Catalogue, rule: &RuleText, force: bool) -> String {
    let mut text = String::new();
    line(&mut text, &format!("{} ({}:{})", rule.id, rule.file, rule.line));
    for (column, cell) in &rule.conditions {
        line(&mut text, &format!("  {column:<24} {cell}"));
    }
    line(&mut text, &format!("  {:<24} {}", "gives", rule.output));
    line(&mut text, &format!("  {:<24} {}", "because", rule.because));
    if !rule.origin.is_empty() {
        line(&mut text, &format!("  {:<24} {}", "origin", rule.origin));
    }
    if let Some(papers) = &rule.relaxation {
        let approved = format!("{}, {}", papers.approver, papers.approved_on);
        line(&mut text, &format!("  {:<24} {approved}", "approved by"));
        line(&mut text, &format!("  {:<24} {}", "until", papers.expires_on));
    }
    line(&mut text, &format!("  {:<24} {}", "in force", if force { "yes" } else { "no" }));
    if let Some(source) = catalogue.sources.iter().find(|source| source.key == rule.source) {
        line(&mut text, &format!("  {:<24} {}: {} [{}]", "source", source.key, source.title, source.kind));
        line(&mut text, &format!("  {:<24} {}", "link", source.url));
        line(&mut text, &format!("  {:<24} {}", "read whole", source.read_whole));
    }
    text
}

/// How the pack's own cases turned out: failures, then one line.
#[must_use]
pub fn case_results(cases: usize, failures: &[Finding]) -> String {
    let mut text = String::new();
    for failure in failures {
        line(&mut text, &failure.to_string());
    }
    let mut failed: Vec<u64> = failures.iter().map(|failure| failure.place.line).collect();
    failed.dedup();
    line(&mut text, &format!("{cases} cases: {} hold, {} fail", cases - failed.len(), failed.len()));
    text
}
