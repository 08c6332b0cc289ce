//! Getting the rule pack: the folder named, or the one that ships.

use std::path::Path;

use crate::commands::Common;
use crate::files;
use crate::model::{Day, Result};
use crate::rules::{self, PACK_FILES, Pack, PackFiles};

/// The pack's files.
pub(super) fn pack_files(common: &Common) -> Result<PackFiles> {
    match &common.pack {
        Some(folder) => files::folder(folder, &PACK_FILES),
        None => Ok(rules::embedded()),
    }
}

/// The pack, compiled for the as-at day.
pub(super) fn load_pack(common: &Common) -> Result<Pack> {
    rules::load(&pack_files(common)?, common.as_at)
}

/// A pack by its folder, or the one that ships by its name where there is no such folder.
pub(super) fn load_named(path: &Path, as_at: Day) -> Result<Pack> {
    let shipped = path == Path::new(SHIPPED) && !files::is_folder(path);
    let files = if shipped { rules::embedded() } else { files::folder(path, &PACK_FILES)? };
    rules::load(&files, as_at)
}

/// The name of the pack that ships.
const SHIPPED: &str = "calderdale";
