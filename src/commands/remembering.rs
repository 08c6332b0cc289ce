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
    /// `None` if the program cannot be read: then nothing is known to be its own.
    pub(super) fn new(path: &Path, host: Host<'_>) -> Result<Option<Self>> {
        let Some(program) = (host.program)() else { return Ok(None) };
        let Ok(program) = Input::open(&program)? else { return Ok(None) };
        let hash = blake3::Hash::from_hex(program.hashed()?.hash).ok();
        Ok(hash.map(|hash| Self { path: path.to_owned(), program: *hash.as_bytes() }))
    }

    /// Files of which is known what is remembered.
    pub(super) fn recall(&self, files: Files) -> Result<Files> {
        let mut key = [0; 4];
        let bytes = files::random::<32>()?;
        key.iter_mut().zip(bytes.as_chunks::<8>().0).for_each(|(to, from)| *to = u64::from_le_bytes(*from));
        Ok(files.remembering(store::recall(&self.path, &self.program), key))
    }

    /// Keeps what was read. That it cannot be kept is told, and no more: results do not need it.
    pub(super) fn keep(&self, memory: &Memory, host: Host<'_>) {
        if let Err(error) = store::remember(&self.path, &self.program, memory) {
            (host.line)(&format!("skillmix: nothing is remembered: {error}"));
        }
    }
}
