//! Getting the rule pack: the folder named, or the one that ships.

use crate::commands::Common;
use crate::files;
use crate::model::Result;
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
