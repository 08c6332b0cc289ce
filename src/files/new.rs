//! One new file, whole or not at all, never over another.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::model::{Error, Result};

/// Writes a file that must not be there yet: people may have worked on the one that is.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |source| Error::Machine { path: path.to_owned(), source };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let partial = path.with_file_name(format!(".{name}.partial-{}", std::process::id()));
    let mut file = File::create(&partial).map_err(failed)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    // a link is made only if nothing is there, whatever others do meanwhile
    let linked = written.and_then(|()| fs::hard_link(&partial, path));
    fs::remove_file(&partial).map_err(failed)?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Error::Usage(format!("`{}` is there already; name another file", path.display())))
        }
        linked => linked.map_err(failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.csv");
        write_new(&path, b"a\n").unwrap();
        assert!(matches!(write_new(&path, b"b\n"), Err(Error::Usage(_))));
        assert_eq!(fs::read(&path).unwrap(), b"a\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
