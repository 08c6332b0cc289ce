//! Words that a pack defines and no row uses: criteria, their values, acts, and words that a person may hold.

use super::found::{Found, of_file};
use crate::model::{Finding, FindingCode, Words};
use crate::rules::{Does, FIXED, Pack};
use crate::table::Cell;

/// Everything that no row uses.
pub(super) fn check(pack: &Pack, found: &mut Vec<Found>) {
    criteria(pack, found);
    acts(pack, found);
    held(pack, found);
}

fn tell(code: FindingCode, file: &str, value: &str, message: String, help: &'static str) -> Found {
    Found::new(Finding::new(code, of_file(file, 0), value, message, help))
}

/// The filled cells of a column of the table.
fn cells(pack: &Pack, column: usize) -> impl Iterator<Item = &Cell> {
    (0..pack.table().row_count())
        .filter_map(move |row| pack.table().cell(row, column))
        .filter(|cell| !cell.is_any())
}

fn criteria(pack: &Pack, found: &mut Vec<Found>) {
    for (at, criterion) in pack.catalogue.criteria.iter().enumerate() {
        let column = at + 2;
        let name = &criterion.name;
        if cells(pack, column).next().is_none() {
            let looked_at = FIXED.contains(&name.as_str());
            let message =
                format!("no row looks at {name}{}", if looked_at { ", only the outcomes do" } else { "" });
            let help = "write a row that does, or leave the criterion out of the pack";
            found.push(tell(FindingCode::ColumnUnused, "criteria.csv", name, message, help));
            continue;
        }
        for (value, word) in (0u16..).zip(criterion.values.iter()) {
            let Some(message) = unused(pack, column, value, criterion.ordered, &criterion.values) else {
                continue;
            };
            let message = format!("{name}: {message}");
            let help = "write a row that tells it apart, or join it with its neighbour";
            found.push(tell(FindingCode::ValueUnused, "criteria.csv", word, message, help));
        }
    }
}

/// What makes a value one that no row mentions. An ordered one is mentioned where some row begins or ends.
fn unused(pack: &Pack, column: usize, value: u16, ordered: bool, words: &Words) -> Option<String> {
    if !ordered {
        let mentioned = cells(pack, column).any(|cell| cell.contains(value));
        return (!mentioned).then(|| "no row mentions it".to_owned());
    }
    let below = value.checked_sub(1)?;
    let told_apart = cells(pack, column).any(|cell| cell.contains(value) != cell.contains(below));
    (!told_apart).then(|| format!("no row tells it from `{}`", words.name(below)))
}

fn acts(pack: &Pack, found: &mut Vec<Found>) {
    for (act, (name, facts)) in (0u16..).zip(pack.catalogue.act_names.iter().zip(&pack.catalogue.acts)) {
        // an act of law that no law row lists is told of when the pack is loaded: it admits nobody
        if !facts.law && !cells(pack, 0).any(|cell| cell.contains(act)) {
            let message = "no row looks at this act: naming it restricts nothing".to_owned();
            let help = "write the row that restricts it, or take the act out";
            found.push(tell(FindingCode::ActUnused, "acts.csv", name, message, help));
        }
    }
}

/// Annotations, authorisations and measures.
fn held(pack: &Pack, found: &mut Vec<Found>) {
    let catalogue = &pack.catalogue;
    let (mut annotations, mut authorisations, mut measures) = (Vec::new(), Vec::new(), Vec::new());
    for row in pack.rows() {
        match &row.does {
            Does::Admit { test, .. } => {
                if !test.annotations.is_any() {
                    annotations.extend(test.annotations.positions());
                }
                authorisations.extend(&test.authorisations.words);
            }
            Does::Mitigation(word) => measures.extend(*word),
            Does::Governance(needs) => measures.extend(needs.iter().filter_map(|need| need.measure())),
            _ => {}
        }
    }
    let lists = [
        ("annotation", &catalogue.annotations, annotations),
        ("authorisation", &catalogue.authorisations, authorisations),
        ("measure", &catalogue.mitigations, measures),
    ];
    for (what, words, used) in lists {
        for (number, word) in (0u16..).zip(words.iter()).filter(|(number, _)| !used.contains(number)) {
            let _ = number;
            let message = format!("no row asks for this {what}");
            let help = "write a row that does, or take it out of [words]";
            found.push(tell(FindingCode::WordUnused, "pack.toml", word, message, help));
        }
    }
}
