//! A file for people to fill in: written only where none is, for what they wrote cannot be had again.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::model::{Error, Result};

/// Refuses a path at which there is something already.
pub fn must_be_new(path: &Path) -> Result<()> {
    if path.exists() { Err(taken(path)) } else { Ok(()) }
}

/// Writes a file whole, synced; never over another, whoever made it meanwhile.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |source: std::io::Error| match source.kind() {
        ErrorKind::AlreadyExists => taken(path),
        _ => Error::Machine { path: path.to_owned(), source },
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|source| {
        // half a sheet is none; nothing more can be done if it will not go
        drop(std::fs::remove_file(path));
        Error::Machine { path: path.to_owned(), source }
    })
}

fn taken(path: &Path) -> Error {
    let shown = path.display();
    Error::Usage(format!(
        "`{shown}` is there already and is never written over; name another file with --out"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sheet.csv");
        must_be_new(&path).unwrap();
        write_new(&path, b"one").unwrap();
        assert!(matches!(must_be_new(&path), Err(Error::Usage(_))));
        assert!(matches!(write_new(&path, b"two"), Err(Error::Usage(_))));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert!(matches!(write_new(&folder.path().join("a/b.csv"), b""), Err(Error::Machine { .. })));
    }
}
