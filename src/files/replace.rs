//! Files replaced where they stand: all are written beside their places first, then each is renamed in.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::model::{Error, Result};

/// Replaces files of a folder by name. Unless all can be written nothing is replaced, and no file is ever half there.
pub fn replace(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let mut written = Written::default();
    for (name, bytes) in files {
        let beside = folder.join(format!(".{name}.partial-{}", std::process::id()));
        written.beside.push(beside.clone());
        let put = || {
            let mut file = File::create(&beside)?;
            file.write_all(bytes)?;
            // whoever could read or write the file may do so still
            fs::set_permissions(&beside, fs::metadata(folder.join(name))?.permissions())?;
            file.sync_all()
        };
        put().map_err(|source| Error::Machine { path: beside.clone(), source })?;
    }
    for ((name, _), beside) in files.iter().zip(&written.beside) {
        let place = folder.join(name);
        fs::rename(beside, &place).map_err(|source| Error::Machine { path: place, source })?;
    }
    Ok(())
}

/// What lies beside its place; dropped, it leaves nothing.
#[derive(Debug, Default)]
struct Written {
    beside: Vec<PathBuf>,
}

impl Drop for Written {
    fn drop(&mut self) {
        for beside in &self.beside {
            // what was renamed in is not there any more, and that is no fault
            drop(fs::remove_file(beside));
        }
    }
}
