//! A folder for files that are made for one run: only its owner may open it, and it goes with the run.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::model::{Error, Result};

/// Such a folder, with a name that is the same for every run: what a run records of its inputs must not depend on chance.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
}

/// A file in it, being written.
#[derive(Debug)]
pub struct ScratchFile {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Scratch {
    /// The empty folder; what a killed run left in it is removed. Whoever calls holds what keeps others away.
    pub fn open(folder: &Path) -> Result<Self> {
        remove(folder).map_err(failed(folder))?;
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// A new file in it.
    pub fn file(&self, name: &str) -> Result<ScratchFile> {
        let path = self.folder.join(name);
        let file = File::create_new(&path).map_err(failed(&path))?;
        Ok(ScratchFile { file: BufWriter::with_capacity(1 << 17, file), path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // what stays is removed by the next run; nothing more can be done here
        drop(remove(&self.folder));
    }
}

impl ScratchFile {
    /// Writes some more.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(failed(&self.path))
    }

    /// Ends it.
    pub fn close(mut self) -> Result<()> {
        self.file.flush().map_err(failed(&self.path))
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    |source| Error::Machine { path: path.to_owned(), source }
}
