//! Inputs read whole, with their hash.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Hashed, Input};
use crate::model::{Error, Finding, FindingCode, Place, Result};

/// A file's bytes and their BLAKE3 hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The name the user gave it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// BLAKE3 of the file as it lies there, in hex.
    pub hash: String,
    /// Its length as it lies there.
    pub length: u64,
}

/// Reads a file whole, unpacked if its ending says that it is packed; the hash is that of the file as it lies there. A
/// file that is not there, is a folder, or holds more than [`Input::WHOLE`] bytes is a finding: the run lists all of them
/// at once. Anything else the system refuses is an error of the machine.
pub fn read(path: &Path) -> Result<std::result::Result<Content, Finding>> {
    read_up_to(path, Input::WHOLE)
}

fn read_up_to(path: &Path, limit: u64) -> Result<std::result::Result<Content, Finding>> {
    let input = match Input::open(path)? {
        Ok(input) => input,
        Err(finding) => return Ok(Err(finding)),
    };
    match input.whole(limit) {
        Ok(Ok(bytes)) => {
            let Hashed { hash, bytes: length } = input.hashed()?;
            Ok(Ok(Content { name: input.name().to_owned(), bytes, hash, length }))
        }
        Ok(Err(finding)) => Ok(Err(finding)),
        Err(Error::Input(findings)) => findings.into_iter().next().map(Err).ok_or(Error::Input(Vec::new())),
        Err(error) => Err(error),
    }
}

/// What comes out of a pipe, which can be read once only; `None` if it is more than can be held.
pub(super) fn piped(file: File) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    file.take(Input::WHOLE + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= Input::WHOLE))
}

/// How a file was when it was opened, only ever compared: its length and the time of its last change.
pub(super) type Stamp = (u64, Option<SystemTime>);

pub(super) fn stamp(about: &Metadata) -> Stamp {
    (about.len(), about.modified().ok())
}

/// Opens what is there. What is not, or is a folder, is a finding.
pub(super) fn present(path: &Path) -> Result<std::result::Result<(File, Metadata), Finding>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return absent(path, error).map(Err),
    };
    let about = file.metadata().map_err(|source| Error::Machine { path: path.to_owned(), source })?;
    if about.is_dir() {
        return absent(path, ErrorKind::IsADirectory.into()).map(Err);
    }
    Ok(Ok((file, about)))
}

/// Why a file cannot be opened: a finding if it is not there or is a folder.
pub(super) fn absent(path: &Path, error: io::Error) -> Result<Finding> {
    let (message, help) = match error.kind() {
        ErrorKind::IsADirectory => ("a folder, not a file", "name the CSV file itself"),
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            ("there is no such file", "check the path, or name the file with its own option")
        }
        _ => return Err(Error::Machine { path: path.to_owned(), source: error }),
    };
    let place = Place { file: path.display().to_string().into(), line: 0, column: String::new() };
    Ok(Finding::new(FindingCode::FileUnusable, place, "", message, help))
}

/// Half of a packed file is not the file: nothing of it is used.
pub(super) fn damaged(name: &str, error: &io::Error) -> Finding {
    let place = Place { file: name.into(), line: 0, column: String::new() };
    let message = "the file cannot be unpacked to its end";
    let help = "pack it again, or give the file unpacked";
    Finding::new(FindingCode::FileUnusable, place, error.to_string(), message, help)
}

/// A file of which more would have to be held than anybody should.
pub(super) fn too_large(name: &str, limit: u64) -> Finding {
    let place = Place { file: name.into(), line: 0, column: String::new() };
    let message = format!("the file holds more than {} MiB", limit >> 20);
    let help = "files of this kind are read whole; check that it is the right file, or split it";
    Finding::new(FindingCode::FileUnusable, place, "", message, help)
}

/// Whether there is something at a path.
#[must_use]
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// The bytes of a plain file; `None` for anything else.
#[must_use]
pub fn plain_length(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().filter(Metadata::is_file).map(|about| about.len())
}

/// Whether a path is a folder.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// One name for a place, however its path is written; the path itself where there is nothing.
#[must_use]
pub fn place(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The names of the plain files of a folder, sorted; files whose names are not text are left out.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    let failed = |source: io::Error| match source.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            Error::Usage(format!("`{}` is not a folder; name the folder of the dataset", folder.display()))
        }
        _ => Error::Machine { path: folder.to_owned(), source },
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.path().is_dir() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    names.sort();
    Ok(names)
}

/// The files of a folder that have one of these names; those that are not there are left out.
pub fn folder(path: &Path, names: &[&str]) -> Result<BTreeMap<String, Vec<u8>>> {
    if !path.is_dir() {
        return Err(Error::Usage(format!(
            "`{}` is not a folder; name the folder of a rule pack",
            path.display()
        )));
    }
    let mut files = BTreeMap::new();
    for name in names {
        if let Ok(content) = read(&path.join(name))? {
            files.insert((*name).to_owned(), content.bytes);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_refused_at_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let zeros = || io::repeat(0).take(64 << 20);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::copy(&mut zeros(), &mut gz).unwrap();
        let zst = zstd::encode_all(zeros(), 1).unwrap();
        for (name, bytes) in [("a.csv.gz", gz.finish().unwrap()), ("a.csv.zst", zst)] {
            assert!(bytes.len() < 1 << 20);
            let path = folder.path().join(name);
            File::create(&path).unwrap().write_all(&bytes).unwrap();
            let finding = read_up_to(&path, 1 << 20).unwrap().unwrap_err();
            assert!(finding.to_string().contains("the file holds more than 1 MiB"), "{finding}");
            assert_eq!(read_up_to(&path, 64 << 20).unwrap().unwrap().bytes.len(), 64 << 20);
        }
    }
}
