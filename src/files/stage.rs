//! A folder of outputs that appears whole or not at all: written beside its place, synced, renamed in.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::model::{Error, Result};

/// The file by which a folder shows itself to be an earlier run's output, which a new run may replace.
const MARK: &str = "run.json";

/// A folder being written. Dropped without `publish`, it leaves nothing behind.
#[derive(Debug)]
pub struct Staged {
    target: PathBuf,
    stage: PathBuf,
    published: bool,
}

impl Staged {
    /// Opens a stage beside `target`. Refused now, before any work, if the target holds something that is not an
    /// earlier run's output, or cannot be written.
    pub fn begin(target: &Path) -> Result<Self> {
        check_target(target)?;
        let parent = parent(target);
        fs::create_dir_all(&parent).map_err(|source| Error::Machine { path: parent.clone(), source })?;
        let stage = parent.join(format!(".{}.partial-{}", name(target), std::process::id()));
        remove(&stage)?;
        fs::create_dir(&stage).map_err(|source| Error::Machine { path: stage.clone(), source })?;
        Ok(Self { target: target.to_owned(), stage, published: false })
    }

    /// Writes one file into the stage; `name` may hold one folder (`rejects/staff.csv`).
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.stage.join(name);
        let failed = |source| Error::Machine { path: path.clone(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = File::create(&path).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// Puts the stage in its place. An earlier run's output there is replaced.
    pub fn publish(mut self) -> Result<()> {
        let old = parent(&self.target).join(format!(".{}.old-{}", name(&self.target), std::process::id()));
        let replaced = self.target.exists();
        sync(&self.stage)?;
        if replaced {
            rename(&self.target, &old)?;
        }
        if let Err(error) = rename(&self.stage, &self.target) {
            if replaced {
                rename(&old, &self.target)?;
            }
            return Err(error);
        }
        self.published = true;
        sync(&parent(&self.target))?;
        if replaced { remove(&old) } else { Ok(()) }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.published {
            // nothing more can be done about a stage that will not go; it has a name of its own
            drop(fs::remove_dir_all(&self.stage));
        }
    }
}

fn check_target(target: &Path) -> Result<()> {
    if target.is_file() {
        return Err(Error::Usage(format!("`{}` is a file; name a folder for the outputs", target.display())));
    }
    let empty = match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(source) => return Err(Error::Machine { path: target.to_owned(), source }),
    };
    if empty || target.join(MARK).is_file() {
        return Ok(());
    }
    let shown = target.display();
    Err(Error::Usage(format!(
        "`{shown}` holds other files than a run's output; name another folder with --out"
    )))
}

fn parent(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn name(target: &Path) -> String {
    target.file_name().map_or_else(|| "out".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|source| Error::Machine { path: to.to_owned(), source })
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::Machine { path: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}

fn sync(folder: &Path) -> Result<()> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| Error::Machine { path: folder.to_owned(), source })
}
