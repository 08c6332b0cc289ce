//! Copies of inputs beside the results made of them, packed by zstd; and unpacked again for a second look.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::big::Hashed;
use super::stage::Staged;
use super::unpack::{Counted, Packing, Unpacked};
use crate::model::{Error, Result};

/// How hard zstd tries: the program's own default, which packs sheets to about a tenth at hundreds of megabytes a second.
const LEVEL: i32 = 3;

impl Staged {
    /// Copies an input into the stage, packed or as it lies there. It must still be the very file that was read.
    pub fn keep(&self, from: &Path, name: &str, packed: bool, read: &Hashed) -> Result<()> {
        let mut source = Counted::new(File::open(from).map_err(failed(from))?);
        self.create(name, |out| {
            if packed {
                let mut packer = zstd::Encoder::new(out, LEVEL)?;
                packer.include_checksum(true)?;
                io::copy(&mut source, &mut packer)?;
                packer.finish().map(drop)
            } else {
                io::copy(&mut source, out).map(drop)
            }
        })?;
        let (hash, bytes) = source.hashed();
        if (hash, bytes) == (read.hash.clone(), read.bytes) {
            return Ok(());
        }
        Err(failed(from)(io::Error::other(
            "the file changed while it was read; run again when it is complete",
        )))
    }

    /// Takes over a file of another run: the very file, if it may have a second name there, else a copy. It lies synced
    /// in its run, and nobody writes into a file of a run.
    pub fn link(&self, from: &Path, name: &str) -> Result<()> {
        let to = self.folder().join(name);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        if fs::hard_link(from, &to).is_ok() {
            return Ok(());
        }
        let mut source = File::open(from).map_err(failed(from))?;
        self.create(name, |out| io::copy(&mut source, out).map(drop)).map(drop)
    }
}

/// Kept copies as they lay when they were read, in a folder that only its owner may open and that goes with this.
#[derive(Debug)]
pub struct Unfolded {
    folder: tempfile::TempDir,
}

impl Unfolded {
    /// An empty folder.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir().map_err(failed(Path::new("a temporary folder")))?;
        Ok(Self { folder })
    }

    /// Where a path is in it.
    #[must_use]
    pub fn place(&self, path: &Path) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Unpacks a copy to its place. A copy that is gone or cannot be unpacked is left out: it is then missed as the file
    /// itself would be.
    pub fn take(&self, copy: &Path, packed: bool, path: &Path) -> Result<()> {
        let Ok(file) = File::open(copy) else { return Ok(()) };
        let place = self.place(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        let mut out = File::create(&place).map_err(failed(&place))?;
        if !packed {
            return io::copy(&mut Counted::new(file), &mut out).map(drop).map_err(failed(&place));
        }
        let Ok(mut unpacked) = Unpacked::open(file, Packing::Zstd) else { return Ok(()) };
        match io::copy(&mut unpacked, &mut out) {
            Ok(_) => Ok(()),
            // nothing of half a file is used
            Err(error) if error.raw_os_error().is_none() => fs::remove_file(&place).map_err(failed(&place)),
            Err(source) => Err(failed(&place)(source)),
        }
    }
}

/// Whether a file is better kept as it lies there: packed already, or of a format that packs itself.
#[must_use]
pub fn is_packed(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    Packing::of(path).is_some() || ["parquet", "xlsx"].iter().any(|own| ending.eq_ignore_ascii_case(own))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    |source| Error::Machine { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Output;

    #[test]
    fn a_copy_is_the_very_file_or_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("staff.csv");
        let text = "a,b\n".repeat(9_000);
        fs::write(&path, &text).unwrap();
        let read =
            Hashed { hash: blake3::hash(text.as_bytes()).to_hex().to_string(), bytes: text.len() as u64 };
        let staged = Staged::begin(&folder.path().join("out"), Output::Run).unwrap();
        staged.keep(&path, "inputs/staff.csv.zst", true, &read).unwrap();
        staged.keep(&path, "inputs/staff.csv", false, &read).unwrap();
        let unfolded = Unfolded::new().unwrap();
        for (name, packed) in [("staff.csv.zst", true), ("staff.csv", false)] {
            let copy = staged.folder().join("inputs").join(name);
            unfolded.take(&copy, packed, Path::new("home/x/staff.csv")).unwrap();
            assert_eq!(fs::read_to_string(unfolded.place(Path::new("home/x/staff.csv"))).unwrap(), text);
        }
        let copy = staged.folder().join("inputs/staff.csv.zst");
        let whole = fs::read(&copy).unwrap();
        fs::write(&copy, &whole[..whole.len() - 3]).unwrap();
        unfolded.take(&copy, true, Path::new("half.csv")).unwrap();
        unfolded.take(&folder.path().join("gone"), true, Path::new("half.csv")).unwrap();
        assert!(!unfolded.place(Path::new("half.csv")).exists());
        fs::write(&path, "a,b\nc,d\n").unwrap();
        assert_eq!(staged.keep(&path, "inputs/again.zst", true, &read).unwrap_err().exit_code(), 3);
    }
}
