//! A pack that extends another: the layers merged to one pack, every loosening without papers refused.

mod check;
mod merge;
mod roles;
mod settings;
mod silence;

use super::problems::Problems;
use super::{PACK_FILES, PackFiles, digest, load, short};
use crate::model::{Day, Error, Finding, FindingCode, LayerName, Result};
use crate::rules::pack::Pack;
use merge::Merged;
use settings::LayerSettings;

/// The most layers a pack may have: a national one, a region's, a trust's, a service's, and room to spare.
pub const MOST_LAYERS: usize = 8;

/// One layer of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The folder's name, for findings: `example-trust`.
    pub folder: String,
    /// Its files by name.
    pub files: PackFiles,
}

/// What a pack says it extends: `extends` of pack.toml. `None` if it says nothing, or cannot be read (loading tells).
#[must_use]
pub fn extends(files: &PackFiles) -> Option<String> {
    let text = std::str::from_utf8(files.get("pack.toml")?).ok()?;
    let table: toml::Table = text.parse().ok()?;
    table.get("extends")?.as_str().filter(|base| !base.is_empty()).map(str::to_owned)
}

/// The version that a pack says it has; blank if it cannot be read.
#[must_use]
pub fn name_and_version(files: &PackFiles) -> (String, String) {
    let text = files.get("pack.toml").and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let table: toml::Table = text.parse().unwrap_or_default();
    let word = |key: &str| table.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    (word("name"), word("version"))
}

/// Loads a pack of layers for one day: the pack itself first, then what it extends, to the last. `Error::Input` lists
/// every fault, each with the folder of its layer.
pub fn load_layers(layers: &[Layer], as_at: Day) -> Result<Pack> {
    match layers {
        [] => Err(Error::Defect("a pack without layers".to_owned())),
        [one] => load(&one.files, as_at),
        [..] => stacked(layers, as_at).map(|(_, pack)| pack),
    }
}

/// As `load_layers`, to look at a pack and not to use it: see [`examine`](super::examine). Layers are only ever put on a pack
/// that can be used, so of several no fault is left to be shown.
pub fn examine_layers(layers: &[Layer], as_at: Day) -> Result<Pack> {
    match layers {
        [one] => super::examine(&one.files, as_at),
        _ => load_layers(layers, as_at),
    }
}

/// The files of a pack of layers as one pack: what `load` and anybody else can read. Every row of every table but
/// cases.csv says in the column `origin` which layer, file and line it comes from. The whole counts as approved only if
/// every layer is. Errors as `load_layers`.
pub fn merge_layers(layers: &[Layer], as_at: Day) -> Result<PackFiles> {
    let (mut merged, pack) = match layers {
        [] => return Err(Error::Defect("a pack without layers".to_owned())),
        [one] => (Merged::of(one)?, load(&one.files, as_at)?),
        [..] => stacked(layers, as_at)?,
    };
    let approved = |layer: &LayerName| !(layer.approved_by.is_empty() || layer.approved_on.is_empty());
    if layers.len() > 1 && !pack.catalogue.pack.layers.iter().all(approved) {
        settings::unapprove(&mut merged.files);
    }
    Ok(merged.files)
}

/// From the last layer up: each is checked against all beneath it, and the whole is loaded as one pack.
fn stacked(layers: &[Layer], as_at: Day) -> Result<(Merged, Pack)> {
    let Some((base, upper)) = layers.split_last() else {
        return Err(Error::Defect("a pack without layers".to_owned()));
    };
    let mut pack =
        load(&base.files, as_at).map_err(|error| placed(error, &mut |finding| in_folder(finding, base)))?;
    for finding in &mut pack.findings {
        in_folder(finding, base);
    }
    let mut merged = Merged::of(base)?;
    for layer in upper.iter().rev() {
        (merged, pack) = on_top(&merged, &pack, layer, as_at)?;
    }
    Ok((merged, pack))
}

/// One layer more.
fn on_top(beneath: &Merged, pack: &Pack, layer: &Layer, as_at: Day) -> Result<(Merged, Pack)> {
    let mut problems = Problems::default();
    let settings = settings::read(layer, &mut problems);
    let Some(settings) = settings else { return Err(Error::Input(problems.findings)) };
    let toml = settings::merged(&settings, layer, &beneath.files, &pack.catalogue, &mut problems);
    check::check(layer, beneath, pack, &mut problems);
    // a layer that cannot be read has nothing to merge
    if problems.findings.iter().any(check::unreadable) {
        return Err(Error::Input(problems.findings));
    }
    let merged = beneath.with(layer, &format!("{}@{}", settings.name, settings.version), toml)?;
    let loaded = load(&merged.files, as_at);
    let loaded = loaded.map_err(|error| placed(error, &mut |finding| merged.relocate(finding, layer)));
    let whole = match loaded {
        Ok(whole) if !problems.fatal() => whole,
        Ok(_) => return Err(Error::Input(problems.findings)),
        // what the layer may not do, and what is wrong with it as rules
        Err(Error::Input(more)) => return Err(Error::Input(joined(problems.findings, more))),
        Err(other) => return Err(other),
    };
    let whole = named(whole, &merged, (layer, &settings), pack);
    Ok((merged, whole))
}

/// The whole with the names and places of its layers.
fn named(
    mut whole: Pack,
    merged: &Merged,
    (layer, settings): (&Layer, &LayerSettings),
    beneath: &Pack,
) -> Pack {
    for finding in &mut whole.findings {
        merged.relocate(finding, layer);
    }
    // what was noticed of pack.toml beneath is of no row, and is told still
    let approvals = beneath.findings.iter().filter(|finding| finding.code == FindingCode::PackUnapproved);
    whole.findings = joined(whole.findings, approvals.cloned().collect());
    for rule in &mut whole.catalogue.rules {
        if let Some((file, line)) = merged.place(&rule.file, rule.line) {
            (rule.file, rule.line) = (file, line);
        }
    }
    let of_whole = whole.catalogue.pack.layers.first().cloned().unwrap_or_default();
    let own = LayerName {
        hash: short(digest(&layer.files)),
        title: settings.title.clone(),
        notice: settings.notice.clone(),
        ..of_whole
    };
    let layers = std::iter::once(own).chain(beneath.catalogue.pack.layers.iter().cloned());
    whole.catalogue.pack.layers = layers.collect();
    whole.catalogue.pack.hash = short(merged.hash);
    whole
}

fn placed(error: Error, place: &mut dyn FnMut(&mut Finding)) -> Error {
    match error {
        Error::Input(mut findings) => {
            findings.iter_mut().for_each(place);
            Error::Input(findings)
        }
        other => other,
    }
}

/// A finding of a layer that stands alone: its file is the folder's.
fn in_folder(finding: &mut Finding, layer: &Layer) {
    if PACK_FILES.contains(&&*finding.place.file) {
        finding.place.file = merge::file(layer, &finding.place.file).into();
    }
}

/// Findings, and those of others that are not among them.
fn joined(mut findings: Vec<Finding>, more: Vec<Finding>) -> Vec<Finding> {
    for finding in more {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}
