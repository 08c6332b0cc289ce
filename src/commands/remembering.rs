//! The memory of a run: read before, written after, and nothing lost without it.

use std::path::{Path, PathBuf};

use super::Host;
use super::given::Files;
use crate::files::{self, Input};
use crate::intake::Memory;
use crate::model::Result;
use crate::store;

/// A file of memory, and the program as whose own it counts.
#[derive(Debug)]
pub(super) struct Remembering {
    path: PathBuf,
    program: [u8; 32],
}

impl Remembering {
    /// Files of which is known what is remembered in a file, if there is one. Where the program cannot be read nothing is
    /// known to be its own.
    pub(super) fn begin(path: Option<&Path>, files: Files, host: Host<'_>) -> Result<(Option<Self>, Files)> {
        let Some((path, program)) = path.zip((host.program)()) else { return Ok((None, files)) };
        let Ok(program) = Input::open(&program)? else { return Ok((None, files)) };
        let Ok(hash) = blake3::Hash::from_hex(program.hashed()?.hash) else { return Ok((None, files)) };
        let this = Self { path: path.to_owned(), program: *hash.as_bytes() };
        let mut key = [0; 4];
        for (to, from) in key.iter_mut().zip(files::random::<32>()?.as_chunks::<8>().0) {
            *to = u64::from_le_bytes(*from);
        }
        let files = files.remembering(store::recall(&this.path, &this.program), key);
        Ok((Some(this), files))
    }

    /// Keeps what was read. That it cannot be kept is told, and no more: results do not need it.
    pub(super) fn keep(&self, memory: &Memory, host: Host<'_>) {
        if let Err(error) = store::remember(&self.path, &self.program, memory) {
            (host.line)(&format!("skillmix: nothing is remembered: {error}"));
        }
    }
}
