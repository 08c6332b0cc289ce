//! Files for whoever watches: lines added at the end of a log, and small files that are always whole.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::model::{Error, Result};

/// A log: every line is added by one write.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

impl Journal {
    /// Opens a log, made if it is not there.
    pub fn open(path: &Path) -> Result<Self> {
        let opened = File::options().append(true).create(true).open(path);
        opened.map(|file| Self { file }).map_err(|source| Error::Machine { path: path.to_owned(), source })
    }

    /// Adds a line; `false` if the machine refused.
    #[must_use]
    pub fn line(&self, text: &str) -> bool {
        (&self.file).write_all(format!("{text}\n").as_bytes()).is_ok()
    }
}

/// Writes a small file whole: beside its place, synced, and renamed over what is there. Half a file that a killed run left
/// beside it is written over.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".partial");
    let beside: PathBuf = path.with_file_name(name);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&beside, path));
    renamed.map_err(|source| {
        // nothing more can be done if it will not go
        drop(fs::remove_file(&beside));
        Error::Machine { path: path.to_owned(), source }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_and_small_files_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log.jsonl");
        for line in ["one", "two"] {
            assert!(Journal::open(&log).unwrap().line(line));
        }
        assert_eq!(fs::read_to_string(&log).unwrap(), "one\ntwo\n");
        let prom = folder.path().join("skillmix.prom");
        fs::write(folder.path().join(".skillmix.prom.partial"), "half of a longer text").unwrap();
        put(&prom, b"a 1\n").unwrap();
        put(&prom, b"a 2\n").unwrap();
        assert_eq!(fs::read_to_string(&prom).unwrap(), "a 2\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert!(Journal::open(folder.path()).is_err() && put(&folder.path().join("no/x"), b"").is_err());
        fs::create_dir(folder.path().join("d")).unwrap();
        assert!(put(&folder.path().join("d"), b"").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
