//! Files that only this program reads again: whole by their own hash, or nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::model::{Error, Result};

/// Bytes of the seal.
const SEAL: usize = blake3::OUT_LEN;

/// Puts a file in its place, its pieces one behind the other and their hash at the end. It appears at once; after a crash
/// of the machine it may be damaged, which its seal shows.
pub fn seal(path: &Path, pieces: &[&[u8]]) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.partial-{}", std::process::id()));
    let failed = |source| Error::Machine { path: path.to_owned(), source };
    let written = write(&beside, pieces).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // what went wrong is told; that half of it stays beside is not worse
        drop(fs::remove_file(&beside));
    }
    written.map_err(failed)
}

fn write(path: &Path, pieces: &[&[u8]]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    let mut hasher = blake3::Hasher::new();
    for piece in pieces {
        hasher.update(piece);
        file.write_all(piece)?;
    }
    file.write_all(hasher.finalize().as_bytes())
}

/// The bytes of such a file without their seal; `None` if it is not there, cannot be read, or is not as it was written.
#[must_use]
pub fn sealed(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = fs::read(path).ok()?;
    let (text, seal) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
    let whole = blake3::hash(text).as_bytes() == seal;
    let length = text.len();
    bytes.truncate(length);
    whole.then_some(bytes)
}

/// Bytes that nobody can foretell.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Machine {
        path: "the system's source of random numbers".into(),
        source: std::io::Error::other(error),
    })?;
    Ok(bytes)
}
