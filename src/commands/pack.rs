//! Getting the rule pack: the folder named, or the one that ships, with all that it extends.

use std::path::{Path, PathBuf};

use crate::commands::Common;
use crate::files;
use crate::model::{Day, Error, Finding, FindingCode, Place, Result};
#[cfg(feature = "dmn")]
use crate::rules::PackFiles;
use crate::rules::{self, Layer, MOST_LAYERS, PACK_FILES, Pack};

/// The layers of the pack: itself first, then what it extends.
pub(super) fn pack_layers(common: &Common) -> Result<Vec<Layer>> {
    match &common.pack {
        Some(folder) => layers_of(folder),
        None => Ok(vec![shipped()]),
    }
}

/// The pack's files: of one that extends another, those of all layers as one.
#[cfg(feature = "dmn")]
pub(super) fn pack_files(common: &Common) -> Result<PackFiles> {
    let mut layers = pack_layers(common)?;
    match layers.len() {
        1 => Ok(layers.pop().map(|layer| layer.files).unwrap_or_default()),
        _ => rules::merge_layers(&layers, common.as_at),
    }
}

/// The pack, compiled for the as-at day.
pub(super) fn load_pack(common: &Common) -> Result<Pack> {
    rules::load_layers(&pack_layers(common)?, common.as_at)
}

fn shipped() -> Layer {
    let files = rules::embedded();
    Layer { folder: rules::name_and_version(&files).0, files }
}

/// The pack in a folder, then what it extends, to the last.
pub(super) fn layers_of(folder: &Path) -> Result<Vec<Layer>> {
    let own = read(folder)?;
    let beneath = beneath(std::slice::from_ref(&own), folder)?;
    Ok(std::iter::once(own).chain(beneath).collect())
}

fn read(folder: &Path) -> Result<Layer> {
    Ok(Layer { folder: name(folder), files: files::folder(folder, &PACK_FILES)? })
}

/// What lies beneath a pack whose own folder is this, to the last.
pub(super) fn beneath(own: &[Layer], folder: &Path) -> Result<Vec<Layer>> {
    let mut layers = own.to_vec();
    let mut folder = folder.to_owned();
    let mut seen: Vec<PathBuf> = vec![files::place(&folder)];
    while let Some(base) = layers.last().and_then(|layer| rules::extends(&layer.files)) {
        if !is_path(&base) {
            layers.push(by_name(&base, &layers)?);
            break;
        }
        folder = beside(&folder, &base, &layers)?;
        let place = files::place(&folder);
        let again = seen.contains(&place);
        if again || layers.len() >= MOST_LAYERS {
            return Err(too_many(&layers, &folder, again));
        }
        seen.push(place);
        layers.push(read(&folder)?);
    }
    Ok(layers.split_off(own.len().min(layers.len())))
}

/// `.`, `..` and whatever has a slash is a folder; all else is the name of a pack that ships.
pub(super) fn is_path(base: &str) -> bool {
    base.contains(['/', '\\']) || base.starts_with('.')
}

/// The folder that a pack extends, from its own.
fn beside(folder: &Path, base: &str, layers: &[Layer]) -> Result<PathBuf> {
    let path = Path::new(base);
    if path.is_absolute() {
        let help = "write it from the pack's own folder, as ../calderdale";
        return Err(fault(layers, base, "a path that holds on one machine only", help));
    }
    let path = folder.join(path);
    if files::is_folder(&path) {
        Ok(path)
    } else {
        let help = "write the path from the pack's own folder, or the name of the pack that ships";
        Err(fault(layers, base, "there is no such folder", help))
    }
}

/// The pack that ships, of the version that is asked for.
fn by_name(base: &str, layers: &[Layer]) -> Result<Layer> {
    let shipped = shipped();
    let (name, version) = rules::name_and_version(&shipped.files);
    let (wanted, pinned) = base.split_once('@').map_or((base, None), |(name, version)| (name, Some(version)));
    if wanted != name {
        let help = format!("the pack that ships is `{name}`; a folder is written as ../{wanted}");
        return Err(fault(layers, base, "no pack of this name ships", &help));
    }
    if pinned.is_some_and(|pinned| pinned != version) {
        let help = format!("version {version} ships: look at what changed, then write {name}@{version}");
        return Err(fault(layers, base, "another version ships", &help));
    }
    Ok(shipped)
}

fn too_many(layers: &[Layer], folder: &Path, again: bool) -> Error {
    let mut path: Vec<String> = layers.iter().map(|layer| layer.folder.clone()).collect();
    path.push(name(folder));
    let path = path.join(" > ");
    if again {
        fault(layers, &path, "packs that extend each other in a circle", "break the circle")
    } else {
        let message = format!("more than {MOST_LAYERS} layers");
        fault(layers, &path, &message, "extend a pack nearer to the last")
    }
}

/// A fault of the last layer's `extends`.
fn fault(layers: &[Layer], value: &str, message: &str, help: &str) -> Error {
    let folder = layers.last().map_or("", |layer| &layer.folder);
    let place = Place { file: format!("{folder}/pack.toml").into(), line: 0, column: "extends".to_owned() };
    let finding = Finding::new(FindingCode::PackFile, place, value, message.to_owned(), help.to_owned());
    Error::Input(vec![finding])
}

/// A folder's name: the last part of its path.
fn name(folder: &Path) -> String {
    let place = files::place(folder);
    place.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// A pack by its folder, or the one that ships by its name where there is no such folder.
pub(super) fn load_named(path: &Path, as_at: Day) -> Result<Pack> {
    let by_name = path == Path::new(SHIPPED) && !files::is_folder(path);
    let layers = if by_name { vec![shipped()] } else { layers_of(path)? };
    rules::load_layers(&layers, as_at)
}

/// The name of the pack that ships.
const SHIPPED: &str = "calderdale";
