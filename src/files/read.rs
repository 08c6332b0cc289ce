//! Inputs read whole, with their hash.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::model::{Error, Finding, FindingCode, Place, Result};

/// A file's bytes and their BLAKE3 hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The name the user gave it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// BLAKE3 of the bytes, in hex.
    pub hash: String,
}

/// Reads a file whole. A file that is not there, or is a folder, is a finding: the run lists all of them at once.
/// Anything else the system refuses is an error of the machine.
pub fn read(path: &Path) -> Result<std::result::Result<Content, Finding>> {
    let name = path.display().to_string();
    let fault = |message: &str, help: &str| {
        let place = Place { file: name.as_str().into(), line: 0, column: String::new() };
        Ok(Err(Finding::new(FindingCode::FileUnusable, place, "", message, help)))
    };
    if path.is_dir() {
        return fault("a folder, not a file", "name the CSV file itself");
    }
    match fs::read(path) {
        Ok(bytes) => {
            let hash = blake3::hash(&bytes).to_hex().to_string();
            Ok(Ok(Content { name, bytes, hash }))
        }
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            fault("there is no such file", "check the path, or name the file with its own option")
        }
        Err(source) => Err(Error::Machine { path: path.to_owned(), source }),
    }
}

/// Whether a path is a folder.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
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
